"""Goals are specific, measurable and dated, made from the plan's own numbers, and change with its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pandas as pd
import pytest

from hitdesign import measurement
from hitdesign.district.context_records import Result
from hitdesign.district.program_records import DistrictDate, Signoff, StaffRole
from hitdesign.district.records import TABLES
from hitdesign.evidence.goal_templates import Family
from hitdesign.evidence.library import shipped
from hitdesign.measurement.delivery.records import AttendanceDay, Enrolment, StudentSession
from hitdesign.plan.forecast.forecast import forecast_of
from hitdesign.plan.goals.goal import COLUMNS
from hitdesign.plan.goals.goals import Goals, goals_of
from plan.forecast.drafts import blocks, restated, rich_plan, with_seats
from plan.goals.promises import check, goal, promised, promising

MAP = {"math": "NWEA MAP"}
SPRING = DistrictDate(kind="assessment", on=date(2027, 5, 24), until=date(2027, 5, 28), label="NWEA MAP spring")


@pytest.fixture(scope="module")
def found() -> Goals:
    return promised(rich_plan())


def test_every_family_of_the_guide_has_goals(found: Goals) -> None:
    assert {one.family for one in found.goals} == set(get_args(Family))
    assert {entry.family for entry in shipped().goals.values()} == set(get_args(Family))


def test_goals_are_made_for_each_subject_and_mark_with_seats(found: Goals) -> None:
    ids = [one.goal_id for one in found.goals]
    assert {"participation:math", "participation:reading", "participation:english_learner"} <= set(ids)
    assert {"growth:math", "growth:reading", "engagement", "design_expectations", "design_standard"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_goal_says_what_by_when_by_whom_and_how_it_is_measured(found: Goals) -> None:
    assert tuple(found.table.columns) == COLUMNS
    for one in found.goals:
        assert one.due is not None
        assert str(one.due) in one.sentence
        assert "{" not in one.sentence
        assert one.target is not None
        for said in (one.measure, one.formula, one.unit, one.owner, one.due_from, one.baseline_says, one.why, one.whom):
            assert said
        assert one.because


def test_data_and_functions_that_a_goal_names_exist() -> None:
    records = {**TABLES, **{record.table: record for record in (StudentSession, Enrolment, AttendanceDay)}}
    for key, entry in shipped().goals.items():
        for name in entry.computed_by:
            assert name in dir(measurement), (key, name)
        for where in entry.data:
            table, _, column = where.partition(".")
            if table != "scores":
                assert column in records[table].model_fields, (key, where)


def test_what_is_unknown_is_none_and_says_what_to_provide(found: Goals) -> None:
    for name in ("growth:math", "engagement"):
        assert goal(found, name).baseline is None
        assert goal(found, name).baseline_says.startswith("Unknown")
    assert "results" in goal(found, "growth:math").baseline_says


def test_results_give_the_baseline_of_growth() -> None:
    result = {"school_id": "A", "subject": "math", "measure": "share_below_proficient", "school_year": "2025-26"}
    plan = restated(rich_plan(), results=(Result(**result, share=0.6, tested=100),))
    one = goal(promised(plan), "growth:math")
    assert one.baseline == pytest.approx(0.4)
    assert "Unknown for 1 of the schools" in one.baseline_says


def test_less_attendance_promises_fewer_participants() -> None:
    by_rate = [
        goal(promised(restated(rich_plan(), blocks=blocks(attendance_rate=rate))), "participation:math").target
        for rate in (0.95, 0.7, 0.5)
    ]
    assert by_rate == sorted(by_rate, reverse=True)
    assert by_rate[0] > by_rate[-1]


def test_more_seats_promise_more_participants(found: Goals) -> None:
    seats = rich_plan().allocation.seats.copy()
    seats.loc[seats["subject"] == "math", "students"] += 2
    after = promised(with_seats(rich_plan(), seats))
    assert goal(after, "participation:math").target > goal(found, "participation:math").target
    assert goal(after, "participation:reading").target == goal(found, "participation:reading").target


def test_the_minimum_of_sessions_is_the_policys_else_the_standards(found: Goals) -> None:
    assert "30 sessions or more" in goal(found, "participation:math").sentence
    stricter = promised(promising(least_sessions=60))
    assert "60 sessions or more" in goal(stricter, "participation:math").sentence
    assert goal(stricter, "participation:math").target < goal(found, "participation:math").target


def test_a_standard_without_sessions_falls_back_on_adequate_hours() -> None:
    standards = {key: one for key, one in shipped().standards.items() if not one.least_weeks}
    policy = rich_plan().policy.model_copy(update={"standard": min(standards)})
    plan = replace(rich_plan(), policy=policy)
    assert "dosage.adequate_hours" in goal(promised(plan), "participation:math").formula


def test_growth_is_promised_on_the_assessment_that_the_policy_names() -> None:
    plan = promising(restated(rich_plan(), dates=(SPRING,)), assessments=MAP)
    after = promised(plan)
    one = goal(after, "growth:math")
    assert "NWEA MAP" in one.sentence
    assert (one.due, one.due_from) == (date(2027, 5, 28), "dates.on: the last day of the assessment")
    assert check(after, "growth:math", "assessment").status == "yes"
    assert check(after, "growth:reading", "assessment").status == "unknown"


def test_without_its_dates_the_last_day_of_tutoring_stands_in_and_says_so() -> None:
    after = promised(promising(assessments=MAP))
    assert goal(after, "growth:math").due == date(2027, 5, 21)
    assert check(after, "growth:math", "time").status == "unknown"
    assert "NWEA MAP" in goal(after, "growth:math").due_from


def test_an_early_assessment_lowers_what_is_promised() -> None:
    winter = SPRING.model_copy(update={"on": date(2027, 1, 11), "until": None})
    early, late = (
        goal(promised(promising(restated(rich_plan(), dates=(day,)), assessments=MAP)), "growth:math").target
        for day in (winter, SPRING)
    )
    low = forecast_of(rich_plan()).parts.query("by == 'subject' and part == 'math'")["expected_effect_sd_low"].item()
    assert early < late <= low
    assert late == pytest.approx(low, abs=0.001)


def test_a_chosen_day_and_owner_are_kept(found: Goals) -> None:
    after = promised(promising(by=date(2027, 3, 1), owners={"participation": "tutoring_lead"}))
    one = goal(after, "participation:math")
    assert (one.due, one.owner) == (date(2027, 3, 1), "tutoring_lead")
    assert check(after, "participation:math", "time").status == "unknown"
    assert goal(found, "participation:math").owner == "program_coordinator"


def test_an_owner_whom_the_district_lacks_is_named() -> None:
    people = (StaffRole(role="program_coordinator"),)
    after = promised(restated(rich_plan(), people=people))
    assert goal(after, "participation:math").owner_says == "In the table of people."
    assert "Nobody in the table of people" in goal(after, "growth:math").owner_says
    assert "Unknown" in goal(promised(rich_plan()), "growth:math").owner_says


def test_expectations_are_met_when_every_school_has_signed() -> None:
    def signed(*schools: str) -> Goals:
        rows = tuple(Signoff(task_id="design_expectations", school_id=one, status="done") for one in schools)
        return promised(restated(rich_plan(), signoffs=rows))

    assert goal(signed("A"), "design_expectations").baseline == 1
    assert goal(signed("A"), "design_expectations").reachable == "unknown"
    assert goal(signed("A", "B"), "design_expectations").reachable == "yes"
    assert goal(signed("*"), "design_expectations").reachable == "yes"


def test_a_plan_for_nobody_promises_nothing() -> None:
    empty = with_seats(rich_plan(), rich_plan().allocation.seats.iloc[:0])
    after = promised(empty)
    assert after.goals == ()
    assert after.without == ("The plan serves nobody, so it promises nothing.",)


def test_a_subject_without_a_seat_is_named() -> None:
    seats = rich_plan().allocation.seats
    after = promised(with_seats(rich_plan(), seats[seats["subject"] == "math"]))
    assert any("No goal in reading: 22 students" in one for one in after.without)


def test_the_same_plan_makes_the_same_goals(found: Goals) -> None:
    again = goals_of(rich_plan())
    pd.testing.assert_frame_equal(again.table, found.table)
    assert again.sentences == found.sentences
