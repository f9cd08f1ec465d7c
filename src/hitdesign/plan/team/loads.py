"""Hours of each role at each place, against the hours that its people have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isnan
from typing import Any

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.team.holding import Held, anywhere, at_school

COLUMNS = (
    *("role", "school_id", "phase", "hours_per_week", "people", "hours_available", "load_share", "over_hours"),
    *("status", "because"),
)
BEFORE, RUNNING, AFTER = "before launch", "while it runs", "at the end"
PHASES = {"before_launch": BEFORE, "weekly": RUNNING, "monthly": RUNNING, "at_end": AFTER}
UNKNOWN = float("nan")
#: Two amounts of hours closer than this are the same.
SAME = 1e-9
#: A role, a place, a phase.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Work:
    """What has to be done: hours of the busiest week by role, place and phase, and what the tables hold against it.

    `shared`: by role and phase, the hours and the number of schools without a row of people of their own.
    """

    hours: Mapping[Key, float]
    shared: Mapping[tuple[str, str], tuple[float, int]]
    held: dict[tuple[str, str], Held]
    plan: Drafted
    evidence: Evidence


def loads_table(
    duties: pd.DataFrame, held: dict[tuple[str, str], Held], plan: Drafted, evidence: Evidence
) -> pd.DataFrame:
    """One row per role, place and phase: the busiest week's hours and what stands against them.

    `load_share` = hours_per_week / hours_available; `over_hours` = hours_per_week - full_load x hours_available, where
    that is more than nothing. `status`: fits, over, unknown (hours needed or available), nobody (no one named for it).
    """
    work, full = work_of(duties, held, plan, evidence), plan.policy.rollout.team.full_load
    rows = []
    for (role, place, phase), hours in work.hours.items():
        people, available, because = _available(role, place, phase, work)
        over = hours - full * available
        status = "unknown" if isnan(over) else ("over" if over > SAME else "fits")
        status = "nobody" if people == 0 else status
        share = hours / available if available > 0 else (float("inf") if available == 0 and hours > 0 else UNKNOWN)
        over = over if status == "over" else (0.0 if status == "fits" else UNKNOWN)
        rows.append((role, place, phase, hours, people, available, share, over, status, because))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def work_of(duties: pd.DataFrame, held: dict[tuple[str, str], Held], plan: Drafted, evidence: Evidence) -> Work:
    """The hours of every role, place and phase, in order."""
    parts: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    names = ["role", "school_id", "when", "starts_on", "ends_on", "hours_per_week"]
    for row in duties[names].to_dict("records"):
        parts[row["role"], row["school_id"], PHASES[row["when"]]].append({str(name): row[name] for name in row})
    hours = {key: _busiest(parts[key]) for key in sorted(parts)}
    shared: dict[tuple[str, str], tuple[float, int]] = {}
    for (role, place, phase), own in hours.items():
        if (role, place) not in held:
            total, count = shared.get((role, phase), (0.0, 0))
            shared[role, phase] = (total + own, count + 1)
    return Work(hours, shared, held, plan, evidence)


def _busiest(part: Sequence[Mapping[str, Any]]) -> float:
    """The most hours of any week of a phase: all of them where days are not known."""
    if any(pd.isna(row["starts_on"]) for row in part):
        return fsum(row["hours_per_week"] for row in part)
    weeks = [
        fsum(row["hours_per_week"] for row in part if row["starts_on"] <= day <= row["ends_on"])
        for day in sorted({row["starts_on"] for row in part})
    ]
    return UNKNOWN if any(map(isnan, weeks)) else float(max(weeks))


def _available(role: str, place: str, phase: str, work: Work) -> tuple[float, float, str]:
    """People (0: nobody named, NaN: other tables hold them), their hours a week for this, and why."""
    where = work.evidence.team_roles[role].at
    if place == EVERY_SCHOOL:
        own = anywhere(work.held, role)
    else:
        own, shared = at_school(work.held, role, place)
        if own is not None and shared:
            total, schools = work.shared[role, phase]
            part = work.hours[role, place, phase] / total if total > 0 else 1 / schools
            said = "people: the district's row, shared by schools without one by their hours"
            return own.people, own.hours_per_week * part, said
    if own is not None:
        return own.people, own.hours_per_week, "people: people x hours_per_week"
    if where == "tutors":
        return UNKNOWN, *_preparation(work.plan, phase)
    if where == "provider":
        return UNKNOWN, UNKNOWN, "the provider's own hours are in no table; a row of people would say them"
    return 0.0, UNKNOWN, f"people has no row for it: add one with role {role}"


def _preparation(plan: Drafted, phase: str) -> tuple[float, str]:
    """Paid preparation of all pools in their busiest interval; what is paid for before or after is in no table.

    Formula: sum over pools of hours_per_week x s / (1 + s), s the paid preparation per hour of teaching.
    """
    if phase != RUNNING:
        return (
            UNKNOWN,
            "hours paid to tutors before launch and after the end are in no table; a row of people says them",
        )
    hours = plan.allocation.tutor_hours
    if hours.empty:
        return UNKNOWN, "no table of tutor hours"
    weekly = hours.groupby("pool_id")["hours_per_week"].max().astype(float)
    share = plan.facts.tutors.set_index("pool_id")["paid_preparation_share"].reindex(weekly.index).astype(float)
    total = (weekly * share / (1 + share)).sum(skipna=False)
    return float(total), "tutors: paid_preparation_share of the hours planned"
