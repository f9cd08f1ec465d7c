"""Empty tables to fill: a CSV folder or a workbook, with the meaning of every column and an example row."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hitdesign.district.records import RECORDS, Record
from hitdesign.errors import MissingExtra, OutputError
from hitdesign.io.schema import column_note
from hitdesign.report.files import write_folder_whole, write_whole
from hitdesign.tables.fields import Column, columns_of

#: Rows of the workbook that offer the fixed words as a list.
ROWS_WITH_LISTS = 5000
#: A file of the same content has the same bytes.
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH = 18


def write_template(path: str | Path) -> Path:
    """Write empty tables: an .xlsx workbook where the path ends so, else a folder of CSV files.

    Line 1 holds the column names, line 2 what each means, line 3 an example; lines 2 and 3 start with # and are not
    read. The workbook has notes on the column names and lists of the fixed words. Returns the path. Raises OutputError
    where tables stand there already or cannot be written, MissingExtra for a workbook without xlsxwriter.

    >>> import hitdesign as hit
    >>> hit.write_template("my_district.xlsx").name  # doctest: +SKIP
    'my_district.xlsx'
    """
    target = Path(path)
    workbook = target.suffix.casefold() == ".xlsx"
    files = {f"{record.table}.csv": _csv(record) for record in RECORDS}
    there = [target] if workbook else [target / name for name in files]
    if any(file.exists() for file in there) or (target.exists() and not target.is_dir()):
        raise OutputError(f"{target} stands there already; a template is never written over tables. Choose a new name.")
    if workbook:
        return write_whole(target, _workbook())
    write_folder_whole(target, files)
    return target


def _lines(record: type[Record]) -> list[list[str]]:
    """The column names, their meanings and the example, cell by cell."""
    columns = columns_of(record)
    meanings = [column_note(column) for column in columns]
    examples = [column.example for column in columns]
    meanings[0] = f"# meaning: {meanings[0]}"
    examples[0] = f"# example (not read): {examples[0]}"
    return [[column.name for column in columns], meanings, examples]


def _csv(record: type[Record]) -> bytes:
    """UTF-8 with its mark, so that spreadsheet programs read the letters right."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(_lines(record))
    return text.getvalue().encode("utf-8-sig")


def _workbook() -> bytes:
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtra("xlsxwriter", "excel") from None
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": "Tables of a district", "created": CREATED})
    formats = {
        "required": book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1}),
        "optional": book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1}),
        "meaning": book.add_format({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"}),
        "example": book.add_format({"italic": True, "font_color": "#595959", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "plain": book.add_format({}),
    }
    for record in RECORDS:
        _sheet(book.add_worksheet(record.table), record, formats)
    book.close()
    return content.getvalue()


def _sheet(sheet: Any, record: type[Record], formats: dict[str, Any]) -> None:
    names, meanings, examples = _lines(record)
    for place, column in enumerate(columns_of(record)):
        kind = column.kind if column.kind in ("text", "date") else "text" if column.kind == "list" else "plain"
        sheet.set_column(place, place, WIDTH, formats[kind])
        sheet.write_string(0, place, names[place], formats["required" if column.required else "optional"])
        sheet.write_comment(0, place, column_note(column), {"x_scale": 2, "y_scale": 1.5})
        sheet.write_string(1, place, meanings[place], formats["meaning"])
        sheet.write_string(2, place, examples[place], formats["example"])
        if column.kind == "word":
            sheet.data_validation(3, place, ROWS_WITH_LISTS, place, _choice(column))
    sheet.set_row(1, 90)
    sheet.freeze_panes(1, 1)


def _choice(column: Column) -> dict[str, Any]:
    """A list of the fixed words under the cell."""
    return {
        "validate": "list",
        "source": list(column.words),
        "ignore_blank": not column.required,
        "error_title": column.name,
        "error_message": f"Choose one of: {', '.join(column.words)}"[:255],
    }
