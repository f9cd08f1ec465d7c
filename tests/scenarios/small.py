"""A plainly invented district of two schools, small enough to plan in a blink, and what may happen to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

import hitdesign as hit
from hitdesign.district.district import District
from hitdesign.district.records import Block, FundingStream, School, TutoringModel, TutorPool
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy

FIRST, LAST = date(2026, 9, 14), date(2027, 5, 21)
#: Half of the year is over.
JANUARY = date(2027, 1, 18)
POLICY = Policy(enforce_standard=False, gap=0.0)


def stream(name: str, award: float, **other: Any) -> FundingStream:
    window = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
    return FundingStream(**{"stream_id": name, "program": "general_fund", "award_dollars": award, **window, **other})


def pool(**other: Any) -> TutorPool:
    fields: dict[str, Any] = {
        "pool_id": "teachers",
        "kind": "certified_teacher",
        "modality": "in_person",
        "tutors": 4,
        "hours_per_tutor_week": 6.0,
        "pay": "hourly",
        "hourly_cost_dollars": 40.0,
        "benefits_rate": 0.0,
        "paid_preparation_share": 0.0,
        "vacancy_rate": 0.0,
        "background_check": "yes",
    }
    return TutorPool(**{**fields, **other})


def block(school: str, name: str = "day", **other: Any) -> Block:
    fields: dict[str, Any] = {
        "school_id": school,
        "block_id": name,
        "when": "during_school",
        "over": "intervention",
        "days": "MTWRF",
        "minutes": 60,
        "starts_on": FIRST,
        "ends_on": LAST,
        "groups_at_once": 4,
        "enrolment": "assigned",
    }
    return Block(**{**fields, **other})


def cohort(school: str, tier: str, students: int, **marks: Any) -> dict[str, Any]:
    return {
        "school_id": school,
        "grade_low": 3,
        "grade_high": 5,
        "subject": "math",
        "tier": tier,
        "students": students,
        **marks,
    }


def district(**tables: Any) -> District:
    fields: dict[str, Any] = {
        "name": "Two Creeks (made up)",
        "schools": tuple(
            School(
                school_id=school, school_name=name, grade_low=0, grade_high=5, enrollment=300, low_income_students=150
            ).model_copy(update={"opted_in": "yes", "title_i_status": "schoolwide"})
            for school, name in (("A", "Alder Creek"), ("B", "Birch Hill"))
        ),
        "cohorts": pd.DataFrame(
            [cohort("A", "intensive", 11), cohort("A", "strategic", 9), cohort("B", "strategic", 14)]
        ),
        "blocks": (block("A", starts_at="08:30"), block("B", starts_at="10:30")),
        "tutors": (pool(),),
        "funding": (stream("grant", 9_000.0), stream("local", 6_000.0)),
        "tutoring_models": (
            TutoringModel(
                model_id="three",
                students_per_tutor=3,
                sessions_per_week=3,
                minutes_per_session=30,
                weeks=30,
                modality="in_person",
            ),
        ),
    }
    return District(**{**fields, **tables})


@cache
def plan() -> Plan:
    """The plan of the district as it stands."""
    return planned(district())


def planned(one: District, policy: Policy = POLICY) -> Plan:
    """A plan of it."""
    return hit.design(one, policy, rank_assumptions=False).or_raise()


def with_award(one: District, stream_id: str, share: float) -> District:
    """The district with a stream's award at this share of what it was."""
    rows = tuple(
        row.model_copy(update={"award_dollars": round(row.award_dollars * share, 2)})
        if row.stream_id == stream_id
        else row
        for row in one.funding
    )
    return replace(one, funding=rows)
