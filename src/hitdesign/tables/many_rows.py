"""One fault for all rows of a column in which the same thing is wrong: how many, and the first of them."""

from __future__ import annotations

from collections.abc import Sequence

from hitdesign.errors import Fault

#: Rows that a fault of many rows names.
NAMED_ROWS = 10


def rows_said(lines: Sequence[int]) -> str:
    """Behind a problem: how many rows have it, and the first ten; nothing for a single row, which the fault names.

    >>> from hitdesign.tables.many_rows import rows_said
    >>> rows_said([7, 3])
    ' (2 rows: 3, 7)'
    """
    if len(lines) < 2:
        return ""
    first = sorted(lines)[:NAMED_ROWS]
    more = f" and {len(lines) - NAMED_ROWS:,} more" if len(lines) > NAMED_ROWS else ""
    return f" ({len(lines):,} rows: {', '.join(map(str, first))}{more})"


def fault_of_rows(table: str, column: str, lines: Sequence[int], problem: str, expected: str, what_to_do: str) -> Fault:
    """The fault of these rows, placed at the first of them."""
    return Fault(
        table=table,
        row=min(lines),
        column=column,
        problem=problem + rows_said(lines),
        expected=expected,
        what_to_do=what_to_do,
    )
