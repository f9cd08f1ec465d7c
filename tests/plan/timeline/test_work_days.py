"""Working days are counted back and forth from any launch, over weekends, leap days, holidays and breaks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.closed_days import ClosedDays
from hitdesign.plan.timeline.work_days import WorkDays, work_days

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))


def by_hand(launch: date, closed: set[date], position: int) -> date:
    """The day of a position, walking day by day."""

    def worked(day: date) -> bool:
        return day.weekday() < 5 and day not in closed

    day, step = launch, timedelta(days=1)
    if position >= 0:
        while not worked(day) or position:
            position -= worked(day)
            day += step
        return day
    while position:
        day -= step
        position += worked(day)
    return day


@given(launch=DAYS, closed=st.sets(st.integers(-40, 40), max_size=25), position=st.integers(-60, 60))
def test_a_position_is_the_day_that_one_counts_on_the_fingers(launch: date, closed: set[int], position: int) -> None:
    gone = {launch + timedelta(days=n) for n in closed}
    days = WorkDays(launch, frozenset(gone))
    assert days.day(position) == by_hand(launch, gone, position)
    assert days.before(days.day(position)) == position
    assert days.after(days.day(position)) == position + 1


@given(launch=DAYS, first=st.integers(-200, 200), more=st.integers(0, 200))
def test_a_later_day_never_has_a_smaller_count(launch: date, first: int, more: int) -> None:
    days, day = WorkDays(launch), launch + timedelta(days=first)
    assert days.before(day) <= days.before(day + timedelta(days=more))


def test_a_leap_day_is_a_day() -> None:
    assert WorkDays(date(2028, 3, 1)).day(-1) == date(2028, 2, 29)
    assert WorkDays(date(2027, 3, 1)).day(-1) == date(2027, 2, 26)


def test_work_before_a_launch_on_a_holiday_or_a_saturday_ends_before_it() -> None:
    labor_day = date(2026, 9, 7)
    days = WorkDays(labor_day, frozenset({labor_day}))
    assert (days.day(-1), days.day(0)) == (date(2026, 9, 4), date(2026, 9, 8))
    assert WorkDays(date(2026, 9, 12)).day(-1) == date(2026, 9, 11)


def closing(first: date, last: date, kind: str, school: str = "*") -> ClosedDays:
    return ClosedDays(school_id=school, starts_on=first, ends_on=last, kind=kind)


def test_breaks_close_offices_testing_and_a_schools_own_days_do_not() -> None:
    week = date(2026, 3, 2), date(2026, 3, 6)
    launch = date(2026, 3, 9)
    before = {
        kind: work_days(launch, [closing(*week, kind)], ("testing",)).day(-1)
        for kind in ("holiday", "break", "closing", "other", "testing")
    }
    friday, week_before = date(2026, 3, 6), date(2026, 2, 27)
    assert before == {**dict.fromkeys(before, week_before), "testing": friday}
    assert work_days(launch, [closing(*week, "break", "A")], ()).day(-1) == friday
    assert work_days(launch, [closing(*week, "break")], ("break",)).day(-1) == friday


def test_a_row_without_an_end_in_sight_is_read_ten_years_far() -> None:
    days = work_days(date(2026, 9, 14), [closing(date(2027, 1, 1), date(9999, 12, 31), "closing")], ())
    assert days.day(-1) == date(2026, 9, 11)
