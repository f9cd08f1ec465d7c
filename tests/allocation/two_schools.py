"""Two schools small enough to count by hand, and values put into its columns by name.

One group of `three` meets 3 x 30 minutes for 8 weeks: 1.5 hours a week, 12 hours, $240 at $20 an hour; it holds 0.3 of
a 60-minute block on five days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.district.district import District
from hitdesign.district.records import Block, FundingStream, School, TutoringModel, TutorPool
from hitdesign.policy import Policy
from hitdesign.solving.check import violations
from laws.districts import EVIDENCE, Asked, Case, asked

FALL = {"starts_on": date(2026, 9, 14), "ends_on": date(2026, 12, 18)}


def school(name: str, **other: Any) -> School:
    return School(school_id=name, school_name=name, grade_low=0, grade_high=5, enrollment=100, opted_in="yes", **other)


def cohort(where: str, students: int, **other: Any) -> dict[str, Any]:
    base = {
        "school_id": where,
        "grade_low": 3,
        "grade_high": 5,
        "subject": "math",
        "tier": "strategic",
        "students": students,
    }
    return {**base, **other}


def block(where: str, name: str = "day", **other: Any) -> Block:
    base: dict[str, Any] = {
        "when": "during_school",
        "days": "MTWRF",
        "minutes": 60,
        "groups_at_once": 2,
        "enrolment": "assigned",
        "take_up_rate": 1.0,
        **FALL,
    }
    return Block(school_id=where, block_id=name, **{**base, **other})


def pool(name: str = "people", **other: Any) -> TutorPool:
    base: dict[str, Any] = {
        "kind": "paraprofessional",
        "modality": "in_person",
        "tutors": 2,
        "hours_per_tutor_week": 10,
        "pay": "hourly",
        "hourly_cost_dollars": 20,
        "benefits_rate": 0,
        "paid_preparation_share": 0,
        "vacancy_rate": 0,
    }
    return TutorPool(pool_id=name, **{**base, **other})


def stream(name: str, program: str = "anything", award: float = 1000, **other: Any) -> FundingStream:
    base: dict[str, Any] = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 6, 30)}
    return FundingStream(stream_id=name, program=program, award_dollars=award, **{**base, **other})


def model(name: str = "three", **other: Any) -> TutoringModel:
    base: dict[str, Any] = {
        "students_per_tutor": 3,
        "sessions_per_week": 3,
        "minutes_per_session": 30,
        "weeks": 8,
        "modality": "in_person",
    }
    return TutoringModel(model_id=name, **{**base, **other})


def case(
    cohorts: list[dict[str, Any]] | None = None,
    *,
    policy: Policy | None = None,
    use: tuple[str, ...] = ("three",),
    **tables: Any,
) -> Case:
    """Schools A and B with 12 and 9 students in math, one block each, one pool, one award; tables replace these."""
    given = {
        "schools": (school("A"), school("B")),
        "blocks": (block("A"), block("B")),
        "tutors": (pool(),),
        "funding": (stream("money"),),
        "tutoring_models": (model(),),
        **tables,
    }
    rows = pd.DataFrame(cohorts or [cohort("A", 12), cohort("B", 9)])
    district = District(name="two schools", cohorts=rows, **given)
    return Case(district, policy or Policy(gap=0.0, tolerance=0.0), EVIDENCE, {"strategic": use, "intensive": use})


def built(*args: Any, **tables: Any) -> Formulation:
    """The formulation of `case`."""
    return asked(case(*args, **tables)).formulation()


def ready(*args: Any, **tables: Any) -> Asked:
    """Facts, need and chosen models of `case`."""
    return asked(case(*args, **tables))


def rows_of(formulation: Formulation, family: str) -> int:
    """How many rows a family has."""
    return sum(rows.size for rows in formulation.program.rows if rows.family == family)


class Values:
    """Column values by name, all others zero."""

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation
        self.values = np.zeros(formulation.program.n_columns)

    def put(self, kind: str, value: float, **keys: str) -> Values:
        """The value in every column of the kind whose keys match."""
        part = next(one for one in self.formulation.program.columns if one.kind == kind)
        match = np.ones(part.size, dtype=bool)
        for name, wanted in keys.items():
            match &= part.keys[name].astype(str).str.startswith(wanted).to_numpy()
        assert match.any(), f"no {kind} of {keys}"
        self.values[self.formulation.program.offset(kind) + np.flatnonzero(match)] = value
        return self

    def broken(self) -> set[str]:
        """The families that these values break."""
        return set(violations(self.formulation.program, self.values)["family"])


def put(formulation: Formulation, kind: str, value: float, **keys: str) -> Values:
    """Values with one kind of column set."""
    return Values(formulation).put(kind, value, **keys)


def other_policy(given: Case, **choices: Any) -> Case:
    """The case under another policy."""
    return replace(given, policy=given.policy.model_copy(update=choices))
