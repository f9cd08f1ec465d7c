"""The plan as a workbook: a sheet per table, totals as formulas over the details, no text that could run."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hitdesign.allocation.shapes import SHAPES
from hitdesign.errors import MissingExtra, OutputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE
from hitdesign.report.audience import INTERNAL_MARK, Audience, is_public
from hitdesign.report.files import write_whole
from hitdesign.report.money import cents_of_rounding
from hitdesign.report.public_workbook import public_workbook_bytes
from hitdesign.report.published import Published, published_of, whole_reading
from hitdesign.report.reading import CAPTIONS, Reading, answer_tables
from hitdesign.report.sheets import CREATED, OPTIONS, Faces, Sheet, write_sheet
from hitdesign.report.summary import summary_of
from hitdesign.report.words import plain

#: Rows that a sheet of this format can hold, less those above the table.
MOST_ROWS = 1_048_000


@dataclass(frozen=True)
class Line:
    """One figure of the summary: its words, the table and column it adds up, how it is printed."""

    words: str
    table: str
    column: str
    kind: str


LINES = (
    Line("Seats needed", "by_need", "need", "count"),
    Line("Seats filled", "seats", "students", "count"),
    Line("Seats not filled", "unserved", "students", "count"),
    Line("Seats that families are invited to", "by_need", "invited", "count"),
    Line("Seats expected to be used on a day", "by_need", "expected_attending", "amount"),
    Line("Groups", "groups", "groups", "count"),
    Line("Paid tutor time (hours)", "groups", "paid_hours", "amount"),
    Line("Available (dollars)", "spending", "available_dollars", "dollars"),
    Line("Not to exceed (dollars)", "spending", "not_to_exceed_dollars", "dollars"),
    Line("Expected (dollars)", "spending", "expected_dollars", "dollars"),
    Line("Left over (dollars)", "spending", "unspent_dollars", "dollars"),
    Line("Charged, line by line (dollars)", "charges", "dollars", "dollars"),
    Line("Charged, with indirect cost (dollars)", "by_cost", "dollars", "dollars"),
    Line("Budget, line by line (dollars)", "budget_lines", "dollars", "dollars"),
    Line("Paid, month by month (dollars)", "cash_flow", "paid_dollars", "dollars"),
    Line("By school, with indirect cost (dollars)", "by_school", "dollars", "dollars"),
)
#: What must be 0: words, the figures of LINES added, the figures taken off, how it is printed.
CHECKS = (
    ("Needed less filled less not filled", ("Seats needed",), ("Seats filled", "Seats not filled"), "count"),
    ("Not to exceed less charged", ("Not to exceed (dollars)",), ("Charged, with indirect cost (dollars)",), "dollars"),
    (
        "Not to exceed less by school",
        ("Not to exceed (dollars)",),
        ("By school, with indirect cost (dollars)",),
        "dollars",
    ),
    ("Not to exceed less budget", ("Not to exceed (dollars)",), ("Budget, line by line (dollars)",), "dollars"),
    ("Budget less paid", ("Budget, line by line (dollars)",), ("Paid, month by month (dollars)",), "dollars"),
    (
        "Available less not to exceed less left over",
        ("Available (dollars)",),
        ("Not to exceed (dollars)", "Left over (dollars)"),
        "dollars",
    ),
)


def write_workbook(
    plan: Plan | Reading | Published,
    path: str | Path,
    *,
    audience: Audience = "internal",
    disclosure: DisclosurePolicy | None = None,
) -> Path:
    """Write the plan as one workbook, whole or not at all; returns its path.

    `audience`: `internal` (the default: a file that the district's own people work in), marked so on every sheet: first
    a summary whose figures are formulas over the other sheets, then the tables for reading, then every table of the
    answer; `public`: the published tables alone, values without formulas, small counts hidden under `disclosure` (None:
    its defaults). Ids are text; no text becomes a formula or a link; unknown cells are empty; the same plan gives the
    same bytes. Raises InputError where policy and audience contradict each other, OutputError where it cannot be
    written or a table is longer than a sheet, MissingExtra where xlsxwriter is absent.

    >>> from hitdesign.report.workbook import write_workbook
    >>> write_workbook(plan, "plan.xlsx").name  # doctest: +SKIP
    'plan.xlsx'
    """
    if is_public(audience, disclosure, published=isinstance(plan, Published)):
        return write_whole(path, public_workbook_bytes(published_of(plan, disclosure)))
    return write_whole(path, workbook_bytes(whole_reading(plan)))


def workbook_bytes(reading: Reading) -> bytes:
    """The internal workbook of a plan that was read already."""
    try:
        import xlsxwriter
    except ImportError as absent:
        raise MissingExtra("xlsxwriter", "excel") from absent
    answers = {name: (SHAPES[name][0], table) for name, table in answer_tables(reading.plan).items()}
    tables = {**{name: (caption, reading[name]) for name, caption in CAPTIONS.items()}, **answers}
    _refuse_too_long(tables)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": "Tutoring plan", "comments": INTERNAL_MARK, "created": CREATED})
        _fill(book, reading, tables)
    return content.getvalue()


def _fill(book: Any, reading: Reading, tables: Mapping[str, tuple[str, pd.DataFrame]]) -> None:
    """The summary first, though it is written last, because it points to the totals of the others."""
    front = book.add_worksheet("summary")
    faces = Faces(book)
    sheets = {name: write_sheet(book, faces, name, caption, table) for name, (caption, table) in tables.items()}
    _write_summary(front, faces, reading, sheets)


def _refuse_too_long(tables: Mapping[str, tuple[str, pd.DataFrame]]) -> None:
    long = [name for name, (_, table) in tables.items() if len(table) > MOST_ROWS]
    if long:
        names = ", ".join(long)
        raise OutputError(f"A sheet holds {MOST_ROWS:,} rows; longer: {names}. Use write_tables for CSV files.")


def _write_summary(page: Any, faces: Faces, reading: Reading, sheets: Mapping[str, Sheet]) -> None:
    """Title, the mark, figures as formulas, checks that must be 0, then the plan in sentences."""
    page.set_column(0, 0, 48)
    page.set_column(1, 1, 20)
    page.write_string(0, 0, plain(f"Tutoring plan for {reading.plan.district.name}"), faces.caption)
    page.write_string(1, 0, INTERNAL_MARK, faces.caption)
    cells: dict[str, tuple[int, float]] = {}
    for row, line in enumerate(LINES, start=3):
        page.write_string(row, 0, line.words)
        formula, value = _figure(line, sheets)
        page.write_formula(row, 1, formula, faces.number[line.kind], value)
        cells[line.words] = (row, value)
    _write_checks(page, faces, cells, 4 + len(LINES), cents_of_rounding(reading.plan))
    for row, sentence in enumerate(summary_of(reading), start=6 + len(LINES) + len(CHECKS)):
        page.write_string(row, 0, plain(sentence))


def _figure(line: Line, sheets: Mapping[str, Sheet]) -> tuple[str, float]:
    """The total of a table; 0 where the table has no rows to add up."""
    sheet = sheets[line.table]
    return sheet.total(line.column) if line.column in sheet.totals else ("=0", 0.0)


def _write_checks(page: Any, faces: Faces, cells: Mapping[str, tuple[int, float]], row: int, rounding: float) -> None:
    """Differences that must be 0; what lies within the rounding of each stream to the cent is 0."""
    page.write_string(row, 0, "These must be 0:", faces.caption)
    for place, (words, added, taken, kind) in enumerate(CHECKS, start=row + 1):
        page.write_string(place, 0, words)
        plus, minus = ([f"B{cells[name][0] + 1}" for name in names] for names in (added, taken))
        terms = "-".join(["+".join(plus), *minus])
        value = sum(cells[name][1] for name in added) - sum(cells[name][1] for name in taken)
        formula = f"=IF(ABS({terms})<={rounding + TOLERANCE:g},0,{terms})"
        value = 0.0 if abs(value) <= rounding + TOLERANCE else value
        page.write_formula(place, 1, formula, faces.number[kind], value)
