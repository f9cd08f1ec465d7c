"""Cohorts as one column table."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.small import COHORT, cohorts
from hitdesign.district.cohorts import cohort_table
from hitdesign.district.records import Cohort
from hitdesign.errors import InputError


def faults_of(frame: pd.DataFrame) -> list[str]:
    with pytest.raises(InputError) as caught:
        cohort_table(frame)
    return [str(fault) for fault in caught.value.faults]


def test_records_and_a_frame_of_the_same_rows_give_the_same_table() -> None:
    rows = [{**COHORT, "grade_low": low, "iep": mark} for low in (4, 3) for mark in ("yes", "unknown")]
    from_records = cohort_table(Cohort(**row) for row in rows)
    pd.testing.assert_frame_equal(from_records, cohort_table(pd.DataFrame(rows)))


def test_the_columns_are_those_of_the_record_in_its_order() -> None:
    assert list(cohort_table(cohorts()).columns) == list(Cohort.model_fields)


def test_a_blank_id_is_built_from_the_key_and_the_known_marks() -> None:
    table = cohort_table(cohorts({"iep": "no", "low_income": "yes"}, {"cohort_id": "mine"}, {"english_learner": None}))
    key = "0102:3-5:math:strategic"
    assert list(table["cohort_id"]) == [key, f"{key}:iep=no:low_income=yes", "mine"]


@given(st.permutations(range(6)))
def test_the_order_of_the_rows_never_matters(order: list[int]) -> None:
    frame = cohorts(*({"grade_low": low, "subject": subject} for low in (0, 1, 2) for subject in ("math", "reading")))
    pd.testing.assert_frame_equal(cohort_table(frame.iloc[list(order)]), cohort_table(frame))


def test_a_canonical_table_stays_as_it_is() -> None:
    once = cohort_table(cohorts({}, {"grade_low": 4, "students_high": 20.0, "take_up_rate": 0.5}))
    pd.testing.assert_frame_equal(cohort_table(once), once)


def test_no_cohorts_are_an_empty_table_with_every_column() -> None:
    table = cohort_table(())
    assert len(table) == 0
    assert table["students"].dtype == np.int64


def test_every_fault_of_every_column_is_named_at_once() -> None:
    second = {"grade_low": 2.5, "subject": " ", "take_up_rate": 1.2}
    found = faults_of(cohorts({"tier": "urgent", "students": -1}, second))
    assert len(found) == 5
    assert "cohorts, row 2, column tier: is not one of the words" in "\n".join(found)
    assert "cohorts, row 3, column grade_low: is not a whole number in range. Found '2.5'." in "\n".join(found)


@pytest.mark.parametrize("students", [np.nan, None, "many", np.inf, "1_000x", -3, 1.5, 1e12])
def test_a_count_that_is_no_count_is_refused(students: object) -> None:
    assert "column students" in faults_of(cohorts({"students": students}))[0]


def test_unknown_missing_and_repeated_columns_are_refused() -> None:
    frame = cohorts().drop(columns="tier").assign(teir="strategic")
    assert {fault.split(":")[0] for fault in faults_of(frame)} == {"cohorts, column teir", "cohorts, column tier"}
    twice = pd.concat([cohorts(), cohorts()[["tier"]]], axis=1)
    assert "twice" in faults_of(twice)[0]


def test_a_column_full_of_faults_names_twenty_rows_and_counts_the_rest() -> None:
    found = faults_of(cohorts(*({"tier": "x", "grade_low": 0} for _ in range(50))))
    assert len(found) == 20
    assert "and in 30 more rows" in found[-1]


def test_many_rows_are_quick() -> None:
    frame = pd.DataFrame({name: [value] * 50_000 for name, value in COHORT.items()})
    frame["school_id"] = [f"{row % 2000:04d}" for row in range(len(frame))]
    start = time.perf_counter()
    assert len(cohort_table(frame)) == 50_000
    assert time.perf_counter() - start < 5
