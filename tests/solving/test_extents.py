"""Columns pushed one by one end where a fresh solve of each would end them."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving.extents import Extents
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings


def program(seed: int = 0, high: float = 9.0) -> Program:
    """A point that is known to fit, and sums through it."""
    rng = np.random.default_rng(seed)
    size, sums = 12, 5
    row, column = np.nonzero(rng.random((sums, size)) < 0.5)
    value = rng.integers(1, 3, len(row)).astype(float)
    point = rng.integers(0, 5, size).astype(float)
    limits = np.bincount(row, weights=value * point[column], minlength=sums)
    columns = Columns("cells", {"cell": np.arange(size)}, np.zeros(size), np.full(size, high))
    rows = Rows("sums", {"sum": np.arange(sums)}, row, column, value, "=", limits, "students", "{sum}")
    return Program((columns,), (rows,), ())


def fresh(given: Program, column: int, *, up: bool) -> float:
    value = np.zeros(given.n_columns)
    value[column] = 1.0
    return solve_level(given, Level("end", "", "max" if up else "min", value), settings=Settings()).value


@pytest.mark.parametrize("seed", range(3))
def test_every_end_is_that_of_a_fresh_solve_with_other_bounds_too(seed: int) -> None:
    given = program(seed)
    kept = Extents(given)
    for lower, upper in ((0.0, 9.0), (0.0, 6.0), (-1.0, 30.0)):
        kept.bound(np.full(12, lower), np.full(12, upper))
        for column in range(0, 12, 3):
            for up in (True, False):
                assert kept.push(column, up=up).end == pytest.approx(fresh(kept.program, column, up=up), abs=1e-6)


def test_a_column_without_an_end_ends_nowhere() -> None:
    columns = Columns("cells", {"cell": ["a", "b"]}, [0, 0], [np.inf, np.inf])
    difference = Rows(
        "sums", {"sum": ["d"]}, np.array([0, 0]), np.array([0, 1]), np.array([1.0, -1.0]), "=", np.array([2.0]), "", "d"
    )
    both = Extents(Program((columns,), (difference,), ()))
    assert both.push(0, up=True).end == np.inf
    assert both.push(0, up=False).end == 2
    alone = Extents(Program((columns,), (), ()))
    assert alone.push(1, up=True).end == np.inf
    assert alone.push(1, up=False).end == 0


def test_duals_say_what_a_sum_is_worth() -> None:
    columns = Columns("cells", {"cell": ["a", "b"]}, [0, 0], [5, 9])
    total = Rows(
        "sums", {"sum": ["all"]}, np.array([0, 0]), np.array([0, 1]), np.array([1.0, 1.0]), "=", np.array([7.0]), "", ""
    )
    pushed = Extents(Program((columns,), (total,), ())).push(1, up=False)
    assert pushed.end == 2
    assert pushed.values.tolist() == [5, 2]
    assert pushed.row_duals.tolist() == [1]


def test_what_nothing_keeps_is_refused() -> None:
    kept = Extents(program())
    kept.bound(np.full(12, 8.0), np.full(12, 9.0))
    with pytest.raises(SolverError, match="nothing keeps the program"):
        kept.push(0, up=True)
