"""Students as one column table that is checked by column and shows nothing of what it holds."""

from __future__ import annotations

import pickle
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

from district.small import cohorts, district, school, students
from hitdesign.district.records import Student
from hitdesign.district.students import Students
from hitdesign.errors import Fault, InputError
from hitdesign.tables.fields import columns_of

CANARY = "ZZQ_CANARY"


def faults_of(frame: pd.DataFrame, **more: Any) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        Students(frame, **more)
    return caught.value.faults


def only_fault(frame: pd.DataFrame) -> Fault:
    (fault,) = faults_of(frame)
    return fault


def test_students_stand_in_the_order_of_their_ids_whatever_the_order_of_rows() -> None:
    rows = students({"student_id": "b"}, {"student_id": "c"}, {"student_id": "a"})
    table = Students(rows)
    assert list(table.frame["student_id"]) == ["a", "b", "c"]
    assert list(table.lines) == [4, 2, 3]
    pd.testing.assert_frame_equal(table.frame, Students(rows.iloc[::-1]).frame)


def test_an_unknown_value_is_unknown_and_never_zero() -> None:
    frame = Students(students({"attendance_rate": None, "iep": None}, {"attendance_rate": 0.9, "iep": "no"})).frame
    assert np.isnan(frame.loc[0, "attendance_rate"])
    assert list(frame["iep"]) == ["unknown", "no"]
    assert frame["service_minutes_blocked"].isna().all()


def test_any_subject_has_measures_that_are_checked_as_readings_are() -> None:
    table = Students(students({"language_arts_percentile": 12, "science_state_level": 2}))
    assert table.subjects == ("language_arts", "math", "science")
    fault = only_fault(students({"science_percentile": 101}))
    assert (fault.row, fault.column, fault.found) == (2, "science_percentile", None)


def test_a_measure_that_nobody_has_is_no_measure() -> None:
    assert Students(students({"math_score": None})).measures == ("math_percentile",)


def test_columns_that_are_no_measures_are_refused_by_name() -> None:
    fault = only_fault(students().assign(first_name=CANARY))
    assert fault.column == "first_name" and CANARY not in str(fault)


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("math_percentile", 101),
        ("math_percentile", -1),
        ("math_percentile", np.inf),
        ("math_state_level", 0),
        ("math_state_level", 1.5),
        ("math_score", -9),
        ("attendance_rate", 1.2),
        ("attendance_rate", 94),
        ("service_minutes_blocked", -30),
        ("grade", 14),
        ("grade", 3.5),
        ("iep", CANARY),
        ("consent", "maybe"),
        ("teacher_recommended", "1"),
        ("student_id", " "),
        ("school_id", ""),
    ],
)
def test_an_impossible_cell_is_refused_by_row_and_column_without_its_content(column: str, bad: Any) -> None:
    frame = students({}, {}, {}).astype({"grade": object})
    frame[column] = frame[column].astype(object) if column in frame else None
    frame.loc[1, column] = bad
    fault = only_fault(frame)
    assert (fault.table, fault.row, fault.column, fault.found) == ("students", 3, column, None)
    assert fault.expected and fault.what_to_do
    assert str(bad) not in fault.problem or not str(bad).strip()


def test_shares_among_percentiles_are_refused_as_another_scale() -> None:
    faults = faults_of(students({"math_percentile": 0.45}, {"math_percentile": 45}, {"math_percentile": 0.9}))
    assert [fault.row for fault in faults] == [2] and "(2 rows: 2, 4)" in faults[0].problem
    assert "share between 0 and 1 among percentiles" in faults[0].problem and "0.45" not in faults[0].problem


def test_a_column_of_shares_alone_is_no_column_of_percentiles() -> None:
    assert "is a share between 0 and 1" in only_fault(students({"math_percentile": 0.45}, {})).problem


def test_every_fault_of_every_column_comes_at_once() -> None:
    frame = students({"math_percentile": 400}, {"iep": "?"}, {"student_id": "S0"})
    assert {fault.column for fault in faults_of(frame)} == {"math_percentile", "iep", "student_id"}


def test_a_student_twice_is_refused_with_both_rows_and_no_id() -> None:
    fault = only_fault(students({"student_id": CANARY}, {}, {"student_id": CANARY.lower()}))
    assert (fault.row, fault.found) == (4, None)
    assert "in row 2 already" in fault.problem and CANARY not in str(fault)


def test_a_wrong_column_is_one_fault_with_its_first_rows_and_their_number() -> None:
    fault = only_fault(students(*[{"math_percentile": 999}] * 50))
    assert fault.row == 2 and "(50 rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 40 more)" in fault.problem
    again = only_fault(students(*[{"student_id": "x"}] * 50))
    assert again.row == 3 and "(49 rows: 3, 4," in again.problem and "first of them in row 2" in again.problem


def test_a_hundred_thousand_wrong_cells_are_two_faults() -> None:
    count = 100_000
    frame = pd.DataFrame({"student_id": np.arange(count).astype(str), "school_id": "0102", "grade": 3})
    frame["math_percentile"] = ["*", "999"] * (count // 2)
    faults = faults_of(frame)
    assert ["(50,000 rows: " in fault.problem for fault in faults] == [True, True]
    assert faults[0].problem.startswith("is no number (masked values")


SCALED = [*range(410, 430), *range(5, 10)]


def test_percentiles_beside_scale_scores_are_refused_as_another_scale() -> None:
    fault = only_fault(students(*[{"math_score": score} for score in SCALED]))
    assert "(5 rows: 22, 23, 24, 25, 26)" in fault.problem and "scale" in fault.problem
    assert "409" not in str(fault)


@pytest.mark.parametrize(
    "scores", [SCALED[:-3], SCALED[10:-1], [*SCALED, 90, 120], [score / 10 for score in SCALED], [0.0, *SCALED[:20]]]
)
def test_a_column_of_one_wide_scale_or_of_few_scores_is_kept(scores: list[float]) -> None:
    assert len(Students(students(*[{"math_score": score} for score in scores]))) == len(scores)


def test_rows_are_named_by_the_lines_of_their_file() -> None:
    frame = students({}, {"math_percentile": 101})
    assert faults_of(frame, lines=np.array([7, 9]))[0].row == 9


def test_nothing_of_a_student_is_shown() -> None:
    table = Students(students({"student_id": CANARY, "skill_areas": CANARY, "math_percentile": 13.37}))
    for shown in (repr(table), str(table), f"{table}", table._repr_html_(), repr([table]), repr(district_of(table))):
        assert CANARY not in shown and "13.37" not in shown
    assert repr(table).startswith("Students(1 row; columns: student_id, school_id, grade")


def test_students_can_be_sent_to_another_process() -> None:
    table = Students(students({}, {}))
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(table)).frame, table.frame)


def test_every_column_about_students_is_kept_out_of_faults() -> None:
    assert all(column.student for column in columns_of(Student, ["science_score"]))


def test_a_hundred_thousand_students_are_checked_in_seconds() -> None:
    count = 100_000
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"student_id": rng.permutation(count).astype(str), "school_id": "0102", "grade": 3})
    frame["math_percentile"], frame["iep"] = rng.integers(1, 100, count), rng.choice(["yes", "no", ""], count)
    began = time.perf_counter()
    assert len(Students(frame)) == count
    assert time.perf_counter() - began < 5


def district_of(table: Students | pd.DataFrame, **more: Any) -> Any:
    return district(cohorts=cohorts().iloc[:0], students=table, **more)


def test_a_district_takes_students_in_the_place_of_cohorts() -> None:
    made = district_of(students({}, {}))
    assert len(made.students) == 2 and made.cohorts.empty
    assert district().students is None


def test_both_students_and_cohorts_are_refused_with_the_one_to_drop() -> None:
    with pytest.raises(InputError, match="Drop cohorts"):
        district(students=students())


def test_other_cohorts_take_the_place_of_students_and_other_students_that_of_cohorts() -> None:
    by_students = district_of(students())
    by_cohorts = by_students.with_cohorts(cohorts())
    assert by_cohorts.students is None and len(by_cohorts.cohorts) == 1
    assert len(by_cohorts.with_students(students({}, {})).students) == 2


def test_students_of_unknown_schools_are_counted_and_named_by_row() -> None:
    rows = [{}, *[{"school_id": CANARY}] * 12]
    with pytest.raises(InputError) as caught:
        district_of(students(*rows))
    (fault,) = caught.value.faults
    assert (fault.table, fault.row, fault.column, fault.found) == ("students", 3, "school_id", None)
    assert "12 rows: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more" in fault.problem
    assert CANARY not in str(caught.value) and "S1" not in str(caught.value)


def test_a_grade_that_the_school_does_not_teach_is_refused_by_row() -> None:
    with pytest.raises(InputError) as caught:
        district_of(students({"grade": 6}, {"grade": 5}, {"grade": 0}))
    (fault,) = caught.value.faults
    assert (fault.row, fault.column) == (2, "grade") and "not taught" in fault.problem


def test_a_school_of_unknown_grades_takes_every_grade() -> None:
    assert district_of(students({"grade": 12}), schools=(school(grade_low=None, grade_high=None),)).students is not None
