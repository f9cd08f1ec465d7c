"""What standards say of a study: alike before, too many lost, findings among several, tiers of evidence."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.measurement.standards.attrition import Attrition, attrition, attrition_level
from hitdesign.measurement.standards.baseline import baseline_equivalence
from hitdesign.measurement.standards.multiple import benjamini_hochberg
from hitdesign.measurement.standards.tiers import Study, essa_tiers, group_design_rating

#: Fifteen findings of Benjamini and Hochberg (1995), section 4.
FIFTEEN = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
           0.7590, 1.0000]  # fmt: skip
STRONG = Study(design="randomised", rating="without_reservations", students=350, sites=2, significant_positive=True)


def lost(overall: float, differential: float) -> Attrition:
    return Attrition(overall, overall + differential / 2, overall - differential / 2, differential)


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        (0.03, "satisfied"), (0.05, "satisfied"), (0.10, "satisfied_with_adjustment"),
        (0.25, "satisfied_with_adjustment"), (0.80, "not_satisfied"), (-0.10, "satisfied_with_adjustment"),
        (0.2501, "not_satisfied"), (-0.0501, "satisfied_with_adjustment"), (0.1 + 0.15, "satisfied_with_adjustment"),
    ],
)  # fmt: skip
def test_bounds_of_baseline_equivalence_belong_to_the_milder_verdict(difference: float, verdict: str) -> None:
    """The first six as in the test of wwc_classify of the R package baselinr, which cites version 5.0."""
    assert baseline_equivalence(difference).verdict == verdict


@pytest.mark.parametrize(
    ("overall", "cautious", "optimistic"),
    [(0, 5.7, 10.0), (10, 6.3, 10.9), (20, 5.4, 10.0), (30, 4.1, 8.2), (40, 2.6, 6.0), (57, 0.0, 2.1)],
)
def test_boundaries_of_attrition_are_those_printed(overall: int, cautious: float, optimistic: float) -> None:
    """WWC Standards 4.1, Table II.1; those of 10 to 40 percent were noted from another reading too."""
    for assumption, printed in (("cautious", cautious), ("optimistic", optimistic)):
        on_it = attrition_level(lost(overall / 100, printed / 100), assumption)
        assert on_it.level == "low"
        assert on_it.most_differential == pytest.approx(printed / 100)
        assert attrition_level(lost(overall / 100, printed / 100 + 0.001), assumption).level == "high"


def test_between_two_percents_the_boundary_is_drawn_straight() -> None:
    """6.3 points at 10 percent, 6.2 at 11."""
    assert attrition_level(lost(0.105, 0.0), "cautious").most_differential == pytest.approx(0.0625)
    assert attrition_level(lost(0.575, 0.0), "cautious").most_differential is None


def test_past_the_boundary_attrition_is_high_whatever_the_difference() -> None:
    """R package baselinr, test of attrition_boundary: at 60 percent lost, high if cautious, low if optimistic."""
    assert attrition_level(lost(0.60, 0.0), "cautious").level == "high"
    assert attrition_level(lost(0.60, 0.0), "cautious").most_differential is None
    assert attrition_level(lost(0.60, 0.014), "optimistic").level == "low"
    assert attrition_level(lost(0.655, 0.0), "optimistic").level == "high"


@pytest.mark.parametrize(
    ("assumption", "treated", "comparison"), [("cautious", 0.40833, 0.35359), ("optimistic", 0.24936, 0.20344)]
)
def test_every_point_of_a_boundary_lies_on_one_curve(assumption: str, treated: float, comparison: float) -> None:
    """A slip in copying the table would leave the curve of its model: a normal propensity to stay, tied to the outcome
    with a correlation in each arm, and a bias of 0.05 standard deviations. The two correlations are fitted to it."""

    def bias(points: float, overall: float) -> float:
        stay = (1 - overall - points / 200, 1 - overall + points / 200)
        means = [norm.pdf(norm.ppf(share)) / share for share in stay]
        return treated * means[0] - comparison * means[1] - 0.05

    points = shipped().attrition_boundaries[assumption].most_differential_points
    for percent, printed in enumerate(points):
        if percent >= 12:
            found = brentq(bias, -1, min(2 * percent, 2 * (100 - percent)) - 1e-6, args=(percent / 100,))
            assert found == pytest.approx(printed, abs=0.085), percent


@given(overall=st.floats(0, 0.7), differential=st.floats(0, 0.12), more=st.floats(0, 0.1))
def test_a_larger_difference_never_lowers_attrition_and_the_cautious_boundary_is_the_stricter(
    overall: float, differential: float, more: float
) -> None:
    verdicts = {
        (assumption, gap): attrition_level(lost(overall, gap), assumption).level
        for assumption in ("cautious", "optimistic")
        for gap in (differential, differential + more)
    }
    for assumption in ("cautious", "optimistic"):
        if verdicts[assumption, differential] == "high":
            assert verdicts[assumption, differential + more] == "high"
    if verdicts["cautious", differential] == "low":
        assert verdicts["optimistic", differential] == "low"


@pytest.mark.parametrize("assumption", ["cautious", "optimistic"])
def test_past_a_tenth_lost_the_boundary_only_falls(assumption: str) -> None:
    points = shipped().attrition_boundaries[assumption].most_differential_points
    assert list(points[10:]) == sorted(points[10:], reverse=True)
    assert list(points[:9]) == sorted(points[:9])


def test_attrition_counts_both_arms() -> None:
    found = attrition(120, 108, 80, 60)
    assert found.overall == pytest.approx(32 / 200)
    assert (found.treated, found.comparison) == (pytest.approx(0.1), pytest.approx(0.25))
    assert found.differential == pytest.approx(0.15)


def test_the_first_four_of_fifteen_findings_stand() -> None:
    """Benjamini and Hochberg (1995), section 4: four hypotheses are rejected, though nine ps lie below 0.05."""
    found = benjamini_hochberg(FIFTEEN)
    assert [one.significant for one in found] == [True] * 4 + [False] * 11
    assert found[3].critical_p == pytest.approx(4 * 0.05 / 15)


@given(st.lists(st.floats(0, 1) | st.floats(0, 0.05), max_size=12))
def test_findings_that_stand_are_those_of_statsmodels(p_values: list[float]) -> None:
    found = [one.significant for one in benjamini_hochberg(p_values)]
    theirs = list(multipletests(p_values, alpha=0.05, method="fdr_bh")[0]) if p_values else []
    assert found == theirs


def test_a_rating_follows_attrition_and_what_was_there_before() -> None:
    """R package baselinr, examples of wwc_rating."""
    assert group_design_rating("randomised", "low", "not_satisfied") == "without_reservations"
    assert group_design_rating("randomised", "high", "satisfied_with_adjustment") == "with_reservations"
    assert group_design_rating("randomised", "high", "not_satisfied") == "does_not_meet"
    assert group_design_rating("comparison", None, "not_satisfied") == "does_not_meet"
    assert group_design_rating("comparison", None, "satisfied") == "with_reservations"


def reached(study: Study) -> list[int]:
    return [one.tier for one in essa_tiers(study) if one.reached]


def test_a_large_trial_of_two_sites_reaches_the_first_three_tiers() -> None:
    """ies.ed.gov/ncee/wwc/essa: without reservations, significant and positive, 350 students, two sites."""
    assert reached(STRONG) == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "tiers", "why"),
    [
        ({"students": 349}, [3], "It has 349 students; this tier asks for 350 or more."),
        ({"sites": 1}, [3], "It has 1 sites; this tier asks for 2 or more."),
        ({"significant_positive": False}, [], "It did not find a statistically significant positive effect."),
        ({"significant_negative": True}, [3], "A significant negative effect stands against it."),
        ({"rating": "with_reservations"}, [2, 3], "The rating is: with reservations"),
        ({"design": "comparison", "rating": "with_reservations"}, [2, 3], "The design is comparison"),
        ({"design": "correlational", "rating": "not_rated"}, [], "It does not control for who was selected."),
    ],
)
def test_a_study_that_lacks_something_is_told_what(change: dict[str, object], tiers: list[int], why: str) -> None:
    study = replace(STRONG, **change)
    assert reached(study) == tiers
    lacking = [sentence for one in essa_tiers(study) for sentence in one.lacking]
    assert any(sentence.startswith(why) for sentence in lacking), lacking


def test_controls_lift_a_correlational_study_and_a_rationale_with_a_study_under_way_is_the_fourth_tier() -> None:
    study = replace(STRONG, design="correlational", rating="not_rated", controls_for_selection=True)
    assert reached(study) == [3]
    idea = replace(study, significant_positive=False, rationale=True, ongoing_study=True, students=0, sites=0)
    assert reached(idea) == [4]


def test_a_verdict_says_where_its_conditions_are_from_and_whether_they_were_checked() -> None:
    verdicts = {one.tier: one for one in essa_tiers(STRONG)}
    assert (verdicts[1].source, verdicts[1].verified) == ("wwc_essa", True)
    assert not verdicts[4].verified
    assert "It has 350 students." in verdicts[1].met


def test_standards_are_data_that_a_district_may_lay_its_own_over() -> None:
    own = {"least_students": 500, "source": "planning_default", "as_of": "2026-11-26"}
    ours = overlay(shipped(), {"evidence_tiers": {"tier_1": own}})
    assert [one.tier for one in essa_tiers(STRONG, ours) if one.reached] == [2, 3]
    stricter = {"value": 0.01, "source": "planning_default", "as_of": "2026-11-26"}
    ours = overlay(shipped(), {"parameters": {"wwc.baseline.satisfied": stricter}})
    assert baseline_equivalence(0.03, ours).verdict == "satisfied_with_adjustment"


def test_what_is_no_study_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        Study(design="survey", rating="good", students=-1, sites=1.5, significant_positive=True)
    assert {fault.column for fault in refused.value.faults} == {"design", "rating", "students", "sites"}
    with pytest.raises(InputError, match="attrition"):
        group_design_rating("randomised", None, "satisfied")
    with pytest.raises(InputError, match=r"attrition_boundaries.*such as cautious"):
        attrition_level(lost(0.1, 0.0), "cautios")
    with pytest.raises(InputError) as refused:
        attrition(100, 101, 0, -1)
    assert {fault.column for fault in refused.value.faults} == {
        "treated_analysed", "comparison_drawn", "comparison_analysed",
    }  # fmt: skip
    for difference in (math.nan, "0.1"):
        with pytest.raises(InputError):
            baseline_equivalence(difference)
    with pytest.raises(InputError, match=r"p_values\[2\]"):
        benjamini_hochberg([0.5, 1.5])
