"""Cohorts as one column table in canonical order, checked column by column from the Cohort record's own fields."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hitdesign.district.records import Cohort
from hitdesign.errors import InputError
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import columns_of

#: Marks in the order in which they stand in a cohort's id.
MARKS = ("iep", "english_learner", "low_income")


def cohort_table(cohorts: pd.DataFrame | Iterable[Cohort]) -> pd.DataFrame:
    """The cohorts as a table with the columns of the Cohort record, sorted by cohort_id.

    Takes a DataFrame (columns in any order, optional ones may be absent) or Cohort records. Text columns come back as
    text, grade_low, grade_high and students as int64, students_high and take_up_rate as float64 with NaN where blank.
    A blank cohort_id is built: `school:low-high:subject:tier` and each mark that is known, as `:iep=yes`.
    Raises InputError with every fault of every column. Repeated ids are left to `check_district`.

    >>> from hitdesign.district.cohorts import cohort_table
    >>> row = {"school_id": "1", "grade_low": 3, "grade_high": 5, "subject": "math", "tier": "intensive", "students": 9}
    >>> cohort_table(pd.DataFrame([row])).loc[0, "cohort_id"]
    '1:3-5:math:intensive'
    """
    raw = cohorts if isinstance(cohorts, pd.DataFrame) else _frame_of(cohorts)
    checks = ColumnChecks(Cohort.table)
    frame = checks.converted(raw, columns_of(Cohort))
    if checks.faults:
        raise InputError(checks.faults)
    frame["cohort_id"] = frame["cohort_id"].where(frame["cohort_id"] != "", built_ids(frame))
    order = np.argsort(frame["cohort_id"].to_numpy(dtype=object), kind="stable")
    return frame.iloc[order].reset_index(drop=True)


def built_ids(frame: pd.DataFrame) -> pd.Series:
    """`school:low-high:subject:tier`, with `:mark=yes` or `:mark=no` behind for each mark that is known."""
    said = {mark: {"yes": f":{mark}=yes", "no": f":{mark}=no"} for mark in MARKS}
    keys = [frame[name].tolist() for name in ("school_id", "grade_low", "grade_high", "subject", "tier", *MARKS)]
    iep, learner, poor = (said[mark] for mark in MARKS)
    ids = [
        f"{school}:{low:.0f}-{high:.0f}:{subject}:{tier}{iep.get(a, '')}{learner.get(b, '')}{poor.get(c, '')}"
        for school, low, high, subject, tier, a, b, c in zip(*keys, strict=True)
    ]
    return pd.Series(ids, index=frame.index, dtype="str")


def _frame_of(cohorts: Iterable[Cohort]) -> pd.DataFrame:
    """One column list per field: no detour over a dictionary per row."""
    rows = [vars(cohort) for cohort in cohorts]
    return pd.DataFrame({name: [row[name] for row in rows] for name in Cohort.model_fields})
