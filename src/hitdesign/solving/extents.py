"""How far single columns of a linear program can go: pushed one after the other, each answer proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.certificate import certify
from hitdesign.solving.highs import KeptModel
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import OWN_TOLERANCE, solve_level
from hitdesign.solving.standard import Raw, Settings, arrays_of

#: HiGHS's number for the strategy that goes on where only the cost changed.
_PRIMAL = 4


@dataclass(frozen=True, eq=False)
class Pushed:
    """One column at the end of its way.

    end: how far it goes (inf or -inf: without end); values: of all columns there; row_duals: d end / d limit of each
    row. The last two are None where there is no end.
    """

    end: float
    values: Floats | None
    row_duals: Floats | None


class Extents:
    """A linear program without whole numbers that stays with the solver while its columns are pushed.

    Raises SolverError where the solver refuses the numbers, or nothing keeps the program.

    >>> rows = [[0, 0], [0, 1], [1.0, 1.0]]
    >>> from hitdesign.solving.parts import Rows
    >>> columns = Columns("cells", {"cell": ["a", "b"]}, [0, 0], [5, np.inf])
    >>> total = Rows("sums", {"sum": ["all"]}, *map(np.array, rows), "=", np.array([7.0]), "students", "{sum}")
    >>> both = Extents(Program((columns,), (total,), ()))
    >>> both.push(1, up=False).end, both.push(1, up=True).end
    (2.0, 7.0)
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.kept: Any = None

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Set other bounds of all columns; the solver goes on from where it stands."""
        parts, begin = [], 0
        for part in self.program.columns:
            end = begin + part.size
            parts.append(Columns(part.kind, part.key_columns, lower[begin:end], upper[begin:end]))
            begin = end
        self.program = self.program.with_columns(parts)
        if self.kept is not None:
            places = np.arange(begin, dtype=np.int32)
            self.kept.highs.changeColsBounds(begin, places, self.program.lower, self.program.upper)
            self.kept.arrays = replace(self.kept.arrays, lower=self.program.lower, upper=self.program.upper)

    def push(self, column: int, *, up: bool) -> Pushed:
        """The end of a column's way upwards or downwards, proved by duality or solved again with care."""
        value = np.zeros(self.program.n_columns)
        value[column] = 1.0
        return self.push_level(Level("end", "", "max" if up else "min", value))

    def push_level(self, level: Level) -> Pushed:
        """The same for a level, a weighted sum of columns."""
        raw = self._run(level)
        if raw.status == "optimal" and raw.values is not None and raw.row_duals is not None:
            duals = level.sign * raw.row_duals
            if certify(self.program, level, raw.values, duals, tolerance=OWN_TOLERANCE).holds:
                return Pushed(level.of(raw.values), raw.values, duals)
        solved = solve_level(self.program, level, settings=Settings())
        if solved.status == "unbounded":
            return Pushed(-level.sign * np.inf, None, None)
        if solved.values is None:
            raise SolverError(f"nothing keeps the program whose columns are pushed ({solved.status})")
        return Pushed(solved.value, solved.values, solved.row_duals)

    def _run(self, level: Level) -> Raw:
        cost = level.sign * level.value
        if self.kept is None:
            arrays = arrays_of(self.program, level, relaxed=True)
            if not len(arrays.cost) or not arrays.matrix.n_rows:
                return Raw("error")
            self.kept = KeptModel(arrays, None)
            self.kept.highs.setOptionValue("simplex_strategy", _PRIMAL)
        else:
            self.kept.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
            self.kept.arrays = replace(self.kept.arrays, cost=cost)
        raw: Raw = self.kept.run(self.program.row_lower, self.program.row_upper)
        return raw
