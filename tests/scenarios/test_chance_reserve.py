"""The reserve is the smallest that keeps the promise over the same draws; one thing at a time shows what each does."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.errors import InputError
from hitdesign.levers import Change
from hitdesign.policy import Floor, Policy
from hitdesign.scenarios.chance_draws import drawn_of, lever_of
from hitdesign.scenarios.chance_ends import one_at_a_time
from hitdesign.scenarios.chance_goal import Goal, goal_first, most_seats
from hitdesign.scenarios.chance_reserve import Reserve, reserve
from hitdesign.scenarios.sweep import sweep
from scenarios.doubts import SEAT_DOLLARS, hiring, money, penniless
from scenarios.scenes import district

ASKED = {"draws": 5, "seed": 5}


@pytest.fixture(scope="module")
def found() -> Reserve:
    return reserve(penniless(), None, [money()], goal=36, probability=0.75, stream_id="money", **ASKED)


def test_where_money_alone_binds_the_reserve_is_what_the_promised_share_of_draws_lacks(found: Reserve) -> None:
    drawn = [float(values[0]) for values in drawn_of([money()], **ASKED)]
    lacks = sorted(36 * SEAT_DOLLARS - 4000 * one for one in drawn)
    assert found.tried.set_index("amount")["reached"][0] == sum(one <= 0 for one in lacks)
    assert found.proved and found.amount == pytest.approx(lacks[3], abs=1.01)
    assert found.amount is not None and found.amount >= lacks[3] - 0.01


def test_one_dollar_less_breaks_the_promise_and_the_amount_keeps_it(found: Reserve) -> None:
    tried = found.tried.set_index("amount")["chance"]
    assert found.amount is not None
    assert tried[found.amount] >= 0.75 > tried[found.amount - 1]


def test_more_reserve_never_lowers_the_most_seats_of_a_draw_and_brings_ever_less() -> None:
    things = [money(), hiring()]
    drawn = drawn_of(things, 2, seed=1)
    change = Change(table="funding", column="award_dollars", where={"stream_id": ("general",)}, difference=1)
    levers = [
        lever_of(f"{draw} {amount}", things, drawn[draw], change.model_copy(update={"difference": amount}))
        for draw in range(2)
        for amount in range(0, 4000, 500)
    ]
    found = sweep(district(), goal_first(Policy(), Goal(seats=1)), levers, models="kept", who=False, levels=1)
    for draw in range(2):
        seats = [most_seats(one) for one in found.outcomes[8 * draw : 8 * draw + 8] if one]
        steps = np.diff(seats)
        assert len(seats) == 8 and steps[0] > 0.5
        assert (steps >= -1e-6).all() and (np.diff(steps) <= 1e-6).all()


def test_every_amount_tried_stands_with_its_chance_and_interval(found: Reserve) -> None:
    rows = found.tried
    assert rows["chance"].between(rows["chance_low"], rows["chance_high"]).all()
    drawn = [4000 * float(values[0]) for values in drawn_of([money()], **ASKED)]
    for amount, reached in zip(rows["amount"], rows["reached"], strict=True):
        assert reached == sum(one + amount >= 36 * SEAT_DOLLARS - 0.01 for one in drawn)


def test_a_promise_that_is_kept_anyway_needs_no_reserve() -> None:
    found = reserve(penniless(), None, [money()], goal=20, probability=0.9, stream_id="money", draws=1)
    assert (found.amount, found.proved) == (0, True)
    assert found.sentences[0].startswith("No reserve is needed for 20 seats")


def test_no_amount_would_do_where_something_else_limits() -> None:
    found = reserve(penniless(), None, [money()], goal=61, probability=0.5, stream_id="money", draws=1)
    assert (found.amount, found.proved) == (None, True)
    assert found.sentences[0].startswith("No amount of money would reach 61 seats")


@pytest.mark.slow
def test_tutors_can_be_the_reserve() -> None:
    few = district(funding=penniless(100_000).funding)
    found = reserve(few, None, [hiring()], goal=75, probability=1.0, pool_id="aides", draws=2)
    assert found.amount is not None and 0 < found.amount < 40
    assert " of aides is the smallest" in found.sentences[0]


@pytest.mark.slow
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
    table = one_at_a_time(district(), None, [hiring(0.0, 0.1, 0.2), money()])
    assert table["uncertain"].iloc[0] == "Awards"
    assert table["swing_seats"].is_monotonic_decreasing
    row = table.set_index("uncertain").loc["Awards"]
    assert row["seats_at_low"] < row["seats_likely"] < row["seats_at_high"]
    assert (row["low"], row["high"]) == (0.6, 1.0)


def test_where_money_alone_binds_one_end_is_that_much_money() -> None:
    table = one_at_a_time(penniless(), None, [money(0.6, 0.9)])
    assert table[["seats_at_low", "seats_likely", "seats_at_high"]].iloc[0].tolist() == pytest.approx([24, 30, 36])
    assert table["swing_dollars"].iloc[0] == pytest.approx(1200, abs=0.05)


@pytest.mark.slow
def test_tied_things_move_together_and_an_end_without_a_plan_stands_first() -> None:
    policy = Policy(floors=(Floor(name="some", share=0.2),))
    table = one_at_a_time(district(), policy, [money(0.2, 1.0, tied="all"), hiring(tied="all")])
    assert table["uncertain"].iloc[0] == "Awards and Vacancies (tied)"
    assert table["swing_seats"].isna().iloc[0] and table["why"].iloc[0]


def test_no_amount_is_said_of_the_tutoring_models_that_suit_an_empty_award() -> None:
    found = reserve(penniless(award_dollars=0), goal=10, probability=0.9, stream_id="money", draws=1)
    assert found.amount is None and "with the tutoring models that suit the facts as given" in found.sentences[0]


def test_a_reserve_that_is_not_proved_the_smallest_is_not_called_so() -> None:
    strict = Policy(strict_minimum_spending=True)
    found = reserve(penniless(), strict, goal=41, probability=0.9, stream_id="money", draws=1)
    assert found.amount == 100 and not found.proved
    assert "is the smallest found that reaches" in found.sentences[0] and "is not proved" in found.sentences[0]
