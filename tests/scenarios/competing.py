"""Three small districts that compete for a state's grant, and the same three as one with the grant in common."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

import hitdesign as hit

DATES = {"obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
#: Name, schools, share below proficient, cheap tutors, dollars of the district's own, dollars an hour.
PLACES = (("Ashby", 2, 0.5, 6, 4_000, 20), ("Birch", 1, 0.4, 3, 0, 30), ("Cedar", 3, 0.3, 5, 9_000, 25))
GRANT, ALL_MODELS = 40_000.0, hit.Policy(acceptable_margin=1000)


def districts(award_dollars: float = GRANT / 3) -> list[hit.District]:
    return [_place(*place, award_dollars) for place in PLACES]


def _place(name: str, schools: int, below: float, tutors: int, own: int, hourly: int, award: float) -> hit.District:
    ids = [f"{name}-{number}" for number in range(schools)]
    facts = [
        {
            "school_id": school_id,
            "enrollment": 150 + 60 * number,
            "grade_low": 3,
            "grade_high": 5,
            "below_proficient_math": below + 0.1 * number,
            "low_income_share": 0.5,
        }
        for number, school_id in enumerate(ids)
    ]
    pool = {"pool_id": f"{name}-pool", "tutors": tutors, "hourly_cost_dollars": hourly, "schools": tuple(ids)}
    stated = {"award_dollars": award, "program": "state_grant", **DATES}
    made = hit.starter(pd.DataFrame(facts), pool=pool, award=stated, name=name)
    grant = made.funding[0].model_copy(update={"stream_id": "grant"})
    local: dict[str, Any] = {"stream_id": f"{name}-own", "program": "general_fund", "award_dollars": own, **DATES}
    dear = made.tutors[0].model_copy(update={"pool_id": f"{name}-dear", "tutors": 40, "hourly_cost_dollars": 45.0})
    return dataclasses.replace(
        made, funding=(grant, hit.FundingStream(**local, schools=tuple(ids))), tutors=(made.tutors[0], dear)
    )


def together(places: list[hit.District], award_dollars: float = GRANT) -> hit.District:
    """One district of all: the grant in common, everything else where it was."""
    first = places[0]
    grant = next(one for one in first.funding if one.stream_id == "grant")
    return hit.District(
        name="together",
        schools=[school for place in places for school in place.schools],
        cohorts=pd.concat([place.cohorts for place in places], ignore_index=True),
        blocks=first.blocks,
        tutors=[pool for place in places for pool in place.tutors],
        funding=[
            grant.model_copy(update={"award_dollars": award_dollars}),
            *(one for place in places for one in place.funding if one.stream_id != "grant"),
        ],
    )
