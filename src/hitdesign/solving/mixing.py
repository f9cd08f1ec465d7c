"""Patterns of blocks mixed so that the rows shared by all are kept, and what no whole plan can beat.

A linear program mixes the patterns that are known; its prices of the shared rows ask each block for a better pattern,
until none is found. Most blocks then stand in the mix with one pattern alone. Source: Dantzig and Wolfe 1960; the bound
holds at any prices of the right sign: Geoffrion 1974.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.patterns import Patterns
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.standard import Arrays, Settings

#: A reduced cost of a column without a limit is none below this part of what it is made of.
ROUNDING = 1e-7
#: A pattern that gains less than this part of its cost is no better one.
NO_GAIN = 1e-9


@dataclass(frozen=True, eq=False)
class Mix:
    """Patterns mixed under some limits.

    cost: of the mix, with what it misses; missed: of the shared rows, in shares of their limits, summed (0: all are
    kept); values: each block's heaviest pattern, and the columns of no block as the mix has them; torn: the blocks that
    stand in it with several patterns; prices: of the shared rows; worth: what each block costs at these.
    """

    cost: float
    missed: float
    values: Floats
    torn: Ints
    prices: Floats
    worth: Floats


@dataclass(frozen=True, eq=False)
class Mixed:
    """The last mix, None where there is none; and what any whole plan costs at least, inf where there is no plan."""

    mix: Mix | None
    bound: float


def mixed(
    patterns: Patterns,
    program: Program,
    cost: Floats,
    weight: float,
    *,
    rounds: int,
    enough: Callable[[Mix, float], bool],
    settings: Settings,
) -> Mixed:
    """Patterns mixed at the least cost, each block asked for a better one up to `rounds` times.

    cost: of the minimisation, per column; weight: what missing a shared row by its whole limit costs; enough: whether
    a mix and the bound proved so far will do; settings: seconds for all, nodes for each block. At first every row's
    share has the same price.
    """
    begin, bound, mix, seconds = time.monotonic(), -np.inf, None, settings.time_limit_seconds
    fitting = patterns.fitting(program)
    if all(fitting):
        mix = _mix(patterns, program, fitting, cost, weight)
        if mix is None or enough(mix, bound):
            return Mixed(mix, bound)
    for _ in range(rounds):
        prices = _first_prices(patterns, program, weight) if mix is None else mix.prices
        proved, gained = _at_limits(patterns, program, cost, prices), False
        for number, known in enumerate(fitting):
            left = None if seconds is None else seconds - time.monotonic() + begin
            if left is not None and left <= 0:
                return Mixed(mix, bound)
            asked = patterns.ask(number, program, cost, prices, replace(settings, time_limit_seconds=left))
            if asked.values is None:
                return Mixed(None, bound if asked.possible else np.inf)
            proved += asked.bound
            if mix is None or asked.cost < mix.worth[number] - NO_GAIN * abs(mix.worth[number]):
                known.append(asked.values)
                gained = True
        bound = max(bound, proved)
        mix = _mix(patterns, program, fitting, cost, weight)
        if mix is None or not gained or enough(mix, bound):
            break
    return Mixed(mix, bound)


def _first_prices(patterns: Patterns, program: Program, weight: float) -> Floats:
    """Every row that has only an upper limit at the same price for the same share of it."""
    lower = program.row_lower[patterns.shared]
    return np.asarray(np.where(np.isfinite(lower), 0.0, -weight / patterns.scale))


def _at_limits(patterns: Patterns, program: Program, cost: Floats, prices: Floats) -> float:
    """What the shared rows and the columns of no block add to the bound at these prices."""
    lower, upper = program.row_lower[patterns.shared], program.row_upper[patterns.shared]
    reduced = cost[patterns.common] - patterns.of_common.transposed_times(prices)
    sizes = np.abs(cost[patterns.common]) + patterns.of_common.transposed_times_sizes(prices)
    reduced = np.where(np.abs(reduced) <= ROUNDING * sizes, 0.0, reduced)
    own = program.lower[patterns.common], program.upper[patterns.common]
    return _least(prices, lower, upper) + _least(reduced, *own)


def _least(price: Floats, lower: Floats, upper: Floats) -> float:
    priced = price != 0
    return float(price[priced] @ np.where(price > 0, lower, upper)[priced])


def _mix(patterns: Patterns, program: Program, fitting: list[list[Floats]], cost: Floats, weight: float) -> Mix | None:
    """The cheapest mix of the fitting patterns, with what it misses of the shared rows; None where none was found."""
    many, common, shared = np.array([len(known) for known in fitting]), patterns.common, len(patterns.shared)
    of_block = np.repeat(np.arange(len(fitting)), many)
    pairs = [(block, one) for block, known in zip(patterns.blocks, fitting, strict=True) for one in known]
    uses = np.array([block.shared.times(one) for block, one in pairs]).reshape(len(pairs), shared)
    own = np.array([cost[block.columns] @ one for block, one in pairs])
    pattern, row = np.nonzero(uses)
    size, each, also = len(pairs) + len(common), np.arange(shared), patterns.of_common
    matrix = matrix_from(
        np.r_[row, shared + of_block, also.row, each, each],
        np.r_[pattern, np.arange(len(pairs)), len(pairs) + also.column, size + each, size + shared + each],
        np.r_[uses[pattern, row], np.ones(len(pairs)), also.value, -patterns.scale, patterns.scale],
        n_rows=shared + len(fitting),
        n_columns=size + 2 * shared,
    )
    lower, upper, ones = program.row_lower[patterns.shared], program.row_upper[patterns.shared], np.ones(len(fitting))
    most = np.r_[np.where(np.isfinite(upper), np.inf, 0.0), np.where(np.isfinite(lower), np.inf, 0.0)]
    arrays = Arrays(
        np.r_[own, cost[common], np.full(2 * shared, weight)],
        np.r_[np.zeros(len(pairs)), program.lower[common], np.zeros(2 * shared)],
        np.r_[np.full(len(pairs), np.inf), program.upper[common], most],
        np.zeros(size + 2 * shared, dtype=np.bool_),
        matrix,
        np.r_[lower, ones],
        np.r_[upper, ones],
    )
    raw = solve_arrays(arrays, Settings(method="simplex", presolve=False))
    if raw.status != "optimal" or raw.values is None or raw.row_duals is None:
        return None
    values, torn = np.zeros(program.n_columns), []
    values[common] = raw.values[len(pairs) : size]
    for number, part in enumerate(np.split(raw.values[: len(pairs)], np.cumsum(many)[:-1])):
        values[patterns.blocks[number].columns] = fitting[number][int(np.argmax(part))]
        if part.max() < 1 - ROUNDING:
            torn.append(number)
    prices = raw.row_duals[:shared]
    prices = np.where(np.isfinite(lower), prices, np.minimum(prices, 0.0))
    prices = np.where(np.isfinite(upper), prices, np.maximum(prices, 0.0))
    missed = float(raw.values[size:].sum())
    return Mix(
        float(arrays.cost @ raw.values), missed, values, np.array(torn, dtype=np.int64), prices, raw.row_duals[shared:]
    )
