"""What a file holds about students never reaches an error, and no content of a cell that may be private is printed."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district
from hitdesign.io.tables import RawColumn, understand

CANARY, STUDENT = "ZZQ_CANARY_NAME_17", "S-4242424"
Writer = Callable[..., Path]


def everything_said(refused: InputError) -> str:
    return "".join(traceback.format_exception(refused)) + repr(refused) + repr(refused.faults)


def test_a_students_file_of_names_is_refused_without_a_cell_of_it(
    folder: Writer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = folder({"students": f"student_id,name\n{STUDENT},{CANARY}\n", "schools": "school_id,school_name\n,\nx\n"})
    with caplog.at_level(logging.DEBUG), pytest.raises(InputError) as caught:
        read_district(path)
    said = everything_said(caught.value) + "".join(capfd.readouterr()) + caplog.text
    assert CANARY not in said and STUDENT not in said


@pytest.mark.parametrize("kind", ["whole", "share", "date", "grade", "id", "word", "dollars"])
def test_a_column_about_students_is_refused_without_its_content(kind: str) -> None:
    column = RawColumn("students", "score", (CANARY + "\u200b", STUDENT + "\x07"), (2, 3))
    with pytest.raises(InputError) as caught:
        understand(column, kind, words=("yes", "no"), shown=False).or_raise()
    said = everything_said(caught.value)
    assert CANARY not in said and STUDENT not in said
    assert "row 2" in said


def test_a_ragged_row_is_named_by_its_number_alone(folder: Writer) -> None:
    path = folder({"cohorts": f"school_id,grade_low,grade_high,subject,tier,students\n{CANARY},{STUDENT}\n"})
    with pytest.raises(InputError) as caught:
        read_district(path)
    ragged = [fault for fault in caught.value.faults if "cells and the header" in fault.problem]
    assert ragged and ragged[0].row == 2 and CANARY not in str(ragged[0])


def test_the_cause_of_a_refusal_carries_no_cell(folder: Writer) -> None:
    path = folder({"tutors": f"pool_id,kind,modality,tutors,hours_per_tutor_week,pay\n{STUDENT},a,b,c,{CANARY},e\n"})
    with pytest.raises(InputError) as caught:
        read_district(path)
    assert caught.value.__cause__ is None
    assert all(fault.found != STUDENT for fault in caught.value.faults)
