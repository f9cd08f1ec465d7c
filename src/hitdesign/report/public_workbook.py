"""A plan's published view as a workbook: values only, no formula, nothing behind a cell."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from hitdesign.errors import MissingExtra
from hitdesign.report.audience import PUBLIC_MARK
from hitdesign.report.public_frames import PUBLIC_CAPTIONS, public_heading, public_kind, stands_right
from hitdesign.report.published import Published
from hitdesign.report.sheets import CREATED, FIRST_ROW, FORMATS, HEAD_ROW, OPTIONS, TOTAL_ROW, Faces, text_of
from hitdesign.report.words import is_blank


def public_workbook_bytes(view: Published) -> bytes:
    """The plan in sentences and how small counts were kept, then a sheet per published table."""
    try:
        import xlsxwriter
    except ImportError as absent:
        raise MissingExtra("xlsxwriter", "excel") from absent
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": "Tutoring plan", "comments": PUBLIC_MARK, "created": CREATED})
        faces = Faces(book)
        front = book.add_worksheet("about")
        front.set_column(0, 0, 120)
        for row, text in enumerate(view.about):
            front.write_string(row, 0, text, faces.caption if row < 2 else faces.wrapped)
        for name, frame in view.frames.items():
            _write_frame(book.add_worksheet(name), faces, PUBLIC_CAPTIONS[name], frame)
    return content.getvalue()


def _write_frame(page: Any, faces: Faces, caption: str, frame: pd.DataFrame) -> None:
    """Caption, mark, headings with units; whole numbers and dollars as numbers, `*` and the rest as text."""
    page.write_string(0, 0, caption, faces.caption)
    page.write_string(TOTAL_ROW, 0, PUBLIC_MARK)
    page.freeze_panes(FIRST_ROW, 1)
    for place, column in enumerate(map(str, frame.columns)):
        page.write_string(HEAD_ROW, place, public_heading(column), faces.head)
        page.set_column(place, place, 15 if stands_right(column) else 30)
        shape = faces.number.get(public_kind(column), faces.text)
        for row, value in enumerate(frame[column].tolist(), start=FIRST_ROW):
            if is_blank(value):
                continue
            if public_kind(column) in FORMATS and not isinstance(value, str):
                page.write_number(row, place, float(value), shape)
            else:
                page.write_string(row, place, text_of(value), faces.text)
