"""A year planned anew under odd but legal facts: nobody in need, money that is gone or came back, silent logs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.scenarios.replan import replan
from hitdesign.scenarios.replan_answer import Replan
from hitdesign.scenarios.replan_checks import days_in
from hitdesign.scenarios.replan_hours import session_faults
from scenarios.small import JANUARY, district, plan, planned

LOGS = ["school_id", "block_id", "pool_id", "band_id", "date", "scheduled_minutes", "attended_minutes"]


def test_a_year_in_which_nobody_needs_a_seat_is_planned_anew_as_one() -> None:
    nobody = planned(replace(district(), cohorts=district().cohorts.iloc[:0]))
    found = replan(nobody, JANUARY).or_raise()
    assert isinstance(found, Replan) and found.allocation.seats_served == 0 and found.allocation.audit() == []
    assert "Neither plan has a group." in found.sentences


def test_a_ledger_gives_back_no_more_of_an_award_than_it_spent() -> None:
    back = pd.DataFrame(
        [("grant", "2026-10-01", 400.0), ("grant", "2026-11-02", -5000.0)], columns=["stream_id", "date", "dollars"]
    )
    with pytest.raises(InputError, match="more came back to grant than was spent of it") as caught:
        replan(plan(), JANUARY, ledger=back)
    assert [(fault.row, fault.found) for fault in caught.value.faults] == [(3, "-$4,600")]


@pytest.mark.slow
def test_what_was_spent_of_a_stream_that_is_there_no_more_is_named_and_logs_may_be_silent() -> None:
    without = replace(district(), funding=tuple(row for row in district().funding if row.stream_id != "grant"))
    found = replan(plan(), JANUARY, district=without, sessions=pd.DataFrame([], columns=LOGS)).or_raise()
    said = " ".join(found.sentences)
    assert "The facts no longer have grant, of which $5,400 are spent" in said
    assert "whether the 216 hours planned so far were delivered is not known" in said


@pytest.mark.slow
def test_hours_of_groups_without_a_log_count_neither_as_held_nor_as_lost() -> None:
    rows = [("B", "day", "teachers", "", "2026-10-01", 60, 60)]
    said = " ".join(replan(plan(), JANUARY, sessions=pd.DataFrame(rows, columns=LOGS)).or_raise().sentences)
    assert "Of 54 group hours planned so far, the logs say 1 were delivered." in said
    assert (
        "Of 2 rows of groups the logs say nothing: whether their 162 planned hours were delivered is not known" in said
    )


def test_a_moment_of_a_day_is_that_day_and_one_school_may_be_named_by_itself() -> None:
    with pytest.raises(InputError) as caught:
        replan(plan(), datetime(2027, 1, 18, 9, 30, tzinfo=UTC), closed_schools="AB")
    assert [fault.found for fault in caught.value.faults] == ["AB"]


def test_days_may_be_moments_and_a_session_before_the_plan_began_is_none_of_it() -> None:
    dates = pd.DataFrame({"date": ["2026-10-01T00:00:00Z", "2026-10-02", "20261003", "10/04/2026"]})
    assert [str(day) for day in days_in(dates)] == ["2026-10-01", "2026-10-02", "2026-10-03", "NaT"]
    rows = [("A", "day", "teachers", "", day, 60, 60) for day in ("2026-09-13", "2026-09-14")]
    faults = session_faults(pd.DataFrame(rows, columns=LOGS), plan(), JANUARY)
    assert [(fault.row, fault.problem) for fault in faults] == [(2, "the plan had not begun on that day")]
