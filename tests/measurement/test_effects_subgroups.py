"""Effects by group of students: adjusted for their number, compared by a test of the difference, too few not shown."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import ols
from statsmodels.stats.multitest import multipletests

from hitdesign.errors import InputError
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.multiple import adjusted_p
from hitdesign.measurement.effects.subgroups import SubgroupEffects, effects_by_subgroup
from hitdesign.measurement.standards.multiple import benjamini_hochberg
from measurement.effects_trials import trial


def by(frame: pd.DataFrame, subgroup: str, **choices: Any) -> SubgroupEffects:
    return effects_by_subgroup(frame, **{"outcome": "score", "arm": "arm", "subgroup": subgroup, **choices})


def test_each_group_is_a_trial_of_its_own_on_the_scale_of_all() -> None:
    rows = trial(1)
    found = by(rows, "grade", covariates=["pretest"])
    for row in found.rows:
        alone = intent_to_treat(
            rows[rows["grade"].astype(str) == row.label], outcome="score", arm="arm", covariates=["pretest"]
        )
        assert (row.effect.effect, row.effect.p) == pytest.approx((alone.effect, alone.p))
        assert row.effect.scale == found.overall.scale
        assert row.effect.effect_sd == pytest.approx(alone.effect * found.overall.scale.per_unit)


def test_with_classic_errors_the_difference_is_the_f_test_of_the_interaction() -> None:
    rows = trial(2)
    found = by(rows, "school_id", covariates=["pretest"], errors="classic")
    spelled = rows.assign(offered=(rows["arm"] == "tutoring").astype(float))
    whole = ols("score ~ pretest + offered * C(school_id)", spelled).fit()
    names = [one for one in whole.model.exog_names if one.startswith("offered:")]
    expected = whole.f_test(", ".join(f"{one} = 0" for one in names))
    assert found.interaction.tested == 7
    assert (found.interaction.f, found.interaction.p) == pytest.approx((float(expected.fvalue), float(expected.pvalue)))


def test_groups_that_differ_are_told_apart_and_those_that_do_not_are_not() -> None:
    rows = trial(3, students=600)
    assert "No difference between the groups shown was found" in "\n".join(by(rows, "grade").sentences())
    helped = rows["score"] + np.where((rows["grade"] == 4) & (rows["arm"] == "tutoring"), 30, 0)
    found = by(rows.assign(score=helped), "grade")
    assert found.interaction.p < 0.001
    assert "The effect differs between the groups shown" in "\n".join(found.sentences())


def test_too_few_students_are_a_row_that_says_so() -> None:
    rows = trial(4)
    rows["mark"] = np.where(np.arange(240) < 16, "few", "many")
    rows.loc[16:17, "mark"] = "alone"
    found = by(rows, "mark")
    assert [row.label for row in found.rows] == ["alone", "few", "many"]
    assert [row.effect is None for row in found.rows] == [True, True, False]
    assert found.rows[1].why_not == "fewer than 10 students analysed in an arm, too few to show"
    assert found.rows[0].adjusted_p is None
    assert found.interaction is None
    assert "cannot be tested" in "\n".join(found.sentences())
    shown = by(rows, "mark", minimum_students=4)
    assert [row.effect is None for row in shown.rows] == [True, False, False]
    assert shown.interaction.tested == 1


def test_ps_are_adjusted_for_the_groups_shown() -> None:
    rows = trial(5, effect=12.0)
    single = [row.effect.p for row in by(rows, "school_id", multiplicity="none").rows]
    for method in ("bonferroni", "holm", "benjamini_hochberg"):
        found = by(rows, "school_id", multiplicity=method)
        assert [row.adjusted_p for row in found.rows] == pytest.approx(list(adjusted_p(single, method)))
        assert [row.significant for row in found.rows] == [row.adjusted_p < 0.05 for row in found.rows]
    assert "8 groups (benjamini hochberg)" in "\n".join(found.sentences())


def test_with_clusters_the_difference_has_few_degrees_of_freedom() -> None:
    found = by(trial(6, by_school=True), "grade", clusters="school_id")
    assert 1 < found.interaction.degrees_of_freedom < 8
    with_many = by(trial(6, students=600, schools=60, by_school=True), "grade", clusters="school_id")
    assert with_many.interaction.degrees_of_freedom > 25


def test_a_covariate_that_does_not_vary_in_a_group_is_left_out_there() -> None:
    rows = trial(7).assign(third=lambda one: (one["grade"] == 3) & (one["english_learner"] == "yes"))
    found = by(rows, "grade", covariates=["third"])
    assert "Left out, for other columns determine them: third." in found.rows[1].effect.notes
    assert not any(note.startswith("Left out") for note in found.rows[0].effect.notes)


def test_a_group_that_leaves_nothing_to_compare_says_so() -> None:
    """In grade 4 whole schools are in one arm, so within schools there is nothing."""
    rows = trial(8)
    fourth = rows["grade"] == 4
    rows.loc[fourth, "arm"] = np.where(rows.loc[fourth, "school_id"] < "school 4", "tutoring", "comparison")
    found = by(rows, "grade", fixed_effects=["school_id"])
    assert [row.effect is None for row in found.rows] == [False, True]
    assert found.rows[1].why_not == "covariates, fixed effects or clusters leave nothing to compare within it"
    assert found.interaction is None


def test_faults_are_those_of_the_whole_frame_and_of_the_group() -> None:
    with pytest.raises(InputError, match="column mark: is missing"):
        by(trial(1), "mark")
    blank = trial(1)
    blank.loc[3, "english_learner"] = None
    with pytest.raises(InputError, match="row 5, column english_learner: is blank"):
        by(blank, "english_learner")
    with pytest.raises(InputError, match="multiplicity"):
        by(trial(1), "grade", multiplicity="tukey")
    with pytest.raises(InputError, match="minimum_students"):
        by(trial(1), "grade", minimum_students=1)


@pytest.mark.parametrize(
    ("method", "other"), [("holm", "holm"), ("bonferroni", "bonferroni"), ("benjamini_hochberg", "fdr_bh")]
)
def test_adjusted_ps_are_those_of_statsmodels_and_of_the_standards(method: Any, other: str) -> None:
    ps = np.random.default_rng(1).uniform(size=12) ** 3
    assert adjusted_p(ps, method) == pytest.approx(multipletests(ps, method=other)[1])
    if method == "benjamini_hochberg":
        stands = [one.significant for one in benjamini_hochberg(ps.tolist())]
        assert stands == [p <= 0.05 for p in adjusted_p(ps, method)]
    assert adjusted_p([], method) == ()
    with pytest.raises(InputError, match=r"p_values\[2\]"):
        adjusted_p([0.5, 1.5], method)
