"""A lottery after it was held, as arrays: the draw that counted, and all draws that would have been acceptable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.lottery.alike import Likeness
from hitdesign.measurement.lottery.draw import chances, served
from hitdesign.measurement.lottery.list import LotteryList
from hitdesign.solving.numbers import Bools, Floats

#: Draws without an acceptable one after which no more are made.
PATIENCE = 200_000
#: Cells (draws x units) that are drawn at once.
AT_ONCE = 200_000
#: Draws made first; each further block is twice as many.
FIRST_BLOCK = 16


@dataclass(frozen=True, repr=False, eq=False)
class Drawn:
    """The list, the measure of likeness with the furthest accepted distance (None: any draw), and the draw taken."""

    list: LotteryList
    likeness: Likeness | None
    furthest: float | None
    draw: int

    @property
    def units(self) -> Bools:
        """Who is served, per unit."""
        units: Bools = served(self.list.lots, self.draw)[0]
        return units

    def accepted(self, start: int, most: int) -> Iterator[tuple[int, Bools]]:
        """The acceptable draws from `start` on, at most so many looked at: number, and who is served per unit."""
        first, size = start, FIRST_BLOCK
        while first < start + most:
            rows = served(self.list.lots, first, min(size, start + most - first))
            good = np.arange(len(rows))
            if self.likeness is not None and self.furthest is not None:
                good = np.flatnonzero(self.likeness.distances(rows) <= self.furthest)
            for row in good.tolist():
                yield first + row, rows[row]
            first += len(rows)
            size = max(1, min(2 * size, AT_ONCE // len(self.list.lots.units)))


def first_acceptable(drawn: Drawn, most_draws: int) -> Drawn:
    """The same with the first acceptable draw; InputError where there is none among so many."""
    for draw, _ in drawn.accepted(0, most_draws):
        return Drawn(drawn.list, drawn.likeness, drawn.furthest, draw)
    problem = f"none of {most_draws:,} draws was acceptable"
    remedy = "Accept a larger share of the draws, or ask for fewer covariates"
    raise InputError([Fault("lottery", problem, "an acceptable draw", remedy, column="redraw")])


def several(drawn: Drawn, count: int) -> Bools:
    """So many acceptable draws after the one taken (rows), per unit; InputError where they are too rare."""
    found = []
    for _, units in drawn.accepted(drawn.draw + 1, count + PATIENCE if drawn.furthest is None else count * PATIENCE):
        found.append(units)
        if len(found) == count:
            return np.array(found)
    problem = "acceptable draws are too rare to be drawn again"
    raise InputError([Fault("lottery", problem, "draws that can be repeated", "Accept more of them", column="redraw")])


def chances_of(drawn: Drawn, count: int) -> tuple[Floats, str]:
    """The chance of each unit in a single draw, and how it was found: `exact`, or its share of so many further draws.

    Where draws are repeated until alike, a stratum's mean chance stays; each unit's stays where half are served (the
    mirror image of a draw is as alike), else it moves a little with how unusual the unit is.
    """
    exact = chances(drawn.list.lots)
    if exact is not None:
        return exact, "exact"
    free = Drawn(drawn.list, None, None, drawn.draw)
    return several(free, count).mean(axis=0), f"share of {count:,} draws"
