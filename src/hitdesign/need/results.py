"""Results of schools in one form: the share below, its range where masked, and the students behind it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hitdesign.district.context_records import ReferenceValue, Result
from hitdesign.district.records import School

#: One minus this share is the share below proficient.
TURNED = {"share_proficient": "share_below_proficient"}
OF_ONE = ["school_id", "subject", "student_group", "measure"]
DIGITS = 12


def results_table(results: Iterable[Result], schools: Iterable[School]) -> pd.DataFrame:
    """One row per school, subject, group, measure and grades, of the latest school year that the school has of it.

    Columns: school_id, subject, student_group, measure, grade_low, grade_high (clipped to the school's), school_year,
    share_low, share_high (equal where known, NaN where not published), students, counted_by (tested; enrollment: as
    many as the school's enrollment gives to these grades where it is spread evenly; blank: not known). Where a school
    has rows for grades that lie within another row's, the wider row counts, so that nobody counts twice.
    """
    facts = {school.school_id: school for school in schools}
    rows = [_row(result, facts.get(result.school_id)) for result in results]
    names = [*OF_ONE, "grade_low", "grade_high", "school_year", "share_low", "share_high", "students", "counted_by"]
    table = pd.DataFrame(rows, columns=names)
    if table.empty:
        return table.astype(dict.fromkeys(["share_low", "share_high", "students"], "float64"))
    latest = table.groupby(OF_ONE)["school_year"].transform("max")
    table = table[table["school_year"] == latest].sort_values([*OF_ONE, "grade_low", "grade_high"], kind="stable")
    table = table.drop_duplicates([*OF_ONE, "grade_low", "grade_high"])
    several = table.duplicated(OF_ONE, keep=False)
    kept = [position for _, part in table[several].groupby(OF_ONE, sort=True) for position in _widest(part)]
    return table[~several | table.index.isin(kept)].reset_index(drop=True)


def reference_table(values: Iterable[ReferenceValue]) -> pd.DataFrame:
    """Reference values in the form of results: level, subject, student_group, measure, grades, school_year, share."""
    rows = []
    for value in values:
        turned = value.measure in TURNED
        share = round(1 - value.share, DIGITS) if turned else value.share
        measure = TURNED.get(value.measure, value.measure)
        who = (value.level, value.subject, value.student_group, measure)
        rows.append((*who, value.grade_low, value.grade_high, value.school_year, share))
    names = ["level", "subject", "student_group", "measure", "grade_low", "grade_high", "school_year", "share"]
    return pd.DataFrame(rows, columns=names)


def _row(result: Result, school: School | None) -> tuple[object, ...]:
    low, high = _ends(result)
    grades = _clipped(result, school)
    students, counted_by = _students(result, school, grades)
    measure = TURNED.get(result.measure, result.measure)
    who = (result.school_id, result.subject, result.student_group, measure)
    return (*who, *grades, result.school_year, low, high, students, counted_by)


def _ends(result: Result) -> tuple[float, float]:
    """Both ends of the share below; a share of proficient students is turned."""
    if result.share is None:
        return np.nan, np.nan
    low, high = result.share, result.share if result.share_high is None else result.share_high
    return (round(1 - high, DIGITS), round(1 - low, DIGITS)) if result.measure in TURNED else (low, high)


def _clipped(result: Result, school: School | None) -> tuple[int, int]:
    low, high = result.grade_low, result.grade_high
    if school is not None and school.grade_low is not None and school.grade_high is not None:
        clipped = max(low, school.grade_low), min(high, school.grade_high)
        return clipped if clipped[0] <= clipped[1] else (low, high)
    return low, high


def _students(result: Result, school: School | None, grades: tuple[int, int]) -> tuple[float, str]:
    if result.tested is not None:
        return float(result.tested), "tested"
    if school is None or None in (school.enrollment, school.grade_low, school.grade_high):
        return np.nan, ""
    if result.student_group != "all":
        return np.nan, ""
    first, last, enrolled = school.grade_low or 0, school.grade_high or 0, school.enrollment or 0
    here = max(min(grades[1], last) - max(grades[0], first) + 1, 0)
    return enrolled * here / (last - first + 1), "enrollment"


def _widest(part: pd.DataFrame) -> list[int]:
    """Positions of the rows whose grades lie within no other row's."""
    low, high = part["grade_low"].to_numpy(), part["grade_high"].to_numpy()
    within = (low[:, None] >= low) & (high[:, None] <= high)
    np.fill_diagonal(within, val=False)
    kept: list[int] = part.index.to_numpy()[~within.any(axis=1)].tolist()
    return kept
