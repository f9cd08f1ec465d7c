"""From a solver's nearly whole numbers to whole ones that keep every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.check import broken_by
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Arrays, Settings

#: Further from a whole number than this, a value was never whole.
NEARLY_WHOLE = 1e-4


def rounded(program: Program, level: Level, values: Floats) -> Floats | None:
    """Values with whole columns rounded and the others solved again beside them; None where no such plan exists.

    values: a solver's, within its tolerances. The other columns take their best values for the level.
    """
    whole = program.whole
    nearest = np.clip(np.round(values), program.lower, program.upper)
    if not np.isfinite(values).all() or np.any(np.abs(nearest - values)[whole] > NEARLY_WHOLE):
        return None
    plan = np.where(whole, nearest, np.clip(values, program.lower, program.upper))
    if whole.all():
        return plan if broken_by(program, plan) <= 1e-9 else None
    return finished(program, level, plan)


def nearly_whole(arrays: Arrays, values: Floats | None) -> Floats | None:
    """Values with whole columns rounded; None where there are none or a column is not nearly whole."""
    if values is None or not np.isfinite(values).all():
        return None
    nearest = np.clip(np.round(values), arrays.lower, arrays.upper)
    if np.any(np.abs(nearest - values)[arrays.whole] > NEARLY_WHOLE):
        return None
    return np.asarray(np.where(arrays.whole, nearest, np.clip(values, arrays.lower, arrays.upper)))


def finished(program: Program, level: Level, plan: Floats) -> Floats | None:
    """The plan's whole columns held fast, the others solved again as an LP; None where they cannot be kept."""
    held = program.with_columns(_held(part, plan[program.slice(part.kind)]) for part in program.columns)
    try:
        solved = solve_level(held, level, settings=Settings())
    except SolverError:
        return None
    if solved.values is None:
        return None
    values = np.clip(np.where(program.whole, plan, solved.values), program.lower, program.upper)
    return values if broken_by(program, values) <= 1e-6 else None


def refined(program: Program, levels: Sequence[Level], plan: Floats, kept: float) -> Floats:
    """The plan's whole columns held fast, the others refined level by level, each level exactly.

    A search in whole numbers lets every level be missed by `kept` of its size, and a later level may use that up for
    nothing. The plan itself where the others cannot be solved again, or where a level would come out worse.
    """
    held = program.with_columns(_held(part, plan[program.slice(part.kind)]) for part in program.columns)
    try:
        answer = solve_linear(held.with_levels([replace(level, tolerance=0.0) for level in levels]))
    except SolverError:
        return plan
    if answer.values is None:
        return plan
    values = np.clip(np.where(program.whole, plan, answer.values), program.lower, program.upper)
    for level in levels:
        lost = level.sign * (level.of(values) - level.of(plan))
        if lost > kept * max(1.0, abs(level.of(plan))):
            return plan
    return values if broken_by(program, values) <= kept else plan


def _held(part: Columns, plan: Floats) -> Columns:
    lower, upper = np.where(part.whole, plan, part.lower), np.where(part.whole, plan, part.upper)
    return Columns(part.kind, part.keys, lower, upper, part.whole)
