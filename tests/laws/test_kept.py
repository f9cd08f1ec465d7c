"""Every answer keeps every rule, its week can happen, and a plan broken by hand is found out."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import audit
from hitdesign.allocation.infeasible import Infeasible
from laws.districts import FEATURES, Case, asked, case_of, cases
from laws.solved import plan_of, some
from oracles.plain import City, Place
from oracles.week import week_complaints


def with_marks() -> st.SearchStrategy[Case]:
    """Districts with marks, and any other features."""
    return st.sets(st.sampled_from(FEATURES)).flatmap(lambda features: cases({*features, "marks"}))


@some()
@given(case=cases())
def test_every_whole_plan_passes_the_audit_and_has_a_week(case: Case) -> None:
    plan = plan_of(case)
    if isinstance(plan, Infeasible):
        return
    complaints = audit(plan, plan.formulation)
    if len(plan.timetable) or not plan.seats_served:
        assert complaints == []
        assert week_complaints(asked(case).facts, plan) == []
    else:
        assert not plan.proved
    assert plan.value <= plan.bound + 1e-6
    left = plan.unserved["students"].sum() if len(plan.unserved) else 0
    assert plan.seats_served + left == asked(case).need.students


@some()
@given(case=cases())
def test_every_linear_answer_passes_the_audit_and_proves_itself(case: Case) -> None:
    plan = plan_of(case, whole=False)
    if isinstance(plan, Infeasible):
        return
    assert audit(plan, plan.formulation) == []
    assert plan.proved


@some(share=2.0)
@given(case=with_marks(), whole=st.booleans())
def test_no_service_gets_more_of_limited_money_than_its_own_students_part(case: Case, whole: bool) -> None:
    """The rows hold sums over services; the charges keep every service apart, for every union of limited streams."""
    plan = plan_of(case, whole=whole)
    if isinstance(plan, Infeasible):
        return
    city = City(asked(case))
    seats, charges = by_place(city, plan.seats, "students"), by_place(city, plan.charges, "dollars")
    for place in city.places:
        held = [k for k in range(len(city.streams)) if city.limited(k, place.band)]
        for count in range(1, len(held) + 1):
            for union in itertools.combinations(held, count):
                paid = sum(charges.get((place, city.streams[k]["stream_id"]), 0.0) for k in union)
                own = [c for c in city.members[place.band] if any(city.meets(c, k) for k in union)]
                students = sum(seats.get((place, city.cohorts[c]["cohort_id"]), 0.0) for c in own)
                periods = range(len(city.periods))
                part = sum(
                    city.group_cents(place, t) / city.group_size(place) + city.seat_cents(place, t) for t in periods
                )
                cents = 1.0 * len(city.periods) * count if whole else 0.01
                assert 100 * paid <= part * students + cents


def by_place(city: City, table: pd.DataFrame, column: str) -> dict[tuple[Place, str], float]:
    """A table's amounts by place and cohort (or stream)."""
    who = "cohort_id" if column == "students" else "stream_id"
    band_of = {row["cohort_id"]: row["band"] for row in city.cohorts}
    bands = {row["band_id"]: number for number, row in enumerate(city.bands)}
    found: dict[tuple[Place, str], float] = defaultdict(float)
    for row in table.to_dict("records"):
        band = band_of[row["cohort_id"]] if who == "cohort_id" else bands.get(row["band_id"], -1)
        for place in city.places:
            block = city.blocks[place.block]
            here = (
                city.schools[block["school"]]["school_id"],
                block["block_id"],
                city.models[place.model]["model_id"],
                city.pools[place.pool]["pool_id"],
            )
            if place.band == band and here == (row["school_id"], row["block_id"], row["model_id"], row["pool_id"]):
                found[place, row[who]] += row[column]
    return found


def sound() -> Allocation:
    """A plan of a small district with marks and two blocks, with groups, charges and a week."""
    for seed in range(200):
        plan = plan_of(case_of(seed, ["marks", "blocks"]), levels=1)
        if isinstance(plan, Allocation) and plan.proved and plan.groups["groups"].sum() >= 4 and len(plan.charges) >= 2:
            need = plan.formulation.inputs.need.cohorts.set_index("cohort_id")["students"]
            served = plan.seats.groupby("cohort_id")["students"].sum()
            if plan.timetable["tutor"].nunique() > 1 and (served == need.reindex(served.index)).any():
                return plan
    raise AssertionError("no such district")


@pytest.fixture(scope="module")
def plan() -> Allocation:
    return sound()


def moved(table: pd.DataFrame, column: str, by: float) -> pd.DataFrame:
    """The table with the first row's number moved."""
    return table.assign(**{column: table[column] + by * (np.arange(len(table)) == 0)})


def more_groups(plan: Allocation) -> Allocation:
    return replace(plan, groups=moved(plan.groups, "groups", 50))


def one_group(plan: Allocation) -> Allocation:
    return replace(plan, groups=moved(plan.groups, "groups", 1))


def one_group_fewer(plan: Allocation) -> Allocation:
    return replace(plan, groups=moved(plan.groups, "groups", -1))


def one_student(plan: Allocation) -> Allocation:
    """One more student of a cohort that is served in full."""
    need = plan.formulation.inputs.need.cohorts.set_index("cohort_id")["students"]
    served = plan.seats.groupby("cohort_id")["students"].sum()
    full = next(cohort for cohort, students in served.items() if students == need[cohort])
    row = int(np.flatnonzero(plan.seats["cohort_id"] == full)[0])
    return replace(plan, seats=plan.seats.assign(students=plan.seats["students"] + (np.arange(len(plan.seats)) == row)))


def many_students(plan: Allocation) -> Allocation:
    return replace(plan, seats=moved(plan.seats, "students", 40))


def half_a_student(plan: Allocation) -> Allocation:
    return replace(plan, seats=moved(plan.seats, "students", -0.5))


def a_dollar(plan: Allocation) -> Allocation:
    return replace(plan, charges=moved(plan.charges, "dollars", 1.0))


def two_cents(plan: Allocation) -> Allocation:
    return replace(plan, charges=moved(plan.charges, "dollars", -0.02))


def a_fortune(plan: Allocation) -> Allocation:
    return replace(plan, charges=plan.charges.assign(dollars=plan.charges["dollars"] * 1000))


def another_payer(plan: Allocation) -> Allocation:
    return replace(plan, charges=plan.charges.assign(stream_id="nobody"))


def one_person(plan: Allocation) -> Allocation:
    """Everybody's sessions at one moment of one day, all by tutor 1."""
    table = plan.timetable.copy()
    first = table.iloc[0]
    same = (table[["school_id", "block_id", "pool_id"]] == first[["school_id", "block_id", "pool_id"]]).all(axis=1)
    return replace(plan, timetable=pd.concat([table, table[same].assign(tutor=first["tutor"], room=99, group=98)]))


def one_room(plan: Allocation) -> Allocation:
    return replace(plan, timetable=pd.concat([plan.timetable, plan.timetable.iloc[[0]].assign(tutor=97, group=98)]))


def no_meetings(plan: Allocation) -> Allocation:
    return replace(plan, timetable=plan.timetable.iloc[1:])


def one_for_all(plan: Allocation) -> Allocation:
    """Twenty weeks' sessions in one, all by tutor 1."""
    return replace(plan, timetable=pd.concat([plan.timetable.assign(tutor=1)] * 20))


BROKEN: list[tuple[Callable[[Allocation], Allocation], str]] = [
    (more_groups, "rooms"),
    (one_group, "cost"),
    (one_group_fewer, "cost"),
    (one_student, "need"),
    (many_students, "ratio"),
    (half_a_student, "whole"),
    (a_dollar, "cost"),
    (two_cents, "cost"),
    (a_fortune, "budget"),
    (another_payer, "rights"),
    (one_person, "two places"),
    (one_room, "room holds two"),
    (no_meetings, "as often as"),
    (one_for_all, "paid week"),
]


@pytest.mark.parametrize(("broken", "word"), BROKEN, ids=lambda one: getattr(one, "__name__", one))
def test_a_plan_broken_by_hand_is_found_out_by_name(
    plan: Allocation, broken: Callable[[Allocation], Allocation], word: str
) -> None:
    assert audit(plan, plan.formulation) == []
    assert any(word in complaint for complaint in audit(broken(plan), plan.formulation)), audit(
        broken(plan), plan.formulation
    )
