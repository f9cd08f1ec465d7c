"""Empty tables to fill: complete, readable as they stand, and never written over anything."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import openpyxl
import pytest

from hitdesign.district.records import RECORDS
from hitdesign.errors import InputError, MissingExtra, OutputError
from hitdesign.io.reading import NEEDED, read_district
from hitdesign.io.template import write_template
from hitdesign.tables.fields import columns_of

PLACES = ("template", "template.xlsx")


@pytest.mark.parametrize("place", PLACES)
def test_an_unfilled_template_reads_as_tables_without_rows(tmp_path: Path, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read_district(write_template(tmp_path / place))
    assert [(fault.table, fault.problem) for fault in caught.value.faults] == [
        (table, "the table has no rows yet") for table in NEEDED
    ]


def test_every_column_stands_in_the_folder_with_its_meaning_and_example(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template")
    for record in RECORDS:
        with (path / f"{record.table}.csv").open(encoding="utf-8-sig", newline="") as file:
            names, meanings, examples = list(csv.reader(file))
        for column, name, meaning, example in zip(columns_of(record), names, meanings, examples, strict=True):
            assert name == column.name
            assert column.meaning in meaning and column.unit in meaning
            assert column.example in example


def test_every_column_stands_in_the_workbook_with_a_note_and_its_words_as_a_list(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx"))
    assert book.sheetnames == [record.table for record in RECORDS]
    for record in RECORDS:
        sheet = book[record.table]
        lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
        assert sheet.freeze_panes == "B2"
        for place, column in enumerate(columns_of(record), start=1):
            head = sheet.cell(1, place)
            assert head.value == column.name
            assert head.comment is not None and column.meaning in head.comment.text
            if column.kind == "word":
                assert lists[sheet.cell(4, place).coordinate] == f'"{",".join(column.words)}"'


@pytest.mark.parametrize("dropped", ["students", "cohorts"])
def test_the_examples_uncommented_are_a_district_by_cohorts_or_by_students(tmp_path: Path, dropped: str) -> None:
    path = write_template(tmp_path / "template")
    for record in RECORDS:
        file = path / f"{record.table}.csv"
        if record.table == dropped:
            file.unlink()
            continue
        text = file.read_text(encoding="utf-8-sig").replace("# example (not read): ", "")
        file.write_text(text, encoding="utf-8-sig")
    district = read_district(path)
    assert [school.school_id for school in district.schools] == ["0102"]
    assert len(district.cohorts) == (dropped == "students")
    assert (district.students is None) == (dropped == "students")


@pytest.mark.parametrize("place", PLACES)
def test_a_template_is_never_written_over_tables(tmp_path: Path, place: str) -> None:
    write_template(tmp_path / place)
    with pytest.raises(OutputError, match="stands there already"):
        write_template(tmp_path / place)


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_template(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("place", PLACES)
def test_two_templates_are_the_same_bytes(tmp_path: Path, place: str) -> None:
    first, second = (
        write_template(tmp_path / "a" / place if place == "template" else tmp_path / f"a{place}"),
        write_template(tmp_path / "b" / place if place == "template" else tmp_path / f"b{place}"),
    )
    files = sorted(first.iterdir()) if first.is_dir() else [first]
    for file in files:
        assert file.read_bytes() == ((second / file.name) if first.is_dir() else second).read_bytes()


def test_without_xlsxwriter_the_line_that_installs_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match=r"hitdesign\[excel\]"):
        write_template(tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())
