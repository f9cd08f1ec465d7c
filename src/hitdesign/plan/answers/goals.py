"""Which seats serve which goal of the district's own strategic plan."""

from __future__ import annotations

import pandas as pd

from hitdesign.district.program_records import StrategicGoal
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.student_groups import mark_of, of_goal, seats_serving
from hitdesign.quantities import TOLERANCE, print_count, print_share

COLUMNS = (
    "goal_id",
    "goal",
    "served",
    "seats_at_least",
    "seats_at_most",
    "seats_needed",
    "schools",
    "models",
    "baseline_share",
    "target_share",
    "by",
    "unknown",
    "sentence",
)


def goals_served(plan: Drafted) -> pd.DataFrame:
    """One row per strategic goal, by goal_id; columns as in COLUMNS, seats of students in groups.

    A seat serves a goal where the subject is the goal's (or the goal has none) and the grades meet. `seats_at_least`:
    those whose grades all lie within the goal's, of students who are all marked as its group; `seats_at_most`: those
    that may. Formula of `served`: yes where at least one seat does, unknown where one may, else no. A share that is
    blank stays NaN and is named in `unknown`.
    """
    rows = [_row(plan, goal) for goal in plan.district.strategic_goals]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(plan: Drafted, goal: StrategicGoal) -> dict[str, object]:
    sure, here = seats_serving(plan, goal)
    needed, mark = of_goal(plan.need.cohorts, goal), mark_of(goal.student_group)
    least, most = float(sure["students"].sum()), float(here["students"].sum())
    unknown = _unknown(goal, mark)
    values: dict[str, object] = {
        "goal_id": goal.goal_id,
        "goal": inert(goal.goal),
        "served": "yes" if least > TOLERANCE else "unknown" if most > TOLERANCE else "no",
        "seats_at_least": least,
        "seats_at_most": most,
        "seats_needed": float(needed["students"].sum()),
        "schools": here["school_id"].nunique(),
        "models": "; ".join(sorted(here["model_id"].astype(str).unique())),
        "baseline_share": float("nan") if goal.baseline is None else goal.baseline,
        "target_share": float("nan") if goal.target is None else goal.target,
        "by": goal.by,
        "unknown": "; ".join(unknown),
    }
    return {**values, "sentence": _sentence(goal, least, most, float(needed["students"].sum()))}


def _unknown(goal: StrategicGoal, mark: str | None) -> list[str]:
    blank = [name for name in ("baseline", "target", "by") if getattr(goal, name) is None]
    found = [f"strategic_goals.{name} is blank" for name in blank]
    if goal.measure == "other":
        found.append("strategic_goals.measure does not say what it is measured by")
    if mark is None:
        found.append("no table marks the students of its group")
    return found


def _sentence(goal: StrategicGoal, least: float, most: float, needed: float) -> str:
    name = f"“{inert(goal.goal).rstrip('.')}”"
    if most <= TOLERANCE:
        why = "nobody in need is counted in its subject and grades" if needed <= 0 else "the plan fills no seat there"
        return f"{name}: no seat serves it; {why}."
    count = print_count(least, "seat")
    if least + TOLERANCE < most:
        count = f"{count} for certain and at most {most:,.0f}"
    share = f" ({print_share(most / needed)} of the seats needed there at most)" if needed > 0 else ""
    return f"{name}: {count} serve{'s' if most == 1 else ''} it{share}."
