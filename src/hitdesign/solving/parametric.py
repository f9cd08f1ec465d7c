"""The value curve of a level: its best value as limits move by a parameter, with exact slopes, and where they end.

A level that is made large is a concave function of the limits, with straight pieces; one made small is a convex one.
At every point the prices of the rows give a tangent that the function never passes. Two tangents meet at the
end of a piece or where another piece begins, which one more solve tells (Eisner and Severance 1976).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.solving.again import Again
from hitdesign.solving.numbers import LARGEST_LIMIT, Floats
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings

#: Values closer than this, relative to their size, are the same value.
SAME = 1e-7
#: A limit so far away that no district reaches it.
FAR = LARGEST_LIMIT / 100


@dataclass(frozen=True, eq=False)
class Point:
    """A level solved at one value of the parameter; `slope` is a price: the level's unit per unit of the parameter."""

    at: float
    value: float
    slope: float
    values: Floats


@dataclass(frozen=True)
class Piece:
    """A straight piece of the level's value from where it starts: its slope, and how far it holds."""

    slope: float
    length: float


class ValueCurve:
    """A level of a program whose limits move by `steps` (family -> one number per row) per unit of a parameter.

    Points are remembered. Raises SolverError where an answer cannot be trusted.
    """

    def __init__(
        self,
        program: Program,
        level: Level,
        steps: Mapping[str, Floats],
        *,
        solver: Any = None,
        again: Again | None = None,
    ) -> None:
        self.program, self.level, self.steps = program, level, dict(steps)
        self.again = again or Again(program, level, solver=solver)
        self.known: dict[float, Point | None] = {}

    def moved(self, at: float) -> Program:
        """The program with its limits moved so far."""
        program = self.program
        for family, step in self.steps.items():
            program = program.with_limits(family, program.family(family).limits + at * step)
        return program

    def point(self, at: float) -> Point | None:
        """The level solved there; None where the program cannot be kept."""
        if at not in self.known:
            self.known[at] = self._solved(at)
        return self.known[at]

    def _solved(self, at: float) -> Point | None:
        solved = (
            self.again.first if at == 0 and self.again.program is self.program else self.again.solve(self.moved(at))
        )
        if solved.values is None or solved.row_duals is None:
            return None
        slope = 0.0
        for family, step in self.steps.items():
            slope += float(step @ solved.row_duals[self.program.row_slice(family)])
        return Point(at, solved.value, slope, solved.values)

    def piece(self, begin: float, end: float) -> Piece | None:
        """The straight piece that leaves `begin` towards `end`, at most as long as the way; None without an answer.

        Where the program cannot be kept at `end`, the way ends where it still can. The prices at `begin` bound the
        slope from one side only, so the tangent found there is held against those of points farther on.
        """
        here, there = self.point(begin), self.point(end)
        if here is None or begin == end:
            return None
        slope = here.slope
        ahead = [there or self.last_kept(begin, end)]
        while True:
            point = ahead[-1]
            way = point.at - begin
            if way == 0 or _near(here.value + slope * way, point.value):
                return Piece(slope, abs(way))
            if _near(point.value - point.slope * way, here.value):
                slope = point.slope
                if len(ahead) == 1:
                    return Piece(slope, abs(way))
                ahead.pop()
                continue
            met = self.point(begin + (point.value - point.slope * way - here.value) / (slope - point.slope))
            if met is None or met.at == point.at:
                return Piece(slope, 0.0 if met is None else abs(way))
            ahead.append(met)

    def breaks(self, begin: float, end: float) -> list[Point]:
        """The points between straight pieces from `begin` to `end`, with both ends.

        Where the program cannot be kept at an end, the curve ends where it still can, seen from where it stands (0).
        Raises ValueError where it cannot be kept there either.
        """
        first = self.point(begin) or self.last_kept(0.0, begin)
        last = self.point(end) or self.last_kept(0.0, end)
        return [first, *self._between(first, last), last]

    def _between(self, left: Point, right: Point) -> list[Point]:
        """The breaks strictly between two points, left to right."""
        way = right.at - left.at
        ends_meet = _near(left.value + left.slope * way, right.value) or _near(
            right.value - right.slope * way, left.value
        )
        if way == 0 or ends_meet or left.slope == right.slope:
            return []
        at = left.at + (right.value - right.slope * way - left.value) / (left.slope - right.slope)
        met = self.point(at)
        if met is None or not min(left.at, right.at) < at < max(left.at, right.at):
            return []
        if _near(met.value, left.value + left.slope * (at - left.at)):
            return [met]
        return [*self._between(left, met), *self._between(met, right)]

    def last_kept(self, begin: float, end: float) -> Point:
        """The point nearest to `end` at which the program can still be kept: a linear program of its own finds it.

        Raises ValueError where it cannot be kept at `begin`.
        """
        longer, level = _with_way(self.moved(begin), self.steps, abs(end - begin), 1.0 if end > begin else -1.0)
        solved = solve_level(longer, level, settings=Settings(), solver=self.again.solver)
        way = 0.0 if solved.values is None else max(0.0, solved.value)
        for share in (1.0, 1.0 - SAME, 0.0):
            point = self.point(begin + (way if end > begin else -way) * share)
            if point is not None:
                return point
        raise ValueError("the curve begins where the program cannot be kept")


def _with_way(program: Program, steps: Mapping[str, Floats], most: float, toward: float) -> tuple[Program, Level]:
    """The program with one more column, how far its limits move, to be made large."""
    way = program.n_columns
    column = Columns("way", pd.DataFrame(index=[0]), [0.0], [most])
    rows = []
    for part in program.rows:
        moved = np.flatnonzero(steps[part.family]) if part.family in steps else np.zeros(0, dtype=np.int64)
        one = np.full(len(moved), way)
        amount = -toward * steps[part.family][moved] if len(moved) else np.zeros(0)
        rows.append(
            replace(
                part,
                row=np.concatenate([part.row, moved]),
                column=np.concatenate([part.column, one]),
                value=np.concatenate([part.value, amount]),
            )
        )
    level = Level("way", "", "max", np.append(np.zeros(way), 1.0))
    return Program((*program.columns, column), tuple(rows), ()), level


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))
