"""Tutoring that goes to those with low scores: matching and weighting find its effect where raw means do not."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hitdesign.measurement.comparison.match import match, weigh

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"
REPEATS = 600 if NIGHTLY else 12
EFFECT = 0.3


def drawn(chance: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of 400 students those with low scores are more likely tutored; the outcome follows the score."""
    pretest = chance.normal(0, 1, 400)
    tutored = chance.random(400) < 1 / (1 + np.exp(1.2 + 1.2 * pretest))
    outcome = 0.7 * pretest + EFFECT * tutored + chance.normal(0, 0.7, 400)
    whole = pd.DataFrame({"student_id": [f"s{n}" for n in range(400)], "pretest": pretest, "posttest": outcome})
    return whole[tutored], whole[~tutored]


@pytest.mark.once
def test_pairs_cover_the_effect_and_weights_hit_it_on_average_while_raw_means_miss_it() -> None:
    chance = np.random.default_rng(20261126)
    covered, raw, errors = 0, [], {"entropy": [], "odds": []}
    for _ in range(REPEATS):
        tutored, others = drawn(chance)
        outcome = pd.concat([tutored, others]).set_index("student_id")["posttest"]
        pairs = match(
            tutored, others, covariates=["pretest"], near="pretest", caliper_sd=0.1, method="optimal"
        ).pairs.frame
        gaps = outcome[pairs["student_id"]].to_numpy() - outcome[pairs["comparison_student_id"]].to_numpy()
        covered += stats.ttest_1samp(gaps, EFFECT).pvalue > 0.05
        raw.append(tutored["posttest"].mean() - others["posttest"].mean() - EFFECT)
        for method, found in errors.items():
            table = weigh(tutored, others, covariates=["pretest"], method=method).students.frame
            arms = [table[table["arm"] == arm] for arm in ("tutoring", "comparison")]
            means = [np.average(outcome[arm["student_id"]], weights=arm["weight"]) for arm in arms]
            found.append(means[0] - means[1] - EFFECT)
    assert stats.binomtest(covered, REPEATS, 0.95).pvalue > 1e-3
    for found in errors.values():
        assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(REPEATS)
    assert np.mean(raw) < -0.3
    assert np.mean(errors["entropy"]) == pytest.approx(0, abs=0.08)
