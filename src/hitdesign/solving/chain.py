"""All levels of a program solved again and again with other limits: each level starts from its own last answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hitdesign.solving.again import Again
from hitdesign.solving.corner import Corner, corner_of, limits_of
from hitdesign.solving.linear import (
    HAIRS,
    LinearAnswer,
    given_back,
    lock,
    lock_limit,
    lock_name,
    results_of,
    solve_linear,
)
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import Solved, solve_level
from hitdesign.solving.standard import Settings, bare_basis

#: Corners that are looked at before a program is solved, the last used first.
REMEMBERED = 4
#: Limits that move, beyond which to know what each does costs more than it spares.
MOST_MOVED = 60


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
        self.levels = program.levels[:levels]
        self.corners: list[Corner] = []
        self.moved: set[int] = set()
        self.kept = self._begun() if solver is None else []
        self.first = self._answer(program, [one.first for one in self.kept])
        if not self.kept or self.first.values is None:
            self.first = solve_linear(program, levels=levels, solver=solver)
            self.kept, locked, found = [], program, self.first.values is not None
            for level, solved in zip(self.levels, self.first.solves if found else (), strict=False):
                self.kept.append(Again(locked, level, solver=solver, first=solved))
                locked = locked.with_rows(lock(level, solved.value))
        self.restart()

    def _begun(self) -> list[Again]:
        """Each level's first answer, started where the one before stands; up to a level without one."""
        kept: list[Again] = []
        locked, start = self.program, bare_basis(self.program)
        for level in self.levels:
            kept.append(Again(locked, level, start=start))
            first = kept[-1].first
            if first.values is None:
                break
            locked = locked.with_rows(lock(level, first.value))
            start = first.basis and first.basis.with_free_rows(locked.n_rows)
        return kept

    def restart(self) -> None:
        """Forget where later answers stood: the next one starts from the first."""
        self.corners, self.moved = [], set()
        if self.kept and self.solver is None:
            still = np.zeros((self.program.n_columns, len(self.kept) - 1))
            self._keep(corner_of(self.program, self.levels, self.first, np.zeros(0, dtype=np.int64), still))
        for kept in self.kept:
            kept.restart()

    def solve(self, program: Program) -> LinearAnswer:
        """The levels under the limits of this program, which has the same columns, rows and coefficients.

        Where the limits that bind at a late answer bind again, that answer is moved, else all levels are solved.
        Raises ProgramError where it has not, SolverError where no answer can be trusted.
        """
        for corner in self.corners:
            answer = corner.under(program)
            if answer is not None:
                self.corners.remove(corner)
                self.corners.insert(0, corner)
                return answer
        return self._solved(program)

    def _solved(self, program: Program) -> LinearAnswer:
        if not self.kept:
            return solve_linear(program, levels=len(self.levels), solver=self.solver)
        limits = self._other_limits(program)
        answer = self._last_alone(program, limits) or self._each(program, limits)
        self._remember(program, answer)
        return answer

    def _last_alone(self, program: Program, limits: Mapping[str, Floats]) -> LinearAnswer | None:
        """The answer where only the last level need be solved: the prices of the last corner hold for all others."""
        last, corner = self.kept[-1], next(iter(self.corners), None)
        if corner is None or len(self.kept) == 1:
            return None
        found = last.near(last.program.with_all_limits({**limits, **corner.locked(program)}))
        return None if found is None else corner.ended(program, found)

    def _each(self, program: Program, limits: Mapping[str, Floats]) -> LinearAnswer:
        """The answer, level after level; from the start where a level after the first has none."""
        solves: list[Solved] = []
        for kept in self.kept:
            held = kept.program.with_all_limits({**limits, **_locks(solves)})
            solved = kept.near(held)
            for hair in HAIRS if solves else ():
                # The values of the level before keep every row: it is rounding that does not.
                solved = solved or kept.near(kept.program.with_all_limits({**limits, **_locks(solves, hair)}))
            solves.append(solved or kept.solve(held))
            if solves[-1].values is None:
                break
        if solves[-1].values is None and len(solves) > 1:
            return solve_linear(program, levels=len(self.levels), solver=self.solver)
        return self._answer(program, solves)

    def _answer(self, program: Program, solves: Sequence[Solved]) -> LinearAnswer:
        """The answer of levels that were solved in order."""
        values = solves[-1].values if solves else None
        if values is not None:
            values = given_back(program, [(level, level.tolerance) for level in self.levels], values, 0.0, self._again)
        status = solves[-1].status if solves else "error"
        return LinearAnswer(status, values, results_of(solves, values), tuple(solves))

    def _remember(self, program: Program, answer: LinearAnswer) -> None:
        """Keep the corner at which the answer stands, with the limits that have moved until now."""
        self.moved |= set(np.flatnonzero(limits_of(program) != limits_of(self.program)).tolist())
        if answer.values is None or len(self.moved) > MOST_MOVED:
            return
        rows = np.array(sorted(self.moved), dtype=np.int64)
        locks = np.arange(len(self.kept) - 1) + program.n_rows
        moves = self.kept[-1].moves(np.concatenate([rows, locks]))
        self._keep(None if moves is None else corner_of(program, self.levels, answer, rows, moves))

    def _keep(self, corner: Corner | None) -> None:
        self.corners = [*([corner] if corner else []), *self.corners][:REMEMBERED]

    def _other_limits(self, program: Program) -> dict[str, Floats]:
        return {
            part.family: part.limits
            for part, known in zip(program.rows, self.program.rows, strict=True)
            if part.limits is not known.limits
        }

    def _again(self, held: Program, level: Level, values: Floats) -> Floats | None:
        return solve_level(held, level, settings=Settings(), solver=self.solver).values


def _locks(solves: Sequence[Solved], least: float = 0.0) -> dict[str, Floats]:
    """By family, the rows that hold levels at what they reached, less what each, and at least all, may give up."""
    return {lock_name(one.level): lock_limit(one.level, one.value, max(one.level.tolerance, least)) for one in solves}
