"""One plan of two schools that uses all a timeline looks at, made once; the tests change its facts and choices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

import hitdesign as hit
from hitdesign.district.account_codes import AccountCode
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.district import District
from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, Technology
from hitdesign.district.records import Block, Contract, FundingStream, School, TutoringModel, TutorPool
from hitdesign.plan.plan import Plan
from hitdesign.plan.timeline.timeline import Timeline, timeline_of
from hitdesign.policy import Measure, Policy, SelectionCriteria
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices

LAUNCH = date(2026, 9, 14)
TERM = {"starts_on": LAUNCH, "ends_on": date(2026, 12, 18)}
PROVIDER = "provider_a"
MEETINGS = (date(2026, 4, 21), date(2026, 6, 16), date(2026, 7, 21), date(2026, 8, 18))


def block(where: str) -> Block:
    return Block(
        school_id=where, block_id="day", when="during_school", days="MTWRF", minutes=60, groups_at_once=4,
        enrolment="opt_out", take_up_rate=1.0, attendance_rate=0.9, online_seats=12, over="intervention", **TERM,
    )  # fmt: skip


def pools() -> tuple[TutorPool, ...]:
    known: dict[str, Any] = {"background_check": "yes", "agreement_covers": "yes", "paid_preparation_share": 0.0}
    paid: dict[str, Any] = {"benefits_rate": 0.0, "vacancy_rate": 0.0}
    return (
        TutorPool(
            pool_id="teachers", kind="certified_teacher", employer="district", modality="in_person", tutors=1,
            hours_per_tutor_week=5, pay="extra_duty", hourly_cost_dollars=30, **paid, **known,
        ),
        TutorPool(
            pool_id="online", kind="certified_teacher", employer="provider", modality="online", tutors=3,
            hours_per_tutor_week=6, pay="contract", contract_id=PROVIDER, vacancy_rate=0.0, **known,
        ),
    )  # fmt: skip


def models() -> tuple[TutoringModel, ...]:
    size: dict[str, Any] = {"students_per_tutor": 3, "sessions_per_week": 3, "minutes_per_session": 30, "weeks": 12}
    return (
        TutoringModel(model_id="in_person_3", modality="in_person", **size),
        TutoringModel(model_id="online_3", modality="online", **size),
    )


def streams() -> tuple[FundingStream, ...]:
    said = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 6, 30), "status": "awarded"}
    return (
        FundingStream(stream_id="title_i", program="title_i_a_schoolwide", award_dollars=9_000, **said),
        FundingStream(stream_id="local", program="general_fund", award_dollars=20_000, **said),
    )


def district() -> District:
    place = {"grade_low": 0, "grade_high": 5, "enrollment": 200, "opted_in": "yes", "title_i_status": "schoolwide"}
    need = {"grade_low": 3, "grade_high": 5, "subject": "math", "tier": "strategic"}
    return District(
        name="Alder County",
        schools=tuple(School(school_id=one, school_name=f"School {one}", **place) for one in "AB"),
        cohorts=pd.DataFrame([{**need, "school_id": "A", "students": 30}, {**need, "school_id": "B", "students": 21}]),
        blocks=(block("A"), block("B")),
        tutors=pools(),
        funding=streams(),
        tutoring_models=models(),
        contracts=(Contract(contract_id=PROVIDER, price_basis="hour", price_dollars=100),),
        account_codes=(AccountCode(part="template", code="{stream_id}-{cost_kind}"),),
        people=(StaffRole(role="program_coordinator", hours_per_week=20),),
        technology=tuple(
            Technology(school_id=one, devices=60, connectivity="yes", accounts="yes", privacy_agreement="signed")
            for one in "AB"
        ),
        dates=(
            *(DistrictDate(kind="board_meeting", on=day) for day in MEETINGS),
            DistrictDate(kind="staff_training", on=date(2026, 8, 31), until=date(2026, 9, 2), label="Start of year"),
            DistrictDate(kind="assessment", on=date(2026, 9, 8), until=date(2026, 9, 10), label="Fall test"),
            DistrictDate(kind="report_due", on=date(2026, 11, 17)),
        ),
        calendar=(
            ClosedDays(school_id="*", starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 7), kind="holiday"),
            ClosedDays(school_id="*", starts_on=date(2026, 6, 29), ends_on=date(2026, 7, 10), kind="break"),
            ClosedDays(school_id="*", starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8), kind="testing"),
        ),
    )  # fmt: skip


@cache
def plan() -> Plan:
    """The plan of that district, with both pools at work."""
    found = hit.design(district(), policy(), rank_assumptions=False)
    return found.or_raise()


def policy(**choices: Any) -> Policy:
    criteria = SelectionCriteria(measures=(Measure(column="math_percentile", strategic=40.0),))
    rollout = Rollout(timeline=TimelineChoices(**choices))
    return Policy(
        objective="recovery", enforce_standard=False, acceptable_margin=10.0, criteria=criteria, rollout=rollout
    )


def other(facts: dict[str, Any] | None = None, **choices: Any) -> Plan:
    """The plan with other tables or other choices of time; the allocation stays as it was."""
    made = plan()
    facts_now = replace(made.district, **facts) if facts else made.district
    return replace(made, district=facts_now, policy=policy(**choices))


def timeline(facts: dict[str, Any] | None = None, **choices: Any) -> Timeline:
    """Its timeline."""
    return timeline_of(other(facts, **choices)) if facts or choices else as_it_is()


@cache
def as_it_is() -> Timeline:
    return timeline_of(other())


def status(found: Timeline, task_id: str) -> str:
    return str(row(found, task_id)["status"])


def row(found: Timeline, task_id: str) -> pd.Series:
    return found.tasks.set_index("task_id").loc[task_id]


def done(*task_ids: str, **more: Any) -> dict[str, Any]:
    """Sign-offs that say done."""
    return {"signoffs": tuple(Signoff(task_id=name, status="done") for name in task_ids), **more}


def bought(**fields: Any) -> dict[str, Any]:
    return {"purchases": (Purchase(contract_id=PROVIDER, **fields),)}
