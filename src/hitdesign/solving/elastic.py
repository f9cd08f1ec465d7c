"""The least change of limits that lets a program be kept: which rows, by how much, one family alone or several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hitdesign.solving.loosened import loosened, signs_of
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level, Rows
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
    elastic, level, begins = loosened(program, weights)
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


def _change(rows: Rows, values: Floats) -> Floats:
    """The signed move of each limit from the values of the family's columns."""
    moved = np.zeros(rows.size)
    for place, sign in enumerate(signs_of(rows)):
        moved = moved - sign * np.maximum(values[place * rows.size : (place + 1) * rows.size], 0.0)
    return moved
