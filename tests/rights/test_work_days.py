"""Rights and costs after the calendar: what fits, when it is paid, what a day costs, counted by hand.

Schools A and B, a block from 14 September to 18 December 2026 on Mondays to Fridays: 14 weeks, 70 days. With
Thanksgiving week closed, 65 days and 13 weeks are left. A group of `three` is 12 hours in 8 weeks, $240.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from allocation.two_schools import block, case, cohort, model, pool, ready, stream
from district.a_year import THANKSGIVING, closed
from hitdesign.allocation.allocation import Allocation
from hitdesign.district.duties import Mandate
from hitdesign.evidence.library import shipped
from hitdesign.rights.costs import year_weeks
from hitdesign.rights.duties import as_asked
from hitdesign.rights.fit import schedule_fit
from hitdesign.rights.other_costs import session_days
from hitdesign.rights.rights import Rights, rights_of
from hitdesign.rights.work_days import TERM, every_day, work_days
from laws.solved import plan_of

#: Ten weeks would end on 22 November; a day lost in October makes the last session that of Monday the 23rd.
ONE_DAY = closed(date(2026, 10, 12), kind="holiday")


def rights(*calendar: Any, **tables: Any) -> Rights:
    given = ready([cohort("A", 9), cohort("B", 9)], calendar=calendar, **tables)
    band, chosen = (given.chosen[name].to_numpy() for name in ("band", "model"))
    return rights_of(given.facts, given.need, given.case.evidence, band, chosen)


def test_a_model_of_fourteen_weeks_fits_no_term_that_loses_one_of_them() -> None:
    whole = {"tutoring_models": (model(weeks=13),)}
    assert len(rights(THANKSGIVING, **whole).places.pair) == 2
    longer = {"tutoring_models": (model(weeks=14),)}
    monday_to_sunday = (block("A", ends_on=date(2026, 12, 20)), block("B", ends_on=date(2026, 12, 20)))
    assert len(rights(blocks=monday_to_sunday, **longer).places.pair) == 2
    found = rights(THANKSGIVING, blocks=monday_to_sunday, **longer)
    assert len(found.places.pair) == 0
    assert set(found.code) == {"no_block:term_too_short"}


def test_what_does_not_fit_says_how_many_days_were_lost() -> None:
    given = ready(calendar=(THANKSGIVING,), tutoring_models=(model(weeks=14),))
    says = set(schedule_fit(given.facts, shipped())["why_not"])
    assert says == {"the model takes 14 weeks, the term has 13 after 5 days without tutoring"}


def test_sessions_and_dollars_of_a_group_stay_and_only_their_dates_move() -> None:
    before, after = (rights(*calendar, tutoring_models=(model(weeks=10),)) for calendar in ((), (ONE_DAY,)))
    assert before.costs.paid_hours.tolist() == after.costs.paid_hours.tolist() == [15, 15]
    assert before.costs.group_cents.tolist() == after.costs.group_cents.tolist() == [[30_000]] * 2


def test_each_period_bears_the_sessions_held_in_it() -> None:
    """Ten weeks from 14 September: nine in the first window, one in the second. With the two weeks from 16 November
    on closed the tenth is held from 30 November on, in the third."""
    money = (
        stream("early", obligate_by=date(2026, 11, 15)),
        stream("break", obligate_from=date(2026, 11, 16), obligate_by=date(2026, 11, 29)),
        stream("late", obligate_from=date(2026, 11, 30)),
    )
    tables = {"funding": money, "tutoring_models": (model(weeks=10),)}
    assert rights(**tables).costs.work_shares[0].tolist() == pytest.approx([0.9, 0.1, 0])
    first = closed(date(2026, 11, 16), date(2026, 11, 27))
    found = rights(first, **tables).costs
    assert found.work_shares[0].tolist() == pytest.approx([0.9, 0, 0.1])
    assert found.group_cents[0].tolist() == [27_000, 0, 3_000]
    assert found.works[0].tolist() == [True, False, True]


@pytest.mark.parametrize(("calendar", "pays"), [((), True), ((ONE_DAY,), False)])
def test_a_window_that_ends_before_the_moved_last_day_pays_no_longer(calendar: tuple[Any, ...], pays: bool) -> None:
    money = (stream("grant", obligate_by=date(2026, 11, 22)),)
    found = rights(*calendar, funding=money, tutoring_models=(model(weeks=10),))
    assert (len(found.places.pair) > 0) == pays
    assert set(found.code) == ({""} if pays else {"no_stream:window"})


def test_a_window_that_opens_after_a_break_pays_for_what_begins_after_it() -> None:
    """The first week is closed at A; B meets then, before the window."""
    at_a = closed(date(2026, 9, 14), date(2026, 9, 18), school="A")
    found = rights(at_a, funding=(stream("grant", obligate_from=date(2026, 9, 21)),))
    assert found.places.band.tolist() == [0]


def test_what_is_paid_by_the_day_is_paid_for_the_days_held() -> None:
    blocks = (block("A", supervisor_dollars_per_day=10), block("B", days="MWF", supervisor_dollars_per_day=10))
    facts = ready(blocks=blocks, calendar=(THANKSGIVING, ONE_DAY, closed(date(2026, 10, 13), school="B"))).facts
    assert session_days(facts).tolist() == [64, 38]


def test_a_salary_pays_for_lost_days_too() -> None:
    assert year_weeks(ready(calendar=(THANKSGIVING,)).facts) == year_weeks(ready().facts)


def test_a_mandate_that_must_begin_by_a_day_counts_the_first_session() -> None:
    first = closed(date(2026, 9, 14), date(2026, 9, 18), school="A")
    duty = Mandate(mandate_id="m", source="board", as_of=date(2026, 8, 1), starts_by=date(2026, 9, 15))
    given = ready(calendar=(first,), mandates=(duty,))
    none = np.zeros(2, dtype=np.int64)
    assert as_asked(given.facts, none, np.arange(2), given.facts.duties)[:, 0].tolist() == [False, True]


def test_work_for_a_whole_term_is_done_on_the_days_that_are_held() -> None:
    """Ten weeks of thirteen are held before Thanksgiving week, and none in it."""
    facts = ready(calendar=(THANKSGIVING,)).facts
    work = work_days(facts.blocks, np.array([0, 0]), np.array([TERM, 10]))
    days = np.array([np.datetime64(one, "D").astype(int) for one in ("2026-11-22", "2026-11-29")])
    assert work.share(days[[0, 0]]).tolist() == pytest.approx([10 / 13, 1.0])
    assert work.share(days[[1, 1]])[0] == pytest.approx(10 / 13)
    assert every_day(days[:1], days[1:]).share(days[:1] + 3).tolist() == [0.5]


def test_a_plan_with_a_calendar_keeps_every_row_and_is_proved() -> None:
    given = case(calendar=(THANKSGIVING, ONE_DAY), tutors=(pool(tutors=3),), tutoring_models=(model(weeks=12),))
    plan = plan_of(given, levels=1)
    assert isinstance(plan, Allocation)
    assert plan.audit() == [] and plan.proved and plan.seats_served > 0
