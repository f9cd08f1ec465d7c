"""Scores by factor add up to the ranking, and the district's counts to its bands and students."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from recommendation.situations import MODELS, bands

ROWS = [
    {"band_id": "b", "students": 7},
    {"band_id": "c", "students": 5, "tier": "intensive", "dollars": 9000.0, "hours": 4.5},
    {"band_id": "a", "students": 11, "reason": "no_stream:rules"},
]


@pytest.fixture(scope="module")
def found() -> Recommendation:
    return recommend_from(bands(ROWS), Policy(factor_weights={"evidence": 2.0, "logistics": 0.5}), shipped())


def test_the_parts_of_a_score_add_up_to_it(found: Recommendation) -> None:
    table = found.scores
    assert list(table.columns) == ["band_id", "model_id", "factor", "points", "weight", "counts"]
    assert len(table) == len(ROWS) * len(MODELS) * 5
    total = table.groupby(["band_id", "model_id"], observed=True)["counts"].sum()
    ranking = found.ranking.set_index(["band_id", "model_id"])["score"]
    assert total.reindex(ranking.index).to_numpy() == pytest.approx(ranking.to_numpy(), abs=1e-8)
    assert (table["counts"] == table["points"] * table["weight"]).all()
    assert set(table.loc[table["factor"] == "logistics", "weight"]) == {0.5}
    assert table["band_id"].astype(str).is_monotonic_increasing


def test_first_choices_count_every_band_and_student_once(found: Recommendation) -> None:
    table = found.first_choices.set_index("model_id")
    assert table[["bands", "students"]].sum().tolist() == [3, 23]
    assert table.loc["", ["bands", "students"]].tolist() == [1, 11]
    assert table.loc["one_to_one", "students"] == 5
    assert table["share_of_students"].sum() == pytest.approx(1.0)


def test_exclusions_name_the_rule_and_count_its_bands(found: Recommendation) -> None:
    table = found.exclusions
    payers = table[table["rule"] == "payers"]
    assert set(payers["code"]) == {"no_stream:rules"}
    assert set(payers["model_id"]) == {str(model["model_id"]) for model in MODELS}
    assert set(zip(payers["bands"], payers["students"], strict=True)) == {(1, 11)}
    sizes = table[(table["rule"] == "standard_size") & (table["model_id"] == "group_5")]
    assert sizes[["bands", "students"]].to_numpy().tolist() == [[3, 23]]
    cells = sum(int(np.broadcast_to(verdict.excluded, (3, len(MODELS))).sum()) for _, verdict in found.heard.judged)
    assert table["bands"].sum() == cells


def test_a_district_without_bands_has_empty_tables() -> None:
    none = recommend_from(bands([{}]).rows([]), Policy(), shipped())
    for table in (none.scores, none.first_choices, none.exclusions, none.robustness):
        assert table.empty
