"""The workbook: totals tie to details, nothing of the data can run, ids stay text, the same every time."""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile

import pytest
from openpyxl import load_workbook

from hitdesign.allocation.shapes import SHAPES
from hitdesign.errors import MissingExtra, OutputError
from hitdesign.report import workbook
from hitdesign.report.audience import INTERNAL_MARK
from hitdesign.report.reading import CAPTIONS, answer_tables, reading_of
from hitdesign.report.sheets import FIRST_ROW, HEAD_ROW, NOT_ADDED, TOTAL_ROW, text_of
from hitdesign.report.words import ADDITIVE, heading, is_number
from report.place import FORMULA, made_up_plan

OURS = re.compile(r"='?\w+'?![A-Z]+\d+|=SUM\([A-Z]+\d+:[A-Z]+\d+\)|=IF\(ABS\([B\d+-]+\)<=[\d.]+,0,[B\d+-]+\)|=0")


@pytest.fixture(scope="module")
def content(reading) -> bytes:
    return workbook.workbook_bytes(reading)


@pytest.fixture(scope="module")
def values(content):
    return load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def formulas(content):
    return load_workbook(io.BytesIO(content))


def test_a_sheet_per_table_after_the_summary(values):
    assert values.sheetnames == ["summary", *CAPTIONS, *SHAPES]


def test_every_table_stands_whole_under_headings_with_units(reading, values):
    tables = {**reading.tables, **answer_tables(reading.plan)}
    for name, table in tables.items():
        rows = list(values[name].iter_rows(min_row=HEAD_ROW + 1, values_only=True))
        assert list(rows[0]) == [heading(column) for column in table.columns]
        assert len([row for row in rows[1:] if any(cell is not None for cell in row)]) == len(table)


def test_totals_are_sums_of_their_cells_with_the_value_stored(reading, values, formulas):
    tables = {**reading.tables, **answer_tables(reading.plan)}
    found = 0
    for name, table in tables.items():
        for place, column in enumerate(table.columns, start=1):
            cell = formulas[name].cell(TOTAL_ROW + 1, place)
            if column in ADDITIVE and name not in NOT_ADDED and len(table):
                letter, last = cell.column_letter, FIRST_ROW + len(table)
                assert cell.value == f"=SUM({letter}{FIRST_ROW + 1}:{letter}{last})"
                stored = values[name].cell(TOTAL_ROW + 1, place).value
                details = [
                    row[0] for row in values[name].iter_rows(FIRST_ROW + 1, last, place, place, values_only=True)
                ]
                assert stored == pytest.approx(sum(detail or 0 for detail in details), abs=0.005)
                found += 1
            else:
                assert cell.value in {None, "Total"}
    assert found > 25


def test_only_totals_and_the_summary_are_formulas(formulas):
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert sheet.title == "summary" or cell.row == TOTAL_ROW + 1
                    assert OURS.fullmatch(cell.value)


def test_a_name_that_is_a_formula_is_a_text(formulas):
    cells = [cell for row in formulas["by_school"].iter_rows() for cell in row if cell.value == FORMULA]
    assert [cell.data_type for cell in cells] == ["s"]


def test_no_link_no_macro_no_outside(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert not re.search("external|vba|macro", name.lower())
            assert b"<hyperlink" not in parts.read(name)


def test_ids_stay_text(values):
    ids = [row[0] for row in values["by_school"].iter_rows(FIRST_ROW + 1, FIRST_ROW + 12, values_only=True)]
    assert ids[:2] == ["0000", "0001"]


def test_headings_are_frozen_and_filtered(values):
    for name in [*CAPTIONS, *SHAPES]:
        sheet = values[name]
        assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"
        assert sheet.auto_filter.ref.startswith(f"A{HEAD_ROW + 1}:")


def test_numbers_are_numbers_with_formats(reading, values):
    sheet = values["charges"]
    column = 1 + list(reading.plan.allocation.charges.columns).index("dollars")
    assert sheet.cell(FIRST_ROW + 1, column).number_format == "$#,##0.00"
    assert isinstance(sheet.cell(FIRST_ROW + 1, column).value, int | float)
    assert all(is_number(column) for column in ADDITIVE)


def test_the_summary_ties_and_its_checks_are_nought(reading, values):
    rows = {row[0]: row[1] for row in values["summary"].iter_rows(values_only=True) if row[1] is not None}
    assert rows["Seats needed"] == rows["Seats filled"] + rows["Seats not filled"] == reading.need
    assert rows["Not to exceed (dollars)"] > rows["Charged, line by line (dollars)"], "indirect cost comes on top"
    for words, *_ in workbook.CHECKS:
        assert rows[words] == 0
    first = [row[0] for row in values["summary"].iter_rows(max_row=2, values_only=True)]
    assert first[1] == INTERNAL_MARK
    assert INTERNAL_MARK.startswith("Internal: counts not protected.")


def test_the_same_plan_gives_the_same_bytes(plan, content):
    assert workbook.workbook_bytes(reading_of(plan)) == content


def test_a_long_text_is_cut_visibly():
    assert text_of("x" * 40_000).endswith("x [cut]")
    assert len(text_of("x" * 40_000)) < 32_767
    assert text_of(True) == "yes"


def test_a_table_longer_than_a_sheet_is_refused(reading, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    with pytest.raises(OutputError, match="write_tables"):
        workbook.workbook_bytes(reading)


def test_a_workbook_is_written_whole_or_not_at_all(plan, tmp_path, monkeypatch):
    path = workbook.write_workbook(plan, tmp_path / "plan.xlsx")
    before = path.read_bytes()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(13, "Permission denied")))
    with pytest.raises(OutputError, match="Permission denied"):
        workbook.write_workbook(made_up_plan(2), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_missing_library_is_named(reading, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match=r'pip install "hitdesign\[excel\]"'):
        workbook.workbook_bytes(reading)
