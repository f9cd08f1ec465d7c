"""How far each count can move while everything published stays, and the cuts that this gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.measurement.disclosure.cells import Cells
from hitdesign.measurement.disclosure.primary import Demands
from hitdesign.solving.extents import Extents
from hitdesign.solving.numbers import Bools, Floats, Ints
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program

#: A demand that is missed by less is met; a price below it is none.
SLIGHT = 1e-6


@dataclass(frozen=True, eq=False)
class Cut:
    """What must be hidden at least: sum of coefficient x hidden >= 1 over counts that are free to choose."""

    column: Ints
    coefficient: Floats


class Room:
    """The moves d of all counts with sum of coefficient x d = 0, none beyond what anybody knows of a count.

    A hidden count may move by -down to up, a published one not at all. By duality, with prices g of the sums and
    r = e - g A: the way of a target is at most sum of max(r, 0) x up x hidden + max(-r, 0) x down x hidden: a cut that
    every protecting choice keeps (Fischetti and Salazar, Management Science 47, 2001). `recent` collects the moves that
    were found, `learned` the missed demands.
    """

    def __init__(self, cells: Cells, demands: Demands) -> None:
        self.cells, self.demands = cells, demands
        far = 4.0 * float(np.max(cells.value, initial=0.0)) + 1000.0
        self.up = np.minimum(cells.high - cells.value, far)
        self.down = np.minimum(cells.value - cells.low, far)
        self.most = float(np.max([demands.lower, demands.upper, demands.width], initial=1.0))
        self.moves = Extents(moves_program(cells))
        self.best_up = self.best_down = np.zeros(0)
        self.recent: list[Floats] = []
        self.learned: list[tuple[float, Floats]] = []
        self.forget()

    def forget(self) -> None:
        """No way is known to be open any more."""
        self.best_up, self.best_down = np.zeros(len(self.demands.target)), np.zeros(len(self.demands.target))

    def hide(self, hidden: Floats, *, capped: bool = False) -> None:
        """Let counts move as far as they are hidden (1), not (0) or in part.

        capped: no further than the largest demand, which makes cuts of parts stronger and loses none.
        """
        up, down = (np.minimum(side, self.most) if capped else side for side in (self.up, self.down))
        self.moves.bound(-down * hidden, up * hidden)
        self.forget()

    def push(self, place: int, *, up: bool) -> tuple[float, Floats, Floats]:
        """The way of one demand's target, all moves at its end, and what each count contributes to it if hidden."""
        target = int(self.demands.target[place])
        pushed = self.moves.push(target, up=up)
        values = np.zeros(len(self.up)) if pushed.values is None else pushed.values
        ways = values[self.demands.target]
        self.best_up, self.best_down = np.maximum(self.best_up, ways), np.maximum(self.best_down, -ways)
        self.recent.append(values)
        return abs(pushed.end), values, self._shares(target, pushed.row_duals, up=up)

    def _shares(self, target: int, duals: Floats | None, *, up: bool) -> Floats:
        sign = 1.0 if up else -1.0
        one = np.zeros(len(self.up))
        one[target] = sign
        prices = np.zeros(self.cells.n_rows) if duals is None else sign * duals
        reduced = one - self.moves.program.matrix.transposed_times(prices)
        reduced = np.where(np.abs(reduced) < SLIGHT, 0.0, reduced)
        return np.asarray(np.maximum(reduced, 0.0) * self.up + np.maximum(-reduced, 0.0) * self.down)

    def missed(self, place: int) -> list[tuple[float, Floats]]:
        """The demands of one target that are not met: how much is demanded and what each count would contribute."""
        lower, upper = float(self.demands.lower[place]), float(self.demands.upper[place])
        found = []
        width = float(self.demands.width[place])
        if self.best_up[place] < upper - SLIGHT:
            way, _, shares = self.push(place, up=True)
            found += [(upper, shares)] if way < upper - SLIGHT else []
        if self.best_down[place] < lower - SLIGHT:
            way, _, shares = self.push(place, up=False)
            found += [(lower, shares)] if way < lower - SLIGHT else []
        if self.best_up[place] + self.best_down[place] < width - SLIGHT:
            above, _, one = self.push(place, up=True)
            below, _, other = self.push(place, up=False)
            found += [(width, one + other)] if above + below < width - SLIGHT else []
        self.learned += found
        return found


def moves_program(cells: Cells) -> Program:
    """The moves as a program: columns `moves`, rows `sums` that stay 0."""
    size = len(cells.places)
    none = np.zeros(size)
    part = Columns("moves", {"cell": np.arange(size)}, none, none)
    sums = Rows(
        "sums",
        {"sum": np.arange(cells.n_rows)},
        cells.row,
        cells.column,
        cells.coefficient,
        "=",
        np.zeros(cells.n_rows),
        "students",
        "sum {sum} of the tables stays",
    )
    return Program((part,), (sums,), ())


def cut_of(demanded: float, shares: Floats, given: Bools, free: Bools) -> Cut | None:
    """The cut of a missed demand, with what is hidden anyway taken off; None where nothing is left to choose.

    Formula: sum over free counts of min(share, rest) x hidden >= rest, divided by rest = demanded - shares given.
    """
    rest = demanded - float(shares[given].sum())
    if rest <= SLIGHT:
        return None
    column = np.flatnonzero(free & (shares > SLIGHT * rest))
    if not len(column):
        return None
    return Cut(column, np.minimum(shares[column] / rest, 1.0))


def within_reach(room: Room, everything: Bools) -> Demands:
    """The demands, none beyond what hiding everything that may be hidden could give."""
    demands = room.demands
    room.hide(everything.astype(np.float64))
    lower, upper, width = demands.lower.copy(), demands.upper.copy(), demands.width.copy()
    for place in range(len(demands.target)):
        if room.missed(place):
            above, below = room.push(place, up=True)[0], room.push(place, up=False)[0]
            upper[place], lower[place] = min(upper[place], above), min(lower[place], below)
            width[place] = min(width[place], above + below)
    return Demands(demands.target, lower, upper, width)
