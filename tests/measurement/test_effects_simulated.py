"""Trials are drawn many times over with a known effect: intervals hold it as often as they say."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from hitdesign.measurement.effects.bounds import bounds_for_missing
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.subgroups import effects_by_subgroup
from hitdesign.measurement.effects.treated import effect_on_treated
from measurement.effects_trials import trial

BRIEF, LONG = 60, 3000
EFFECT = 5.0
#: Of those offered so many take it up: P(N(0, 2) > -1.2).
TAKE_UP = stats.norm.sf(-1.2 / np.sqrt(2))
OFFER = EFFECT * TAKE_UP

WITHIN = {"students": 120, "schools": 6}
SCHOOLS = {"students": 200, "schools": 10, "by_school": True}
MANY = {"students": 600, "schools": 30, "by_school": True}
LOST = {**WITHIN, "lost": 0.1}
#: How a trial is drawn, how it is estimated, and the truth that the interval is to hold.
SCENES: dict[str, tuple[dict[str, Any], dict[str, Any], float]] = {
    "within schools": (WITHIN, {"covariates": ["pretest"], "fixed_effects": ["school_id"]}, OFFER),
    "slopes by arm, outcomes lost": (LOST, {"covariates": ["pretest"], "adjustment": "interacted"}, OFFER),
    "ten schools": (SCHOOLS, {"covariates": ["pretest"], "clusters": "school_id"}, OFFER),
    "thirty schools, Stata's errors": (
        MANY,
        {"covariates": ["pretest"], "clusters": "school_id", "errors": "CR1S"},
        OFFER,
    ),
    "tutored": (WITHIN, {"received": "received", "covariates": ["pretest"], "fixed_effects": ["school_id"]}, EFFECT),
    "tutored, thirty schools": (
        MANY,
        {"received": "received", "covariates": ["pretest"], "clusters": "school_id"},
        EFFECT,
    ),
}


def covered(name: str, trials: int, **more: Any) -> float:
    """The share of trials whose interval holds the truth."""
    drawn, choices, truth = SCENES[name]
    estimate: Any = effect_on_treated if "received" in choices else intent_to_treat
    held = 0
    for seed in range(trials):
        rows = trial(seed + 1000, effect=EFFECT, **drawn)
        found = estimate(rows, outcome="score", arm="arm", student=None, **{**choices, **more})
        held += found.low <= truth <= found.high
    return held / trials


def spread(trials: int) -> float:
    return 4 * float(np.sqrt(0.95 * 0.05 / trials))


@pytest.mark.once
@pytest.mark.parametrize("name", ["within schools", "ten schools", "tutored"])
def test_intervals_hold_the_truth_as_often_as_they_say(name: str) -> None:
    assert covered(name, BRIEF) == pytest.approx(0.95, abs=spread(BRIEF))


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_many_intervals_hold_the_truth_as_often_as_they_say(name: str) -> None:
    """To within a point beyond chance: sandwich errors are not exact in small samples."""
    assert covered(name, LONG) == pytest.approx(0.95, abs=0.01 + spread(LONG))


@pytest.mark.slow
def test_with_few_schools_uncorrected_intervals_hold_it_less_often() -> None:
    """The errors made for few clusters keep their rate with ten schools; those without correction do not."""
    plain = covered("ten schools", LONG, errors="CR0", degrees_of_freedom="normal")
    assert plain < 0.92
    assert covered("ten schools", LONG, errors="HC2") < 0.8


@pytest.mark.slow
def test_the_interval_for_weak_offers_keeps_its_rate() -> None:
    held = 0
    for seed in range(LONG):
        rows = trial(seed, effect=EFFECT, students=60, schools=3)
        chance = np.random.default_rng(seed)
        rows["hours"] = chance.normal(10, 5, 60) + np.where(rows["arm"] == "tutoring", 1.0, 0.0)
        rows["score"] = 500 + 2 * rows["hours"] + chance.normal(0, 10, 60)
        found = effect_on_treated(rows, outcome="score", arm="arm", received="hours")
        low, high = found.weak_low, found.weak_high
        if low is None:  # two pieces: all but a stretch that the test rejects
            rest = rows.assign(rest=rows["score"] - 2 * rows["hours"])
            held += intent_to_treat(rest, outcome="rest", arm="arm").p > 0.05
        else:
            held += low <= 2 <= high
    assert held / LONG == pytest.approx(0.95, abs=0.01 + spread(LONG))


@pytest.mark.slow
def test_groups_that_do_not_differ_are_told_apart_as_often_as_alpha() -> None:
    for choices in ({"errors": "HC2"}, {"clusters": "school_id"}):
        drawn = WITHIN if "errors" in choices else SCHOOLS
        ps = [
            effects_by_subgroup(
                trial(seed, **drawn).assign(group=lambda one: np.arange(len(one)) // 2 % 3),
                outcome="score",
                arm="arm",
                subgroup="group",
                **choices,
            ).interaction.p
            for seed in range(1000)
        ]
        assert np.mean(np.array(ps) < 0.05) <= 0.05 + 0.01 + spread(1000)


@pytest.mark.slow
def test_bounds_hold_the_effect_of_those_always_seen() -> None:
    """The offer makes some appear who would be lost; among the others it does 5, and the interval holds that."""
    held = 0
    for seed in range(LONG):
        rows = trial(seed, effect=0.0, students=200)
        chance = np.random.default_rng(seed)
        able = rows["pretest"] > 490
        rows["score"] = rows["score"] + np.where(rows["arm"] == "tutoring", 5.0, 0.0)
        seen = able | (rows["arm"] == "tutoring") & (chance.random(200) < 0.5)
        rows.loc[~seen, "score"] = np.nan
        found = bounds_for_missing(rows, outcome="score", arm="arm", kind="lee")
        held += found.interval_low <= 5 <= found.interval_high
    assert held / LONG >= 0.95 - 0.01 - spread(LONG)
