"""What an answer says beside its numbers: on whom it rests, what to be careful of, what it does not know."""

import numpy as np
import pytest

from hitdesign.measurement.effects.intent import IntentToTreat, intent_to_treat
from hitdesign.measurement.effects.treated import effect_on_treated
from measurement.effects_trials import trial


def of(frame, **choices) -> IntentToTreat:
    return intent_to_treat(frame, outcome="score", arm="arm", **choices)


def said(found) -> str:
    return "\n".join(found.sentences())


def test_schools_assigned_whole_without_clusters_are_pointed_out() -> None:
    rows = trial(2, by_school=True)
    assert "schools and not students were assigned" in said(of(rows))
    assert "schools and not students were assigned" not in said(of(rows, clusters="school_id"))
    assert "schools and not students were assigned" not in said(of(trial(2)))
    assert "take no account of them" in said(of(rows, clusters="school_id", errors="HC1"))


def test_few_clusters_are_counted_by_arm() -> None:
    few = of(trial(2, by_school=True), clusters="school_id")
    assert few.cluster_count == 8
    assert sum("has 4 clusters, fewer than 20" in note for note in few.notes) == 2
    assert "made for few clusters" in said(few)
    assert "come out too narrow" in said(of(trial(2, by_school=True), clusters="school_id", errors="CR1S"))
    many = trial(2, students=400, schools=50, by_school=True)
    assert not any("clusters" in note for note in of(many, clusters="school_id").notes)


def test_too_few_degrees_of_freedom_are_said() -> None:
    rows = trial(2, students=80, schools=4, by_school=True)
    found = of(rows, clusters="school_id")
    assert found.degrees_of_freedom < 4
    assert "degrees of freedom are fewer than 4" in said(found)
    assert "are fewer than 4" not in said(of(rows, clusters="school_id", degrees_of_freedom="normal"))


def test_strata_with_one_arm_only_say_nothing_and_are_counted() -> None:
    rows = trial(3)
    rows.loc[rows["school_id"] == "school 0", "arm"] = "tutoring"
    found = of(rows, fixed_effects=["school_id"])
    assert any("In 1 of 8 groups of school_id" in note and "30 students" in note for note in found.notes)
    without = of(rows[rows["school_id"] != "school 0"], fixed_effects=["school_id"])
    assert found.effect == pytest.approx(without.effect)


def test_losses_are_counted_by_arm_and_judged() -> None:
    rows = trial(4)
    rows.loc[np.flatnonzero(rows["arm"] == "tutoring")[:40], "score"] = np.nan
    found = of(rows)
    assert (found.treated.students_drawn, found.treated.students_without_outcome) == (120, 40)
    assert found.comparison.students_without_outcome == 0
    assert (found.attrition.overall, found.attrition.differential) == pytest.approx((1 / 6, 1 / 3))
    assert "33.3 points apart" in said(found)
    assert "high attrition" in said(found)
    assert "attrition" not in said(of(trial(4)))


def test_blank_covariates_leave_students_out_or_hold_the_mean() -> None:
    rows = trial(5)
    rows.loc[:9, "pretest"] = np.nan
    left_out = of(rows, covariates=["pretest"])
    assert left_out.treated.students_without_covariates + left_out.comparison.students_without_covariates == 10
    assert "a covariate that is missing: 10 students" in said(left_out)
    rows.loc[:3, "score"] = np.nan
    both = of(rows, covariates=["pretest"])
    assert both.treated.students_without_covariates + both.comparison.students_without_covariates == 6
    assert both.treated.students_without_outcome + both.comparison.students_without_outcome == 4
    rows["score"] = trial(5)["score"]
    kept = of(rows, covariates=["pretest"], missing_covariates="indicator")
    assert kept.treated.students_analysed + kept.comparison.students_analysed == 240
    assert kept.coefficients == 4
    filled = rows.assign(blank=rows["pretest"].isna(), pretest=rows["pretest"].fillna(rows["pretest"].mean()))
    assert kept.effect == pytest.approx(of(filled, covariates=["pretest", "blank"]).effect)
    assert "Blank covariates (pretest) hold the mean" in said(kept)


def test_arms_that_differed_before_are_named() -> None:
    rows = trial(6)
    rows["age"] = np.where(rows["arm"] == "tutoring", 9.0, 8.0) + np.random.default_rng(0).normal(size=240)
    found = of(rows, covariates=["age", "english_learner"])
    age, marks = found.baseline
    assert age.measure == "hedges_g"
    assert age.difference_sd > 0.25
    assert age.verdict.verdict == "not_satisfied"
    assert (marks.name, marks.measure) == ("english_learner: yes", "cox_index")
    assert "differed by more than 0.25 standard deviations in: age" in said(found)
    shares = rows.groupby("arm")["english_learner"].apply(lambda one: (one == "yes").mean())
    assert (marks.treated_mean, marks.comparison_mean) == pytest.approx((shares["tutoring"], shares["comparison"]))


def test_no_effect_shown_is_not_no_effect() -> None:
    found = of(trial(7, effect=0.0))
    assert found.low < 0 < found.high
    assert "not the same as no effect" in said(found)
    strong = of(trial(7, effect=60.0))
    assert "not the same as no effect" not in said(strong)
    assert f"score was {strong.effect:.4g} higher" in strong.sentences()[0]


def test_yes_and_no_as_outcome_point_to_the_cox_index() -> None:
    rows = trial(8).assign(score=lambda one: one["score"] > 510)
    assert "put the Cox index instead" in said(of(rows))


def test_a_sure_offer_gives_the_effect_of_tutoring_and_its_receipt() -> None:
    rows = trial(9, students=600)
    found = effect_on_treated(rows, outcome="score", arm="arm", received="received", covariates=["pretest"])
    assert found.binary
    assert found.received_comparison == 0
    assert found.first_stage.value == pytest.approx(found.received_treated, abs=0.05)
    assert found.first_stage_f > 104.7
    assert "Tutored: " in said(found)
    assert "weak" not in said(found)
    assert "drawn by lot, acts only through what was received" in said(found)


def test_hours_are_scaled_to_the_adequate_dosage() -> None:
    choices = {"outcome": "score", "arm": "arm", "received": "hours"}
    found = effect_on_treated(trial(9), adequate=30, **choices)
    assert not found.binary
    assert found.effect_at_adequate == pytest.approx(30 * found.effect)
    assert found.high_at_adequate == pytest.approx(30 * found.high)
    assert found.effect_at_adequate_sd == pytest.approx(30 * found.effect_sd)
    assert "At 30 (hour), the dosage called adequate" in said(found)
    assert "each unit does as much as the one before" in said(found)
    assert effect_on_treated(trial(9), **choices).effect_at_adequate is None


def test_a_weak_offer_is_called_weak() -> None:
    rows = trial(10)
    rows["hours"] = np.random.default_rng(3).uniform(0, 10, 240)
    found = effect_on_treated(rows, outcome="score", arm="arm", received="hours")
    assert found.first_stage_f < 10
    assert "it is a weak instrument" in said(found)
    wide = (found.weak_low, found.weak_high)
    assert wide in [(None, None), (-np.inf, np.inf)] or wide[1] - wide[0] > found.high - found.low
