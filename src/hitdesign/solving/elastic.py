"""The least change of limits that lets a program be kept: which rows, by how much, one family alone or several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole

#: By row of each family: how far its limit moves.
Changes = Mapping[str, Floats]


def least_changes(
    program: Program, weights: Mapping[str, float], *, whole: bool = False, solver: Any = None
) -> Changes | None:
    """How far the limits of some families must move for the program to be kept, least in all; None where that fails.

    `weights`: family -> weight of one unit of its change. A `<=` limit is raised, a `>=` limit lowered, an `=` limit
    moved either way; amounts are signed. Raises SolverError where no answer can be trusted.
    """
    elastic, level, begins = _elastic(program, weights)
    values = _best(elastic, level, whole=whole, solver=solver)
    if values is None:
        return None
    return {name: _change(program.family(name), values[begin:]) for name, begin in begins.items()}


def with_changes(program: Program, changes: Changes, share: float = 1.0) -> Program:
    """The program with its limits moved, by all of the changes or a share of them."""
    for family, change in changes.items():
        program = program.with_limits(family, program.family(family).limits + share * change)
    return program


def keepable(program: Program, *, whole: bool = False, solver: Any = None) -> bool:
    """Whether any values keep the program."""
    return _best(program, nothing_to_gain(program), whole=whole, solver=solver) is not None


def _best(program: Program, level: Level, *, whole: bool, solver: Any) -> Floats | None:
    if whole:
        return solve_whole(program.with_levels([level]), solver=solver).values
    return solve_level(program.with_levels([]), level, settings=Settings(), solver=solver).values


def _signs(rows: Rows) -> list[float]:
    """Coefficients of a change: what relieves a `<=` row is taken off it, what relieves a `>=` row is added."""
    return {"<=": [-1.0], ">=": [1.0], "=": [1.0, -1.0]}[rows.sense]


def _change(rows: Rows, values: Floats) -> Floats:
    """The signed move of each limit from the values of the family's columns."""
    moved = np.zeros(rows.size)
    for place, sign in enumerate(_signs(rows)):
        moved = moved - sign * np.maximum(values[place * rows.size : (place + 1) * rows.size], 0.0)
    return moved


def _elastic(program: Program, weights: Mapping[str, float]) -> tuple[Program, Level, dict[str, int]]:
    """The program with one more column per row and direction of each family, and the level that keeps them small."""
    kinds, parts, begins, cost = list(program.columns), [], {}, [np.zeros(program.n_columns)]
    begin = program.n_columns
    for rows in program.rows:
        if rows.family not in weights:
            parts.append(rows)
            continue
        signs = _signs(rows)
        extra = rows.size * len(signs)
        begins[rows.family] = begin
        parts.append(
            replace(
                rows,
                row=np.concatenate([rows.row, np.tile(np.arange(rows.size), len(signs))]),
                column=np.concatenate([rows.column, begin + np.arange(extra)]),
                value=np.concatenate([rows.value, np.repeat(signs, rows.size)]),
            )
        )
        none = np.zeros(extra)
        kinds.append(Columns(f"change of {rows.family}", pd.DataFrame(index=range(extra)), none, none + np.inf))
        cost.append(np.full(extra, weights[rows.family]))
        begin += extra
    level = Level("change", "change", "min", np.concatenate(cost))
    return Program(tuple(kinds), tuple(parts), (level,)), level, begins
