"""Many districts with a cut-off are drawn: intervals cover the effect, tests at the cut-off keep their error."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hitdesign.measurement.cutoff.density import density_test
from hitdesign.measurement.cutoff.estimate import effect_at_cutoff

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"
REPEATS = 1_500 if NIGHTLY else 20
EFFECT = 0.3
ASKED = {"running": "score", "cutoff": 0.0, "tutored": "below"}


@pytest.mark.once
def test_robust_intervals_cover_and_without_an_effect_few_are_found() -> None:
    """The curve bends, so that a straight line within too wide a bandwidth would miss the effect."""
    chance = np.random.default_rng(20261126)
    covered = fuzzy = 0
    for _ in range(REPEATS):
        score = chance.normal(0.3, 1, 600)
        got = (score < 0) & (chance.random(600) < 0.75)
        base = 0.5 * score + 0.2 * score**2 - 0.1 * score**3 + chance.normal(0, 0.7, 600)
        frame = pd.DataFrame({"score": score, "posttest": base + EFFECT * (score < 0)})
        found = effect_at_cutoff(frame, **ASKED)
        covered += found.low <= EFFECT <= found.high
        part = effect_at_cutoff(frame.assign(posttest=base + EFFECT * got, got=got), received="got", **ASKED)
        fuzzy += part.low <= EFFECT <= part.high
    for hits in (covered, fuzzy):
        assert hits / REPEATS > 0.95 - 4 * np.sqrt(0.95 * 0.05 / REPEATS) - 0.015
        assert hits / REPEATS < 0.95 + 4 * np.sqrt(0.95 * 0.05 / REPEATS) + 0.015


def test_smooth_densities_seldom_look_moved() -> None:
    chance = np.random.default_rng(3)
    draws = {"curve": lambda: chance.exponential(1, 1_000) - 0.7, "steps": lambda: chance.normal(5, 15, 1_000).round()}
    for name, draw in draws.items():
        tests = [density_test(pd.DataFrame({"score": draw()}), **ASKED) for _ in range(REPEATS)]
        alarms = sum(one.p < 0.05 for one in tests)
        assert stats.binomtest(alarms, REPEATS, 0.07, alternative="greater").pvalue > 1e-3, name
        near = sum(one.near_p < 0.05 for one in tests)
        assert stats.binomtest(near, REPEATS, 0.06, alternative="greater").pvalue > 1e-3, name
