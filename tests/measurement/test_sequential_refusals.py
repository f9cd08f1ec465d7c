"""Looks that cannot be planned or read are refused, all faults at once; laws that always hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hitdesign.errors import InputError
from hitdesign.measurement.sequential.anytime import confidence_sequence, ratio_test
from hitdesign.measurement.sequential.bounds import looks, with_actual
from hitdesign.measurement.sequential.futility import looks_with_futility
from hitdesign.measurement.sequential.inference import after_stopping, read_look
from hitdesign.measurement.sequential.power import drift_for_power, outcome_of, smallest_effect_sd
from hitdesign.measurement.sequential.rates import binomial_below, rate_alarms
from hitdesign.measurement.sequential.spending import Shape, Spending

PLAN = looks((0.5, 1), Spending("obrien_fleming"), alpha=0.05, sides=2)
KINDS = [
    Spending("obrien_fleming"),
    Spending("pocock"),
    Spending("hwang_shih_decani", -4),
    Spending("hwang_shih_decani", 0),
    Spending("kim_demets", 2),
]


def columns(refused: pytest.ExceptionInfo[InputError]) -> set[str | None]:
    return {fault.column for fault in refused.value.faults}


def test_all_faults_of_a_plan_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        looks((0.5, 0.4, 1.2, math.nan), Shape("pocock"), alpha=0.7, sides=3, spend_by="half")
    names = {"information", "information of look 3", "information of look 4", "alpha", "sides", "spend_by"}
    assert columns(refused) == names


@pytest.mark.parametrize("information", [(), (0.5, 0.5003), [k / 200 for k in range(1, 150)]])
def test_looks_too_many_too_few_or_too_near_are_refused(information: list[float]) -> None:
    with pytest.raises(InputError) as refused:
        looks(information, Shape("pocock"), alpha=0.05, sides=2)
    assert columns(refused) == {"information"}


@pytest.mark.parametrize(
    ("kind", "parameter"), [("pocock", 1.0), ("kim_demets", None), ("kim_demets", 0.0), ("hwang_shih_decani", 99)]
)
def test_a_parameter_missing_or_out_of_bounds_or_not_asked_for_is_refused(kind: str, parameter: float | None) -> None:
    with pytest.raises(InputError) as refused:
        Spending(kind, parameter)
    assert columns(refused) == {"parameter"}
    with pytest.raises(InputError):
        Shape("peto")


def test_early_bounds_that_leave_nothing_for_the_last_look_are_refused() -> None:
    with pytest.raises(InputError, match="as much as alpha"):
        looks([k / 10 for k in range(1, 11)], Shape("haybittle_peto", 2.0), alpha=0.01, sides=2)


def test_binding_futility_needs_a_rule_that_spends() -> None:
    with pytest.raises(InputError) as refused:
        looks_with_futility((0.5, 1), Shape("pocock"), KINDS[0], alpha=0.05, sides=1, power=0.03, binding=True)
    assert columns(refused) == {"binding", "power"}


def test_fixed_looks_cannot_be_moved() -> None:
    with pytest.raises(InputError, match="looks are fixed"):
        with_actual(looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2), (0.4, 1))


def test_a_look_that_is_not_there_is_not_read() -> None:
    for ask in (read_look, after_stopping):
        with pytest.raises(InputError) as refused:
            ask(PLAN, 3, math.inf, 0.0)
        assert columns(refused) == {"look", "estimate", "standard_error"}
    with pytest.raises(InputError):
        smallest_effect_sd(PLAN, 0.8, -1.0)
    with pytest.raises(InputError):
        outcome_of(PLAN, math.nan)
    with pytest.raises(InputError):
        drift_for_power(PLAN, 0.01)


def test_results_after_a_binding_inner_wedge_are_refused() -> None:
    wedge = looks_with_futility((0.5, 1), KINDS[4], KINDS[4], alpha=0.05, sides=2, power=0.8, binding=True)
    with pytest.raises(InputError, match="inner wedge"):
        after_stopping(wedge, 2, 0.2, 0.1)


def test_faults_of_looks_at_a_rate_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        rate_alarms([5, 2.5], [4, 9], acceptable=1.0, planned_looks=1, alpha=0, units_give="counts", bad="worse")
    names = {"total of look 1", "acceptable", "planned_looks", "alpha", "units_give", "bad"}
    assert columns(refused) == names
    with pytest.raises(InputError) as refused:
        confidence_sequence([5, 4], [6, 9], alpha=2, prior=(0, 1))
    assert columns(refused) == {"totals", "alpha", "first of prior"}
    with pytest.raises(InputError) as refused:
        ratio_test([5], [6, 9], acceptable=0.8, unacceptable=0.8, bounds="narrow")
    assert columns(refused) == {"totals", "unacceptable", "bounds"}


@given(st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 0.2))
def test_spending_grows_from_nothing_to_all(rule: Spending, one: float, other: float, error: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= rule.spent(low, error) <= rule.spent(high, error) * (1 + 1e-12) <= error * (1 + 1e-9)
    assert (rule.spent(0, error), rule.spent(1, error)) == (0, error)


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.01, 0.99))
def test_the_binomial_is_that_of_scipy(total: int, units: int, share: float) -> None:
    total = min(total, units)
    assert binomial_below(total, units, share) == pytest.approx(stats.binom.cdf(total, units, share), abs=1e-11)


@given(st.floats(-4, 4), st.floats(-4, 4), st.integers(1, 2))
def test_a_larger_z_never_says_less(one: float, other: float, look: int) -> None:
    low, high = sorted((one, other))
    order = ["harm", "futility", "go_on", "nothing_found", "effect"]
    says = [order.index(read_look(PLAN, look, z, 1.0).says) for z in (low, high)]
    assert says[0] <= says[1]


def test_results_after_stopping_agree_with_the_bounds() -> None:
    """p is at most alpha exactly where a bound was crossed, and then the interval leaves 0 out."""
    for look, z in ((1, 2.9), (1, 3.2), (2, 1.95), (2, 1.99), (2, -2.3)):
        crossed = abs(z) >= PLAN.upper[look - 1]
        if look == 1 and not crossed:
            continue
        found = after_stopping(PLAN, look, z, 1.0)
        assert (found.p_value <= 0.05) == crossed
        assert (found.low > 0 or found.high < 0) == crossed
        assert found.low < found.estimate < found.high


def test_the_p_after_stopping_is_that_of_the_joint_normal() -> None:
    """The chance of going on with a bivariate normal, by scipy, in place of the recursion."""
    plan = looks((0.3, 1), Spending("pocock"), alpha=0.05, sides=1)
    joint = stats.multivariate_normal([0, 0], [[1, 0.3**0.5], [0.3**0.5, 1]])
    for z in (-0.5, 1.2, 2.4):
        above = 1 - stats.norm.cdf(plan.upper[0])
        later = stats.norm.cdf(plan.upper[0]) - joint.cdf([plan.upper[0], z])
        found = after_stopping(plan, 2, z, 1.0)
        assert found.p_value == found.p_upper == pytest.approx(above + later, abs=1e-7)


@pytest.mark.parametrize("z", [-12.0, -2.0, 0.0, 30.0])
def test_an_interval_holds_its_estimate_however_odd_the_result(z: float) -> None:
    """Who sees z = 30 at the last look had no bound crossed before: that is odd, and the answer is still one."""
    plan = looks((0.2, 0.9, 1), Spending("obrien_fleming"), alpha=0.05, sides=2)
    found = after_stopping(plan, 3, z, 1.0)
    assert found.low < found.estimate < found.high
    assert 0 < found.p_value <= 1


def test_an_estimate_found_early_is_drawn_towards_nothing() -> None:
    """Who stops at a high z has been lucky: the median-unbiased estimate of a later look lies below the plain one."""
    assert after_stopping(PLAN, 2, 0.25, 0.1).estimate < 0.25
    assert after_stopping(PLAN, 1, 0.35, 0.1).estimate == pytest.approx(0.35, abs=1e-9)


def test_an_alarm_above_mirrors_one_below() -> None:
    below = rate_alarms([40], [60], acceptable=0.8, planned_looks=2)[0]
    above = rate_alarms([20], [60], acceptable=0.2, planned_looks=2, bad="above")[0]
    assert below.p_value == pytest.approx(above.p_value)
    assert below.alarm == above.alarm
