"""One level of a program solved and checked: nothing unchecked leaves this file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.certificate import Certificate, certify
from hitdesign.solving.check import broken_by
from hitdesign.solving.loosened import SLACK, loosened
from hitdesign.solving.numbers import SMALLEST_COEFFICIENT, Floats
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.standard import WITH_VALUES, Basis, Raw, Settings, Status, arrays_of

#: How far an answer may be from proving itself: HiGHS's, and one that another solver hands over as text of 8 digits.
OWN_TOLERANCE, OTHERS_TOLERANCE = 1e-6, 1e-4

#: What is said of an answer that presolve calls impossible.
DOUBTED = "the solver called it impossible at first"

#: A level without anything to gain, for asking only whether a program can be kept.
NOTHING = "nothing"


@dataclass(frozen=True, eq=False)
class Solved:
    """One level solved as an LP: values and prices are None unless the status is optimal.

    row_duals: d level / d limit, one per row, in the level's own sense; reduced_costs: one per column, likewise.
    certificate: None where the solver gave no duals, as some do; then only feasibility was checked; and where the
    answer was moved from another one, which proves it (`solving.corner`).
    basis: for a warm start of a similar program.
    """

    level: Level
    status: Status
    values: Floats | None
    row_duals: Floats | None
    reduced_costs: Floats | None
    certificate: Certificate | None
    seconds: float
    basis: Basis | None = None

    @property
    def value(self) -> float:
        """The level's value, NaN where there are no values."""
        return float("nan") if self.values is None else self.level.of(self.values)


def solve_level(program: Program, level: Level, *, settings: Settings, solver: Any = None) -> Solved:
    """Solve one level as an LP, check it, and try again more carefully where the check fails.

    What presolve calls impossible is believed when it is said without presolve too, or proved.
    Raises SolverError where no try gave an answer that keeps the rows and proves itself.
    """
    complaints = []
    basis = settings.basis
    if basis is not None and (len(basis.columns), len(basis.rows)) != (program.n_columns, program.n_rows):
        settings = replace(settings, basis=None)
    for attempt in _ladder(settings, alone=solver is not None):
        raw = solve_arrays(arrays_of(program, level, relaxed=True), attempt, solver)
        solved = _checked(program, level, raw, OWN_TOLERANCE if solver is None else OTHERS_TOLERANCE)
        presolved = solver is None and attempt.presolves(program.n_columns, whole=False)
        doubtful = isinstance(solved, Solved) and solved.status == "infeasible" and presolved
        if isinstance(solved, Solved) and not doubtful:
            return solved
        complaints.append(DOUBTED if isinstance(solved, Solved) else solved)
    if DOUBTED in complaints and _proves_impossible(program):
        return Solved(level, "infeasible", None, None, None, None, 0.0)
    raise SolverError(f"no answer of level {level.name} could be trusted: " + "; ".join(complaints))


def _proves_impossible(program: Program) -> bool:
    """Whether nothing keeps the program: with every limit free to give way, the least that must give way is something.

    That program can always be kept, so its answer proves itself where solvers stop without a word. Each row gives way
    in its own size. False where even that answer cannot be trusted.
    """
    if not program.n_rows or any(part.kind.startswith(SLACK) for part in program.columns):
        return False
    largest = {rows.family: float(np.abs(rows.limits).max(initial=1.0)) for rows in program.rows}
    sizes = {family: max(1.0 / size, SMALLEST_COEFFICIENT) for family, size in largest.items()}
    loose, least, _ = loosened(program.with_levels([]), sizes, SLACK)
    try:
        return solve_level(loose.with_levels([]), least, settings=Settings()).value > OWN_TOLERANCE
    except SolverError:
        return False


def nothing_to_gain(program: Program) -> Level:
    """A level of zeros: any point that keeps the rows is as good as any other."""
    return Level(NOTHING, "", "min", np.zeros(program.n_columns))


def _ladder(settings: Settings, *, alone: bool) -> list[Settings]:
    """As asked; then cold and without presolve; then by interior point. Another solver is asked once."""
    if alone:
        return [settings]
    cold = replace(settings, basis=None)
    return [settings, replace(cold, presolve=False, method="simplex"), replace(cold, method="ipm")]


def _checked(program: Program, level: Level, raw: Raw, tolerance: float) -> Solved | str:
    """The answer if it can be trusted, else what is wrong with it."""
    if raw.silent:
        return "the solver stopped without an answer"
    if raw.status not in WITH_VALUES or raw.values is None:
        return Solved(level, raw.status, None, None, None, None, raw.seconds)
    if not np.isfinite(raw.values).all():
        return "some values are not numbers"
    if raw.status != "optimal":
        return Solved(level, raw.status, None, None, None, None, raw.seconds)
    if raw.row_duals is None:
        breach = broken_by(program, raw.values)
        kept = Solved(level, "optimal", raw.values, None, None, None, raw.seconds)
        return kept if breach <= 1e-6 else f"a row is missed by {breach:.1e} of its size"
    return _certified(program, level, raw, level.sign * raw.row_duals, tolerance)


def _certified(program: Program, level: Level, raw: Raw, duals: Floats, tolerance: float) -> Solved | str:
    if raw.values is None or raw.reduced_costs is None or not np.isfinite(duals).all():
        return "the prices are not numbers"
    certificate = certify(program, level, raw.values, duals, tolerance=tolerance)
    if not certificate.holds:
        return f"the certificate fails by {certificate.worst:.1e}"
    reduced = level.sign * raw.reduced_costs
    return Solved(level, "optimal", raw.values, duals, reduced, certificate, raw.seconds, raw.basis)
