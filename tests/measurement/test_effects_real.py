"""Effects on the students of a real trial, from the files beside this checkout: class size in Tennessee."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.measurement.effects.bounds import bounds_for_missing
from hitdesign.measurement.effects.descriptive import descriptive_association
from hitdesign.measurement.effects.intent import intent_to_treat
from hitdesign.measurement.effects.subgroups import effects_by_subgroup
from hitdesign.measurement.effects.treated import effect_on_treated

pytestmark = pytest.mark.once

ARM: dict[str, Any] = {
    "outcome": "score",
    "arm": "class_type",
    "treated": "small",
    "comparison": "regular",
    "other_arms": ["regular_aide"],
}


@pytest.fixture(scope="module")
def kindergarten(shared_data: Path) -> pd.DataFrame:
    rows = pd.read_csv(shared_data / "students_star_tn_1985_1994.csv.gz", dtype={"student_id": str, "school_id": str})
    rows = rows[rows["grade"] == 0]
    return rows.assign(score=rows["read_score"] + rows["math_score"]).reset_index(drop=True)


def test_the_effect_of_a_small_class_is_that_of_the_textbook(kindergarten: pd.DataFrame) -> None:
    found = intent_to_treat(kindergarten, errors="HC1", **ARM)
    assert (round(found.effect, 2), round(found.standard_error, 2)) == (13.90, 2.45)
    assert found.treated.schools == 79
    within = intent_to_treat(kindergarten, fixed_effects=["school_id"], clusters="school_id", **ARM)
    assert within.effect == pytest.approx(15.9, abs=0.5)
    assert within.low > 0
    assert 60 < within.degrees_of_freedom < 79


def test_class_sizes_are_moved_by_the_lot_and_move_scores(kindergarten: pd.DataFrame) -> None:
    rows = kindergarten[kindergarten["class_size"].notna()]
    found = effect_on_treated(
        rows,
        received="class_size",
        unit="student in the class",
        fixed_effects=["school_id"],
        clusters="school_id",
        **ARM,
    )
    assert found.first_stage.value == pytest.approx(-7.3, abs=0.5)
    assert found.first_stage_f > 1000
    assert -3.5 < found.effect < -1


def test_groups_bounds_and_attendance_answer_on_real_students(kindergarten: pd.DataFrame) -> None:
    known = kindergarten[kindergarten["free_lunch"].notna()]
    groups = effects_by_subgroup(known, subgroup="free_lunch", clusters="school_id", fixed_effects=["school_id"], **ARM)
    assert [row.label for row in groups.rows] == ["N", "Y"]
    assert 0 <= groups.interaction.p <= 1
    two = kindergarten[kindergarten["class_type"] != "regular_aide"]
    bounds = bounds_for_missing(two, kind="lee", **{**ARM, "other_arms": []})
    assert bounds.low <= bounds.observed <= bounds.high
    linked = descriptive_association(
        known,
        outcome="score",
        exposure="attendance_rate",
        covariates=["free_lunch", "gender"],
        fixed_effects=["school_id"],
    )
    assert linked.slope.value > 0
    assert 0 < linked.selection.robustness_value < 1
    said = "\n".join((*groups.sentences(), *bounds.sentences(), *linked.sentences()))
    ids = kindergarten["student_id"].sample(200, random_state=1)
    assert not any(one in said for one in ids)
    assert np.isfinite(linked.selection.delta)
