"""A folder of files to a district: everything read as said, everything wrong reported at once."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hitdesign.errors import Fault, InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
SCHOOLS = "school_id,school_name,grade_low,grade_high,enrollment\n0102,Alder,K,5,412\n0103,NA,0,5,300\n"
COHORTS = "school_id,grade_low,grade_high,subject,tier,students\n"


def faults_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read_district(path)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.faults


def said(path: Path) -> str:
    return "\n".join(str(fault) for fault in faults_of(path))


def test_the_small_district_reads_with_its_zeros_names_and_amounts(folder: Writer) -> None:
    district = read_district(folder(), name="Small")
    assert district.name == "Small"
    assert [school.school_id for school in district.schools] == ["0102", "0103"]
    assert district.schools[1].school_name == "NA"
    assert (district.schools[0].grade_low, district.funding[0].award_dollars) == (0, 85_000.0)
    assert district.tutors[0].hourly_cost_dollars == 22.5


def test_a_masked_count_is_kept_as_its_range(folder: Writer) -> None:
    cohorts = read_district(folder()).cohorts
    assert cohorts[["students", "students_high"]].fillna(-1).to_numpy().tolist() == [[36, -1], [0, 9]]


def test_a_mask_without_a_range_needs_one_that_is_stated(folder: Writer) -> None:
    path = folder({"cohorts": COHORTS + "0102,3,5,math,strategic,*\n"})
    assert "the mask gives no upper end" in said(path)
    cohorts = read_district(path, masked=(1, 9)).cohorts
    assert cohorts[["students", "students_high"]].to_numpy().tolist() == [[1, 9]]


def test_a_mask_where_no_range_can_be_kept_is_refused(folder: Writer) -> None:
    path = folder({"schools": SCHOOLS.replace("300", "<10")})
    assert "is masked; 0 to 9, and this column needs one number" in said(path)


def test_a_stand_in_for_no_value_is_a_blank_and_a_note(folder: Writer) -> None:
    district = read_district(folder({"schools": SCHOOLS.replace("300", "†")}))
    assert district.schools[1].enrollment is None
    assert "schools, column enrollment: 1 cell read as blank (does not apply)." in district.notes


def test_a_row_of_a_spreadsheet_is_named_by_its_line(folder: Writer) -> None:
    text = '\n# a comment\nschool_id,school_name,enrollment\n0102,"Alder\nCreek",412\n0103,Birch,many\n'
    path = folder({"schools": text})
    fault = next(fault for fault in faults_of(path) if fault.column == "enrollment")
    assert (fault.row, fault.found) == (5, "many")


def test_all_faults_of_all_tables_come_together_in_reading_order(folder: Writer) -> None:
    path = folder(
        {
            "schools": SCHOOLS.replace("412", "-9"),
            "tutors": None,
            "contrcts": "contract_id\n",
            "cohorts": COHORTS + "0103,3,5,math,strategc,36\n0104,3,5,math,strategic,36\n0102,3,5,math,strategic,36\n",
            "funding": "stream_id,program,award_dollars,obligate_from\nf,gift,1,2026-07-01\n",
        }
    )
    found = [(fault.table, fault.row, fault.column) for fault in faults_of(path)]
    assert found == [
        ("schools", 2, "enrollment"),
        ("cohorts", 2, "tier"),
        ("cohorts", 3, "school_id"),
        ("tutors", None, None),
        ("funding", 1, "obligate_by"),
        ("contracts", None, None),
    ]


def test_a_row_that_could_not_be_read_is_no_second_fault_where_it_is_named(folder: Writer) -> None:
    assert len(faults_of(folder({"schools": SCHOOLS.replace("412", "many")}))) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SCHOOLS.replace("0103,NA,0,5,300", "0103,Birch,0,5"), "the row has 4 cells and the header has 5"),
        (SCHOOLS.replace("0103,NA,0,5,300", "0103,Birch, East,0,5,300"), "the row has 6 cells"),
        (SCHOOLS.replace("enrollment", "enrolment"), "Did you mean 'enrollment'"),
        (SCHOOLS.replace("enrollment", "school_name"), "the column name stands twice"),
        (SCHOOLS.replace("grade_high", ""), "has cells but no name"),
        (SCHOOLS.replace("school_name", "grade_low2"), "the required column is missing"),
        (SCHOOLS.replace("0103,NA", "0103,"), "is blank"),
        (SCHOOLS.replace("0103", "3.10E+11"), "was rounded by a spreadsheet"),
        (SCHOOLS.replace("0103", "0102"), "the row stands in the table twice"),
        (SCHOOLS.replace("0103", "\uff10102"), "cannot be told apart"),
        (SCHOOLS.replace("NA,", '"NA,'), "a quotation mark is opened and not closed"),
        (SCHOOLS.replace("NA", "N" * 200_000), "a cell is longer"),
        ("a,b\n1,2\n", "no line with the column names"),
        ("school_id,school_name\n", "the table has no rows yet"),
        ("", "no line with the column names"),
    ],
)
def test_a_broken_schools_file_is_refused_with_a_sentence(folder: Writer, text: str, problem: str) -> None:
    assert problem in said(folder({"schools": text}))


def test_header_capitals_blanks_and_stars_do_not_matter_and_lines_above_are_noted(folder: Writer) -> None:
    text = "Alder Unified,,\nSchool ID*,School-Name,Enrollment\n0102,Alder,412\n0103,Birch,300\n"
    district = read_district(folder({"schools": text}))
    assert len(district.schools) == 2
    assert "schools: the column names stand on line 2; the lines above were skipped." in district.notes


def test_trailing_commas_and_blank_lines_are_no_faults(folder: Writer) -> None:
    text = "school_id,school_name,,\n0102,Alder,,\n\n,,,\n0103,Birch,,\n"
    assert len(read_district(folder({"schools": text})).schools) == 2


def test_a_comment_that_is_not_the_templates_is_noted(folder: Writer) -> None:
    notes = read_district(folder({"schools": SCHOOLS + "#0104,Cedar,0,5,1\n"})).notes
    assert "schools: line 4 starts with # and was skipped as a comment." in notes


ENCODED: dict[str, Callable[[str], bytes]] = {
    "a byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 of the other order": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "line ends of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "no line end at the end": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("how", ENCODED)
def test_a_file_reads_the_same_with(how: str, folder: Writer) -> None:
    text = SCHOOLS.replace("Alder", "Peña")
    plain = read_district(folder({"schools": text}, "plain"))
    other = read_district(folder({"schools": ENCODED[how](text)}, "other"))
    assert other.schools == plain.schools
    pd.testing.assert_frame_equal(other.cohorts, plain.cohorts)
    assert bool(other.notes != plain.notes) == (
        how in ("UTF-16", "UTF-16 of the other order", "Windows-1252", "semicolons", "tabs")
    )


@pytest.mark.parametrize("content", [b"school_id,school_name\n0102,\x81\x8d\n", b"s\0c\0h\0", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(folder: Writer, content: bytes) -> None:
    assert "schools" in said(folder({"schools": content}))


def test_an_11_digit_nces_id_gets_its_zero_back_everywhere_and_says_so(folder: Writer) -> None:
    path = folder(
        {
            "schools": SCHOOLS.replace("0102", "10000500870"),
            "cohorts": COHORTS + "010000500870,3,5,math,strategic,5\n10000500870,0,2,math,strategic,5\n",
            "tutors": "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,hourly_cost_dollars,schools\n"
            "a,peer,online,1,1,hourly,0,10000500870;0103\n",
        }
    )
    district = read_district(path)
    assert district.schools[0].school_id == "010000500870"
    assert set(district.cohorts["school_id"]) == {"010000500870"}
    assert district.tutors[0].schools == ("010000500870", "0103")
    assert "schools, column school_id: 1 cell read with the leading zero it lost." in district.notes


def test_the_order_of_rows_and_columns_never_matters(folder: Writer) -> None:
    plain = read_district(folder())
    header, *rows = [line.split(",") for line in SCHOOLS.splitlines()]
    order = list(range(len(header)))
    random.Random(5).shuffle(order)
    lines = [",".join(row[place] for place in order) for row in (header, *rows[::-1])]
    assert read_district(folder({"schools": "\n".join(lines)}, "shuffled")).schools == plain.schools


def test_what_was_read_written_and_read_again_is_the_same(folder: Writer) -> None:
    once = read_district(
        folder(
            {
                "blocks": "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once,"
                "take_up_rate\n*,a,saturday,S,40,9/14/2026,2027-05-21,4,60%\n"
            }
        )
    )
    tables = {
        name: pd.DataFrame([row.model_dump() for row in getattr(once, name)])
        for name in ("schools", "blocks", "tutors", "funding")
    }
    for frame in tables.values():
        for name in frame.columns:
            frame[name] = [";".join(value) if isinstance(value, tuple) else value for value in frame[name]]
    path = folder(
        {
            **{name: frame.to_csv(index=False) for name, frame in tables.items()},
            "cohorts": once.cohorts.to_csv(index=False),
        },
        "again",
    )
    again = read_district(path)
    assert (again.schools, again.blocks, again.tutors, again.funding) == (
        once.schools,
        once.blocks,
        once.tutors,
        once.funding,
    )
    pd.testing.assert_frame_equal(again.cohorts, once.cohorts)


def test_a_file_of_another_name_is_noted_and_one_like_a_missing_table_is_a_fault(folder: Writer) -> None:
    assert "The file 'lunch menu' is no table" in " ".join(read_district(folder({"lunch menu": "a,b\n"})).notes)
    renamed = folder(name="renamed")
    (renamed / "schools.csv").rename(renamed / "scools.csv")
    assert "a file is named 'scools'" in said(renamed)


def test_paths_that_cannot_be_read_are_refused(tmp_path: Path, folder: Writer) -> None:
    (tmp_path / "empty").mkdir()
    for path, problem in (
        (tmp_path / "none", "no such file"),
        (tmp_path / "empty", "holds no CSV files"),
        (folder() / "schools.csv", "one file cannot hold all tables"),
    ):
        assert problem in said(path)
    (tmp_path / "old.xls").write_bytes(b"x")
    assert ".xls files are not read" in said(tmp_path / "old.xls")


def test_a_table_of_another_numbering_is_refused_in_seconds(folder: Writer) -> None:
    rows = "".join(f"x{place:05d},3,5,math,strategic,5\n" for place in range(5000))
    assert len(faults_of(folder({"cohorts": COHORTS + rows}))) == 5000


def test_the_message_shows_forty_faults_and_counts_the_rest(folder: Writer) -> None:
    path = folder({"cohorts": COHORTS + "0102,3,5,math,urgent,5\n" * 60})
    with pytest.raises(InputError, match="and 20 more"):
        read_district(path)
