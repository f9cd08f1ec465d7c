"""The cliff by hand: what rests on money that ends, what keeping it costs, what survives, and the plan of one year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.money_records import MatchGift
from hitdesign.errors import InputError
from hitdesign.scenarios.prepared import served_of
from hitdesign.scenarios.years import Years
from hitdesign.scenarios.years_plan import plan_of
from hitdesign.solving.linear import solve_linear
from scenarios.test_years import GENERAL, award, solved

#: 300 dollars of the general fund each year; a grant of 1,500 for two years: 750 in each, five groups of three in all.
MONEY = (award("general", 300), award("grant", 1500, last=2028))


@pytest.fixture(scope="module")
def found() -> Years:
    return solved(*MONEY, count=3, recurring=[GENERAL])


def test_the_cliff_stands_where_the_grant_ends(found: Years) -> None:
    table = found.cliff().set_index("year")
    row = table.loc["2028-29"]
    assert (row["ended"], row["ended_dollars"]) == ("grant", pytest.approx(750))
    assert row["seats_before"] == pytest.approx(10.5) and row["seats"] == pytest.approx(3)
    assert row["seats_on_ended"] == pytest.approx(7.5)
    assert row["keep_dollars"] == pytest.approx(750)
    assert row["sentence"] == (
        "From 2028-29 on $750 of grant ends; 7.5 seats of the 10.5 of 2027-28 rest on it; 2028-29 has 3 seats; keeping "
        "the seats of 2027-28 in 2028-29 costs $750 more, of the general fund."
    )


def test_a_stream_that_is_called_fresh_money_changes_nothing() -> None:
    recurring = [GENERAL.model_copy(update={"stream_id": "Fresh money"})]
    found = solved(award("Fresh money", 300), award("grant", 1500, last=2028), count=3, recurring=recurring)
    assert found.cliff().set_index("year").loc["2028-29", "keep_dollars"] == pytest.approx(750)


def test_an_award_that_comes_again_does_not_end(found: Years) -> None:
    row = found.cliff().iloc[0]
    assert row["ended"] == "" and row["seats_on_ended"] == 0 and row["keep_dollars"] == 0
    assert row["sentence"].startswith(
        "No money ends with 2026-27; 2027-28 has 10.5 seats; the money of 2027-28 can keep"
    )


def test_money_like_a_named_stream_costs_its_indirect_rate_and_pays_only_where_that_stream_may() -> None:
    general, elsewhere = award("general", 300, indirect_rate=0.1), award("elsewhere", 1, schools=("B",))
    found = solved(general, award("grant", 600), elsewhere, recurring=[GENERAL])
    row = found.cliff(keep_with="general").iloc[0]
    assert row["seats_on_ended"] == pytest.approx(6, abs=0.02)
    assert row["keep_dollars"] == pytest.approx(660, abs=2)
    row = found.cliff(keep_with="elsewhere").iloc[0]
    assert np.isnan(row["keep_dollars"])
    assert "money like elsewhere cannot keep all seats of 2026-27" in row["sentence"]
    with pytest.raises(InputError, match="no award has this name"):
        found.cliff(keep_with="nobody")


def test_the_dollars_that_keep_the_seats_do_keep_them_and_a_tenth_less_do_not(found: Years) -> None:
    again = solved(*MONEY, award("fresh", 750, 2028, 2029), count=3, recurring=[GENERAL])
    budget, before = again.program.family("budget"), found.table["seats"][1]
    for share, kept in ((1.0, True), (0.9, False)):
        limits = budget.limits * np.where(budget.keys["stream_id"] == "fresh", share, 1.0)
        values = solve_linear(again.program.with_limits("budget", limits)).values
        assert values is not None
        seats = served_of(again.stack.years[2].formulation, again.stack.of(values, 2)).sum()
        assert bool(seats >= before - 1e-6) is kept


def test_what_survives_each_stream_is_the_steady_program_without_it(found: Years) -> None:
    table = found.without().set_index("stream_id")
    assert table.loc["", "seats"] == pytest.approx(3)
    assert table.loc["general", "seats"] == pytest.approx(0)
    assert table.loc["grant", "fewer_seats"] == pytest.approx(0)
    assert table.loc["general", "steady_value"] == 0 and table.loc["", "steady_value"] == pytest.approx(9)


def test_phases_put_the_aims_side_by_side() -> None:
    uneven = solved(award("first", 1500), award("second", 300, 2027, 2028), award("both", 600, last=2028))
    table = uneven.phasing().set_index(["aim", "year"])
    assert table.loc[("steady", "2027-28"), "seats"] == pytest.approx(9)
    assert table.loc["floor"]["served_share"].min() == pytest.approx(9 / 21)
    most, steady = (table.loc[aim]["seats"].sum() for aim in ("most", "steady"))
    assert steady <= most + 1e-6
    refused = uneven.phasing(floor=0.9).set_index(["aim", "year"])
    assert refused.loc["floor"]["seats"].isna().all()
    assert "the highest floor that every year can keep is 42.9%" in refused.loc[("floor", "2026-27"), "sentence"]


def test_the_whole_plan_of_a_year_costs_no_more_than_its_shares(found: Years) -> None:
    plan = found.plan("2027-28", rank_assumptions=False)
    assert not isinstance(plan, Infeasible)
    shares = found.shares.set_index(["year", "award"])["dollars"]["2027-28"]
    spending = plan.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"]
    assert spending["grant"] <= shares["grant"] + 0.005
    assert plan.allocation.seats_served == 9 and plan.allocation.audit() == []
    assert plan.district.blocks[0].starts_on == date(2027, 9, 14)
    with pytest.raises(InputError, match="no year has this name"):
        found.plan("2031-32")


def test_gifts_that_match_a_shared_award_are_not_split_by_guess(found: Years) -> None:
    year = found.made.years[1]
    gift = MatchGift(gift_id="rooms", stream_id="grant", dollars=10)
    given = replace(year.given, district=replace(year.given.district, match_gifts=(gift,)))
    first, _, last = found.made.years
    made = replace(found.made, years=(first, replace(year, given=given), last))
    with pytest.raises(InputError, match="shared between years"):
        plan_of(made, found.stack, found.values, 1)


def test_weeks_at_the_beginning_of_a_year_do_not_hide_the_cliff_before_it() -> None:
    weeks = award("grant", 900).model_copy(update={"obligate_by": date(2027, 9, 30)})
    found = solved(award("general", 300), weeks, recurring=[GENERAL])
    row = found.cliff().iloc[0]
    assert row["ended"] == "grant" and row["ended_dollars"] > 0 < row["seats_on_ended"]
    assert found.table["ending_dollars"][0] == row["ended_dollars"]
    assert "2026-27 and 2027-28 (on 17 of 96 days); it ends with 2027-28" in found.sentences[-1]


def test_no_seat_rests_on_money_beside_which_other_money_lies_unspent() -> None:
    first_to_end = award("grant", 2100).model_copy(update={"obligate_by": date(2027, 3, 31)})
    found = solved(award("general", 2100), first_to_end, recurring=[GENERAL])
    row = found.cliff().iloc[0]
    assert (row["ended"], row["ended_dollars"]) == ("grant", pytest.approx(2100))
    assert (row["seats_before"], row["seats_on_ended"]) == (pytest.approx(21), pytest.approx(0, abs=1e-6))
