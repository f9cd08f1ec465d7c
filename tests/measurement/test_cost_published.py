"""Numbers that others printed about cost and return, within their printed precision."""

from __future__ import annotations

import pandas as pd
import pytest

from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.measurement.cost.annual import annualisation_factor
from hitdesign.measurement.cost.bands import bands, cost_band, effect_band
from hitdesign.measurement.cost.benefit import benefit_cost
from hitdesign.measurement.cost.compare import Alternative, compare_alternatives
from hitdesign.measurement.cost.effect import effect_for_cost
from hitdesign.measurement.cost.ratio import ratio_interval
from hitdesign.measurement.cost.roi import academic_return


@pytest.mark.parametrize(
    ("rate", "years", "printed"),
    [
        # ASHRAE Pocket Guide for HVAC (2013), table of capital recovery factors, as shown by engineersedge.com.
        (0.035, 2, 0.52640), (0.045, 4, 0.27874), (0.06, 6, 0.20336), (0.08, 8, 0.17401), (0.10, 10, 0.16275),
        (0.035, 18, 0.07582), (0.10, 18, 0.12193),
        # Table of compound interest factors at 0.25 % (vdocuments.us, discrete cash flow).
        (0.0025, 8, 0.12641), (0.0025, 24, 0.04298),
    ],
)  # fmt: skip
def test_annualisation_factors_of_printed_tables(rate: float, years: float, printed: float) -> None:
    assert annualisation_factor(rate, years) == pytest.approx(printed, abs=0.000006)


@pytest.mark.parametrize(
    ("rate", "printed"), [(0, 10.0), (0.05, 13.0), (0.06, 13.6), (0.08, 14.9), (0.10, 16.3), (0.12, 17.7), (0.15, 19.9)]
)
def test_annuity_percentages_over_ten_years(rate: float, printed: float) -> None:
    """A table of annuities for the cost of equipment of a university library (goobi.tib.eu 1066537933, figure 3)."""
    assert 100 * annualisation_factor(rate, 10) == pytest.approx(printed, abs=0.051)


def test_the_factor_of_a_tutorial_and_the_usual_one_of_the_ingredients_method() -> None:
    assert annualisation_factor(0.05, 8) == pytest.approx(0.155, abs=0.0005)  # WR Economics tutorial: 8 years, 5 %
    assert annualisation_factor(0.05, 10) == pytest.approx(0.1295, abs=0.00005)  # Levin and McEwan, from memory


def test_fiellers_limits_of_a_printed_example() -> None:
    """DCSTATS (github DCPROGS): 14 with SD 3 over 7 with SD 2, 10 degrees of freedom, t at 0.95."""
    data = {"numerator_se": 3, "denominator_se": 2, "confidence": 0.9, "degrees_of_freedom": 10}
    found = ratio_interval(14, 7, method="fieller", **data)
    assert (found.low, found.high) == (pytest.approx(1.051413, abs=5e-7), pytest.approx(4.414296, abs=5e-7))
    assert found.g == pytest.approx(0.268164, abs=1e-6)
    delta = ratio_interval(14, 7, method="delta", **data)
    assert delta.standard_error == pytest.approx(0.714286, abs=5e-7)
    assert delta.low == pytest.approx(0.705385, abs=5e-7)


@pytest.mark.parametrize(("confidence", "low", "high"), [(0.90, 1.54, 2.64), (0.95, 1.46, 2.83), (0.99, 1.27, 3.36)])
def test_fiellers_limits_of_a_calculator(confidence: float, low: float, high: float) -> None:
    """GraphPad QuickCalcs, as quoted in DCSTATS: means 14 and 7, standard errors 1.22 and 0.82, six each."""
    errors = {"numerator_se": 3 / 6**0.5, "denominator_se": 2 / 6**0.5}
    found = ratio_interval(14, 7, **errors, method="fieller", confidence=confidence, degrees_of_freedom=10)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


def rows_of(*given: tuple[str, float, float]) -> pd.DataFrame:
    same = {"perspective": "health system", "price_year": 2000, "outcome": "life", "source": "printed"}
    made = [Alternative(name=name, cost_dollars=cost, effect_sd=effect, **same) for name, cost, effect in given]
    return compare_alternatives(made).table.set_index("name")


def test_incremental_ratios_of_strategies_for_radiation() -> None:
    """JNCI Cancer Spectrum 4(2) (2020), pkaa004, table 1: strategy 2 is absolutely dominated."""
    table = rows_of(
        ("Strategy 1", 1695.865, 8.570992), ("Strategy 2", 12224.17, 8.583273), ("Strategy 3", 12118.17, 8.590681)
    )
    assert table["verdict"].tolist() == ["on_frontier", "dominated", "on_frontier"]
    assert table.loc["Strategy 2", "better"] == "Strategy 3"
    assert table.loc["Strategy 3", "incremental_dollars"] == pytest.approx(10422.31, abs=0.01)
    assert table.loc["Strategy 3", "dollars_per_sd"] == pytest.approx(529365.8, rel=1e-4)


def test_incremental_ratios_of_strategies_for_screening() -> None:
    """Australia and New Zealand Health Policy 2 (2005):10, table 7; effects are printed in whole life years."""
    table = rows_of(
        ("existing", 0, 0), ("FOBT2", 140_117_791, 3551), ("DCBE5", 248_112_291, 6023), ("DCBE3", 304_301_903, 6720),
        ("FOBT1+DCBE5", 370_181_240, 7076), ("FOBT1+DCBE3", 422_777_702, 7299),
    )  # fmt: skip
    assert set(table["verdict"]) == {"on_frontier"}
    printed = [39459, 43687, 80616, 185054, 235859]
    assert table["dollars_per_sd"].tolist()[1:] == [pytest.approx(one, abs=1) for one in printed]


def test_present_costs_and_net_value_of_a_tutorial() -> None:
    """WR Economics tutorial: 18,000 now and 7,500 after 3, 6 and 9 years at 10 %; inflows are worth 33,557."""
    flows = pd.DataFrame({"year": [0, 3, 6, 9, 0], "cost_dollars": [18000, 7500, 7500, 7500, 0]})
    flows = flows.assign(benefit_dollars=[0, 0, 0, 0, 33557], source="the tutorial")
    found = benefit_cost(flows, discount_rate=0.10)
    assert found.present_costs_dollars == pytest.approx(31049, abs=0.5)
    assert found.net_present_value_dollars == pytest.approx(2508, abs=0.5)


def test_a_benefit_cost_summary_of_tutoring() -> None:
    """WSIPP, Supplemental computer-assisted instruction for struggling readers (2019): present values per student."""
    parts = pd.DataFrame({"year": [0] * 4, "cost_dollars": [571, 0, 0, 0], "benefit_dollars": [1083, 2545, 1343, -285]})
    found = benefit_cost(parts.assign(source="WSIPP"), discount_rate=0.035)
    assert found.present_benefits_dollars == 4686
    assert found.net_present_value_dollars == 4115
    assert found.benefit_cost_ratio == pytest.approx(8.21, abs=0.005)


@pytest.mark.parametrize(
    ("effect", "cost", "per_1000"), [(0.23, 4800, 0.048), (0.23, 3360, 0.068), (0.16, 1200, 0.133), (0.16, 2500, 0.064)]
)
def test_effects_per_thousand_dollars_of_known_programs(effect: float, cost: float, per_1000: float) -> None:
    found = effect_for_cost(effect, cost, effect_se=0.05, effect_of="treated", cost_of="treated")
    assert found.per_1000_dollars.ratio == pytest.approx(per_1000, abs=0.0005)


def test_kraft_s_bands_hold_their_lower_bounds_and_are_said_to_be_unverified() -> None:
    """Kraft, Educational Researcher 49(4) (2020): bounds from memory."""
    assert [effect_band(one) for one in (0.0, 0.0499, 0.05, 0.1999, 0.2, 1.0)] == [
        "small", "small", "medium", "medium", "large", "large",
    ]  # fmt: skip
    assert [cost_band(one) for one in (0, 499.99, 500, 3999.99, 4000)] == ["low", "low", "moderate", "moderate", "high"]
    found = bands(0.16, 1600)
    assert (found.effect, found.cost, found.verified) == ("medium", "moderate", False)
    assert "not checked against the paper" in found.sentence()


def test_academic_return_is_the_formula_of_finance_officers_and_recovery_money_is_the_evidence_s() -> None:
    """gfoa.org: (learning increase x number of students helped) / dollars spent."""
    found = academic_return(0.2, 150, 240_000)
    assert found.per_dollar == 0.2 * 150 / 240_000
    assert (found.source, found.verified, found.compared) == ("gfoa_aroi", True, False)
    assert "descriptive only" in found.sentence()
    assert number(shipped(), "return.esser.math_sd_per_1000") == 0.008
    assert not parameter(shipped(), "return.earnings_share_per_sd").verified
