"""One school with students in two subjects, and its plan: small enough to look at, with ids that are easy to find."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pandas as pd

import hitdesign as hit
from hitdesign.district.records import Block, FundingStream, School, TutoringModel, TutorPool
from hitdesign.plan.plan import Plan

TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 28)}
WINDOW = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
ID = "ZQXV"
SCHOOL = School(school_id="01", school_name="Alder", grade_low=3, grade_high=5, opted_in="yes")


def student(number: int, **other: Any) -> dict[str, Any]:
    base = {"student_id": f"{ID}{number:03}", "school_id": "01", "grade": 3 + number % 3, "consent": "unknown"}
    return {**base, **other}


def students(changes: dict[int, dict[str, Any]] | None = None) -> pd.DataFrame:
    """Thirty students: twenty in need in math, the last ten of them and ten more in reading; some learn English."""
    rows = []
    for number in range(30):
        needs: dict[str, Any] = {"english_learner": "yes" if number % 5 == 0 else "no"}
        needs["math_percentile"] = 11 + number * 0.5 if number < 20 else 90
        needs["reading_percentile"] = 12 + (number * 7 % 20) * 0.5 if number >= 10 else 90
        rows.append(student(number, **{**needs, **(changes or {}).get(number, {})}))
    return pd.DataFrame(rows)


def block(name: str, **other: Any) -> Block:
    base: dict[str, Any] = {"when": "during_school", "days": "MTWRF", "minutes": 60, "groups_at_once": 3}
    base |= {"enrolment": "assigned", "take_up_rate": 1.0, "starts_at": "09:00"}
    return Block(school_id="01", block_id=name, **{**base, **TERM, **other})


MODEL = {"sessions_per_week": 3, "minutes_per_session": 30, "weeks": 20, "modality": "in_person"}


def planned(rows: pd.DataFrame, blocks: tuple[Block, ...], **other: Any) -> Plan:
    """The plan of the school with these students and times; money and tutors enough for some of them."""
    base: dict[str, Any] = {
        "name": "one school",
        "schools": (SCHOOL,),
        "blocks": blocks,
        "tutors": (
            TutorPool(
                pool_id="aides",
                kind="paraprofessional",
                modality="in_person",
                tutors=6,
                hours_per_tutor_week=10,
                pay="hourly",
                hourly_cost_dollars=20,
            ),
        ),
        "funding": (FundingStream(stream_id="money", program="general_fund", award_dollars=60_000, **WINDOW),),
        "tutoring_models": (TutoringModel(model_id="three", students_per_tutor=3, **MODEL),),
        "students": rows,
    }
    district = hit.District(**{**base, **other})
    return hit.design(district, hit.Policy(enforce_standard=False), rank_assumptions=False).or_raise()


@cache
def plan_with_seats_for_some() -> Plan:
    """Eight groups of three in one block and the next: some wait."""
    return planned(students(), (block("early"), block("late", starts_at="10:00", groups_at_once=1)))
