"""On which days so many weeks are held: counted by hand in a school year with its breaks, and walked day by day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from district.a_year import CALENDAR, TERM
from hitdesign.district.lost_days import meets_on
from hitdesign.rights.calendar import EPOCH
from hitdesign.rights.term_days import TermDays


def number(day: date) -> int:
    return day.toordinal() - EPOCH


def day(found: int) -> date:
    return date.fromordinal(found + EPOCH)


def lost() -> tuple[int, ...]:
    """Every day of the calendar, weekends too where a row holds them."""
    runs = (range(number(row.starts_on), number(row.ends_on) + 1) for row in CALENDAR)
    return tuple(sorted(one for run in runs for one in run if meets_on(np.array([one]), "MTWRF")[0]))


YEAR = TermDays(number(TERM["starts_on"]), "MTWRF", lost())
END = number(TERM["ends_on"])
PLAIN = TermDays(number(TERM["starts_on"]), "MTWRF", ())


def test_thirty_weeks_from_14_september_end_on_14_may_and_not_on_11_april() -> None:
    """Days held: September 13, October 22, November 16, December 14, January 19, February 19, March 20, April 20,
    and of May 3, 7 and 10 to 14, for 4 to 6 May are testing: 150."""
    assert day(PLAIN.last_day(30)) == date(2027, 4, 11)
    assert day(YEAR.last_day(30)) == date(2027, 5, 14)
    assert day(YEAR.last_day(31)) == TERM["ends_on"]


def test_weeks_before_the_first_lost_day_end_as_they_do_without_a_calendar() -> None:
    assert [YEAR.last_day(weeks) for weeks in range(11)] == [PLAIN.last_day(weeks) for weeks in range(11)]
    assert day(YEAR.last_day(11)) == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("on", "weeks", "comes"),
    [
        (date(2026, 9, 14), 0, date(2026, 9, 14)),
        (date(2026, 9, 15), 1, date(2026, 9, 21)),
        (date(2026, 11, 23), 10, date(2026, 11, 30)),  # nothing begins in Thanksgiving week
        (date(2026, 11, 24), 10, date(2026, 11, 30)),
        (date(2026, 12, 1), 11, date(2026, 12, 7)),
        (date(2027, 1, 1), 13, date(2027, 1, 4)),
        (date(2027, 1, 18), 15, date(2027, 1, 19)),  # the holiday itself
        (date(2027, 1, 20), 16, date(2027, 1, 26)),  # the sixteenth holds the Monday that its own week lost
        (date(2027, 5, 11), 30, date(2027, 5, 15)),  # the last five days are a week from the Saturday on
    ],
)
def test_a_week_of_which_a_session_was_held_is_taught_to_its_end_and_then_comes_the_next(
    on: date, weeks: int, comes: date
) -> None:
    found, later = YEAR.next_week(number(on), END)
    assert (found, day(later)) == (weeks, comes)


def test_the_rest_of_a_term_ends_on_the_day_on_which_the_whole_ends_and_leaves_the_weeks_that_are_left() -> None:
    for on in range(YEAR.first, END - 6):
        weeks, later = YEAR.next_week(on, END)
        ahead = tuple(one for one in lost() if one >= later)
        kept = 5 * 31 - 5 * weeks
        assert sum(one not in ahead for one in range(later, END + 1) if day(one).weekday() < 5) == kept
        assert (kept // 5 if ahead else (END - later + 1) // 7) == 31 - weeks
        rest = TermDays(later, "MTWRF", ahead)
        assert rest.last_day(31 - weeks) == END


def test_without_a_lost_day_weeks_are_sevens_from_the_first_day_on() -> None:
    for days in range(40):
        assert PLAIN.next_week(PLAIN.first + days, END) == (-(-days // 7), PLAIN.first - 7 * (-days // 7))


def test_a_term_that_opens_in_a_break_begins_after_it() -> None:
    winter = TermDays(number(date(2026, 12, 21)), "MTWRF", lost())
    assert day(winter.begins_on) == date(2027, 1, 4)
    mondays = TermDays(number(date(2027, 1, 12)), "M", (number(date(2027, 1, 18)),))
    assert day(mondays.begins_on) == date(2027, 1, 25)
    assert day(TermDays(number(date(2027, 1, 9)), "MTWRF", lost()).begins_on) == date(2027, 1, 9)


def test_each_week_counts_seven_and_a_break_counts_nothing() -> None:
    weights = YEAR.weights(YEAR.last_day(30))
    at = {one: weights[number(one) - YEAR.first] for one in (date(2026, 9, 14), date(2026, 12, 26), date(2027, 1, 19))}
    assert at == {date(2026, 9, 14): 1.0, date(2026, 12, 26): 0.0, date(2027, 1, 19): pytest.approx(7 / 5)}
    until = np.cumsum(weights)
    for weeks in range(1, 31):
        assert until[YEAR.last_day(weeks) - YEAR.first] == pytest.approx(7 * weeks)
    assert set(PLAIN.weights(PLAIN.last_day(30))) == {1.0}
    assert YEAR.weights(END).sum() == pytest.approx(7 * 31)


def test_the_last_day_is_that_of_a_walk_that_counts_sessions_one_by_one() -> None:
    chance = np.random.default_rng(5)
    for _ in range(60):
        letters = "".join(np.array(list("MTWRFS"))[np.sort(chance.choice(6, chance.integers(1, 7), replace=False))])
        first = 20_000 + int(chance.integers(0, 7))
        gone = {int(one) for one in first + chance.integers(0, 90, chance.integers(0, 30))}
        term = TermDays(first, letters, tuple(sorted(one for one in gone if meets_on(np.array([one]), letters)[0])))
        for weeks in range(1, 9):
            assert term.last_day(weeks) == walked(term, weeks)


def walked(term: TermDays, weeks: int) -> int:
    """Day after day until seven days a week are over and all sessions are held."""
    today, held = term.first - 1, 0
    while held < weeks * len(term.letters) or today < term.first + 7 * weeks - 1:
        today += 1
        held += "MTWRFSU"[day(today).weekday()] in term.letters and today not in term.lost
    return today
