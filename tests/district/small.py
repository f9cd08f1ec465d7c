"""A small district whose every row can be changed by name, for tests of facts and tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.district.records import Block, Contract, FundingStream, School, TutorPool

COHORT = {"school_id": "0102", "grade_low": 3, "grade_high": 5, "subject": "math", "tier": "strategic", "students": 12}


def school(**changed: Any) -> School:
    return School(
        **{"school_id": "0102", "school_name": "Alder", "grade_low": 0, "grade_high": 5, "enrollment": 400, **changed}
    )


def block(**changed: Any) -> Block:
    return Block(
        **{
            "school_id": "*",
            "block_id": "a",
            "when": "during_school",
            "days": "MTWRF",
            "minutes": 40,
            "starts_on": date(2026, 9, 14),
            "ends_on": date(2027, 5, 21),
            "groups_at_once": 4,
            **changed,
        }
    )


def pool(**changed: Any) -> TutorPool:
    return TutorPool(
        **{
            "pool_id": "p",
            "kind": "paraprofessional",
            "modality": "in_person",
            "tutors": 10,
            "hours_per_tutor_week": 12,
            "pay": "hourly",
            "hourly_cost_dollars": 20,
            **changed,
        }
    )


def stream(**changed: Any) -> FundingStream:
    return FundingStream(
        **{
            "stream_id": "f",
            "program": "general_fund",
            "award_dollars": 1000.0,
            "obligate_from": date(2026, 7, 1),
            "obligate_by": date(2027, 9, 30),
            **changed,
        }
    )


def contract(**changed: Any) -> Contract:
    return Contract(**{"contract_id": "c", "price_basis": "hour", "price_dollars": 45, **changed})


def cohorts(*changed: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{**COHORT, **row} for row in changed or ({},)])


def district(**tables: Any) -> District:
    schools = (school(), school(school_id="0103", school_name="Birch"))
    return District(
        **{
            "name": "small",
            "schools": schools,
            "cohorts": cohorts(),
            "blocks": (block(),),
            "tutors": (pool(),),
            "funding": (stream(),),
            **tables,
        }
    )


STUDENT = {"student_id": "S1", "school_id": "0102", "grade": 3, "math_percentile": 20.0}


def students(*changed: dict[str, Any]) -> pd.DataFrame:
    """One row per change, each of a student of its own."""
    rows = changed or ({},)
    return pd.DataFrame([{**STUDENT, "student_id": f"S{place}", **row} for place, row in enumerate(rows)])
