"""What goes into a solver and what comes out of it: plain arrays, always a minimisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hitdesign.solving.matrix import Matrix
from hitdesign.solving.numbers import Bools, Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program

Status = Literal["optimal", "gap_reached", "time_limit", "node_limit", "infeasible", "unbounded", "error"]
Method = Literal["choose", "simplex", "ipm"]

#: Statuses that come with values worth checking.
WITH_VALUES: frozenset[str] = frozenset({"optimal", "gap_reached", "time_limit", "node_limit"})

#: HiGHS's number for a column or row that is inside its limits.
BASIC = 1
#: HiGHS's number for a column at its lower bound.
AT_LOWER = 0

#: Above this many columns an LP is solved by interior point with crossover, below it by simplex.
COLUMNS_FOR_IPM = 30_000
#: Up to this many columns an LP's presolve costs more than it saves: a tenth to a third of the time.
COLUMNS_FOR_PRESOLVE = 10_000


@dataclass(frozen=True, eq=False)
class Arrays:
    """Minimise cost x subject to row_lower <= A x <= row_upper and lower <= x <= upper, some x whole."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    matrix: Matrix
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Basis:
    """Where an LP answer stands: HiGHS's status number of each column and row, from which a similar LP starts warm."""

    columns: Ints
    rows: Ints

    def with_free_rows(self, n_rows: int) -> Basis:
        """This basis for a program with further rows at its end, none of them tight yet."""
        return Basis(self.columns, np.r_[self.rows, np.full(n_rows - len(self.rows), BASIC)])


def bare_basis(program: Program) -> Basis | None:
    """Where nothing is chosen: each column at its lower bound; None of a program that is better presolved.

    The rows of a small one are mostly kept there, and simplex is at its best plan sooner than from nowhere.
    """
    if program.n_columns > COLUMNS_FOR_PRESOLVE:
        return None
    return Basis(np.full(program.n_columns, AT_LOWER), np.full(program.n_rows, BASIC))


@dataclass(frozen=True, eq=False)
class Settings:
    """How to solve, in the solver's terms.

    method: for LPs, `choose` decides by size; gap: the relative gap at which a whole program may stop;
    time_limit_seconds and node_limit: None means none; start: values to begin from, NaN where unknown, for whole
    programs; feasibility: how far a row may be missed and a whole number be off (None: the solver's own);
    basis: of a similar LP solved before; primal: whether the other LP differs in its objective, not in its limits;
    jump: whether HiGHS's feasibility jump may run, which takes half of the time of a whole program of a few columns.
    """

    method: Method = "choose"
    presolve: bool = True
    gap: float = 0.0
    time_limit_seconds: float | None = None
    node_limit: int | None = None
    start: Floats | None = None
    feasibility: float | None = None
    basis: Basis | None = None
    primal: bool = False
    jump: bool = True

    def method_for(self, n_columns: int) -> Method:
        """The method an LP of this size is solved with."""
        if self.method != "choose":
            return self.method
        return "ipm" if n_columns > COLUMNS_FOR_IPM else "simplex"

    def presolves(self, n_columns: int, *, whole: bool) -> bool:
        """Whether a program of this size is presolved: not a small LP whose method is ours to choose."""
        small = self.method == "choose" and not whole and n_columns <= COLUMNS_FOR_PRESOLVE
        return self.presolve and not small


@dataclass(frozen=True, eq=False)
class Raw:
    """A solver's own word, unchecked; values, row_duals and reduced_costs are None where it gave none.

    row_duals: d cost / d limit of each row and reduced_costs: d cost / d bound of each column, of the minimisation;
    bound: the least cost the solver holds possible, NaN where it said nothing.
    """

    status: Status
    values: Floats | None = None
    row_duals: Floats | None = None
    reduced_costs: Floats | None = None
    bound: float = float("nan")
    seconds: float = 0.0
    iterations: int = 0
    nodes: int = 0
    basis: Basis | None = None

    @property
    def silent(self) -> bool:
        """Whether there is no answer to check: an error, or an optimum without values."""
        return self.status == "error" or (self.status == "optimal" and self.values is None)


def arrays_of(program: Program, level: Level | None, *, relaxed: bool) -> Arrays:
    """The arrays of one level of a program; `relaxed` forgets the whole numbers, no level means cost 0."""
    cost = np.zeros(program.n_columns) if level is None else level.sign * level.value
    whole = np.zeros(program.n_columns, dtype=np.bool_) if relaxed else program.whole
    return Arrays(cost, program.lower, program.upper, whole, program.matrix, program.row_lower, program.row_upper)
