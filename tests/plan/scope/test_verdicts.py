"""Every rule speaks from the facts it names, and nothing that is left unsaid makes a district look ready."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.district.context_records import ExistingProgram, Perspective
from hitdesign.district.program_records import StaffRole, Technology
from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.scoping import ScopeRule
from hitdesign.plan.scope.money import horizon_of
from hitdesign.plan.scope.readings import Reading, Seen
from hitdesign.plan.scope.sites import NoPilot
from hitdesign.plan.scope.verdicts import READS, ScopeVerdict, side_of, verdict_of, verdicts_of, weigh, would_change
from plan.scope.towns import measured, planned, with_facts

RULES = shipped().scope_rules


@cache
def seen() -> Seen:
    plan = planned()
    return Seen(plan, measured(), horizon_of(plan), NoPilot((), {}), None, None)


def said(rule: str, facts: Seen | None = None) -> ScopeVerdict:
    return verdict_of(rule, RULES[rule], READS[rule](facts or seen()), shipped())


def with_rows(**tables: Any) -> Seen:
    return replace(seen(), plan=with_facts(planned(), **tables))


def opted(answers: dict[str, str]) -> Seen:
    return with_rows(
        schools=tuple(
            one.model_copy(update={"opted_in": answers.get(one.school_id, "ask")}) for one in planned().district.schools
        )
    )


def test_schools_that_answered_decide_and_none_is_unknown() -> None:
    ids = [one.school_id for one in planned().district.schools]
    assert said("schools_opted_in").side == "unknown"
    assert said("schools_opted_in", opted(dict.fromkeys(ids[:5], "yes"))).side == "pilot"
    assert said("schools_opted_in", opted(dict.fromkeys(ids[:8], "yes"))).side == "neither"
    verdict = said("schools_opted_in", opted(dict.fromkeys(ids[:10], "yes")))
    assert verdict.side == "district_wide"
    assert verdict.sentence == "10 of 12 schools said yes."


def test_a_program_that_runs_here_counts_by_its_schools() -> None:
    def runs(*ids: str) -> Seen:
        rows = tuple(ExistingProgram(program_id="corps", school_id=one, decision="fold_in") for one in ids)
        return with_rows(existing_programs=rows)

    assert said("run_before").side == "unknown"
    assert said("run_before", runs("01")).side == "pilot"
    assert said("run_before", runs("01", "02", "03")).side == "neither"
    assert said("run_before", runs("*")).side == "district_wide"


def test_hours_of_coordinators_are_set_against_the_schools() -> None:
    def has(hours: float | None) -> Seen:
        return with_rows(people=(StaffRole(role="program_coordinator", hours_per_week=hours),))

    assert said("coordinator").side == "unknown"
    assert said("coordinator", has(None)).side == "unknown"
    assert said("coordinator", has(5)).side == "pilot"
    assert said("coordinator", has(12)).side == "district_wide"
    assert "12 hours a week" in said("coordinator", has(12)).sentence


def test_technology_decides_nothing_where_nobody_is_taught_online() -> None:
    verdict = said("technology_ready")
    assert verdict.side == "neither"
    assert verdict.could == (0.0, 0.0)


def test_a_school_online_is_ready_only_where_everything_is_stated_and_in_place() -> None:
    plan = planned()
    models = plan.facts.models.assign(modality="online")
    online = replace(seen(), plan=replace(plan, facts=replace(plan.facts, models=models)))
    assert said("technology_ready", online).side == "unknown"
    whole = Technology(school_id="*", devices=99, connectivity="yes", accounts="yes", privacy_agreement="signed")

    def with_row(**change: object) -> ScopeVerdict:
        row = whole.model_copy(update=change)
        rows = replace(online.plan.district, technology=(row,))
        return said("technology_ready", replace(online, plan=replace(online.plan, district=rows)))

    assert with_row().side == "district_wide"
    for change in (
        {"devices": None},
        {"connectivity": "unknown"},
        {"accounts": "no"},
        {"privacy_agreement": "pending"},
    ):
        assert with_row(**change).side == "pilot", change


def test_ratings_are_weighed_by_who_answered() -> None:
    def heard(*rows: tuple[str, int | None, int]) -> Seen:
        made = (
            Perspective(perspective_id=f"p{n}", role=role, theme="time", rating=rating, respondents=many)
            for n, (role, rating, many) in enumerate(rows)
        )
        return with_rows(perspectives=tuple(made))

    assert said("voices").side == "unknown"
    assert said("voices", heard(("teacher", 2, 30), ("principal", 5, 4))).side == "pilot"
    assert said("voices", heard(("teacher", 4, 30), ("principal", 3, 4))).side == "district_wide"
    assert "lowest among teacher" in said("voices", heard(("teacher", 3, 30), ("principal", 4, 4))).sentence


def test_ratings_that_are_missing_and_could_decide_make_it_unknown() -> None:
    good = Perspective(perspective_id="a", role="teacher", theme="time", rating=4, respondents=10)
    silent = Perspective(perspective_id="b", role="principal", theme="time", respondents=9)
    assert said("voices", with_rows(perspectives=(good,))).side == "district_wide"
    assert said("voices", with_rows(perspectives=(good, silent))).side == "unknown"


def test_money_that_is_only_hoped_for_speaks_for_a_pilot() -> None:
    (row,) = planned().district.funding
    hoped = row.model_copy(update={"stream_id": "hoped", "status": "applied"})
    assert said("money_awarded").side == "district_wide"
    assert said("money_awarded", with_rows(funding=(row, hoped))).side == "pilot"


def test_without_a_pilot_what_hangs_on_it_is_unknown() -> None:
    for rule in ("effect_at_scale", "pilot_can_tell", "money_would_lapse"):
        assert said(rule).side == "unknown"


def test_capacity_is_held_against_the_whole_need_at_the_plans_own_depth_a_seat() -> None:
    plan, loads = planned(), measured()
    need = loads.schools["need_seats"].sum()
    needed = need * loads.per_seat["dollars"]
    verdict = said("dollars_for_all")
    assert verdict.side == "pilot"
    assert verdict.value == pytest.approx(60_000 / needed)
    assert said("tutors_for_all").side == "pilot"
    assert said("rooms_for_all").side == "pilot"
    rooms = loads.schools.assign(room_times_there=1e6)
    roomy = replace(seen(), loads=replace(loads, schools=rooms))
    assert said("rooms_for_all", roomy).side == "district_wide"
    assert said("rooms_for_all", roomy).value == 1
    people = plan.facts.tutors.assign(people=0.5 * need * loads.per_seat["tutors"], hours_per_tutor_week=1e6)
    some = replace(seen(), plan=replace(plan, facts=replace(plan.facts, tutors=people)))
    assert said("tutors_for_all", some).value == pytest.approx(0.5)
    assert said("tutors_for_all", some).side == "neither"


def ready() -> Seen:
    """The town with people, rooms and lasting money for all, where everybody was asked and said yes."""
    plan, loads = planned(), measured()
    facts = replace(
        plan.facts,
        tutors=plan.facts.tutors.assign(people=1e4),
        funding=plan.facts.funding.assign(available_dollars=1e8, services_by=pd.Timestamp("2035-06-30")),
    )
    told = with_facts(
        replace(plan, facts=facts),
        schools=tuple(one.model_copy(update={"opted_in": "yes"}) for one in plan.district.schools),
        people=(StaffRole(role="program_coordinator", hours_per_week=40),),
        perspectives=(Perspective(perspective_id="a", role="teacher", theme="time", rating=5, respondents=80),),
        existing_programs=(ExistingProgram(program_id="corps", school_id="*", decision="fold_in"),),
    )
    roomy = replace(loads, schools=loads.schools.assign(room_times_there=1e6))
    return replace(seen(), plan=told, loads=roomy, horizon=horizon_of(told))


def test_a_district_that_is_ready_and_says_so_may_begin_everywhere_and_saying_less_takes_that_back() -> None:
    asked = ready()
    assert weigh(verdicts_of(asked)).scale == "district_wide"
    silent = with_facts(asked.plan, people=(), perspectives=(), existing_programs=())
    schools = tuple(one.model_copy(update={"opted_in": "ask"}) for one in silent.district.schools)
    now = weigh(verdicts_of(replace(asked, plan=with_facts(silent, schools=schools))))
    assert now.scale == "pilot"
    assert now.hangs_on_unknown


def test_a_number_on_its_threshold_speaks() -> None:
    rule = RULES["rooms_for_all"]
    assert [side_of(rule, value) for value in (0.4, 0.41, 0.69, 0.7)] == [
        "pilot",
        "neither",
        "neither",
        "district_wide",
    ]
    fewer = RULES["open_checks"]
    assert [side_of(fewer, value) for value in (4.0, 3.0, 1.0, 0.0)] == ["pilot", "pilot", "neither", "district_wide"]


@cache
def of(rule: str, side: str) -> ScopeVerdict:
    """A verdict on a side, whatever the facts."""
    book = RULES[rule]
    spoken = side in ("pilot", "district_wide")
    could = (0.0 if book.pilot_at is None else book.strength, 0.0 if book.district_at is None else book.strength)
    verdict = verdict_of(rule, book, Reading(None), shipped())
    return replace(verdict, side=side, strength=book.strength if spoken else 0.0, could=could)


def test_taking_information_away_never_makes_a_district_look_ready() -> None:
    dice = random.Random(5)
    for _ in range(2000):
        sides = {}
        for rule, book in RULES.items():
            ends = [(book.pilot_at, "pilot"), (book.district_at, "district_wide")]
            sides[rule] = dice.choice(["neither", "unknown", *(side for end, side in ends if end is not None)])
        before = weigh([of(rule, side) for rule, side in sides.items()])
        taken = dice.choice([rule for rule, side in sides.items()])
        if sides[taken] == "neither":
            continue
        after = weigh([of(rule, "unknown" if rule == taken else side) for rule, side in sides.items()])
        assert not (before.scale == "pilot" and after.scale == "district_wide")


def test_what_would_change_it_does() -> None:
    """What is called enough alone, turned alone, turns the recommendation; so do those called enough together."""
    dice = random.Random(9)
    alone = together = 0
    for _ in range(60):
        verdicts = {rule: of(rule, "neither") for rule in RULES}
        for rule, book in RULES.items():
            sides = ["neither", "unknown"] + (["pilot"] if book.pilot_at is not None else [])
            verdicts[rule] = of(
                rule, dice.choice(sides + (["district_wide"] * 2 if book.district_at is not None else []))
            )
        weighed = weigh(list(verdicts.values()))
        other = "district_wide" if weighed.scale == "pilot" else "pilot"
        table = would_change(list(verdicts.values()), weighed)

        def turned(rules: list[str], verdicts: dict[str, ScopeVerdict] = verdicts, other: str = other) -> str:
            now = dict(verdicts)
            for rule in rules:
                book = RULES[rule]
                can = book.district_at if other == "district_wide" else book.pilot_at
                now[rule] = of(rule, other if can is not None else "neither")
            return weigh(list(now.values())).scale

        for row in table.itertuples():
            assert (turned([row.rule]) == other) == row.alone
            alone += row.alone
        rules = table.loc[table["together"], "rule"].tolist()
        if rules:
            assert turned(rules) == other
            assert turned(rules[:-1]) == weighed.scale
            together += 1
    assert alone > 10
    assert together > 40


def test_a_rule_that_nobody_reads_is_refused() -> None:
    rule = {**RULES["voices"].model_dump(), "name": "The weather"}
    strange = overlay(shipped(), {"scope_rules": {"weather": rule}})
    with pytest.raises(InputError, match="weather"):
        verdicts_of(replace(seen(), plan=replace(planned(), evidence=strange)))


def test_a_district_lays_its_own_threshold_over_the_book() -> None:
    own = {"coordinator": {"pilot_at": 0.1, "district_at": 0.2, "source": "district", "as_of": "2026-11-26"}}
    laid = overlay(shipped(), {"scope_rules": own})
    reading = Reading(0.3, {"hours": 4, "schools": "12 schools"}, "people")
    assert verdict_of("coordinator", RULES["coordinator"], reading, shipped()).side == "pilot"
    assert verdict_of("coordinator", laid.scope_rules["coordinator"], reading, laid).side == "district_wide"


@pytest.mark.parametrize(
    "change",
    [{"pilot_at": None, "district_at": None}, {"pilot_at": 2.0}, {"for_pilot": ""}, {"for_district": ""}],
    ids=["no end", "ends crossed", "no sentence for a pilot", "no sentence for all schools"],
)
def test_a_rule_that_cannot_be_read_is_refused(change: dict[str, object]) -> None:
    fields = {**RULES["rooms_for_all"].model_dump(), **change}
    with pytest.raises(ValidationError):
        ScopeRule.model_validate(fields)
