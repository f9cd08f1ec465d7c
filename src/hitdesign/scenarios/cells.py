"""One cell under one change: its new value, or what is wrong with asking for it."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

from hitdesign.levers import Change
from hitdesign.tables.fields import Column

#: Kinds of column that hold an amount.
AMOUNTS = ("whole", "share", "dollars", "number")
#: Kinds of column that a difference can move.
MOVABLE = (*AMOUNTS, "grade", "date")

#: What a blank cell holds, of kinds that hold something then.
EMPTY: dict[str, Any] = {"list": (), "text": ""}


class CannotChangeError(ValueError):
    """A change that means nothing for a cell; `expected` and `what_to_do` go into the fault."""

    def __init__(self, problem: str, expected: str, what_to_do: str) -> None:
        super().__init__(problem)
        self.problem, self.expected, self.what_to_do = problem, expected, what_to_do


def moved_cell(change: Change, kind: str, present: Any, *, assumed: str = "") -> Any:
    """What the cell holds under the change.

    Formula: factor x present; present + difference (days of a date); or the value. Whole columns are rounded to the
    nearest, halves up. `kind`: as in `Column`; `assumed`: the evidence's default that a blank cell stands for. Raises
    CannotChangeError where the column holds no such thing or the cell is blank.
    """
    if change.operation == "value":
        if change.blank:
            return EMPTY.get(kind)
        return tuple(change.value) if isinstance(change.value, list) else change.value
    fits = AMOUNTS if change.factor is not None else MOVABLE
    if kind not in fits:
        raise CannotChangeError(
            f"a {change.operation} cannot move this column", f"a column of kind {', '.join(fits)}", "Give a value"
        )
    if present is None or (isinstance(present, float) and math.isnan(present)):
        what = f" (a blank stands for {assumed}, which table evidence can move)" if assumed else ""
        raise CannotChangeError(
            f"a {change.operation} cannot move a blank cell{what}", "a cell with a number", "Give a value"
        )
    if kind == "date":
        return _later(present, change.difference or 0.0)
    other = present * change.factor if change.factor is not None else present + (change.difference or 0.0)
    return math.floor(other + 0.5) if kind in ("whole", "grade") else float(other)


def _later(day: date, days: float) -> date:
    if days != int(days):
        raise CannotChangeError("a date moves by whole days", "a whole difference", "Round it")
    return day + timedelta(days=int(days))


def holds(column: Column, cell: Any, wanted: tuple[str | int | float, ...]) -> bool:
    """Whether a cell is one of the wanted values; a list, whether it names one of them."""
    texts = {str(one) for one in wanted}
    if column.kind == "list":
        return any(str(one) in texts for one in cell or ())
    if column.kind in AMOUNTS and cell is not None:
        return any(isinstance(one, int | float) and float(one) == float(cell) for one in wanted) or str(cell) in texts
    return str("" if cell is None else cell) in texts
