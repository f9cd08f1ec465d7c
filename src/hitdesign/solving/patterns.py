"""What each block can do in whole numbers: patterns, asked for at prices of the rows that all blocks share.

Blocks of a city, its schools, share few rows. A pattern is one block's whole values that keep the block's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.islands import own_blocks
from hitdesign.solving.matrix import Matrix, matrix_from
from hitdesign.solving.numbers import Bools, Floats, Ints
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import nearly_whole
from hitdesign.solving.standard import Arrays, Settings

#: Nodes of the search for one block's pattern: a block is small, and its root proves nearly all.
NODES = 200
#: A part of a block's largest cost that is none.
NO_COST = 1e-12


@dataclass(frozen=True, eq=False)
class Block:
    """A block's columns, the rows that only they stand in, and the coefficients in these and in the shared rows."""

    columns: Ints
    rows: Ints
    own: Matrix
    shared: Matrix


@dataclass(frozen=True, eq=False)
class Asked:
    """A block's best pattern at some prices, what it costs there, and the least that any could cost.

    values is None where none was found; then possible says whether the search left open that there is one.
    """

    values: Floats | None
    cost: float
    bound: float
    possible: bool = True


class Patterns:
    """A program by blocks, with the patterns found so far; its limits may change, its coefficients may not.

    shared: the rows in which several blocks or columns of no block stand; common: the columns of no block;
    scale: the size of each shared row's limit.
    """

    def __init__(self, program: Program, block: Ints) -> None:
        own = own_blocks(program, np.asarray(block, dtype=np.int64))
        self.program = program
        self.shared = np.flatnonzero(_shared(program, own))
        self.common = np.flatnonzero(own < 0)
        self.of_common = part_of(program.matrix, self.common, self.shared)
        self.blocks = _blocks(program, own, self.shared)
        upper, lower = program.row_upper[self.shared], program.row_lower[self.shared]
        self.scale: Floats = np.maximum(1.0, np.abs(np.where(np.isfinite(upper), upper, lower)))
        self.known: list[list[Floats]] = [[] for _ in self.blocks]

    def learn(self, values: Floats) -> None:
        """What each block does in these column values, as a pattern."""
        for known, block in zip(self.known, self.blocks, strict=True):
            _learn(known, values[block.columns])

    def fitting(self, program: Program) -> list[list[Floats]]:
        """The patterns of each block that keep its rows under this program's limits."""
        return [
            [one for one in known if _keeps(block, one, program)]
            for known, block in zip(self.known, self.blocks, strict=True)
        ]

    def ask(self, number: int, program: Program, cost: Floats, prices: Floats, settings: Settings) -> Asked:
        """One block's best pattern under this program's limits, shared rows charged at their prices; it is kept."""
        block = self.blocks[number]
        charged = cost[block.columns] - block.shared.transposed_times(prices)
        size = float(np.abs(charged).max(initial=0.0)) or 1.0
        charged = np.where(np.abs(charged) < NO_COST * size, 0.0, charged)
        bounds = program.lower[block.columns], program.upper[block.columns], program.whole[block.columns]
        limits = program.row_lower[block.rows], program.row_upper[block.rows]
        arrays = Arrays(charged / size, *bounds, block.own, *limits)
        nodes = NODES if settings.node_limit is None else min(NODES, settings.node_limit)
        search = Settings(node_limit=nodes, time_limit_seconds=settings.time_limit_seconds, jump=False)
        raw = solve_arrays(arrays, search)
        if raw.status == "infeasible":
            raw = solve_arrays(arrays, replace(search, presolve=False))
        found = nearly_whole(arrays, raw.values)
        if found is None:
            return Asked(None, np.inf, np.inf, possible=raw.status != "infeasible")
        _learn(self.known[number], found)
        value = float(charged @ found)
        return Asked(found, value, min(value, raw.bound * size) if np.isfinite(raw.bound) else -np.inf)


def part_of(matrix: Matrix, columns: Ints, rows: Ints) -> Matrix:
    """The coefficients of some columns in some rows."""
    column, row = np.full(matrix.n_columns, -1), np.full(matrix.n_rows, -1)
    column[columns], row[rows] = np.arange(len(columns)), np.arange(len(rows))
    entry = np.flatnonzero((column[matrix.column] >= 0) & (row[matrix.row] >= 0))
    at = row[matrix.row[entry]], column[matrix.column[entry]]
    return matrix_from(*at, matrix.value[entry], n_rows=len(rows), n_columns=len(columns))


def _learn(known: list[Floats], one: Floats) -> None:
    if not any(np.array_equal(one, other) for other in known):
        known.append(one)


def _keeps(block: Block, one: Floats, program: Program) -> bool:
    does = block.own.times(one)
    room = 1e-9 * np.maximum(1.0, np.abs(does))
    return bool(
        np.all(does >= program.row_lower[block.rows] - room) and np.all(does <= program.row_upper[block.rows] + room)
    )


def _shared(program: Program, block: Ints) -> Bools:
    """The rows in which columns of several blocks or of none stand."""
    matrix = program.matrix
    low, high = np.full(matrix.n_rows, np.iinfo(np.int64).max), np.full(matrix.n_rows, -1)
    np.minimum.at(low, matrix.row, block[matrix.column])
    np.maximum.at(high, matrix.row, block[matrix.column])
    return np.asarray((low < high) | (low < 0))


def _blocks(program: Program, block: Ints, shared: Ints) -> list[Block]:
    """Every block's columns and coefficients."""
    matrix, out = program.matrix, []
    common = np.zeros(matrix.n_rows, dtype=np.bool_)
    common[shared] = True
    for number in range(int(block.max(initial=-1)) + 1):
        columns = np.flatnonzero(block == number)
        mine = np.zeros(program.n_columns, dtype=np.bool_)
        mine[columns] = True
        rows = np.unique(matrix.row[mine[matrix.column] & ~common[matrix.row]])
        own, above = part_of(matrix, columns, rows), part_of(matrix, columns, shared)
        out.append(Block(columns, rows, own, above))
    return out
