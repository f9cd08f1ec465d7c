"""Programs to solve in tests and benchmarks: a district-like one of any size, and small random ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

COHORTS, SIZES, BLOCKS, STREAMS = 12, (1.0, 2.0, 4.0), 2, 6


def district_program(schools: int, *, seed: int = 1, whole: bool = False) -> Program:
    """Students, groups and dollars of made-up schools: about 50 columns and 21 rows a school."""
    rng = np.random.default_rng(seed)
    sizes = np.array(SIZES)
    n_students, n_groups, n_dollars = schools * COHORTS * 3, schools * 3 * BLOCKS, schools * STREAMS
    need = rng.integers(3, 40, (schools, COHORTS)).astype(float)
    students = Columns("students", _keys(n_students), np.zeros(n_students), np.repeat(need.ravel(), 3), whole)
    groups = Columns("groups", _keys(n_groups), np.zeros(n_groups), np.full(n_groups, 200.0), whole)
    dollars = Columns("dollars", _keys(n_dollars), np.zeros(n_dollars), np.full(n_dollars, np.inf))
    student = np.arange(n_students).reshape(schools, COHORTS, 3)
    group = n_students + np.arange(n_groups).reshape(schools, 3, BLOCKS)
    dollar = n_students + n_groups + np.arange(n_dollars).reshape(schools, STREAMS)
    hours, wage = np.array([40.0, 60.0, 80.0]), 45.0
    rows = (
        _rows("need", student.reshape(-1, 3), np.ones((schools * COHORTS, 3)), "<=", need.ravel(), "students"),
        _rows(
            "ratio",
            np.concatenate([student.transpose(0, 2, 1), group], axis=2).reshape(schools * 3, -1),
            np.tile(np.concatenate([np.ones((3, COHORTS)), np.repeat(-sizes[:, None], BLOCKS, 1)], 1), (schools, 1)),
            "<=",
            np.zeros(schools * 3),
            "students",
        ),
        _rows(
            "rooms",
            group.transpose(0, 2, 1).reshape(-1, 3),
            np.ones((schools * BLOCKS, 3)),
            "<=",
            rng.integers(10, 30, schools * BLOCKS),
            "groups",
        ),
        _rows(
            "cost",
            np.concatenate([group.reshape(schools, -1), dollar], axis=1),
            np.tile(np.r_[np.repeat(hours * wage, BLOCKS), -np.ones(STREAMS)], (schools, 1)),
            "<=",
            np.zeros(schools),
            "dollars",
        ),
        _rows(
            "budget",
            dollar.T.copy(),
            np.ones((STREAMS, schools)),
            "<=",
            rng.integers(5_000, 20_000, STREAMS) * float(schools),
            "dollars",
        ),
    )
    weights = np.r_[np.repeat(rng.integers(1, 4, schools * COHORTS), 3), np.zeros(n_groups + n_dollars)].astype(float)
    spend = np.r_[np.zeros(n_students + n_groups), np.ones(n_dollars)]
    levels = (Level("seats", "weighted students", "max", weights), Level("dollars", "dollars", "min", spend))
    return Program((students, groups, dollars), rows, levels)


def random_program(rng: np.random.Generator, *, columns: int = 4, rows: int = 3, whole: bool = False) -> Program:
    """A small program with mixed senses that x = 0 or some whole point keeps, so that it has an answer."""
    point = rng.integers(0, 4, columns).astype(float)
    upper = point + rng.integers(0, 3, columns)
    kind = Columns("x", _keys(columns), np.zeros(columns), upper, whole)
    families = []
    for index in range(rows):
        coefficients = rng.integers(-5, 6, columns).astype(float)
        sense = ("<=", ">=", "=")[int(rng.choice(3, p=[0.45, 0.4, 0.15]))]
        slack = 0.0 if sense == "=" else float(rng.integers(0, 4)) * (1 if sense == "<=" else -1)
        limit = coefficients @ point + slack
        families.append(_rows(f"row{index}", np.arange(columns)[None, :], coefficients[None, :], sense, [limit], "u"))
    aim = "max" if rng.random() < 0.5 else "min"
    level = Level("first", "u", aim, rng.integers(-6, 7, columns).astype(float))
    return Program((kind,), tuple(families), (level,))


def _keys(size: int) -> pd.DataFrame:
    return pd.DataFrame({"number": np.arange(size)})


def _rows(family, column, value, sense, limits, unit) -> Rows:
    size, width = column.shape
    row = np.repeat(np.arange(size), width)
    says = "{number}: {activity} against {limit}"
    return Rows(family, _keys(size), row, column.ravel(), value.ravel(), sense, np.asarray(limits, float), unit, says)
