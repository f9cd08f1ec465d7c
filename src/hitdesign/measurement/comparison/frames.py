"""Tables that users bring under column names of their own: read as ids, words or numbers, every fault said at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.solving.numbers import Floats
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import Column
from hitdesign.tables.ids import same_id

MEANINGS = {"text": "a column of ids or words", "number": "a column of numbers"}


class Reading:
    """One table about students under the user's own column names; `faults` gathers what is wrong, quoting no cell.

    A frame that is none, or a column that is missing or stands twice, is a fault; what is read of it is then empty.
    """

    def __init__(self, table: str, frame: Any) -> None:
        self.table = table
        self.frame: pd.DataFrame = frame
        self.checks = ColumnChecks(table)
        if not isinstance(frame, pd.DataFrame):
            self.frame = pd.DataFrame()
            self.add("is no table", "a pandas DataFrame", "Give a DataFrame", None)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong so far."""
        return self.checks.faults

    def add(self, problem: str, expected: str, what_to_do: str, column: str | None) -> None:
        """One fault of the table or of a column."""
        self.faults.append(Fault(self.table, problem, expected, what_to_do, column=column))

    def texts(self, name: str, *, blank: bool = False) -> Any:
        """The column as texts, whole numbers without a point; blanks are faults unless `blank`, then ''."""
        return self._column(name, "text", required=not blank).to_numpy(dtype=object)

    def numbers(self, name: str, *, blank: bool = False) -> Floats:
        """The column as numbers; blanks are faults unless `blank`, then NaN; infinite ones always."""
        return self._column(name, "number", required=not blank).to_numpy(dtype=np.float64)

    def once(self, name: str, values: Sequence[str]) -> None:
        """A fault where two ids that a person cannot tell apart stand in the column."""
        keys = pd.Series([same_id(value) for value in values])
        rows = np.flatnonzero((keys.duplicated(keep=False) & (keys != "")).to_numpy())
        self.checks.report_rows(
            rows, name, "the same student stands in several rows", "one row each", "Keep one of them"
        )

    def rows(self, bad: Any, name: str, problem: str, expected: str, what_to_do: str) -> None:
        """One fault for all rows that are bad."""
        self.checks.report_rows(np.flatnonzero(bad), name, problem, expected, what_to_do)

    def _column(self, name: str, kind: str, *, required: bool) -> pd.Series:
        found = [column for column in self.frame.columns if column == name]
        if len(found) != 1:
            said = "is missing" if not found else "stands in the table twice"
            self.add(said, MEANINGS[kind], "Add the column, or name another" if not found else "Keep one of them", name)
            return pd.Series([""] * len(self.frame)) if kind == "text" else pd.Series(np.full(len(self.frame), np.nan))
        values = self.frame[name].reset_index(drop=True)
        if values.dtype == object:
            several = [isinstance(value, list | dict | set | tuple | np.ndarray) for value in values]
            self.rows(several, name, "holds several values in a cell", MEANINGS[kind], "Give one value a cell")
            values = values.mask(np.array(several, dtype=np.bool_))
        if kind == "text":
            values = plain(values)
        default = "" if kind == "text" else None
        column = Column(
            name, kind, MEANINGS[kind], "", required, None if required else default, (), None, None, "", "", True
        )  # fmt: skip
        return self.checks.converted(pd.DataFrame({name: values}), (column,))[name]


def plain(values: pd.Series) -> pd.Series:
    """Whole numbers as they are written by hand (3, not 3.0), everything else as it is.

    >>> import pandas as pd
    >>> from hitdesign.measurement.comparison.frames import plain
    >>> plain(pd.Series([3.0, 4.0])).tolist(), plain(pd.Series(["007", "8"])).tolist()
    (['3', '4'], ['007', '8'])
    """
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"})
    if not pd.api.types.is_float_dtype(values):
        return values
    whole = [str(int(value)) if np.isfinite(value) and value == int(value) else value for value in values.tolist()]
    return pd.Series([None if isinstance(value, float) and np.isnan(value) else value for value in whole], dtype=object)


def refuse_all(*parts: Iterable[Fault]) -> None:
    """Nothing, where no part holds a fault; else InputError with all of them.

    >>> from hitdesign.measurement.comparison.frames import refuse_all
    >>> refuse_all([], [])
    """
    faults = [fault for part in parts for fault in part]
    if faults:
        raise InputError(faults)
