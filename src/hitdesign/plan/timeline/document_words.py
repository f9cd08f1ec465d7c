"""The numbers of a plan that any line of a draft may name, as text."""

from __future__ import annotations

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.timeline import Timeline
from hitdesign.quantities import print_count, print_dollars

COORDINATOR = "appoint_coordinator"


def words_of(plan: Drafted, timeline: Timeline) -> dict[str, str]:
    """Names and texts: district, launch_on, ends_on, schools, seats, need, left, total_dollars, seat_dollars, ...

    Formula: seat_dollars = dollars not to exceed / seats; left_dollars = seat_dollars x seats left.
    """
    allocation = plan.allocation
    seats, left = float(allocation.seats_served), float(allocation.unserved["students"].sum())
    total = float(allocation.spending["not_to_exceed_dollars"].sum())
    each = total / seats if seats else float("nan")
    models = sorted({str(one) for one in allocation.groups["model_id"]})
    return {
        "district": plan.district.name,
        "launch_on": str(timeline.launch_on),
        "ends_on": str(timeline.ends_on),
        "schools": print_count(allocation.groups["school_id"].nunique(), "school"),
        "seats": print_count(seats, "seat"),
        "need": print_count(plan.need.students, "seat"),
        "left": print_count(left, "seat"),
        "total_dollars": print_dollars(total),
        "seat_dollars": print_dollars(each),
        "left_dollars": print_dollars(each * left),
        "models": ", ".join(models) or "none",
        "coordinator": _because(timeline, COORDINATOR),
    }


def _because(timeline: Timeline, task_id: str) -> str:
    found = timeline.tasks.loc[timeline.tasks["task_id"] == task_id, "because"]
    return "" if found.empty else str(found.iloc[0])
