"""The reserve is the smallest that keeps the promise over the same draws; one thing at a time shows what each does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Floor, Policy
from hitdesign.scenarios.chance import simulate
from hitdesign.scenarios.chance_ends import one_at_a_time
from hitdesign.scenarios.chance_reserve import Reserve, reserve
from hitdesign.scenarios.pull import Situation, pull
from scenarios.doubts import SEAT_DOLLARS, hiring, late, money, penniless
from scenarios.scenes import award, district

ASKED = {"draws": 12, "seed": 5}


@pytest.fixture(scope="module")
def found() -> Reserve:
    return reserve(penniless(), None, [money()], goal=36, probability=0.75, stream_id="money", **ASKED)


def test_where_money_alone_binds_the_reserve_is_what_the_promised_share_of_draws_lacks(found: Reserve) -> None:
    drawn = simulate(penniless(), None, [money()], goal=36, **ASKED).values["Awards"]
    lacks = sorted(36 * SEAT_DOLLARS - 4000 * float(one) for one in drawn)
    assert found.proved and found.amount == pytest.approx(lacks[8], abs=1.01)
    assert found.amount is not None and found.amount >= lacks[8] - 0.01


def test_one_dollar_less_breaks_the_promise_and_the_amount_keeps_it(found: Reserve) -> None:
    tried = found.tried.set_index("amount")["chance"]
    assert found.amount is not None
    assert tried[found.amount] >= 0.75 > tried[found.amount - 1]


def test_more_reserve_never_lowers_the_chance(found: Reserve) -> None:
    assert found.tried["amount"].is_monotonic_increasing
    assert all(after >= before for before, after in pairwise(found.tried["reached"]))
    assert (
        (found.tried["chance_low"] <= found.tried["chance"]) & (found.tried["chance"] <= found.tried["chance_high"])
    ).all()


def test_the_chance_with_the_reserve_is_that_of_the_district_that_has_it(found: Reserve) -> None:
    assert found.amount is not None
    there = pull(Situation(penniless(4000 + found.amount), Policy(), shipped()), award(1.0)).district
    sure = simulate(there, None, [money(1, 1)], goal=36, draws=1)
    alone = simulate(penniless(), None, [money()], goal=36, **ASKED)
    at_nothing = found.tried.set_index("amount")["reached"][0]
    assert sure.chance == 1.0 and at_nothing == alone.reached


def test_a_promise_that_is_kept_anyway_needs_no_reserve() -> None:
    found = reserve(penniless(), None, [money()], goal=20, probability=0.9, stream_id="money", draws=4)
    assert (found.amount, found.proved) == (0, True)
    assert found.sentences[0].startswith("No reserve is needed for 20 seats")


def test_no_amount_would_do_where_something_else_limits() -> None:
    found = reserve(penniless(), None, [money()], goal=61, probability=0.5, stream_id="money", draws=4)
    assert (found.amount, found.proved) == (None, True)
    assert found.sentences[0].startswith("No amount of money would reach 61 seats")


def test_tutors_can_be_the_reserve() -> None:
    few = district(funding=penniless(100_000).funding)
    found = reserve(few, None, [hiring()], goal=75, probability=0.75, pool_id="aides", draws=4)
    assert found.amount is not None and 0 < found.amount < 40
    assert " of aides is the smallest" in found.sentences[0]


def test_where_draws_have_no_plan_however_much_is_added_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitdesign.scenarios.chance_search.DOUBLINGS", 2)
    policy = Policy(floors=(Floor(name="all", share=1.0),))
    found = reserve(penniless(rooms=1), policy, [money()], goal=1, probability=0.5, stream_id="money", draws=1)
    assert (found.amount, found.proved) == (None, False)
    assert "beyond that nothing was tried" in found.sentences[0]


def test_a_reserve_is_made_of_one_thing_that_is_there() -> None:
    with pytest.raises(InputError, match="exactly one"):
        reserve(penniless(), goal=1, probability=0.5)
    with pytest.raises(InputError, match="no such probability"):
        reserve(penniless(), goal=1, probability=0.0, stream_id="money")
    with pytest.raises(InputError, match="no row is meant"):
        reserve(penniless(), goal=1, probability=0.5, stream_id="monye")


def test_one_at_a_time_puts_the_widest_first() -> None:
    table = one_at_a_time(district(), None, [late(), money(), hiring()])
    assert table["uncertain"].iloc[0] == "Awards"
    assert table["swing_seats"].is_monotonic_decreasing
    row = table.set_index("uncertain").loc["Awards"]
    assert row["seats_at_low"] < row["seats_likely"] < row["seats_at_high"]
    assert (row["low"], row["high"]) == (0.6, 1.0)


def test_where_money_alone_binds_one_end_is_that_much_money() -> None:
    table = one_at_a_time(penniless(), None, [money(0.6, 0.9)])
    assert table[["seats_at_low", "seats_likely", "seats_at_high"]].iloc[0].tolist() == pytest.approx([24, 30, 36])
    assert table["swing_dollars"].iloc[0] == pytest.approx(1200, abs=0.05)


def test_tied_things_move_together_and_an_end_without_a_plan_stands_first() -> None:
    policy = Policy(floors=(Floor(name="some", share=0.2),))
    table = one_at_a_time(district(), policy, [money(0.2, 1.0, tied="all"), hiring(tied="all")])
    assert table["uncertain"].iloc[0] == "Awards and Vacancies (tied)"
    assert table["swing_seats"].isna().iloc[0] and table["why"].iloc[0]
