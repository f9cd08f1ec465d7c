"""Uncertain things for the small district, and a district in which money alone binds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from allocation.two_schools import block, cohort, model, pool, school, stream
from hitdesign.district.district import District
from hitdesign.scenarios.chance_spread import Range, Triangular, YesNo
from hitdesign.scenarios.chance_uncertain import Place, Uncertain

GUESS = {"source": "A guess of the district's office", "as_of": "2026-11-01"}
#: Dollars of a seat where money alone binds: 3 x 30 minutes x 10 weeks at $20 an hour, for three students.
SEAT_DOLLARS = 100.0


def uncertain(name: str, table: str, column: str, operation: str, spread: Any, **other: Any) -> Uncertain:
    where = other.pop("where", {})
    place = Place(table=table, column=column, where=where)
    return Uncertain(name=name, places=(place,), operation=operation, spread=spread, **{**GUESS, **other})


def money(low: float = 0.6, high: float = 1.0, **other: Any) -> Uncertain:
    """All awards times a factor."""
    return uncertain("Awards", "funding", "award_dollars", "factor", Range(low=low, high=high), **other)


def hiring(low: float = 0.0, likely: float = 0.1, high: float = 0.4, **other: Any) -> Uncertain:
    """Vacancies of all pools."""
    spread = Triangular(low=low, likely=likely, high=high)
    return uncertain("Vacancies", "tutors", "vacancy_rate", "value", spread, **other)


def late(probability: float = 0.4, days: float = 75, stream_id: str = "money") -> Uncertain:
    """An award begins some days later than its letter says."""
    spread = YesNo(probability=probability, amount=days)
    return uncertain("Late award", "funding", "obligate_from", "difference", spread, where={"stream_id": (stream_id,)})


def penniless(award_dollars: float = 4000, students: int = 60, rooms: int = 100, people: int = 100) -> District:
    """One school with more students, rooms and people than its award can pay: seats = dollars / 100."""
    return District(
        name="Penny",
        cohorts=pd.DataFrame([cohort("A", students)]),
        schools=(school("A"),),
        blocks=(block("A", groups_at_once=rooms),),
        tutors=(pool(tutors=people),),
        funding=(stream("money", "general_fund", award=award_dollars),),
        tutoring_models=(model(weeks=10),),
    )
