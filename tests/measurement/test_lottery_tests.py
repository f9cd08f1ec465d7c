"""Draws that are repeated until alike, and tests that hold the lottery again: against formulas and known answers."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pandas as pd
import pytest
from causaldata import ri
from scipy import stats

from hitdesign.errors import InputError
from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.assign import assign
from hitdesign.measurement.lottery.omnibus import omnibus_test
from hitdesign.measurement.lottery.permutation import draws, permutation_test
from measurement.lotteries import letters, listed

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"


def with_arms(arms: list[bool], outcomes: list[float]) -> tuple[object, pd.DataFrame]:
    """A lottery whose tutored are those marked, and their outcomes."""
    held = assign(letters(len(arms)), seats=sum(arms), seed=1)
    table = held.assignment.frame
    won = table.index[table["arm"] == "tutoring"].tolist()
    lost = table.index[table["arm"] != "tutoring"].tolist()
    values = pd.Series(0.0, index=table.index)
    values[won] = [value for arm, value in zip(arms, outcomes, strict=True) if arm]
    values[lost] = [value for arm, value in zip(arms, outcomes, strict=True) if not arm]
    return held, pd.DataFrame({"student_id": table["student_id"], "posttest": values})


def test_the_lady_who_tastes_all_eight_cups_right_has_one_chance_in_seventy() -> None:
    """Fisher, The Design of Experiments (1935), chapter II."""
    held, seen = with_arms([True] * 4 + [False] * 4, [1.0] * 4 + [0.0] * 4)
    assert permutation_test(held, seen, how="all", sides="higher").p == pytest.approx(1 / 70)
    held, seen = with_arms([True] * 4 + [False] * 4, [1.0] * 3 + [0.0] + [1.0] + [0.0] * 3)
    assert permutation_test(held, seen, how="all", sides="higher").p == pytest.approx(17 / 70)


def test_the_eight_of_a_textbook_have_the_p_of_all_seventy_assignments() -> None:
    data = ri.load_pandas().data
    arms, outcomes = data["d"].eq(1).tolist(), data["y"].astype(float).tolist()
    held, seen = with_arms(arms, outcomes)
    test = permutation_test(held, seen, how="all")
    assert test.statistic == pytest.approx(1.0)
    y = np.array(outcomes)
    gaps = [2 * y[list(one)].mean() - 2 * y.mean() for one in itertools.combinations(range(8), 4)]
    assert test.p == pytest.approx(np.mean([abs(gap) >= 1 - 1e-9 for gap in gaps]))
    drawn = permutation_test(held, seen, draws=4_000)
    assert drawn.p == pytest.approx(test.p, abs=4 * drawn.p_error)


def test_the_p_is_that_of_scipy_for_means_and_for_ranks() -> None:
    chance = np.random.default_rng(4)
    outcomes = chance.normal(0, 1, 10).round(2).tolist()
    held, seen = with_arms([True] * 4 + [False] * 6, outcomes)
    theirs = stats.permutation_test(
        (outcomes[:4], outcomes[4:]), lambda a, b: np.mean(a) - np.mean(b), alternative="greater", n_resamples=np.inf
    )
    assert permutation_test(held, seen, how="all", sides="higher").p == pytest.approx(theirs.pvalue)
    ranks = stats.mannwhitneyu(outcomes[:4], outcomes[4:], alternative="greater", method="exact")
    assert permutation_test(held, seen, how="all", sides="higher", statistic="ranks").p == pytest.approx(ranks.pvalue)


def test_a_true_effect_stated_as_the_null_is_not_rejected() -> None:
    held, seen = with_arms([True] * 5 + [False] * 5, [float(n) for n in range(10)])
    won = held.assignment.frame["arm"].eq("tutoring").to_numpy()
    seen["posttest"] = np.arange(10.0) % 5 + 3.0 * won
    assert permutation_test(held, seen, how="all", null_effect=3.0).p > 0.5
    assert permutation_test(held, seen, how="all").p < 0.06


@pytest.mark.once
def test_without_an_effect_ps_are_no_smaller_than_chance_within_strata_and_redraws() -> None:
    frame = listed(48)
    rule = Redraw(covariates=("pretest",), accepted_share=0.2)
    chance = np.random.default_rng(9)
    repeats = 600 if NIGHTLY else 20
    held = [assign(frame, share=0.5, strata=["school_id"], seed=seed, redraw=rule) for seed in range(repeats)]
    ps = []
    for one in held:
        frame["posttest"] = frame["pretest"] + chance.normal(0, 10, len(frame))
        ps.append(permutation_test(one, frame, draws=39).p)
    assert stats.kstest(ps, "uniform").pvalue > 1e-3


def test_with_one_stratum_the_distance_is_morgan_and_rubins() -> None:
    frame = listed(50)
    held = assign(frame, seats=20, seed=5, covariates=["pretest", "grade"])
    table = held.assignment.frame.merge(frame, on="student_id")
    x, won = table[["pretest", "grade"]].to_numpy(float), table["arm"].eq("tutoring").to_numpy()
    gap = x[won].mean(axis=0) - x[~won].mean(axis=0)
    expected = 50 * 0.4 * 0.6 * gap @ np.linalg.inv(np.cov(x.T)) @ gap
    assert held.record.distance == pytest.approx(expected, abs=1e-8)
    assert held.record.distance_degrees_of_freedom == 2
    assert held.record.distance_p == pytest.approx(stats.chi2.sf(expected, 2), abs=1e-8)


def test_distances_of_plain_draws_within_strata_are_chi_square() -> None:
    held = assign(
        listed(200),
        share=0.4,
        strata=["school_id", "grade"],
        seed=5,
        redraw=Redraw(covariates=("pretest", "iep"), accepted_share=1.0),
    )
    likeness = held.drawn.likeness
    found = likeness.distances(draws(held, 1_500).to_numpy()[:, np.argsort(held.drawn.list.unit_of)])
    assert stats.kstest(found, stats.chi2(2).cdf).pvalue > 1e-3


def test_the_accepted_draw_is_the_first_within_the_stated_distance_and_alike() -> None:
    frame = listed(80)
    rule = Redraw(covariates=("pretest", "iep", "grade"), accepted_share=0.05)
    held = assign(frame, share=0.5, seed=11, redraw=rule)
    kept = held.record.redraw
    assert kept.distance <= kept.furthest_accepted == pytest.approx(stats.chi2.ppf(0.05, 3), abs=1e-8)
    plain = assign(frame, share=0.5, seed=11, redraw=Redraw(covariates=rule.covariates, accepted_share=1.0))
    rows = np.vstack([plain.drawn.units, draws(plain, kept.accepted_draw).to_numpy()])
    distances = held.drawn.likeness.distances(rows)
    assert (distances[:-1] > kept.furthest_accepted).all()
    assert distances[-1] == kept.distance


def test_redrawing_narrows_the_differences_as_the_theory_says() -> None:
    """Morgan and Rubin (2012), theorem 3.1: variances shrink to v = P(chi2 of k + 2 <= a) / P(chi2 of k <= a)."""
    frame = listed(100)
    spread = {}
    for share in (1.0, 0.1):
        held = assign(frame, share=0.5, seed=2, redraw=Redraw(covariates=("pretest", "grade"), accepted_share=share))
        x = frame["pretest"].to_numpy()
        won = draws(held, 3_000 if NIGHTLY else 1_000).to_numpy()
        spread[share] = ((won * x).sum(axis=1) / 50 - (~won * x).sum(axis=1) / 50).var()
    a = stats.chi2.ppf(0.1, 2)
    assert spread[0.1] / spread[1.0] == pytest.approx(stats.chi2.cdf(a, 4) / 0.1, rel=0.2)


def test_a_redraw_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="none of 3 draws was acceptable"):
        assign(
            listed(60),
            share=0.5,
            seed=1,
            redraw=Redraw(covariates=("pretest", "iep"), accepted_share=1e-6, most_draws=3),
        )
    with pytest.raises(InputError) as refused:
        Redraw(covariates=(), accepted_share=0, most_draws=0, missing="guess")
    assert {fault.column for fault in refused.value.faults} == {"covariates", "accepted_share", "most_draws", "missing"}
    with pytest.raises(InputError, match="no covariate differs"):
        assign(listed(60).assign(x=1), share=0.5, seed=1, redraw=Redraw(covariates=("x",), accepted_share=0.5))


def test_outcomes_that_are_missing_or_of_strangers_are_refused_or_counted() -> None:
    held = assign(letters(8), seats=4, seed=1)
    seen = letters(8).assign(posttest=[1.0, 2, 3, 4, 5, 6, 7, None])
    with pytest.raises(InputError, match="1 student of the lottery lack an outcome"):
        permutation_test(held, seen)
    left = permutation_test(held, seen, missing="leave_out", how="all")
    assert (left.students, left.left_out_students) == (7, 1)
    with pytest.raises(InputError, match="not on the list"):
        permutation_test(held, pd.concat([seen, pd.DataFrame({"student_id": ["zz"], "posttest": [1.0]})]))
    with pytest.raises(InputError, match="cannot be listed"):
        permutation_test(assign(letters(9), share=0.5, seed=1), letters(9).assign(posttest=1.0), how="all")


def test_one_test_for_all_covariates_agrees_with_chi_square_and_knows_of_redrawing() -> None:
    frame = listed(150)
    plain = assign(frame, share=0.4, strata=["school_id"], seed=8, covariates=["pretest", "iep"])
    test = omnibus_test(plain, frame.sample(frac=1, random_state=2), ["pretest", "iep"], draws=999)
    assert test.distance == plain.record.distance
    assert test.permutation_p == pytest.approx(test.chi_square_p, abs=0.06)
    redrawn = assign(frame, share=0.4, seed=8, redraw=Redraw(covariates=("pretest", "iep"), accepted_share=0.1))
    again = omnibus_test(redrawn, frame, ["pretest", "iep"], draws=199)
    assert again.chi_square_p > 0.9
    assert again.permutation_p < again.chi_square_p
    with pytest.raises(InputError, match="not the list of the lottery"):
        omnibus_test(plain, frame.head(149), ["pretest"])
