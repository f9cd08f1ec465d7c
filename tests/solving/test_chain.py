"""A chain of levels under other limits says what the program says when it is solved from the start."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving.chain import Chain
from hitdesign.solving.check import broken_by
from hitdesign.solving.linear import LinearAnswer, solve_linear
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from laws.districts import asked, case_of

TRIED = {"dev": 6, "brief": 6, "ci": 10, "nightly": 3000}[os.environ.get("HITDESIGN_TESTS", "dev")]


#: Drawn districts with many features and levels that have a plan.
FEASIBLE = (8, 11, 15, 26, 32)


def three_levels(seed: int, *, tolerance: float = 0.0) -> Program:
    """A few columns under a few limits and three levels in whole numbers, often with several best answers."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 7)), int(rng.integers(1, 5))
    matrix = rng.integers(0, 4, (m, n)).astype(float)
    row, column = np.nonzero(matrix)
    keys = pd.DataFrame({"limit_id": [f"r{i}" for i in range(m)]})
    most = rng.integers(0, 12, m).astype(float)
    rows = Rows("limits", keys, row, column, matrix[row, column], "<=", most, "hours", "{limit_id}")
    least = Rows(
        "least", keys[:1], [0], [int(rng.integers(n))], [1.0], ">=", [rng.integers(0, 2)], "seats", "{limit_id}"
    )
    columns = Columns("students", pd.DataFrame({"id": range(n)}), np.zeros(n), rng.integers(1, 9, n).astype(float))
    levels = tuple(
        Level(name, "seats", aim, rng.integers(0, 4, n).astype(float), tolerance)
        for name, aim in (("first", "max"), ("second", "min"), ("third", "max"))
    )
    return Program((columns,), (rows, least), levels)


def same(one: LinearAnswer, other: LinearAnswer) -> bool:
    """Each level reached the same where it was solved; what is left of it under later levels may have many faces."""
    if one.values is None or other.values is None:
        return one.status == other.status
    pairs = zip(one.solves, other.solves, strict=True)
    return all(abs(a.value - b.value) <= 1e-9 * max(1.0, abs(b.value)) for a, b in pairs)


@pytest.mark.parametrize("tolerance", [0.0, 0.1])
def test_every_level_has_the_value_of_a_solve_from_the_start(tolerance: float) -> None:
    impossible = 0
    for seed in range(TRIED):
        program = three_levels(seed, tolerance=tolerance)
        chain, rng = Chain(program), np.random.default_rng(seed + 1)
        for _ in range(6):
            other = program.with_limits("limits", rng.integers(0, 14, program.family("limits").size).astype(float))
            found = chain.solve(other)
            assert same(found, solve_linear(other)), seed
            impossible += found.values is None
    assert impossible


@pytest.mark.parametrize("seed", FEASIBLE)
def test_a_drawn_district_is_the_same_at_other_budgets_in_any_order(seed: int) -> None:
    program = asked(case_of(seed)).formulation().program
    chain, budget, solved = Chain(program), program.family("budget").limits, 0
    for factor in (1.0, 0.4, 1.3, 0.9, 0.0, 1.0):
        other = program.with_limits("budget", budget * factor)
        found = chain.solve(other)
        assert same(found, solve_linear(other)), factor
        solved += found.values is not None
    assert solved > 1


def test_only_the_first_levels_are_solved_where_no_more_are_asked_for() -> None:
    program = three_levels(1)
    found = Chain(program, levels=1).solve(program.with_limits("limits", program.family("limits").limits + 1))
    assert [one.level for one in found.levels] == ["first"]


def test_a_program_with_other_rows_is_refused() -> None:
    program = three_levels(1)
    assert program.n_rows > 1
    with pytest.raises((ProgramError, ValueError)):
        Chain(program).solve(program.without(["least"]))


def test_while_the_same_limits_bind_nothing_is_solved_and_nothing_is_lost(monkeypatch: Any) -> None:
    solves, own = [], Chain._solved
    monkeypatch.setattr(Chain, "_solved", lambda chain, program: (solves.append(1), own(chain, program))[1])
    saved = 0
    for seed in range(TRIED):
        program = three_levels(seed)
        limits = program.family("limits").limits
        asked = [program.with_limits("limits", limits * (0.5 + step / 16)) for step in range(16)]
        solves.clear()
        chain = Chain(program)
        for other in asked:
            assert equal(chain.solve(other), solve_linear(other)), seed
        saved += len(asked) - len(solves)
    assert saved > 4 * TRIED


def test_a_corner_is_left_where_another_limit_binds() -> None:
    for seed in range(TRIED):
        program, rng = three_levels(seed), np.random.default_rng(seed)
        size, chain = program.family("limits").size, Chain(program)
        for _ in range(7):
            other = program.with_limits("limits", rng.integers(0, 14, size).astype(float))
            assert equal(chain.solve(other), solve_linear(other)), seed


@pytest.mark.parametrize("seed", FEASIBLE)
def test_what_moves_in_the_answer_is_what_solving_again_moves(seed: int) -> None:
    program = asked(case_of(seed)).formulation().program
    chain, budget = Chain(program), program.family("budget").limits
    for step in range(8):
        other = program.with_limits("budget", budget * (1.0 + step / 2000))
        moved, anew = chain.solve(other), solve_linear(other)
        assert equal(moved, anew)
        assert moved.values is not None
        assert broken_by(other, moved.values) <= 1e-7
        assert [one.row_duals is None for one in moved.solves] == [False] * len(anew.solves)


def test_the_last_corner_forgets_what_was_asked_before_a_restart() -> None:
    program = three_levels(1)
    chain = Chain(program)
    first = [chain.solve(program.with_limits("limits", program.family("limits").limits + by)) for by in (1, 2, 3)]
    chain.restart()
    again = [chain.solve(program.with_limits("limits", program.family("limits").limits + by)) for by in (1, 2, 3)]
    assert [one.values.tobytes() for one in first] == [one.values.tobytes() for one in again]


def equal(one: LinearAnswer, other: LinearAnswer) -> bool:
    if one.values is None or other.values is None:
        return one.status == other.status
    pairs = zip(one.levels, other.levels, strict=True)
    return all(abs(a.value - b.value) <= 1e-9 * max(1.0, abs(b.value)) for a, b in pairs)


@pytest.mark.parametrize("seed", FEASIBLE)
def test_after_a_restart_answers_are_those_of_a_new_chain_to_the_last_bit(seed: int) -> None:
    program = asked(case_of(seed)).formulation().program
    others = [program.with_limits("budget", program.family("budget").limits * share) for share in (0.9, 0.5, 0.2)]
    used = Chain(program)
    for other in (*others[::-1], program):
        used.solve(other)
    used.restart()
    fresh = Chain(program)
    for other in others:
        one, two = used.solve(other), fresh.solve(other)
        assert one.status == two.status
        assert [replace(level, seconds=0.0) for level in one.levels] == [
            replace(level, seconds=0.0) for level in two.levels
        ]
        assert (one.values is None) == (two.values is None)
        assert one.values is None or np.array_equal(one.values, two.values)


@pytest.mark.parametrize("seed", FEASIBLE)
def test_the_first_answer_is_that_of_the_program_itself(seed: int) -> None:
    program = asked(case_of(seed)).formulation().program
    first, cold = Chain(program).first, solve_linear(program)
    assert same(first, cold)
    assert first.values is not None
    assert broken_by(program, first.values) <= 1e-6
    assert all(one.certificate is not None and one.certificate.holds for one in first.solves)


@pytest.mark.parametrize("seed", FEASIBLE)
def test_a_program_whose_limits_have_not_moved_is_not_solved_again(seed: int, monkeypatch: Any) -> None:
    program = asked(case_of(seed)).formulation().program
    levels = [replace(level, tolerance=0.0) for level in program.levels]
    chain = Chain(program.with_levels(levels))
    monkeypatch.setattr(Chain, "_solved", None)
    again = chain.solve(chain.program.with_limits("budget", program.family("budget").limits))
    assert again.values is not None
    assert chain.first.values is not None
    assert np.array_equal(again.values, chain.first.values)
    assert equal(again, chain.first)
