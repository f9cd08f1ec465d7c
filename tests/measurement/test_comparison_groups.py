"""Matched and weighted groups: what they must reproduce, what they equate, and what they refuse."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from causaldata import cps_mixtape, nsw_mixtape

from hitdesign.errors import InputError
from hitdesign.measurement.comparison.balance import balance
from hitdesign.measurement.comparison.match import Comparison, match, weigh
from hitdesign.measurement.standards.effects import Arm, cox_index, hedges_g

CANARY = "ZZQ-CANARY"
NUMBERS = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
LONG = [*NUMBERS, "agesq", "agecube", "educsq", "u74", "u75", "educ_re74"]


@pytest.fixture(scope="module")
def earnings() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Trained, their controls by lot, and the survey's comparison group: earnings of 1978 and what was known before."""
    trial, survey = (data.load_pandas().data.astype({"re78": float}) for data in (nsw_mixtape, cps_mixtape))
    whole = pd.concat([trial.assign(by="trial"), survey.assign(by="survey")], ignore_index=True)
    whole[NUMBERS] = whole[NUMBERS].astype(float)
    whole["agesq"], whole["agecube"], whole["educsq"] = whole["age"] ** 2, whole["age"] ** 3, whole["educ"] ** 2
    whole["u74"], whole["u75"] = whole["re74"].eq(0) * 1.0, whole["re75"].eq(0) * 1.0
    whole["educ_re74"] = whole["educ"] * whole["re74"]
    whole["student_id"] = [f"{CANARY}-{place:05d}" for place in range(len(whole))]
    trained = whole[whole["by"].eq("trial") & whole["treat"].eq(1)]
    return trained, whole[whole["by"].eq("trial") & whole["treat"].eq(0)], whole[whole["by"].eq("survey")]


def effect(found: Comparison, *lists: pd.DataFrame) -> float:
    table = found.students.frame.merge(pd.concat(lists)[["student_id", "re78"]], on="student_id")
    arms = [table[table["arm"] == arm] for arm in ("tutoring", "comparison")]
    means = [np.average(arm["re78"], weights=arm["weight"]) for arm in arms]
    return means[0] - means[1]


def test_weights_of_the_trained_and_the_survey_give_the_printed_effects(earnings) -> None:
    """Cunningham, Causal Inference: The Mixtape (2021), chapter 5: the trial, the survey as it is, and inverse weights.

    Printed in whole dollars: 1,794, -8,498, -7,238 and, with scores from 0.1 to 0.9 only, 1,806.
    """
    trained, controls, survey = earnings
    assert trained["re78"].mean() - controls["re78"].mean() == pytest.approx(1794.34, abs=0.01)
    assert trained["re78"].mean() - survey["re78"].mean() == pytest.approx(-8498, abs=1)
    everyone = {"covariates": LONG, "method": "odds", "stands_for": "everyone"}
    whole = weigh(trained, survey, **everyone)
    assert effect(whole, trained, survey) == pytest.approx(-7238.14, abs=0.01)
    trimmed = weigh(trained, survey, trim=(0.1, 0.9), **everyone)
    assert effect(trimmed, trained, survey) == pytest.approx(1806.73, abs=0.01)


@pytest.mark.once
def test_weights_that_are_not_normalised_give_the_other_printed_effects(earnings) -> None:
    """The same page: -11,876, and 2,006 with scores from 0.1 to 0.9."""
    trained, _, survey = earnings
    found = weigh(trained, survey, covariates=LONG, method="odds", stands_for="everyone", normalised=False)
    table = found.students.frame.merge(pd.concat([trained, survey])[["student_id", "re78"]], on="student_id")
    sign = table["arm"].map({"tutoring": 1, "comparison": -1})
    part = sign * table["weight"] * table["re78"]
    assert part.mean() == pytest.approx(-11876.79, abs=0.01)
    assert part[table["propensity"].between(0.1, 0.9)].mean() == pytest.approx(2006.37, abs=0.01)


@pytest.mark.once
def test_matched_and_balanced_groups_come_near_the_trial_where_the_raw_survey_does_not(earnings) -> None:
    trained, _, survey = earnings
    for found in (
        match(trained, survey, covariates=NUMBERS),
        match(trained, survey, covariates=NUMBERS, near="mahalanobis", replacement=True),
        weigh(trained, survey, covariates=NUMBERS),
    ):
        assert abs(effect(found, trained, survey) - 1794) < 700
        assert found.before.worst == "not_satisfied"
        told = " ".join([*found.sentences, repr(found), found.after.frame.to_string(), repr(found.overlap)])
        assert CANARY not in told


@pytest.mark.once
@pytest.mark.parametrize("moments", [1, 2])
def test_entropy_balancing_equates_means_and_variances(earnings, moments: int) -> None:
    trained, _, survey = earnings
    found = weigh(trained, survey, covariates=NUMBERS, moments=moments)
    assert max(abs(row.difference_sd) for row in found.after.rows) < 1e-4
    table = found.students.frame.merge(survey, on="student_id")
    second = np.average(table["re74"] ** 2, weights=table["weight"])
    same = second == pytest.approx((trained["re74"] ** 2).mean(), rel=1e-4)
    assert same == (moments == 2)
    assert table["weight"].sum() == pytest.approx(len(trained))
    assert (table["weight"] > 0).all()


def students(tutored: int, others: int, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    chance = np.random.default_rng(seed)
    count = tutored + others
    whole = pd.DataFrame(
        {
            "student_id": [f"{CANARY}-{place:04d}" for place in range(count)],
            "school_id": chance.choice(["Ash", "Birch"], count),
            "grade": chance.integers(3, 5, count),
            "iep": chance.choice(["yes", "no"], count),
            "pretest": chance.normal(200, 15, count).round(2),
        }
    )
    whole.loc[: tutored - 1, "pretest"] -= 4
    return whole.iloc[:tutored], whole.iloc[tutored:]


def test_pairs_agree_exactly_where_asked_stay_within_the_caliper_and_use_nobody_twice() -> None:
    tutored, others = students(40, 90)
    cells = ["school_id", "grade"]
    found = match(tutored, others, covariates=["pretest"], exact=cells, near="pretest", caliper_sd=0.2)
    pairs = found.pairs.frame
    whole = pd.concat([tutored, others]).set_index("student_id")
    mine, theirs = whole.loc[pairs["student_id"]], whole.loc[pairs["comparison_student_id"]]
    for column in ("school_id", "grade"):
        assert (mine[column].to_numpy() == theirs[column].to_numpy()).all()
    spread = np.sqrt((tutored["pretest"].var() + others["pretest"].var()) / 2)
    assert (mine["pretest"].to_numpy() - theirs["pretest"].to_numpy()).__abs__().max() <= 0.2 * spread + 1e-9
    assert pairs["comparison_student_id"].is_unique
    assert found.overlap.left_out_students == 40 - pairs["student_id"].nunique()
    weights = found.students.frame
    assert weights.loc[weights["arm"].eq("comparison"), "weight"].sum() == pytest.approx(len(pairs))


def test_the_optimal_pairs_have_the_least_sum_of_all() -> None:
    tutored, others = students(4, 6)
    found = match(tutored, others, covariates=["pretest"], near="pretest", method="optimal").pairs.frame
    mine, theirs = tutored["pretest"].to_numpy(), others["pretest"].to_numpy()
    least = min(np.abs(mine - theirs[list(one)]).sum() for one in itertools.permutations(range(6), 4))
    assert found["distance"].sum() == pytest.approx(least)
    greedy = match(tutored, others, covariates=["pretest"], near="pretest").pairs.frame["distance"].sum()
    assert greedy >= least - 1e-9


def test_the_optimal_way_pairs_as_many_as_can_be_before_it_looks_at_distance() -> None:
    tutored = pd.DataFrame({"student_id": ["t1", "t2"], "pretest": [0.0, 1.0]})
    others = pd.DataFrame({"student_id": ["c1", "c2"], "pretest": [0.9, 1.9]})
    spread = np.sqrt(0.5)
    rules = {"covariates": ["pretest"], "near": "pretest", "caliper_sd": 0.95 / spread}
    pairs = match(tutored, others, method="optimal", **rules).pairs.frame
    assert pairs["comparison_student_id"].tolist() == ["c1", "c2"]


def test_several_candidates_share_the_weight_of_one_and_replacement_uses_them_again() -> None:
    tutored, others = students(12, 30)
    two = match(tutored, others, covariates=["pretest"], near="pretest", per_student=2)
    table = two.students.frame
    assert sorted(set(table.loc[table["arm"].eq("comparison"), "weight"])) == [0.0, 0.5]
    again = match(tutored, others.head(3), covariates=["pretest"], near="pretest", replacement=True)
    assert again.pairs.frame["student_id"].nunique() == 12
    assert again.after.comparison_students <= 3
    assert again.after.effective_comparison_students <= again.after.comparison_students


def test_the_order_of_rows_decides_nothing() -> None:
    tutored, others = students(20, 50)
    for run in (
        lambda a, b: match(a, b, covariates=["pretest", "iep"], exact=["grade"], caliper_sd=0.3),
        lambda a, b: weigh(a, b, covariates=["pretest", "iep"], exact=["school_id"], method="odds"),
    ):
        one, two = run(tutored, others), run(tutored.iloc[::-1], others.sample(frac=1, random_state=1))
        pd.testing.assert_frame_equal(one.students.frame, two.students.frame)


def test_exact_cells_without_the_other_arm_are_left_out_and_the_rest_is_equal() -> None:
    tutored, others = students(40, 80)
    tutored = pd.concat([tutored, tutored.head(12).assign(student_id=[f"x{n}" for n in range(12)], grade=9)])
    found = weigh(tutored, others, covariates=["pretest"], exact=["grade"])
    assert found.overlap.left_out_students == 12
    assert [one.covariate for one in found.overlap.left_out] == ["pretest"]
    table = found.students.frame.merge(pd.concat([tutored, others]), on="student_id")
    shares = table.groupby(["arm", "grade"])["weight"].sum().unstack()
    assert shares.loc["tutoring", 3] == pytest.approx(shares.loc["comparison", 3], rel=1e-5)
    assert any("have no counterpart" in one for one in found.sentences)


def test_schools_without_tutored_students_are_no_reason_to_refuse() -> None:
    tutored, others = students(40, 80)
    far = others.head(30).assign(student_id=[f"far{n}" for n in range(30)], school_id="Cedar")
    pool = pd.concat([others, far])
    asked = {"covariates": ["pretest"], "exact": ["school_id"]}
    for found in (match(tutored, pool, **asked), weigh(tutored, pool, method="odds", **asked)):
        table = found.students.frame.set_index("student_id")
        assert (table.loc[far["student_id"], "weight"] == 0).all()
        assert found.overlap.bins["comparison"].sum() == 80
    same = match(tutored, others, **asked)
    assert match(tutored, pool, **asked).pairs.frame.equals(same.pairs.frame)
    assert "no column of numbers" in str(refused(tutored, pool, near="school_id"))


def test_few_who_are_left_out_are_not_described() -> None:
    tutored, others = students(40, 80)
    tutored = pd.concat([tutored, tutored.head(9).assign(student_id=[f"x{n}" for n in range(9)], grade=9)])
    assert weigh(tutored, others, covariates=["pretest"], exact=["grade"]).overlap.left_out is None


def test_bins_of_the_score_count_everybody_once() -> None:
    tutored, others = students(40, 80)
    bins = match(tutored, others, covariates=["pretest"]).overlap.bins
    assert (bins["tutoring"].sum(), bins["comparison"].sum(), len(bins)) == (40, 80, 10)


def test_small_bins_are_blank_and_never_only_one_of_an_arm() -> None:
    tutored, others = students(40, 80)
    overlap = match(tutored, others, covariates=["pretest", "iep"]).overlap
    shown = overlap.shown()
    for arm in ("tutoring", "comparison"):
        blank = shown[arm].isna()
        assert blank[overlap.bins[arm].between(1, 9)].all()
        assert blank.sum() != 1
        assert (shown[arm][~blank] == overlap.bins[arm][~blank]).all()


def test_balance_speaks_in_the_effects_of_the_standards() -> None:
    tutored, others = students(40, 80)
    frame = pd.concat([tutored.assign(arm="tutoring"), others.assign(arm="comparison")])
    number, share = balance(frame, ["pretest", "iep"]).rows
    arms = [Arm(one["pretest"].mean(), one["pretest"].std(), len(one)) for one in (tutored, others)]
    assert number.difference_sd == pytest.approx(hedges_g(*arms))
    shares = [one["iep"].eq("yes").mean() for one in (tutored, others)]
    assert share.difference_sd == pytest.approx(cox_index(*shares, 120, small_sample=True))


def test_a_share_of_none_in_one_arm_has_no_difference_and_counts_as_the_worst() -> None:
    tutored, others = students(40, 80)
    frame = pd.concat([tutored.assign(arm="tutoring", iep="no"), others.assign(arm="comparison")])
    found = balance(frame, ["iep"])
    assert (found.rows[0].difference_sd, found.rows[0].verdict, found.worst) == (None, None, "not_satisfied")
    assert found.shown()["difference_sd"].isna().all()
    assert found.shown()["tutoring_mean"].isna().all()


def test_what_was_not_measured_and_the_tier_are_said() -> None:
    tutored, others = students(200, 600)
    found = weigh(tutored, others, covariates=["pretest", "iep"], site="school_id")
    assert any("What was not measured" in one for one in found.sentences)
    assert [one.tier for one in found.tiers if one.reached] == [2, 3]
    assert any("tier 2 at best" in one for one in found.sentences)
    assert any("one is assumed" in one for one in weigh(tutored, others, covariates=["pretest"]).sentences)


def refused(tutored: pd.DataFrame, others: pd.DataFrame, **rules) -> InputError:
    with pytest.raises(InputError) as found:
        match(tutored, others, **{"covariates": ["pretest"], **rules})
    assert CANARY not in str(found.value) + repr(found.value.faults)
    assert found.value.__cause__ is None
    return found.value


def test_students_twice_or_in_both_lists_and_blanks_are_refused_together() -> None:
    tutored, others = students(20, 40)
    both = pd.concat([others, tutored.tail(2), others.head(1)])
    both.iloc[4, both.columns.get_loc("pretest")] = None
    found = refused(tutored, both)
    said = {(fault.table, fault.column, fault.problem.split(" (")[0]) for fault in found.faults}
    assert said == {
        ("candidates", "student_id", "the same student stands in several rows"),
        ("candidates", "pretest", "is not a number in range"),
        ("candidates", "student_id", "is among the tutored too"),
    }


def test_missing_covariates_can_be_kept_with_an_indicator() -> None:
    tutored, others = students(40, 80)
    tutored, others = (one.assign(pretest=one["pretest"].where(one.index % 7 > 0)) for one in (tutored, others))
    names = [row.covariate for row in weigh(tutored, others, covariates=["pretest"], missing="indicator").after.rows]
    assert names == ["pretest", "pretest is not known"]


def test_arms_that_the_covariates_tell_apart_are_refused() -> None:
    tutored, others = students(20, 40)
    apart = tutored.assign(pretest=tutored["pretest"] - 500)
    assert "almost without exception" in str(refused(apart, others))
    with pytest.raises(InputError, match="no weights make"):
        weigh(apart, others, covariates=["pretest"])
    shown = match(apart, others, covariates=["pretest"], near="pretest").overlap
    assert (shown.outside_students, len(shown.bins)) == (None, 0)


def test_rules_that_cannot_be_are_said_together() -> None:
    tutored, others = students(20, 40)
    wrong_rules = {"method": "optimal", "replacement": True, "near": "mahalanobis", "caliper_sd": -1, "per_student": 0}
    found = refused(tutored, others, **wrong_rules)
    assert {fault.column for fault in found.faults} == {"replacement", "caliper_sd", "per_student"}
    with pytest.raises(InputError) as wrong:
        weigh(tutored, others, covariates=["pretest"], method="magic", moments=3, stands_for="nobody", trim=(0.9, 0.1))
    assert {fault.column for fault in wrong.value.faults} == {"method", "moments", "stands_for", "trim"}
    assert {fault.column for fault in refused(tutored, others, covariates=[]).faults} == {"covariates"}
