"""A fixed effect taken out of every column gives the numbers that a column for each of its words gives."""

import sys
from typing import Any

import numpy as np
import pytest

from hitdesign.errors import InputError, MissingExtra
from hitdesign.measurement.effects.choices import Asked, freedom_kind
from hitdesign.measurement.effects.design import Design, design_of
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.joint import joint_test
from hitdesign.measurement.effects.reading import Trial, read_trial
from hitdesign.measurement.effects.treated import effect_on_treated
from hitdesign.measurement.effects.within import taken_out
from measurement.effects_trials import trial


def read(**choices: Any) -> Trial:
    rows = trial(1, students=150, schools=15)
    rows["weight"] = np.random.default_rng(1).uniform(0.5, 2, 150)
    rows["district"] = rows["school_id"].str[-1].astype(int) % 5
    asked = Asked(outcome="score", arm="arm", covariates=["pretest", "grade"], fixed_effects=["school_id"], **choices)
    return read_trial(rows, asked)


def design(read_: Trial, without: str | None) -> Design:
    return design_of(
        150,
        read_.weights,
        strata=read_.strata,
        without=without,
        covariates=read_.covariates,
        asked=read_.offered,
        beside=read_.others,
    )


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("errors", ["classic", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR1S", "CR2"])
def test_every_kind_of_error_is_the_same(errors: Any, weights: str | None) -> None:
    both = read(weights=weights, clusters="district", errors=errors)
    assert taken_out(both.strata, both.clusters, errors, both.asked.freedom_kind) == "school_id"
    answers = []
    for without in (None, "school_id"):
        made = design(both, without)
        fit = made.fit(both.response, both.weights, both.clusters)
        found = fit.estimate(made.contrast(), errors, freedom_kind(None, errors), 0.9)
        slopes = np.eye(len(made.names))[-3:]
        joint = joint_test(fit, slopes, errors, "residual")
        answers.append([*vars(found).values(), joint.f, joint.degrees_of_freedom, fit.r_squared, made.coefficients])
    assert answers[0] == pytest.approx(answers[1], rel=1e-8)


def test_joint_tests_by_few_clusters_are_the_same() -> None:
    both = read(clusters="district")
    tests = []
    for without in (None, "school_id"):
        made = design(both, without)
        fit = made.fit(both.response, None, both.clusters)
        slopes = np.eye(len(made.names))[-3:-1]
        tests.append([*vars(joint_test(fit, slopes, "CR2", "satterthwaite")).values()])
    assert tests[0] == pytest.approx(tests[1], rel=1e-7)


def test_two_stages_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = trial(3, students=150, schools=15)
    choices = {
        "outcome": "score",
        "arm": "arm",
        "received": "hours",
        "covariates": ["pretest"],
        "fixed_effects": ["school_id"],
        "clusters": "school_id",
    }
    fast = effect_on_treated(rows, **choices)
    monkeypatch.setattr(Trial, "without", None)
    slow = effect_on_treated(rows, **choices)
    for name in ("effect", "standard_error", "low", "p", "degrees_of_freedom", "weak_low", "weak_high", "r_squared"):
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-7), name
    assert fast.first_stage_f == pytest.approx(slow.first_stage_f)


def test_it_is_not_done_where_it_would_change_a_number() -> None:
    crossed = read(clusters="grade")
    assert crossed.without is None
    assert read(errors="HC2", degrees_of_freedom="satterthwaite").without is None
    assert read(errors="HC2").without == "school_id"


def test_a_student_alone_in_a_stratum_changes_nothing_but_the_counts() -> None:
    rows = trial(4)
    alone = rows.copy()
    alone.loc[0, "school_id"] = "of its own"
    choices: dict[str, Any] = {
        "outcome": "score",
        "arm": "arm",
        "covariates": ["pretest"],
        "fixed_effects": ["school_id"],
    }
    for errors in ("HC1", "HC2", "HC3"):
        found = intent_to_treat(alone, errors=errors, **choices)
        without = intent_to_treat(rows.iloc[1:], errors=errors, **choices)
        assert found.effect == pytest.approx(without.effect)
        assert found.standard_error == pytest.approx(without.standard_error, rel=5e-3)
        if errors != "HC1":
            assert found.standard_error == pytest.approx(without.standard_error)


def test_more_strata_than_students_is_refused() -> None:
    rows = trial(5).assign(stratum=lambda one: [f"pair {place // 2}" for place in range(len(one))])
    pairs = intent_to_treat(rows, outcome="score", arm="arm", fixed_effects=["stratum"])
    assert pairs.coefficients == 121
    rows["stratum"] = rows["student_id"]
    with pytest.raises(InputError, match="column arm: covariates and fixed effects determine it wholly"):
        intent_to_treat(rows, outcome="score", arm="arm", fixed_effects=["stratum"])


def test_without_statsmodels_the_answer_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.regression.linear_model", None)
    with pytest.raises(MissingExtra, match=r"statsmodels .*hitdesign\[measurement\]"):
        intent_to_treat(trial(1), outcome="score", arm="arm")
