"""Plans by blocks: whole, kept, below their bound, as good as the whole program's within the gap, always the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving import blocks as blocks_file
from hitdesign.solving import whole as whole_file
from hitdesign.solving.blocks import block_plan, improve_by_blocks
from hitdesign.solving.check import violations
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole
from solving.instances import BLOCKS as TIMES
from solving.instances import COHORTS, SIZES, STREAMS, district_program
from solving.test_whole import tried_everything

pytestmark = pytest.mark.once


def schools_of(schools):
    """The school of each column of district_program."""
    sizes = (COHORTS * len(SIZES), len(SIZES) * TIMES, STREAMS)
    return np.concatenate([np.repeat(np.arange(schools), size) for size in sizes])


def blocky(rng, *, blocks, least=None, common=False):
    """Blocks of two whole columns with a row each and two rows that all share; `common`: a column of no block."""
    size = 2 * blocks + common
    shared = rng.integers(1, 5, (2, size)).astype(float)
    own = rng.integers(1, 5, (blocks, 2)).astype(float)
    block = np.r_[np.repeat(np.arange(blocks), 2), [-1] * common]
    if common:
        shared[:, -1] = -2.0
    families = [
        rows_of(
            "own", np.repeat(np.arange(blocks), 2), np.arange(2 * blocks), own.ravel(), "<=", rng.integers(2, 9, blocks)
        )
    ]
    entries = np.repeat([0, 1], size), np.tile(np.arange(size), 2), shared.ravel()
    families.append(rows_of("shared", *entries, "<=", rng.integers(3, 5 * blocks, 2)))
    if least is not None:
        families.append(
            rows_of("least", np.zeros(2 * blocks, int), np.arange(2 * blocks), np.ones(2 * blocks), ">=", [least])
        )
    worth = np.r_[rng.integers(1, 9, 2 * blocks), [-3.0] * common]
    columns = Columns("x", pd.DataFrame({"n": np.arange(size)}), np.zeros(size), np.full(size, 3.0), True)
    return Program((columns,), tuple(families), (Level("worth", "u", "max", worth),)), block


def rows_of(family, row, column, value, sense, limits):
    keys = pd.DataFrame({"n": np.arange(len(limits))})
    return Rows(family, keys, row, column, value, sense, np.asarray(limits, float), "u", "{n}: {activity}")


def brute(program):
    """As tried_everything, for families of several rows."""
    single = [
        rows_of(
            f"{rows.family} {place}",
            np.zeros(int(here.sum()), int),
            rows.column[here],
            rows.value[here],
            rows.sense,
            [rows.limits[place]],
        )
        for rows in program.rows
        for place in range(rows.size)
        for here in [rows.row == place]
    ]
    return tried_everything(Program(program.columns, tuple(single), program.levels))


@pytest.mark.parametrize("common", [False, True])
def test_never_better_than_trying_everything_nor_than_the_bound(monkeypatch, common):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 2)
    rng, reached, best = np.random.default_rng(3), 0.0, 0.0
    for _ in range(40):
        program, block = blocky(rng, blocks=3, common=common)
        level, truth = program.levels[0], brute(program)
        plan = block_plan(program, level, block, Settings())
        assert violations(program, plan.values, 1e-9).empty
        assert level.of(plan.values) <= truth <= plan.bound + 1e-6
        reached, best = reached + level.of(plan.values), best + truth
    assert reached >= 0.97 * best


@pytest.mark.parametrize("common", [False, True])
def test_what_blocks_leave_open_the_whole_program_closes(monkeypatch, common):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 2)
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    rng = np.random.default_rng(4)
    for _ in range(40):
        program, block = blocky(rng, blocks=3, common=common)
        answer = solve_whole(program, gap=1e-9, block_of_column=block)
        assert (answer.status, answer.levels[0].value) == ("optimal", brute(program))


def test_a_shared_floor_is_kept_or_refused(monkeypatch):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 2)
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    rng, kept, keepable = np.random.default_rng(5), 0, 0
    for _ in range(40):
        program, block = blocky(rng, blocks=3, least=3)
        plan, truth = block_plan(program, program.levels[0], block, Settings()), brute(program)
        keepable += truth is not None
        if plan.values is not None:
            kept += 1
            assert violations(program, plan.values, 1e-9).empty
            assert program.levels[0].of(plan.values) <= truth
        answer = solve_whole(program, gap=1e-9, block_of_column=block)
        assert (answer.status == "infeasible") == (truth is None)
        assert truth is None or answer.levels[0].value == truth
    assert kept >= 0.8 * keepable > 10


def test_a_district_within_its_gap_and_the_same_every_time(monkeypatch):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 200)
    program, block = district_program(24, whole=True), schools_of(24)
    plans = [block_plan(program, program.levels[0], block, Settings(gap=0.002)) for _ in range(2)]
    assert plans[0].gap <= 0.002 and violations(program, plans[0].values).empty
    assert plans[0].values.tobytes() == plans[1].values.tobytes()
    assert plans[0].bound == pytest.approx(solve_linear(program, levels=1).certificate.bound)


def test_later_levels_keep_the_earlier_ones(monkeypatch):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 200)
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    program, block = district_program(12, whole=True), schools_of(12)
    first = solve_whole(program, gap=0.005, levels=1, block_of_column=block)
    both = solve_whole(program, gap=0.005, block_of_column=block)
    assert violations(program, both.values).empty and both.reproducible
    assert both.levels[0].value >= first.levels[0].value * (1 - 0.005) - 1e-6
    assert all(level.gap <= 0.011 for level in both.levels)


def test_where_no_group_finds_a_plan_the_given_one_goes_on(monkeypatch):
    program, block = district_program(6, whole=True), schools_of(6)
    level, nothing = program.levels[0], np.zeros(program.n_columns)
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 100)
    monkeypatch.setattr(blocks_file, "_first_plan", lambda work, relaxed: None)
    assert block_plan(program, level, block, Settings(gap=0.01)).values is None
    plan = block_plan(program, level, block, Settings(gap=0.01, start=nothing))
    assert violations(program, plan.values).empty and level.of(plan.values) > 0.9 * plan.bound


def test_one_block_or_none_is_the_whole_program():
    program = district_program(2, whole=True)
    level = program.levels[0]
    for block in (np.zeros(program.n_columns, int), np.full(program.n_columns, -1)):
        plan = block_plan(program, level, block, Settings(gap=0.01))
        assert violations(program, plan.values).empty and plan.gap <= 0.01


def test_no_time_is_said(monkeypatch):
    program, block = district_program(6, whole=True), schools_of(6)
    plan = block_plan(program, program.levels[0], block, Settings(gap=0.01, time_limit_seconds=0.0))
    assert (plan.status, plan.values) == ("time_limit", None)


def test_every_column_needs_its_block():
    program = district_program(2, whole=True)
    with pytest.raises(ProgramError, match="block of each"):
        block_plan(program, program.levels[0], np.zeros(3, int), Settings())


def test_a_plan_gets_better_group_by_group_and_stays_kept(monkeypatch):
    monkeypatch.setattr(blocks_file, "COLUMNS_TOGETHER", 200)
    program, block = district_program(12, whole=True), schools_of(12)
    level, nothing = program.levels[0], np.zeros(program.n_columns)
    bound = solve_level(program, level, settings=Settings()).certificate.bound
    plan = improve_by_blocks(program, level, block, Settings(gap=0.01), bound, nothing)
    assert violations(program, plan).empty and level.of(plan) >= 0.95 * bound
    same = improve_by_blocks(program, level, block, Settings(gap=0.01, time_limit_seconds=0.0), bound, plan)
    assert same.tobytes() == plan.tobytes()
