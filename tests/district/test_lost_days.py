"""Days without tutoring taken out of terms: what is lost, once and where, and how many weeks are left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from district.a_year import CALENDAR, MONDAYS, THANKSGIVING, WINTER, closed
from district.small import block, district
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.lost_days import lost_days, weeks_left
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy


def facts(policy: Policy | None = None, **tables: Any) -> Facts:
    return facts_of(district(**tables), policy or Policy(), shipped())


def weeks(*calendar: Any, **changed: Any) -> list[int]:
    """Weeks of the block at both schools."""
    found: list[int] = facts(calendar=calendar, blocks=(block(**changed),)).blocks["weeks"].tolist()
    return found


def test_a_year_of_36_school_weeks_that_loses_25_days_leaves_31_weeks_where_its_dates_hold_35() -> None:
    assert weeks() == [35, 35]
    assert weeks(*CALENDAR) == [31, 31]
    found = facts(calendar=CALENDAR).blocks
    assert [len(lost) for lost in found["lost"]] == [25, 25]


def test_a_week_is_as_many_days_as_the_block_has() -> None:
    # Of 36 Mondays Thanksgiving's, 21 and 28 December and 29 March are lost, and two holidays: 30 are left.
    assert weeks(*CALENDAR, days="M") == [30, 30]
    # Of 72 Tuesdays and Thursdays Thanksgiving takes two, winter four, spring two and testing two: 62 are left.
    assert weeks(*CALENDAR, days="TR") == [31, 31]


def test_a_day_is_lost_once_however_many_rows_hold_it_and_only_where_the_block_meets() -> None:
    again = closed(date(2026, 11, 25), date(2026, 11, 29), kind="holiday")
    found = facts(calendar=(THANKSGIVING, again, closed(date(2026, 10, 3))), blocks=(block(),)).blocks
    assert [len(lost) for lost in found["lost"]] == [5, 5]


def test_a_schools_own_days_come_on_top_of_those_of_every_school() -> None:
    flood = closed(date(2026, 12, 7), date(2026, 12, 18), school="0103", kind="closing")
    assert weeks(*CALENDAR, flood) == [31, 29]


def test_terms_are_shortened_after_the_policys_dates_are() -> None:
    chosen = Policy(starts_on=date(2027, 1, 4), ends_on=date(2027, 3, 28))
    found = facts(chosen, calendar=CALENDAR).blocks
    assert [len(lost) for lost in found["lost"]] == [2, 2]
    assert found["weeks"].tolist() == [11, 11]


def test_a_closing_more_never_leaves_more_weeks_and_takes_no_more_than_it_must() -> None:
    chance = np.random.default_rng(11)
    for _ in range(60):
        letters = "".join(np.array(list("MTWRF"))[np.sort(chance.choice(5, chance.integers(1, 6), replace=False))])
        begins = np.datetime64("2026-09-01") + chance.integers(14)
        term = {"school": [0], "days": [letters], "starts_on": [begins], "ends_on": [begins + chance.integers(20, 260)]}
        blocks = pd.DataFrame({name: np.array(cell) for name, cell in term.items()})
        days = [date(2026, 9, 1) + timedelta(days=int(day)) for day in chance.integers(0, 260, 3)]
        rows = [closed(day, day + timedelta(days=int(chance.integers(0, 9)))) for day in days]
        lost = [lost_days(rows[:count], ["0102"], blocks) for count in range(4)]
        left = [int(weeks_left(blocks.assign(lost=one))[0]) for one in lost]
        assert left == sorted(left, reverse=True)
        assert all(left[0] - one <= -(-len(gone[0]) // len(letters)) for one, gone in zip(left, lost, strict=True))


SAID = "Days without tutoring"


def test_a_district_without_a_calendar_is_told_once_that_no_day_was_lost() -> None:
    (said,) = [one for one in facts().open_checks if one.startswith(SAID)]
    assert "give a calendar" in said
    assert not [one for one in facts(calendar=CALENDAR).open_checks if one.startswith(SAID)]


def test_a_calendar_of_another_year_is_not_taken_for_this_ones() -> None:
    last_year = closed(date(2025, 11, 24), date(2025, 11, 28))
    (said,) = [one for one in facts(calendar=(last_year,)).open_checks if one.startswith(SAID)]
    assert "of these terms" in said


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((closed(date(2026, 11, 27), date(2026, 11, 23)),), "ends_on is before starts_on"),
        ((closed(date(2026, 11, 27), school="0999"),), "no row of schools has this id"),
        ((WINTER, WINTER), "the row stands in the table twice"),
    ],
)
def test_what_a_calendar_cannot_say_is_a_fault(rows: tuple[Any, ...], says: str) -> None:
    with pytest.raises(InputError) as caught:
        district(calendar=rows)
    (fault,) = caught.value.faults
    assert (fault.table, says in fault.problem) == ("calendar", True)
    assert fault.expected and fault.what_to_do


def test_rows_that_overlap_are_no_fault_and_stand_in_one_order() -> None:
    rows = (WINTER, closed(date(2026, 12, 24), date(2026, 12, 25), kind="holiday"), *MONDAYS)
    assert district(calendar=rows).calendar == district(calendar=rows[::-1]).calendar
