"""Tables of where a district stands, read from files: ranges kept, faults with their lines, nobody quoted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
RESULTS = "school_id,subject,measure,share,tested,school_year\n"
VOICES = "perspective_id,role,theme,rating,said,respondents\n"
PROGRAMS = "program_id,school_id,decision,subjects,students,block_id,groups_at_once\n"


def test_a_masked_share_is_read_as_its_range_whatever_a_masked_count_stands_for(folder: Writer) -> None:
    rows = "0102,math,share_proficient,>95%,80,2025-26\n0103,math,share_proficient,*,,2025-26\n"
    place = folder({"results": RESULTS + rows + "0103,art,share_proficient,n/a,,2025-26\n"})
    results = read_district(place, masked=(1, 9)).results
    found = {(row.school_id, row.subject): (row.share, row.share_high) for row in results}
    assert found == {("0102", "math"): (0.95, 1.0), ("0103", "math"): (0.0, 1.0), ("0103", "art"): (None, None)}


def test_faults_name_line_and_column_and_all_come_at_once(folder: Writer) -> None:
    place = folder(
        {
            "existing_programs": PROGRAMS + "corps,0102,stop,math,5,,\nclub,0109,keep,maths,<10,intervention,2\n"
            "lab,0102,keep,math,4,intervention,9\n",
            "results": RESULTS + "0102,math,share_proficient,55,80,2025-26\n",
            "perspectives": VOICES + "p1,teacher,schedule,6,ZZQ-CANARY,3\n",
        }
    )
    with pytest.raises(InputError) as caught:
        read_district(place)
    found = [(fault.table, fault.row, fault.column) for fault in caught.value.faults]
    assert found == [
        ("existing_programs", 2, "decision"),
        ("existing_programs", 3, "students"),
        ("existing_programs", 4, "groups_at_once"),
        ("results", 2, "share"),
        ("perspectives", 2, "rating"),
    ]
    assert "ZZQ-CANARY" not in str(caught.value)


def test_what_somebody_said_is_never_quoted(folder: Writer) -> None:
    place = folder({"perspectives": VOICES + "p1,teacher,schedule,2,ZZQ\x07CANARY,3\n"})
    with pytest.raises(InputError) as caught:
        read_district(place)
    assert "CANARY" not in str(caught.value) and caught.value.faults[0].column == "said"


def test_a_block_whose_row_could_not_be_read_is_not_missed_twice(folder: Writer) -> None:
    blocks = "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once\n*,intervention,noon,MTWRF,40,"
    place = folder(
        {
            "blocks": blocks + "2026-09-14,2027-05-21,4\n",
            "existing_programs": PROGRAMS + "lab,0102,keep,math,4,intervention,1\n",
        }
    )
    with pytest.raises(InputError) as caught:
        read_district(place)
    assert [(fault.table, fault.column) for fault in caught.value.faults] == [("blocks", "when")]
