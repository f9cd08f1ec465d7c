"""A grant that districts share is divided as the one linear program of all of them would divide it."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.allocation.questions import ask_curve
from hitdesign.scenarios.many_recipes import Held
from hitdesign.scenarios.shared_grants import SharedGrant, curve_of_district, share_grant
from hitdesign.scenarios.steepest import Curve, divided
from scenarios import competing
from scenarios.competing import ALL_MODELS, GRANT

STEEP = {"a": Curve((0.0, 10.0, 30.0), (0.0, 5.0, 6.0)), "b": Curve((0.0, 20.0), (0.0, 4.0))}
TURNS = {"a": 0, "b": 1}


@pytest.fixture(scope="module")
def places() -> list[hit.District]:
    return competing.districts()


@pytest.fixture(scope="module")
def shared(places: list[hit.District]) -> SharedGrant:
    return share_grant(places, "grant", GRANT / 4, ALL_MODELS)


def test_the_steepest_pieces_are_taken_first_and_the_last_one_is_the_price() -> None:
    assert divided(STEEP, 10.0, TURNS) == ({"a": 10.0, "b": 0.0}, 0.5)
    assert divided(STEEP, 25.0, TURNS) == ({"a": 10.0, "b": 15.0}, 0.2)
    assert divided(STEEP, 40.0, TURNS) == ({"a": 20.0, "b": 20.0}, 0.05)
    assert divided(STEEP, 100.0, TURNS) == ({"a": 30.0, "b": 20.0}, 0.0)


def test_equally_steep_pieces_are_taken_in_the_published_order() -> None:
    twins = {"a": Curve((0.0, 10.0), (0.0, 5.0)), "b": Curve((0.0, 10.0), (3.0, 8.0 + 1e-12))}
    assert divided(twins, 10.0, {"a": 0, "b": 1})[0] == {"a": 10.0, "b": 0.0}
    assert divided(twins, 10.0, {"a": 1, "b": 0})[0] == {"a": 0.0, "b": 10.0}


def test_what_keeps_the_floors_comes_before_what_is_steepest() -> None:
    bound = {"a": Curve((0.0, 10.0), (0.0, 50.0)), "b": Curve((6.0, 10.0), (1.0, 2.0))}
    assert divided(bound, 8.0, TURNS)[0] == {"a": 2.0, "b": 6.0}
    with pytest.raises(hit.InputError, match=r"at least \$6"):
        divided(bound, 5.0, TURNS)


def test_no_division_of_a_fine_grid_is_worth_more() -> None:
    for dollars in (5.0, 12.5, 25.0, 37.0):
        shares, _ = divided(STEEP, dollars, TURNS)
        best = max(STEEP["a"].at(own) + STEEP["b"].at(dollars - own) for own in np.linspace(0, dollars, 501))
        assert sum(curve.at(shares[key]) for key, curve in STEEP.items()) >= best - 1e-12


def test_for_every_amount_the_division_is_worth_what_one_joint_program_finds(places: list[hit.District]) -> None:
    joint = hit.allocate(competing.together(places), policy=ALL_MODELS, whole=False, levels=1).or_raise()
    wanted = ask_curve(joint, streams={"grant"}, highest=GRANT, of="level")
    curves = {place.name: curve_of_district((Held(place), "grant", GRANT, ALL_MODELS, None)) for place in places}
    assert len(wanted) >= 5 and sum(len(curve.dollars) > 2 for curve in curves.values()) >= 2
    turns = {name: number for number, name in enumerate(sorted(curves))}
    for dollars in np.linspace(0, GRANT, 41)[1:]:
        shares, price = divided(curves, dollars, turns)
        value = sum(curve.at(shares[name]) for name, curve in curves.items())
        assert value == pytest.approx(np.interp(dollars, wanted["dollars"], wanted["value"]), rel=1e-9, abs=1e-9)
        piece = int(np.searchsorted(wanted["dollars"], dollars)) - 1
        assert price == pytest.approx(wanted["per_1000_dollars"].iloc[piece] / 1000, rel=1e-6, abs=1e-9)


def test_the_table_holds_each_share_with_its_value_and_what_more_would_add(shared: SharedGrant) -> None:
    table = shared.shares.set_index("key")
    assert list(table.index) == ["Ashby", "Birch", "Cedar"] and set(table["status"]) == {"divided"}
    assert table["dollars"].sum() == pytest.approx(GRANT / 4) and shared.unspent_dollars == pytest.approx(0, abs=1e-6)
    assert (table["value"] >= table["value_without"]).all() and shared.value == table["value"].sum()
    assert (table["next_1000_dollars"] <= shared.price_per_1000_dollars + 1e-9).all()
    assert shared.price_per_1000_dollars > 0 and shared.unit == "weighted seats"


@pytest.mark.slow
def test_districts_planned_with_their_shares_reach_the_value_of_the_division(
    shared: SharedGrant, places: list[hit.District]
) -> None:
    recipes = shared.awarded(places)
    planned = [hit.allocate(recipe.district(), policy=ALL_MODELS, whole=False, levels=1) for recipe in recipes]
    assert sum(answer.or_raise().value for answer in planned) == pytest.approx(shared.value, abs=0.01)
    funding = [stream for recipe in recipes for stream in recipe.district().funding]
    awards = [stream.award_dollars for stream in funding if stream.stream_id == "grant"]
    assert sum(awards) <= GRANT / 4 + 1e-6 and awards == pytest.approx(list(shared.shares["dollars"]), abs=0.01)


def test_a_district_that_does_not_list_the_grant_gets_nothing_and_says_why(places: list[hit.District]) -> None:
    table = share_grant(places[:1], "another", GRANT, ALL_MODELS).shares
    assert list(table["status"]) == ["failed"] and list(table["dollars"]) == [0.0]
    assert "does not list the grant" in table["sentence"].iloc[0] and pd.isna(table["value"].iloc[0])


def test_a_district_where_the_grant_may_not_pay_counts_with_what_it_does_without(places: list[hit.District]) -> None:
    late = {"obligate_from": date(2031, 7, 1), "obligate_by": date(2032, 9, 30)}
    funding = [one.model_copy(update=late) if one.stream_id == "grant" else one for one in places[0].funding]
    shared = share_grant([dataclasses.replace(places[0], funding=funding)], "grant", GRANT, ALL_MODELS)
    (row,) = shared.shares.to_dict("records")
    assert (row["status"], row["dollars"], shared.unspent_dollars) == ("divided", 0.0, GRANT)
    assert shared.value == row["value"] == row["value_without"] > 0
    assert row["sentence"]


def test_a_level_that_does_not_add_up_and_an_unknown_order_are_refused_together() -> None:
    uneven = hit.Policy(levels=("equity_between_schools", "seats"))
    with pytest.raises(hit.InputError) as caught:
        share_grant([], "grant", 0.0, uneven, order=("Nowhere",))
    assert [fault.column for fault in caught.value.faults] == ["levels", "dollars", "order"]


class TakesOne:
    """Works on one district, then takes no more."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, work: Any, *given: Any) -> Future[Any]:
        self.taken += 1
        if self.taken > 1:
            raise RuntimeError("shut down")
        future: Future[Any] = Future()
        future.set_result(work(*given))
        return future


def test_no_awards_are_made_while_a_district_is_missing(places: list[hit.District]) -> None:
    shared = share_grant(places[:2], "grant", GRANT, ALL_MODELS, executor=TakesOne())
    assert list(shared.shares["status"]) == ["divided", "missing"]
    with pytest.raises(hit.InputError, match="not divided while districts are missing"):
        shared.awarded(places[:2])


@pytest.mark.parametrize("dollars", [0.0, float("inf"), float("nan")])
def test_a_grant_that_is_no_amount_is_refused(dollars: float) -> None:
    with pytest.raises(hit.InputError, match="nothing to divide"):
        share_grant([], "grant", dollars)
