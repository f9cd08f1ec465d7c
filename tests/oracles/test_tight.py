"""Tiny districts with one thing scarce: what binds is tried in full, under one level and under two."""

from __future__ import annotations

import os

import pytest

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.whole import whole_program
from hitdesign.solving.whole import solve_whole
from laws.districts import Case, asked
from laws.dropped import without
from laws.solved import plan_of
from laws.tight import OWN, tight
from oracles import test_levels
from oracles.levels import judged_by
from oracles.test_brute import judged
from oracles.test_together import by_seats
from oracles.week import week_complaints

#: Districts tried in full under one level and under two, and of each feature those asked whether it binds.
ONE, TWO, ASKED = {"nightly": (2500, 700, 18)}.get(os.environ.get("HITDESIGN_TESTS", "dev"), (2, 1, 18))
FIRST = 10_000_000


def test_the_best_plan_where_one_thing_is_scarce_is_the_best_of_all_plans() -> None:
    found = [judged(by_seats(tight(seed))) for seed in range(FIRST, FIRST + ONE)]
    assert found.count("same") >= 0.5 * len(found), found
    assert found.count("unproved") <= 0.05 * len(found) + 1, found


def test_the_best_plan_where_one_thing_is_scarce_is_the_best_of_all_plans_under_two_levels() -> None:
    found = []
    for seed in range(11_000_000, 11_000_000 + TWO):
        levels = test_levels.PAIRS[seed // len(OWN) % len(test_levels.PAIRS)]
        found.append(test_levels.judged(judged_by(asked(tight(seed)), levels, seed), levels))
    assert found.count("unproved") + found.count("second level not proved") <= 0.1 * len(found) + 1, found


def test_where_seats_online_are_short_at_a_moment_one_student_gives_way_and_not_a_group() -> None:
    """Two groups were wanted, one of them was cut off, and one alone was refused: the plan served nobody."""
    case = tight(8_000_096)
    plan = plan_of(case, levels=1)
    assert isinstance(plan, Allocation)
    assert (plan.seats_served, plan.groups["groups"].sum(), plan.bound) == (2, 2, 3)
    assert week_complaints(asked(case).facts, plan) == []


def test_who_teaches_online_serves_more_schools_than_one_person_may_in_person() -> None:
    assert judged(by_seats(tight(10_001_786))) == "same"


def test_whom_one_plan_needs_is_forgotten_before_the_next_one_is_tried() -> None:
    """The oracle once paid for the training of an earlier plan's people, and took a payable plan for a dear one."""
    levels = ("least_change", "equity_between_marks")
    assert test_levels.judged(judged_by(asked(tight(11_000_519)), levels, 11_000_519), levels) == "same"


def best(case: Case) -> float | None:
    """The optimum in whole numbers."""
    answer = solve_whole(whole_program(by_seats(case).formulation()).program, levels=1)
    return None if answer.values is None else round(answer.levels[0].value, 6)


@pytest.mark.slow
@pytest.mark.parametrize("feature", OWN)
def test_each_feature_changes_the_optimum_of_some_district_of_its_own(feature: str) -> None:
    seeds = [FIRST - FIRST % len(OWN) + OWN.index(feature) + len(OWN) * number for number in range(ASKED)]
    binds = [best(case) != best(without(case, feature)) for case in map(tight, seeds)]
    print(feature, sum(binds), "of", len(binds))
    assert any(binds)
