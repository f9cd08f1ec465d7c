"""A district in which one assumed value stands elsewhere: what `moves` compares a plan's value with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.district.district import District
from hitdesign.district.records import TABLES, Record
from hitdesign.errors import InputError
from hitdesign.need.rates import INTENSIVE
from hitdesign.tables.fields import Column, columns_of

#: Names of values that `starter` put into the tables begin with this.
STARTER = "starter."
#: What a name that ends with a row's id means in each table.
AMOUNT = {"tutors": "tutors", "funding": "award_dollars"}
#: Columns that can be more or less.
NUMBERS = ("whole", "share", "dollars", "number")
#: What makes a cell of cohorts, their tier apart.
CELL = ["school_id", "grade_low", "grade_high", "subject", "iep", "english_learner", "low_income"]


def moved(district: District, name: str, factor: float) -> District | None:
    """The district with the value of this assumption times `factor`; None where no number of the tables has this name.

    A name is `table.column` (every row), `table.id` (the people of a pool, the award of a stream) or `table.id.column`,
    where ids and columns may be the beginning of several; `starter.` before it changes nothing. Whole numbers move by
    one at least, shares stay within their bounds, and what the tables would refuse is None.
    """
    if name == INTENSIVE:
        return replace(district, cohorts=_with_intensive(district.cohorts, factor))
    table, _, rest = name.removeprefix(STARTER).partition(".")
    record = TABLES.get(table)
    rows = getattr(district, table, None)
    if record is None or not isinstance(rows, tuple):
        return None
    prefix, column = _read(record, table, rest)
    if column is None:
        return None
    changed = tuple(_changed(row, column, factor) if _id(row).startswith(prefix) else row for row in rows)
    if changed == rows:
        return None
    try:
        changes: dict[str, Any] = {table: changed}
        return replace(district, **changes)
    except InputError:
        return None


def _read(record: type[Record], table: str, rest: str) -> tuple[str, Column | None]:
    """The beginning of the ids and the column that a name means."""
    known = {column.name: column for column in columns_of(record) if column.kind in NUMBERS}
    if rest in known:
        return "", known[rest]
    prefix, _, start = rest.partition(".")
    wanted = [column for name, column in known.items() if start and name.startswith(start)]
    return prefix, wanted[0] if wanted else known.get(AMOUNT.get(table, "")) if not start else None


def _id(row: Record) -> str:
    return str(getattr(row, row.key[-1]))


def _changed(row: Record, column: Column, factor: float) -> Record:
    value: Any = getattr(row, column.name)
    if value is None:
        return row
    other = value * factor
    if column.kind == "whole" and value:
        other = round(other) if round(other) != value else value + (1 if factor > 1 else -1)
    other = max(other, column.low) if column.low is not None else other
    other = min(other, column.high) if column.high is not None else other
    return row.model_copy(update={column.name: int(other) if column.kind == "whole" else other})


def _with_intensive(cohorts: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The same students with so many times the intensive ones; the strategic ones make up the difference."""
    out = cohorts.copy()
    own = out["tier"].isin(["intensive", "strategic"])
    cells = out[own].groupby(CELL, dropna=False)
    total = cells["students"].transform("sum")
    intensive = out[own]["students"].where(out[own]["tier"] == "intensive", 0).groupby([out[own][c] for c in CELL])
    wanted = (intensive.transform("sum") * factor).round().clip(upper=total)
    both = cells["tier"].transform("nunique") == 2
    moved_to = wanted.where(out[own]["tier"] == "intensive", total - wanted)
    out.loc[own, "students"] = moved_to.where(both, out[own]["students"]).astype(np.int64)
    out["students_high"] = np.maximum(out["students_high"], out["students"])
    return out
