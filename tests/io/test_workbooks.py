"""Workbooks: sheets as tables, and everything a stranger's archive may hold."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hitdesign.errors import InputError, MissingExtra
from hitdesign.io.reading import read_district

Book = Callable[..., Path]
DAY = dt.date
SHEETS: dict[str, list[list[Any]]] = {
    "schools": [
        ["school_id", "school_name", "grade_low", "grade_high", "enrollment"],
        ["0102", "Alder", "K", 5, 412],
        ["0103", "None", 0, 5, 300.0],
    ],
    "cohorts": [
        ["school_id", "grade_low", "grade_high", "subject", "tier", "students"],
        ["0102", 3, 5, "math", "strategic", 36],
        ["0103", 0, 2, "reading", "intensive", "<10"],
    ],
    "blocks": [
        ["school_id", "block_id", "when", "days", "minutes", "starts_on", "ends_on", "groups_at_once", "starts_at"],
        ["*", "a", "during_school", "MTWRF", 40, DAY(2026, 9, 14), DAY(2027, 5, 21), 4, dt.time(10, 15)],
    ],
    "tutors": [
        ["pool_id", "kind", "modality", "tutors", "hours_per_tutor_week", "pay", "hourly_cost_dollars"],
        ["aides", "paraprofessional", "in_person", 20, 12.5, "hourly", 22.5],
    ],
    "funding": [
        ["stream_id", "program", "award_dollars", "obligate_from", "obligate_by"],
        ["general", "general_fund", 85000, DAY(2026, 7, 1), DAY(2027, 9, 30)],
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write the small district as a workbook; `change` may change it before it is saved."""

    def write(change: Callable[[Any], None] | None = None) -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in SHEETS.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        if change:
            change(workbook)
        path = tmp_path / "small.xlsx"
        workbook.save(path)
        return path

    return write


def said(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_district(path)
    return "\n".join(str(fault) for fault in caught.value.faults)


def test_numbers_dates_and_times_are_read_as_a_person_would_type_them(book: Book) -> None:
    district = read_district(book())
    assert district.schools[1].school_name == "None"
    assert (district.schools[0].grade_low, district.schools[1].enrollment) == (0, 300)
    assert (district.blocks[0].ends_on, district.blocks[0].starts_at) == (DAY(2027, 5, 21), "10:15")
    assert district.cohorts["students_high"].tolist()[1] == 9


def test_an_id_typed_as_a_number_keeps_its_digits_and_the_zeros_of_its_format(book: Book) -> None:
    def change(workbook: Any) -> None:
        workbook["schools"].append([104, "Cedar", 0, 5, 100])
        workbook["schools"]["A4"].number_format = "0000"
        workbook["schools"].append([400009, "Dogwood", 0, 5, 100])

    assert [school.school_id for school in read_district(book(change)).schools][2:] == ["0104", "400009"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_cell_is_named(book: Book, error: str) -> None:
    found = said(book(lambda workbook: workbook["schools"].__setitem__("E2", error)))
    assert "schools, row 2, column enrollment: is a spreadsheet's error value" in found


def test_a_formula_that_no_program_computed_is_named_by_its_cell(book: Book) -> None:
    found = said(book(lambda workbook: workbook["schools"].__setitem__("E2", "=400+12")))
    assert "schools, row 2, column E2: the formula was never computed" in found


def test_hidden_sheets_merged_cells_and_other_sheets_are_said(book: Book) -> None:
    def change(workbook: Any) -> None:
        workbook["tutors"].sheet_state = "hidden"
        workbook.create_sheet("Lunch")
        workbook["schools"].merge_cells("G20:H21")

    notes = " ".join(read_district(book(change)).notes)
    assert "Sheet 'tutors' is hidden" in notes
    assert "'Lunch' is no table" in notes
    assert "merged cells (G20:H21)" in notes


def test_a_sheet_like_a_missing_table_is_a_fault(book: Book) -> None:
    assert "a sheet is named 'School'" in said(book(lambda workbook: setattr(workbook["schools"], "title", "School")))


def test_a_text_that_starts_like_a_formula_stays_a_text(book: Book) -> None:
    def change(workbook: Any) -> None:
        cell = workbook["schools"]["B2"]
        cell.value, cell.data_type = '=HYPERLINK("http://x")', "s"

    assert read_district(book(change)).schools[0].school_name == '=HYPERLINK("http://x")'


def rewritten(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    content = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**content, **(extra or {})}.items():
            archive.writestr(name, change(name, part))
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book: Book) -> None:
    path = rewritten(book(), lambda name, part: part, {"xl/worksheets/sheet9.xml": b"<a>" + b" " * 60_000_000})
    assert "packed more than a hundredfold" in said(path)


def test_too_many_members_are_refused(book: Book) -> None:
    path = rewritten(book(), lambda name, part: part, {f"xl/media/{place}.bin": b"x" for place in range(300)})
    assert "far larger unpacked" in said(path)


def test_files_outside_the_archive_are_refused(book: Book) -> None:
    assert "names files outside itself" in said(rewritten(book(), lambda name, part: part, {"../evil.xml": b"<a/>"}))


def test_declared_entities_are_refused(book: Book) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    path = rewritten(book(), lambda name, part: bomb + part if name.endswith("sheet1.xml") else part)
    assert "declares XML entities" in said(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"not a workbook", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert "damaged or is no .xlsx workbook" in said(path)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_read_or_refused(book: Book, seed: int) -> None:
    import random

    dice = random.Random(seed)
    content = bytearray(book().read_bytes())
    for _ in range(dice.choice([1, 5, 50])):
        content[dice.randrange(len(content))] = dice.randrange(256)
    path = book().with_name("damaged.xlsx")
    path.write_bytes(bytes(content[: dice.choice([len(content), len(content) // 2])]))
    try:
        read_district(path)
    except InputError as refused:
        assert refused.faults


def test_damaged_sheets_inside_a_sound_archive_are_refused(book: Book) -> None:
    for cut in (b"<sheetData>", b"</row>", b"<worksheet"):
        path = rewritten(book(), lambda name, part, cut=cut: part.replace(cut, b"<") if "sheet2" in name else part)
        assert "damaged" in said(path)


def test_without_openpyxl_the_line_that_installs_it_is_said(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"hitdesign\[excel\]"):
        read_district(path)


def test_reading_prints_and_warns_nothing(book: Book, capfd: pytest.CaptureFixture[str]) -> None:
    read_district(book())
    assert capfd.readouterr() == ("", "")


def test_the_archive_itself_is_not_changed(book: Book) -> None:
    path = book()
    before = path.read_bytes()
    read_district(path)
    assert path.read_bytes() == before
    assert zipfile.is_zipfile(io.BytesIO(before))
