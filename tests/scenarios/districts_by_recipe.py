"""Small districts by recipe: made in the worker from a number or a name."""

from __future__ import annotations

import pandas as pd

import hitdesign as hit
from hitdesign.scenarios.many_recipes import Recipe

WINDOW = {"obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}


def numbered(number: int) -> hit.District:
    """One to three schools; more of everything with the number. District 1 has a faulty table."""
    schools = [
        {
            "school_id": f"{number:02d}-{school}",
            "enrollment": 180 + 40 * number + 30 * school,
            "grade_low": 3,
            "grade_high": 5,
            "below_proficient_math": 0.3 + 0.05 * school,
            "below_proficient_reading": 0.5,
            "low_income_share": 0.5,
        }
        for school in range(1 + number % 3)
    ]
    award = {"award_dollars": 20_000 + 5_000 * number if number != 1 else -1, "program": "state_grant", **WINDOW}
    return hit.starter(pd.DataFrame(schools), pool={"tutors": 2 + number}, award=award, name=f"District {number}")


def recipes(count: int) -> list[Recipe]:
    return [Recipe(f"{number:03d}", numbered, number) for number in range(count)]
