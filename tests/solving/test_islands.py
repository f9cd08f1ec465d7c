"""Islands: found where few rows hold a program together, their bound true and tighter, their plan whole and kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving import blocks as blocks_file
from hitdesign.solving.blocks import block_plan
from hitdesign.solving.check import violations
from hitdesign.solving.islands import islands_of, own_blocks, solved_apart
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from solving.test_blocks import brute, rows_of

DISTRICTS, SCHOOLS = 3, 2


def state(rng, *, money):
    """Districts of two schools, a whole column and dollars each: people per district, one grant for all."""
    count = DISTRICTS * SCHOOLS
    school = np.arange(count)
    people = rows_of(
        "people", school // SCHOOLS, school, rng.integers(2, 5, count).astype(float), "<=", [7.0] * DISTRICTS
    )
    cost = np.r_[rng.integers(1, 4, count).astype(float), -np.ones(count)]
    paid = rows_of("paid", np.tile(school, 2), np.arange(2 * count), cost, "=", np.zeros(count))
    grant = rows_of("grant", np.zeros(count, int), count + school, np.ones(count), "<=", [float(money)])
    whole = np.r_[np.ones(count, bool), np.zeros(count, bool)]
    upper = np.r_[np.full(count, 4.0), np.full(count, 99.0)]
    columns = Columns("x", pd.DataFrame({"n": np.arange(2 * count)}), np.zeros(2 * count), upper, whole)
    worth = np.r_[rng.integers(1, 9, count), np.zeros(count)]
    program = Program((columns,), (people, paid, grant), (Level("worth", "u", "max", worth),))
    return program, np.r_[school, np.full(count, -1)]


def tried(program):
    """The best of all, dollars left out: they follow what the whole columns cost."""
    count = DISTRICTS * SCHOOLS
    paid, grant = program.family("paid"), program.family("grant")
    cost = paid.value[:count]
    rows = (
        program.family("people"),
        rows_of("grant", np.zeros(count, int), np.arange(count), cost, "<=", grant.limits),
    )
    whole = Columns("x", pd.DataFrame({"n": np.arange(count)}), np.zeros(count), program.upper[:count], True)
    return brute(Program((whole,), rows, (Level("worth", "u", "max", program.levels[0].value[:count]),)))


def test_money_of_one_school_is_that_schools_and_the_rest_falls_into_districts():
    program, block = state(np.random.default_rng(1), money=9)
    own = own_blocks(program, block)
    assert own.tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]
    islands = islands_of(program, own)
    assert islands.of_column.tolist() == [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]
    assert islands.shared.tolist() == [False] * 9 + [True]
    assert [blocks.tolist() for blocks in islands.bundles(own, 0, 4)] == [[0, 1], [2, 3], [4, 5]]
    assert sorted(np.concatenate(islands.bundles(own, 1, 8)).tolist()) == [0, 1, 2, 3, 4, 5]


def test_what_people_of_all_schools_hold_together_is_no_island():
    program, block = state(np.random.default_rng(1), money=9)
    everyone = rows_of("people", np.zeros(4, int), np.arange(1, 5), np.ones(4), "<=", [5.0])
    joined = Program(program.columns, (*program.rows[1:], everyone), program.levels)
    assert islands_of(joined, own_blocks(joined, block)) is None


@pytest.mark.parametrize("money", [100, 9])
def test_no_plan_passes_the_islands_bound_and_it_is_never_weaker(money):
    rng, tighter = np.random.default_rng(2), 0
    for _ in range(12):
        program, block = state(rng, money=money)
        level, own = program.levels[0], own_blocks(program, block)
        relaxed = solve_level(program, level, settings=Settings())
        apart = solved_apart(program, level, islands_of(program, own), relaxed, Settings())
        assert tried(program) <= apart.bound + 1e-6
        assert apart.bound <= relaxed.certificate.bound + 1e-6
        tighter += apart.bound < relaxed.certificate.bound - 1e-6
        least = Program(program.columns, program.rows, (Level("loss", "u", "min", -level.value),))
        turned = solve_level(least, least.levels[0], settings=Settings())
        mirrored = solved_apart(least, least.levels[0], islands_of(least, own), turned, Settings())
        assert mirrored.bound == pytest.approx(-apart.bound)
    assert tighter >= 4


@pytest.mark.parametrize(("money", "share"), [(100, 1.0), (9, 0.95)])
def test_plans_by_islands_are_kept_and_near_the_best(monkeypatch, money, share):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 4)
    rng, reached, best = np.random.default_rng(3), 0.0, 0.0
    for _ in range(10):
        program, block = state(rng, money=money)
        level, truth = program.levels[0], tried(program)
        plan = block_plan(program, level, block, Settings())
        assert violations(program, plan.values, 1e-9).empty
        assert level.of(plan.values) <= truth + 1e-9 and truth <= plan.bound + 1e-6
        reached, best = reached + level.of(plan.values), best + truth
    assert reached >= share * best - 1e-6


def test_no_time_for_islands_leaves_the_linear_bound():
    program, block = state(np.random.default_rng(4), money=9)
    level, own = program.levels[0], own_blocks(program, block)
    relaxed = solve_level(program, level, settings=Settings())
    assert solved_apart(program, level, islands_of(program, own), relaxed, Settings(time_limit_seconds=0.0)) is None
