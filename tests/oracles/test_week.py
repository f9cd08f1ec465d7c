"""The reader of weeks finds what a week must not have, and lets our weeks pass."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from allocation.two_schools import block, case, cohort, model, pool, ready, stream
from hitdesign.allocation.allocation import Allocation
from laws.districts import case_of
from laws.solved import plan_of
from oracles.week import GROUP, week_complaints

pytestmark = pytest.mark.once

DISTRICTS = {"dev": 8, "brief": 6, "ci": 14, "nightly": 1000}[os.environ.get("HITDESIGN_TESTS", "dev")]
#: Ways in which each week is spoiled.
CHANGES = 12
FOUR = {"tutors": (pool(tutors=4),)}


@pytest.fixture(scope="module")
def plan() -> Allocation:
    """Seven groups at two schools, three of four people, two rooms at school A."""
    found = plan_of(case(funding=(stream("money", award=9000),), **FOUR))
    assert isinstance(found, Allocation)
    assert found.proved
    assert found.timetable["room"].max() == 2
    return found


def spoiled(plan: Allocation, change: Callable[[pd.DataFrame], pd.DataFrame]) -> list[str]:
    return week_complaints(ready(**FOUR).facts, replace(plan, timetable=change(plan.timetable.copy())))


def test_our_week_can_happen(plan: Allocation) -> None:
    assert week_complaints(ready(**FOUR).facts, plan) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda week: week.iloc[1:], "meets 2 times"),
        (lambda week: week.assign(tutor=1), "two places"),
        (lambda week: week.assign(tutor=week["tutor"] + 5), "has no tutor"),
        (lambda week: week.assign(room=1), "a room holds two groups"),
        (lambda week: week.assign(day="S"), "does not have"),
        (lambda week: week.assign(starts_minute=40), "outside its block"),
        (lambda week: week.assign(minutes=20), "not as long"),
        (lambda week: week.assign(students=week["students"] + 3), "students"),
        (lambda week: pd.concat([week, week.assign(group=week["group"] + 50, tutor=2)]), "more groups than rooms"),
    ],
    ids=["missing", "one person", "stranger", "one room", "Saturday", "late", "short", "crowded", "doubled"],
)
def test_a_week_that_cannot_happen_is_found_out(
    plan: Allocation, change: Callable[[pd.DataFrame], pd.DataFrame], word: str
) -> None:
    assert any(word in complaint for complaint in spoiled(plan, change)), spoiled(plan, change)
    assert replace(plan, timetable=change(plan.timetable.copy())).audit()


def test_every_proved_plan_of_generated_districts_has_a_week() -> None:
    proved = 0
    for seed in range(DISTRICTS):
        given = case_of(120_000 + seed)
        found = plan_of(given, levels=1)
        if isinstance(found, Allocation) and found.proved:
            proved += 1
            assert week_complaints(found.formulation.inputs.facts, found) == [], seed
    assert proved > 0.3 * DISTRICTS


def changed(week: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """The week with a cell or two of another row's, or a row that is gone or stands twice."""
    week = week.copy()
    for _ in range(chance.choice([1, 1, 2])):
        one, other = chance.randrange(len(week)), chance.randrange(len(week))
        column = chance.choice(["tutor", "tutor", "day", "starts_minute", "room", "students", "gone", "twice"])
        if column == "gone":
            week = week.drop(index=week.index[one])
        elif column == "twice":
            week = pd.concat([week, week.iloc[[one]]], ignore_index=True)
        elif column == "tutor":
            group = [*GROUP, "group"]
            own = (week[group] == week[group].iloc[one]).all(axis=1)
            week.loc[own, "tutor"] = week["tutor"].iloc[other]
        else:
            week.loc[week.index[one], column] = week[column].iloc[other]
        if week.empty:
            break
    return week


def test_the_audit_finds_a_fault_in_a_week_exactly_where_a_count_minute_by_minute_does() -> None:
    wrong = right = 0
    for seed in range(DISTRICTS):
        found = plan_of(case_of(130_000 + seed), levels=1)
        if not isinstance(found, Allocation) or not found.proved or found.timetable.empty:
            continue
        for number in range(CHANGES):
            other = replace(found, timetable=changed(found.timetable, random.Random(1_000 * seed + number)))
            complaints, faults = week_complaints(found.formulation.inputs.facts, other), other.audit()
            assert bool(complaints) == bool(faults), (seed, number, complaints, faults)
            wrong, right = wrong + bool(complaints), right + (not complaints)
    assert wrong > right > 0


def test_a_person_may_work_a_full_week_in_each_term() -> None:
    """Found by the oracle: hours of fall and spring were added up, and half of the seats were lost."""
    blocks = (block("A"), block("A", "spring", starts_on=date(2027, 1, 11), ends_on=date(2027, 4, 30)), block("B"))
    given = case(
        [cohort("A", 60)],
        blocks=blocks,
        funding=(stream("money", award=9000),),
        tutors=(pool(tutors=1, hours_per_tutor_week=3),),
    )
    found = plan_of(given)
    assert isinstance(found, Allocation)
    assert found.proved
    assert found.seats_served == 12


def test_students_of_a_group_online_have_a_device_each() -> None:
    """Found by brute force: the average of a week let three students share two devices."""
    given = case(
        [cohort("A", 5)],
        blocks=(block("A", online_seats=2), block("B", online_seats=2)),
        tutors=(pool(modality="online"),),
        tutoring_models=(model(modality="online"),),
    )
    found = plan_of(given)
    assert isinstance(found, Allocation)
    assert found.proved
    assert found.seats_served == 5
    assert found.timetable["students"].max() == 2
