"""Effect for cost, alternatives and benefits: laws, refusals, and what an answer says about itself."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.measurement.cost.benefit import at_rates, benefit_cost
from hitdesign.measurement.cost.compare import Alternative, compare_alternatives
from hitdesign.measurement.cost.earnings import earnings_value
from hitdesign.measurement.cost.effect import effect_for_cost, effect_for_time, effect_range
from hitdesign.measurement.cost.ratio import ratio_interval
from hitdesign.measurement.cost.roi import academic_return, academic_returns
from hitdesign.measurement.cost.total import Range

positive = st.floats(0.1, 50)


@given(st.floats(-20, 20), positive, positive, st.floats(0.01, 30), st.floats(-0.99, 0.99))
def test_fieller_holds_exactly_the_ratios_that_a_test_would_not_refuse(
    a: float, b: float, va: float, vb: float, r: float
) -> None:
    c = r * math.sqrt(va * vb)
    found = ratio_interval(a, b, numerator_se=va**0.5, denominator_se=vb**0.5, covariance=c, method="fieller")
    assume(abs(found.g - 1) > 1e-3)

    def fits(ratio: float) -> bool:
        return (a - ratio * b) ** 2 <= 1.959963985**2 * (va - 2 * ratio * c + ratio**2 * vb)

    for ratio in np.linspace(-60, 60, 41):
        near = min(abs(ratio - found.low), abs(ratio - found.high)) < 1e-3 * (1 + abs(ratio))
        inside = found.low <= ratio <= found.high
        expected = {"bounded": inside, "outside": ratio <= found.low or ratio >= found.high, "everything": True}
        assert near or fits(ratio) == expected[found.shape]
    assert fits(found.ratio)


@given(st.floats(-5, 5), positive, st.floats(0.01, 5))
def test_where_the_denominator_is_known_both_methods_agree(a: float, b: float, se: float) -> None:
    fieller, delta = (
        ratio_interval(a, b, numerator_se=se, denominator_se=0, method=one) for one in ("fieller", "delta")
    )
    assert fieller.low == pytest.approx(delta.low)
    assert fieller.high == pytest.approx(delta.high)


@given(st.floats(0.05, 1), st.floats(200, 8000), st.floats(0.01, 0.5), st.floats(0.2, 5))
def test_all_prices_times_a_number_divide_the_effect_per_dollar_by_it(
    effect: float, cost: float, se: float, factor: float
) -> None:
    same = {"effect_se": se, "effect_of": "offered", "cost_of": "offered"}
    one, other = effect_for_cost(effect, cost, **same), effect_for_cost(effect, factor * cost, **same)
    for name in ("ratio", "low", "high"):
        before = getattr(one.per_1000_dollars, name)
        assert getattr(other.per_1000_dollars, name) == pytest.approx(before / factor)
        assert getattr(other.dollars_per_tenth, name) == pytest.approx(factor * getattr(one.dollars_per_tenth, name))
    both = one.dollars_per_tenth
    if both.shape == "bounded":  # the two intervals are one, turned over
        assert both.low == pytest.approx(100 / one.per_1000_dollars.high)
        assert both.high == pytest.approx(100 / one.per_1000_dollars.low)


def test_what_numerator_and_denominator_share_makes_the_ratio_surer() -> None:
    apart, together = (
        ratio_interval(10, 5, numerator_se=2, denominator_se=1, covariance=one, method="delta") for one in (0, 1.5)
    )
    assert apart.standard_error == pytest.approx((4 / 25 + 100 / 625) ** 0.5)
    assert together.standard_error == pytest.approx((4 / 25 + 100 / 625 - 2 * 10 * 1.5 / 125) ** 0.5)


def test_an_effect_that_may_be_nothing_has_no_bounded_price_and_the_sentence_says_so() -> None:
    same = {"effect_of": "offered", "cost_of": "offered"}
    unsure = effect_for_cost(0.05, 1500, effect_se=0.04, **same)
    assert unsure.dollars_per_tenth.shape in ("outside", "everything")
    assert unsure.sentences()[-1] == "The effect may be nothing at all; then no amount of money buys it."
    assert "no price of one" in effect_for_cost(-0.05, 1500, effect_se=0.04, **same).sentences()[-1]
    assert effect_for_cost(0, 1500, effect_se=0.04, **same).dollars_per_tenth is None
    sure = effect_for_cost(0.2, 1500, effect_se=0.05, **same).sentences()
    assert sure[1] == "$750 a student for 0.1 standard deviations (95% interval (fieller): $503 to $1,471)."


def test_the_effect_of_some_students_is_not_divided_by_the_cost_of_others() -> None:
    with pytest.raises(InputError, match="effect is of students offered, the cost of students treated"):
        effect_for_cost(0.2, 1000, effect_se=0.1, effect_of="offered", cost_of="treated")
    with pytest.raises(InputError) as refused:
        ratio_interval(1, 0, numerator_se=-1, denominator_se=1, covariance=5, method="bootstrap", confidence=1)
    assert {fault.column for fault in refused.value.faults} == {"method", "numerator_se", "confidence"}
    with pytest.raises(InputError) as refused:
        ratio_interval(1, 0, numerator_se=1, denominator_se=1, covariance=5, method="delta")
    assert {fault.column for fault in refused.value.faults} == {"denominator", "covariance"}


def test_fiellers_intervals_hold_the_truth_as_often_as_they_say_and_the_delta_method_less() -> None:
    draw = np.random.default_rng(5)
    runs, truth = 3000, 1500 / 0.1
    effects, costs = draw.normal(0.1, 0.04, runs), draw.normal(1500, 60, runs)
    hits = dict.fromkeys(("fieller", "delta"), 0)
    for effect, cost in zip(effects.tolist(), costs.tolist(), strict=True):
        for method in hits:
            one = ratio_interval(cost, effect, numerator_se=60, denominator_se=0.04, method=method)
            inside = one.low <= truth <= one.high
            hits[method] += {"bounded": inside, "outside": truth <= one.low or truth >= one.high}.get(one.shape, True)
    assert abs(hits["fieller"] / runs - 0.95) < 0.012
    assert hits["delta"] / runs < 0.94


def test_time_is_divided_like_money() -> None:
    found = effect_for_time(0.2, 25, effect_se=0.05)
    assert (found.ratio, found.low) == (pytest.approx(0.08), pytest.approx((0.2 - 1.959964 * 0.05) / 2.5))
    with pytest.raises(InputError):
        effect_for_time(0.2, 0, effect_se=0.05)


def test_the_range_runs_from_the_worst_to_the_best_corner() -> None:
    found = effect_range(Range(-0.1, 0.1, 0.2), Range(500, 1000, 2000))
    assert (found.low, found.high) == (pytest.approx(-0.2), pytest.approx(0.4))
    with pytest.raises(InputError, match="ends are not in order"):
        effect_range(Range(0.2, 0.1, 0.3), Range(500, 1000, 2000))


def option(name: str, cost: float, effect: float, **other: object) -> Alternative:
    same = {"perspective": "society", "price_year": 2026, "outcome": "math", "source": "invented", **other}
    return Alternative(name=name, cost_dollars=cost, effect_sd=effect, **same)


def test_alternatives_of_mixed_perspective_or_year_are_refused_or_flagged() -> None:
    mixed = [option("a", 1, 0.1), option("b", 2, 0.2, perspective="district", price_year=2020, outcome="reading")]
    with pytest.raises(InputError) as refused:
        compare_alternatives(mixed)
    assert [fault.column for fault in refused.value.faults] == ["perspective", "price_year", "outcome"]
    said = compare_alternatives(mixed, mixed="flag").cautions
    assert said[0] == "Not like with like: they differ in perspective (district, society)."
    with pytest.raises(InputError, match="no source"):
        option("c", 1, 0.1, source="")
    with pytest.raises(InputError, match="two alternatives have this name"):
        compare_alternatives([option("a", 1, 0.1), option("a", 2, 0.1)])


def test_dosages_that_differ_or_are_unknown_are_a_caution() -> None:
    found = compare_alternatives(
        [option("a", 1, 0.1, dosage_hours=40), option("b", 2, 0.2, dosage_hours=20), option("c", 3, 1)]
    )
    near, far = (
        compare_alternatives([option("a", 1, 0.1, dosage_hours=40), option("d", 2, 0.2, dosage_hours=one)])
        for one in (31, 29)
    )
    assert (len(near.cautions), len(far.cautions)) == (0, 1)
    assert found.cautions == ("Their dosages differ: 20 to 40 hours a student.", "The dosage of c is not known.")


def test_an_alternative_above_the_line_of_two_others_is_dominated_by_their_mix() -> None:
    best = [option("best", 1200, 0.3), option("twin", 1200, 0.3)]
    found = compare_alternatives([option("none", 0, 0), option("mid", 900, 0.1), *best])
    table = found.table.set_index("name")
    assert table["verdict"].to_dict() == {
        "none": "on_frontier", "mid": "dominated_by_a_mix", "best": "on_frontier", "twin": "on_frontier",
    }  # fmt: skip
    assert table.loc["mid", "better"] == "none and best"
    assert table.loc["twin", "dollars_per_sd"] == pytest.approx(4000)
    assert found.sentences()[1] == "mid is dominated by a mix of none and best."


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=8))
def test_the_frontier_is_the_lower_hull_by_brute_force(points: list[tuple[int, int]]) -> None:
    given = [option(f"p{at}", cost, effect) for at, (cost, effect) in enumerate(points)]
    table = compare_alternatives(given).table
    slopes = table.loc[table["dollars_per_sd"].notna(), "dollars_per_sd"].drop_duplicates().tolist()
    assert slopes == sorted(slopes)
    for row in table.to_dict("records"):
        cost, effect = row["cost_dollars"], row["effect_sd"]
        better = [(c, e) for c, e in points if c <= cost and e >= effect and (c, e) != (cost, effect)]
        mixed = any(
            c1 + (c2 - c1) * (effect - e1) / (e2 - e1) < cost - 1e-9
            for c1, e1 in points
            for c2, e2 in points
            if e1 < effect < e2
        )
        expected = "dominated" if better else "dominated_by_a_mix" if mixed else "on_frontier"
        assert row["verdict"] == expected


def test_benefits_need_a_source_and_unchecked_ones_are_printed() -> None:
    flows = pd.DataFrame({"year": [0, 20], "cost_dollars": [1500, 0], "benefit_dollars": [0, 9000], "source": ["", ""]})
    with pytest.raises(InputError, match="row 3, column source: a benefit has no source"):
        benefit_cost(flows)
    found = benefit_cost(flows.assign(source="a study"))
    assert found.unverified == ("the discount rate (hitdesign, Planning defaults of this library (2026))", "a study")
    assert "Nobody has checked" in found.sentences()[-1]
    checked = benefit_cost(flows.assign(source="a study", verified="yes"), discount_rate=0.03)
    assert checked.unverified == ()
    assert checked.net_present_value_dollars == pytest.approx(9000 / 1.03**20 - 1500)
    with pytest.raises(InputError) as refused:
        benefit_cost(flows.assign(source="a study", cost_dollars=["x", 0], year=[-1, 2]))
    assert {(fault.row, fault.column) for fault in refused.value.faults} == {(2, "cost_dollars"), (2, "year")}


def test_when_the_money_of_a_year_moves_is_a_choice() -> None:
    flows = pd.DataFrame({"year": [0, 1], "cost_dollars": [100, 0], "benefit_dollars": [0, 110], "source": "x"})
    worth = {
        timing: benefit_cost(flows, discount_rate=0.1, timing=timing).present_benefits_dollars
        for timing in ("end_of_year", "mid_year", "beginning_of_year")
    }
    assert {benefit_cost(flows, discount_rate=0.1, timing=one).present_costs_dollars for one in worth} == {100.0}
    assert worth["end_of_year"] == pytest.approx(100)
    assert worth["mid_year"] == pytest.approx(110 / 1.1**0.5)
    assert worth["beginning_of_year"] == pytest.approx(110)


def test_a_higher_rate_makes_later_benefits_worth_less() -> None:
    flows = pd.DataFrame({"year": [0, 30], "cost_dollars": [100, 0], "benefit_dollars": [0, 900], "source": "x"})
    table = at_rates(flows)
    assert table["discount_rate"].tolist() == [0.02, 0.03, 0.07]
    assert table["net_present_value_dollars"].is_monotonic_decreasing
    assert at_rates(flows, [0.0])["benefit_cost_ratio"].tolist() == [9.0]


def test_the_break_even_effect_pays_exactly_its_cost_and_every_number_is_named() -> None:
    value = earnings_value(500_000, source="a table", persistence=0.5, persistence_source="a study")
    assert (value.share_per_sd, value.dollars_per_sd) == (0.12, 30_000)
    assert value.benefit_dollars(value.break_even_effect_sd(1200)) == pytest.approx(1200)
    assert not value.verified
    said = " ".join(value.sentences(0.1, 1200))
    assert (
        "earnings: a table; share: Hanushek, The Economic Value of Higher Teacher Quality (2011); lasting: a study"
        in said
    )
    with pytest.raises(InputError) as refused:
        earnings_value(0, source="", share_per_sd=0.1, persistence=0.5)
    assert [fault.column for fault in refused.value.faults] == [
        "lifetime_earnings_dollars", "source", "share_source", "persistence_source",
    ]  # fmt: skip


def test_without_a_comparison_group_a_return_has_no_rank() -> None:
    rows = {"program": ["a", "b", "c"], "learning_increase": [0.4, 0.3, 0.2], "comparison_increase": [None, 0.1, 0.1]}
    table = academic_returns(pd.DataFrame(rows | {"students_helped": 100, "dollars_spent": 100_000}))
    assert table["program"].tolist() == ["b", "c", "a"]
    assert table["rank"].tolist()[:2] == [1.0, 2.0]
    assert math.isnan(table["rank"].iloc[2])
    with pytest.raises(InputError, match="row 3, column dollars_spent: is no number"):
        academic_returns(pd.DataFrame(rows | {"students_helped": 100, "dollars_spent": [1, "much", 1]}))
    assert academic_return(0.3, 100, 10_000, comparison_increase=0.3).per_dollar == 0
