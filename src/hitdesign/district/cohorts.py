"""Cohorts as one column table in canonical order, checked column by column from the Cohort record's own fields."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.fields import Column, columns_of
from hitdesign.district.records import Cohort
from hitdesign.errors import Fault, InputError

#: Marks in the order in which they stand in a cohort's id.
MARKS = ("iep", "english_learner", "low_income")
#: Rows of one column with a fault that are named one by one; the rest are counted in the last of them.
NAMED_ROWS = 20

Flags = npt.NDArray[np.bool_]


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
    columns = columns_of(Cohort)
    faults = _column_faults(raw, columns)
    if not faults:
        table = {column.name: _convert(raw, column, faults) for column in columns}
    if faults:
        raise InputError(faults)
    frame = pd.DataFrame(table)
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


def _column_faults(raw: pd.DataFrame, columns: tuple[Column, ...]) -> list[Fault]:
    """Columns that are unknown, given twice, or missing."""
    known = [column.name for column in columns]
    named = [str(name) for name in raw.columns]
    faults = [
        _fault("is not a column of this table", "one of: " + ", ".join(known), "Remove or rename it", name)
        for name in dict.fromkeys(named)
        if name not in known
    ]
    faults += [
        _fault("stands in the table twice", "one column of each name", "Keep one of them", name)
        for name in known
        if named.count(name) > 1
    ]
    faults += [
        _fault("is missing", column.meaning.rstrip("."), "Add the column", column.name)
        for column in columns
        if column.required and column.name not in named
    ]
    return faults


def _convert(raw: pd.DataFrame, column: Column, faults: list[Fault]) -> pd.Series:
    """One column in its plain type, its faults added to `faults`."""
    if column.name not in raw.columns:
        default = np.nan if column.default is None else column.default
        return pd.Series([default] * len(raw)).astype("float64" if column.default is None else "str")
    values = raw[column.name].reset_index(drop=True)
    if column.kind in ("text", "word"):
        return _convert_text(values, column, faults)
    return _convert_number(values, column, faults)


def _convert_text(values: pd.Series, column: Column, faults: list[Fault]) -> pd.Series:
    """Each different text once: cut at both ends, blanks to what they stand for, words checked."""
    blank = "" if column.required else str(column.default)
    codes, different = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
    texts = np.array([*(str(text).strip() or blank for text in different), blank], dtype=object)
    if column.required:
        _report((texts == "")[codes], values, column, "is blank", faults)
    if column.words:
        other = np.array([bool(text) and text not in column.words for text in texts])
        _report(other[codes], values, column, "is not one of the words of this column", faults)
    return pd.Series(texts[codes], dtype="str")


def _convert_number(values: pd.Series, column: Column, faults: list[Fault]) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    whole = column.kind in ("whole", "grade")
    bad = numbers.isna() & values.notna() | np.isinf(numbers)
    if column.required:
        bad |= values.isna()
    if whole:
        bad |= numbers.notna() & (numbers % 1 != 0)
    bad |= (numbers < column.low) if column.low is not None else False
    bad |= (numbers > column.high) if column.high is not None else False
    problem = "is not a whole number in range" if whole else "is not a number in range"
    _report(bad.to_numpy(dtype=bool), values, column, problem, faults)
    return numbers.astype("int64") if whole and column.required and not bad.any() else numbers


def _report(bad: Flags, values: pd.Series, column: Column, problem: str, faults: list[Fault]) -> None:
    rows = np.flatnonzero(bad)
    for place, row in enumerate(rows[:NAMED_ROWS]):
        more = len(rows) - NAMED_ROWS
        tail = f" (and in {more} more rows)" if place == NAMED_ROWS - 1 and more > 0 else ""
        faults.append(
            _fault(
                problem + tail,
                _expected(column),
                "Correct the cell",
                column.name,
                int(row) + 2,
                str(values.iloc[row])[:60],
            )
        )


def _expected(column: Column) -> str:
    if column.words:
        return "one of: " + ", ".join(column.words)
    if column.kind == "text":
        return "a text"
    kind = "a whole number" if column.kind in ("whole", "grade") else "a number"
    return f"{kind} from {column.low:,.0f} to {column.high:,.0f}" if column.high is not None else kind


def _fault(
    problem: str, expected: str, what_to_do: str, column: str, row: int | None = None, found: str | None = None
) -> Fault:
    return Fault(
        table=Cohort.table,
        problem=problem,
        expected=expected,
        what_to_do=what_to_do,
        row=row,
        column=column,
        found=found,
    )
