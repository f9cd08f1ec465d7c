"""Trials are drawn and tested many times over: how often the effect is found is the noncentral power."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from hitdesign.measurement.power.detection import minimum_detectable_effect, power_to_detect
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.schools import SchoolsRandomised, SchoolsWithGroups
from hitdesign.measurement.power.students import StudentsRandomised, WithinSchools

Numbers = npt.NDArray[np.float64]
BRIEF, LONG = 6_000, 300_000

STUDENTS = StudentsRandomised(students=40, share_treated=0.3, attrition=0)
WITHIN = WithinSchools(schools=4, students_per_school=10, attrition=0)
GROUPS = PartiallyNested(groups=12, students_per_group=3, comparison_students=30, group_icc=0.2, attrition=0)
SCHOOLS = SchoolsRandomised(schools=14, students_per_school=8, school_icc=0.2, attrition=0, school_attrition=0)
CLASSES = SchoolsWithGroups(
    schools=14,
    groups_per_school=2,
    students_per_group=6,
    school_icc=0.1,
    group_icc=0.15,
    attrition=0,
    school_attrition=0,
)


def found_by_t(treated: Numbers, others: Numbers) -> float:
    """Share of the trials (rows) in which a two-sample t test finds the effect."""
    return float((stats.ttest_ind(treated, others, axis=1).pvalue < 0.05).mean())


def drawn_students(effect: float, trials: int, chance: np.random.Generator) -> float:
    return found_by_t(chance.normal(effect, 1, (trials, 12)), chance.normal(0, 1, (trials, 28)))


def drawn_within(effect: float, trials: int, chance: np.random.Generator) -> float:
    """Least squares with a mean for each school, whose true means differ widely."""
    schools = chance.normal(0, 3, (trials, 4, 1))
    treated, others = (schools + chance.normal(mean, 1, (trials, 4, 5)) for mean in (effect, 0.0))
    whole = np.concatenate([treated, others], axis=2)
    means = whole.mean(axis=2, keepdims=True)
    gap = treated.mean(axis=(1, 2)) - others.mean(axis=(1, 2))
    total = ((whole - means) ** 2).sum(axis=(1, 2))
    left = total - 40 * gap**2 / 4
    t = gap / np.sqrt(left / WITHIN.degrees_of_freedom * 4 / 40)
    return float((np.abs(t) > stats.t.isf(0.025, WITHIN.degrees_of_freedom)).mean())


def drawn_groups(effect: float, trials: int, chance: np.random.Generator) -> float:
    """Means of groups against single students, with variances of their own (Welch)."""
    between = np.sqrt(0.2 / 0.8)
    groups = chance.normal(effect, between, (trials, 12)) + chance.normal(0, 1, (trials, 12, 3)).mean(axis=2)
    others = chance.normal(0, 1, (trials, 30))
    return float((stats.ttest_ind(groups, others, axis=1, equal_var=False).pvalue < 0.05).mean())


def drawn_schools(effect: float, trials: int, chance: np.random.Generator, each: int = 7) -> float:
    def means(effect: float) -> Numbers:
        return chance.normal(effect, np.sqrt(0.2), (trials, each)) + chance.normal(0, np.sqrt(0.8 / 8), (trials, each))

    return found_by_t(means(effect), means(0.0))


def drawn_classes(effect: float, trials: int, chance: np.random.Generator) -> float:
    def means(effect: float) -> Numbers:
        classes = chance.normal(0, np.sqrt(0.15), (trials, 7, 2)) + chance.normal(0, np.sqrt(0.75 / 6), (trials, 7, 2))
        return chance.normal(effect, np.sqrt(0.1), (trials, 7)) + classes.mean(axis=2)

    return found_by_t(means(effect), means(0.0))


#: Each design, how its trials are drawn, and by how much its formula is an approximation.
TRIALS = {
    "students": (STUDENTS, drawn_students, 0.0),
    "within schools": (WITHIN, drawn_within, 0.0),
    "groups": (GROUPS, drawn_groups, 0.012),
    "schools": (SCHOOLS, drawn_schools, 0.0),
    "classes": (CLASSES, drawn_classes, 0.0),
}


def compare(name: str, trials: int) -> None:
    design, draw, slack = TRIALS[name]
    chance = np.random.default_rng(20261126)
    for power in (0.5, 0.8):
        effect = minimum_detectable_effect(design, convention="noncentral", power=power).effect
        found = draw(effect, trials, chance)
        assert found == pytest.approx(power, abs=slack + 4 * np.sqrt(power * (1 - power) / trials)), (name, power)


@pytest.mark.parametrize("name", TRIALS)
def test_trials_find_the_effect_as_often_as_the_power_says(name: str) -> None:
    compare(name, BRIEF)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRIALS)
def test_many_trials_find_the_effect_as_often_as_the_power_says(name: str) -> None:
    compare(name, LONG)


@pytest.mark.parametrize("name", TRIALS)
def test_without_an_effect_trials_find_one_as_often_as_alpha(name: str) -> None:
    _, draw, slack = TRIALS[name]
    found = draw(0.0, BRIEF, np.random.default_rng(7))
    assert found == pytest.approx(0.05, abs=slack + 4 * np.sqrt(0.05 * 0.95 / BRIEF))


def test_with_four_schools_the_central_convention_promises_more_than_trials_keep() -> None:
    """The sum of two quantiles is not quite the power of the t test; the noncentral convention is."""
    effect = minimum_detectable_effect(replace(SCHOOLS, schools=4), convention="central").effect
    kept = power_to_detect(replace(SCHOOLS, schools=4), effect, convention="noncentral").power
    assert kept < 0.77
    found = drawn_schools(effect, 20_000, np.random.default_rng(3), each=2)
    assert found == pytest.approx(kept, abs=0.012)
