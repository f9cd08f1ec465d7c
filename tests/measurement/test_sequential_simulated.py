"""Looks simulated without the integrals: false alarms stay at alpha, intervals cover, alarms on rates are rare."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from hitdesign.measurement.sequential.anytime import confidence_sequence, ratio_test
from hitdesign.measurement.sequential.bounds import Looks, looks
from hitdesign.measurement.sequential.futility import looks_with_futility
from hitdesign.measurement.sequential.inference import after_stopping, read_look
from hitdesign.measurement.sequential.power import outcome_of
from hitdesign.measurement.sequential.rates import UnitsGive, rate_alarms
from hitdesign.measurement.sequential.spending import Shape, Spending

Numbers = npt.NDArray[np.float64]
BRIEF, LONG = 20_000, 1_000_000
UNEVEN = (0.15, 0.4, 0.55, 0.8, 1.0)
KD = Spending("kim_demets", 2.0)

PLANS: dict[str, Looks] = {
    "pocock": looks((0.25, 0.5, 0.75, 1), Shape("pocock"), alpha=0.05, sides=2),
    "obrien_fleming": looks((0.25, 0.5, 0.75, 1), Shape("obrien_fleming"), alpha=0.05, sides=2),
    "haybittle_peto": looks((0.25, 0.5, 0.75, 1), Shape("haybittle_peto"), alpha=0.05, sides=1),
    "spends as obrien_fleming": looks(UNEVEN, Spending("obrien_fleming"), alpha=0.05, sides=2),
    "spends as pocock": looks(UNEVEN, Spending("pocock"), alpha=0.05, sides=1),
    "spends as hwang": looks(UNEVEN, Spending("hwang_shih_decani", 1.5), alpha=0.1, sides=2),
    "binding": looks_with_futility(UNEVEN, KD, KD, alpha=0.05, sides=1, power=0.8, binding=True),
    "free": looks_with_futility(UNEVEN, KD, KD, alpha=0.05, sides=1, power=0.8, binding=False),
    "inner wedge": looks_with_futility(UNEVEN, KD, KD, alpha=0.05, sides=2, power=0.8, binding=True),
}


def walked(information: tuple[float, ...], drift: float, paths: int, seed: int) -> Numbers:
    """z at every look, one row a path, from independent steps."""
    steps = np.diff([0.0, *information])
    chance = np.random.default_rng(seed)
    moved = np.cumsum(drift * steps + np.sqrt(steps) * chance.standard_normal((paths, len(steps))), axis=1)
    return np.asarray(moved / np.sqrt(information))


def shares(plan: Looks, drift: float, paths: int, seed: int, *, obey: bool = True) -> tuple[float, float]:
    """How often an effect is found and how often anything is; futility is obeyed or not."""
    z = walked(plan.information, drift, paths, seed)
    effect = z >= plan.upper
    harm = z <= -np.array(plan.upper) if plan.sides == 2 else np.zeros_like(effect)
    futile = np.zeros_like(effect)
    if obey and plan.with_futility:
        futile = np.abs(z) < plan.inner if plan.inner is not None else z <= np.array(plan.lower)
    stop = effect | harm | futile
    first = np.where(stop.any(axis=1), stop.argmax(axis=1), len(plan.information) - 1)
    row = np.arange(paths)
    found = effect[row, first]
    return float(found.mean()), float((found | harm[row, first]).mean())


def near(share: float, wanted: float, paths: int) -> bool:
    return abs(share - wanted) <= 4 * np.sqrt(wanted * (1 - wanted) / paths)


def compare(name: str, paths: int) -> None:
    plan = PLANS[name]
    obeyed = plan.binding or not plan.with_futility
    _, alarms = shares(plan, 0.0, paths, seed=20261126, obey=obeyed)
    assert near(alarms, plan.alpha, paths), (name, alarms)
    expected = outcome_of(plan, 2.5).power
    found, _ = shares(plan, 2.5, paths, seed=7)
    assert near(found, expected, paths), (name, found, expected)


@pytest.mark.parametrize("name", PLANS)
def test_false_alarms_over_all_looks_stay_at_alpha(name: str) -> None:
    compare(name, BRIEF)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_false_alarms_over_all_looks_stay_at_alpha_in_a_million_paths(name: str) -> None:
    compare(name, LONG)


def test_looking_five_times_with_the_bound_of_one_look_raises_alarms_thrice_as_often() -> None:
    """What the bounds are for; 14.2 % is in Armitage, McPherson and Rowe (1969), table 2."""
    z = walked((0.2, 0.4, 0.6, 0.8, 1.0), 0.0, 100_000, seed=1)
    assert float((np.abs(z) >= 1.959964).any(axis=1).mean()) == pytest.approx(0.142, abs=0.005)


def test_futility_that_binds_and_is_not_obeyed_raises_more_false_alarms() -> None:
    _, alarms = shares(PLANS["binding"], 0.0, 200_000, seed=3, obey=False)
    assert alarms > 0.05 + 4 * np.sqrt(0.05 * 0.95 / 200_000)


def covered(plan: Looks, drift: float, paths: int) -> tuple[float, float, float]:
    """How often intervals after stopping and at all looks hold the true drift, and the estimate lies above it."""
    inside = together = above = 0
    for path in walked(plan.information, drift, paths, seed=11):
        reads = [read_look(plan, at, z, 1.0) for at, z in enumerate(path.tolist(), start=1)]
        stop = next(one.look for one in reads if one.says in ("effect", "harm", "nothing_found"))
        root = np.sqrt(plan.information)
        result = after_stopping(plan, stop, path[stop - 1] / root[stop - 1], 1 / root[stop - 1])
        inside += result.low <= drift <= result.high
        above += result.estimate > drift
        together += all(one.low <= drift * root[one.look - 1] <= one.high for one in reads)
    return inside / paths, together / paths, above / paths


def check_coverage(paths: int) -> None:
    plan = looks((0.4, 1.0), Shape("pocock"), alpha=0.05, sides=2)
    for drift in (0.0, 2.0):
        inside, together, above = covered(plan, drift, paths)
        assert near(inside, 0.95, paths), (drift, inside)
        assert near(together, 0.95, paths), (drift, together)
        assert near(above, 0.5, paths), (drift, above)


def test_intervals_after_stopping_hold_the_truth_as_often_as_they_say() -> None:
    check_coverage(60)


@pytest.mark.slow
def test_intervals_after_stopping_hold_the_truth_as_often_as_they_say_in_many_trials() -> None:
    check_coverage(4_000)


def monthly(trials: int, seed: int) -> Numbers:
    """60 students whose own rates differ and persist, seen in 8 months; the mean rate is the acceptable one, 0.9."""
    chance = np.random.default_rng(seed)
    own = chance.beta(9, 1, (trials, 60))
    held = chance.binomial(8, own[:, None, :], (trials, 8, 60)).cumsum(axis=1)
    return np.asarray(held / (8.0 * np.arange(1, 9))[None, :, None])


def alarmed(trial: Numbers, units_give: UnitsGive, spending: Spending | None = None) -> bool:
    how: dict[str, Any] = {"acceptable": 0.9, "units_give": units_give, "planned_looks": 8, "spending": spending}
    if units_give == "shares_normal":
        how["standard_errors"] = (trial.std(axis=1, ddof=1) / 60**0.5).tolist()
    return any(one.alarm for one in rate_alarms(trial.sum(axis=1).tolist(), [60] * 8, **how))


@pytest.mark.parametrize("spending", [None, Spending("pocock")])
@pytest.mark.parametrize("units_give", ["shares", "shares_normal"])
def test_monthly_looks_at_the_same_students_seldom_raise_an_alarm_by_chance(
    units_give: UnitsGive, spending: Spending | None
) -> None:
    trials = monthly(300, seed=5)
    assert np.mean([alarmed(trial, units_give, spending) for trial in trials]) <= 0.05
    assert (trials.mean(axis=2) < 0.9).any(axis=1).mean() > 0.5  # a plain threshold says so more often than not


def test_a_rate_that_did_fall_is_alarmed() -> None:
    trials = monthly(100, seed=6) * 0.85
    assert np.mean([alarmed(trial, "shares_normal") for trial in trials]) > 0.95
    assert np.mean([alarmed(trial * 0.9, "shares") for trial in trials]) > 0.8  # sees less, and promises more


@pytest.mark.parametrize("rate", [0.5, 0.9])
def test_intervals_looked_at_after_every_student_miss_the_rate_seldom(rate: float) -> None:
    chance = np.random.default_rng(8)
    missed = 0
    for _ in range(120):
        totals = chance.binomial(1, rate, 150).cumsum()[4::5].tolist()
        found = confidence_sequence(totals, list(range(5, 151, 5)))
        missed += not all(one.low <= rate <= one.high for one in found)
    assert missed / 120 <= 0.05


def test_the_ratio_test_keeps_its_two_errors() -> None:
    chance = np.random.default_rng(9)
    wrong = {0.9: "alarm", 0.75: "acceptable"}
    for rate, word in wrong.items():
        count = 0
        for _ in range(200):
            totals = chance.binomial(1, rate, 150).cumsum()[4::5].tolist()
            how = {"acceptable": 0.9, "unacceptable": 0.75, "alpha": 0.05, "beta": 0.1}
            said = [one.says for one in ratio_test(totals, list(range(5, 151, 5)), **how) if one.says != "go_on"]
            count += bool(said) and said[0] == word
        assert count / 200 <= 0.1 if word == "acceptable" else count / 200 <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("units_give", ["shares", "shares_normal"])
def test_monthly_looks_seldom_raise_an_alarm_by_chance_in_many_programs(units_give: UnitsGive) -> None:
    trials = monthly(100_000 // 8, seed=15)
    assert np.mean([alarmed(trial, units_give) for trial in trials]) <= 0.05


@pytest.mark.slow
def test_intervals_at_every_student_miss_the_rate_seldom_in_many_programs() -> None:
    chance = np.random.default_rng(16)
    missed = 0
    for _ in range(4_000):
        totals = chance.binomial(1, 0.9, 150).cumsum()[4::5].tolist()
        found = confidence_sequence(totals, list(range(5, 151, 5)))
        missed += not all(one.low <= 0.9 <= one.high for one in found)
    assert missed / 4_000 <= 0.05
