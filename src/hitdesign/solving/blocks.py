"""Whole plans of programs made of blocks that share few rows, such as the schools of a city: a few blocks at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.beside import beside
from hitdesign.solving.certificate import reduced_costs_of
from hitdesign.solving.check import broken_by
from hitdesign.solving.islands import Islands, islands_of, own_blocks, shared_rows, solved_apart
from hitdesign.solving.linear import relative_gap
from hitdesign.solving.narrow import NOTHING_TO_LOSE, NarrowPlan
from hitdesign.solving.numbers import Bools, Floats, Ints, ProgramError
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import finished, nearly_whole, rounded
from hitdesign.solving.solved import Solved, solve_level
from hitdesign.solving.standard import Settings

#: Blocks are taken together up to about so many columns: small enough for a second, large enough to trade within.
COLUMNS_TOGETHER = 1_000
#: The share of the linear program's prices at which shared rows are charged, so that nothing is taken for no gain.
CHARGED = 0.3
#: Nodes that the search for one group of blocks may open, first and where that found nothing.
FEW_NODES, MORE_NODES = 1, 200
#: Passes over all groups after the first plan, and steps back where the last groups find no plan.
MOST_PASSES, STEPS_BACK = 6, 3


@dataclass(frozen=True, eq=False)
class _Work:
    """One level of a program, and what guides the search.

    cost: of the minimisation; charged: the same with shared rows at a share of their prices; idle: whole columns that
    the linear answer leaves at their lower bound for a reason.
    """

    program: Program
    level: Level
    block: Ints
    cost: Floats
    charged: Floats
    idle: Bools
    islands: Islands | None
    settings: Settings
    deadline: float | None

    def left(self) -> float | None:
        """Seconds left; None where no clock runs."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def done(self, values: Floats, bound: float) -> bool:
        """Whether values are near enough to a bound, or the time is up."""
        return relative_gap(self.level.of(values), bound) <= self.settings.gap or self.left() == 0


def block_plan(
    program: Program, level: Level, block_of_column: Ints, settings: Settings, *, passes: int = MOST_PASSES
) -> NarrowPlan:
    """A whole plan of one level by blocks, and the bound that the linear answer's certificate proves.

    block_of_column: each column's block, counted from 0; -1 for a column that belongs to all. The level is solved as
    an LP; then group after group of blocks becomes whole, all other columns held where they are (at first where the LP
    has them, so that what one group leaves is there for the next), and groups are solved again while that gains
    something (`passes` times at most). settings: gap at which to stop, seconds, and a start, from which a level goes on
    that finds no plan.
    The same program gives the same plan, unless there is a time limit and it is reached.
    """
    begin = time.monotonic()
    block = np.asarray(block_of_column, dtype=np.int64)
    if block.shape != (program.n_columns,):
        raise ProgramError(f"expected the block of each of {program.n_columns} columns, found the shape {block.shape}")
    relaxed = solve_level(program, level, settings=Settings(time_limit_seconds=settings.time_limit_seconds))
    if relaxed.values is None or relaxed.certificate is None:
        return NarrowPlan(relaxed.status, None, float("nan"), float("inf"), relaxed.seconds)
    limit, bound = settings.time_limit_seconds, relaxed.certificate.bound
    work = _work_of(program, level, block, settings, None if limit is None else begin + limit, relaxed)
    bound, plan = _apart(work, relaxed, bound)
    if plan is None or not work.done(plan, bound):
        plan = _better(work, _first_plan(work, relaxed.values), plan)
    if plan is None:
        plan = _given_plan(work)
    if plan is not None:
        plan = _improved(work, plan, bound, passes)
    gap = float("inf") if plan is None else relative_gap(level.of(plan), bound)
    late = limit is not None and time.monotonic() - begin >= limit
    return NarrowPlan("time_limit" if late else "optimal", plan, bound, gap, time.monotonic() - begin)


def improve_by_blocks(
    program: Program,
    level: Level,
    block_of_column: Ints,
    settings: Settings,
    bound: float,
    plan: Floats,
    *,
    passes: int = MOST_PASSES,
) -> Floats:
    """A plan that keeps every row, made better group after group; the plan itself where nothing is gained.

    bound: of the level, which says when to stop; passes: over all groups, at most.
    """
    if np.isnan(bound):
        return plan
    limit = settings.time_limit_seconds
    deadline = None if limit is None else time.monotonic() + limit
    work = _work_of(program, level, np.asarray(block_of_column, dtype=np.int64), settings, deadline)
    return _improved(work, plan, bound, passes)


def _work_of(
    program: Program,
    level: Level,
    block: Ints,
    settings: Settings,
    deadline: float | None,
    relaxed: Solved | None = None,
) -> _Work:
    """relaxed: the level's linear answer, which guides the first plan."""
    block = own_blocks(program, block)
    cost, charged = level.sign * level.value, level.sign * level.value
    idle = np.zeros(program.n_columns, dtype=np.bool_)
    if relaxed is not None and not (
        relaxed.values is None or relaxed.row_duals is None or relaxed.reduced_costs is None
    ):
        prices = np.where(shared_rows(program, block), relaxed.row_duals, 0.0)
        charged = level.sign * ((1 - CHARGED) * level.value + CHARGED * reduced_costs_of(program, level, prices))
        costly = np.abs(relaxed.reduced_costs) > NOTHING_TO_LOSE
        idle = program.whole & (relaxed.values <= program.lower + 1e-9) & costly
    return _Work(program, level, block, cost, charged, idle, islands_of(program, block), settings, deadline)


def _groups(work: _Work, turn: int) -> list[Ints]:
    """The columns of blocks solved together, other ones each turn; islands are split only where they must be."""
    if work.islands is None:
        return _split(work.block, turn)
    groups = []
    for blocks in work.islands.bundles(work.block, turn, COLUMNS_TOGETHER):
        own = np.full(int(work.block.max()) + 2, -1, dtype=np.int64)
        own[blocks] = np.arange(len(blocks))
        groups += _split(own[work.block], turn)
    return groups


def _split(block: Ints, turn: int) -> list[Ints]:
    """The columns of neighbouring blocks, some COLUMNS_TOGETHER a group; every other turn takes blocks far apart."""
    sizes = np.bincount(block[block >= 0])
    count = max(1, round(float(sizes.sum()) / COLUMNS_TOGETHER))
    order = np.arange(len(sizes))
    if turn % 2:
        order = np.argsort(order % max(1, count + turn // 2), kind="stable")
    elif len(sizes):
        order = np.roll(order, -turn * len(sizes) // (4 * count))
    before = np.cumsum(sizes[order]) - sizes[order]
    group = np.full(len(sizes) + 1, -1, dtype=np.int64)
    group[order] = before * count // max(1, int(sizes.sum()))
    of_column = group[block]
    return [np.flatnonzero(of_column == number) for number in range(count)]


def _apart(work: _Work, relaxed: Solved, bound: float) -> tuple[float, Floats | None]:
    """Islands solved each for itself, in half of the time: the tighter bound, and their plan if money can follow it."""
    if work.islands is None:
        return bound, None
    left = work.left()
    limited = replace(work.settings, time_limit_seconds=None if left is None else left / 2)
    found = solved_apart(work.program, work.level, work.islands, relaxed, limited)
    if found is None:
        return bound, None
    sign = work.level.sign
    return sign * max(sign * bound, sign * found.bound), rounded(work.program, work.level, found.values)


def _first_plan(work: _Work, relaxed: Floats) -> Floats | None:
    """Group after group made whole, from the linear answer, each beside the columns that belong to all.

    None where one found no plan, even with its neighbours.
    """
    groups, values = _groups(work, 0), relaxed.copy()
    everywhere = np.flatnonzero(work.block < 0)
    waiting: Ints = np.zeros(0, dtype=np.int64)
    for columns in groups:
        waiting = np.concatenate([waiting, columns])
        if _placed(work, waiting, everywhere, values):
            waiting = np.zeros(0, dtype=np.int64)
    for columns in groups[-2 : -2 - STEPS_BACK : -1]:
        if not len(waiting):
            break
        waiting = np.union1d(waiting, columns)
        if _placed(work, waiting, everywhere, values):
            waiting = np.zeros(0, dtype=np.int64)
    return None if len(waiting) else rounded(work.program, work.level, values)


def _placed(work: _Work, columns: Ints, everywhere: Ints, values: Floats) -> bool:
    """Whether these columns, and those that belong to all, found whole values, which then stand in `values`."""
    together = np.union1d(columns, everywhere)
    found = _solved(work, together, values, first=True)
    if found is not None:
        values[together] = found
    return found is not None


def _given_plan(work: _Work) -> Floats | None:
    """The plan to start from, with its whole columns held and the others at their best; None where none was given."""
    start, program = work.settings.start, work.program
    if start is None or not np.isfinite(start).all() or broken_by(program, start) > 1e-6:
        return None
    return finished(program, work.level, np.where(program.whole, np.round(start), start))


def _improved(work: _Work, plan: Floats, bound: float, passes: int = MOST_PASSES) -> Floats:
    """Group after group solved again beside the rest of the plan, until the gap is reached or nothing is gained."""
    for values in _passes(work, plan, bound, passes):
        better = rounded(work.program, work.level, values)
        if better is not None and _gain(work, plan, better) > 0:
            plan = better
    return plan


def _passes(work: _Work, plan: Floats, bound: float, passes: int) -> Iterator[Floats]:
    """The values after each pass; two passes in a row without a gain are the last."""
    values, everywhere, idle_passes = plan.copy(), np.flatnonzero(work.block < 0), 0
    for turn in range(1, passes + 1):
        before = values.copy()
        for columns in _groups(work, turn):
            if work.done(values, bound):
                break
            together = np.union1d(columns, everywhere)
            found = _solved(work, together, values, first=False)
            if found is not None and work.cost[together] @ (found - values[together]) < -1e-9:
                values[together] = found
        idle_passes = 0 if _gain(work, before, values) > 0 else idle_passes + 1
        if _gain(work, before, values) > 0:
            yield values
        if idle_passes == 2 or work.done(values, bound):
            return


def _better(work: _Work, one: Floats | None, other: Floats | None) -> Floats | None:
    """The plan that costs less; the one that there is where the other is none."""
    if one is None or other is None:
        return other if one is None else one
    return other if work.cost @ other < work.cost @ one else one


def _gain(work: _Work, before: Floats, after: Floats) -> float:
    gained = float(work.cost @ (before - after))
    return gained if gained > 1e-9 * max(1.0, abs(work.level.of(before))) else 0.0


def _solved(work: _Work, columns: Ints, values: Floats, *, first: bool) -> Floats | None:
    """The columns' best whole values beside all others; at first with shared rows at a price and idle columns held."""
    left = work.left()
    if left == 0:
        return None
    arrays = beside(work.program, columns, values, work.charged if first else work.cost)
    start = None if first else values[columns]
    settings = Settings(gap=work.settings.gap / 2, node_limit=FEW_NODES, time_limit_seconds=left, start=start)
    if not first:
        return nearly_whole(arrays, solve_arrays(arrays, settings).values)
    held = replace(arrays, upper=np.where(work.idle[columns], arrays.lower, arrays.upper))
    found = nearly_whole(held, solve_arrays(held, settings).values)
    if found is None:
        more = replace(settings, node_limit=MORE_NODES, time_limit_seconds=work.left())
        found = nearly_whole(arrays, solve_arrays(arrays, more).values)
    return found
