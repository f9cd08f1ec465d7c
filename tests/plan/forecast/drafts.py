"""Plans to forecast: a made-up district with every kind of cost, and any small drawn district as a draft of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.records import Contract, TutoringModel
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from laws.districts import Case, asked
from laws.solved import plan_of
from scenarios.small import POLICY, block, cohort, district, planned, pool, stream

#: Features of drawn districts on which effects or costs of a service depend.
FEATURES_TOLD_APART = (
    *("marks", "take_up", "blocks", "terms", "online", "salaried", "contracts", "materials", "caps", "indirect"),
    "two_models",
)


#: Tables that stand in the columns of facts.
OF_FACTS = {"blocks", "tutors", "tutoring_models", "calendar"}
HOLIDAY = ClosedDays(school_id="*", starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 27), kind="holiday")


@dataclass(frozen=True)
class Draft:
    """A case's plan in the form that the further parts take; nothing was recommended."""

    district: District
    policy: Policy
    evidence: Evidence
    facts: Facts
    need: Need
    allocation: Allocation
    assumptions: tuple[Assumption, ...] = ()
    open_checks: tuple[str, ...] = ()
    recommendation: Any = None


def draft_of(case: Case) -> Draft | None:
    """The plan of a case; None where there is none."""
    ready, allocation = asked(case), plan_of(case)
    if not isinstance(allocation, Allocation):
        return None
    facts = ready.facts
    return Draft(case.district, case.policy, case.evidence, facts, ready.need, allocation, facts.assumptions)


def model(name: str = "three", **other: Any) -> TutoringModel:
    fields: dict[str, Any] = {
        "students_per_tutor": 3,
        "sessions_per_week": 3,
        "minutes_per_session": 30,
        "weeks": 30,
        "modality": "in_person",
    }
    return TutoringModel(model_id=name, **{**fields, **other})


def blocks(**other: Any) -> tuple[Any, ...]:
    """A block in the school day at each school, and one after school at the first."""
    return (
        block("A", starts_at="08:30", **{"attendance_rate": 0.9, **other}),
        block("B", starts_at="10:30", **{"attendance_rate": 0.9, **other}),
        block(
            "A", "late", when="after_school", enrolment="opt_in", take_up_rate=0.6, starts_at="15:00",
            **{"attendance_rate": 0.6, **other},
        ),
    )  # fmt: skip


def rich(**tables: Any) -> District:
    """Two schools with all that a forecast tells apart: subjects, grades, kinds of tutor, times, bills."""
    fields: dict[str, Any] = {
        "cohorts": pd.DataFrame(
            [
                cohort("A", "intensive", 11, english_learner="yes"),
                cohort("A", "strategic", 9),
                cohort("B", "strategic", 14),
                cohort("A", "strategic", 12, subject="reading") | {"grade_low": 0, "grade_high": 1},
                cohort("B", "strategic", 10, subject="reading") | {"grade_low": 0, "grade_high": 1},
            ]
        ),
        "blocks": blocks(),
        "tutors": (
            pool(),
            pool(
                pool_id="agency", kind="paraprofessional", employer="provider", pay="contract", contract_id="agency",
                hourly_cost_dollars=None, tutors=3, hours_per_tutor_week=5.0,
            ),
        ),
        "contracts": (
            Contract(contract_id="agency", price_basis="seat", price_dollars=410.55, contingent_share=0.2),
        ),
        "tutoring_models": (model(materials_dollars_per_student=25.33),),
        "funding": (stream("grant", 9_000.0, indirect_rate=0.07), stream("local", 14_000.0)),
        "other_costs": (OtherCost(item="coordinator", per="program", dollars=777.77, use="coordination"),),
        "calendar": (HOLIDAY,),
        **tables,
    }  # fmt: skip
    return district(**fields)


#: A plan within two percent is found at once.
NEAR = POLICY.model_copy(update={"gap": 0.02})


@cache
def rich_plan() -> Plan:
    """The plan of the rich district."""
    return planned(rich(), NEAR)


def restated(plan: Plan, **tables: Any) -> Plan:
    """The same plan where the district states other facts that decide nothing about who is served."""
    one = replace(plan.district, **tables)
    if not OF_FACTS & set(tables):
        return replace(plan, district=one)
    facts = facts_of(one, plan.policy, plan.evidence)
    return replace(plan, district=one, facts=facts, assumptions=(*facts.assumptions, *plan.need.assumptions))


def with_seats(plan: Plan, seats: pd.DataFrame) -> Plan:
    """The plan with another table of seats, as if somebody had changed it by hand."""
    return replace(plan, allocation=replace(plan.allocation, seats=seats))
