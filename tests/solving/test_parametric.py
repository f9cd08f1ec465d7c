"""Slopes and breaks of a value curve are those of the function itself, seen point by point."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving.parametric import FAR, ValueCurve
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings

TRIED = {"dev": 8, "brief": 8, "ci": 14, "nightly": 2000}[os.environ.get("HITDESIGN_TESTS", "dev")]


def small(seed: int, *, aim: str = "max") -> Program:
    """A few columns under a few limits, in whole numbers, often with several best answers."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    matrix = rng.integers(0, 4, (m, n)).astype(float)
    row, column = np.nonzero(matrix)
    limits = rng.integers(0, 12, m).astype(float)
    keys = pd.DataFrame({"limit_id": [f"r{i}" for i in range(m)]})
    sense = "<=" if aim == "max" else ">="
    rows = Rows("limits", keys, row, column, matrix[row, column], sense, limits, "hours", "{limit_id}")
    columns = Columns("students", pd.DataFrame({"id": range(n)}), np.zeros(n), rng.integers(1, 9, n).astype(float))
    return Program((columns,), (rows,), (Level("seats", "students", aim, rng.integers(0, 4, n).astype(float)),))


def value(program: Program, row: int, at: float) -> float:
    limits = program.family("limits").limits.copy()
    limits[row] += at
    solved = solve_level(program.with_limits("limits", limits), program.levels[0], settings=Settings())
    return solved.value


def curve_of(program: Program, row: int) -> ValueCurve:
    step = np.zeros(program.family("limits").size)
    step[row] = 1.0
    return ValueCurve(program, program.levels[0], {"limits": step})


@pytest.mark.parametrize("aim", ["max", "min"])
def test_a_piece_is_real_inside_its_range_and_ends_where_it_says(aim: str) -> None:
    ends = 0
    for seed in range(TRIED):
        program = small(seed, aim=aim)
        base = solve_level(program, program.levels[0], settings=Settings()).value
        if np.isnan(base):
            continue
        for row in range(program.n_rows):
            for end in (FAR, -float(program.family("limits").limits[row])):
                piece = curve_of(program, row).piece(0.0, end)
                if piece is None:
                    continue
                toward = 1.0 if end > 0 else -1.0
                reach = min(piece.length, 50.0)
                for share in (0.1, 0.5, 1.0):
                    at = toward * share * reach
                    assert value(program, row, at) == pytest.approx(base + piece.slope * at, abs=1e-6)
                if piece.length < abs(end) - 1e-6:
                    beyond = toward * (piece.length + 0.01)
                    seen = value(program, row, beyond)
                    ends += 1
                    assert np.isnan(seen) or abs(seen - base - piece.slope * beyond) > 1e-6
    assert ends > TRIED / 2


def test_breaks_are_all_there_and_none_is_idle() -> None:
    inner = 0
    for seed in range(TRIED):
        program = small(seed)
        breaks = curve_of(program, 0).breaks(-float(program.family("limits").limits[0]), 20.0)
        at = [point.at for point in breaks]
        values = [point.value for point in breaks]
        for probe in np.linspace(at[0], at[-1], 23):
            assert value(program, 0, float(probe)) == pytest.approx(np.interp(probe, at, values), abs=1e-6)
        slopes = np.diff(values) / np.maximum(np.diff(at), 1e-12)
        assert (np.diff(slopes) < -1e-9).all()
        inner += len(breaks) - 2
    assert inner > TRIED / 3


def test_a_curve_that_ends_in_the_impossible_ends_where_it_still_can_be_kept() -> None:
    program = small(3, aim="min")
    most = value(program, 0, 0.0)
    assert not np.isnan(most)
    piece = curve_of(program, 0).piece(0.0, FAR)
    assert piece is not None
    assert np.isnan(value(program, 0, 10_000.0))
    assert piece.length < 10_000
