"""From a mix of patterns to a whole plan: the few torn blocks are solved again beside all others."""

from __future__ import annotations

import numpy as np

from hitdesign.solving.beside import beside
from hitdesign.solving.mixing import Mix
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.patterns import Patterns
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import nearly_whole, rounded
from hitdesign.solving.standard import Settings

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
