"""On tiny districts the best whole plan is found by trying all, and it is ours."""

from __future__ import annotations

import os
import random

from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.whole import whole_program
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.solving.whole import solve_whole
from laws.demands import DEMANDS
from laws.districts import EVERY_FEATURE, Asked, asked, case_of
from laws.terms import TERMS
from oracles.brute import Brute, Flow, TooLargeError
from oracles.plain import City
from oracles.week import week_complaints

#: Districts without salaried people, and districts with them.
DISTRICTS, SALARIED = {"dev": (15, 8), "brief": (20, 5), "ci": (20, 6), "nightly": (4000, 2000)}[
    os.environ.get("HITDESIGN_TESTS", "dev")
]
#: A second Python tries districts that the first has not tried.
FIRST = {"brief": 40}.get(os.environ.get("HITDESIGN_TESTS", "dev"), 0)
TRIED = [name for name in EVERY_FEATURE if name not in ("salaried", *TERMS)]


def tiny(seed: int, tried: list[str] = TRIED) -> Asked:
    chance = random.Random(seed)
    return asked(case_of(seed, [name for name in tried if chance.random() < 0.35], tiny=True))


def tiny_and_salaried(seed: int) -> Asked:
    chance = random.Random(seed)
    return asked(case_of(seed, ["salaried", *(name for name in TRIED if chance.random() < 0.35)], tiny=True))


def judged(case: Asked) -> str:
    """How our whole plan stands beside the best of all; fails where it cannot stand."""
    try:
        best = Brute(City(case)).best()
    except TooLargeError:
        return "too large"
    formulation = case.formulation()
    program = whole_program(formulation).program
    ours = solve_whole(program, levels=1)
    if ours.values is None:
        assert best is None, f"a plan worth {best} was cut off"
        return "no plan"
    value = ours.levels[0].value
    assert best is None or best <= value + 1e-6, f"a plan worth {best} was cut off at {value}"
    plan = whole_answer(
        formulation, band_codes(formulation, case.chosen), case.case.policy, case.case.evidence, levels=1
    )
    if not isinstance(plan, Allocation):
        assert best is None
        return "refused"
    assert best is None or plan.bound >= best - 1e-6
    if not plan.proved:
        return "unproved"
    assert best is not None
    assert abs(plan.value - best) <= 1e-6, f"proved {plan.value}, but the best is {best}"
    assert week_complaints(case.facts, plan) == []
    return "same" if value > 0 else "same, nobody served"


def test_the_best_whole_plan_of_a_tiny_district_is_the_best_of_all_plans() -> None:
    found = [judged(tiny(seed)) for seed in range(FIRST, FIRST + DISTRICTS)]
    assert found.count("same") > 0.25 * len(found), found
    assert found.count("unproved") <= 0.02 * len(found) + 1, found


def test_the_best_plan_with_salaried_people_is_the_best_of_all_plans() -> None:
    found = [judged(tiny_and_salaried(500_000 + FIRST + seed)) for seed in range(SALARIED)]
    assert found.count("same") > 0.1 * len(found), found
    assert found.count("unproved") <= 0.02 * len(found) + 1, found


def test_a_plan_that_presolve_calls_impossible_is_found() -> None:
    """HiGHS 1.15.1 says infeasible of this whole program; without presolve it finds the best plan."""
    assert judged(tiny(1166, [name for name in TRIED if name not in DEMANDS])) == "same"


def test_a_maximum_flow_carries_what_the_narrowest_cut_lets_through() -> None:
    flow = Flow()
    for tail, head, room in (("s", "a", 3), ("s", "b", 2), ("a", "t", 2), ("b", "t", 4), ("a", "b", 1)):
        flow.add(tail, head, room)
    assert flow.most("s", "t") == 5
