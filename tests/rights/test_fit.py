"""Does a tutoring model fit a school's times: said for each block and model, and why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.allocation.unserved import limit_words
from hitdesign.evidence.library import shipped
from hitdesign.rights.fit import schedule_fit, times_of_day
from hitdesign.rights.places import BLOCK_RULES, POOL_RULES
from hitdesign.tables.record import When
from rights.test_staffing import block, facts, model


def fit(blocks: tuple[Any, ...], models: tuple[Any, ...] = (model(),)) -> pd.DataFrame:
    return schedule_fit(facts(blocks=blocks, tutoring_models=models), shipped())


def test_a_model_that_fits_says_what_is_left_of_the_block() -> None:
    (row,) = fit((block("A", minutes=70),)).to_dict("records")
    assert row["fits"]
    assert (row["sessions_per_day"], row["spare_minutes"], row["weeks_left"], row["why_not"]) == (2, 10, 13, "")
    assert row["groups_at_most"] == 2 * 5 * 2 // 3


@pytest.mark.parametrize(
    ("block_has", "model_has", "says"),
    [
        ({"minutes": 29}, {}, "the session takes 30 minutes, the block 29"),
        ({"days": "MW"}, {}, "3 sessions a week, and the block meets on 2 days"),
        ({}, {"weeks": 20}, "the model takes 20 weeks, the term has 13"),
        ({"groups_at_once": 0}, {}, "no room for a group"),
        ({}, {"modality": "online"}, "no seat online"),
        ({"over": "core"}, {}, "the block stands over core instruction or a required service"),
    ],
)
def test_a_model_that_does_not_fit_says_why(block_has: dict[str, Any], model_has: dict[str, Any], says: str) -> None:
    (row,) = fit((block("A", **block_has),), (model(**model_has),)).to_dict("records")
    assert not row["fits"]
    assert (row["why_not"], row["groups_at_most"]) == (says, 0)


def test_every_reason_is_said_at_once() -> None:
    (row,) = fit((block("A", minutes=20, days="M"),)).to_dict("records")
    assert row["why_not"].count(";") == 1
    assert np.isnan(row["spare_minutes"])


def test_each_rule_of_blocks_but_grades_has_its_words() -> None:
    from hitdesign.rights.fit import SAYS

    assert set(SAYS) == set(BLOCK_RULES) - {"no_block_at_school", "grades"}


def test_whatever_leaves_a_band_without_a_place_is_said_in_words() -> None:
    streams = ("rules", "supplanting", "window", "materials")
    assert [rule for rule in (*BLOCK_RULES, *POOL_RULES, *streams) if not limit_words(rule)] == []


def test_each_time_of_day_is_judged_with_a_source_and_never_passed_where_nothing_was_seen() -> None:
    judged = times_of_day(shipped())
    assert set(judged["when"]) == set(When.__args__)
    assert set(judged["verdict"]) == {"for", "against", "unknown"}
    assert set(judged["source"]) <= set(shipped().sources)
    effects = judged[judged["aspect"] == "effect"].set_index("when")["verdict"]
    assert effects["during_school"] == "for"
    assert effects["after_school"] == "against"
    assert effects.drop(["during_school", "after_school"]).eq("unknown").all()
    assert {"for", "against"} <= set(judged[judged["when"] == "during_school"]["verdict"])
