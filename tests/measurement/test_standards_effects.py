"""Effect sizes and the corrections of them for clusters, against published numbers and by their laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hitdesign.errors import InputError
from hitdesign.measurement.standards.clusters import (
    Clusters,
    assumed_icc,
    cluster_adjusted_g,
    cluster_corrected_test,
    t_of_g,
)
from hitdesign.measurement.standards.effects import (
    Arm,
    cox_index,
    hedges_g,
    hedges_g_from_f,
    hedges_g_from_t,
    hedges_g_of_gains,
    improvement_index,
    small_sample_term,
)

#: The example of the R package VIVECampbell: 100 students, 60 of them in groups of 5, an intraclass correlation of 0.1.
CAMPBELL = {"treated_students": 60, "comparison_students": 40, "students_per_cluster": 5, "icc": 0.1}

arms = st.builds(Arm, st.floats(-50, 50), st.floats(0.5, 20), st.integers(2, 400))


def columns(refused: pytest.ExceptionInfo[InputError]) -> set[str | None]:
    return {fault.column for fault in refused.value.faults}


def test_hedges_g_is_that_of_the_example_of_baselinr() -> None:
    """R package baselinr, help of hedges_g: 5, 6, 7 against 4, 5, 6 give 0.8, and -0.8 the other way."""
    treated, comparison = Arm(6.0, 1.0, 3), Arm(5.0, 1.0, 3)
    assert hedges_g(treated, comparison) == pytest.approx(0.8)
    assert hedges_g(comparison, treated) == pytest.approx(-0.8)


def test_the_cox_index_is_that_of_the_test_of_baselinr() -> None:
    """R package baselinr, test of cox_index: shares of 0.8 and 0.5, log odds of 0.8 over 1.65, no small-sample term."""
    assert cox_index(0.8, 0.5, None, small_sample=False) == pytest.approx(math.log(4) / 1.65)


def test_the_cox_index_of_an_odds_ratio_of_two_and_a_quarter_is_its_printed_logarithm_over_1_65() -> None:
    """R package VIVECampbell, help of OR_calc: shares of 0.2 and 0.1 have an odds ratio of 2.25, logarithm 0.811."""
    assert round(1.65 * cox_index(0.2, 0.1, None, small_sample=False), 3) == 0.811


def test_a_quarter_of_a_standard_deviation_moves_the_middle_student_up_ten_points() -> None:
    """As the Clearinghouse's index is commonly explained: 0.25 is about 10 percentile points, the range -50 to 50."""
    assert round(improvement_index(0.25)) == 10
    assert improvement_index(0.0) == 0
    assert -50 <= improvement_index(-9) < -49.9


def test_degrees_of_freedom_of_clusters_in_both_arms_are_those_of_version_5() -> None:
    """WWC 5.0, equation E.21, by the R package VIVECampbell, help of df_h: 94.4."""
    both = Clusters(arms="both", **{**CAMPBELL, "treated_students": 50, "comparison_students": 50})
    assert round(both.h, 2) == 94.4


def test_corrections_for_clusters_in_one_arm_are_those_printed() -> None:
    """R package VIVECampbell, help of df_h_1armcluster, gamma_1armcluster and eta_1armcluster: 95.4, 0.978, 1.1."""
    one = Clusters(arms="treated", **CAMPBELL)
    assert round(one.h, 2) == 95.4
    assert round(math.sqrt(one.gamma), 3) == 0.978
    assert round(one.eta, 3) == 1.1
    assert round(cluster_adjusted_g(0.5, one), 3) == 0.489


def test_the_correction_of_a_t_is_the_published_quotient() -> None:
    """WWC Procedures 4.1, F.1.1: ((N - 2) - 2 (n - 1) r) / ((N - 2) (1 + (n - 1) r)) under the root."""
    both = Clusters(arms="both", treated_students=200, comparison_students=200, students_per_cluster=20, icc=0.2)
    t = t_of_g(0.30, 200, 200)
    quotient = (398 - 2 * 19 * 0.2) / (398 * (1 + 19 * 0.2))
    found = cluster_corrected_test(t, both)
    assert found.t == pytest.approx(t * math.sqrt(quotient))
    assert found.p == pytest.approx(2 * stats.t.sf(found.t, both.h))
    assert stats.t.sf(t, 398) * 2 < 0.05 < found.p
    assert not found.significant


def test_without_anything_shared_nothing_is_corrected() -> None:
    """R package baselinr, test of cluster_correction: with an intraclass correlation of 0, t stays and df is N - 2."""
    for arms_clustered in ("both", "treated"):
        alone = Clusters(arms=arms_clustered, **{**CAMPBELL, "icc": 0.0})
        found = cluster_corrected_test(2.5, alone)
        assert (found.t, found.degrees_of_freedom) == (2.5, pytest.approx(98))
        assert found.effective_students == 100
        assert found.significant


@given(icc=st.floats(0, 0.5), size=st.floats(1.5, 20), kind=st.sampled_from(["both", "treated"]))
def test_the_more_is_shared_the_less_a_test_says(icc: float, size: float, kind: str) -> None:
    given_numbers = {"treated_students": 120, "comparison_students": 120, "students_per_cluster": size}
    less = Clusters(arms=kind, icc=icc, **given_numbers)
    more = Clusters(arms=kind, icc=icc + 0.1, **given_numbers)
    before, after = cluster_corrected_test(3.0, less), cluster_corrected_test(3.0, more)
    assert after.t < before.t <= 3.0 + 1e-12
    assert after.degrees_of_freedom < before.degrees_of_freedom
    assert after.effective_students < before.effective_students
    assert abs(cluster_adjusted_g(0.4, more)) < abs(cluster_adjusted_g(0.4, less))


@given(treated=arms, comparison=arms)
def test_exchanging_the_arms_turns_the_sign(treated: Arm, comparison: Arm) -> None:
    assert hedges_g(treated, comparison) == pytest.approx(-hedges_g(comparison, treated))


@given(treated=arms, comparison=arms, scale=st.floats(0.1, 10), move=st.floats(-20, 20))
def test_the_unit_of_the_test_does_not_matter(treated: Arm, comparison: Arm, scale: float, move: float) -> None:
    def changed(arm: Arm) -> Arm:
        return Arm(scale * arm.mean + move, scale * arm.standard_deviation, arm.students)

    assert hedges_g(changed(treated), changed(comparison)) == pytest.approx(hedges_g(treated, comparison), abs=1e-6)


@given(first=st.floats(0.02, 0.98), second=st.floats(0.02, 0.98))
def test_the_cox_index_is_the_same_for_those_who_pass_and_those_who_fail(first: float, second: float) -> None:
    passed = cox_index(first, second, 60, small_sample=True)
    assert passed == pytest.approx(-cox_index(second, first, 60, small_sample=True))
    assert passed == pytest.approx(-cox_index(1 - first, 1 - second, 60, small_sample=True), abs=1e-9)
    assert abs(passed) <= abs(cox_index(first, second, 60, small_sample=False)) + 1e-12


def test_g_from_t_and_f_is_g_from_the_means_behind_them() -> None:
    chance = np.random.default_rng(11)
    one, other = chance.normal(0.4, 1, 31), chance.normal(0, 1, 44)
    direct = hedges_g(Arm(one.mean(), one.std(ddof=1), 31), Arm(other.mean(), other.std(ddof=1), 44))
    t, f = stats.ttest_ind(one, other).statistic, stats.f_oneway(one, other).statistic
    assert hedges_g_from_t(t, 31, 44) == pytest.approx(direct)
    assert hedges_g_from_f(f, 31, 44, positive=bool(t > 0)) == pytest.approx(direct)
    assert hedges_g_from_t(t, 31, 44, explained=0.75) == pytest.approx(direct / 2)


def test_gains_take_off_what_was_there_before() -> None:
    treated, comparison = Arm(54, 10, 50), Arm(50, 10, 50)
    same = hedges_g_of_gains(treated, comparison, 47, 47)
    assert same == pytest.approx(hedges_g(treated, comparison))
    assert hedges_g_of_gains(treated, comparison, 51, 47) == pytest.approx(0)


def test_the_small_sample_term_goes_to_one() -> None:
    terms = [small_sample_term(students) for students in (4, 10, 100, 100_000)]
    assert terms == sorted(terms)
    assert terms[-1] == pytest.approx(1, abs=1e-4)


def test_the_assumed_correlations_are_those_of_the_evidence() -> None:
    assert (assumed_icc("achievement"), assumed_icc("other")) == (0.20, 0.10)


def test_faults_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as refused:
        Arm(math.nan, 0, 1)
    assert columns(refused) == {"mean", "standard_deviation", "students"}
    with pytest.raises(InputError) as refused:
        Clusters(arms="none", treated_students=-4, comparison_students=1, students_per_cluster=0, icc=1)
    assert columns(refused) == {"arms", "treated_students", "comparison_students", "students_per_cluster", "icc"}
    with pytest.raises(InputError) as refused:
        cox_index(0, 1, None, small_sample=True)
    assert columns(refused) == {"treated_share", "comparison_share", "students"}
    with pytest.raises(InputError) as refused:
        hedges_g_from_t(math.inf, 1, -3, explained=1)
    assert columns(refused) == {"t", "treated_students", "comparison_students", "explained"}


@pytest.mark.parametrize("kind", ["both", "treated"])
def test_a_single_cluster_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match="students_per_cluster"):
        Clusters(arms=kind, treated_students=30, comparison_students=10, students_per_cluster=31, icc=0.1)
