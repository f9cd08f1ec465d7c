"""Tables of counts for the tests: made by hand, at random, and worked out by brute force."""

from __future__ import annotations

from collections import deque

import numpy as np
import pandas as pd

from hitdesign.measurement.disclosure.tables import CountTable, Dimension

BOTH = (Dimension("school", "all"), Dimension("group", "all"))


def grid(numbers: np.ndarray, name: str = "table", counts: str = "tutored", as_of: str = "") -> CountTable:
    """Schools x groups with all their totals."""
    full = np.vstack([numbers, numbers.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    schools = [*(f"S{row:02}" for row in range(len(numbers))), "all"]
    groups = [*(f"G{column:02}" for column in range(numbers.shape[1])), "all"]
    rows = [(s, g, int(full[i, j])) for i, s in enumerate(schools) for j, g in enumerate(groups)]
    return CountTable(name, counts, pd.DataFrame(rows, columns=["school", "group", "students"]), BOTH, as_of=as_of)


def drawn(rows: int, columns: int, seed: int, mean: float, empty: float = 0.05) -> np.ndarray:
    """Counts as schools have them: many small, some large, a few empty."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(1.2, mean / 1.2, (rows, columns))
    return rng.poisson(size) * (rng.random((rows, columns)) >= empty)


def blanked(table: CountTable, hidden: set[tuple[str, str]]) -> CountTable:
    """The table as somebody would publish it who hides these cells."""
    cells = table.cells.copy()
    keys = zip(cells["school"], cells["group"], strict=True)
    cells["students"] = pd.array(
        [None if key in hidden else number for key, number in zip(keys, cells["students"], strict=True)], dtype="Int64"
    )
    return CountTable(table.name, table.counts, cells, table.dimensions, as_of=table.as_of)


def matrix_of(table: CountTable, shape: tuple[int, int]) -> np.ndarray:
    """The counts with totals last, NaN where hidden."""
    return np.array(table.numbers("students")).reshape(shape[0] + 1, shape[1] + 1)


Node = tuple[str, int]


def way(full: np.ndarray, hidden: np.ndarray, cell: tuple[int, int], *, up: bool) -> float:
    """How far a cell of a table with totals can move while all shown cells and sums stay: a largest flow, by paths.

    Nodes are rows and columns, totals among them; a hidden cell joins its column to its row. More of an inner cell or
    of the grand total flows from column to row, more of another total from row to column. What a cell's move carries
    must come back over the other hidden cells.
    """
    last = (full.shape[0] - 1, full.shape[1] - 1)
    room: dict[Node, dict[Node, float]] = {}
    for i, j in zip(*(found.tolist() for found in np.nonzero(hidden)), strict=True):
        ends: list[Node] = [("column", j), ("row", i)]
        if (i == last[0]) != (j == last[1]):
            ends.reverse()
        if (i, j) == cell:
            come_back = ends[::-1] if up else ends
            continue
        room.setdefault(ends[0], {})[ends[1]] = 1e6
        room.setdefault(ends[1], {})[ends[0]] = float(full[i, j])
    limit, moved = (1e6 if up else float(full[cell])), 0.0
    while moved < limit and (path := _path(room, *come_back)):
        step = min([limit - moved, *(room[one][other] for one, other in path)])
        for one, other in path:
            room[one][other] -= step
            room[other][one] += step
        moved += step
    return moved


def _path(room: dict[Node, dict[Node, float]], start: Node, goal: Node) -> list[tuple[Node, Node]]:
    before: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and goal not in before:
        node = waiting.popleft()
        for other, left in room.get(node, {}).items():
            if left > 0 and other not in before:
                before[other] = node
                waiting.append(other)
    path, node = [], goal
    while node in before and node != start:
        path.append((before[node], node))
        node = before[node]
    return path


def all_tables(shown: np.ndarray, most: int) -> np.ndarray:
    """Every table of whole numbers up to `most` that agrees with what is shown, totals last: one after the other."""
    rows, columns = shown.shape[0] - 1, shown.shape[1] - 1
    inner = shown[:rows, :columns]
    free = np.argwhere(np.isnan(inner))
    guesses = np.indices((most + 1,) * len(free)).reshape(len(free), -1).T
    full = np.zeros((len(guesses), rows + 1, columns + 1))
    full[:, :rows, :columns] = np.nan_to_num(inner)
    full[:, free[:, 0], free[:, 1]] = guesses
    full[:, rows, :columns] = full[:, :rows, :columns].sum(axis=1)
    full[:, :, columns] = full[:, :, :columns].sum(axis=2)
    return full[np.all(np.isnan(shown) | (full == shown), axis=(1, 2))]
