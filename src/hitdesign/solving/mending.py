"""From a mix of patterns to a whole plan: the few torn blocks are solved again beside all others."""

from __future__ import annotations

import numpy as np

from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.mixing import Mix
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.patterns import Patterns
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import nearly_whole, rounded
from hitdesign.solving.standard import Arrays, Settings

#: Columns solved together: of the torn blocks alone, and with further blocks where these alone find no plan.
TOGETHER = (0, 400, 1_200)
#: Nodes of each such search.
NODES = 100


def mended(patterns: Patterns, program: Program, level: Level, mix: Mix, settings: Settings) -> Floats | None:
    """A whole plan beside the blocks that the mix leaves whole; None where none was found.

    Further blocks join the torn ones in the order of how many patterns are known of them: these have most to choose.
    """
    first = set(mix.torn.tolist())
    order = np.argsort([-len(known) for known in patterns.known], kind="stable").tolist()
    order = [*mix.torn.tolist(), *(number for number in order if number not in first)]
    tried = 0
    for most in TOGETHER:
        sizes = np.cumsum([len(patterns.blocks[number].columns) for number in order])
        many = max(len(first), int(np.searchsorted(sizes, most, side="right")))
        if many == tried and many:
            continue
        tried = many
        columns = np.concatenate([patterns.common, *(patterns.blocks[number].columns for number in order[:many])])
        found = _solved(program, level, mix.values, np.sort(columns), settings)
        if found is not None:
            return found
    return None


def _solved(program: Program, level: Level, values: Floats, columns: Ints, settings: Settings) -> Floats | None:
    """Some columns at their best whole values beside all others."""
    plan = values.copy()
    if len(columns):
        arrays = beside(program, columns, values, level.sign * level.value)
        nodes = NODES if settings.node_limit is None else min(NODES, settings.node_limit)
        limits = Settings(gap=settings.gap / 4, node_limit=nodes, time_limit_seconds=settings.time_limit_seconds)
        found = nearly_whole(arrays, solve_arrays(arrays, limits).values)
        if found is None:
            return None
        plan[columns] = found
    return rounded(program, level, plan)


def beside(program: Program, columns: Ints, values: Floats, cost: Floats) -> Arrays:
    """The program of some columns alone, all others held at their values."""
    matrix = program.matrix
    place = np.full(program.n_columns, -1)
    place[columns] = np.arange(len(columns))
    entry = np.flatnonzero(place[matrix.column] >= 0)
    rows, row = np.unique(matrix.row[entry], return_inverse=True)
    others = matrix.times(np.where(place >= 0, 0.0, values))[rows]
    lower, upper = program.row_lower[rows] - others, program.row_upper[rows] - others
    spare = np.where(lower == upper, 0.0, 1e-9 * np.maximum(1.0, np.abs(others)))
    at = place[matrix.column[entry]]
    own = matrix_from(row.ravel(), at, matrix.value[entry], n_rows=len(rows), n_columns=len(columns))
    bounds = program.lower[columns], program.upper[columns], program.whole[columns]
    return Arrays(cost[columns], *bounds, own, lower - spare, upper + spare)
