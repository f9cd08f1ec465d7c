"""Sheets of a workbook to grids of texts; formulas nobody computed, hidden sheets and merged cells are said."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import repeat
from pathlib import Path
from typing import Any

from hitdesign.errors import Fault, InputError, MissingExtra
from hitdesign.io.archives import BROKEN, SheetPlace, broken, check_archive, sheet_places
from hitdesign.io.layout import HEADER_LINES, Grid
from hitdesign.io.text_files import refusal

WORKBOOKS = (".xlsx", ".xlsm")
#: Cells counted while a sheet is read; empty ones at its far ends count too.
MOST_CELLS = 1_048_576 * 200


def is_workbook(path: Path) -> bool:
    """Whether the path names a workbook; the old .xls and other spreadsheets are refused with what to do."""
    suffix = path.suffix.casefold()
    if suffix in (".xls", ".xlsb", ".ods", ".numbers", ".xlsm"):
        raise refusal(
            path, f"{suffix} files are not read", "an .xlsx workbook or a folder of CSV files", "Save it as .xlsx"
        )
    return suffix in WORKBOOKS


def grids_of_workbook(path: Path, wanted: tuple[str, ...] | None = None) -> list[Grid]:
    """One grid per sheet, named by the sheet (only the `wanted` ones where given).

    Numbers, dates and times become the text a person would type; an id stays the digits it is. Raises InputError for
    damaged or dangerous archives and for formulas that no program has computed, MissingExtra without openpyxl.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtra("openpyxl", "excel") from None
    check_archive(path)
    places = [place for place in sheet_places(path) if wanted is None or place.name.strip().casefold() in wanted]
    content = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            written = values
            if any(place.formulas for place in places):
                written = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            there = [place for place in places if hasattr(values[place.name], "iter_rows")]
            return [_grid(path, place, values[place.name], written[place.name]) for place in there]
    except InputError:
        raise
    except (*BROKEN, OSError, TypeError, AttributeError, IndexError, OverflowError, AssertionError):
        raise broken(path) from None


def _grid(path: Path, place: SheetPlace, values: Any, formulas: Any) -> Grid:
    rows: list[tuple[str, ...]] = []
    faults: list[Fault] = []
    cells = 0
    sources = _rows(formulas) if place.formulas else repeat(())
    for line, (row, written) in enumerate(zip(_rows(values), sources, strict=False), start=1):
        cells += len(row)
        if cells > MOST_CELLS:
            raise refusal(
                path,
                f"sheet {place.name!r} has more cells than a district's tables",
                "smaller sheets",
                "Delete the empty rows and columns at its end",
            )
        faults.extend(_uncomputed(place.name, line, row, written))
        rows.append(tuple(text_of_cell(cell) for cell in row))
    if faults:
        raise InputError(faults)
    while rows and not any(rows[-1]):
        rows.pop()
    return Grid(place.name, tuple(_same_width(rows)), tuple(_notes(place)))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Rows with every cell, whatever size the file claims the sheet to have."""
    sheet.reset_dimensions()
    yield from sheet.iter_rows()


def _same_width(rows: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Sheets have no ragged rows: a row ends where its last filled cell stands."""
    width = max((len(row) for row in rows), default=0)
    return [(*row, *[""] * (width - len(row))) for row in rows]


def _notes(place: SheetPlace) -> list[str]:
    notes = []
    if place.hidden:
        notes.append(f"Sheet {place.name!r} is hidden in the workbook; it was read all the same.")
    merged = [ref for ref in place.merged if int("".join(filter(str.isdigit, ref.split(":")[0]))) > HEADER_LINES]
    if merged:
        where = ", ".join(merged[:5])
        notes.append(f"Sheet {place.name!r} has merged cells ({where}): only their first cell holds a value.")
    return notes


def _uncomputed(sheet: str, line: int, row: tuple[Any, ...], written: tuple[Any, ...]) -> Iterator[Fault]:
    """Formulas whose value no program has stored: they would read as blank."""
    for cell, source in zip(row, written, strict=False):
        if cell.value is None and getattr(source, "data_type", "") == "f":
            yield Fault(
                table=sheet,
                row=line,
                column=str(source.coordinate),
                problem="the formula was never computed",
                expected="a value",
                what_to_do="Open the workbook in a spreadsheet program and save it",
            )


def text_of_cell(cell: Any) -> str:
    """The text a person would type for the cell's value."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        zeros = str(cell.number_format or "")
        return str(value).zfill(len(zeros)) if zeros and set(zeros) == {"0"} else str(value)
    return _text_of_time(value) if isinstance(value, (date, time)) else str(value)


def _text_of_time(value: date | time) -> str:
    """A day as 2026-09-14, a clock time as 14:45."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat()
