"""Who is found in need in student records, why, and how many of whom."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

from district.small import district
from hitdesign.district.cohorts import cohort_table
from hitdesign.district.records import School
from hitdesign.evidence.library import overlay, shipped
from hitdesign.need.found import OUTCOMES
from hitdesign.need.identify import identify
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Measure, Policy, SelectionCriteria
from need.classes import LEVEL, PERCENTILE, TEACHER, table

TWO_OF_TWO = SelectionCriteria(measures=(PERCENTILE, LEVEL), needed=2)


def flagged(need: Need) -> list[list[Any]]:
    return need.found.flagged.frame[["student_id", "subject", "tier"]].to_numpy().tolist()


def outcomes(need: Need, subject: str) -> dict[str, int]:
    rows = need.found.outcomes[need.found.outcomes["subject"] == subject]
    return dict(zip(rows["outcome"], rows["students"], strict=True))


def test_a_student_below_two_of_two_measures_is_found_and_one_below_one_is_not() -> None:
    rows = table(
        {"math_percentile": 20, "math_state_level": 2},
        {"math_percentile": 20, "math_state_level": 3},
        {"math_percentile": 40, "math_state_level": 1},
        {"math_percentile": 9, "math_state_level": 1},
    )
    assert flagged(identify(rows, TWO_OF_TWO)) == [["S00", "math", "strategic"], ["S03", "math", "intensive"]]


def test_a_tier_needs_enough_measures_of_its_own_strength() -> None:
    rows = table({"math_percentile": 5, "math_state_level": 2})
    assert flagged(identify(rows, TWO_OF_TWO)) == [["S00", "math", "strategic"]]


def test_by_default_any_percentile_or_level_of_the_state_test_finds_a_student() -> None:
    rows = table(
        {"math_percentile": 25, "reading_state_level": 3},
        {"math_percentile": 26, "reading_state_level": 1},
        {"math_percentile": None, "reading_state_level": 2},
    )
    assert flagged(identify(rows)) == [
        ["S00", "math", "strategic"],
        ["S01", "reading", "intensive"],
        ["S02", "reading", "strategic"],
    ]


@pytest.mark.parametrize(("catches", "found"), [("at_or_below", 1), ("below", 0), ("at_or_above", 1), ("above", 0)])
def test_a_value_at_the_threshold_is_caught_where_the_measure_says_so(catches: Any, found: int) -> None:
    criteria = SelectionCriteria(measures=(Measure(column="math_score", catches=catches, strategic=500),))
    assert len(flagged(identify(table({"math_score": 500}), criteria))) == found


def test_weights_add_up_to_what_is_needed() -> None:
    heavy = PERCENTILE.model_copy(update={"weight": 2.0})
    criteria = SelectionCriteria(measures=(heavy, LEVEL, TEACHER), needed=2)
    rows = table(
        {"math_percentile": 20, "math_state_level": 4, "teacher_recommended": "no"},
        {"math_percentile": 50, "math_state_level": 2, "teacher_recommended": "yes"},
        {"math_percentile": 50, "math_state_level": 2, "teacher_recommended": "no"},
    )
    assert [who for who, *_ in flagged(identify(rows, criteria))] == ["S00", "S01"]


@pytest.mark.parametrize(
    ("missing", "found"), [("not_caught", []), ("caught", ["S00", "S01"]), ("in_proportion", ["S00"])]
)
def test_the_policy_for_unknown_values_decides(missing: Any, found: list[str]) -> None:
    rows = table({"math_percentile": 20}, {}, {"math_percentile": 60, "math_state_level": 4})
    need = identify(rows, TWO_OF_TWO.model_copy(update={"missing": missing}))
    assert [who for who, *_ in flagged(need)] == found


def test_nobody_is_intensive_for_want_of_values() -> None:
    criteria = TWO_OF_TWO.model_copy(update={"missing": "caught"})
    need = identify(table({"math_percentile": 3}, {"math_state_level": 1}, {}), criteria)
    assert {tier for *_, tier in flagged(need)} == {"strategic"}


def test_who_has_no_known_measure_is_counted_apart_from_who_is_not_in_need() -> None:
    counts = outcomes(
        identify(table({"math_percentile": 80}, {"math_percentile": None}, {"math_percentile": 5})), "math"
    )
    assert (counts["not_found"], counts["not_measured"], counts["intensive"]) == (1, 1, 1)


def test_students_in_a_program_or_without_consent_are_taken_off_first_and_counted() -> None:
    rows = table(
        {"math_percentile": 5, "already_in_program": "yes", "consent": "no"},
        {"math_percentile": 5, "already_in_program": "no", "consent": "no"},
        {"math_percentile": 5, "already_in_program": "unknown", "consent": "unknown"},
        {"math_percentile": 5, "already_in_program": "no", "consent": "yes"},
    )
    need = identify(rows)
    assert [who for who, *_ in flagged(need)] == ["S02", "S03"]
    counts = outcomes(need, "math")
    assert (counts["already_in_program"], counts["consent_refused"], counts["intensive"]) == (1, 1, 2)
    cells = {one.name: one.cells for one in need.assumptions}
    assert (cells["students.already_in_program"], cells["students.consent"]) == (1, 1)


def test_the_outcomes_of_a_subject_add_up_to_all_students() -> None:
    rows = table({"math_percentile": 5, "grade": -1}, {"reading_percentile": 30}, {"consent": "no"}, {"grade": 13})
    need = identify(rows)
    sums = need.found.outcomes.groupby("subject")["students"].sum()
    assert sums.to_dict() == {"math": 4, "reading": 4}
    assert outcomes(need, "math")["no_grade_band"] == 2
    assert tuple(need.found.outcomes["outcome"].unique()) == OUTCOMES


def test_universal_criteria_take_everyone_in_who_is_not_below() -> None:
    need = identify(table({"math_percentile": 5}, {"math_percentile": 70}), SelectionCriteria(everyone=True))
    assert flagged(need) == [["S00", "math", "intensive"], ["S01", "math", "on_level"]]
    assert need.found.flagged.frame["reason"].iloc[1] == "no measure beyond its threshold; everyone takes part"


def test_a_measure_holds_for_its_grades_and_subjects() -> None:
    young = Measure(column="{subject}_percentile", strategic=40, grade_high=2)
    old = Measure(column="{subject}_percentile", strategic=20, grade_low=3, subjects=("math",))
    rows = table(
        {"grade": 2, "math_percentile": 30, "reading_percentile": 30},
        {"grade": 3, "math_percentile": 30, "reading_percentile": 5},
        {"grade": 3, "math_percentile": 20, "reading_percentile": 5},
    )
    need = identify(rows, SelectionCriteria(measures=(young, old)))
    assert [row[:2] for row in flagged(need)] == [["S00", "math"], ["S00", "reading"], ["S02", "math"]]


def test_each_reason_names_the_measures_and_thresholds_and_no_value() -> None:
    rows = table({"math_percentile": 7.25, "math_state_level": 2}, {"math_percentile": 20.5, "math_state_level": 4})
    assert identify(rows).found.flagged.frame["reason"].tolist() == [
        "math percentile at or below 10; math state level at or below 2",
        "math percentile at or below 25",
    ]


def test_cohorts_count_the_found_by_school_band_subject_tier_and_marks() -> None:
    rows = table(
        {"grade": 3, "math_percentile": 5, "iep": "yes"},
        {"grade": 4, "math_percentile": 5, "iep": "yes"},
        {"grade": 4, "math_percentile": 5, "iep": "no"},
        {"grade": 2, "math_percentile": 5, "iep": "no"},
        {"grade": 3, "math_percentile": 5, "iep": "no", "school_id": "02"},
    )
    need = identify(rows)
    columns = ["school_id", "grade_low", "grade_high", "iep", "students"]
    assert need.cohorts[columns].to_numpy().tolist() == [
        ["01", 2, 2, "no", 1],
        ["01", 3, 4, "no", 1],
        ["01", 3, 4, "yes", 2],
        ["02", 3, 3, "no", 1],
    ]
    assert need.bands["band_id"].tolist() == ["01:2-2:math:intensive", "01:3-4:math:intensive", "02:3-3:math:intensive"]


def test_grade_bands_are_clipped_to_the_schools_span_where_it_is_known() -> None:
    rows = table({"grade": 3, "math_percentile": 5})
    k4 = School(school_id="01", school_name="K to 4", grade_low=0, grade_high=4)
    assert identify(rows, schools=[k4]).bands[["grade_low", "grade_high"]].to_numpy().tolist() == [[3, 4]]
    half_known = School(school_id="01", school_name="K to ?", grade_low=0)
    assert identify(rows, schools=[half_known]).bands[["grade_low", "grade_high"]].to_numpy().tolist() == [[3, 3]]


def test_need_from_students_has_the_shape_of_need_from_cohorts() -> None:
    by_cohorts = need_of(district())
    by_students = identify(table({"math_percentile": 5}, {"reading_percentile": 20}))
    for name in ("cohorts", "bands"):
        expected, found = getattr(by_cohorts, name), getattr(by_students, name)
        assert list(expected.columns) == list(found.columns)
        assert expected.dtypes.to_dict() == found.dtypes.to_dict()


def test_a_child_with_two_subjects_is_two_seats_and_one_child() -> None:
    need = identify(table({"math_percentile": 5, "reading_percentile": 5}, {"math_percentile": 5}))
    assert (need.students, need.found.children["students"].tolist()) == (3, [2])


def test_a_district_with_students_is_read_under_the_policys_criteria() -> None:
    rows = table({"math_percentile": 30, "school_id": "0102"}, {"math_percentile": 30, "school_id": "0103"})
    out = School(school_id="0103", school_name="Birch", grade_low=0, grade_high=5, opted_in="no")
    made = district(cohorts=cohort_table(()), students=rows, schools=(*district().schools[:1], out))
    wide = SelectionCriteria(measures=(Measure(column="{subject}_percentile", strategic=30),))
    assert need_of(made).students == 0
    need = need_of(made, Policy(criteria=wide))
    assert need.bands[["school_id", "grade_low", "grade_high"]].to_numpy().tolist() == [["0102", 3, 5]]


def test_marks_that_the_policy_separates_make_bands_of_their_own() -> None:
    rows = table({"math_percentile": 5, "iep": "yes"}, {"math_percentile": 5, "iep": "no"})
    made = district(cohorts=cohort_table(()), students=rows.assign(school_id="0102"))
    assert len(need_of(made, Policy(separate_groups_by=("iep",))).bands) == 2


def test_default_thresholds_are_assumptions_and_come_from_the_evidence() -> None:
    rows = table({"math_percentile": 30})
    need = identify(rows)
    said = {one.name: one.value for one in need.assumptions}
    assert (said["need.percentile.intensive"], said["need.percentile.strategic"]) == ("10", "25")
    assert "need.state_level.strategic" not in said
    assert not any(one.verified for one in need.assumptions)
    own = {"value": 35, "source": "planning_default", "as_of": "2026-11-23", "note": "ours"}
    ours = overlay(shipped(), {"parameters": {"need.percentile.strategic": own}})
    assert (need.students, identify(rows, evidence=ours).students) == (0, 1)


def test_thresholds_that_a_person_chose_are_no_assumptions() -> None:
    names = {one.name for one in identify(table({"math_percentile": 3, "math_state_level": 1}), TWO_OF_TWO).assumptions}
    assert not any(name.startswith("need.percentile") for name in names)


def test_nothing_of_a_student_is_shown_by_the_need() -> None:
    need = identify(table({"student_id": "ZZQ_CANARY", "math_percentile": 3.3125, "skill_areas": "ZZQ_SKILL"}))
    for shown in (repr(need), str(need), repr(need.found), need.found.flagged._repr_html_()):
        assert "ZZQ" not in shown and "3.3125" not in shown


def test_nobody_found_is_a_need_of_nobody() -> None:
    need = identify(table({"math_percentile": 90}))
    assert (need.students, len(need.cohorts), len(need.bands), len(need.found.flagged)) == (0, 0, 0, 0)
    assert identify(table({"math_percentile": 90}).iloc[:0]).students == 0


def test_nobody_is_looked_for_in_a_school_that_does_not_take_part() -> None:
    rows = table({"math_percentile": 5}).assign(school_id="0102")
    out = School(school_id="0102", school_name="Alder", grade_low=0, grade_high=5, opted_in="no")
    need = need_of(district(cohorts=cohort_table(()), students=rows, schools=(out,)))
    assert need.students == 0 and need.found.outcomes["students"].sum() == 0


def test_two_hundred_thousand_students_are_judged_in_seconds() -> None:
    count = 200_000
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(
        {"student_id": np.arange(count).astype(str), "school_id": rng.integers(0, 500, count).astype(str)}
    )
    rows["grade"] = rng.integers(0, 13, count)
    for name in ("math_percentile", "reading_percentile"):
        rows[name] = rng.integers(1, 100, count)
    began = time.perf_counter()
    need = identify(rows)
    assert time.perf_counter() - began < 10
    assert need.students == int((rows[["math_percentile", "reading_percentile"]] <= 25).to_numpy().sum())
