"""A protecting choice of hidden counts, made quickly: open the cheapest ways, then show again what can be shown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.measurement.disclosure.room import SLIGHT, Room
from hitdesign.solving.extents import Extents
from hitdesign.solving.numbers import Bools, Floats
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Late = Callable[[], bool]


class Ways:
    """The cheapest moves that carry a target as far as demanded, hidden counts moving for nothing.

    Program: up and down moves of each count, none beyond what is known of it; sum of coefficient x (up - down) = 0; the
    target's move given; least sum of cost x move / min(its room, demand): what would have to be hidden for it.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        cells, size = room.cells, len(room.up)
        part = Columns("moves", {"cell": np.arange(2 * size)}, np.zeros(2 * size), np.concatenate([room.up, room.down]))
        sums = Rows(
            "sums",
            {"sum": np.arange(cells.n_rows)},
            np.tile(cells.row, 2),
            np.concatenate([cells.column, cells.column + size]),
            np.concatenate([cells.coefficient, -cells.coefficient]),
            "=",
            np.zeros(cells.n_rows),
            "students",
            "sum {sum} of the tables stays",
        )
        self.moves = Extents(Program((part,), (sums,), ()))

    def opened(self, target: int, way: float, cost: Floats, open_to: Bools) -> Bools | None:
        """The counts that the cheapest way moves; way: how far, below 0 downwards; None where there is no way."""
        room, size = self.room, len(self.room.up)
        may = (open_to | (np.arange(size) == target)).astype(np.float64)
        lower, upper = np.zeros(2 * size), np.concatenate([room.up * may, room.down * may])
        ahead, back = (target, target + size) if way > 0 else (target + size, target)
        lower[ahead] = upper[ahead] = min(abs(way), upper[ahead])
        upper[back] = 0.0
        self.moves.bound(lower, upper)
        rate = np.concatenate([cost / np.clip(side, SLIGHT, abs(way)) for side in (room.up, room.down)])
        rate = np.where(upper > 0, np.clip(rate, 0.0, 1e6), 0.0)
        try:
            values = self.moves.push_level(Level("opened", "cells", "min", np.where(rate < 1e-6, 0.0, rate))).values
        except SolverError:
            return None
        return None if values is None else np.abs(values[:size] - values[size:]) > SLIGHT


def repaired(room: Room, ways: Ways, hidden: Bools, weight: Floats, free: Bools, late: Late) -> Bools | None:
    """The hidden counts with the cheapest further ones until no demand is missed; None where none would do in time.

    weight: what hiding each count costs; free: what may be hidden further.
    """
    hidden = hidden.copy()
    room.hide(hidden.astype(np.float64))
    for place in np.argsort(-room.demands.width, kind="stable").tolist():
        for _ in range(6):
            way = _wanted(room, place)
            if way == 0:
                break
            cost = np.where(hidden, 0.0, weight)
            moved = ways.opened(int(room.demands.target[place]), way, cost, hidden | free)
            if moved is None or late():
                return None
            fresh = moved & ~hidden
            hidden |= fresh
            known = room.best_up, room.best_down
            room.hide(hidden.astype(np.float64))
            room.best_up, room.best_down = known
        else:
            return None
    return hidden


def _wanted(room: Room, place: int) -> float:
    """How far a target must still be made to move: upwards, downwards (below 0), or 0 where every demand is met."""
    missed = room.missed(place)
    if not missed:
        return 0.0
    demands, above, below = room.demands, float(room.best_up[place]), float(room.best_down[place])
    if above < demands.upper[place] - SLIGHT:
        return float(demands.upper[place])
    if below < demands.lower[place] - SLIGHT:
        return -float(demands.lower[place])
    target = demands.target[place]
    wide = float(demands.width[place])
    return wide - below if room.up[target] >= wide - below - SLIGHT else -(wide - above)


def trimmed(room: Room, hidden: Bools, weight: Floats, free: Bools, late: Late) -> Bools:
    """The choice without what is hidden for nothing, the dearest tried first; every demand stays met."""
    hidden = hidden.copy()
    proofs = _Proofs(room, hidden)
    order = np.flatnonzero(hidden & free)
    for count in order[np.argsort(-weight[order], kind="stable")].tolist():
        if late():
            break
        proofs.try_without(count)
    return proofs.hidden


class _Proofs:
    """Moves that are possible while what is shown stays, enough of them to meet every demand.

    pool: one line per move. A count that enough moves leave alone can be shown.
    """

    def __init__(self, room: Room, hidden: Bools) -> None:
        self.room, self.hidden = room, hidden
        room.hide(hidden.astype(np.float64))
        found = self._met(np.zeros((1, len(room.up))))
        self.pool = np.zeros((1, len(room.up))) if found is None else found

    def try_without(self, count: int) -> None:
        """Show one hidden count again if every demand is met all the same."""
        without = self.hidden.copy()
        without[count] = False
        self.room.hide(without.astype(np.float64))
        found = self._met(self.pool[np.abs(self.pool[:, count]) <= SLIGHT])
        if found is not None:
            self.hidden, self.pool = without, found

    def _met(self, pool: Floats) -> Floats | None:
        """The moves with as many more as it takes to meet every demand; None where one cannot be met."""
        room, demands = self.room, self.room.demands
        ways = pool[:, demands.target]
        room.best_up, room.best_down = ways.max(axis=0, initial=0.0), (-ways).max(axis=0, initial=0.0)
        room.recent = []
        if any(room.missed(place) for place in range(len(demands.target))):
            return None
        return np.vstack([pool, *room.recent])
