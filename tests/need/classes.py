"""Small classes of students, and need found in them one student at a time, the slow way."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from hitdesign.need.rates import GRADE_BANDS
from hitdesign.policy import Measure, SelectionCriteria

PERCENTILE = Measure(column="{subject}_percentile", intensive=10, strategic=25)
LEVEL = Measure(column="{subject}_state_level", intensive=1, strategic=2)
ATTENDANCE = Measure(column="attendance_rate", catches="below", strategic=0.9)
TEACHER = Measure(column="teacher_recommended", catches="at_or_above", strategic=1)
MEASURES = (PERCENTILE, LEVEL, ATTENDANCE, TEACHER)


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """One row per student, with ids S00, S01, ..."""
    given = [{"student_id": f"S{place:02}", "school_id": "01", "grade": 3, **row} for place, row in enumerate(rows)]
    return pd.DataFrame(given)


def slow(rows: list[dict[str, Any]], criteria: SelectionCriteria) -> list[tuple[str, str, str]]:
    """(student_id, subject, tier) of everybody found, student by student and measure by measure."""
    found = []
    for row in rows:
        no_band = not any(low <= row["grade"] <= high for low, high in GRADE_BANDS)
        if row.get("already_in_program") == "yes" or row.get("consent") == "no" or no_band:
            continue
        for subject in ("math", "reading"):
            tier = _tier(row, subject, criteria)
            if tier:
                found.append((row["student_id"], subject, tier))
    return sorted(found)


def _tier(row: dict[str, Any], subject: str, criteria: SelectionCriteria) -> str:
    there = [m for m in criteria.measures if m.column.replace("{subject}", subject) in row]
    here = [m for m in there if _holds(m, row["grade"])]
    values = [_number(row.get(m.column.replace("{subject}", subject))) for m in here]
    needed = criteria.needed
    if criteria.missing == "in_proportion" and here:
        known = sum(m.weight for m, v in zip(here, values, strict=True) if v is not None)
        needed = needed * known / sum(m.weight for m in here)
    points = {"intensive": 0.0, "strategic": 0.0}
    for m, v in zip(here, values, strict=True):
        strong = v is not None and m.intensive is not None and _beyond(v, m.intensive, m.catches)
        weak = v is not None and m.strategic is not None and _beyond(v, m.strategic, m.catches)
        counted = v is None and m.strategic is not None and criteria.missing == "caught"
        points["intensive"] += m.weight * strong
        points["strategic"] += m.weight * (strong or weak or counted)
    for tier, sum_of_weights in points.items():
        if sum_of_weights > 0 and sum_of_weights >= needed - 1e-9:
            return tier
    return "on_level" if criteria.everyone else ""


def _holds(measure: Measure, grade: int) -> bool:
    low = -99 if measure.grade_low is None else measure.grade_low
    high = 99 if measure.grade_high is None else measure.grade_high
    return low <= grade <= high


def _number(value: Any) -> float | None:
    if value in ("yes", "no", "unknown"):
        return {"yes": 1.0, "no": 0.0, "unknown": None}[value]
    return None if value is None or math.isnan(value) else float(value)


def _beyond(value: float, threshold: float, catches: str) -> bool:
    return {
        "at_or_below": value <= threshold,
        "below": value < threshold,
        "at_or_above": value >= threshold,
        "above": value > threshold,
    }[catches]
