"""Where a district stands, from its tables: behind what, whom programs cover, what people say, what is in the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from district import small
from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.district.records import TutoringModel
from hitdesign.need.assessment import NeedsAssessment, assess
from hitdesign.need.voices import themes_of, voices_of

YEAR = {"school_year": "2025-26"}


def result(school_id: str, share: float | None, **changed: Any) -> Result:
    own = {"subject": "math", "measure": "share_below_proficient", "tested": 100, **YEAR}
    return Result(school_id=school_id, share=share, **{**own, **changed})


def reference(level: Any, share: float, **changed: Any) -> ReferenceValue:
    own = {"subject": "math", "measure": "share_below_proficient", **YEAR}
    return ReferenceValue(level=level, share=share, **{**own, **changed})


def assessed(**tables: Any) -> NeedsAssessment:
    return assess(small.district(**tables))


def gaps(found: NeedsAssessment, *columns: str) -> list[list[Any]]:
    return found.schools[["school_id", "subject", *columns]].to_numpy().tolist()


def test_schools_stand_by_how_far_they_are_behind_the_state() -> None:
    found = assessed(
        results=(result("0102", 0.45), result("0103", 0.62), result("0102", 0.3, subject="reading")),
        reference_values=(
            reference("state", 0.5),
            reference("target", 0.4),
            reference("state", 0.4, subject="reading"),
        ),
    )
    assert gaps(found, "state_gap_low", "target_gap_low", "rank")[:2] == [
        ["0103", "math", 12.0, 22.0, 1.0],
        ["0102", "math", -5.0, 5.0, 2.0],
    ]
    assert found.schools["students_below_low"].tolist() == [62, 45, 30]
    assert found.schools["students_beyond_low"].tolist() == [12, 0, 0]
    assert found.subjects[["subject", "schools", "schools_behind", "state_gap_low", "rank"]].to_numpy().tolist() == [
        ["math", 2, 1, 3.5, 1.0],
        ["reading", 1, 0, -10.0, 2.0],
    ]


def test_a_districts_own_value_is_the_mean_by_students_where_none_is_given() -> None:
    rows = (result("0102", 0.4, tested=100), result("0103", 0.6, tested=300))
    found = assessed(results=rows).schools.set_index("school_id")
    assert found["district_low"].tolist() == [pytest.approx(0.55)] * 2
    assert found["district_basis"].tolist() == ["computed", "computed"]
    assert found.loc["0103", "district_gap_low"] == pytest.approx(5)
    assert found["students_beyond_low"].to_dict() == {"0103": 15, "0102": 0}
    given = assessed(results=rows, reference_values=(reference("district", 0.5),)).schools
    assert given["district_basis"].tolist() == ["given", "given"] and given["district_low"].tolist() == [0.5, 0.5]


def test_a_masked_share_is_a_range_and_an_unpublished_one_is_unknown_and_last() -> None:
    found = assessed(
        results=(result("0102", 0.95, share_high=1.0), result("0103", None)),
        reference_values=(reference("state", 0.5),),
    )
    assert found.schools["school_id"].tolist() == ["0102", "0103"]
    first, second = (found.schools.iloc[place] for place in (0, 1))
    assert (first["state_gap_low"], first["state_gap_high"]) == (45.0, 50.0)
    assert (first["students_below_low"], first["students_below_high"]) == (95, 100)
    assert np.isnan(second["state_gap_low"]) and np.isnan(second["students_below_low"]) and np.isnan(second["rank"])
    assert found.subjects["schools_unknown"].tolist() == [1]
    assert any("1 result is masked" in note for note in found.notes)
    assert any("1 result is not published" in note for note in found.notes)


def test_a_share_of_proficient_students_is_turned() -> None:
    proficient = {"measure": "share_proficient"}
    found = assessed(
        results=(result("0102", 0.0, share_high=0.05, **proficient),),
        reference_values=(reference("state", 0.6, **proficient),),
    )
    row = found.schools.iloc[0]
    assert (row["measure"], row["share_low"], row["share_high"], row["state_low"]) == (
        "share_below_proficient",
        0.95,
        1.0,
        0.4,
    )
    assert (row["state_gap_low"], row["state_gap_high"]) == (55.0, 60.0)


def test_nobody_counts_twice_where_grades_lie_within_grades_and_old_years_do_not_count() -> None:
    found = assessed(
        results=(
            result("0102", 0.5, grade_low=3, grade_high=5),
            result("0102", 0.9, grade_low=4, grade_high=4),
            result("0102", 0.9, grade_low=3, grade_high=5, school_year="2024-25"),
        )
    )
    assert found.schools[["grade_low", "grade_high", "share_low"]].to_numpy().tolist() == [[3, 5, 0.5]]


def test_a_reference_of_the_year_and_of_the_narrowest_grades_holds() -> None:
    found = assessed(
        results=(result("0102", 0.5, grade_low=3, grade_high=4),),
        reference_values=(
            reference("state", 0.1),
            reference("state", 0.2, grade_low=3, grade_high=5),
            reference("state", 0.3, grade_low=4, grade_high=4),
            reference("state", 0.4, grade_low=3, grade_high=4, school_year="2026-27"),
        ),
    )
    assert found.schools[["state_low", "state_year"]].to_numpy().tolist() == [[0.2, "2025-26"]]


def test_students_are_those_tested_else_by_enrollment_else_unknown() -> None:
    school = small.school(enrollment=600)
    tables = {"schools": (school, small.school(school_id="0103", enrollment=None))}
    found = assessed(
        results=tuple(result(one, 0.5, tested=None, grade_low=3, grade_high=5) for one in ("0102", "0103")), **tables
    ).schools.set_index("school_id")
    assert found.loc["0102", ["students", "counted_by"]].tolist() == [300, "enrollment"]
    assert np.isnan(found.loc["0103", "students"]) and found.loc["0103", "counted_by"] == ""


def test_groups_of_students_are_held_against_their_own_reference_and_are_not_ranked() -> None:
    learners = {"student_group": "english_learner"}
    found = assessed(
        results=(result("0102", 0.9, tested=None, **learners), result("0102", 0.5)),
        reference_values=(reference("state", 0.8, **learners), reference("state", 0.4)),
    ).schools.set_index("student_group")
    assert found["state_gap_low"].to_dict() == {"all": 10.0, "english_learner": 10.0}
    assert found["rank"].to_dict() == {"all": 1.0, "english_learner": pytest.approx(np.nan, nan_ok=True)}
    assert np.isnan(found.loc["english_learner", "students"])


def test_programs_stand_beside_the_need_that_they_may_serve() -> None:
    program = {"school_id": "0102", "subjects": ("math",)}
    found = assessed(
        existing_programs=(
            ExistingProgram(program_id="a", decision="keep", students=3, dollars=100, paid_by="f", **program),
            ExistingProgram(program_id="b", decision="replace", students=30, paid_by="general_fund", **program),
            ExistingProgram(program_id="c", decision="keep", school_id="0103", students=4),
        )
    )
    rows = found.programs.set_index("program_id")
    assert rows["taken_off"].to_dict() == {"a": 3, "b": 0, "c": 0}
    assert rows["need"].to_dict() == {"a": 12, "b": 12, "c": 0}
    assert rows["share_of_need"].tolist() == [0.25, 1.0, pytest.approx(np.nan, nan_ok=True)]
    assert rows.loc["a", "dollars"] == 100 and np.isnan(rows.loc["b", "dollars"]) and np.isnan(rows.loc["c", "seats"])
    notes = [note for note in found.notes if "supplant" in note]
    assert len(notes) == 1 and notes[0].startswith("b was paid by general_fund last year")


def voice(perspective_id: str, role: Any, theme: str, **more: Any) -> Perspective:
    return Perspective(perspective_id=perspective_id, role=role, theme=theme, **more)


def test_perspectives_are_summed_by_theme_and_role_and_disagreement_is_seen() -> None:
    voices = voices_of(
        [
            voice("1", "teacher", "schedule", rating=1, respondents=10),
            voice("2", "teacher", "schedule", rating=3, respondents=30),
            voice("3", "principal", "schedule", rating=5, respondents=2),
            voice("4", "family", "schedule", respondents=7),
            voice("5", "family", "space", rating=4),
        ]
    )
    teachers = voices[(voices["theme"] == "schedule") & (voices["role"] == "teacher")].iloc[0]
    assert (teachers["answers"], teachers["respondents"], teachers["rating"]) == (2, 40, 2.5)
    themes = themes_of(voices)
    assert themes["theme"].tolist() == ["schedule", "space"]
    first, second = (themes.iloc[place] for place in (0, 1))
    assert (first["respondents"], first["rated"], first["lowest_role"], first["highest_role"], first["disagree"]) == (
        49,
        42,
        "teacher",
        "principal",
        True,
    )
    assert first["spread"] == 2.5 and not second["disagree"] and np.isnan(second["spread"])


def barriers(found: NeedsAssessment) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in found.barriers[["code", "schools", "students"]].to_numpy().tolist()}


def test_what_stands_in_the_way_is_found_with_schools_and_seats_behind_it() -> None:
    rows = small.cohorts({}, {"school_id": "0103", "students": 7}, {"school_id": "0103", "subject": "art"})
    short = small.block(school_id="0102", minutes=10)
    full = small.block(school_id="0103", groups_at_once=0)
    online = small.pool(pool_id="web", modality="online", subjects=("math",))
    pool = small.pool(subjects=("math",), benefits_rate=0.0, paid_preparation_share=0.0)
    # Three to a tutor for 45 hours at $20 an hour: $300 a seat, so $1,000 is for three.
    three = TutoringModel(
        model_id="three",
        students_per_tutor=3,
        sessions_per_week=3,
        minutes_per_session=30,
        weeks=30,
        modality="in_person",
    )
    found = assessed(cohorts=rows, blocks=(short, full), tutors=(pool, online), tutoring_models=(three,))
    assert barriers(found) == {
        "blocks_short": [1, 12],
        "no_rooms": [1, 19],
        "no_online_seats": [2, 31],
        "no_tutors": [1, 12],
        "money_short": [2, 28],
    }
    said = found.barriers.set_index("code")["sentence"]
    assert (
        said["blocks_short"].startswith("1 school has no block of ") and "12 seats are needed" in said["blocks_short"]
    )
    assert said["no_tutors"] == "No pool of tutors may teach art to 12 seats at 1 school."
    assert "pay for at most 3 seats of the 31 needed: no seat costs less than $300 here" in said["money_short"]


def test_a_school_without_a_block_and_one_whose_blocks_fit_nothing_are_told_apart() -> None:
    rows = small.cohorts({}, {"school_id": "0103", "students": 7})
    found = assessed(cohorts=rows, blocks=(small.block(school_id="0103", days="M"),))
    assert {"no_block": [1, 12], "blocks_unfit": [1, 7]}.items() <= barriers(found).items()


def test_nothing_is_in_the_way_of_a_district_with_time_rooms_tutors_and_money() -> None:
    assert assessed(funding=(small.stream(award_dollars=90_000),)).barriers.empty


def test_salaried_people_leave_the_least_cost_unknown_and_nothing_is_said_of_money() -> None:
    pool = small.pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=30_000)
    assert assessed(tutors=(pool,), funding=(small.stream(award_dollars=1.0),)).barriers.empty


def test_rooms_of_a_kept_program_are_missing_and_what_the_district_says_stands_behind_what_was_found() -> None:
    found = assessed(
        funding=(small.stream(award_dollars=90_000),),
        existing_programs=(
            ExistingProgram(program_id="a", school_id="*", decision="keep", block_id="a", groups_at_once=4),
        ),
        barriers=(
            Barrier(barrier_id="b1", kind="schedule", barrier="Grade 5 has no period.", subject="math"),
            Barrier(barrier_id="b2", kind="space", barrier="The annex is closed.", school_id="0103"),
        ),
    )
    assert barriers(found) == {"no_rooms": [1, 12], "b1": [1, 12], "b2": [0, 0]}
    assert found.barriers["stated"].tolist() == [False, True, True]


def test_the_order_of_rows_changes_nothing() -> None:
    tables: dict[str, list[Any]] = {
        "results": [result("0102", 0.45), result("0103", 0.45), result("0103", 0.3, subject="reading")],
        "reference_values": [reference("state", 0.5), reference("state", 0.4, subject="reading")],
        "perspectives": [voice("1", "teacher", "time", rating=1), voice("2", "family", "time", rating=5)],
        "barriers": [Barrier(barrier_id=one, kind="space", barrier="No.") for one in "ab"],
    }
    first = assessed(**tables)
    second = assessed(**{name: rows[::-1] for name, rows in tables.items()})
    for name, value in vars(first).items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(value, getattr(second, name))


def test_a_district_that_gave_none_of_these_tables_has_empty_answers() -> None:
    found = assessed(funding=(small.stream(award_dollars=90_000),))
    assert [len(getattr(found, name)) for name in ("subjects", "schools", "programs", "voices", "themes")] == [0] * 5
    assert found.notes == ()
