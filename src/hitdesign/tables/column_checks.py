"""Checks of whole columns, made from a record's fields: what is wrong in a table of a million rows in seconds."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.tables.fields import Column
from hitdesign.tables.many_rows import fault_of_rows

#: Rows of one column with a fault that are named one by one; the rest are counted in the last of them.
NAMED_ROWS = 20
#: How a text of a day begins; a time of day may follow.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")

Flags = npt.NDArray[np.bool_]


@dataclass
class ColumnChecks:
    """Converts the columns of one table to plain types and gathers every fault, by row.

    A column about students is never quoted. `lines`: the line of each row in its file; None = row + 2, below one line
    of names.
    """

    table: str
    lines: npt.NDArray[np.int64] | None = None
    faults: list[Fault] = field(default_factory=list)

    def converted(self, raw: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
        """The columns in their plain types: text, days as datetime64, int64 where whole and required, else float64.

        A blank number is NaN, a blank day NaT. An absent column holds what a blank stands for. Empty where the columns
        themselves are at fault.
        """
        if not self.named_right(raw, columns):
            return pd.DataFrame({column.name: [] for column in columns})
        return pd.DataFrame({column.name: self._convert(raw, column) for column in columns})

    def named_right(self, raw: pd.DataFrame, columns: tuple[Column, ...]) -> bool:
        """Whether no column is unknown, given twice, or missing."""
        known = [column.name for column in columns]
        named = [str(name) for name in raw.columns]
        before = len(self.faults)
        for name in dict.fromkeys(named):
            if name not in known:
                expected = "one of: " + ", ".join(known)
                self.add("is not a column of this table", expected, "Remove or rename it", name[:60])
        for name in known:
            if named.count(name) > 1:
                self.add("stands in the table twice", "one column of each name", "Keep one of them", name)
        for column in columns:
            if column.required and column.name not in named:
                self.add("is missing", column.meaning.rstrip("."), "Add the column", column.name)
        return len(self.faults) == before

    def report(
        self, bad: Flags, values: pd.Series, column: Column, problem: str, expected: str = "", what_to_do: str = ""
    ) -> None:
        """One fault per bad row of a column, the first twenty by row and the rest counted; of students one for all."""
        rows = np.flatnonzero(bad)
        said = expected or _expected(column)
        if column.student:
            self.report_rows(rows, column.name, problem, said, what_to_do or "Correct the cells")
            return
        more = len(rows) - NAMED_ROWS
        for place, row in enumerate(rows[:NAMED_ROWS].tolist()):
            tail = f" (and in {more} more rows)" if place == NAMED_ROWS - 1 and more > 0 else ""
            found = str(values.iloc[row])[:60]
            line = row + 2 if self.lines is None else int(self.lines[row])
            self.add(problem + tail, said, what_to_do or "Correct the cell", column.name, line, found)

    def report_rows(
        self, rows: npt.NDArray[np.intp], column: str, problem: str, expected: str, what_to_do: str
    ) -> None:
        """One fault for all these rows, none where there are none."""
        if len(rows):
            lines = (rows + 2 if self.lines is None else self.lines[rows]).tolist()
            self.faults.append(fault_of_rows(self.table, column, lines, problem, expected, what_to_do))

    def add(
        self,
        problem: str,
        expected: str,
        what_to_do: str,
        column: str,
        row: int | None = None,
        found: str | None = None,
    ) -> None:
        """One fault of this table."""
        self.faults.append(
            Fault(
                table=self.table,
                problem=problem,
                expected=expected,
                what_to_do=what_to_do,
                row=row,
                column=column,
                found=found,
            )
        )

    def _convert(self, raw: pd.DataFrame, column: Column) -> Any:
        if column.name not in raw.columns:
            return _absent(column, len(raw))
        values = raw[column.name]
        if column.kind in ("text", "word", "list"):
            return self._text(values, column)
        if column.kind == "date":
            return self._date(values, column)
        return self._number(values, column)

    def _text(self, values: pd.Series, column: Column) -> Any:
        """Each different text once: cut at both ends, blanks to what they stand for, words checked."""
        blank = "" if column.required or column.kind == "list" else str(column.default)
        codes, different = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
        texts = np.array([*map(_plain, different.tolist()), blank], dtype=object)
        texts[texts == ""] = blank
        if column.required:
            self.report((texts == "")[codes], values, column, "is blank")
        if column.words:
            other = np.array([bool(text) and text not in column.words for text in texts])
            self.report(other[codes], values, column, "is not one of the words of this column")
        return pd.Series(texts, dtype="str").array.take(codes)

    def _date(self, values: pd.Series, column: Column) -> npt.NDArray[np.datetime64]:
        """Each different cell once: a date, or a text as in 2026-09-30; a time of day is left out."""
        codes, different = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=True)
        days = np.array([*map(_day, different.tolist()), None], dtype="datetime64[D]")
        blank = np.array([*(isinstance(one, str) and not one.strip() for one in different), True])
        self.report((np.isnat(days) & ~blank)[codes], values, column, "is not a date", "a date as in 2026-09-30")
        if column.required:
            self.report(blank[codes], values, column, "is blank", "a date as in 2026-09-30")
        return days[codes].astype("datetime64[s]")

    def _number(self, values: pd.Series, column: Column) -> npt.NDArray[Any]:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        unknown = np.isnan(numbers)
        blank = values.isna().to_numpy() if unknown.any() else unknown
        whole = column.kind in ("whole", "grade")
        text = unknown & ~blank & column.student
        self.report(text, values, column, "is no number (masked values and words are none)")
        bad = unknown & ~blank & ~text | np.isinf(numbers)
        if column.required:
            bad |= blank
        if whole:
            bad |= ~unknown & (np.mod(numbers, 1, where=~np.isinf(numbers), out=np.zeros(len(numbers))) != 0)
        bad |= (numbers < column.low) if column.low is not None else False
        bad |= (numbers > column.high) if column.high is not None else False
        problem = "is not a whole number in range" if whole else "is not a number in range"
        self.report(bad, values, column, problem)
        return numbers.astype(np.int64) if whole and column.required and not (bad | text).any() else numbers


def _absent(column: Column, rows: int) -> Any:
    if column.kind == "date":
        return np.full(rows, "NaT", dtype="datetime64[s]")
    if column.default is None:
        return np.full(rows, np.nan)
    default = "" if column.kind == "list" else column.default
    return pd.Series([default] * rows, dtype="str").array


def _day(value: Any) -> datetime.date | None:
    """The day of a date or of a text; None where it is neither."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str) or not DAY.match(value.strip()):
        return None
    try:
        return datetime.datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def _plain(value: Any) -> str:
    """A text without outer blanks; the parts of a list joined by `;`."""
    if isinstance(value, tuple):
        return ";".join(str(part).strip() for part in value)
    return str(value).strip()


def _expected(column: Column) -> str:
    if column.words:
        return "one of: " + ", ".join(column.words)
    if column.kind in ("text", "list"):
        return "a text"
    kind = "a whole number" if column.kind in ("whole", "grade") else "a number"
    return f"{kind} from {column.low or 0:,.0f} to {column.high:,.0f}" if column.high is not None else kind
