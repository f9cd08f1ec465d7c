"""Criteria that do not fit their table, or themselves, are refused in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.need.identify import identify
from hitdesign.policy import Measure, SelectionCriteria
from need.classes import LEVEL, PERCENTILE, table

ROWS = table({"math_percentile": 20, "attendance_rate": 0.9})


def refused(criteria: SelectionCriteria, **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        identify(ROWS, criteria, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"intensive": 25, "strategic": 10},
        {"intensive": 10, "strategic": 25, "catches": "above"},
        {"strategic": float("nan")},
        {"strategic": 25, "weight": 0},
        {"strategic": 25, "grade_low": 5, "grade_high": 3},
        {"strategic": 25, "direction": "below"},
    ],
)
def test_a_measure_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Measure(column="math_percentile", **wrong)


def test_a_measure_without_a_column_in_the_table_is_refused_with_the_nearest() -> None:
    said = refused(SelectionCriteria(measures=(Measure(column="math_percentil", strategic=25),)))
    assert "no filled column math_percentil" in said and "Did you mean 'math_percentile'?" in said


@pytest.mark.parametrize("column", ["student_id", "school_id", "grade", "consent", "already_in_program", "skill_areas"])
def test_what_says_nothing_of_need_is_no_measure(column: str) -> None:
    assert "no filled column" in refused(SelectionCriteria(measures=(Measure(column=column, strategic=1),)))


@pytest.mark.parametrize(
    ("column", "threshold", "words"),
    [
        ("math_percentile", 0.25, "a percentile, not a share"),
        ("math_percentile", 250, "from 0 to 100"),
        ("attendance_rate", 90, "from 0 to 1"),
        ("teacher_recommended", 2, "from 0 to 1"),
    ],
)
def test_a_threshold_that_no_value_can_have_is_refused(column: str, threshold: float, words: str) -> None:
    assert words in refused(SelectionCriteria(measures=(Measure(column=column, strategic=threshold),)))


def test_more_than_the_measures_can_add_up_to_is_refused() -> None:
    said = refused(SelectionCriteria(measures=(PERCENTILE,), needed=2))
    assert "in math the measures add up to 1 at most" in said


def test_a_subject_without_a_measure_is_refused_by_name() -> None:
    assert "no measure of these criteria speaks of science" in refused(SelectionCriteria(subjects=("math", "science")))


def test_a_table_without_a_measure_of_a_default_threshold_names_those_it_has() -> None:
    with pytest.raises(InputError, match="its measures: math_score"):
        identify(table({"math_score": 512}))
    with pytest.raises(InputError, match="its measures: none"):
        identify(table({}))


def test_all_that_is_wrong_with_criteria_comes_at_once() -> None:
    typo = Measure(column="no_such", strategic=1)
    said = refused(SelectionCriteria(measures=(typo, PERCENTILE, LEVEL), needed=9, subjects=("math", "art")))
    assert all(words in said for words in ("no_such", "{subject}_state_level", "speaks of art", "add up to 1"))


def test_thresholds_of_the_evidence_that_are_out_of_order_are_refused() -> None:
    own = {"value": 30, "source": "planning_default", "as_of": "2026-11-23", "note": "wrong"}
    wrong = overlay(shipped(), {"parameters": {"need.percentile.intensive": own}})
    assert "is above the strategic one" in refused(SelectionCriteria(), evidence=wrong)


def test_criteria_cannot_be_changed_only_replaced() -> None:
    criteria = SelectionCriteria()
    with pytest.raises(ValidationError):
        criteria.needed = 2
    assert criteria.model_copy(update={"needed": 2}).needed == 2


def test_a_table_whose_measures_are_blank_is_refused_with_their_names_and_its_rows() -> None:
    rows = {"student_id": ["S1", "S2"], "school_id": "01", "grade": 3, "math_percentile": [None, None]}
    with pytest.raises(InputError, match=r"known for none of its 2 rows: math_percentile"):
        identify(pd.DataFrame(rows))
