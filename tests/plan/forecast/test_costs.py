"""Costs of a forecast add up to what the streams spend, to the cent; what a dollar buys is a range that can be true."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hitdesign.plan.forecast.costs import borne, costs_of, whole_parts
from hitdesign.plan.forecast.forecast import Forecast, forecast_of
from hitdesign.plan.forecast.reaching import share_reaching
from hitdesign.plan.forecast.services import services_of
from laws.districts import case_of
from plan.forecast.drafts import FEATURES_TOLD_APART, blocks, draft_of, restated, rich_plan, with_seats
from scenarios.small import plan

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def found() -> Forecast:
    return forecast_of(rich_plan())


def cents(values: object) -> int:
    return round(100 * float(np.sum(np.asarray(values, dtype=float))))


def test_cost_rows_of_a_stream_add_up_to_its_spending(found: Forecast) -> None:
    spending = rich_plan().allocation.spending.set_index("stream_id")["not_to_exceed_dollars"]
    for stream, own in found.costs.groupby("stream_id"):
        assert cents(own["not_to_exceed_dollars"]) == cents([spending[stream]])
    assert {"labour", "seat", "indirect", "coordination"} <= set(found.costs["cost_kind"])


def test_dollars_borne_by_services_add_up_to_all_spending(found: Forecast) -> None:
    spending = rich_plan().allocation.spending
    for name in ("not_to_exceed_dollars", "expected_dollars"):
        assert cents(found.rows[name]) == cents(spending[name])
        for _, own in found.parts.groupby("by"):
            assert cents(own[name]) == cents(spending[name])
    assert (found.rows["expected_dollars"] <= found.rows["not_to_exceed_dollars"]).all()


@pytest.mark.parametrize("seed", [4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 30))])
def test_they_add_up_in_drawn_districts(seed: int) -> None:
    draft = draft_of(case_of(seed, FEATURES_TOLD_APART, tiny=True))
    assert draft is not None
    spending = draft.allocation.spending
    table = costs_of(draft).groupby("stream_id")["not_to_exceed_dollars"].sum()
    for stream, most in zip(spending["stream_id"], spending["not_to_exceed_dollars"], strict=True):
        assert cents(table.get(stream, 0.0)) == cents(most)
    if len(draft.allocation.seats):
        assert cents(borne(draft, services_of(draft))["not_to_exceed_dollars"]) == cents(
            spending["not_to_exceed_dollars"]
        )


def test_labour_is_borne_by_the_service_that_is_taught_however_full_its_groups_are() -> None:
    seats = plan().allocation.seats.copy()
    seats.loc[0, "students"] -= 2
    found = forecast_of(with_seats(plan(), seats))
    pay = plan().allocation.groups.set_index(["band_id", "block_id"])["labour_dollars"]
    for _, row in found.rows.iterrows():
        assert row["not_to_exceed_dollars"] == pytest.approx(pay[row["band_id"], row["block_id"]], abs=0.01)


def test_direct_costs_of_a_stream_are_its_charges_by_kind(found: Forecast) -> None:
    charges = rich_plan().allocation.charges.groupby(["stream_id", "cost_kind"])["dollars"].sum().astype(float)
    direct = found.costs[found.costs["cost_kind"] != "indirect"]
    rows = direct.groupby(["stream_id", "cost_kind"])["not_to_exceed_dollars"].sum()
    assert rows.round(2).to_dict() == charges.round(2).to_dict()


def test_prices_are_ranges_around_what_a_reader_divides(found: Forecast) -> None:
    spending, prices = rich_plan().allocation.spending, found.prices.set_index("per")
    seats = rich_plan().allocation.seats_served
    row = prices.loc["seat scheduled"]
    assert row["dollars_high"] == pytest.approx(spending["not_to_exceed_dollars"].sum() / seats)
    assert row["dollars_low"] < spending["expected_dollars"].sum() / seats, "outcomes may not be met"
    low, high = rich_plan().allocation.students_served
    assert prices.loc["student scheduled", ["amount_low", "amount_high"]].tolist() == [low, high]
    known = found.prices.dropna()
    assert (known["dollars_low"] <= known["dollars_high"]).all()


def test_a_price_that_nothing_bounds_is_unknown_and_says_so() -> None:
    thin = forecast_of(restated(rich_plan(), blocks=blocks(attendance_rate=0.3))).prices.set_index("per")
    row = thin.loc["student who reaches adequate dosage"]
    assert math.isnan(row["dollars_high"])
    assert row["dollars_low"] > 0
    assert "no highest amount is known" in row["sentence"]


def test_more_attendance_never_means_fewer_who_reach_adequate_dosage() -> None:
    tables = [
        forecast_of(restated(rich_plan(), blocks=blocks(attendance_rate=rate))).reaching for rate in (0.3, 0.7, 1.0)
    ]
    for name in ("reaching_low", "reaching_high", "at_stated_rates_low", "at_stated_rates_high"):
        by_rate = [float(table[name][1]) / float(table["seats"][1]) for table in tables]
        assert by_rate == sorted(by_rate)
    last = tables[-1].set_index("dosage").loc["expected"]
    assert last["at_stated_rates_low"] == last["seats"]


def test_no_way_of_attending_leaves_the_bounds_of_who_reaches_it() -> None:
    dice = np.random.default_rng(20261126)
    for _ in range(300):
        attended = np.clip(dice.normal(dice.uniform(0, 1), dice.uniform(0, 0.6), size=dice.integers(1, 40)), 0, 1)
        threshold = float(dice.uniform(0.01, 1.2))
        low, high = share_reaching(np.array([attended.mean()]), np.array([threshold]))
        share = float((attended >= threshold).mean())
        assert low[0] - 1e-12 <= share <= high[0] + 1e-12


def test_the_bounds_of_who_reaches_it_are_met() -> None:
    low, high = share_reaching(np.array([0.7]), np.array([0.4]))
    stop_short = np.array([1.0] * 50 + [0.4 - 1e-9] * 50)
    assert (stop_short >= 0.4).mean() == pytest.approx(float(low[0]), abs=1e-6)
    assert float(high[0]) == 1.0
    never = np.array([0.8] * 25 + [0.0] * 75)
    assert (never >= 0.8).mean() == float(share_reaching(np.array([0.2]), np.array([0.8]))[1][0])


def test_parts_of_a_total_are_whole_and_add_up() -> None:
    for total in (0, 1, 99, 100_000_001):
        parts = whole_parts(np.array([0.1, 3.3, 0.0, 7.0]), total)
        assert parts.sum() == total
        assert parts[2] == 0
    assert whole_parts(np.zeros(2), 10).sum() == 0


def test_what_is_assumed_is_said_and_what_is_stated_is_not() -> None:
    stated, blank = (restated(rich_plan(), blocks=blocks(attendance_rate=rate)) for rate in (0.8, None))
    assert not [one for one in forecast_of(stated).assumptions if "not stated by the district" in one]
    assert [one for one in forecast_of(blank).assumptions if "not stated by the district" in one]


def test_sentences_give_ranges(found: Forecast) -> None:
    for number in (0, 1, 2):
        assert "anything from" in found.sentences[number]
    assert any("not a promise" in one for one in found.sentences)
