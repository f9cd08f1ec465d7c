"""Programs that fall apart once a few rows carry a price, such as a state's districts: each part solved for itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hitdesign.solving.certificate import reduced_costs_of
from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.numbers import Bools, Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import nearly_whole
from hitdesign.solving.solved import Solved
from hitdesign.solving.standard import Arrays, Settings

#: Rows that islands may share: each makes the bound weaker, and of many a price tells little.
FEW_ROWS = 40
#: Blocks in the island of a typical column: where each block is an island the prices of shared rows say it all.
BLOCKS_EACH = 2.0
#: Nodes that the search in one island may open: the root proves nearly all that can be proved.
NODES = 1


@dataclass(frozen=True, eq=False)
class Islands:
    """Each column's island, counted from 0; and the rows left out, in which columns of several islands stand.

    Columns of islands without a whole column are one island.
    """

    of_column: Ints
    shared: Bools

    def columns(self) -> list[Ints]:
        """The columns of each island."""
        order = np.argsort(self.of_column, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.of_column))[:-1])

    def of_blocks(self, block: Ints) -> Ints:
        """Each block's island: the largest of those in which its columns stand."""
        sizes = np.bincount(self.of_column)
        order = np.argsort(sizes[self.of_column], kind="stable")
        order = order[block[order] >= 0]
        found: Ints = np.zeros(int(block.max(initial=-1)) + 1, dtype=np.int64)
        found[block[order]] = self.of_column[order]
        return found

    def bundles(self, block: Ints, turn: int, together: int) -> list[Ints]:
        """The blocks of whole islands, some `together` columns a bundle, other islands side by side each turn."""
        island, sizes = self.of_blocks(block), np.bincount(block[block >= 0])
        order = np.lexsort((island, island * (1 + turn) % (int(island.max()) + 1)))
        before = np.cumsum(sizes[order]) - sizes[order]
        first = np.r_[True, np.diff(island[order]) != 0]
        begin = np.maximum.accumulate(np.where(first, before, 0))
        count = max(1, round(float(sizes.sum()) / together))
        number = begin * count // max(1, int(sizes.sum()))
        return np.split(order, np.flatnonzero(np.diff(number)) + 1)


@dataclass(frozen=True, eq=False)
class Apart:
    """Every island's best whole values at the prices of the shared rows, and what no whole plan can pass.

    The values keep every row but, perhaps, the shared ones.
    """

    values: Floats
    bound: float


def own_blocks(program: Program, block: Ints) -> Ints:
    """Each column's block; one of none joins the block with which alone it shares rows, as a school's money does."""
    low, high = _ends(program, block)
    row, column = program.matrix.row, program.matrix.column
    entry = np.flatnonzero((block[column] < 0) & (high[row] >= 0))
    first, last = np.full(len(block), np.iinfo(np.int64).max), np.full(len(block), -1)
    np.minimum.at(first, column[entry], low[row[entry]])
    np.maximum.at(last, column[entry], high[row[entry]])
    return np.asarray(np.where((block < 0) & (first == last), first, block))


def shared_rows(program: Program, block: Ints) -> Bools:
    """The rows in which several blocks stand."""
    low, high = _ends(program, block)
    return np.asarray(high > low)


def _ends(program: Program, block: Ints) -> tuple[Ints, Ints]:
    """The first and the last block of each row; -1 for the last where there is none."""
    matrix = program.matrix
    of_entry = block[matrix.column]
    known = of_entry >= 0
    low, high = np.full(matrix.n_rows, np.iinfo(np.int64).max), np.full(matrix.n_rows, -1)
    np.minimum.at(low, matrix.row[known], of_entry[known])
    np.maximum.at(high, matrix.row[known], of_entry[known])
    return low, high


def islands_of(program: Program, block: Ints) -> Islands | None:
    """The islands of a program; None where there are none worth the name, because a few rows do not hold it together.

    block: each column's own block, -1 for none.
    """
    shared = _wide(program, block)
    if shared.sum() > FEW_ROWS:
        return None
    matrix = program.matrix
    entry = np.flatnonzero(~shared[matrix.row])
    column = matrix.column[entry].astype(np.int64)
    label = _joined(matrix.row[entry], column, matrix.n_rows, program.n_columns)
    whole = np.zeros(program.n_columns, dtype=np.bool_)
    whole[label[program.whole]] = True
    label = np.where(whole[label], label, program.n_columns)
    of_column = np.unique(label, return_inverse=True)[1].ravel().astype(np.int64)
    islands = Islands(of_column, shared)
    sizes, at = np.bincount(of_column), islands.of_blocks(block)
    held = np.bincount(at, minlength=len(sizes))
    if 2 * sizes.max(initial=0) > program.n_columns or held @ sizes < BLOCKS_EACH * program.n_columns:
        return None
    return islands


def _wide(program: Program, block: Ints) -> Bools:
    """Rows of several blocks that hold far ones together: those with a column of no block or with no whole one, as
    money's, and those of more than half of the blocks.
    """
    matrix, count = program.matrix, int(block.max(initial=-1)) + 1
    of_entry = block[matrix.column]
    pairs = np.unique(matrix.row[of_entry >= 0] * max(1, count) + of_entry[of_entry >= 0])
    blocks = np.bincount(pairs // max(1, count), minlength=matrix.n_rows)
    people = np.bincount(matrix.row, weights=program.whole[matrix.column], minlength=matrix.n_rows) > 0
    common = np.bincount(matrix.row, weights=of_entry < 0, minlength=matrix.n_rows) > 0
    return np.asarray((blocks > 1) & ((2 * blocks > count) | ~people | common))


def _joined(row: Ints, column: Ints, n_rows: int, n_columns: int) -> Ints:
    """The least column that each column is joined with by a chain of rows."""
    label = np.arange(n_columns)
    while True:
        low = np.full(n_rows, n_columns)
        np.minimum.at(low, row, label[column])
        joined = label.copy()
        np.minimum.at(joined, column, low[row])
        joined = joined[joined]
        if np.array_equal(joined, label):
            return label
        label = joined


def solved_apart(program: Program, level: Level, islands: Islands, relaxed: Solved, settings: Settings) -> Apart | None:
    """Each island solved in whole numbers at the linear answer's prices of the shared rows; None where one was not.

    Formula: a plan that keeps the shared rows is worth no more than price x limit, summed over them, plus what each
    island can at most be worth once its use of them is charged. Source: Lagrangian duality (Geoffrion 1974). Any prices
    of the right sign prove it; those of the linear answer make it no weaker than the linear bound.
    """
    if relaxed.row_duals is None:
        return None
    begin, limit = time.monotonic(), settings.time_limit_seconds
    at = np.where(level.sign * relaxed.row_duals < 0, program.row_upper, program.row_lower)
    prices = np.where(islands.shared & np.isfinite(at), relaxed.row_duals, 0.0)
    bound = float(prices @ np.where(prices != 0, at, 0.0))
    cost = level.sign * reduced_costs_of(program, level, prices)
    values = np.zeros(program.n_columns)
    nodes = NODES if settings.node_limit is None else min(NODES, settings.node_limit)
    for columns, arrays in _each(program, islands, cost):
        left = None if limit is None else max(0.0, limit - time.monotonic() + begin)
        raw = solve_arrays(arrays, Settings(gap=settings.gap / 4, node_limit=nodes, time_limit_seconds=left))
        found = nearly_whole(arrays, raw.values)
        if found is None or not np.isfinite(raw.bound):
            return None
        values[columns] = found
        bound += level.sign * min(raw.bound, float(arrays.cost @ found))
    return Apart(values, bound)


def _each(program: Program, islands: Islands, cost: Floats) -> Iterator[tuple[Ints, Arrays]]:
    """The columns of each island, and its program without the shared rows."""
    matrix = program.matrix
    kept = np.flatnonzero(~islands.shared[matrix.row])
    of_entry = islands.of_column[matrix.column[kept]]
    order = kept[np.argsort(of_entry, kind="stable")]
    groups = islands.columns()
    parts = np.split(order, np.cumsum(np.bincount(of_entry, minlength=len(groups)))[:-1])
    place = np.zeros(program.n_columns, dtype=np.int64)
    for columns, entry in zip(groups, parts, strict=True):
        place[columns] = np.arange(len(columns))
        rows, row = np.unique(matrix.row[entry], return_inverse=True)
        own = matrix_from(
            row.ravel(), place[matrix.column[entry]], matrix.value[entry], n_rows=len(rows), n_columns=len(columns)
        )
        bounds = program.lower[columns], program.upper[columns], program.whole[columns]
        yield columns, Arrays(cost[columns], *bounds, own, program.row_lower[rows], program.row_upper[rows])
