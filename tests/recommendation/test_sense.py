"""Laws of good sense: more need never means larger groups, less money never a dearer model, what is out stays out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

import hitdesign as hit
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.as_if import with_tiers
from hitdesign.recommendation.change_amounts import AMOUNTS, with_more
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from hitdesign.recommendation.rule import FACTORS, Case, Rule, Verdict, speak
from hitdesign.recommendation.rules import SHIPPED
from recommendation.situations import MODELS, bands, examples
from recommendation.test_laws import ROWS

DOLLARS = {amount.kind: amount for amount in AMOUNTS}["dollars"]
POLICIES = st.builds(
    Policy,
    enforce_standard=st.booleans(),
    standard=st.sampled_from(["edresearch_2024", "nssa_playbook", "louisiana_act_771"]),
    factor_weights=st.dictionaries(st.sampled_from(FACTORS), st.sampled_from([0.0, 0.5, 2.0, 7.0])),
)


def answer(row: dict[str, Any], policy: Policy) -> Recommendation:
    return recommend_from(bands([row]), policy, shipped())


@examples(8)
@given(ROWS, POLICIES)
def test_a_larger_gap_never_moves_the_choice_to_a_larger_group(row: dict[str, Any], policy: Policy) -> None:
    """From strategic to intensive need; on level is another wish (acceleration), not a smaller gap."""
    found = answer(row, policy)
    tiers = with_tiers(found.heard.situation, 0, ["strategic", "intensive"], found.heard.knowledge)
    less, more = recommend_from(tiers, policy, shipped()).heard.firsts()
    if less >= 0 and more >= 0:
        size = tiers.size[0]
        assert size[more] <= size[less]


COSTS = sorted(set(bands([{}]).cost[0].tolist()))
#: Amounts anywhere, and where a model is just paid for everyone, which is where the rules on money turn.
MONEY = st.floats(0, 9000) | st.sampled_from(COSTS)


@examples(12)
@given(ROWS, POLICIES, MONEY, st.sampled_from([0.01, 1.0]) | st.floats(0, 9000))
def test_less_money_never_moves_the_choice_to_a_dearer_model(
    row: dict[str, Any], policy: Policy, dollars: float, less: float
) -> None:
    there = with_more(bands([{**row, "dollars": dollars}]), DOLLARS, np.array([0.0, -less]))
    now, then = recommend_from(there, policy, shipped()).heard.firsts()
    assume(now >= 0)
    assert there.cost[0, then] <= there.cost[0, now] + 1e-9


@examples(5)
@given(st.lists(ROWS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_permuting_bands_permutes_every_table(rows: list[dict[str, Any]], random: Any) -> None:
    situation, order = bands(rows), list(range(len(rows)))
    random.shuffle(order)
    one, other = (recommend_from(s, Policy(), shipped()) for s in (situation, situation.rows(order)))
    pd.testing.assert_frame_equal(one.ranking, other.ranking)
    pd.testing.assert_frame_equal(one.first_choices, other.first_choices)
    pd.testing.assert_frame_equal(one.exclusions, other.exclusions)
    shares = [found.robustness.set_index("band_id")["share_of_weightings"] for found in (one, other)]
    pd.testing.assert_series_equal(shares[0], shares[1].reindex(shares[0].index))


@examples(6)
@given(st.lists(ROWS, min_size=1, max_size=4), POLICIES, st.sets(st.sampled_from(range(len(MODELS))), min_size=1))
def test_what_is_excluded_stays_out_when_models_and_bands_are_added(
    rows: list[dict[str, Any]], policy: Policy, some: set[int]
) -> None:
    few = [MODELS[number] for number in sorted(some)]
    before = recommend_from(bands(rows[:1], few), policy, shipped()).ranking
    after = recommend_from(bands(rows), policy, shipped()).ranking
    out = set(before.loc[before["excluded"], "model_id"])
    now = after[(after["band_id"] == "band00000") & after["model_id"].isin(out)]
    assert len(now) == len(out)
    assert now["excluded"].all()
    assert not now["chosen"].any()


def likes_pairs(situation: Any, knowledge: Any) -> Verdict:
    return speak(Case("pairs_liked", situation.size == 2, 3.0), Case("others_not", situation.size != 2, -3.0))


def pairs(factor: Any) -> Rule:
    sentences = {"pairs_liked": "Two.", "others_not": "Not two."}
    return Rule("likes_pairs", factor, "Pairs", "district", sentences, likes_pairs)


@examples(5)
@given(ROWS, POLICIES, st.sampled_from(FACTORS))
def test_a_rule_of_no_weight_changes_nothing(row: dict[str, Any], policy: Policy, factor: Any) -> None:
    plain = answer(row, policy)
    book = SHIPPED.with_rule(pairs(factor))
    silent = policy.model_copy(update={"rule_weights": {"likes_pairs": 0.0}})
    other = recommend_from(bands([row]), silent, shipped(), book)
    pd.testing.assert_frame_equal(plain.ranking, other.ranking)
    pd.testing.assert_frame_equal(plain.scores, other.scores)
    loud = recommend_from(bands([row]), policy, shipped(), book)
    assert (loud.heard.by_factor[factor] != plain.heard.by_factor[factor]).all()


SCHOOLS = pd.DataFrame(
    {
        "school_id": ["01", "02"],
        "grade_low": 3,
        "grade_high": 5,
        "enrollment": [200, 160],
        "below_proficient_math": [0.5, 0.4],
    }
)


def district(schools: int = 2) -> hit.District:
    award = {"award_dollars": 60_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    return hit.starter(SCHOOLS.head(schools), pool={"tutors": 6}, award=award)


def test_permuting_cohorts_changes_no_answer_of_a_district() -> None:
    plain = district()
    turned = replace(plain, cohorts=plain.cohorts.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(hit.recommend(plain).ranking, hit.recommend(turned).ranking)


def test_what_is_excluded_is_never_taught_though_models_and_schools_are_added() -> None:
    policy = hit.Policy(acceptable_margin=50.0)
    out: set[tuple[str, str]] = set()
    for schools in (1, 2):
        plan = hit.design(district(schools), policy, rank_assumptions=False).or_raise()
        table = plan.recommendation.ranking
        out |= set(table.loc[table["excluded"], ["band_id", "model_id"]].itertuples(index=False, name=None))
        taught = set(plan.allocation.groups[["band_id", "model_id"]].itertuples(index=False, name=None))
        assert taught
        assert not taught & out
    assert out
