"""What stands beside an effect: bounds for missing outcomes, associations with their doubts, months with divisors."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.measurement.effects.bounds import bounds_for_missing
from hitdesign.measurement.effects.descriptive import descriptive_association
from hitdesign.measurement.effects.learning import learning_equivalents
from hitdesign.measurement.effects.selection import OsterNumbers, oster_delta, robustness_value
from measurement.effects_trials import trial


def bounds(frame: pd.DataFrame, kind: Any, **choices: Any) -> Any:
    return bounds_for_missing(frame, outcome="score", arm="arm", kind=kind, **choices)


def test_without_losses_the_bounds_are_the_difference() -> None:
    for kind in ("lee", "worst_case"):
        found = bounds(trial(1), kind, outcome_bounds=(0, 1000))
        assert found.low == pytest.approx(found.high)
        assert found.low == pytest.approx(found.observed)
        assert found.interval_high - found.high == pytest.approx(1.96 * found.high_standard_error, rel=1e-3)


def test_lee_trims_the_arm_with_more_outcomes_by_the_excess() -> None:
    """Ten treated with outcomes 1 to 10, eight of ten others with 0: the top or the bottom two of the treated go."""
    frame = pd.DataFrame({"arm": ["tutoring"] * 10 + ["comparison"] * 10})
    frame["score"] = [*range(1, 11), *[0.0] * 8, np.nan, np.nan]
    found = bounds(frame, "lee")
    assert (found.low, found.high) == pytest.approx((np.mean(range(1, 9)), np.mean(range(3, 11))))
    assert found.trimmed_share == pytest.approx(0.2)
    turned = bounds(frame, "lee", treated="comparison", comparison="tutoring")
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))
    assert turned.low_standard_error == pytest.approx(found.high_standard_error)


def test_an_observation_on_the_cut_counts_in_part() -> None:
    frame = pd.DataFrame({"arm": ["tutoring"] * 4 + ["comparison"] * 8})
    frame["score"] = [1.0, 2.0, 3.0, 4.0, *[0.0] * 7, np.nan]
    found = bounds(frame, "lee")
    assert found.low == pytest.approx((1 + 2 + 3 + 0.5 * 4) / 3.5)


def test_the_worst_case_holds_whatever_the_missing_were() -> None:
    chance = np.random.default_rng(2)
    rows = trial(2, lost=0.15)
    rows["score"] = np.where(rows["score"].isna(), np.nan, rows["score"] > 510)
    found = bounds(rows, "worst_case")
    for _ in range(30):
        guess = rows["score"].fillna(pd.Series(chance.integers(0, 2, len(rows)).astype(float)))
        means = guess.groupby(rows["arm"]).mean()
        assert found.low - 1e-12 <= means["tutoring"] - means["comparison"] <= found.high + 1e-12
    lost = found.treated.students_without_outcome / 120 + found.comparison.students_without_outcome / 120
    assert found.high - found.low == pytest.approx(lost)
    assert "whatever the missing outcomes were" in "\n".join(found.sentences())


def test_bounds_refuse_what_they_take_no_account_of() -> None:
    with pytest.raises(InputError, match="column covariates: bounds take no account of it"):
        bounds(trial(1), "lee", covariates=["pretest"])
    with pytest.raises(InputError, match="a worst case needs bounds"):
        bounds(trial(1, lost=0.1), "worst_case")
    with pytest.raises(InputError, match="column kind"):
        bounds(trial(1), "manski")


@pytest.mark.slow
def test_lees_standard_errors_are_the_spread_of_many_draws() -> None:
    chance = np.random.default_rng(3)
    ends, errors = [], []
    for _ in range(1500):
        offered = np.arange(800) % 2 == 0
        score = chance.normal(size=800) + 0.3 * offered
        score[chance.random(800) > np.where(offered, 0.9, 0.7)] = np.nan
        found = bounds(pd.DataFrame({"arm": np.where(offered, "tutoring", "comparison"), "score": score}), "lee")
        ends.append((found.low, found.high))
        errors.append((found.low_standard_error, found.high_standard_error))
    assert np.mean(errors, axis=0) == pytest.approx(np.std(ends, axis=0), rel=0.06)


def growth(seed: int, *, unseen: float, effect: float = 0.0, students: int = 500) -> pd.DataFrame:
    """Hours attended and growth that an unseen trait pulls along."""
    chance = np.random.default_rng(seed)
    trait, before = chance.normal(size=(2, students))
    hours = 30 + 5 * before + 5 * unseen * trait + 5 * chance.normal(size=students)
    score = effect * hours + 4 * before + 4 * unseen * trait + 5 * chance.normal(size=students)
    return pd.DataFrame({"hours": hours, "before": before, "growth": score, "trait": trait})


def associated(frame: pd.DataFrame, **choices: Any) -> Any:
    return descriptive_association(
        frame, **{"outcome": "growth", "exposure": "hours", "covariates": ["before"], **choices}
    )


def test_every_sentence_of_an_association_says_that_it_is_descriptive() -> None:
    found = associated(growth(1, unseen=1.0))
    assert found.label == "descriptive"
    assert len(found.sentences()) >= 5
    assert all(sentence.startswith("Descriptive: ") for sentence in found.sentences())
    assert "does not say what tutoring did" in "\n".join(found.sentences())


def test_an_association_made_by_selection_alone_is_one_that_equal_selection_explains() -> None:
    """The unseen pulls as the seen does; once told what both explain together, nothing is left at equal strength."""
    rows = growth(2, unseen=1.0, students=6000)
    whole = associated(rows, covariates=["before", "trait"])
    assert abs(whole.slope.value) < 0.05
    seen = associated(rows)
    assert seen.slope.p < 0.001
    full = np.column_stack([np.ones(6000), rows[["hours", "before", "trait"]]])
    rest = rows["growth"] - full @ np.linalg.lstsq(full, rows["growth"], rcond=None)[0]
    judged = associated(rows, r_squared_max=1 - rest.var() / rows["growth"].var())
    assert judged.selection.delta == pytest.approx(1.0, abs=0.15)
    assert abs(judged.selection.beta) < 0.1 * seen.slope.value


def test_robustness_rests_on_classic_errors_whatever_the_interval_has() -> None:
    rows = growth(3, unseen=0.5).assign(school_id=lambda one: np.arange(len(one)) % 20)
    plain = associated(rows, errors="classic")
    for errors in ("HC3", "CR2"):
        other = associated(rows, errors=errors, clusters="school_id" if errors == "CR2" else None)
        assert other.selection.robustness_value == plain.selection.robustness_value
        assert other.slope.standard_error != plain.slope.standard_error
    assert plain.selection.robustness_value == robustness_value(plain.slope.t, 497)
    assert plain.selection.robustness_value_significant < plain.selection.robustness_value


def test_fixed_effects_are_taken_out_of_everything() -> None:
    rows = growth(4, unseen=0.5).assign(school_id=lambda one: np.arange(len(one)) % 5)
    within = associated(rows, fixed_effects=["school_id"], errors="classic")
    means = rows.groupby("school_id").transform("mean")
    centred = associated(rows[["hours", "before", "growth"]] - means[["hours", "before", "growth"]], errors="classic")
    assert within.slope.value == pytest.approx(centred.slope.value)
    assert within.unadjusted == pytest.approx(centred.unadjusted)
    assert within.selection.delta == pytest.approx(centred.selection.delta)
    assert within.selection.benchmarks == pytest.approx(centred.selection.benchmarks) or (
        within.selection.benchmarks[0].of_outcome == pytest.approx(centred.selection.benchmarks[0].of_outcome)
    )


def test_associations_without_covariates_have_no_delta_and_words_are_no_exposure() -> None:
    alone = associated(growth(5, unseen=0.2), covariates=[])
    assert (alone.selection.delta, alone.selection.beta, alone.selection.benchmarks) == (None, None, ())
    assert alone.slope.value == pytest.approx(alone.unadjusted)
    with pytest.raises(InputError, match="column hours: it holds words"):
        associated(growth(5, unseen=0.2).assign(hours=lambda one: np.where(one["hours"] > 30, "many", "few")))


def test_oster_numbers_that_cannot_be_are_refused() -> None:
    good = OsterNumbers(
        short=1,
        short_r_squared=0.2,
        full=0.8,
        full_r_squared=0.4,
        outcome_variance=1,
        exposure_variance=1,
        exposure_left=0.9,
    )
    with pytest.raises(InputError, match="full_r_squared"):
        replace(good, full_r_squared=0.1)
    with pytest.raises(InputError, match="r_squared_max"):
        oster_delta(good, 0.3)


def test_months_stand_beside_their_divisor_and_its_source() -> None:
    found = learning_equivalents(0.13, "reading", 3, low_sd=-0.02, high_sd=0.28)
    assert found.months == pytest.approx(0.13 / 0.60 * 9)
    assert (found.low_months, found.high_months) == pytest.approx((-0.3, 4.2))
    assert not found.verified
    said = "\n".join(found.sentences())
    for part in (
        "0.6 standard deviations",
        "9 months a year",
        "not checked against the publication",
        "2008",
        "-0.3 to 4.2",
    ):
        assert part in said
    assert found.percentile_points == pytest.approx(5.17, abs=0.01)
    assert learning_equivalents(0.13, "reading", 3, months_in_year=10).months == pytest.approx(0.13 / 0.60 * 10)


def test_where_students_hardly_gain_nothing_is_put_into_months() -> None:
    found = learning_equivalents(0.1, "math", 12, low_sd=0.0, high_sd=0.2)
    assert (found.months, found.low_months, found.annual_gain_sd) == (None, None, 0.01)
    assert "not put into months" in "\n".join(found.sentences())


def test_the_same_effect_is_more_months_the_older_the_students() -> None:
    for subject in ("reading", "math"):
        months = [learning_equivalents(0.1, subject, grade).months for grade in (1, 3, 5, 8)]
        assert months == sorted(months)


def test_a_districts_own_gain_goes_over_the_evidence() -> None:
    own = {
        "learning.annual_gain.math.grade_4": {
            "value": 0.5,
            "source": "district",
            "as_of": "2026-08-01",
            "verified": True,
        }
    }
    found = learning_equivalents(0.1, "math", 4, evidence=overlay(shipped(), {"parameters": own}))
    assert (found.months, found.verified, found.source) == (pytest.approx(1.8), True, "district")
    with pytest.raises(InputError, match="no annual gain"):
        learning_equivalents(0.1, "science", 4)
    with pytest.raises(InputError, match="effect_sd"):
        learning_equivalents(float("nan"), "math", 4)
