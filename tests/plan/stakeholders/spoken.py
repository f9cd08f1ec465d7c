"""Small plans whose texts are looked at: a plainly invented place of four schools."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.district import District
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.program_records import DistrictDate, StrategicGoal
from hitdesign.district.records import School, TutoringModel
from hitdesign.plan.plan import Plan
from hitdesign.plan.stakeholders.stakeholders import Stakeholders, stakeholders_of
from hitdesign.policy import Policy
from hitdesign.rollout.messages import MessageChoices
from hitdesign.rollout.rollout import Rollout
from scenarios.small import POLICY, block, cohort, district, planned, pool, stream

CONTACT = "the tutoring office, 555-0100"
GOAL = StrategicGoal(goal_id="g1", goal="More students reach grade level in math", subject="math", measure="other")
DATES = (
    DistrictDate(kind="board_meeting", on=date(2026, 6, 16)),
    DistrictDate(kind="board_meeting", on=date(2026, 8, 18)),
    DistrictDate(kind="board_meeting", on=date(2026, 9, 22)),
    DistrictDate(kind="assessment", on=date(2026, 8, 31), label="fall screening"),
    DistrictDate(kind="assessment", on=date(2027, 1, 11), label="winter screening"),
    DistrictDate(kind="staff_training", on=date(2026, 8, 27)),
)
BREAK = ClosedDays(school_id="*", starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 27), kind="break")
#: What a number in a text is: digits with their separators.
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def school(number: int, **other: Any) -> School:
    row = School(school_id=f"{number:02}", school_name=f"School {number}", grade_low=0, grade_high=5, enrollment=300)
    return row.model_copy(update={"opted_in": "yes", "title_i_status": "schoolwide", **other})


def four_schools(**tables: Any) -> District:
    """Four schools with 15 students each in math; money for a part of them."""
    names = [f"{number:02}" for number in range(1, 5)]
    fields: dict[str, Any] = {
        "name": "Four Rivers (made up)",
        "schools": tuple(school(number) for number in range(1, 5)),
        "cohorts": pd.DataFrame([cohort(name, "strategic", 15) for name in names]),
        "blocks": tuple(block(name) for name in names),
        "tutors": (pool(tutors=8, paid_preparation_share=0.2),),
        "funding": (stream("grant", 18_000.0), stream("local", 6_000.0)),
        "dates": DATES,
        "strategic_goals": (GOAL,),
    }
    return district(**{**fields, **tables})


def speaking(**choices: Any) -> Policy:
    """The small districts' policy with somebody to ask."""
    given = MessageChoices(**{"contact": CONTACT, **choices})
    return POLICY.model_copy(update={"rollout": Rollout(messages=given)})


@cache
def told() -> Plan:
    """A plan with every blank of its texts known."""
    return planned(four_schools(), speaking())


@cache
def otherwise() -> Plan:
    """The four schools with other facts: later, with more money that ends earlier, materials, marks and a break."""
    names = [f"{number:02}" for number in range(1, 5)]
    early = stream("grant", 20_000.0, obligate_by=date(2027, 2, 28))
    closed = {"obligate_from": date(2021, 3, 24), "obligate_by": date(2024, 9, 30)}
    joins = {"01": "opt_in"}
    times = [
        block(one, starts_on=date(2026, 10, 12), enrolment=joins.get(one, "opt_out"), take_up_rate=1.0) for one in names
    ]
    model = {**district().tutoring_models[0].model_dump(), "materials_dollars_per_student": 12.5}
    return planned(
        four_schools(
            cohorts=pd.DataFrame([cohort(one, "strategic", 15, iep="yes" if one == "01" else "no") for one in names]),
            blocks=tuple(times),
            funding=(early, stream("local", 60_000.0), stream("esser", 9_000.0, program="esser_iii", **closed)),
            tutoring_models=(TutoringModel(**model),),
            other_costs=(
                OtherCost(item="kits", per="program", dollars=300, use="materials"),
                OtherCost(item="set_up", per="program", dollars=500, use="start_up"),
            ),
            calendar=(BREAK,),
        ),
        speaking(),
    )


@cache
def poor() -> Plan:
    """Two schools and no money: no seat is filled."""
    return planned(district(funding=(stream("grant", 1.0),)), speaking())


@cache
def said_of_it() -> Stakeholders:
    """What is said of `told`."""
    return stakeholders_of(told())


def retold(plan: Plan, **tables: Any) -> Plan:
    """The same plan beside other facts that no seat depends on."""
    return replace(plan, district=replace(plan.district, **tables))


def numbers(text: str) -> list[str]:
    """The numbers of a text, sorted."""
    return sorted(NUMBER.findall(text))
