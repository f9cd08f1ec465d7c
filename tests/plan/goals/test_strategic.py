"""The goals of the district's own plan: what serves them, and those that no part of the program serves."""

from __future__ import annotations

from typing import Any

import pytest

from hitdesign.district.program_records import StrategicGoal
from hitdesign.plan.goals.goals import Goals
from plan.forecast.drafts import restated, rich_plan
from plan.goals.promises import goal, promised


def own(goal_id: str = "g", **other: Any) -> StrategicGoal:
    base = {"goal": "More students reach grade level.", "subject": "math", "measure": "share_proficient"}
    return StrategicGoal(goal_id=goal_id, **{**base, **other})


def beside(*rows: StrategicGoal) -> Goals:
    return promised(restated(rich_plan(), strategic_goals=rows))


ROWS = (
    own("any_subject", subject="", measure="other"),
    own("early_math", grade_low=0, grade_high=2),
    own("el", student_group="English Learners"),
    own("band", student_group="Band members"),
    own("math", grade_low=3, grade_high=5),
    own("one_grade", grade_low=4, grade_high=4),
    own("poor", student_group="low income"),
    own("present", subject="", measure="attendance_rate"),
    own("science", subject="science"),
)


@pytest.fixture(scope="module")
def found() -> Goals:
    return beside(*ROWS)


def test_a_goal_is_served_where_its_subject_grades_and_students_have_seats(found: Goals) -> None:
    served = dict(zip(found.strategic["goal_id"], found.strategic["served"], strict=True))
    assert served == {
        "any_subject": "yes",
        "early_math": "no",
        "el": "yes",
        "band": "unknown",
        "math": "yes",
        "one_grade": "unknown",
        "poor": "unknown",
        "present": "yes",
        "science": "no",
    }


def test_goals_that_nothing_serves_are_named(found: Goals) -> None:
    unserved = [one for one in found.sentences if "no part of the plan serves it" in one]
    assert {one.split(":")[0] for one in unserved} == {"early_math", "science"}


def test_links_run_both_ways(found: Goals) -> None:
    for _, row in found.strategic.iterrows():
        linked = {one.goal_id for one in found.goals if row["goal_id"] in one.serves}
        assert linked == set(row["served_by"].split("; ")) - {""}
    assert "present" in goal(found, "engagement").serves
    assert set(goal(found, "growth:math").serves) == {"any_subject", "el", "math"}
    assert set(goal(found, "participation:english_learner").serves) == {"el"}


def test_seats_that_serve_it_are_counted(found: Goals) -> None:
    seats = rich_plan().allocation.seats
    by_goal = found.strategic.set_index("goal_id")["seats"]
    assert by_goal["math"] == seats.loc[seats["subject"] == "math", "students"].sum()
    assert by_goal["any_subject"] == seats["students"].sum()
    assert by_goal["early_math"] == 0


def test_a_target_of_more_students_than_seats_cannot_be_reached_by_tutoring_alone() -> None:
    # Two schools of 300 in grades K-5: 50 a grade, 300 in grades 3 to 5; ten points are 30 students, the seats 26.
    far = beside(own(baseline=0.3, target=0.4, grade_low=3, grade_high=5)).strategic.iloc[0]
    assert (far["needed_students"], far["reachable"]) == (30, "no")
    assert "4 seats short" in far["sentence"]
    near = beside(own(baseline=0.3, target=0.35, grade_low=3, grade_high=5)).strategic.iloc[0]
    assert (near["needed_students"], near["reachable"]) == (15, "unknown")
    below = beside(own(baseline=0.7, target=0.6, measure="share_below_proficient", grade_low=3, grade_high=5))
    assert below.strategic.iloc[0]["needed_students"] == 30


def test_without_its_numbers_nothing_is_said_of_its_target() -> None:
    row = beside(own(baseline=None, target=0.4)).strategic.iloc[0]
    assert row["reachable"] == "unknown"
    assert row["needed_students"] != row["needed_students"]


def test_a_district_without_such_goals_has_an_empty_table() -> None:
    assert promised(rich_plan()).strategic.empty
