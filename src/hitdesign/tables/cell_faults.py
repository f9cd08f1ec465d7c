"""Faults of single cells: where they stand, and what to do about an id that no row has."""

from __future__ import annotations

from collections.abc import Iterable

from hitdesign.errors import Fault
from hitdesign.tables.ids import nearest


def fault(
    table: str, problem: str, expected: str, what_to_do: str, row: int | str | None, column: str, found: str
) -> Fault:
    """A fault of one cell; a row without a line is named by its key."""
    if isinstance(row, str):
        problem = f"{problem} (the row of {row!r})"
    return Fault(
        table=table,
        problem=problem,
        expected=expected,
        what_to_do=what_to_do,
        row=row if isinstance(row, int) else None,
        column=column,
        found=found,
    )


def no_such(
    table: str,
    column: str,
    found: str,
    where: str,
    known: Iterable[str],
    row: int | str | None,
    *,
    expected: str = "",
    more: str = "",
) -> Fault:
    """A cell that names a row of another table, `where`, that is not there; `more` follows the problem."""
    expected = expected or f"an id of the {where} table"
    return fault(table, f"no row of {where} has this id{more}", expected, unknown_id(found, known), row, column, found)


def unknown_id(found: str, known: Iterable[str]) -> str:
    """What to do about an id that no row has: the nearest known one is suggested."""
    near = nearest(found, known)
    return f"Did you mean {near!r}? Correct the id or add its row" if near else "Correct the id or add its row"
