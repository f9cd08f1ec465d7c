"""Times of day and staffing rules in the report."""

from __future__ import annotations

from dataclasses import replace

from hitdesign.allocation.week import tutors_of_groups
from hitdesign.report.grids import grids
from hitdesign.report.reading import reading_of
from hitdesign.report.sentences import timetable
from plan.school_of_students import block, plan_with_seats_for_some, planned, students


def test_each_time_of_day_shows_its_seats_and_both_sides() -> None:
    plan = planned(students(), (block("day"), block("late", when="after_school", enrolment="opt_in", take_up_rate=0.5)))
    table = reading_of(plan)["by_time"].set_index("when")
    assert list(table.index) == ["during school", "after school"]
    assert table["enrolled"].sum() == plan.allocation.seats_served
    assert "larger" in table.loc["during school", "speaks_for"]
    assert "core instruction" in table.loc["during school", "speaks_against"]
    assert "(not checked)" in table.loc["after school", "speaks_against"]


def test_fit_and_staffing_stand_in_the_reading_tables() -> None:
    reading = reading_of(plan_with_seats_for_some())
    assert reading["schedule_fit"]["fits"].all()
    rules = reading["staffing"].set_index("rule")
    assert rules.loc["Background check", "verdict"] == "open"
    assert "aides: unknown" in rules.loc["Background check", "whom"]


def test_every_group_keeps_one_tutor_and_the_report_says_so() -> None:
    allocation = plan_with_seats_for_some().allocation
    assert allocation.proved
    assert tutors_of_groups(allocation.timetable).eq(1).all()
    assert "Each group keeps one tutor" in timetable(reading_of(plan_with_seats_for_some()))


def test_a_group_that_is_split_over_two_tutors_is_a_fault() -> None:
    allocation = plan_with_seats_for_some().allocation
    table = allocation.timetable.copy()
    table.loc[0, "tutor"] = table["tutor"].max() + 1
    assert "timetable: a group meets more than one tutor" in replace(allocation, timetable=table).audit()


def test_the_page_has_both_tables() -> None:
    shown = {grid.name: grid for grid in grids(reading_of(plan_with_seats_for_some()))}
    assert [row[0] for row in shown["by_time"].rows] == ["during school"]
    assert "Background check" in [row[0] for row in shown["staffing"].rows]
