"""What would change a choice: at the stated value it flips, one step before it does not, and nothing smaller does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.as_if import with_minutes, with_tiers
from hitdesign.recommendation.change_amounts import AMOUNTS, with_more
from hitdesign.recommendation.change_weights import firsts_at
from hitdesign.recommendation.changed import COLUMNS
from hitdesign.recommendation.columns import NO_SEATS, TOO_LONG, Situation
from hitdesign.recommendation.hearing import Heard, firsts_of, hear
from hitdesign.recommendation.reads import reads
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from hitdesign.recommendation.rule import FACTORS, Case, Verdict, knowledge_of, rule, speak
from hitdesign.recommendation.rules import RULES, SHIPPED
from hitdesign.recommendation.search import Seen, first_flip
from recommendation.situations import MODELS, bands, examples, heard
from recommendation.test_laws import ROWS

BAND = "band00000"
DOLLARS = {amount.kind: amount for amount in AMOUNTS}["dollars"]


def of_kind(found: Recommendation, kind: str) -> dict[str, Any]:
    table = found.changes(BAND)
    return {row.direction: row for row in table[table["kind"] == kind].itertuples()}


def first_of(situation: Situation, model: Heard) -> np.ndarray:
    return hear(situation, model.knowledge, model.rules).firsts()


def name(heard_: Heard, column: int) -> str:
    return "" if column < 0 else str(heard_.situation.model_id[0, column])


@examples(4)
@given(ROWS, st.integers(0, 2**32))
def test_no_smaller_change_of_dollars_or_hours_flips_the_choice(row: dict[str, Any], seed: int) -> None:
    found = recommend_from(bands([row]), Policy(enforce_standard=False), shipped())
    one, now = found.heard, int(found.heard.firsts()[0])
    random = np.random.default_rng(seed)
    for amount in AMOUNTS:
        for direction, change in of_kind(found, amount.kind).items():
            assert change.basis == "exact"
            sign = 1 if direction == "more" else -1
            there = float(getattr(one.situation, amount.field)[0, max(now, 0)])
            top = 12_000.0 if amount.kind == "dollars" else 8.0
            end = top if change.changed_to is None else abs(change.changed_to - there) - amount.step
            steps = np.concatenate([np.linspace(0, end, 400), random.uniform(0, end, 400), [end]])
            smaller = np.round(steps[steps > 0] / amount.step) * amount.step
            smaller = smaller[(smaller <= end + 1e-9) & ((sign > 0) | (smaller <= there - amount.step))]
            assert (first_of(with_more(one.situation, amount, sign * smaller), one) == now).all()
            if change.changed_to is not None:
                there_now = with_more(one.situation, amount, np.array([change.changed_to - there]))
                assert name(one, int(first_of(there_now, one)[0])) == change.to_model != name(one, now)


@examples(4)
@given(ROWS, st.dictionaries(st.sampled_from(FACTORS), st.sampled_from([0.0, 0.3, 1 / 3, 1.0, 2.5])))
def test_no_smaller_change_of_a_weight_flips_the_choice(row: dict[str, Any], weights: Any) -> None:
    found = recommend_from(bands([row]), Policy(factor_weights=weights, enforce_standard=False), shipped())
    one, now = found.heard, int(found.heard.firsts()[0])
    if now < 0:
        return
    table = found.changes(BAND)
    rows = table[table["kind"] == "weight"]
    assert list(rows["what"]) == [factor for factor in FACTORS for _ in range(2)]
    tried = np.concatenate([np.arange(0, 4000), np.arange(4000, 1_000_001, 97)]) / 1000
    for factor in FACTORS:
        flips = firsts_at(one, 0, factor, tried) != now
        for change in rows[rows["what"] == factor].itertuples():
            weight, up = change.now, change.direction == "more"
            side = tried[flips & ((tried > weight) if up else (tried < weight))]
            if change.changed_to is None:
                assert not len(side)
                continue
            assert not len(side) or ((side.min() >= change.changed_to) if up else (side.max() <= change.changed_to))
            policy = Policy(factor_weights={**weights, factor: change.changed_to}, enforce_standard=False)
            assert heard(row, policy).ranking["model_id"].iloc[0] == change.to_model
            step = np.array([change.changed_to + (-0.001 if up else 0.001)]).round(3)
            assert abs(step[0] - weight) < 0.001 or firsts_at(one, 0, factor, step)[0] == now


@examples(4)
@given(ROWS)
def test_no_nearer_minute_flips_the_choice(row: dict[str, Any]) -> None:
    found = heard(row)
    one, now, today = found.heard, int(found.heard.firsts()[0]), float(row["block_minutes"])
    lengths = np.arange(1.0, 1441.0)
    first = first_of(with_minutes(one.situation, 0, lengths), one)
    flips = lengths[(first != now) & (lengths != today)]
    table = found.changes(BAND).query("kind == 'minutes'").dropna(subset="changed_to")
    assert table["changed_to"].map(lambda there: abs(there - today)).min() == pytest.approx(
        np.abs(flips - today).min() if len(flips) else np.nan, nan_ok=True
    )
    for change in table.itertuples():
        assert name(one, int(first[int(change.changed_to) - 1])) == change.to_model


@examples(4)
@given(ROWS)
def test_a_tier_that_is_named_flips_the_choice_and_a_nearer_one_does_not(row: dict[str, Any]) -> None:
    policy = Policy(objective_by_tier={"on_level": "acceleration"})
    found = heard(row, policy)
    tiers = ["intensive", "strategic", "on_level"]
    first = first_of(with_tiers(found.heard.situation, 0, tiers, found.heard.knowledge), found.heard)
    now = int(found.heard.firsts()[0])
    for change in of_kind(found, "tier").values():
        here = tiers.index(change.now)
        way = range(here - 1, -1, -1) if change.direction == "more" else range(here + 1, 3)
        flips = [tiers[at] for at in way if first[at] != now]
        assert change.changed_to == (flips[0] if flips else None)
        if flips:
            assert change.to_model == name(found.heard, int(first[tiers.index(flips[0])]))


def test_a_tier_takes_the_objective_that_the_policy_has_for_it() -> None:
    policy = Policy(objective_by_tier={"on_level": "acceleration"})
    found = with_tiers(bands([{}]), 0, ["on_level"], knowledge_of(shipped(), policy))
    assert (found.tier.item(), found.objective.item()) == ("on_level", "acceleration")


def test_a_tier_takes_the_objective_of_its_own_subject_too() -> None:
    by_subject = {"math": {"intensive": "test_preparation"}, "reading": "homework_help"}
    policy = Policy(objective="recovery", objective_by_subject=by_subject)
    for subject in ("math", "reading", "science"):
        band = bands([{"subject": subject, "tier": "strategic"}])
        found = with_tiers(band, 0, ["intensive", "on_level"], knowledge_of(shipped(), policy))
        assert found.objective.ravel().tolist() == [policy.objective_for(subject, t) for t in ("intensive", "on_level")]


def test_seats_online_open_the_models_whose_groups_they_hold() -> None:
    plain = bands([{"tier": "intensive", "dollars": 9000.0, "hours": 4.5}])
    reasons = tuple(sorted({*plain.reasons, NO_SEATS}))
    words = np.array([*plain.reasons, ""], dtype=object)[plain.reason]
    words = np.where(plain.online | (plain.size == 1), np.where(plain.online, NO_SEATS, TOO_LONG), words)
    reason = np.array([[reasons.index(word) if word else -1 for word in words[0]]], dtype=np.int16)
    found = recommend_from(replace(plain, reason=reason, reasons=reasons), Policy(), shipped())
    (change,) = of_kind(found, "online_seats").values()
    assert (change.now, change.changed_to, change.to_model) == (0.0, 1.0, "online_one_to_one")
    assert "If blocks here had 1 seat online (now none), online_one_to_one would come first." in (
        found.what_would_change(BAND)
    )


def test_the_table_names_units_and_says_where_nothing_flips() -> None:
    table = heard({"tier": "intensive"}).changes(BAND)
    assert list(table.columns) == list(COLUMNS)
    assert set(table["kind"]) == {"weight", "minutes", "tier", "hours", "dollars"}
    assert (table["to_model"].eq("") | table["changed_to"].notna()).all()
    assert table["unit"].ne("").all()
    with pytest.raises(InputError, match="band00000"):
        heard().changes("band0000")


def test_a_band_that_nothing_serves_may_still_be_opened() -> None:
    table = heard({"block_minutes": 25.0}).changes(BAND).dropna(subset="changed_to")
    assert table[["kind", "changed_to", "to_model"]].to_numpy().tolist() == [["minutes", 30.0, "group_3"]]


@rule("budget_and_staffing", "Rich bands", "district", {"rich": "{dollars} are much."})
def rich(situation: Any, knowledge: Any) -> Verdict:
    """It likes pairs between $700 and $701 only."""
    where = (situation.dollars >= 700) & (situation.dollars < 701) & (situation.size == 2)
    return speak(Case("rich", where, 9.0))


def test_a_rule_that_hides_its_turns_makes_the_answer_a_search_and_one_that_names_them_does_not() -> None:
    found = recommend_from(bands([{}]), Policy(), shipped(), SHIPPED.with_rule(rich))
    change = of_kind(found, "dollars")["more"]
    assert change.basis == "searched"
    assert "nobody said where rich turns" in change.note
    told = replace(rich, turns={"dollars": lambda s, k: (np.full(s.shape, 700.0), np.full(s.shape, 701.0))})
    exact = of_kind(recommend_from(bands([{}]), Policy(), shipped(), SHIPPED.with_rule(told)), "dollars")["more"]
    assert (exact.basis, exact.changed_to, exact.to_model) == ("exact", 700.0, "pair")
    assert of_kind(found, "hours")["more"].basis == "exact"


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_every_shipped_rule_says_where_it_turns(one: Any) -> None:
    known = knowledge_of(shipped(), Policy())
    moved = reads(one, bands([{}]), known) & {"dollars", "hours"}
    assert moved <= set(one.turns), "add the values at which the rule turns to recommendation/turns.py"


@pytest.mark.parametrize("one", [one for one in RULES if one.turns], ids=lambda one: one.name)
@pytest.mark.parametrize("tier", ["intensive", "strategic"])
def test_between_its_turns_a_rule_only_rises_or_only_falls(one: Any, tier: str) -> None:
    knowledge = knowledge_of(shipped(), Policy())
    situation = bands([{"tier": tier, "dollars": 3.0, "hours": 0.01}])
    uneven = np.linspace(0, 0.5, len(MODELS))[np.newaxis]
    situation = replace(situation, dollars=situation.dollars + 900 * uneven, hours=situation.hours + uneven)
    for field, turns in one.turns.items():
        there = getattr(situation, field)
        amount = next(amount for amount in AMOUNTS if amount.field == field)
        away = np.sort(np.concatenate([(values - there).ravel() for values in turns(situation, knowledge)]))
        edges = np.array([0.0, *away[away > 0], away.max() * 2])
        for low, high in itertools.pairwise(edges):
            added = np.linspace(low, high, 21)[1:-1]
            points = one.judge(with_more(situation, amount, added), knowledge).points
            apart = points[:, :, np.newaxis] - points[:, np.newaxis, :]
            step = np.diff(apart, axis=0)
            assert ((step >= -1e-12).all(axis=0) | (step <= 1e-12).all(axis=0)).all()


@examples(15)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 900)), min_size=2, max_size=6))
def test_the_search_finds_what_trying_every_step_finds(lines: list[tuple[float, float, int]]) -> None:
    """Rivals whose points are a line that bends once; the first of them leads at 0 by what is added to it."""
    base, slope, bend = (np.array(values, dtype=float) for values in zip(*lines, strict=True))
    base[0] = base.max() + 0.2

    def look(steps: np.ndarray) -> Seen:
        points = 0.003 * slope * np.minimum(steps[:, np.newaxis], bend)
        score = np.round(base + points, 9)
        return Seen(score, np.zeros(score.shape, dtype=bool), points[:, np.newaxis])

    every = look(np.arange(1, 1001))
    flips = np.flatnonzero(firsts_of(every.score, every.excluded) != 0)
    found = first_flip(
        look, 1000, 0, bend.astype(np.int64)[:, np.newaxis].repeat(3, 1).ravel() + [-1, 0, 1] * len(bend)
    )
    assert found.proved
    assert found.step == (int(flips[0]) + 1 if len(flips) else None)


def test_changes_are_the_same_alone_and_in_company() -> None:
    rows = [{"tier": "intensive"}, {"dollars": 900.0}]
    both = recommend_from(bands(rows), Policy(), shipped())
    alone = recommend_from(bands(rows).rows([1]), Policy(), shipped())
    pd.testing.assert_frame_equal(both.changes("band00001"), alone.changes("band00001"))
