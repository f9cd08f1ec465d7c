"""Records to columns: one array per field while blanks are filled, a table at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.defaults import Table
from hitdesign.district.records import Record

#: Grades and days that stand for "any" where a cell is blank.
LOWEST_GRADE, HIGHEST_GRADE = -2, 13
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def columns_of(record: type[Record], rows: Sequence[Record]) -> Table:
    """One column of objects per field; lists stay tuples."""
    values = [vars(row) for row in rows]
    return {name: objects_of(row[name] for row in values) for name in record.model_fields}


def objects_of(values: Iterable[object]) -> npt.NDArray[np.object_]:
    """Values as an array of objects; a tuple stays one value."""
    return np.fromiter(values, dtype=object)


def day_numbers(dates: pd.Series | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Dates as whole days since 1970."""
    return np.asarray(dates).astype("datetime64[D]").astype(np.int64)


def fill_numbers(table: Table, blanks: dict[str, float]) -> None:
    """Columns as numbers, blanks as given."""
    for name, blank in blanks.items():
        numbers = table[name].astype(np.float64)
        table[name] = np.where(np.isnan(numbers), blank, numbers)


def fill_grades(table: Table) -> None:
    """Grades as whole numbers; a blank one is the lowest or highest there is."""
    fill_numbers(table, {"grade_low": LOWEST_GRADE, "grade_high": HIGHEST_GRADE})
    for name in ("grade_low", "grade_high"):
        table[name] = table[name].astype(np.int64)


def fill_dates(table: Table, blanks: dict[str, date]) -> None:
    """Columns as days, blanks as given."""
    for name, blank in blanks.items():
        filled = [blank if day is None else day for day in table[name]]
        table[name] = np.array(filled, dtype="datetime64[D]").astype("datetime64[s]")


def codes_of(columns: Iterable[npt.NDArray[Any]]) -> npt.NDArray[np.int64]:
    """One code per distinct row of these equally long columns without blanks, in the order of the rows' values.

    >>> codes_of([np.array(["b", "a", "b"], dtype=object), np.array([1, 5, 0])]).tolist()
    [2, 0, 1]
    """
    code = None
    for column in columns:
        own, values = pd.factorize(column, sort=True)
        code = own if code is None else pd.factorize(code * len(values) + own, sort=True)[0]
    return np.asarray(code, dtype=np.int64)


def one_of(column: pd.Series, words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Where the column's word is one of these."""
    held = frozenset(words)
    return np.array([word in held for word in column.tolist()] if held else np.zeros(len(column)), dtype=bool)


def among(column: pd.Series, words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Where the column's word is one of these; no words means everywhere."""
    return one_of(column, words) if words else np.ones(len(column), dtype=bool)


def framed(table: Table) -> pd.DataFrame:
    """The columns as a table; objects that are nothing but text become text, an empty table keeps its columns."""
    return pd.DataFrame({name: _kept(values) for name, values in table.items()}, copy=False)


def _kept(values: npt.NDArray[np.generic]) -> Any:
    """Values in a form in which pandas has nothing left to guess: guessing costs more than making the table."""
    if values.dtype != object:
        return values
    if all(type(value) is str for value in values):
        return values if len(values) else pd.Series(values, dtype="str")
    return pd.arrays.NumpyExtensionArray(values)
