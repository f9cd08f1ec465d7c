"""Laws of the ranking: total, independent of order, monotone, ties broken by id, weights of one factor stay there."""

from __future__ import annotations

import itertools
import pickle
import time
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.records import Tier
from hitdesign.evidence.library import shipped
from hitdesign.policy import Objective, Policy
from hitdesign.recommendation.columns import CELL_FIELDS, MODEL_FIELDS, Situation
from hitdesign.recommendation.recommendation import recommend_from
from hitdesign.recommendation.rule import FACTORS
from hitdesign.recommendation.sentences import lines_about
from recommendation.situations import MODELS, bands

GRADES = [(0, 0), (0, 2), (1, 5), (3, 5), (6, 8), (9, 12)]
ROWS = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(get_args(Tier)),
        "objective": st.sampled_from(get_args(Objective)),
        "subject": st.sampled_from(["math", "Mathematics", "reading"]),
        "students": st.integers(0, 40),
        "iep_share": st.floats(0, 1),
        "block_minutes": st.integers(10, 60),
        "during_school": st.booleans(),
        "dollars": st.floats(0, 9000) | st.just(np.nan),
        "hours": st.floats(0, 3) | st.just(np.nan),
        "certified_share": st.floats(0, 1) | st.just(np.nan),
        "reason": st.sampled_from(["", "", "", "no_pool:modality", "no_stream:rules"]),
    }
)
#: Every value of a field at which some rule changes what it says.
GRID: dict[str, list[Any]] = {
    "grades": GRADES,
    "subject": ["math", "reading"],
    "students": [1, 30],
    "iep_share": [0.0, 0.5],
    "block_minutes": [10.0, 20.0, 32.0, 60.0],
    "certified_share": [np.nan, 0.0, 1.0],
    "reach": [(np.nan, np.nan), (0.0, 2.0), (5000.0, 2.0)],
    "place": [(True, ""), (False, ""), (True, "no_pool:modality")],
}


@cache
def whole_grid() -> Situation:
    """Every combination, of one tier and objective."""
    rows = [dict(zip(GRID, values, strict=True)) for values in itertools.product(*GRID.values())]
    for row in rows:
        row["grade_low"], row["grade_high"] = row.pop("grades")
        row["dollars"], row["hours"] = row.pop("reach")
        row["during_school"], row["reason"] = row.pop("place")
    return bands(rows)


def grid(tier: str, objective: str) -> Situation:
    """Every combination of the grid for a tier and an objective."""
    whole = whole_grid()
    same = {name: np.full_like(getattr(whole, name), word) for name, word in (("tier", tier), ("objective", objective))}
    return replace(whole, **same)


def moved(situation: Situation, columns: list[int]) -> Situation:
    """The same models in another order."""
    return replace(situation, **{n: getattr(situation, n)[:, columns] for n in (*MODEL_FIELDS, *CELL_FIELDS)})


@pytest.mark.parametrize("tier", get_args(Tier))
@pytest.mark.parametrize("objective", get_args(Objective))
@pytest.mark.parametrize("enforce", [True, False])
def test_every_combination_has_a_whole_ranking_and_a_reason_for_every_exclusion(
    tier: Tier, objective: Objective, enforce: bool
) -> None:
    policy = Policy(standard="nssa_playbook", enforce_standard=enforce)
    found = recommend_from(grid(tier=tier, objective=objective), policy, shipped())
    heard, table = found.heard, found.ranking
    bands_, models = heard.situation.shape
    assert len(table) == bands_ * models
    assert np.isfinite(heard.score).all()
    assert (table["rank"].to_numpy().reshape(bands_, models) == np.arange(1, models + 1)).all()
    spoken = [verdict.excluded & (verdict.code >= 0) for _, verdict in heard.judged]
    ruled_out = sum(np.broadcast_to(cells, heard.situation.shape) for cells in spoken)
    assert ((ruled_out > 0) == heard.excluded).all()
    assert not (table["chosen"] & table["excluded"]).any()
    some = ~table["excluded"].to_numpy().reshape(bands_, models).all(axis=1)
    assert (table["chosen"].to_numpy().reshape(bands_, models).any(axis=1) == some).all()
    assert not enforce or table.loc[table["chosen"], "meets_standard"].all()
    assert all(lines_about(heard, 0, column) for column in range(models))


@given(st.lists(ROWS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_score_depends_on_neither_order_nor_company(rows: list[dict[str, Any]], random: Any) -> None:
    situation = bands(rows)
    order, columns = list(range(len(rows))), list(range(len(MODELS)))
    random.shuffle(order)
    random.shuffle(columns)
    score = recommend_from(situation, Policy(), shipped()).heard.score
    other = recommend_from(moved(situation.rows(order), columns), Policy(), shipped()).heard.score
    assert (other == score[order][:, columns]).all()
    alone = recommend_from(situation.rows([0]), Policy(), shipped()).heard.score
    assert (alone == score[:1]).all()


@given(ROWS, st.integers(0, 40))
def test_more_minutes_never_exclude_a_model(row: dict[str, Any], more: int) -> None:
    longer = {**row, "block_minutes": row["block_minutes"] + more}
    heard = recommend_from(bands([row, longer]), Policy(), shipped()).heard
    assert not (heard.excluded[1] & ~heard.excluded[0]).any()


@given(ROWS, st.floats(0, 5000), st.sampled_from(["dollars", "hours"]))
def test_more_money_or_hours_never_lower_a_score(row: dict[str, Any], more: float, field: str) -> None:
    score = recommend_from(bands([row, {**row, field: row[field] + more}]), Policy(), shipped()).heard.score
    assert (score[1] >= score[0] - 1e-9).all()


@given(ROWS, st.sampled_from(FACTORS), st.floats(0, 20))
def test_a_weight_changes_only_the_part_of_its_factor(row: dict[str, Any], factor: Any, weight: float) -> None:
    situation, plain = bands([row]), Policy()
    before = recommend_from(situation, plain, shipped()).heard
    changed = Policy(factor_weights={**plain.factor_weights, factor: weight})
    after = recommend_from(situation, changed, shipped()).heard
    assert after.score == pytest.approx(before.score + (weight - 1) * before.by_factor[factor], abs=1e-8)
    assert (after.excluded == before.excluded).all()


def test_a_factor_without_a_weight_weighs_one() -> None:
    situation = bands([{}])
    named = recommend_from(situation, Policy(factor_weights={"evidence": 2.0}), shipped()).heard.score
    full = recommend_from(situation, Policy(factor_weights={**Policy().factor_weights, "evidence": 2.0}), shipped())
    assert (named == full.heard.score).all()


@given(ROWS)
def test_the_verdicts_add_up_to_the_points(row: dict[str, Any]) -> None:
    found = recommend_from(bands([row]), Policy(), shipped())
    table = found.verdicts
    table = table.assign(points=table["direction"] * table["strength"])
    total = table.groupby(["model_id", "factor"], observed=False)["points"].sum()
    for column, model in enumerate(found.heard.situation.model_id[0]):
        for factor in FACTORS:
            assert total[model, factor] == pytest.approx(found.heard.by_factor[factor][0, column], abs=1e-9)


def test_a_recommendation_can_be_sent_to_another_process() -> None:
    found = recommend_from(bands([{}, {"tier": "intensive"}]), Policy(), shipped())
    there = pickle.loads(pickle.dumps(found))
    assert there.ranking.equals(found.ranking)
    assert there.why("band00001") == found.why("band00001")


def test_equal_scores_rank_by_model_id() -> None:
    twin = {**MODELS[0], "model_id": "a_twin"}
    table = recommend_from(bands([{}], [twin, MODELS[0]]), Policy(), shipped()).ranking
    assert list(table["model_id"]) == ["a_twin", MODELS[0]["model_id"]]
    assert table["score"].nunique() == 1
    assert table["chosen"].all()


def test_bands_stand_in_the_order_of_their_ids() -> None:
    table = recommend_from(bands([{"band_id": "b:10"}, {"band_id": "a:2"}]), Policy(), shipped()).ranking
    assert list(table["band_id"].unique()) == ["a:2", "b:10"]


def test_no_bands_give_empty_tables() -> None:
    found = recommend_from(bands([{}]).rows([]), Policy(), shipped())
    assert found.ranking.empty
    assert found.verdicts.empty


def test_eleven_thousand_bands_are_ranked_in_well_under_a_second() -> None:
    situation = bands([{"dollars": float(n % 3000), "students": n % 50} for n in range(11_000)])
    recommend_from(situation, Policy(), shipped())
    start = time.process_time()
    ranking = recommend_from(situation, Policy(), shipped()).ranking
    assert time.process_time() - start < 1.0
    assert len(ranking) == 11_000 * len(MODELS)


@given(ROWS, st.sampled_from(GRADES))
def test_a_larger_gap_never_moves_the_choice_to_a_larger_group(row: dict[str, Any], grades: tuple[int, int]) -> None:
    """The same students, only further behind: the first choice is never more students to a tutor."""
    there = {**row, "grade_low": grades[0], "grade_high": grades[1]}
    situation = bands([{**there, "tier": "strategic"}, {**there, "tier": "intensive"}])
    nearer, further = recommend_from(situation, Policy(), shipped()).heard.firsts()
    if nearer >= 0 and further >= 0:
        assert situation.size[0, further] <= situation.size[0, nearer]
