"""Errors, degrees of freedom and adjustments, compared with other ways to the same numbers."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import linalg, stats

from hitdesign.measurement.effects.choices import ErrorKind
from hitdesign.measurement.effects.errors import Fitted, fitted
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.joint import joint_test
from hitdesign.measurement.effects.treated import effect_on_treated
from measurement.effects_trials import trial

KINDS = get_args(ErrorKind)


@pytest.fixture(scope="module")
def rows() -> dict[str, Any]:
    """Sixty rows in seven unequal clusters, weighted, with a regressor that is constant within clusters."""
    chance = np.random.default_rng(4)
    codes = np.unique(chance.integers(0, 7, 60) ** 2 // 7, return_inverse=True)[1].astype(np.int64)
    x = np.column_stack([np.ones(60), chance.normal(size=(60, 2)), codes < 2])
    y = x @ [1.0, 2.0, -1.0, 0.5] + chance.normal(size=60) * (1 + np.abs(x[:, 1]))
    return {"y": y, "x": x, "weights": chance.uniform(0.5, 2, 60), "codes": codes}


def fit_of(rows: dict[str, Any]) -> Fitted:
    return fitted(rows["y"], rows["x"], rows["weights"], rows["codes"])


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in ("CR1", "CR2")])
def test_covariances_are_those_of_statsmodels(rows: dict[str, Any], kind: Any) -> None:
    other = sm.WLS(rows["y"], rows["x"], weights=rows["weights"])
    names = {"classic": "nonrobust", "CR0": "cluster", "CR1S": "cluster"}
    words = {"groups": rows["codes"], "use_correction": kind == "CR1S"} if kind.startswith("CR") else None
    expected = other.fit(cov_type=names.get(kind, kind), cov_kwds=words).cov_params()
    assert fit_of(rows).covariance(kind) == pytest.approx(expected, rel=1e-8, abs=1e-14)


def corrected(rows: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The CR2 covariance by whole matrices, and for each cluster the columns (I - H) A X M."""
    root = np.sqrt(rows["weights"])
    x, y, codes = rows["x"] * root[:, None], rows["y"] * root, rows["codes"]
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(60) - x @ bread @ x.T
    meat, pulls = np.zeros((4, 4)), []
    for code in range(codes.max() + 1):
        own = codes == code
        adjust = linalg.fractional_matrix_power(left[np.ix_(own, own)], -0.5).real
        score = x[own].T @ adjust @ (left @ y)[own]
        meat += np.outer(score, score)
        pulls.append(left[:, own] @ adjust @ x[own] @ bread)
    return bread @ meat @ bread, pulls, bread


@pytest.mark.once
def test_corrected_covariances_are_those_of_whole_matrices(rows: dict[str, Any]) -> None:
    covariance, pulls, _ = corrected(rows)
    fit = fit_of(rows)
    assert fit.covariance("CR2") == pytest.approx(covariance)
    for place in range(4):
        gram = np.array([one[:, place] for one in pulls]) @ np.array([one[:, place] for one in pulls]).T
        free = fit.freedom(np.eye(4)[place], "CR2", "satterthwaite")
        assert free == pytest.approx(np.trace(gram) ** 2 / (gram**2).sum())


def test_a_cluster_of_one_each_is_hc2_with_its_degrees_of_freedom(rows: dict[str, Any]) -> None:
    alone = fitted(rows["y"], rows["x"], None, np.arange(60))
    free = fitted(rows["y"], rows["x"], None, None)
    contrast = np.eye(4)[3]
    assert alone.covariance("CR2") == pytest.approx(free.covariance("HC2"))
    assert alone.freedom(contrast, "CR2", "satterthwaite") == pytest.approx(
        free.freedom(contrast, "HC2", "satterthwaite")
    )


@pytest.mark.once
def test_corrected_errors_are_right_on_average_where_rows_are_independent(rows: dict[str, Any]) -> None:
    """CR2 is unbiased under its working variances: its mean over draws is the true variance, CR0's is below."""
    chance, x, codes = np.random.default_rng(8), rows["x"], rows["codes"]
    draws = [fitted(chance.normal(size=60), x, None, codes) for _ in range(300)]
    truth = np.linalg.inv(x.T @ x)[3, 3]
    means = {kind: np.mean([fit.covariance(kind)[3, 3] for fit in draws]) for kind in ("CR0", "CR2")}
    assert means["CR2"] == pytest.approx(truth, rel=0.15)
    assert means["CR0"] < 0.8 * truth


def test_one_combination_tested_jointly_is_its_own_test(rows: dict[str, Any]) -> None:
    fit, contrast = fit_of(rows), np.eye(4)[3]
    for kind, freedom in (("CR2", "satterthwaite"), ("HC1", "residual"), ("CR1S", "clusters"), ("HC0", "normal")):
        single = fit.estimate(contrast, kind, freedom, 0.95)
        joint = joint_test(fit, contrast[None, :], kind, freedom)
        assert joint.p == pytest.approx(single.p)
        assert joint.degrees_of_freedom == pytest.approx(single.degrees_of_freedom)


def test_two_combinations_with_classic_errors_are_the_f_test_of_statsmodels(rows: dict[str, Any]) -> None:
    contrasts = np.eye(4)[1:3]
    expected = sm.WLS(rows["y"], rows["x"], weights=rows["weights"]).fit().f_test(contrasts)
    found = joint_test(fit_of(rows), contrasts, "classic", "residual")
    assert (found.f, found.p) == pytest.approx((float(expected.fvalue), float(expected.pvalue)))


@pytest.mark.once
def test_hotellings_degrees_of_freedom_are_those_of_whole_matrices(rows: dict[str, Any]) -> None:
    contrasts = np.eye(4)[1:3]
    _, pulls, _ = corrected(rows)
    pulls = [one @ contrasts.T for one in pulls]
    root = np.linalg.inv(linalg.sqrtm(sum(one.T @ one for one in pulls)).real)
    pulls = [one @ root for one in pulls]
    variance = sum(
        (one[:, s] @ two[:, t]) * (one[:, t] @ two[:, s]) + (one[:, s] @ two[:, s]) * (one[:, t] @ two[:, t])
        for one in pulls
        for two in pulls
        for s in range(2)
        for t in range(2)
    )
    assert joint_test(fit_of(rows), contrasts, "CR2", "satterthwaite").degrees_of_freedom == pytest.approx(
        6 / variance - 1
    )


@pytest.mark.parametrize("errors", ["classic", "HC1", "HC2", "CR1S", "CR2"])
def test_two_stages_are_the_quotient_of_two_effects_of_the_offer(errors: Any) -> None:
    rows = trial(3, lost=0.05)
    choices = {"arm": "arm", "covariates": ["pretest", "english_learner"], "fixed_effects": ["school_id"]}
    clusters = "school_id" if errors.startswith("CR") else None
    rows = rows[rows["score"].notna()]
    found = effect_on_treated(rows, outcome="score", received="hours", errors=errors, clusters=clusters, **choices)
    reduced, first = (
        intent_to_treat(rows, outcome=name, errors=errors, clusters=clusters, **choices).effect
        for name in ("score", "hours")
    )
    assert found.effect == pytest.approx(reduced / first)
    assert found.first_stage.value == pytest.approx(first)
    # Of outcome less effect x receipt the offer does nothing; its error is that of the effect times the first stage.
    moved = rows.assign(rest=rows["score"] - found.effect * rows["hours"])
    rest = intent_to_treat(moved, outcome="rest", errors=errors, clusters=clusters, **choices)
    assert rest.effect == pytest.approx(0, abs=1e-9)
    if errors in ("classic", "HC1", "CR1S"):
        assert found.standard_error == pytest.approx(rest.standard_error / abs(first))


def test_the_ends_of_the_anderson_rubin_interval_are_just_not_rejected() -> None:
    rows = trial(5)
    choices = {"arm": "arm", "covariates": ["pretest"], "errors": "HC1"}
    found = effect_on_treated(rows, outcome="score", received="received", **choices)
    for end in (found.weak_low, found.weak_high):
        rest = rows.assign(rest=rows["score"] - end * rows["received"])
        assert intent_to_treat(rest, outcome="rest", **choices).p == pytest.approx(0.05)


def test_interacted_adjustment_is_the_difference_of_two_predictions() -> None:
    """Lin (2013): a regression in each arm, both predicted for all students analysed."""
    rows = trial(6)
    found = intent_to_treat(rows, outcome="score", arm="arm", covariates=["pretest", "grade"], adjustment="interacted")
    x = np.column_stack([np.ones(len(rows)), rows[["pretest", "grade"]]])
    means = []
    for arm in ("tutoring", "comparison"):
        own = (rows["arm"] == arm).to_numpy()
        means.append((x @ np.linalg.lstsq(x[own], rows["score"].to_numpy()[own], rcond=None)[0]).mean())
    assert found.effect == pytest.approx(means[0] - means[1])


def test_a_slope_that_one_arm_cannot_tell_is_left_out_and_said() -> None:
    rows = trial(6)
    rows["mark"] = ((rows["arm"] == "tutoring") & (rows.index % 5 == 0)).astype(float)
    found = intent_to_treat(rows, outcome="score", arm="arm", covariates=["mark"], adjustment="interacted")
    assert "Left out, for other columns determine them: mark by arm." in found.notes


def test_without_anything_else_it_is_welchs_test() -> None:
    """HC2 of two arms is the error of two means with variances of their own."""
    rows = trial(7)
    arms = [rows.loc[rows["arm"] == arm, "score"] for arm in ("tutoring", "comparison")]
    found = intent_to_treat(rows, outcome="score", arm="arm")
    assert found.t == pytest.approx(stats.ttest_ind(*arms, equal_var=False).statistic)
    classic = intent_to_treat(rows, outcome="score", arm="arm", errors="classic")
    assert classic.p == pytest.approx(stats.ttest_ind(*arms).pvalue)


def test_the_effect_in_standard_deviations_is_hedges_g() -> None:
    from hitdesign.measurement.standards.effects import Arm, hedges_g

    rows = trial(7)
    found = intent_to_treat(rows, outcome="score", arm="arm")
    arms = [Arm(one.mean, one.standard_deviation, one.students_analysed) for one in (found.treated, found.comparison)]
    assert found.effect_sd == pytest.approx(hedges_g(*arms))
    glass = intent_to_treat(rows, outcome="score", arm="arm", standardised_by="comparison", small_sample=False)
    assert glass.effect_sd == pytest.approx(glass.effect / glass.comparison.standard_deviation)
    given = intent_to_treat(rows, outcome="score", arm="arm", standardised_by=40)
    assert given.effect_sd == pytest.approx(given.effect / 40)
    assert given.high_sd - given.low_sd == pytest.approx((given.high - given.low) / 40)


@pytest.mark.parametrize("adjustment", ["ancova", "interacted"])
def test_neither_unit_nor_order_of_rows_matters(adjustment: Any) -> None:
    rows = trial(9)
    choices = {
        "outcome": "score",
        "arm": "arm",
        "covariates": ["pretest", "english_learner"],
        "clusters": "school_id",
        "adjustment": adjustment,
    }
    found = intent_to_treat(rows, **choices)
    other = rows.sample(frac=1, random_state=1).assign(score=lambda one: 3 * one["score"] - 7)
    turned = intent_to_treat(other.assign(pretest=lambda one: 0.01 * one["pretest"] + 4), **choices)
    assert turned.effect == pytest.approx(3 * found.effect)
    assert turned.standard_error == pytest.approx(3 * found.standard_error)
    assert (turned.effect_sd, turned.p, turned.degrees_of_freedom) == pytest.approx(
        (found.effect_sd, found.p, found.degrees_of_freedom)
    )
    swapped = intent_to_treat(rows, **choices, treated="comparison", comparison="tutoring")
    assert (swapped.effect, swapped.low) == pytest.approx((-found.effect, -found.high))


def test_a_weight_of_two_is_a_student_twice_for_the_effect() -> None:
    rows = trial(10, students=60)
    twice = pd.concat([rows, rows.iloc[:20]]).drop(columns="student_id")
    weighted = rows.assign(weight=np.where(np.arange(60) < 20, 2, 1))
    found = intent_to_treat(weighted, outcome="score", arm="arm", covariates=["pretest"], weights="weight")
    assert found.effect == pytest.approx(
        intent_to_treat(twice, outcome="score", arm="arm", covariates=["pretest"]).effect
    )
