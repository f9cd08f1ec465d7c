"""A students file in the place of cohorts: read as said, refused by row and column, and never quoted."""

from __future__ import annotations

import io
import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from hitdesign.errors import Fault, InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
CANARY = "ZZQ_CANARY"
HEAD = "student_id,school_id,grade,iep,math_percentile,math_state_level,attendance_rate,consent\n"
GOOD = "S-4242001,0102,3,no,12,1,93%,\nS-4242002,0103,K,Y,n/a,,0.88,no\n"


def by_students(folder: Writer, text: str, **more: str | None) -> Path:
    return folder({"cohorts": None, "students": text, **more})


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_district(path)
    return caught.value


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything it was raised from or while handling, shown or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def rows_of(fault: Fault) -> set[int]:
    """The rows that a fault names: its own, and those that it lists."""
    listed = re.search(r"\(([0-9,]+) rows: ([0-9, ]+)\)$", fault.problem)
    rows = {int(row) for row in listed[2].split(", ")} if listed else {fault.row}
    assert fault.row == min(rows) and (not listed or int(listed[1]) == len(rows))
    return rows


def everything_said(error: InputError) -> str:
    said = "".join(traceback.format_exception(error)) + repr(error.faults)
    return said + "".join(repr(one) + str(one) + repr(vars(one)) + repr(one.args) for one in chain(error))


def test_students_are_read_with_their_zeros_marks_shares_and_blanks(folder: Writer) -> None:
    district = read_district(by_students(folder, HEAD + GOOD))
    frame = district.students.frame
    assert district.cohorts.empty
    assert frame[["student_id", "school_id", "grade", "iep", "consent"]].to_numpy().tolist() == [
        ["S-4242001", "0102", 3, "no", "unknown"],
        ["S-4242002", "0103", 0, "yes", "no"],
    ]
    assert frame["attendance_rate"].tolist() == [0.93, 0.88]
    assert frame["math_percentile"].isna().tolist() == [False, True]
    assert district.students.measures == ("math_percentile", "math_state_level")


def test_what_was_read_with_another_meaning_is_noted_by_count_alone(folder: Writer) -> None:
    notes = read_district(by_students(folder, HEAD + GOOD)).notes
    assert "students, column iep: 1 cell read as yes." in notes
    assert "students, column math_percentile: 1 cell read as blank (not available)." in notes
    assert "S-4242" not in " ".join(notes)


def test_names_of_columns_may_have_capitals_and_blanks_and_any_subject(folder: Writer) -> None:
    text = "Student ID,School ID,Grade,Language Arts Percentile\nS1,0102,4,9\n"
    assert read_district(by_students(folder, text)).students.subjects == ("language_arts",)


def test_the_order_of_the_rows_of_a_file_changes_nothing(folder: Writer) -> None:
    first, second = GOOD.splitlines(keepends=True)
    one = read_district(by_students(folder, HEAD + first + second)).students.frame
    other = read_district(by_students(folder, HEAD + second + first)).students.frame
    assert one.equals(other)


def test_a_workbook_holds_students_as_a_folder_does(folder: Writer, tmp_path: Path) -> None:
    place = by_students(folder, HEAD + GOOD)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file in sorted(place.glob("*.csv")):
        sheet = book.create_sheet(file.stem)
        for line in io.StringIO(file.read_text(encoding="utf-8")):
            sheet.append([cell or None for cell in line.strip().replace('"$85,000"', "85000").split(",")])
    book.save(tmp_path / "small.xlsx")
    assert read_district(tmp_path / "small.xlsx").students.frame.equals(read_district(place).students.frame)


def test_without_cohorts_and_students_both_ways_are_said(folder: Writer) -> None:
    (fault,) = refused(folder({"cohorts": None})).faults
    assert fault.table == "cohorts" and "or give students instead" in fault.what_to_do


def test_an_empty_table_of_the_other_kind_does_no_harm(folder: Writer) -> None:
    cohorts = "school_id,grade_low,grade_high,subject,tier,students\n"
    assert read_district(by_students(folder, HEAD + GOOD, cohorts=cohorts)).students is not None
    assert read_district(folder({"students": HEAD})).students is None


@pytest.mark.parametrize("rows", [GOOD, GOOD.replace("12", "1200")])
def test_both_tables_are_refused_even_where_one_of_them_has_faults(folder: Writer, rows: str) -> None:
    said = str(refused(folder({"students": HEAD + rows})))
    assert "both students and cohorts are given" in said and "Drop cohorts" in said


def test_faults_of_students_do_not_ask_for_cohorts(folder: Writer) -> None:
    faults = refused(by_students(folder, HEAD + "S1,0102,3,no,150,1,0.9,\n")).faults
    assert [(fault.table, fault.row, fault.column) for fault in faults] == [("students", 2, "math_percentile")]


@pytest.mark.parametrize(
    ("column", "cells"),
    {
        "math_percentile": ["150", "-3", "<5", "45th", "45%", "1e2", "3-May", "*"],
        "math_state_level": ["0", "2.5", "Level 2", "LT3"],
        "attendance_rate": ["93", "1.2", "-0.1", "<90%"],
        "iep": ["yess", "maybe", "SLD"],
        "consent": ["signed"],
        "grade": ["", "third", "15", "N/A"],
        "school_id": ["", "9999", "4.20E+11"],
        "student_id": ["", "4.24E+11", "S\u200b1"],
    }.items(),
)
def test_every_wrong_cell_is_refused_with_its_row_and_without_its_content(
    folder: Writer, column: str, cells: list[str]
) -> None:
    names = HEAD.strip().split(",")
    good = dict(zip(names, ["S-1", "0102", "3", "no", "12", "1", "0.9", "yes"], strict=True))
    rows = [{**good, "student_id": f"S-{place}", column: cell} for place, cell in enumerate(cells)]
    error = refused(by_students(folder, HEAD + "".join(",".join(row.values()) + "\n" for row in rows)))
    assert all(fault.found is None and fault.expected and fault.what_to_do for fault in error.faults)
    lines = {row for fault in error.faults if fault.column == column for row in rows_of(fault)}
    assert lines == set(range(2, 2 + len(cells)))
    for cell in cells:
        assert not cell or cell in ("*", "0") or f"{cell!r}" not in str(error)


@pytest.mark.parametrize("cell", [CANARY, f"<{CANARY}", "<4242", "4242%", "=4242", "\x074242", '4242"', "4242-4243"])
@pytest.mark.parametrize("column", HEAD.strip().split(","))
def test_no_content_of_a_cell_reaches_an_error_or_what_it_was_raised_from(
    folder: Writer, column: str, cell: str
) -> None:
    names = HEAD.strip().split(",")
    good = dict(zip(names, ["S-4242001", "0102", "3", "no", "12", "1", "0.9", "yes"], strict=True))
    row = ",".join({**good, column: cell}.values())
    bad = good | {"student_id": "S-4242002", "math_percentile": "777"}
    said = everything_said(refused(by_students(folder, f"{HEAD}{row}\n{','.join(bad.values())}\n")))
    assert "4242" not in said and CANARY not in said and "777" not in said


def test_a_file_that_is_no_text_is_refused_without_its_bytes(folder: Writer) -> None:
    path = folder({"cohorts": None, "students": HEAD.encode() + CANARY.encode() + b",\x81\x8d\xe9\n"})
    assert CANARY not in everything_said(refused(path))


@pytest.mark.parametrize("row", [f"{CANARY},4242\n", f'"{CANARY},0102,3,no,12,1,0.9,yes\n', f"{CANARY}" + ",4242" * 12])
def test_a_row_that_does_not_fit_is_named_by_its_number_alone(folder: Writer, row: str) -> None:
    said = everything_said(refused(by_students(folder, HEAD + GOOD.replace("4242", "") + row)))
    assert "4242" not in said and CANARY not in said


def test_a_file_without_column_names_is_refused_without_its_first_row(folder: Writer) -> None:
    said = everything_said(refused(by_students(folder, f"{CANARY},4242,3\n")))
    assert CANARY not in said and "4242" not in said


def test_a_student_who_stands_twice_is_named_by_two_rows(folder: Writer) -> None:
    error = refused(by_students(folder, HEAD + GOOD + GOOD.splitlines()[0] + "\n"))
    (fault,) = error.faults
    assert (fault.row, fault.column) == (4, "student_id") and "in row 2 already" in fault.problem
    assert "4242" not in everything_said(error)


def test_schools_with_faults_of_their_own_are_no_second_fault_of_the_students(folder: Writer) -> None:
    schools = "school_id,school_name,grade_low,grade_high\n0102,Alder,K,5\n0103,Birch,zero,5\n"
    assert {fault.table for fault in refused(by_students(folder, HEAD + GOOD, schools=schools)).faults} == {"schools"}


def test_a_wrong_column_of_a_file_is_one_fault_as_it_is_of_a_frame(folder: Writer) -> None:
    rows = "".join(f"S{place},0102,3,no,{999 if place % 2 else '<5'},1,0.9,\n" for place in range(2000))
    faults = refused(by_students(folder, HEAD + rows)).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2, "math_percentile"), (3, "math_percentile")]
    assert all("(1,000 rows: " in fault.problem and "and 990 more)" in fault.problem for fault in faults)
