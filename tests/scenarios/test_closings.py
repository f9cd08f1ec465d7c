"""A closing more, pulled as a lever, found out in the middle of the year, or coming again in the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from allocation.two_schools import case, cohort, model, stream
from district.a_year import CALENDAR, THANKSGIVING, WINTER, closed
from district.small import block as shared_block
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.levers import Change, Lever
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.rights.calendar import EPOCH
from hitdesign.rights.work_days import work_days
from hitdesign.scenarios.prepared import prepare
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.ready import make_up_sessions
from hitdesign.scenarios.replan import replan
from hitdesign.scenarios.replan_answer import Replan
from hitdesign.scenarios.replan_calendar import blocks_now, calendar_on
from hitdesign.scenarios.replan_rest import takes_hold
from hitdesign.scenarios.replan_running import running_on
from hitdesign.scenarios.replan_sunk import sunk_of
from hitdesign.scenarios.sweep import sweep
from hitdesign.scenarios.years import Years, years
from hitdesign.scenarios.years_calendar import calendar_later, same_weekday
from scenarios.small import POLICY, district, planned

FREE = Policy(enforce_standard=False)
JANUARY = date(2027, 1, 18)


def term(weeks: int, **tables: Any) -> Any:
    """Two schools from 14 September to 18 December, fourteen weeks of school, and a model of so many."""
    rows = [cohort("A", 12), cohort("B", 9)]
    given = {"funding": (stream("money", "general_fund"),), "tutoring_models": (model(weeks=weeks),), **tables}
    return case(rows, **given).district


def closing(name: str, first: str, last: str) -> Lever:
    row = {"school_id": "*", "starts_on": first, "ends_on": last, "kind": "closing"}
    return Lever(name=name, changes=(Change(table="calendar", add=row),))


SNOW = closing("A week of snow", "2026-11-23", "2026-11-27")
MORE = closing("Two weeks more", "2026-11-30", "2026-12-11")


def blocks_after(*levers: Lever) -> Any:
    return prepare(pull(Given(term(12), FREE, shipped()), *levers)).formulation.inputs.facts.blocks


def test_a_week_of_closing_is_a_lever_that_ends_a_program_later_and_more_of_them_do_not_let_it_fit() -> None:
    ends = [
        date.fromordinal(int(work_days(blocks, np.zeros(1, dtype=np.int64), np.array([12])).last[0]) + EPOCH)
        for blocks in (blocks_after(), blocks_after(SNOW))
    ]
    assert ends == [date(2026, 12, 6), date(2026, 12, 11)]
    assert blocks_after(SNOW, MORE)["weeks"].tolist() == [11, 11]
    both = Lever(name="both", changes=(*SNOW.changes, *MORE.changes))
    table = sweep(term(12), FREE, [SNOW, both]).table.set_index("scenario")
    assert table["seats"].iloc[0] > 0
    assert table["seats"].tolist() == [table["seats"].iloc[0]] * 2 + [0]


def test_weeks_of_make_up_sessions_give_back_the_weeks_that_were_lost() -> None:
    assert blocks_after(SNOW, MORE, make_up_sessions(1))["weeks"].tolist() == [12, 12]


def test_days_of_a_calendar_are_moved_and_removed_as_cells_of_other_tables() -> None:
    given = Given(term(12, calendar=(THANKSGIVING,)), FREE, shipped())
    longer = Lever(name="longer", changes=(Change(table="calendar", column="ends_on", difference=7),))
    assert pull(given, longer).district.calendar[0].ends_on == date(2026, 12, 4)
    gone = Change(table="calendar", where={"kind": ("break",)}, remove=True)
    assert pull(given, Lever(name="none", changes=(gone,))).district.calendar == ()
    with pytest.raises(InputError, match="ends_on is before starts_on"):
        pull(given, Lever(name="no", changes=(Change(table="calendar", column="ends_on", difference=-7),)))


# --- in the middle of the year ------------------------------------------------------------------------------------


@cache
def a_year() -> Plan:
    return planned(district(calendar=CALENDAR))


def test_weeks_that_are_over_are_those_held_and_nothing_takes_hold_in_a_break() -> None:
    """Thirteen weeks are held before the winter break, and two by 18 January, a holiday."""
    assert set(running_on(a_year(), date(2026, 12, 28)).groups["weeks_gone"]) == {13}
    assert set(running_on(a_year(), JANUARY).groups["weeks_gone"]) == {15}
    first = takes_hold(district(calendar=CALENDAR), POLICY, date(2026, 12, 28).toordinal() - EPOCH)
    assert first == date(2027, 1, 4).toordinal() - EPOCH


def test_what_is_spent_by_a_day_is_spent_on_days_that_were_held() -> None:
    """Thirteen of thirty weeks, on the first day of the break and on its last."""
    for on in (WINTER.starts_on, WINTER.ends_on):
        sunk = sunk_of(a_year(), running_on(a_year(), on), on.toordinal() - EPOCH, None)
        assert sunk.streams["sunk_dollars"].sum() == pytest.approx(14_400 * 13 / 30, abs=0.1)


def test_days_before_the_change_are_lost_as_the_plan_had_them_and_later_ones_as_is_known_now() -> None:
    snow = closed(date(2027, 1, 11), date(2027, 1, 22), kind="closing")
    found = calendar_on((THANKSGIVING, WINTER), (WINTER, snow), JANUARY)
    assert found == (THANKSGIVING, WINTER, snow.model_copy(update={"starts_on": JANUARY}))


def test_a_block_of_every_school_is_told_apart_where_schools_lose_days_of_their_own() -> None:
    own = shared_block(school_id="B", block_id="b")
    now = replace(district(), blocks=(shared_block(), own))
    assert blocks_now(now, CALENDAR) == now.blocks
    at_a = closed(date(2026, 10, 5), school="A")
    assert [(row.school_id, row.block_id) for row in blocks_now(now, (at_a,))] == [("A", "a"), ("B", "b")]


def test_a_closing_that_comes_after_the_plan_leaves_groups_fewer_weeks() -> None:
    """Of 155 days 150 are planned; two weeks of snow in March leave 145: 14 weeks after the 15 of January."""
    snow = closed(date(2027, 3, 8), date(2027, 3, 19), kind="closing")
    now = district(calendar=(*CALENDAR, snow))
    found = replan(a_year(), JANUARY, district=now)
    assert isinstance(found, Replan)
    assert found.takes_hold == date(2027, 1, 19)
    assert set(found.groups.query("kind == 'kept'")["weeks"]) == {14}
    assert found.allocation.audit() == []


@pytest.mark.slow
@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 12, 29), JANUARY, date(2027, 1, 20)])
def test_with_nothing_changed_every_group_goes_on_and_nothing_is_paid_twice(on: date) -> None:
    found = replan(a_year(), on)
    assert isinstance(found, Replan)
    assert (found.comparison.groups_kept, found.comparison.groups_ended) == (8, 0)
    after = found.allocation.spending["not_to_exceed_dollars"].astype(float).sum()
    assert after + found.sunk_dollars["sunk_dollars"].sum() == pytest.approx(14_400, abs=0.2)
    assert found.releases.groupby("stream_id")["released_dollars"].sum().abs().max() < 0.2
    assert found.allocation.audit() == []


# --- later years --------------------------------------------------------------------------------------------------


def test_days_come_again_on_the_same_weekdays_after_the_last_day_that_was_given() -> None:
    assert same_weekday(THANKSGIVING.starts_on, 1) == date(2027, 11, 22)
    given = district(calendar=CALENDAR)
    again = calendar_later(given, POLICY, 1)[len(CALENDAR) :]
    both = list(zip(again, given.calendar, strict=True))
    assert all((new.starts_on - old.starts_on).days == (new.ends_on - old.ends_on).days == 364 for new, old in both)
    known = closed(date(2027, 12, 24), kind="holiday")
    rows = calendar_later(district(calendar=(*CALENDAR, known)), POLICY, 1)
    later = [row.starts_on for row in rows if row.starts_on > date(2027, 6, 1)]
    assert min(later) == known.starts_on
    assert date(2028, 1, 17) in later and date(2027, 11, 22) not in later
    assert calendar_later(given, POLICY, 0) == given.calendar


def test_a_second_year_loses_the_same_days_and_says_so() -> None:
    money = (stream("money", "general_fund", obligate_by=date(2028, 6, 30)),)
    found = years(term(12, funding=money, calendar=(THANKSGIVING,)), FREE, count=2)
    assert isinstance(found, Years)
    assert [year.formulation.inputs.facts.blocks["weeks"].tolist() for year in found.made.years] == [[13, 13]] * 2
    assert all(len(one) == 5 for year in found.made.years for one in year.formulation.inputs.facts.blocks["lost"])
    assert "years.calendar" in {one.name for one in found.assumptions}
