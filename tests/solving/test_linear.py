"""Linear answers: known optima, levels in order, and the same on every route."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving.check import violations
from hitdesign.solving.linear import lock, solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from solving.instances import district_program, random_program


def dense(cost, matrix, sense, limits, *, aim="min", upper=np.inf, whole=False):
    """A program from a dense matrix, as textbooks print it."""
    matrix = np.asarray(matrix, dtype=float)
    count, size = matrix.shape
    columns = Columns("x", pd.DataFrame(index=range(size)), np.zeros(size), np.full(size, upper), whole)
    families = []
    for which in sorted(set(sense)):
        mine = [place for place in range(count) if sense[place] == which]
        row, column = np.nonzero(matrix[mine])
        value = matrix[mine][row, column]
        keys = pd.DataFrame({"row": mine})
        families.append(Rows(f"rows {which}", keys, row, column, value, which, np.array(limits)[mine], "u", "{row}"))
    return Program((columns,), tuple(families), (Level("cost", "u", aim, np.asarray(cost, dtype=float)),))


def test_beales_program_that_makes_simplex_cycle():
    """Source: Beale, Cycling in the dual simplex algorithm (1955); the optimum is -1/20."""
    matrix = [[0.25, -60, -0.04, 9], [0.5, -90, -0.02, 3], [0, 0, 1, 0]]
    program = dense([-0.75, 150, -0.02, 6], matrix, ["<="] * 3, [0, 0, 1])
    assert solve_linear(program).levels[0].value == pytest.approx(-0.05)


def test_the_cube_of_klee_and_minty():
    """Source: Klee and Minty, How good is the simplex algorithm? (1972), as in Chvatal; the optimum is 100^(n-1)."""
    size = 5
    matrix = [[2 * 10.0 ** (i - j) if j < i else float(i == j) for j in range(size)] for i in range(size)]
    cost = [10.0 ** (size - 1 - j) for j in range(size)]
    program = dense(cost, matrix, ["<="] * size, [100.0**i for i in range(size)], aim="max")
    assert solve_linear(program).levels[0].value == pytest.approx(100.0 ** (size - 1))


def test_every_method_finds_the_same_value():
    program = district_program(10)
    settings = [Settings(method="simplex"), Settings(method="ipm"), Settings(presolve=False)]
    values = [solve_linear(program, settings=one).levels[0].bound for one in settings]
    np.testing.assert_allclose(values, values[0], rtol=1e-9)


@pytest.mark.parametrize("silent", [False, True])
def test_a_later_level_that_rounding_makes_impossible_is_solved_with_a_hair_of_room(monkeypatch, silent):
    """As HiGHS does with some real programs, a stand-in cannot keep a row that holds at one value alone."""

    def exact(held, level, **options):
        locks = [rows for rows in held.rows if rows.family.startswith("level ")]
        if any(rows.limits[0] == reached[rows.family] for rows in locks):
            if silent:
                raise SolverError("the solver stopped without an answer")
            return replace(solve_level(held, level, **options), status="infeasible", values=None)
        solved = solve_level(held, level, **options)
        reached[f"level {level.name}"] = solved.value
        return solved

    program, reached = district_program(5), {}
    program = program.with_levels([replace(level, tolerance=0.0) for level in program.levels])
    wanted = solve_linear(program)
    monkeypatch.setattr("hitdesign.solving.linear.solve_level", exact)
    answer = solve_linear(program)
    assert answer.status == "optimal" and len(answer.solves) == len(program.levels) > 1
    for level, other in zip(answer.levels, wanted.levels, strict=True):
        assert level.value == pytest.approx(other.value, rel=1e-7)


def test_later_levels_keep_what_earlier_levels_reached():
    program = district_program(5)
    answer = solve_linear(program)
    first, second = answer.levels
    assert first.gap <= first.tolerance * 1.001
    assert violations(program, answer.values).empty
    alone = solve_linear(program.with_levels(program.levels[1:]))
    assert alone.levels[0].value == 0 < second.value
    loose = Level("seats", "u", "max", program.levels[0].value, tolerance=0.1)
    cheaper = solve_linear(program.with_levels([loose, program.levels[1]]))
    assert cheaper.levels[1].value < second.value


@pytest.mark.parametrize("best", [-50.0, -0.3, 0.0, 0.3, 50.0])
@pytest.mark.parametrize("aim", ["max", "min"])
def test_a_lock_leaves_room_whatever_the_sign_of_the_value(best, aim):
    level = Level("l", "u", aim, [1.0], tolerance=0.01)
    limit = lock(level, best).limits[0]
    room = best - limit if aim == "max" else limit - best
    assert room == pytest.approx(0.01 * max(1.0, abs(best)))


def test_one_level_may_be_asked_for_alone():
    assert len(solve_linear(district_program(2), levels=1).levels) == 1


def test_a_warm_start_changes_time_and_nothing_else():
    program = district_program(20)
    before = solve_linear(program)
    for factor in (0.5, 0.9, 1.3):
        changed = program.with_limits("budget", program.family("budget").limits * factor)
        warm, cold = solve_linear(changed, warm=before), solve_linear(changed)
        assert [w.value for w in warm.levels] == pytest.approx([c.value for c in cold.levels], rel=1e-9)


def test_the_same_program_gives_the_same_bytes():
    one, other = solve_linear(district_program(8)), solve_linear(district_program(8))
    assert one.values.tobytes() == other.values.tobytes()
    assert one.row_duals.tobytes() == other.row_duals.tobytes()


def test_random_programs_agree_with_their_negation():
    """max c and -min -c are one question, so signs are handled in one place."""
    for seed in range(60):
        program = random_program(np.random.default_rng(seed), columns=5, rows=4)
        level = program.levels[0]
        other = Level("o", "u", "min" if level.sense == "max" else "max", -level.value)
        one, two = solve_linear(program), solve_linear(program.with_levels([other]))
        assert one.levels[0].value == pytest.approx(-two.levels[0].value, abs=1e-9)
        np.testing.assert_allclose(one.row_duals, -two.row_duals, atol=1e-9)
