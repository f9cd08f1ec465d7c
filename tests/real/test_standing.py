"""Real districts against their state: Durham behind it, Wake before it; skipped where the files are not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hitdesign.need.assessment import NeedsAssessment, assess
from hitdesign.report.standing import standing_of
from real import cities, standing

pytestmark = pytest.mark.once


@pytest.fixture(scope="module", params=[cities.durham, cities.wake], ids=lambda city: city.__name__)
def found(request: pytest.FixtureRequest, shared_data: Path) -> tuple[str, NeedsAssessment]:
    return request.param.__name__, assess(standing.with_results(request.param(shared_data), shared_data))


def test_durham_is_behind_the_state_and_wake_is_not(found: tuple[str, NeedsAssessment]) -> None:
    name, answer = found
    gap = answer.subjects.set_index("subject")["state_gap_low"]
    assert set(gap.index) == {"math", "reading"}
    assert (gap > 5).all() if name == "durham" else (gap < -5).all()
    assert (answer.subjects["schools_behind"] > 10).all()


def test_gaps_are_those_of_the_published_scores(found: tuple[str, NeedsAssessment], shared_data: Path) -> None:
    _, answer = found
    scores = standing.scored(shared_data).set_index(["school_id", "student_group", "subject"])
    table = answer.schools.set_index(["school_id", "student_group", "subject"])
    own = scores.loc[table.index]
    state = 1 - table["state_low"]
    low, high = 100 * (state - own["share_high"]), 100 * (state - own["share_low"])
    assert np.allclose(table["state_gap_low"], low, atol=1e-5, equal_nan=True)
    assert np.allclose(table["state_gap_high"], high, atol=1e-5, equal_nan=True)
    masked = (own["share_high"] > own["share_low"]).to_numpy()
    assert masked.sum() == 4
    assert ((table["state_gap_high"] - table["state_gap_low"])[masked] > 4.9).all()


def test_ranks_go_down_with_the_gap_and_what_is_not_published_has_none(found: tuple[str, NeedsAssessment]) -> None:
    _, answer = found
    ranked = answer.schools[answer.schools["rank"].notna()]
    assert (np.diff(ranked["state_gap_low"]) <= 0).all() and (ranked["student_group"] == "all").all()
    silent = answer.schools[answer.schools["share_low"].isna()]
    assert len(silent) > 0 and silent["rank"].isna().all() and silent["students_below_low"].isna().all()


def test_groups_are_held_against_their_own_kind_in_the_state(found: tuple[str, NeedsAssessment]) -> None:
    _, answer = found
    values = answer.schools.groupby(["subject", "student_group"])["state_low"].nunique()
    assert (values == 1).all() and len(values) == 5
    groups = answer.schools[answer.schools["subject"] == "all_tests"].groupby("student_group")["state_low"].first()
    assert groups["low_income"] < groups["english_learner"] < groups["iep"]


def test_the_sentences_name_the_schools_furthest_behind(found: tuple[str, NeedsAssessment]) -> None:
    _, answer = found
    said = standing_of(answer, answer.schools.set_index("school_id")["school_year"].iloc[:0])["results"]
    assert len(said) == 3 and said[-1].startswith("Furthest behind the state's value: ")
    assert str(answer.schools["school_id"].iloc[0]) in said[-1]
