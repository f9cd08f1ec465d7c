"""Bounds of looks as printed by others: textbook constants, and what R packages document or test themselves against."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.measurement.sequential.bounds import Looks, fixed_drift, looks, with_actual
from hitdesign.measurement.sequential.futility import looks_with_futility
from hitdesign.measurement.sequential.power import drift_for_power, inflation_factor, outcome_of
from hitdesign.measurement.sequential.spending import Shape, Spending
from hitdesign.measurement.sequential.walk import exits

POCOCK, OBF = Shape("pocock"), Shape("obrien_fleming")


def equal(number: int) -> list[float]:
    return [(look + 1) / number for look in range(number)]


def constant(shape: Shape, number: int, alpha: float) -> float:
    return looks(equal(number), shape, alpha=alpha, sides=2).upper[-1]


def printed(values: list[float] | tuple[float, ...], decimals: int) -> list[float]:
    return [round(value, decimals) for value in values]


#: Jennison and Turnbull, Group Sequential Methods with Applications to Clinical Trials (2000), tables 2.1 and 2.3.
CONSTANTS = {
    (POCOCK, 0.01): [2.772, 2.873, 2.939, 2.986],
    (POCOCK, 0.05): [2.178, 2.289, 2.361, 2.413],
    (POCOCK, 0.10): [1.875, 1.992, 2.067, 2.122],
    (OBF, 0.01): [2.580, 2.595, 2.609, 2.621],
    (OBF, 0.05): [1.977, 2.004, 2.024, 2.040],
    (OBF, 0.10): [1.678, 1.710, 1.733, 1.751],
}
#: The same, tables 2.2 and 2.4: inflation of the largest sample for 2 to 5 looks, alpha 0.05, at two powers.
INFLATION = {
    (POCOCK, 0.8): [1.110, 1.166, 1.202, 1.229],
    (POCOCK, 0.9): [1.100, 1.151, 1.183, 1.207],
    (OBF, 0.8): [1.008, 1.017, 1.024, 1.028],
    (OBF, 0.9): [1.007, 1.016, 1.022, 1.026],
}


@pytest.mark.parametrize(("shape", "alpha"), CONSTANTS, ids=str)
def test_constants_of_pocock_and_obrien_fleming_are_those_of_the_textbook(shape: Shape, alpha: float) -> None:
    assert [round(constant(shape, k, alpha), 3) for k in range(2, 6)] == CONSTANTS[shape, alpha]


@pytest.mark.parametrize(("shape", "power"), INFLATION, ids=str)
def test_looks_inflate_the_sample_as_in_the_textbook(shape: Shape, power: float) -> None:
    found = [inflation_factor(looks(equal(k), shape, alpha=0.05, sides=2), power) for k in range(2, 6)]
    assert printed(found, 3) == INFLATION[shape, power]


def test_five_equal_looks_that_spend_like_obrien_fleming_are_those_of_lan_and_demets() -> None:
    """Two-sided 0.05, each side spending its half: the boundary that ldbounds and gsDesign print."""
    found = looks(equal(5), Spending("obrien_fleming"), alpha=0.05, sides=2)
    assert printed(found.upper, 4) == [4.8769, 3.3570, 2.6803, 2.2898, 2.0310]


def test_five_equal_looks_that_spend_like_pocock_are_those_of_lan_and_demets() -> None:
    found = looks(equal(5), Spending("pocock"), alpha=0.05, sides=2)
    assert printed(found.upper, 3) == [2.438, 2.427, 2.410, 2.397, 2.386]


def test_one_sided_quarters_are_those_of_seqbounds() -> None:
    """README of SeqBounds.jl, whose coarser grid leaves the last two a few units off in the fifth digit."""
    found = looks(equal(4), Spending("obrien_fleming"), alpha=0.05, sides=1)
    assert found.upper == pytest.approx([3.74955, 2.53993, 2.01604, 1.72014], abs=5e-5)


def test_the_default_plan_of_gsdesign_has_its_printed_bounds_and_sample() -> None:
    """gsDesign(): three looks, alpha 0.025, power 0.9, Hwang-Shih-DeCani -4 and -2, futility that does not bind."""
    spend = Spending("hwang_shih_decani", -4), Spending("hwang_shih_decani", -2)
    plan = looks_with_futility(equal(3), *spend, alpha=0.025, sides=1, power=0.9, binding=False)
    assert printed(plan.upper, 2) == [3.01, 2.55, 2.00]
    assert printed(plan.lower, 2) == [-0.24, 0.94, 2.00]
    assert plan.drift is not None
    assert round((plan.drift / fixed_drift(0.025, 1, 0.9)) ** 2, 3) == 1.070


#: Tests that rpact holds itself against (test-f_design_group_sequential.R): all digits that they show.
def test_kim_and_demets_with_free_futility_agree_with_rpact() -> None:
    spend = Spending("kim_demets", 2.2), Spending("kim_demets", 3.2)
    plan = looks_with_futility((0.3, 0.7, 1), *spend, alpha=0.03, sides=1, power=0.66, binding=False)
    assert plan.upper == pytest.approx([2.8594012, 2.2435708, 1.9735737], abs=1e-7)
    assert plan.lower[:2] == pytest.approx([-1.1558435, 0.72836893], abs=1e-7)
    assert plan.spent == pytest.approx([0.0021222083, 0.013687904, 0.03], abs=1e-8)
    assert plan.drift is not None
    assert plan.drift**2 == pytest.approx(5.551371, abs=1e-6)
    found = outcome_of(plan, plan.drift)
    assert np.cumsum(found.found) == pytest.approx([0.058336437, 0.398246, 0.66], abs=1e-7)
    assert found.futile[:2] == pytest.approx([0.0072155083, 0.1013752], abs=1e-7)
    assert found.expected_information * 1.0555891 == pytest.approx(0.86740735, abs=1e-7)


def test_obrien_fleming_spending_with_binding_futility_agrees_with_rpact() -> None:
    spend = Spending("obrien_fleming"), Spending("kim_demets", 2.5)
    plan = looks_with_futility((0.4, 0.75, 0.85, 1), *spend, alpha=0.13, sides=1, power=0.59, binding=True)
    assert plan.upper == pytest.approx([2.1280732, 1.4362706, 1.4203748, 1.2576258], abs=1e-7)
    assert plan.lower[:3] == pytest.approx([-0.84247693, 0.35276055, 0.62744509], abs=1e-7)
    assert plan.spent == pytest.approx([0.016665509, 0.080406163, 0.10053322, 0.13], abs=1e-8)


def test_two_sided_binding_futility_agrees_with_rpact() -> None:
    """test-f_design_group_sequential_beta_spending.R, the plan whose first look already may stop."""
    spend = Spending("kim_demets", 2.5), Spending("kim_demets", 1.5)
    plan = looks_with_futility((0.4, 0.65, 0.8, 1), *spend, alpha=0.05, sides=2, power=0.9, binding=True)
    assert plan.upper == pytest.approx([2.8032117, 2.4453423, 2.2956849, 1.9878913], abs=1e-7)
    assert plan.inner is not None
    assert plan.inner[:3] == pytest.approx([0.3085062, 0.97461473, 1.3896954], abs=1e-7)
    assert plan.drift is not None
    assert outcome_of(plan, plan.drift).power == pytest.approx(0.89999952, abs=1e-8)


def test_two_sided_looks_of_wang_and_tsiatis_agree_with_rpact() -> None:
    plan = looks((0.3, 0.8, 1), Shape("wang_tsiatis", 0.24), alpha=0.025, sides=2)
    assert plan.upper == pytest.approx([3.2029374, 2.4819703, 2.3420706], abs=1e-7)
    assert plan.spent == pytest.approx([0.0013603353, 0.013978861, 0.025], abs=1e-8)


def test_spending_that_ends_before_all_information_agrees_with_rpact() -> None:
    plan = looks((0.4, 0.7), Spending("pocock"), alpha=0.025, sides=1)
    assert plan.upper == pytest.approx([2.223875, 2.3050796], abs=1e-7)


def test_the_error_around_an_inner_wedge_agrees_with_rpact() -> None:
    """Pampallona and Tsiatis, two-sided, binding: rpact's bounds and the error that they spend."""
    upper, inner = (3.1017782, 2.3111074, 2.1614596), (0.0, 1.671433, 2.1614596)
    found = exits((0.3, 0.8, 1), upper, [-z for z in upper], inner)
    both = np.cumsum(np.array(found.above) + np.array(found.below))
    assert both == pytest.approx([0.0019236202, 0.022017713, 0.035], abs=1e-7)


def test_the_power_of_the_bounds_of_reboussin_and_others_is_ninety_percent() -> None:
    """Controlled Clinical Trials 21 (2000): six looks with a drift of 3.242, as in the documentation of ldbounds."""
    upper = (5.3666, 3.7102, 2.9728, 2.5365, 2.2154, 1.9668)
    found = exits((0.13, 0.4, 0.69, 0.9, 0.98, 1), upper, [-z for z in upper], None, 3.242)
    assert sum(found.above) == pytest.approx(0.9, abs=5e-4)


def test_both_sides_may_share_one_spending_function() -> None:
    """The convention of Jennison and Turnbull (2000), section 7.2: a function of all alpha, half to each side."""
    plan: Looks = looks(equal(2), Spending("obrien_fleming"), alpha=0.05, sides=2, spend_by="both_sides")
    assert plan.spent[0] == pytest.approx(2 - 2 * 0.9972128, abs=1e-6)  # 2 - 2 Phi(1.959964 / root 0.5)
    assert plan.upper[0] == pytest.approx(1.959964 / 0.5**0.5, abs=1e-5)


def test_a_single_look_is_the_ordinary_test() -> None:
    for rule in (POCOCK, OBF, Spending("pocock"), Spending("kim_demets", 3), Shape("haybittle_peto")):
        plan = looks([1.0], rule, alpha=0.05, sides=2)
        assert plan.upper[0] == pytest.approx(1.959964, abs=1e-6)
        assert drift_for_power(plan, 0.8) == pytest.approx(2.801585, abs=1e-4)


def test_looks_made_at_other_times_than_planned_keep_the_rest_of_the_error() -> None:
    planned = looks(equal(3), Spending("obrien_fleming"), alpha=0.05, sides=2)
    made = with_actual(planned, (0.25, 0.6, 0.9, 1.0))
    assert made.spent[-1] == pytest.approx(0.05, abs=1e-10)
    assert made.upper[0] > planned.upper[0]
