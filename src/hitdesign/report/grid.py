"""A table as it stands on a page: texts already printed, numbers marked as such, a heading for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hitdesign.report.words import ADDITIVE, face, heading, is_number, kind_of

#: A table of so many rows is not broken over two printed pages.
MOST_UNBROKEN_ROWS = 8


@dataclass(frozen=True)
class Grid:
    """A caption, columns, rows and perhaps a total.

    `columns` holds (heading, side: n for numbers, d for dates, or none); the first cell of a row heads it; `total` is
    empty where none is shown.
    """

    name: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether a narrow screen needs to scroll it sideways."""
        return len(self.columns) > 5

    @property
    def short(self) -> bool:
        """Whether it should stand on one printed page."""
        return len(self.rows) <= MOST_UNBROKEN_ROWS


def grid(
    name: str,
    caption: str,
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    heads: Mapping[str, str] | None = None,
    total: bool = False,
) -> Grid:
    """The named columns of a table, printed; `heads` replaces headings; `total` adds up what may be added up."""
    kinds = {column: kind_of(column) for column in columns}
    printed = [[face(value, kinds[column]) for value in table[column]] for column in columns]
    return Grid(
        name=name,
        caption=caption,
        columns=tuple(((heads or {}).get(column, heading(column)), _side(column)) for column in columns),
        rows=tuple(zip(*printed, strict=True)),
        total=_total(table, columns) if total and len(table) > 1 else (),
    )


def _side(column: str) -> str:
    return "n" if is_number(column) else "d" if kind_of(column) == "date" else ""


def _total(table: pd.DataFrame, columns: Sequence[str]) -> tuple[str, ...]:
    """Sums of what may be added up, and the shares that follow from them; other cells stay blank."""
    sums = {column: float(table[column].astype(float).sum()) for column in columns if column in ADDITIVE}
    if sums.get("need") and "enrolled" in sums:
        sums["share_served"] = sums["enrolled"] / sums["need"]
    if sums.get("available_dollars"):
        sums["share_used"] = sums["not_to_exceed_dollars"] / sums["available_dollars"]
    cells = [face(sums[column], kind_of(column)) if column in sums and column in columns else "" for column in columns]
    return ("Total", *cells[1:])
