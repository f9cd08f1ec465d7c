"""One sheet of the workbook: caption, totals as formulas with their values, headings with units, the table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from hitdesign.report.audience import INTERNAL_MARK
from hitdesign.report.context_words import CONTEXT_CAPTIONS
from hitdesign.report.words import ADDITIVE, face, heading, is_number, kind_of

#: The made-up moment that stands in every file, so that the same plan gives the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: Zero-based rows of a sheet.
CAPTION_ROW, TOTAL_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3
#: Characters that a cell can hold, less a few for the mark of a cut.
LONGEST_TEXT = 32_000
#: Kinds of values -> number formats.
FORMATS: Mapping[str, str] = {
    "count": "#,##0.##",
    "amount": "#,##0.0",
    "dollars": "$#,##0.00",
    "share": "0.0%",
    "fine_share": "0.000%",
    "grade": "0",
    "year": "0",
}
#: Tables whose rows repeat the same thing at other times, under other aims or in part: nothing may be added up.
NOT_ADDED = frozenset(
    {"tutor_hours", "timetable", "levels", "prices", "mandates", "equity", "openings", "why_not", *CONTEXT_CAPTIONS}
)


@dataclass(frozen=True)
class Sheet:
    """A table that stands on a sheet of its own; `total_cells` are the addresses of its totals, by column."""

    name: str
    total_cells: Mapping[str, str]
    totals: Mapping[str, float]

    def total(self, column: str) -> tuple[str, float]:
        """A formula that shows a column's total on another sheet, and its value."""
        return f"='{self.name}'!{self.total_cells[column]}", self.totals[column]


class Faces:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.caption = book.add_format({"bold": True, "font_size": 12})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2, "bg_color": "#EEF2F5"}
        )
        self.text = book.add_format({"valign": "top", "num_format": "@"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.number = {kind: book.add_format({"num_format": shape}) for kind, shape in FORMATS.items()}
        self.total = {
            kind: book.add_format({"num_format": shape, "bold": True, "top": 1}) for kind, shape in FORMATS.items()
        }


def write_sheet(book: Any, faces: Faces, name: str, caption: str, table: pd.DataFrame) -> Sheet:
    """Add one sheet: filters over the headings, the headings frozen, a total above every column that may be added up.

    Formula of a total: SUM over the column's own cells, stored with the value computed here.
    """
    page = book.add_worksheet(name)
    page.write_string(CAPTION_ROW, 0, f"{caption} {INTERNAL_MARK}", faces.caption)
    page.set_header(f"&C{INTERNAL_MARK}")
    page.freeze_panes(FIRST_ROW, 1)
    page.set_row(HEAD_ROW, 45)
    page.autofilter(HEAD_ROW, 0, HEAD_ROW + max(1, len(table)), len(table.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    cells, totals = {}, {}
    for place, column in enumerate(map(str, table.columns)):
        page.write_string(HEAD_ROW, place, heading(column), faces.head)
        page.set_column(place, place, _width(column, table[column]))
        _write_column(page, faces, place, column, table[column])
        if _is_added(name, column) and len(table):
            totals[column] = float(pd.to_numeric(table[column]).sum())
            cells[column] = _write_total(page, faces, place, kind_of(column), len(table), totals[column])
    if cells and 0 not in {place for place, column in enumerate(table.columns) if column in cells}:
        page.write_string(TOTAL_ROW, 0, "Total", faces.caption)
    return Sheet(name=name, total_cells=cells, totals=totals)


def _is_added(name: str, column: str) -> bool:
    return column in ADDITIVE and name not in NOT_ADDED


def _write_column(page: Any, faces: Faces, place: int, column: str, values: pd.Series) -> None:
    """Numbers as numbers, everything else as text that stays text; unknown cells stay empty."""
    known = values.notna() & (values != "")
    rows = (known.to_numpy().nonzero()[0] + FIRST_ROW).tolist()
    shape = faces.number[kind_of(column)] if is_number(column) else faces.text
    for row, value in zip(rows, values[known].tolist(), strict=True):
        if is_number(column) and not isinstance(value, str) and math.isfinite(value):
            page.write_number(row, place, float(value), shape)
        else:
            page.write_string(row, place, text_of(value), faces.text)


def _write_total(page: Any, faces: Faces, place: int, kind: str, rows: int, value: float) -> str:
    """The total above a column; returns its address."""
    from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

    details = xl_range(FIRST_ROW, place, FIRST_ROW + rows - 1, place)
    page.write_formula(TOTAL_ROW, place, f"=SUM({details})", faces.total[kind], value)
    return str(xl_rowcol_to_cell(TOTAL_ROW, place))


def text_of(value: Any) -> str:
    """A text that a cell can hold; what is longer is cut, visibly."""
    words = face(value, "yes_no" if isinstance(value, bool) else "text")
    return words if len(words) <= LONGEST_TEXT else f"{words[:LONGEST_TEXT]} [cut]"


def _width(column: str, values: pd.Series) -> float:
    """Wide enough for most texts, never wider than half a screen."""
    if is_number(column):
        return 15.0
    sizes = values.head(200).map(lambda value: len(str(value)))
    return float(min(60, max(12, sizes.quantile(0.9) + 2 if len(sizes) else 12)))
