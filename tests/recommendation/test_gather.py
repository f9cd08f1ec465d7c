"""Facts, need and reach become the arrays that the rules see, in the order of the bands and of the model ids."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from district import small
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.recommendation.columns import TOO_LONG
from hitdesign.recommendation.gather import situation_of
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import recommend_from


@dataclass(frozen=True)
class Reach:
    """Two bands, three models; the models stand in the order z, a, m."""

    code: Any
    fits: Any
    pays: Any
    dollars_per_student: Any
    cost_per_student: Any
    due_once_per_student: Any
    hours_per_student: Any
    hours_needed_per_student: Any
    block_minutes: Any
    during_school: Any
    tutor_certified_share: Any


FACTS: Any = SimpleNamespace(
    models=pd.DataFrame(
        {
            "model_id": ["z", "a", "m"],
            "students_per_tutor": [3, 1, 2],
            "sessions_per_week": 3,
            "minutes_per_session": 30,
            "weeks": [30, 20, 10],
            "modality": ["in_person", "online", "in_person"],
        }
    )
)
NEED = Need(
    cohorts=pd.DataFrame({"band": [0, 0, 1], "students": [6, 18, 5], "iep": ["yes", "no", "unknown"]}),
    bands=pd.DataFrame(
        {
            "band_id": ["s:3-5:math:intensive", "s:3-5:math:on_level"],
            "subject": "math",
            "tier": ["intensive", "on_level"],
            "grade_low": 3,
            "grade_high": 5,
            "students": [24, 5],
        }
    ),
)


def reach(**other: Any) -> Reach:
    ones = np.ones((2, 3))
    plain = {
        "code": np.full((2, 3), "", dtype=object),
        "fits": ones > 0,
        "pays": ones > 0,
        "dollars_per_student": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, np.nan]]),
        "cost_per_student": ones,
        "due_once_per_student": 0 * ones,
        "hours_per_student": ones,
        "hours_needed_per_student": ones,
        "block_minutes": np.full((2, 3), 40),
        "during_school": ones > 0,
        "tutor_certified_share": ones,
    }
    return Reach(**{**plain, **other})


def test_models_stand_by_id_and_bands_as_they_came() -> None:
    found = situation_of(FACTS, NEED, reach(), Policy())
    assert found.model_id.tolist() == [["a", "m", "z"]]
    assert found.size.tolist() == [[1, 2, 3]]
    assert found.online.tolist() == [[True, False, False]]
    assert found.dollars[0].tolist() == [2.0, 3.0, 1.0]
    assert np.isnan(found.dollars[1, 1])
    assert found.iep_share.tolist() == [[0.25], [0.0]]
    assert found.possible.all()


def test_a_tier_may_have_an_objective_of_its_own() -> None:
    policy = Policy(objective_by_tier={"on_level": "acceleration"})
    assert situation_of(FACTS, NEED, reach(), policy).objective.tolist() == [["recovery"], ["acceleration"]]


def test_a_subject_may_have_an_objective_of_its_own_that_a_tier_goes_before() -> None:
    policy = Policy(
        objective_by_subject={"math": "test_preparation", "reading": "homework_help"},
        objective_by_tier={"on_level": "acceleration"},
    )
    found = situation_of(FACTS, NEED, reach(), policy).objective.tolist()
    assert found == [["test_preparation"], ["acceleration"]]


def test_an_objective_of_a_subject_that_the_district_does_not_have_is_a_fault_with_a_near_word() -> None:
    policy = Policy(objective_by_subject={"maths": "recovery", "algebra": "recovery", "math": "recovery"})
    with pytest.raises(InputError) as caught:
        recommend(small.district(), policy=policy)
    first, second = caught.value.faults
    assert (first.table, first.column, first.found) == ("policy", "objective_by_subject", "algebra")
    assert second.found == "maths" and "'math'" in second.what_to_do


def test_every_reason_keeps_its_word_and_what_nobody_explains_still_has_one() -> None:
    code = np.array([["no_pool:grade", "", TOO_LONG], ["", "", "odd"]], dtype=object)
    fits = np.array([[False, True, False], [False, True, False]])
    pays = np.array([[True, False, True], [True, True, True]])
    situation = situation_of(FACTS, NEED, reach(code=code, fits=fits, pays=pays), Policy())
    found = recommend_from(situation, Policy(), shipped())
    table = found.verdicts.loc[found.verdicts["rule"].isin(["place", "staff", "payers"])]
    said = {(b, m): c for b, m, c in table[["band_id", "model_id", "code"]].astype(str).itertuples(index=False)}
    first, second = NEED.bands["band_id"]
    assert said == {
        (first, "z"): "no_pool:grade",
        (first, "a"): "no_stream:rules",
        (first, "m"): TOO_LONG,
        (second, "z"): "no_block:unsaid",
        (second, "m"): "odd",
    }
    assert found.why(second, "m")[0].startswith("Excluded (logistics): It cannot take place here (odd).")
    shorter = found.why(first, "m")[0]
    assert shorter.startswith("Excluded (logistics): Blocks open to it are shorter; this model needs 30.")
