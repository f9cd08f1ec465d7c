"""The budget by month of a year with breaks: months bear what is held in them, and no month bears a break."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from allocation.two_schools import block, case, cohort, model, stream
from district.a_year import CALENDAR, TERM, closed
from hitdesign.allocation.allocation import Allocation
from hitdesign.plan.budget_lines import budget_lines
from laws.districts import asked
from laws.solved import plan_of

#: A group of thirty weeks: 45 hours at $20.
WHOLE = 900.0
#: Days of the 210 of thirty weeks, seven for each: September 17, October 31, November 22 until Thanksgiving week and a
#: fifth of the week that begins on its 30th, December the rest of that week and two weeks.
AFTER = {"2026-09": 17, "2026-10": 31, "2026-11": 22 + 7 / 5, "2026-12": 7 * 4 / 5 + 14}


@cache
def lines(*calendar: Any, supervisor: float = 0.0) -> pd.DataFrame:
    """The budget of one group at school A."""
    blocks = (block("A", **TERM, supervisor_dollars_per_day=supervisor),)
    given = case(
        [cohort("A", 3)],
        blocks=blocks,
        calendar=calendar,
        funding=(stream("money", award=2000),),
        tutoring_models=(model(weeks=30),),
    )
    found = plan_of(given, levels=1)
    assert isinstance(found, Allocation)
    plan: Any = SimpleNamespace(
        allocation=found, facts=asked(given).facts, evidence=given.evidence, district=given.district
    )
    return budget_lines(plan)


def months(*calendar: Any) -> dict[str, float]:
    found: dict[str, float] = lines(*calendar).groupby("month")["dollars"].sum().round(2).to_dict()
    return found


def test_months_bear_what_is_held_in_them_and_the_whole_stays() -> None:
    open_, after = months(), months(*CALENDAR)
    assert sum(open_.values()) == pytest.approx(WHOLE) == sum(after.values())
    assert (max(open_), max(after)) == ("2027-04", "2027-05")
    assert {month: after[month] for month in AFTER} == pytest.approx(
        {month: WHOLE * days / 210 for month, days in AFTER.items()}, abs=0.011
    )
    assert open_["2026-12"] == pytest.approx(WHOLE * 31 / 210, abs=0.011)
    assert lines(*CALENDAR)["paid_hours"].sum() == pytest.approx(45)


def test_a_month_that_is_closed_bears_nothing_and_months_before_it_what_they_did() -> None:
    found = months(closed(date(2026, 12, 1), date(2027, 1, 3)))
    assert "2026-12" not in found
    assert (found["2026-09"], found["2026-10"]) == (months()["2026-09"], months()["2026-10"])


def test_what_is_paid_by_the_day_is_paid_on_the_155_days_that_are_held() -> None:
    paid = lines(*CALENDAR, supervisor=2.0)
    paid = paid[paid["cost_kind"] == "supervision"].groupby("month")["dollars"].sum()
    assert paid.sum() == 2 * 155
    assert paid["2026-12"] == pytest.approx(310 * 19.6 / (7 * 31), abs=0.011)
    assert paid.index.max() == "2027-05"
