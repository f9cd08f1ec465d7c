"""A plan with all its parts: one call, and a fact that changes is seen in every part that rests on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.plan.plan import Plan
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices
from real.known import CARRIED, PUBLISHED

PARTS = ("scope", "forecast", "goals", "team", "risks", "timeline", "documents",
         "stakeholders", "answers", "instruction", "technology")  # fmt: skip


def said(value: object) -> str:
    """All that a value holds, tables cell by cell, as text that two equal values share."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_csv()
    if is_dataclass(value) and not isinstance(value, type):
        return ";".join(f"{one.name}={said(getattr(value, one.name))}" for one in fields(value))
    if isinstance(value, Mapping):
        return ";".join(f"{key}={said(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ";".join(map(said, value))
    return str(value)


def parts_of(plan: Plan) -> dict[str, str]:
    return {name: said(getattr(plan, name)) for name in PARTS}


def small() -> hit.District:
    """Four schools, with tutors and money for a part of the need."""
    row = {"grade_low": 3, "grade_high": 5, "below_proficient": 0.4}
    schools = [{"school_id": f"{n:02}", "enrollment": 200 + 60 * n, **row} for n in range(1, 5)]
    award = {"award_dollars": 400_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    return hit.starter(pd.DataFrame(schools), pool={"tutors": 4}, award=award)


@cache
def before() -> tuple[Plan, dict[str, str]]:
    plan = hit.design(small(), hit.Policy(gap=0.0), rank_assumptions=False).or_raise()
    return plan, parts_of(plan)


def changed(plan: Plan) -> set[str]:
    after = parts_of(plan)
    return {name for name in PARTS if after[name] != before()[1][name]}


def planned(**tables: Any) -> Plan:
    district = replace(small(), **tables)
    return hit.design(district, hit.Policy(gap=0.0), rank_assumptions=False).or_raise()


def test_the_same_facts_make_the_same_parts() -> None:
    assert all(before()[1].values())
    assert changed(planned()) == set()


def test_an_award_that_ends_early_is_seen_where_money_counts() -> None:
    award = before()[0].district.funding[0]
    early = award.model_copy(update={"obligate_by": datetime.date(2026, 12, 31), "services_by": None})
    seen = changed(planned(funding=(early,)))
    assert {"scope", "risks", "timeline", "answers"} <= seen


def test_fewer_tutors_are_seen_where_seats_count() -> None:
    pool = before()[0].district.tutors[0]
    fewer = pool.model_copy(update={"tutors": 1})
    seen = changed(planned(tutors=(fewer,)))
    assert set(PARTS) - {"timeline", "documents", "technology", "instruction"} <= seen


def test_all_parts_speak_of_one_first_day_also_where_a_term_begins_on_a_saturday() -> None:
    saturday = datetime.date(2026, 9, 12)
    blocks = tuple(one.model_copy(update={"starts_on": saturday}) for one in small().blocks)
    plan = planned(blocks=blocks)
    (design,) = [goal for goal in plan.goals.goals if goal.goal_id == "design_expectations"]
    launch = plan.stakeholders.steps.set_index("step").loc["first day of tutoring", "on"]
    assert plan.timeline.launch_on == plan.team.counted.launch == design.due == launch == datetime.date(2026, 9, 14)


def test_a_launch_two_months_later_moves_tasks_and_nothing_that_it_does_not_touch() -> None:
    plan = before()[0]
    later = TimelineChoices(launch_on=plan.timeline.launch_on + datetime.timedelta(days=61))
    moved = replace(plan, policy=plan.policy.model_copy(update={"rollout": Rollout(timeline=later)}))
    seen = changed(moved)
    assert {"timeline", "documents", "stakeholders", "team", "goals"} <= seen
    assert seen.isdisjoint({"forecast", "technology"})


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("name", ["Detroit", "Durham", "Chicago"])
def test_a_real_district_has_every_part_of_its_plan_in_one_call(name: str, shared_data: Path) -> None:
    district, policy = CARRIED[name][1]() if name in CARRIED else PUBLISHED[name][1](shared_data)
    plan = hit.design(district, policy.model_copy(update={"gap": 0.05}), rank_assumptions=False).or_raise()
    found = parts_of(plan)
    assert all(found.values())
    assert len(plan.timeline.tasks) >= 35
    assert plan.goals.goals
    assert not plan.risks.table.empty
    assert {one.language for one in plan.stakeholders.letters} == {"en", "es"}
