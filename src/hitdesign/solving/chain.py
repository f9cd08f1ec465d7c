"""All levels of a program solved again and again with other limits: each level starts from its own last answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from hitdesign.solving.again import Again
from hitdesign.solving.certificate import certify
from hitdesign.solving.linear import LinearAnswer, given_back, lock, results_of, solve_linear
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import OWN_TOLERANCE, Solved, solve_level
from hitdesign.solving.standard import Settings


class Chain:
    """The levels of a program in order, ready to be solved under other limits of its rows.

    `first` is the answer of the program itself, found as ever. Every level keeps a solver of its own, which knows the
    rows that lock the levels before it; only the limits of these rows move from one answer to the next. An answer that
    does not prove itself is thrown away and found from the start. levels: how many of the first (None: all).
    Raises SolverError where no answer can be trusted.

    >>> import pandas as pd
    >>> from hitdesign.solving.parts import Columns, Level, Rows
    >>> students = Columns("students", pd.DataFrame({"cohort_id": ["a"]}), [0], [30])
    >>> hours = Rows("hours", pd.DataFrame({"pool_id": ["p"]}), [0], [0], [2], "<=", [40], "hours", "{pool_id}")
    >>> program = Program((students,), (hours,), (Level("seats", "seats", "max", [1]),))
    >>> Chain(program).solve(program.with_limits("hours", [50])).levels[0].value
    25.0
    """

    def __init__(self, program: Program, *, levels: int | None = None, solver: Any = None) -> None:
        self.program, self.solver = program, solver
        self.first = solve_linear(program, levels=levels, solver=solver)
        self.levels = program.levels[:levels]
        self.kept: list[Again] = []
        locked = program
        if self.first.values is None:
            return
        for level, solved in zip(self.levels, self.first.solves, strict=True):
            self.kept.append(Again(locked, level, solver=solver, first=solved))
            locked = locked.with_rows(lock(level, solved.value))

    def restart(self) -> None:
        """Forget where later answers stood: the next one starts from the first."""
        for kept in self.kept:
            kept.kept = None

    def solve(self, program: Program) -> LinearAnswer:
        """The levels under the limits of this program, which has the same columns, rows and coefficients.

        Raises ProgramError where it has not, SolverError where no answer can be trusted.
        """
        if not self.kept:
            return solve_linear(program, levels=len(self.levels), solver=self.solver)
        limits = self._other_limits(program)
        solves: list[Solved] = []
        for kept in self.kept:
            solved = kept.solve(kept.program.with_all_limits(limits))
            solves.append(solved)
            if solved.values is None:
                return LinearAnswer(solved.status, None, results_of(solves, None), tuple(solves))
            row = lock(solved.level, solved.value)
            limits[row.family] = row.limits
        values = np.asarray(solves[-1].values)
        values = given_back(program, [(level, level.tolerance) for level in self.levels], values, 0.0, self._again)
        return LinearAnswer(solves[-1].status, values, results_of(solves, values), tuple(solves))

    def proves(self, prices: LinearAnswer, program: Program, answer: LinearAnswer) -> bool:
        """Whether the prices of one answer prove that of another program at every level.

        Never where a level may give way: its final value is not the one that its prices speak of.
        """
        give_way = any(level.tolerance for level in self.levels[:-1])
        if not self.kept or prices.values is None or answer.values is None or give_way:
            return False
        limits = self._other_limits(program)
        for kept, priced, solved in zip(self.kept, prices.solves, answer.solves, strict=True):
            if priced.row_duals is None:
                return False
            held = kept.program.with_all_limits(limits)
            if not certify(held, kept.level, answer.values, priced.row_duals, tolerance=OWN_TOLERANCE).holds:
                return False
            row = lock(kept.level, solved.value)
            limits[row.family] = row.limits
        return True

    def _other_limits(self, program: Program) -> dict[str, Floats]:
        return {
            part.family: part.limits
            for part, known in zip(program.rows, self.program.rows, strict=True)
            if part.limits is not known.limits
        }

    def _again(self, held: Program, level: Level, values: Floats) -> Floats | None:
        return solve_level(held, level, settings=Settings(), solver=self.solver).values
