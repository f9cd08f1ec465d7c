"""The choice is held against random and stratified ones that keep the same lists."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.plan.scope.balance import balance_table, random_draws, stratified_draws, stratum_places
from hitdesign.plan.scope.choose import Chosen, choose
from hitdesign.plan.scope.comparison import comparison_table, unseen_table
from hitdesign.plan.scope.features import features_of
from plan.scope.towns import chance, schools_of_chance, wish

pytestmark = pytest.mark.once


def test_the_balance_is_the_difference_of_means_in_standard_deviations() -> None:
    features = features_of(schools_of_chance(2, 8))
    chosen = np.array([True, True, False, False, True, False, False, False])
    table = balance_table(features, chosen)
    size = table[(table["measure"] == "size") & (table["what"] == "mean")].iloc[0]
    own = schools_of_chance(2, 8)["size"].to_numpy()
    assert size["district"] == pytest.approx(own.mean())
    assert size["pilot"] == pytest.approx(own[chosen].mean())
    assert size["difference_sd"] == pytest.approx((own[chosen].mean() - own.mean()) / own.std())


def test_all_schools_are_in_balance() -> None:
    features = features_of(schools_of_chance(2, 8))
    assert np.allclose(balance_table(features, np.ones(8, dtype=bool))["difference_sd"], 0)


def test_random_draws_keep_the_lists_and_reach_every_school() -> None:
    asked = chance(6, 10, 4, must=["s02"], may=[f"s{n:02}" for n in range(9)])
    drawn = np.concatenate(list(random_draws(asked, 1200, 1)))
    assert drawn.shape == (1200, 10)
    assert (drawn.sum(axis=1) == 4).all()
    assert (drawn[:, 2] == 1).all()
    assert (drawn[:, 9] == 0).all()
    shares = drawn[:, [0, 1, 3, 4, 5, 6, 7, 8]].mean(axis=0)
    assert np.allclose(shares, 3 / 8, atol=0.06)


def test_a_seed_gives_the_same_draws_and_another_gives_others() -> None:
    asked = chance(6, 10, 4)
    one, same, other = (np.concatenate(list(random_draws(asked, 50, seed))) for seed in (1, 1, 2))
    assert (one == same).all()
    assert not (one == other).all()


def test_stratified_draws_give_each_stratum_its_share() -> None:
    asked = chance(6, 12, 4)
    strata = np.repeat([0, 1], [9, 3])
    assert stratum_places(asked, strata) == {0: 3, 1: 1}
    drawn = np.concatenate(list(stratified_draws(asked, strata, 300, 1)))
    assert (drawn[:, strata == 0].sum(axis=1) == 3).all()
    assert (drawn[:, strata == 1].sum(axis=1) == 1).all()


def test_places_of_a_stratum_that_cannot_take_part_go_elsewhere() -> None:
    ids = [f"s{n:02}" for n in range(12)]
    asked = chance(6, 12, 4, may=ids[:9], must=["s00"])
    assert stratum_places(asked, np.repeat([0, 1], [9, 3])) == {0: 3, 1: 0}


def test_few_draws_are_as_near_as_the_choice() -> None:
    asked = chance(9, 24, 6)
    found = choose(asked)
    assert isinstance(found, Chosen)
    table = comparison_table(asked, found.chosen, np.arange(24) % 3, 500, 1).set_index("against")
    assert (table["share_as_near"] < 0.02).all()
    assert (table["chosen_sd"] < table["median_sd"]).all()


def test_each_measure_is_left_out_in_turn_and_what_was_checked_is_never_chosen_by() -> None:
    asked = chance(9, 16, 5, weights={"area": 0.0})
    found = choose(asked)
    assert isinstance(found, Chosen)
    checked = features_of(schools_of_chance(77, 16)[["poverty"]].rename(columns={"poverty": "hidden"}))
    table = unseen_table(asked, found.chosen, checked, 200, 1)
    seen = dict(zip(table["measure"], table["seen"], strict=True))
    assert seen == {
        "levels": "left out in turn",
        "poverty": "left out in turn",
        "size": "left out in turn",
        "area": "never",
        "hidden": "never",
        "mean of all": "",
    }
    assert table.iloc[-1]["chosen_sd"] == pytest.approx(table.iloc[:-1]["chosen_sd"].mean())


def test_a_measure_that_follows_another_stays_near_when_it_is_left_out() -> None:
    table = schools_of_chance(12, 30)[["size"]]
    table = table.assign(twin=table["size"] * 2 + 5)
    features = features_of(table)
    asked = wish(features, 6)
    found = choose(asked)
    assert isinstance(found, Chosen)
    left = unseen_table(asked, found.chosen, features_of(table[["size"]].assign(size=1.0)), 400, 1).set_index("measure")
    assert left.at["twin", "share_as_near"] < 0.05
