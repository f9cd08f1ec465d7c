"""Of a program that has begun, laws look at all weeks, costs at those that are left."""

from __future__ import annotations

import pandas as pd

from hitdesign.rights.begun import PLAIN, WEEKS_IN_ALL, has_begun, plain_models, share_left, weeks_in_all
from hitdesign.rights.payers import model_tests
from laws.districts import program

MODELS = pd.DataFrame(
    {
        "model_id": ["trios", "trios (12 of 30 weeks left)"],
        "students_per_tutor": [3, 3],
        "sessions_per_week": [3, 3],
        "minutes_per_session": [30, 30],
        "weeks": [30, 12],
        "modality": ["in_person", "in_person"],
    }
)
RUNNING = MODELS.assign(**{WEEKS_IN_ALL: [30, 30], PLAIN: ["trios", "trios"]})


def test_where_nothing_has_begun_all_weeks_are_left() -> None:
    assert weeks_in_all(MODELS).tolist() == [30, 12]
    assert share_left(MODELS).tolist() == [1.0, 1.0]
    assert not has_begun(MODELS).any()
    assert plain_models(MODELS).tolist() == [0, 1]


def test_a_running_group_counts_with_the_weeks_that_it_has_had() -> None:
    assert weeks_in_all(RUNNING).tolist() == [30, 30]
    assert share_left(RUNNING).tolist() == [1.0, 0.4]
    assert has_begun(RUNNING).tolist() == [False, True]
    assert plain_models(RUNNING).tolist() == [0, 0]


def test_a_law_that_asks_for_weeks_or_hours_pays_a_running_group_to_its_end() -> None:
    long = program("long", 4, least_weeks=20, least_hours=40)
    for name in ("least_weeks", "least_hours"):
        assert model_tests(MODELS, long)[name].tolist() == [True, False]
        assert model_tests(RUNNING, long)[name].tolist() == [True, True]
