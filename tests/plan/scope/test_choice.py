"""The choice of pilot schools is the best there is, keeps its lists and limits, or says what to change."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from hitdesign.plan.scope.choose import Chosen, choose
from hitdesign.plan.scope.features import features_of
from hitdesign.plan.scope.program import Wish, choice_program, distance
from hitdesign.solving.check import violations
from plan.scope.towns import chance, schools_of_chance, wish

#: A few districts of chance in every run, hundreds in the long one.
SEEDS = pytest.mark.parametrize(
    "seeds", [pytest.param(range(2), id="few"), pytest.param(range(2, 300), id="many", marks=pytest.mark.slow)]
)


def every_choice(asked: Wish) -> np.ndarray:
    """All choices that keep the lists and limits, one row each."""
    schools = len(asked.features.school_ids)
    rows = np.zeros((0, schools))
    picks = [list(pick) for pick in combinations(np.flatnonzero(asked.may), asked.size)]
    if picks:
        rows = np.zeros((len(picks), schools))
        np.put_along_axis(rows, np.array(picks), 1.0, axis=1)
    kept = (rows[:, asked.must] == 1).all(axis=1)
    for own, there in asked.limits.values():
        kept &= rows @ own <= there + 1e-9
    return rows[kept]


def chosen_of(asked: Wish, gap: float = 0.0) -> Chosen:
    found = choose(asked, gap=gap)
    assert isinstance(found, Chosen), found
    return found


@SEEDS
def test_the_program_finds_what_trying_every_choice_finds(seeds: range) -> None:
    for seed in seeds:
        schools = 5 + seed % 7
        size = 1 + seed * 5 % (schools - 1)
        asked = chance(seed, schools, size, must=["s01"], weights={"size": 2.0})
        asked = replace(asked, limits={"dollars": (np.arange(1.0, schools + 1), 0.7 * schools * size)})
        possible = every_choice(asked)
        found = choose(asked, gap=0.0)
        if not len(possible):
            assert not isinstance(found, Chosen)
            continue
        assert isinstance(found, Chosen)
        best = float(distance(asked, possible).min())
        assert found.distance == pytest.approx(best, abs=1e-6)
        assert found.bound <= best + 1e-6
        assert (found.chosen[None, :] == possible.astype(bool)).all(axis=1).any()


@SEEDS
def test_no_whole_choice_breaks_a_row_of_the_program(seeds: range) -> None:
    """The lines through two whole numbers cut off fractions only."""
    for seed in seeds:
        schools = 4 + seed % 6
        asked = chance(seed, schools, schools // 2)
        program = choice_program(asked)
        scores = asked.features.standardized
        for row in every_choice(asked)[:20]:
            away = np.maximum(0.0, np.abs(row @ scores) / asked.size - asked.indifferent)
            broken = violations(program, np.concatenate([row, away]))
            assert broken.empty, broken


@SEEDS
def test_all_schools_differ_from_the_district_in_nothing(seeds: range) -> None:
    for seed in seeds:
        found = chosen_of(chance(seed, 9, 9))
        assert found.distance == 0
        assert found.gap == 0


def test_what_must_be_in_is_in_and_what_must_not_is_out() -> None:
    ids = [f"s{number:02}" for number in range(14)]
    asked = chance(11, 14, 5, must=["s03", "s07"], may=[one for one in ids if one not in ("s00", "s05")])
    found = chosen_of(asked)
    picked = {one for one, here in zip(ids, found.chosen, strict=True) if here}
    assert {"s03", "s07"} <= picked
    assert not picked & {"s00", "s05"}
    assert len(picked) == 5


@SEEDS
def test_a_further_wish_never_brings_the_schools_nearer(seeds: range) -> None:
    for seed in seeds:
        asked = chance(seed, 10, 4)
        free = chosen_of(asked).distance
        held = chosen_of(replace(asked, must=np.arange(10) == seed % 10)).distance
        cost = np.arange(10.0)
        limited = choose(replace(asked, limits={"dollars": (cost, 12.0)}), gap=0.0)
        assert held >= free - 1e-9
        assert isinstance(limited, Chosen)
        assert limited.distance >= free - 1e-9
        assert float(cost[limited.chosen].sum()) <= 12


def test_rows_in_any_order_give_the_same_schools() -> None:
    table = schools_of_chance(8, 16)
    one = chosen_of(wish(features_of(table), 5), gap=0.01).chosen
    other = chosen_of(wish(features_of(table.sample(frac=1, random_state=2)), 5), gap=0.01).chosen
    assert one.tolist() == other.tolist()


def test_a_measure_that_weighs_more_is_met_more_nearly() -> None:
    asked = chance(21, 15, 4)
    own = replace(asked, features=asked.features.only("size"))
    even = float(distance(own, chosen_of(asked).chosen)[0])
    heavy = float(distance(own, chosen_of(replace(asked, weights={"size": 1000.0})).chosen)[0])
    assert heavy < even


def test_too_many_schools_are_refused_with_the_number_that_can_take_part() -> None:
    assert choose(chance(1, 6, 5, may=["s00", "s01"])) == (
        "5 schools are asked for and 2 can take part: choose at most 2, or ask more schools to take part.",
    )


def test_more_that_must_than_are_chosen_is_said() -> None:
    said = choose(chance(1, 6, 1, must=["s00", "s01"]))
    assert said == ("2 schools must be in the pilot and only 1 are chosen: choose at least 2, or take 1 off the list.",)


def test_a_budget_below_the_cheapest_choice_says_what_would_do() -> None:
    asked = replace(chance(1, 6, 3), limits={"dollars": (np.full(6, 100.0), 250.0)})
    (said,) = choose(asked)
    assert "at least $300" in said
    assert "choose at most 2" in said
    enough = replace(asked, limits={"dollars": (np.full(6, 100.0), 300.0)})
    assert isinstance(choose(enough), Chosen)


def test_limits_that_clash_only_together_name_what_would_do() -> None:
    dollars, tutors = np.array([1.0, 1, 9, 9]), np.array([9.0, 9, 1, 1])
    asked = replace(chance(4, 4, 2), limits={"dollars": (dollars, 5.0), "tutors": (tutors, 5.0)})
    (said,) = choose(asked)
    assert said.startswith("No 2 schools keep all limits together (dollars, tutors).")
    assert "$18 instead of $5" in said
    assert "18.0 tutors instead of 5.0 tutors" in said
    repaired = replace(asked, limits={"dollars": (dollars, 18.0), "tutors": (tutors, 5.0)})
    assert isinstance(choose(repaired), Chosen)
