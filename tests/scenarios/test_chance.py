"""The chance of a goal: nothing uncertain is the plan itself, the same seed the same bytes, money has a closed form."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import HitdesignError, InputError
from hitdesign.policy import Floor, Policy
from hitdesign.scenarios.chance import simulate
from hitdesign.scenarios.chance_counts import settling, wilson
from hitdesign.scenarios.chance_draws import shares
from hitdesign.scenarios.chance_goal import Goal
from hitdesign.scenarios.chance_matters import explained
from hitdesign.scenarios.chance_reserve import reserve
from hitdesign.scenarios.chance_spread import Range
from hitdesign.scenarios.chances import Chances
from hitdesign.scenarios.sweep import sweep
from scenarios.doubts import SEAT_DOLLARS, hiring, late, money, penniless, uncertain
from scenarios.scenes import district

FEW = penniless(people=3)
ALL = [money(), hiring(), late()]


@pytest.fixture(scope="module")
def found() -> Chances:
    return simulate(FEW, None, ALL, goal=12, draws=3, seed=2)


@pytest.fixture(scope="module")
def pennies() -> Chances:
    """Money alone binds: awards from 60 % to 100 % of $4,000, and 34 seats at $100 take 85 % of it."""
    return simulate(penniless(), None, [money(0.6, 1.0)], goal=34, draws=50, seed=5)


def test_where_nothing_is_uncertain_every_draw_is_the_plan() -> None:
    sure = simulate(FEW, None, [money(1, 1), late(0)], goal=20, draws=2)
    plan = sweep(FEW).base
    assert sure.table["seats"].tolist() == [plan.seats] * 2
    assert sure.table["dollars"].tolist() == [sum(plan.spent.values())] * 2
    assert sure.chance == 1.0 and sure.matters["share_of_seats"].tolist() == [0.0, 0.0]


def test_every_draw_is_the_scenario_of_its_values(found: Chances) -> None:
    drawn = found.values.iloc[2].tolist()
    lever = [money(drawn[0], drawn[0]), hiring(drawn[1], drawn[1], drawn[1]), late(float(drawn[2] is not None))]
    alone = simulate(FEW, None, lever, goal=12, draws=1)
    for name in ("seats", "dollars"):
        assert alone.table[name].iloc[0] == pytest.approx(found.table[name].iloc[2], rel=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_the_same_seed_is_the_same_bytes_whatever_the_executor(found: Chances, kind: str) -> None:
    made: Any = {
        "threads": lambda: ThreadPoolExecutor(2),
        "processes": lambda: ProcessPoolExecutor(1, mp_context=get_context("spawn")),
    }[kind]
    with made() as executor:
        there = simulate(FEW, None, ALL, goal=12, draws=3, seed=2, executor=executor)
    assert there.table.to_csv() == found.table.to_csv() and there.values.to_csv() == found.values.to_csv()
    assert there.sentences == found.sentences


def test_fewer_draws_of_things_in_another_order_are_the_first_rows(found: Chances) -> None:
    other = simulate(FEW, None, ALL[::-1], goal=12, draws=2, seed=2)
    pd.testing.assert_frame_equal(other.table, found.table.head(2), rtol=1e-7)


def test_where_money_alone_binds_seats_are_dollars_by_cost(pennies: Chances) -> None:
    dollars = 4000 * pennies.values["Awards"].astype(float)
    assert pennies.table["seats"].to_numpy() == pytest.approx(
        dollars.to_numpy() / SEAT_DOLLARS, abs=1e-4
    )  # to the cent


def test_where_money_alone_binds_the_chance_has_a_closed_form(pennies: Chances) -> None:
    exact = (1.0 - 34 * SEAT_DOLLARS / 4000) / (1.0 - 0.6)
    assert pennies.interval[0] <= exact <= pennies.interval[1]
    assert pennies.chance == pytest.approx(exact, abs=1 / 25)
    rows = pennies.convergence
    assert rows["draws"].tolist() == [25, 50]
    assert ((rows["chance_low"] <= exact) & (exact <= rows["chance_high"])).all()
    assert (np.diff(rows["chance_high"] - rows["chance_low"]) < 0).all()


def test_quantiles_are_those_of_the_drawn_money(pennies: Chances) -> None:
    at = pennies.quantiles.set_index("share")["seats"]
    for share, seats in at.items():
        assert seats == pytest.approx(4000 * (0.6 + 0.4 * float(str(share))) / SEAT_DOLLARS, abs=1.0)


def test_a_goal_that_the_policys_order_misses_is_reached_by_a_plan_and_both_are_said() -> None:
    found = simulate(district(), None, [money(0.9, 1.1)], goal=Goal(seats=15, tier="strategic"), draws=1)
    assert found.table["reached"].all() and not found.table["by_policy"].any()
    assert any("the policy's own order serves fewer" in sentence for sentence in found.sentences)


def test_whole_plans_reach_no_more_than_shares_of_groups_and_only_shares_say_so() -> None:
    parts = simulate(FEW, None, [money(0.9, 1.0)], goal=30, draws=1)
    whole = simulate(FEW, None, [money(0.9, 1.0)], goal=30, draws=1, whole=True)
    assert whole.table["seats"].iloc[0] <= parts.table["seats"].iloc[0] + 1e-6
    assert float(whole.table["seats"].iloc[0]).is_integer()
    assert ["shares of groups" in " ".join(one.sentences) for one in (parts, whole)] == [True, False]


def test_a_draw_without_a_plan_reaches_no_goal_and_is_said() -> None:
    policy = Policy(floors=(Floor(name="some", share=0.2),))
    found = simulate(FEW, policy, [money(0.25, 0.45)], goal=0, draws=3)
    lost = int(found.failures["no plan"])
    assert 0 < lost < 3 and found.reached == 3 - lost
    assert any("of 3 keep no plan at all" in sentence for sentence in found.sentences)
    assert found.table["seats"].isna().sum() == lost


class Broken:
    """Takes no work."""

    def submit(self, *_: Any) -> None:
        raise RuntimeError("shut down")


def test_draws_that_nobody_ran_count_for_nothing() -> None:
    found = simulate(penniless(), None, [money()], goal=30, draws=3, executor=Broken())
    assert set(found.table["status"]) == {"not run"} and np.isnan(found.chance)
    assert found.interval == (0.0, 1.0) and np.isnan(found.matters["share_of_seats"].iloc[0])
    assert found.sentences[0].startswith("Nothing is known of the chance of 30 seats")
    assert "took no more work" in " ".join(found.sentences)
    with pytest.raises(HitdesignError, match="took no more work"):
        reserve(penniless(), None, [money()], goal=30, probability=0.5, stream_id="money", draws=2, executor=Broken())


@pytest.mark.slow
def test_where_money_and_prices_bind_the_chance_has_a_closed_form() -> None:
    """Seats are 40 x award / price; with a price around 1 and awards from 60 % to 100 %, half of all draws reach 32."""
    price = uncertain("Pay", "tutors", "hourly_cost_dollars", "factor", Range(low=0.8, high=1.2))
    found = simulate(penniless(), None, [money(0.6, 1.0), price], goal=32, draws=200, seed=3)
    exact = 40 * found.values["Awards"].astype(float) / found.values["Pay"].astype(float)
    assert found.table["seats"].to_numpy() == pytest.approx(np.minimum(exact.to_numpy(), 60), abs=2e-3)
    assert found.chance == pytest.approx(0.5, abs=0.04)
    shares = found.matters.set_index("uncertain")["share_of_seats"]
    assert shares.sum() == pytest.approx(1.0, abs=0.15) and (shares > 0.3).all()


def test_what_no_table_can_hold_is_refused_before_anything_is_solved() -> None:
    wrong = [
        uncertain("a", "tutors", "vacancy_rate", "value", Range(low=0, high=1.4)),
        uncertain("b", "funding", "award", "factor", Range(low=0, high=1)),
    ]
    with pytest.raises(InputError) as trouble:
        simulate(FEW, None, wrong, goal=10, draws=2)
    assert {fault.table for fault in trouble.value.faults} == {"tutors", "funding"}


def test_what_moves_seats_most_stands_first(found: Chances, pennies: Chances) -> None:
    matters = found.matters
    assert matters["share_of_seats"].is_monotonic_decreasing
    assert ((matters["share_of_seats"] >= 0) & (matters["share_of_seats"] <= 1)).all()
    assert pennies.matters["share_of_seats"].iloc[0] > 0.95
    assert pennies.matters["rank_correlation"].iloc[0] == pytest.approx(1.0)


def test_bins_that_explain_nothing_explain_nothing() -> None:
    noise = np.random.default_rng(1).random(400)
    assert explained(np.arange(400) % 10, noise) < 0.05
    assert explained(np.zeros(3, dtype=np.int64), np.ones(3)) == 0.0


def test_sentences_say_the_chance_its_interval_and_who_says_so(found: Chances) -> None:
    text = " ".join(found.sentences)
    assert f"In {found.reached} of 3 draws a plan reaches 12 seats" in text
    assert "with 95% confidence the chance lies between" in text
    assert "Nobody has checked" in text and "Late award" in text
    assert found.sources["verified"].tolist() == [False] * 3


@pytest.mark.parametrize("chance", [0.1, 0.5, 0.82, 0.97])
def test_intervals_cover_the_chance_as_often_as_they_say(chance: float) -> None:
    reached = np.random.default_rng(7).binomial(100, chance, 2000)
    covered = [low <= chance <= high for low, high in (wilson(int(one), 100) for one in reached)]
    assert 0.92 <= np.mean(covered) <= 0.98


def test_intervals_cover_where_draws_are_spread_evenly_too() -> None:
    exact = 0.9**2 / 2  # that two shares add up to less than 0.9
    covered = []
    for seed in range(200):
        reached = int((shares("one", 50, seed) + shares("other", 50, seed) < 0.9).sum())
        low, high = wilson(reached, 50)
        covered.append(low <= exact <= high)
    assert np.mean(covered) >= 0.94


def test_an_interval_holds_what_it_should_at_its_ends() -> None:
    assert wilson(0, 20)[0] == 0.0 and wilson(20, 20)[1] == 1.0 and wilson(0, 0) == (0.0, 1.0)
    assert settling([True] * 30, [1.0] * 30)["draws"].tolist() == [25, 30]
