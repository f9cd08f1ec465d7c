"""The program as a linear one: level after level, each keeping what the levels before it reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.certificate import Certificate
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import Solved, nothing_to_gain, solve_level
from hitdesign.solving.standard import Settings, Status

#: A tolerance up to which nothing worth giving back is given up.
UNNOTICED = 1e-6
#: What an earlier level gives up where rounding alone stands between its value and the levels below; the least first.
HAIRS = (1e-11, 1e-10, 1e-9)


@dataclass(frozen=True)
class LevelResult:
    """What one level reached in the final answer, in its unit.

    value: under the final values; bound: what it cannot pass; gap: |bound - value| / max(1, |bound|);
    tolerance: the share of its value that later levels were free to give up; seconds: of solving this level.
    """

    level: str
    value: float
    bound: float
    gap: float
    tolerance: float
    status: Status
    unit: str
    seconds: float


@dataclass(frozen=True, eq=False)
class LinearAnswer:
    """The linear program's answer; values is None unless the status is optimal.

    solves: one per level solved, each with its own prices and certificate (the rows of a later level's program are
    this program's rows followed by one row per earlier level).
    """

    status: Status
    values: Floats | None
    levels: tuple[LevelResult, ...]
    solves: tuple[Solved, ...]

    @property
    def certificate(self) -> Certificate | None:
        """The first level's certificate."""
        return self.solves[0].certificate

    @property
    def row_duals(self) -> Floats | None:
        """The first level's prices, one per row: d level / d limit, in the level's own sense."""
        return self.solves[0].row_duals

    @property
    def reduced_costs(self) -> Floats | None:
        """The first level's reduced costs, one per column, in the level's own sense."""
        return self.solves[0].reduced_costs


def solve_linear(
    program: Program,
    *,
    solver: Any = None,
    levels: int | None = None,
    settings: Settings | None = None,
    warm: LinearAnswer | None = None,
) -> LinearAnswer:
    """Solve the program's levels in order, whole-number demands left aside.

    levels: how many of the first levels to solve (None: all). A program without levels is only asked whether it
    can be kept. solver: a PuLP solver object (None: HiGHS). warm: the answer of a program that differs in its limits
    only, to start from; later levels start from the level before them in any case.
    Raises SolverError where an answer cannot be trusted.
    """
    wanted = program.levels[:levels] or (nothing_to_gain(program),)
    solves: list[Solved] = []
    current = program
    step = replace(settings or Settings(), basis=warm.solves[0].basis if warm else None)
    for level in wanted:
        current, solved = _roomy(program, current, level, solves, step, solver)
        solves.append(solved)
        if solved.values is None:
            break
        current = current.with_rows(lock(level, solved.value))
        basis = solved.basis and solved.basis.with_free_rows(current.n_rows)
        step = replace(step, basis=basis, primal=True)
    final = solves[-1]
    if final.values is None:
        return LinearAnswer(final.status, None, results_of(solves, None), tuple(solves))

    def again(held: Program, level: Level, values: Floats) -> Floats | None:
        return solve_level(held, level, settings=Settings(), solver=solver).values

    values = given_back(program, [(level, level.tolerance) for level in wanted], final.values, 0.0, again)
    return LinearAnswer(final.status, values, results_of(solves, values), tuple(solves))


def _roomy(
    program: Program, current: Program, level: Level, before: Sequence[Solved], step: Settings, solver: Any
) -> tuple[Program, Solved]:
    """The level under the locks of those before, with a hair of room where these cannot be kept; and under which.

    The values of the level before keep every row, so it is rounding that does not, whether the solver calls a later
    level impossible or stops without a word.
    """
    hairs: list[float | None] = [None, *(HAIRS if before else ())]
    for hair in hairs:
        held, how = current, step
        if hair is not None:
            held = program.with_rows(*(lock(one.level, one.value, max(one.level.tolerance, hair)) for one in before))
            how = replace(step, basis=None)
        try:
            solved = solve_level(held, level, settings=how, solver=solver)
        except SolverError:
            if hair == hairs[-1]:
                raise
            continue
        if solved.status != "infeasible":
            break
    return held, solved


def given_back(
    program: Program,
    levels: Sequence[tuple[Level, float]],
    values: Floats,
    kept: float,
    again: Callable[[Program, Level, Floats], Floats | None],
) -> Floats:
    """The values with each level that may give way made as good again as all others, as they stand, allow.

    A tolerance is for the levels below, not for nothing. levels: in order, each with the share of it that later levels
    were free to give up; kept: the share by which the other levels may be missed now; again: solves one level under
    further rows, from the values before (None: it found nothing).
    """
    for level, share in levels[:-1]:
        if share <= max(kept, UNNOTICED):
            continue
        rows = [lock(other, other.of(values), kept) for other, _ in levels if other is not level]
        found = again(program.with_rows(*rows), level, values)
        if found is not None and level.sign * level.of(found) < level.sign * level.of(values):
            values = found
    return values


def lock(level: Level, value: float, tolerance: float | None = None) -> Rows:
    """The row that keeps a level at a value, less the share later levels may give up.

    Formula: level >= value - tolerance x max(1, |value|) when maximising; <= value + the same when minimising.
    """
    column = np.flatnonzero(level.value)
    return Rows(
        family=lock_name(level),
        key_columns={"level": [level.name]},
        row=np.zeros(len(column), dtype=np.int64),
        column=column,
        value=level.value[column],
        sense=">=" if level.sense == "max" else "<=",
        limits=lock_limit(level, value, tolerance),
        unit=level.unit,
        says="{level} stays at {limit}, as the level before it reached",
    )


def lock_name(level: Level) -> str:
    """The family of the row that keeps a level."""
    return f"level {level.name}"


def lock_limit(level: Level, value: float, tolerance: float | None = None) -> Floats:
    """The limit of the row that keeps a level at a value, as in `lock`."""
    share = level.tolerance if tolerance is None else tolerance
    return np.array([value + level.sign * share * max(1.0, abs(value))])


def relative_gap(value: float, bound: float) -> float:
    """|bound - value| / max(1, |bound|)."""
    return abs(bound - value) / max(1.0, abs(bound))


def results_of(solves: Sequence[Solved], values: Floats | None) -> tuple[LevelResult, ...]:
    """What each solved level reached under the final values; NaN where there are none."""
    results = []
    for solved in solves:
        level = solved.level
        value = float("nan") if values is None else level.of(values)
        bound = float("nan") if solved.certificate is None else solved.certificate.bound
        gap = relative_gap(value, bound)
        results.append(
            LevelResult(level.name, value, bound, gap, level.tolerance, solved.status, level.unit, solved.seconds)
        )
    return tuple(results)
