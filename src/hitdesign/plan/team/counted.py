"""What a plan gives a team to do: students, groups and tutors by school, and the days on which it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.taught import launch_of, term_of

#: What is counted at each school and, in the row of EVERY_SCHOOL, in the whole plan.
COUNTS = ("students", "groups", "online", "english_learners", "iep")
MARKS = {"english_learners": "english_learner", "iep": "iep"}
#: What a mark counts of its students; a mark that is not known leaves the count of its school unknown.
MARKED = {"yes": 1.0, "no": 0.0, "unknown": float("nan")}


@dataclass(frozen=True)
class Counted:
    """A plan in the counts that work depends on.

    `by_school`: the schools served, in order, and EVERY_SCHOOL for all of them, with the counts of COUNTS: students
    are seats (who has two subjects sits in two groups, and both are looked after); NaN where a mark is not known.
    `people`: tutors that the plan uses, NaN where no table says. `contracts`: contracts whose tutors teach. `launch`
    and `ends`: first and last day of tutoring; None where the plan has no block.
    """

    by_school: Mapping[str, Mapping[str, float]]
    people: float
    contracts: tuple[str, ...]
    launch: date | None
    ends: date | None

    @property
    def schools(self) -> tuple[str, ...]:
        """The schools served."""
        return tuple(name for name in self.by_school if name != EVERY_SCHOOL)

    def of(self, place: str, what: str) -> float:
        """One count at a school, or with EVERY_SCHOOL in all; 0 at a school that is not served."""
        row = self.by_school.get(place)
        return 0.0 if row is None else row[what]


def counted_of(plan: Drafted) -> Counted:
    """The counts of a plan.

    >>> from hitdesign.plan.team.counted import COUNTS
    >>> COUNTS[0]
    'students'
    """
    seats, groups = plan.allocation.seats, plan.allocation.groups
    models, cohorts = plan.facts.models, plan.need.cohorts
    online = {name for name, how in zip(models["model_id"], models["modality"], strict=True) if how == "online"}
    marked = {
        what: dict(zip(cohorts["cohort_id"], cohorts[mark].map(MARKED), strict=True)) for what, mark in MARKS.items()
    }
    found: dict[str, dict[str, float]] = {}
    columns = (seats["school_id"], seats["cohort_id"], seats["model_id"], seats["students"])
    for school, cohort, model, students in zip(*columns, strict=True):
        row = found.setdefault(str(school), dict.fromkeys(COUNTS, 0.0))
        row["students"] += float(students)
        row["online"] += float(students) if model in online else 0.0
        for what, share in marked.items():
            row[what] += float(students) * share[cohort]
    for school, count in zip(groups["school_id"], groups["groups"], strict=True):
        found.setdefault(str(school), dict.fromkeys(COUNTS, 0.0))["groups"] += float(count)
    rows = {school: found[school] for school in sorted(found)}
    rows[EVERY_SCHOOL] = {what: fsum(row[what] for row in found.values()) for what in COUNTS}
    launch, ends = _days(plan)
    return Counted(rows, _people(plan), contracts_of(plan), launch, ends)


def contracts_of(plan: Drafted) -> tuple[str, ...]:
    """Contracts whose tutors teach a group of the plan."""
    used = set(plan.allocation.groups["pool_id"])
    tutors = plan.facts.tutors
    mine = tutors[tutors["pool_id"].isin(used) & (tutors["pay"] == "contract")]
    return tuple(sorted({str(name) for name in mine["contract_id"]}))


def blocks_used(plan: Drafted) -> pd.DataFrame:
    """The blocks at which the plan teaches: the columns of the facts and school_id."""
    blocks = plan.facts.blocks
    ids = plan.facts.schools["school_id"].to_numpy()
    named = blocks.assign(school_id=ids[blocks["school"].to_numpy(dtype=int)])
    used = set(zip(plan.allocation.groups["school_id"], plan.allocation.groups["block_id"], strict=True))
    return named[[pair in used for pair in zip(named["school_id"], named["block_id"], strict=True)]]


def _people(plan: Drafted) -> float:
    """Tutors at once, summed over pools, in the interval that needs most of each."""
    hours = plan.allocation.tutor_hours
    if hours.empty:
        return 0.0 if plan.allocation.groups.empty else float("nan")
    return float(hours.groupby("pool_id")["people"].max().astype(float).sum(skipna=False))


def _days(plan: Drafted) -> tuple[date | None, date | None]:
    """The first day of tutoring and the last day of the terms in use, which is never before it."""
    launch, last = launch_of(plan), term_of(plan)[1]
    return launch, max(launch, last) if launch and last else last
