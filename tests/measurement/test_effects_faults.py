"""A frame that cannot be used is refused with every fault at once, and no student's id, name or score is ever said."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.effects.bounds import bounds_for_missing
from hitdesign.measurement.effects.choices import Asked
from hitdesign.measurement.effects.descriptive import descriptive_association
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.regression import regress
from hitdesign.measurement.effects.subgroups import effects_by_subgroup
from hitdesign.measurement.effects.treated import effect_on_treated
from measurement.effects_trials import trial

CANARY = "ZZQ_CANARY_NAME_17"


def refused(frame: pd.DataFrame, **choices: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        intent_to_treat(frame, **{"outcome": "score", "arm": "arm", **choices})
    return caught.value


def faults(frame: pd.DataFrame, **choices: Any) -> set[tuple[str | None, str]]:
    return {(one.column, one.problem) for one in refused(frame, **choices).faults}


def test_every_fault_of_the_cells_comes_at_once_with_its_rows() -> None:
    rows = trial(1).astype({"score": object, "pretest": object})
    rows.loc[0, "score"], rows.loc[3, "score"] = CANARY, np.inf
    rows.loc[5, "pretest"] = -np.inf
    rows.loc[[6, 7], "school_id"] = None
    rows.loc[8, "arm"], rows.loc[9, "arm"] = CANARY, None
    error = refused(rows, covariates=["pretest"], clusters="school_id")
    found = {(one.column, one.row) for one in error.faults}
    assert found == {("score", 2), ("score", 5), ("pretest", 7), ("school_id", 8), ("arm", 10), ("arm", 11)}
    assert "2 rows: 8, 9" in str(error)
    assert CANARY not in str(error)
    assert all(CANARY not in str(one.found) for one in error.faults)


def test_students_twice_or_in_both_arms_are_refused_by_row() -> None:
    rows = trial(1)
    rows.loc[1, "student_id"] = rows.loc[0, "student_id"] = CANARY
    rows.loc[[0, 1], "arm"] = ["tutoring", "comparison"]
    rows.loc[[10, 11], "student_id"] = f" {CANARY}2 "
    rows.loc[[10, 11], "arm"] = "tutoring"
    rows.loc[20, "student_id"] = None
    error = refused(rows)
    said = [str(one) for one in error.faults]
    assert len(said) == 3
    assert "two arms (2 rows: 2, 3)" in str(error)
    assert "here twice (2 rows: 12, 13)" in str(error)
    assert CANARY not in str(error)
    unchecked = intent_to_treat(rows, outcome="score", arm="arm", student=None)
    assert any("was not checked" in note for note in unchecked.notes)


def test_columns_that_are_missing_are_named() -> None:
    found = faults(trial(1), outcome="points", covariates=["age"], clusters="room", student="ssid")
    assert found == {(name, "is missing") for name in ("points", "age", "room", "ssid")}
    twice = pd.concat([trial(1), trial(1)[["score"]]], axis=1)
    assert faults(twice) == {("score", "stands in the table twice")}


def test_arms_of_other_words_are_refused_unless_they_are_named() -> None:
    rows = trial(1)
    rows.loc[:9, "arm"] = "waitlist"
    assert faults(rows) == {("arm", "is none of the words of the arms (10 rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)")}
    three = intent_to_treat(rows, outcome="score", arm="arm", other_arms=["waitlist"])
    assert three.treated.students_drawn + three.comparison.students_drawn == 230


@pytest.mark.parametrize("word", [1, 1.0, True])
def test_arms_may_be_numbers(word: object) -> None:
    rows = trial(1)
    offered = (rows["arm"] == "tutoring").astype(int)
    found = intent_to_treat(rows.assign(arm=offered), outcome="score", arm="arm", treated=word, comparison=0)
    assert found.effect == intent_to_treat(rows, outcome="score", arm="arm").effect


def test_impossible_outcomes_are_refused_or_counted_as_missing() -> None:
    rows = trial(1)
    rows.loc[[0, 1], "score"] = [9999.0, -1.0]
    bounds = {"outcome_bounds": (0, 900)}
    assert faults(rows, **bounds) == {("score", "is impossible (2 rows: 2, 3)")}
    counted = intent_to_treat(rows, outcome="score", arm="arm", impossible="missing", **bounds)
    lost = counted.treated.students_without_outcome + counted.comparison.students_without_outcome
    assert lost == 2
    assert any(note.endswith("beyond the bounds: 2 outcomes.") for note in counted.notes)


def test_what_says_nothing_of_its_own_is_refused_or_left_out() -> None:
    rows = trial(1).assign(constant=1, double=lambda one: 2 * one["pretest"], size=lambda one: one["school_id"].str[-1])
    rows["size"] = rows["size"].astype(int)
    choices = {"covariates": ["pretest", "constant", "double", "size"], "fixed_effects": ["school_id"]}
    assert {one[0] for one in faults(rows, **choices)} == {"constant", "double", "size"}
    found = intent_to_treat(rows, outcome="score", arm="arm", redundant="drop", **choices)
    plain = intent_to_treat(rows, outcome="score", arm="arm", covariates=["pretest"], fixed_effects=["school_id"])
    assert found.effect == pytest.approx(plain.effect)
    assert "Left out, for other columns determine them: constant, double, size." in found.notes


def test_an_offer_that_the_covariates_determine_is_refused() -> None:
    by_school = trial(2, by_school=True)
    assert {one[0] for one in faults(by_school, fixed_effects=["school_id"])} == {"arm"}


def test_ids_given_as_a_covariate_are_refused() -> None:
    rows = trial(1)
    found = refused(rows, covariates=["student_id"])
    assert [one.column for one in found.faults] == ["student_id"]
    assert "S0" not in str(found)


def test_an_arm_without_outcomes_is_refused() -> None:
    rows = trial(1)
    rows.loc[rows["arm"] == "tutoring", "score"] = np.nan
    assert "0 of 120 students" in str(refused(rows))


def test_weights_are_above_0() -> None:
    rows = trial(1).assign(weight=1.0)
    rows.loc[0, "weight"], rows.loc[1, "weight"] = 0, np.nan
    assert {one[0] for one in faults(rows, weights="weight")} == {"weight"}


def test_one_cluster_shows_nothing_of_clusters() -> None:
    rows = trial(1).assign(district="one")
    assert faults(rows, clusters="district") == {("district", "all students are of one cluster")}
    assert intent_to_treat(rows, outcome="score", arm="arm", clusters="district", errors="HC2").cluster_count == 1


def test_frames_of_every_kind_of_column_are_read_alike() -> None:
    rows = trial(1, lost=0.05)
    choices: dict[str, Any] = {"outcome": "score", "arm": "arm", "covariates": ["pretest", "english_learner", "grade"]}
    found = intent_to_treat(rows, **choices)
    other = rows.set_index(np.arange(len(rows))[::-1] * 7).astype(
        {"arm": "category", "english_learner": "category", "grade": "Int64", "score": "Float64", "pretest": object}
    )
    assert intent_to_treat(other, **choices) == found
    marked = rows.assign(english_learner=rows["english_learner"] == "yes")
    assert intent_to_treat(marked, **choices).effect == pytest.approx(found.effect)
    assert "0 of 0 students" in str(refused(rows.iloc[:0]))


def test_choices_that_do_not_exist_or_do_not_go_together_are_refused_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Asked(outcome="a", arm="b", errors="CR1S", adjustment="lin", confidence=95, treated=1, comparison=1)
    columns = [one.column for one in caught.value.faults]
    assert columns == ["confidence", "clusters", "adjustment", "treated"]
    with pytest.raises(InputError, match="degrees_of_freedom"):
        Asked(outcome="a", arm="b", errors="HC1", degrees_of_freedom="satterthwaite")
    with pytest.raises(InputError, match="covariates"):
        Asked(outcome="a", arm="b", covariates="pretest")
    with pytest.raises(InputError, match="standardised_by"):
        Asked(outcome="a", arm="b", standardised_by=0)
    with pytest.raises(InputError, match="outcome_bounds"):
        Asked(outcome="a", arm="b", outcome_bounds=(5, 5))


def test_an_offer_that_moved_nothing_instruments_nothing() -> None:
    with pytest.raises(InputError, match="the offer changed nothing"):
        effect_on_treated(trial(1).assign(received=1.0), outcome="score", arm="arm", received="received")
    blank = trial(1)
    blank.loc[4, "received"] = np.nan
    with pytest.raises(InputError, match="row 6, column received: is blank"):
        effect_on_treated(blank, outcome="score", arm="arm", received="received")


def everything_said(frame: pd.DataFrame) -> str:
    """Every answer about a frame, as a text of it and as its sentences."""
    common: dict[str, Any] = {"outcome": "score", "arm": "arm", "outcome_bounds": (0, 1000)}
    adjusted = {**common, "covariates": ["pretest"], "clusters": "school_id"}
    answers = [
        intent_to_treat(frame, **adjusted, fixed_effects=["grade"]),
        effect_on_treated(frame, received="hours", **adjusted),
        effects_by_subgroup(frame, subgroup="english_learner", **adjusted),
        bounds_for_missing(frame, kind="lee", **common),
        bounds_for_missing(frame, kind="worst_case", **common),
        descriptive_association(frame, outcome="score", exposure="hours", covariates=["pretest"]),
        regress(frame, outcome="score", regressors=["hours"]),
    ]
    said = [repr(one) + str(one) for one in answers]
    return "\n".join([*said, *("\n".join(one.sentences()) for one in answers[:6])])


def test_no_id_of_a_student_is_in_any_answer(recwarn: pytest.WarningsRecorder) -> None:
    rows = trial(1, lost=0.1)
    rows["student_id"] = [f"{CANARY}{number}" for number in range(len(rows))]
    rows["name"] = rows["student_id"]
    said = everything_said(rows)
    assert "tutoring" in said
    assert CANARY not in said
    assert not recwarn.list
