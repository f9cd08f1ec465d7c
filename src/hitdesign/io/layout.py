"""Where the header and the rows of a grid of texts are: by required names for our tables, by width for foreign ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hitdesign.errors import Fault, InputError

#: The header stands within this many lines.
HEADER_LINES = 10
#: A line whose first cell starts with this is a comment.
COMMENT = "#"
#: How the lines begin that the template brings along.
TEMPLATE_LINES = ("# meaning", "# example")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grid:
    """The texts of a file or sheet as they stand; row i stands on line i + 1."""

    table: str
    rows: Rows
    notes: tuple[str, ...] = ()


def plain_name(text: str) -> str:
    """A column name as this library writes it: lower case, words joined by _, without the star of required columns."""
    return re.sub(r"[\s\-]+", "_", text.strip().rstrip("*").strip().casefold())


def header_by_names(grid: Grid, known: Sequence[str], required: Sequence[str]) -> int | None:
    """The position of the line that holds the column names: the first with the most known names, or None.

    A line counts when it holds at least half of the required names.
    """
    best, most = None, 0
    for position, row in enumerate(grid.rows[:HEADER_LINES]):
        names = {plain_name(cell) for cell in row}
        if len(names & set(known)) > most and 2 * len(names & set(required)) >= len(required):
            best, most = position, len(names & set(known))
    return best


def foreign_table(grid: Grid) -> tuple[tuple[str, ...], Rows, tuple[int, ...], list[str]]:
    """Column names, rows, lines and notes of a table whose names nobody knows beforehand.

    The header is the first of the widest among the first ten lines. Raises InputError for ragged rows and for names
    that stay the same even with the group names of the line above.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in grid.rows[:HEADER_LINES]]
    if not filled or max(filled) == 0:
        raise InputError(
            [
                Fault(
                    table=grid.table,
                    problem="the file has no rows",
                    expected="a table with column names",
                    what_to_do="Check that this is the right file",
                )
            ]
        )
    head = filled.index(max(filled))
    width = max(place + 1 for place, cell in enumerate(grid.rows[head]) if cell.strip())
    columns, notes = _names(grid, head, width)
    if head:
        notes.append(f"{grid.table}: the column names stand on line {head + 1}; the lines above were not read as rows.")
    rows, lines, faults = body(grid, head, width, notes)
    rows, lines = _without_footer(rows, lines, width, notes)
    kept = set(lines)
    faults = [fault for fault in faults if fault.row in kept]
    if faults:
        raise InputError(faults)
    return columns, rows, lines, notes


def body(grid: Grid, head: int, width: int, notes: list[str]) -> tuple[Rows, tuple[int, ...], list[Fault]]:
    """The rows under the header with their lines, exactly `width` cells each; the others are faults.

    Blank lines and comments are skipped; a repeat of the header is skipped and noted.
    """
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    repeats: list[int] = []
    comments: list[int] = []
    for line, row in enumerate(grid.rows[head + 1 :], start=head + 2):
        if not any(cell.strip() for cell in row):
            continue
        if row[0].lstrip().startswith(COMMENT):
            comments += [] if row[0].lstrip().startswith(TEMPLATE_LINES) else [line]
            continue
        if row == grid.rows[head]:
            repeats.append(line)
            continue
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            faults.append(_ragged(grid.table, line, len(row), width))
        rows.append((*row, *[""] * width)[:width])
        lines.append(line)
    if comments:
        notes.append(f"{grid.table}: line {_listed(comments)} starts with # and was skipped as a comment.")
    if repeats:
        notes.append(f"{grid.table}: the column names stand again on line {_listed(repeats)}; skipped.")
    return tuple(rows), tuple(lines), faults


def _listed(lines: Sequence[int]) -> str:
    """The first lines by number and how many more there are."""
    more = f" and {len(lines) - 10} more" if len(lines) > 10 else ""
    return ", ".join(map(str, lines[:10])) + more


def _ragged(table: str, line: int, found: int, width: int) -> Fault:
    return Fault(
        table=table,
        row=line,
        problem=f"the row has {found} cells and the header has {width}",
        expected="as many cells as the header",
        what_to_do="Look for a comma or a line break inside a text without quotes, or a row cut off",
    )


def _names(grid: Grid, head: int, width: int) -> tuple[tuple[str, ...], list[str]]:
    """Names in one line each; where one stands twice, the group name above it (or to its left) goes before it."""
    names = [" ".join(cell.split()) for cell in grid.rows[head][:width]]
    notes: list[str] = []
    if len(set(names)) < len(names) and head:
        above = [*grid.rows[head - 1], *[""] * width][:width]
        group, groups = "", []
        for cell in above:
            group = " ".join(cell.split()) or group
            groups.append(group)
        twice = {name for name, count in Counter(names).items() if count > 1}
        names = [f"{place}: {name}" if name in twice else name for name, place in zip(names, groups, strict=True)]
        notes.append(f"{grid.table}: names that stand twice on line {head + 1} were told apart by line {head}.")
    names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    twice = {name for name, count in Counter(names).items() if count > 1}
    if twice:
        raise InputError(
            [
                Fault(
                    table=grid.table,
                    row=head + 1,
                    column=name,
                    problem="the column name stands twice",
                    expected="one column of each name",
                    what_to_do="Rename one of them",
                )
                for name in sorted(twice)
            ]
        )
    return tuple(names), notes


def _without_footer(rows: Rows, lines: tuple[int, ...], width: int, notes: list[str]) -> tuple[Rows, tuple[int, ...]]:
    """Last rows with a text in the first cell alone are footnotes where the table has three columns or more."""
    last = len(rows)
    while width >= 3 and last and rows[last - 1][0].strip() and not any(cell.strip() for cell in rows[last - 1][1:]):
        last -= 1
    if last < len(rows):
        notes.append(f"A footnote on line {_listed(lines[last:])} was not read as a row.")
    return rows[:last], lines[:last]
