"""Two solvers that share no code agree: CBC, which PuLP 3 brings along, and HiGHS.

Values are compared, and where a search in whole numbers is stopped before its end, intervals: no solver's plan may be
worth more than the other's bound.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import hitdesign as hit
from allocation.cbc import cbc, least_in, needs_cbc, proved_in
from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.allocation.formulation import Formulation, formulate
from hitdesign.allocation.whole import schools_of_columns, whole_program
from hitdesign.district.columns import facts_of
from hitdesign.evidence.library import shipped
from hitdesign.need.need import need_of
from hitdesign.recommendation.recommend import recommend
from hitdesign.solving.linear import LevelResult, solve_linear
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole
from laws.districts import asked, case_of
from oracles.week import week_complaints
from real.known import CARRIED, PUBLISHED, Known, of_benchmarks

DISTRICTS = {"dev": 5, "brief": 4, "ci": 10, "nightly": 500}[os.environ.get("HITDESIGN_TESTS", "dev")]
#: Districts whose linear program takes both solvers together more than five seconds: CBC 4 and 26 of them.
LONG = ("Chicago", "New York City")
#: Cities of the benchmarks, by schools and whether English learners stand apart; CBC solves the quick ones to the end.
QUICK_CITIES = ((5, False), (5, True), (10, False))
LONG_CITIES = ((10, True), (20, False), (20, True), (50, False), (50, True))
#: Seconds after which CBC is stopped in the long ones.
PATIENCE = 300

pytestmark = needs_cbc
slow = pytest.mark.slow


def by_name(names: Iterable[str]) -> list[Any]:
    """The names as parameters, the long ones marked slow."""
    return [pytest.param(name, marks=[slow] * (name in LONG)) for name in names]


def formulated(known: Known) -> Formulation:
    """The formulation that `allocate` solves."""
    district, policy = known
    need, evidence, facts = need_of(district, policy), shipped(), facts_of(district, policy, shipped())
    chosen = chosen_pairs(facts, need, recommend(district, need, policy, evidence=evidence))
    return formulate(facts, need, chosen, policy, evidence)


def agree_as_fractions(program: Program) -> None:
    """One status, and one value within a millionth."""
    ours, theirs = solve_linear(program, levels=1), solve_linear(program, levels=1, solver=cbc())
    assert ours.status == theirs.status
    if ours.values is not None:
        assert theirs.levels[0].value == pytest.approx(ours.levels[0].value, rel=1e-6, abs=1e-6)


def agree_in_whole_numbers(formulation: Formulation, gap: float, log: Path, *, to_the_end: bool) -> None:
    """Neither plan is worth more than the other's bound; `to_the_end`: CBC has to prove its plan the best."""
    whole = whole_program(formulation)
    program = whole.program
    ours = solve_whole(program, levels=1, gap=gap, block_of_column=schools_of_columns(formulation, whole))
    stopped = {} if to_the_end else {"gapRel": gap, "timeLimit": PATIENCE}
    theirs = solve_whole(program, levels=1, solver=cbc(logPath=str(log), **stopped))
    assert ours.values is not None
    assert theirs.values is not None
    assert ours.levels[0].gap <= gap
    their_bound = bound_of(program, theirs.levels[0], log)
    keep_each_others_bounds(ours.levels[0], theirs.levels[0], their_bound)
    if to_the_end:
        assert their_bound == pytest.approx(theirs.levels[0].value, rel=1e-6)
    if proved_in(log):
        wide = gap + stopped.get("gapRel", 0.0) + 1e-6
        assert ours.levels[0].value == pytest.approx(theirs.levels[0].value, rel=wide)


def bound_of(program: Program, level: LevelResult, log: Path) -> float:
    """CBC's own bound: the last of its log; it names none where it proved its plan's value."""
    least = least_in(log)
    if not math.isnan(least):
        return program.levels[0].sign * least
    assert proved_in(log)
    return level.value


def keep_each_others_bounds(ours: LevelResult, theirs: LevelResult, their_bound: float) -> None:
    """Of a level that is maximised: value <= the other's bound. CBC prints a bound to three digits after the point."""
    assert theirs.value <= ours.bound + 1e-6 * max(1.0, abs(ours.bound))
    assert ours.value <= their_bound + 1e-3 + 1e-6 * abs(their_bound)


# --- generated districts ---------------------------------------------------------------------------------------------


def test_cbc_and_highs_reach_the_same_value_of_every_district() -> None:
    for seed in range(DISTRICTS):
        program = asked(case_of(90_000 + seed)).formulation().program
        if not program.n_columns:
            continue  # nobody may be taught anywhere: there is nothing to hand to a solver
        ours, theirs = solve_linear(program, levels=1), solve_linear(program, levels=1, solver=cbc())
        assert ours.status == theirs.status, seed
        if ours.values is not None:
            value = ours.levels[0].value
            assert abs(value - theirs.levels[0].value) <= 1e-6 * max(1.0, abs(value)), seed


def test_cbc_and_highs_reach_the_same_value_in_whole_numbers() -> None:
    for seed in range(max(3, DISTRICTS // 4)):
        program = whole_program(asked(case_of(91_000 + seed)).formulation()).program
        if not program.n_columns:
            continue
        ours, theirs = solve_whole(program, levels=1), solve_whole(program, levels=1, solver=cbc())
        assert (ours.values is None) == (theirs.values is None), seed
        if ours.values is not None:
            assert abs(ours.levels[0].value - theirs.levels[0].value) <= 1e-6 * max(1.0, abs(ours.levels[0].value)), (
                seed
            )


# --- real districts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", by_name(CARRIED))
def test_cbc_and_highs_reach_the_same_value_of_a_real_district(name: str) -> None:
    schools, make = CARRIED[name]
    known = make()
    assert len(known[0].schools) == schools
    agree_as_fractions(formulated(known).program)


@pytest.mark.parametrize("name", by_name(PUBLISHED))
def test_cbc_and_highs_reach_the_same_value_of_a_published_district(name: str, shared_data: Path) -> None:
    schools, make = PUBLISHED[name]
    known = make(shared_data)
    assert len(known[0].schools) == schools
    agree_as_fractions(formulated(known).program)


# --- whole plans up to fifty schools ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("schools", "marks"), QUICK_CITIES)
def test_the_whole_plan_of_a_city_is_the_one_that_cbc_proves(schools: int, marks: bool, tmp_path: Path) -> None:
    district, policy = of_benchmarks(schools, marks=marks)
    agree_in_whole_numbers(formulated((district, policy)), policy.gap, tmp_path / "log", to_the_end=True)


def test_the_whole_plan_of_flint_is_the_one_that_cbc_proves(tmp_path: Path) -> None:
    known = CARRIED["Flint, by Detroit's rules"][1]()
    agree_in_whole_numbers(formulated(known), known[1].gap, tmp_path / "log", to_the_end=True)


@slow
@pytest.mark.parametrize(
    "make",
    [
        *(partial(of_benchmarks, schools, marks=marks) for schools, marks in LONG_CITIES),
        CARRIED["Grand Rapids"][1],
        CARRIED["Flint, by Grand Rapids' rules"][1],
    ],
    ids=[*(f"{schools} schools{', with marks' * marks}" for schools, marks in LONG_CITIES), "Grand Rapids", "Flint"],
)
def test_whole_plans_of_both_solvers_keep_each_others_bounds(make: Callable[[], Known], tmp_path: Path) -> None:
    known = make()
    agree_in_whole_numbers(formulated(known), known[1].gap, tmp_path / "log", to_the_end=False)


def test_a_plan_by_cbc_passes_the_same_audit_and_has_a_week_that_can_happen() -> None:
    district, policy = of_benchmarks(10, marks=False)
    theirs = hit.allocate(district, policy=policy, levels=1, solver=cbc()).or_raise()
    ours = hit.allocate(district, policy=policy, levels=1).or_raise()
    assert theirs.audit() == []
    assert theirs.proved
    assert week_complaints(facts_of(district, policy, shipped()), theirs) == []
    assert theirs.seats_served > 0
    assert theirs.value == pytest.approx(ours.value, rel=policy.gap)
