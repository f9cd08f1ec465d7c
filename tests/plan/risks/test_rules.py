"""Every rule on risks speaks where it should, is silent where nothing is wrong, and never for not knowing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.risk_facts import RiskRule
from hitdesign.plan.plan import Plan
from hitdesign.plan.risks.risks import WEIGHTS, Risks, risks_of, status_of
from hitdesign.plan.risks.rules import RULES
from hitdesign.plan.risks.seen import Seen
from plan.risks.scenes import SCENES, Scene, State, small

pytestmark = pytest.mark.once

NAN = float("nan")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small()


def ids(scene: Scene) -> str:
    return scene.risk_id.partition(":")[0]


def only(plan: Plan, rule: str) -> Plan:
    """The plan under this rule alone, so that a look costs little."""
    rules = {rule: plan.evidence.risk_rules[rule]}
    return replace(plan, evidence=replace(plan.evidence, risk_rules=rules))


def row_of(found: Risks, risk_id: str) -> Any:
    rows = found.table[found.table["risk_id"] == risk_id]
    return rows.iloc[0] if len(rows) else None


@cache
def looked(scene: Scene, state: State) -> Any:
    """The risk that a scene's rule finds in one of its states, or None; each is looked at once for all tests."""
    return row_of(risks_of(only(state(small()), ids(scene))), scene.risk_id)


def test_every_rule_of_the_data_is_looked_for_and_has_a_scene() -> None:
    assert set(shipped().risk_rules) == set(RULES) == {ids(scene) for scene in SCENES}


@pytest.mark.parametrize("scene", SCENES, ids=ids)
def test_a_rule_is_silent_where_nothing_is_wrong(scene: Scene) -> None:
    assert looked(scene, scene.good) is None


@pytest.mark.parametrize("scene", SCENES, ids=ids)
def test_a_risk_never_disappears_and_never_looks_better_as_its_fact_gets_worse(scene: Scene) -> None:
    rows = [looked(scene, state) for state in scene.worse]
    assert all(row is not None and row["status"] == "open" for row in rows)
    for before, after in pairwise(rows):
        assert WEIGHTS[after["likelihood"]] >= WEIGHTS[before["likelihood"]]


@pytest.mark.parametrize("scene", [one for one in SCENES if one.blank], ids=ids)
def test_a_risk_never_disappears_by_taking_a_fact_away(scene: Scene) -> None:
    for blank in scene.blank:
        row = looked(scene, blank)
        assert row is not None
        if row["status"] == "open":
            assert row["assumed"]
            assert "assumed" in row["evidence"]
        else:
            assert (row["status"], row["likelihood"]) == ("unknown", "unknown")


@pytest.mark.parametrize("scene", SCENES, ids=ids)
def test_every_word_of_a_rules_sentences_is_filled(scene: Scene) -> None:
    for state in (*scene.worse, *scene.blank):
        row = looked(scene, state)
        for text in (row["evidence"], row["mitigation"]):
            assert text, scene.risk_id
            assert not set("{}?") & set(text), text
            assert "nan" not in text, text
            assert text[-1] in ".!", text


@given(rule=st.sampled_from(list(shipped().risk_rules.values())), values=st.tuples(*[st.floats(-1e4, 1e4)] * 2))
def test_the_worse_of_two_values_is_never_the_lesser_risk(rule: RiskRule, values: tuple[float, float]) -> None:
    better, worse = sorted(values) if rule.worse == "higher" else sorted(values, reverse=True)
    seen = [Seen("x", "x", value, 1.0, 1.0, "", "") for value in (better, worse)]
    if status_of(rule, seen[0]) == "open":
        assert status_of(rule, seen[1]) == "open"
        assert WEIGHTS[rule.likelihood(worse)] >= WEIGHTS[rule.likelihood(better)]


@given(
    bounds=st.tuples(*[st.floats(-100, 100)] * 3),
    values=st.tuples(*[st.floats(-200, 200)] * 2),
    upward=st.booleans(),
    shares=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_so_it_is_for_any_thresholds(
    bounds: tuple[float, ...], values: tuple[float, ...], upward: bool, shares: tuple[float, ...]
) -> None:
    trigger, medium, high = sorted(bounds, reverse=not upward)
    low, above = sorted(shares[:2])
    own = {"trigger": trigger, "likely_medium": medium, "likely_high": high, "hurts_medium": low, "hurts_high": above}
    base = shipped().risk_rules["pool_nearly_full"].model_dump()
    rule = RiskRule(**{**base, **own, "worse": "higher" if upward else "lower"})
    better, worse = sorted(values, reverse=not upward)
    if rule.beyond(better, trigger):
        assert rule.beyond(worse, trigger)
        assert WEIGHTS[rule.likelihood(worse)] >= WEIGHTS[rule.likelihood(better)]
    less, more = sorted(shares[2:])
    assert WEIGHTS[rule.consequence(more)] >= WEIGHTS[rule.consequence(less)]
    assert rule.consequence(NAN) == "high"


def test_thresholds_that_do_not_run_from_bad_to_worse_are_refused() -> None:
    with pytest.raises(InputError, match="from bad to worse"):
        overlay(shipped(), {"risk_rules": {"pool_nearly_full": {"trigger": 0.999, **own_source()}}})


def own_source() -> dict[str, Any]:
    return {"source": "district", "as_of": date(2026, 11, 26), "verified": True}


def test_a_districts_own_threshold_decides(plan: Plan) -> None:
    scene = next(one for one in SCENES if ids(one) == "thin_attendance")
    assert looked(scene, scene.good) is None
    strict = {"trigger": 0.97, "likely_medium": 0.9, "likely_high": 0.8, **own_source()}
    told = replace(plan, evidence=overlay(plan.evidence, {"risk_rules": {"thin_attendance": strict}}))
    row = row_of(risks_of(only(scene.good(told), "thin_attendance")), scene.risk_id)
    assert (row["trigger"], row["likelihood"], row["source"], row["verified"]) == (0.97, "low", "district", True)


def test_a_rule_that_nothing_looks_for_is_refused_by_name(plan: Plan) -> None:
    more = {**plan.evidence.risk_rules, "moon_phase": plan.evidence.risk_rules["one_room"]}
    with pytest.raises(InputError, match="moon_phase"):
        risks_of(replace(plan, evidence=replace(plan.evidence, risk_rules=more)))
