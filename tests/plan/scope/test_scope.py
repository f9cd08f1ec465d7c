"""Scope as a whole: change a fact and the verdicts, the schools and the stages follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.district.columns import facts_of
from hitdesign.errors import InputError, MissingExtra
from hitdesign.evidence.library import overlay, shipped
from hitdesign.plan.scope import smallest
from hitdesign.plan.scope.money import horizon_of
from hitdesign.plan.scope.scope import Scope, scope_of, verdict_table
from hitdesign.plan.scope.sites import NoPilot, PilotSites, pilot_sites
from hitdesign.rollout.pilot import PilotChoices
from plan.scope.towns import measured, planned, town, wishing


@cache
def told() -> Scope:
    return scope_of(wishing(planned(), n_schools=3))


def verdict(scope: Scope, rule: str) -> pd.Series:
    return verdict_table(scope.verdicts).set_index("rule").loc[rule]


def test_every_rule_of_the_book_speaks_once_with_sentence_and_source() -> None:
    verdicts = told().verdicts
    assert [one.rule for one in verdicts] == list(shipped().scope_rules)
    assert all(one.sentence and one.source and one.table for one in verdicts)
    assert not any("{" in one.sentence or "nan" in one.sentence for one in verdicts)


def test_a_district_that_says_little_is_told_to_begin_with_a_pilot_and_what_is_unknown() -> None:
    scope = told()
    assert scope.recommended == "pilot"
    assert scope.because.startswith("Begin with a pilot")
    unknown = {one.rule for one in scope.verdicts if one.side == "unknown"}
    assert unknown == {"run_before", "coordinator", "schools_opted_in", "voices"}
    assert len(scope.unknown) == 4
    assert any("people table" in sentence for sentence in scope.unknown)


def test_measures_that_are_blank_are_left_out_and_named() -> None:
    scope = told()
    assert isinstance(scope.pilot, PilotSites)
    assert scope.pilot.left_out == {"locale": "blank at every school"}
    assert "Schools were not compared by locale: blank at every school." in scope.warnings


def test_the_choice_is_proved_within_what_the_policy_asks() -> None:
    pilot = told().pilot
    assert isinstance(pilot, PilotSites)
    assert pilot.proved
    assert pilot.gap <= 0.01
    assert pilot.bound <= pilot.distance
    assert len(pilot.schools) == 3


def test_a_stream_that_lasts_longer_turns_the_verdict_on_money() -> None:
    longer = replace(
        town(), funding=tuple(one.model_copy(update={"obligate_by": date(2028, 9, 30)}) for one in town().funding)
    )
    plan = replace(planned(), district=longer, facts=facts_of(longer, planned().policy, planned().evidence))
    now = scope_of(wishing(plan, n_schools=3))
    assert verdict(told(), "money_lasts")["side"] == "pilot"
    assert verdict(now, "money_lasts")["side"] == "district_wide"
    assert told().stages is not None
    assert now.stages is not None
    assert told().stages.table["ending_streams"].tolist()[1] == "award"
    assert now.stages.table["ending_streams"].tolist()[1] == ""
    assert now.stages.table["dollars_there"].iloc[1] > told().stages.table["dollars_there"].iloc[1]


@pytest.mark.once
def test_more_people_turn_the_verdict_on_tutors() -> None:
    plan = planned()
    many = replace(plan, facts=replace(plan.facts, tutors=plan.facts.tutors.assign(people=1000.0)))
    now = scope_of(wishing(many, n_schools=3))
    assert verdict(told(), "tutors_for_all")["side"] == "pilot"
    assert verdict(now, "tutors_for_all")["side"] == "district_wide"


@pytest.mark.once
def test_must_and_must_not_are_kept() -> None:
    scope = scope_of(
        wishing(planned(), n_schools=3, must=("05",), must_not=tuple(told().pilot.schools), most_dollars=1e9)
    )
    assert isinstance(scope.pilot, PilotSites)
    assert "05" in scope.pilot.schools
    assert not set(scope.pilot.schools) & set(told().pilot.schools) - {"05"}
    assert scope.pilot.distance >= told().pilot.bound - 1e-9


def test_a_wish_that_cannot_be_met_is_an_answer_that_says_what_to_change() -> None:
    scope = scope_of(wishing(planned(), n_schools=3, most_dollars=100.0))
    assert isinstance(scope.pilot, NoPilot)
    assert "raise it to that" in scope.pilot.reasons[0]
    assert scope.stages is None
    assert scope.warnings == scope.pilot.reasons
    assert verdict(scope, "effect_at_scale")["side"] == "unknown"


def test_a_pilot_of_no_given_size_is_as_large_as_it_needs_and_no_larger_than_there_is_money_for() -> None:
    def sites(**choices: object) -> PilotSites:
        found = pilot_sites(wishing(planned(), **choices), measured(), horizon_of(planned()))
        assert isinstance(found, PilotSites)
        return found

    free = sites(most_dollars=1e9, most_tutors=1e9)
    assert len(free.schools) == 3
    assert "to see what is expected in math" in free.because
    poor = sites(most_dollars=15_000, most_tutors=1e9)
    assert len(poor.schools) < 3
    assert measured().schools.loc[list(poor.schools), "dollars"].sum() <= 15_000
    assert "hold no more than" in poor.because
    long_list = sites(most_dollars=1e9, most_tutors=1e9, must=("00", "01", "02", "03"))
    assert long_list.schools == ("00", "01", "02", "03")
    assert "makes them 4" in long_list.because


@pytest.mark.once
def test_a_school_that_does_not_take_part_cannot_be_one_that_must() -> None:
    plan = planned()
    schools = tuple(
        one.model_copy(update={"opted_in": "no" if one.school_id == "04" else "yes"}) for one in plan.district.schools
    )
    refused = replace(plan, district=replace(plan.district, schools=schools))
    scope = scope_of(wishing(refused, n_schools=3, must=("04",)))
    assert isinstance(scope.pilot, NoPilot)
    assert scope.pilot.reasons == ("04 must be in the pilot, and it does not take part: take it off the list.",)


def test_a_school_that_the_district_does_not_have_is_refused_with_all_others() -> None:
    with pytest.raises(InputError, match="2 things") as found:
        scope_of(wishing(planned(), must=("99",), must_not=("98",)))
    assert "99" in str(found.value)


def test_a_school_cannot_be_on_both_lists() -> None:
    with pytest.raises(ValidationError, match="both name 01"):
        PilotChoices(must=("01",), must_not=("01",))


@pytest.mark.once
def test_a_pilot_of_all_schools_is_the_district() -> None:
    scope = scope_of(wishing(planned(), n_schools=12, most_dollars=1e9, most_tutors=1e9))
    assert isinstance(scope.pilot, PilotSites)
    assert scope.pilot.distance == 0
    assert scope.recommended == "district_wide"


@pytest.mark.once
def test_a_pilot_too_small_to_decide_by_outcomes_says_so() -> None:
    effects = {f"effect.scale.{band}": {"value": 0.05, "source": "planning_default", "as_of": "2026-11-26"}
               for band in ("1_99", "100_399", "400_999", "1000_up")}  # fmt: skip
    plan = replace(planned(), evidence=overlay(shipped(), {"parameters": effects}))
    scope = scope_of(wishing(plan, n_schools=3))
    assert any("too small to decide by outcomes" in warning for warning in scope.warnings)
    assert verdict(scope, "pilot_can_tell")["side"] == "neither"


def test_values_that_nobody_checked_are_named_beside_the_smallest_effect() -> None:
    effect = told().smallest_effect
    assert effect is not None
    assert set(effect.table["convention"]) == {"central", "noncentral"}
    named = " ".join(effect.doubts)
    for key in ("scope.power.attrition", "scope.power.group_icc", "dosage.adequate_hours"):
        assert not shipped().parameters[key].verified
        assert shipped().parameters[key].label in named
    shared = effect.table[effect.table["drawn"] == smallest.GROUPS]
    assert (shared["low_sd"] <= shared["smallest_effect_sd"]).all()
    assert (shared["smallest_effect_sd"] <= shared["high_sd"]).all()


def test_without_scipy_the_smallest_effect_is_unknown_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingExtra("scipy", "measurement")

    monkeypatch.setattr(smallest, "minimum_detectable_effect", missing)
    scope = scope_of(wishing(planned(), n_schools=3))
    assert scope.smallest_effect is not None
    assert "hitdesign[measurement]" in scope.smallest_effect.unknown
    assert verdict(scope, "pilot_can_tell")["side"] == "unknown"


def test_the_same_plan_has_the_same_scope_whatever_the_order_of_schools() -> None:
    plan = wishing(planned(), n_schools=3)
    other = replace(plan, district=replace(plan.district, schools=plan.district.schools[::-1]))
    assert scope_of(other).pilot.schools == told().pilot.schools
