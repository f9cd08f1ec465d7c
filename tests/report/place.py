"""A made-up place and a plan for it, filled by hand: every table of the answer agrees with the others.

Half of the intensive and a third of the strategic need gets seats, school by school, and each answer table follows
from the seats by plain arithmetic. School 0000 and 0001 have names that try to be code.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.shapes import SHAPES
from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.district.records import Block, FundingStream, School, TutorPool
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.need.need import Need, need_of
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend

FORMULA = '=HYPERLINK("http://evil.example","x")'
SCRIPT = '<script>alert("1")</script>'
NAMES = (
    FORMULA,
    SCRIPT,
    "Café de l'Été \N{RIGHT-TO-LEFT OVERRIDE}evil",
    "L" + "o" * 200 + "ng School",
    '"><img src=x>{{7*7}}',
)
MODELS = {"intensive": "pair", "strategic": "group_4"}
HOURS, RATE, MATERIALS = 30.0, 25.0, 12.5


def made_up_district(
    schools: int = 12, notes: tuple[str, ...] = ("The data is of 2001: this demonstrates.",)
) -> District:
    return District(
        name="Riverbend <Unified> & Co",
        schools=tuple(_school(i) for i in range(schools)),
        cohorts=pd.DataFrame([row for i in range(schools) for row in _cohorts(i)]),
        blocks=(
            Block(
                school_id="*",
                block_id="intervention",
                when="during_school",
                days="MTWRF",
                minutes=40,
                groups_at_once=4,
                starts_on=date(2026, 9, 14),
                ends_on=date(2027, 5, 21),
                attendance_rate=0.9,
            ),
            Block(
                school_id="*",
                block_id="after",
                when="after_school",
                days="MTWR",
                minutes=60,
                groups_at_once=6,
                starts_on=date(2026, 9, 14),
                ends_on=date(2027, 5, 21),
                enrolment="opt_in",
                take_up_rate=0.6,
            ),
        ),
        tutors=(
            TutorPool(
                pool_id="paras",
                kind="paraprofessional",
                modality="in_person",
                tutors=40,
                hours_per_tutor_week=20,
                pay="hourly",
                hourly_cost_dollars=20,
            ),
            TutorPool(
                pool_id="teachers_after",
                kind="certified_teacher",
                modality="in_person",
                tutors=60,
                hours_per_tutor_week=5,
                pay="extra_duty",
                hourly_cost_dollars=38,
            ),
        ),
        funding=(
            _stream("general", "general_fund", 500_000),
            _stream("title_i", "title_i_a_schoolwide", 900_000),
            _stream("esser", "esser_iii", 250_000),
        ),
        notes=notes,
        assumed=(
            Assumption(
                "tier shares", "0.5", "share", "The data does not hold tiers.", "made up", False, cells=9, moves=12.0
            ),
        ),
    )


def _school(i: int) -> School:
    name = NAMES[i] if i < len(NAMES) else f"School {i}"
    low_income = None if i == 4 else 20 * (i % 20)
    return School(
        school_id=f"{i:04d}",
        school_name=name,
        grade_low=0,
        grade_high=5,
        enrollment=400,
        low_income_students=low_income,
        title_i_status="schoolwide" if i % 2 else "not_eligible",
        opted_in="yes",
    )


def _cohorts(i: int) -> list[dict[str, Any]]:
    return [
        {
            "school_id": f"{i:04d}",
            "grade_low": 3,
            "grade_high": 5,
            "subject": subject,
            "tier": tier,
            "low_income": mark,
            "students": 6 + (3 * i + place) % 11,
        }
        for place, (subject, tier, mark) in enumerate(
            [(s, t, m) for s in ("math", "reading") for t in ("intensive", "strategic") for m in ("yes", "no")]
        )
    ]


def _stream(stream_id: str, program: str, dollars: float) -> FundingStream:
    return FundingStream(
        stream_id=stream_id,
        program=program,
        award_dollars=dollars,
        obligate_from=date(2026, 7, 1),
        obligate_by=date(2027, 9, 30),
        indirect_rate=0.05 if stream_id == "general" else 0.0,
    )


def frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(SHAPES[name][1]))


def made_up_plan(schools: int = 12, district: District | None = None, **changes: Any) -> Plan:
    """The plan of a district like the made-up one; `changes` replace fields of its allocation."""
    district, policy, evidence = district or made_up_district(schools), Policy(), shipped()
    facts, need = facts_of(district, policy, evidence), need_of(district, policy)
    answer = {**_answer(need), **changes}
    assumptions = tuple(sorted(facts.assumptions, key=lambda a: (-(a.moves or 0), a.name)))
    return Plan(
        district=district,
        policy=policy,
        evidence=evidence,
        facts=facts,
        need=need,
        recommendation=recommend(district, need, policy, evidence=evidence),
        allocation=Allocation(**answer),
        assumptions=assumptions,
    )


def _answer(need: Need) -> dict[str, Any]:
    seats = _seats(need)
    groups = _groups(seats)
    charges = _charges(seats, groups)
    unserved = _unserved(need, seats)
    value = float(seats["students"].sum())
    levels = [
        {
            "level": "seats",
            "unit": "weighted seats",
            "value": value,
            "bound": value + 0.5,
            "gap": 0.5 / (value + 0.5),
            "tolerance": 0.001,
            "status": "within the target gap",
            "seconds": 0.4,
        },
        {
            "level": "dollars",
            "unit": "dollars",
            "value": float(charges["dollars"].sum()),
            "bound": float(charges["dollars"].sum()),
            "gap": 0.0,
            "tolerance": 0.001,
            "status": "optimal",
            "seconds": 0.1,
        },
    ]
    return {
        "whole": True,
        "status": "optimal within the gap",
        "proved": True,
        "reproducible": True,
        "seats": seats,
        "groups": groups,
        "staff": frame("staff", []),
        "charges": charges,
        "spending": _spending(charges),
        "tutor_hours": _hours(groups),
        "timetable": _timetable(groups),
        "levels": frame("levels", levels),
        "unserved": unserved,
        "prices": frame("prices", []),
        "open_checks": ("Comparability is reported by the district, not tested here.",),
    }


def _seats(need: Need) -> pd.DataFrame:
    rows = []
    for place, cohort in enumerate(need.cohorts.to_dict("records")):
        share = 0.0 if cohort["school_id"] == "0003" else 0.9 if cohort["tier"] == "intensive" else 0.3
        during = cohort["tier"] == "intensive"
        students = int(cohort["students"] * share)
        if students:
            rows.append(
                {
                    **cohort,
                    "model_id": MODELS[cohort["tier"]],
                    "block_id": "intervention" if during else "after",
                    "pool_id": "paras" if during else "teachers_after",
                    "students": students,
                    "place": place,
                }
            )
    return frame("seats", rows)


def _groups(seats: pd.DataFrame) -> pd.DataFrame:
    rows = []
    keys = ["school_id", "grade_low", "grade_high", "subject", "tier", "model_id", "block_id", "pool_id"]
    for key, students in seats.groupby(keys)["students"].sum().items():
        row = dict(zip(keys, key, strict=True))
        groups = math.ceil(students / (2 if row["tier"] == "intensive" else 4))
        row["band_id"] = f"{key[0]}:{key[1]}-{key[2]}:{key[3]}:{key[4]}"
        rows.append({**row, "groups": groups, "paid_hours": groups * HOURS, "labour_dollars": groups * HOURS * RATE})
    return frame("groups", rows)


def _charges(seats: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind, table, column, price in (
        ("labour", groups, "labour_dollars", 1.0),
        ("seat", seats, "students", MATERIALS),
    ):
        sums = table.groupby(["school_id", "model_id", "block_id"])[column].sum()
        for (school, tutoring, block), amount in sums.items():
            stream = "title_i" if int(school) % 2 else "general"
            rows.append(
                {
                    "stream_id": stream,
                    "school_id": school,
                    "model_id": tutoring,
                    "block_id": block,
                    "pool_id": "",
                    "band_id": "",
                    "payers": stream,
                    "period": "2026-09-14 to 2027-05-21",
                    "cost_kind": kind,
                    "dollars": float(amount) * price,
                }
            )
    rows.append(
        {
            "stream_id": "general",
            "school_id": "",
            "model_id": "",
            "block_id": "",
            "pool_id": "",
            "band_id": "",
            "payers": "general",
            "period": "2026-09-14 to 2027-05-21",
            "cost_kind": "coordinator",
            "dollars": 5000.25,
        }
    )
    return frame("charges", rows)


def _spending(charges: pd.DataFrame) -> pd.DataFrame:
    paid = charges.groupby("stream_id")["dollars"].sum()
    rows = []
    for stream, program, available, why in (
        ("esser", "esser_iii", 250_000.0, "its last day to obligate was 2024-09-30"),
        ("general", "general_fund", 500_000.0, ""),
        ("title_i", "title_i_a_schoolwide", 900_000.0, ""),
    ):
        dollars = round(float(paid.get(stream, 0.0)) * (1.05 if stream == "general" else 1.0), 2)
        rows.append(
            {
                "stream_id": stream,
                "program": program,
                "available_dollars": available,
                "not_to_exceed_dollars": dollars,
                "expected_dollars": 0.9 * dollars,
                "unspent_dollars": available - dollars,
                "pays_nothing_because": why,
            }
        )
    return frame("spending", rows)


def _hours(groups: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for pool, hours in groups.groupby("pool_id")["paid_hours"].sum().items():
        rows.append(
            {
                "pool_id": pool,
                "interval": "from 2026-09-14",
                "hours_per_week": hours / 30,
                "limit_hours_per_week": 700.0,
                "people": math.ceil(hours / 300),
                "limit_people": 38,
            }
        )
    return frame("tutor_hours", rows)


def _timetable(groups: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in groups.to_dict("records"):
        for group in range(1, int(row["groups"]) + 1):
            rows += [
                {
                    **row,
                    "term": "2026-09-14 to 2027-05-21",
                    "day": day,
                    "starts_minute": 0,
                    "minutes": 40,
                    "room": group,
                    "tutor": 4 * int(row["school_id"]) + group % 4 + 1,
                    "group": group,
                    "students": 2,
                }
                for day in "MTW"
            ]
    return frame("timetable", rows)


def _unserved(need: Need, seats: pd.DataFrame) -> pd.DataFrame:
    served = seats.groupby("cohort_id")["students"].sum()
    rows = []
    for cohort in need.cohorts.to_dict("records"):
        left = int(cohort["students"] - served.get(cohort["cohort_id"], 0))
        alone = cohort["school_id"] == "0003"
        said = {
            "reason": "no_block" if alone else "outbid",
            "limit": "" if alone else "tutor hours of teachers_after",
            "basis": "session_longer_than_block" if alone else "price",
            "sentence": f"No session fits the times of {SCRIPT}."
            if alone
            else "The hours of teachers_after ran out; other students came first.",
        }
        if left:
            rows.append({"cohort_id": cohort["cohort_id"], "school_id": cohort["school_id"], "students": left, **said})
    return frame("unserved", rows)
