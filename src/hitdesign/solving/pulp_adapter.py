"""The one place that knows PuLP: a fresh problem per solve, always minimising, with opaque names.

PuLP 3.3 and 4.x differ in how a problem is filled and read; each difference is one small function here, chosen by
what the installed PuLP offers.
"""
# mypy: allow-subclassing-any

from __future__ import annotations

import copy
import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, compress
from operator import attrgetter
from typing import Any

import numpy as np
import pulp

from hitdesign.errors import SolverError
from hitdesign.solving.borrowed import FAILURES, check_usable, did_not_run
from hitdesign.solving.exchange import (
    EQUAL,
    LESS,
    MORE,
    arrays_of_rows,
    bounds_or_none,
    column_names,
    in_names,
    in_order,
    places_of,
    row_names,
    senses_and_limits,
)
from hitdesign.solving.highs import run_highs
from hitdesign.solving.numbers import Floats
from hitdesign.solving.standard import Arrays, Raw, Settings, Status

#: The two lines of PuLP have different types; what both have is checked by the tests.
_pulp: Any = pulp
#: PuLP 4 keeps a problem in a core of its own, which takes and gives whole rows; PuLP 3 keeps Python objects.
_HAS_CORE = hasattr(_pulp.LpProblem, "toRustModel")


def solve_arrays(arrays: Arrays, settings: Settings, solver: Any = None) -> Raw:
    """Build a PuLP problem from the arrays, have it solved, and return the solver's own word, unchecked.

    solver: any PuLP solver object; None means HiGHS, handed the whole problem in one call.
    Raises SolverError if the solver cannot run or refuses the numbers.
    """
    problem = build_problem(arrays)
    if solver is not None:
        return _solved_by(problem, solver, arrays, settings)
    highs = HighsInOneCall(settings)
    problem.solve(highs)
    return highs.raw(arrays)


def build_problem(arrays: Arrays) -> Any:
    """A PuLP problem of these arrays: columns c0000000, c0000001, ... and rows r0000000, ... in their order."""
    problem = _pulp.LpProblem("hitdesign", _pulp.const.LpMinimize)
    with _collector_resting():
        (_fill_core if _HAS_CORE else _fill_objects)(problem, arrays)
    return problem


def read_problem(problem: Any) -> tuple[Arrays, list[str]]:
    """The arrays of any PuLP minimisation, and its columns' names in the arrays' order.

    Only columns that stand in a row or in the objective are sure to be listed.
    """
    with _collector_resting():
        return (_read_core if _HAS_CORE else _read_objects)(problem)


class HighsInOneCall(pulp.LpSolver):
    """HiGHS as a PuLP solver: it reads a whole PuLP problem, hands it over in one call and keeps the answer as arrays.

    The answer stays with it (see `raw`) and is not written into PuLP's objects. It prints nothing.
    """

    name = "hitdesign_highs"

    def __init__(self, settings: Settings) -> None:
        super().__init__(mip=True, msg=False)
        self.settings = settings
        self.answer: Raw | None = None
        self.names: list[str] = []

    def available(self) -> bool:
        """Always: highspy is required by this package."""
        return True

    def solve(self, lp: Any, **kwargs: Any) -> Any:
        """PuLP 4's entry; it needs no detour for constant objectives, nor a log file."""
        return self.actualSolve(lp, **kwargs)

    def actualSolve(self, lp: Any, **kwargs: Any) -> Any:  # noqa: N802 - the name PuLP calls
        """Read the problem, run HiGHS, keep the answer; PuLP's own status stays "not solved" (0)."""
        arrays, self.names = read_problem(lp)
        self.answer = run_highs(arrays, in_names(self.settings, self.names))
        return 0

    def raw(self, arrays: Arrays) -> Raw:
        """The answer, in the order of the arrays the problem was built from."""
        if self.answer is None:
            raise SolverError("the solver was asked for an answer before it had solved anything")
        return in_order(self.answer, self.names, arrays)


def _fill_core(problem: Any, arrays: Arrays) -> None:
    """PuLP 4: columns one by one, rows as index arrays, straight into its core."""
    core, rust, matrix = problem.toRustModel(), _pulp._rustcore, arrays.matrix
    size, count, kinds = len(arrays.cost), matrix.n_rows, (rust.Category.Continuous, rust.Category.Integer)
    bounds = zip(arrays.lower.tolist(), arrays.upper.tolist(), arrays.whole.tolist(), strict=True)
    for name, (low, high, whole) in zip(column_names(size), bounds, strict=True):
        core.add_variable(name, low, high, kinds[whole])
    senses = {LESS: rust.Sense.LessEqual, EQUAL: rust.Sense.Equal, MORE: rust.Sense.GreaterEqual}
    column, value, starts = matrix.column.astype(np.uint64), matrix.value, matrix.starts.tolist()
    spans = zip(starts[:-1], starts[1:], row_names(count), senses_and_limits(arrays), strict=True)
    for begin, end, name, (sense, limit) in spans:
        row = rust.AffineExpr()
        row.add_term_ids_coeffs(core, column[begin:end], value[begin:end])
        row.set_constant(-limit)
        row.set_sense(senses[sense])
        row.set_name(name)
        core.add_constraint(row)
    cost, costly = rust.AffineExpr(), np.flatnonzero(arrays.cost)
    cost.add_term_ids_coeffs(core, costly.astype(np.uint64), arrays.cost[costly])
    core.set_objective(cost)


def _fill_objects(problem: Any, arrays: Arrays) -> None:
    """PuLP 3: one object per column and row; pairs of column and coefficient are its fastest way."""
    add, matrix, size = problem.add_variable, arrays.matrix, len(arrays.cost)
    kinds = (_pulp.const.LpContinuous, _pulp.const.LpInteger)
    bounds = zip(bounds_or_none(arrays.lower), bounds_or_none(arrays.upper), arrays.whole.tolist(), strict=True)
    columns = [
        add(name, low, high, kinds[whole]) for name, (low, high, whole) in zip(column_names(size), bounds, strict=True)
    ]
    pairs = list(zip(map(columns.__getitem__, matrix.column.tolist()), matrix.value.tolist(), strict=True))
    starts, expression, constraint = matrix.starts.tolist(), _pulp.LpAffineExpression, _pulp.LpConstraint
    spans = zip(starts[:-1], starts[1:], row_names(matrix.n_rows), senses_and_limits(arrays), strict=True)
    problem.extend(
        {
            name: constraint(expression(pairs[begin:end]), sense, name, limit)
            for begin, end, name, (sense, limit) in spans
        }
    )
    costly = np.flatnonzero(arrays.cost)
    terms = zip(map(columns.__getitem__, costly.tolist()), arrays.cost[costly].tolist(), strict=True)
    problem.setObjective(expression(list(terms)))


def _read_core(problem: Any) -> tuple[Arrays, list[str]]:
    core, rust = problem.toRustModel(), _pulp._rustcore
    columns, rows, objective = core.list_variables(), core.list_constraints(), core.get_objective()
    cost = np.zeros(len(columns))
    for column, coefficient in [] if objective is None else objective.items():
        cost[column.id()] = coefficient
    terms = [row.items() for row in rows]
    ids, values = zip(*chain.from_iterable(terms), strict=True) if any(terms) else ((), ())
    whole, less, equal = rust.Category.Integer, rust.Sense.LessEqual, rust.Sense.Equal
    senses = [row.sense for row in rows]
    arrays = arrays_of_rows(
        cost=cost,
        bounds=([column.lb for column in columns], [column.ub for column in columns]),
        whole=[column.category == whole for column in columns],
        sizes=[len(part) for part in terms],
        column=np.fromiter(map(rust.Variable.id, ids), dtype=np.int64, count=len(ids)),
        value=np.array(values, dtype=np.float64),
        senses=[LESS if sense == less else EQUAL if sense == equal else MORE for sense in senses],
        limits=[row.rhs for row in rows],
    )
    return arrays, [column.name for column in columns]


def _read_objects(problem: Any) -> tuple[Arrays, list[str]]:
    columns, rows = problem.variables(), problem.constraints()
    for place, column in enumerate(columns):
        column.index = place
    cost = np.zeros(len(columns))
    for column, coefficient in problem.objective.items():
        cost[column.index] = coefficient
    terms = [row.expr for row in rows]
    sizes = [len(part) for part in terms]
    coefficients = chain.from_iterable(part.values() for part in terms)
    arrays = arrays_of_rows(
        cost=cost,
        bounds=(
            [-np.inf if column.lowBound is None else column.lowBound for column in columns],
            [np.inf if column.upBound is None else column.upBound for column in columns],
        ),
        whole=[column.cat == _pulp.const.LpInteger for column in columns],
        sizes=sizes,
        column=np.fromiter(map(attrgetter("index"), chain.from_iterable(terms)), dtype=np.int64, count=sum(sizes)),
        value=np.fromiter(coefficients, dtype=np.float64, count=sum(sizes)),
        senses=[row.sense for row in rows],
        limits=[-row.constant for row in rows],
    )
    return arrays, [column.name for column in columns]


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No garbage collection while a hundred thousand small objects are made: it takes half the time of that step."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _solved_by(problem: Any, solver: Any, arrays: Arrays, settings: Settings) -> Raw:
    """Have somebody else's PuLP solver do it, silently and with its files in a folder of their own."""
    begin = time.perf_counter()
    check_usable(solver)
    with tempfile.TemporaryDirectory(prefix="hitdesign-") as folder:
        borrowed = copy.copy(solver)
        borrowed.msg = False
        if hasattr(borrowed, "tmpDir"):
            borrowed.tmpDir, borrowed.keepFiles = folder, False
        if getattr(borrowed, "timeLimit", None) is None:
            borrowed.timeLimit = settings.time_limit_seconds
        try:
            outcome = problem.solve(borrowed)
        except (pulp.const.PulpError, *FAILURES) as error:  # a word of its solver that PuLP does not know, too
            raise did_not_run(solver, error) from None
    status = _status_of_outcome(outcome) if _HAS_CORE else _status_of_problem(problem)
    return _read_answer(problem, arrays, status, time.perf_counter() - begin)


def _status_of_outcome(outcome: Any) -> Status:
    known: dict[str, Status] = {
        "Optimal": "optimal",
        "GapLimit": "gap_reached",
        "Infeasible": "infeasible",
        "Unbounded": "unbounded",
        "TimeLimit": "time_limit",
        "NodeLimit": "node_limit",
    }
    return known.get(outcome.status.name, "time_limit" if outcome.has_solution else "error")


def _status_of_problem(problem: Any) -> Status:
    """PuLP 3 says Optimal for whatever has a value; only its second word tells a proof from a stop."""
    if problem.status == _pulp.LpStatusOptimal:
        return "optimal" if problem.sol_status == _pulp.LpSolutionOptimal else "time_limit"
    if problem.status == _pulp.LpStatusInfeasible and _undecided(problem):
        return "error"
    known: dict[int, Status] = {_pulp.LpStatusInfeasible: "infeasible", _pulp.LpStatusUnbounded: "unbounded"}
    return known.get(problem.status, "error")


def _undecided(problem: Any) -> bool:
    """Whether PuLP 3's HiGHS said "unbounded or infeasible", which PuLP hands on as infeasible."""
    said = getattr(getattr(problem, "solverModel", None), "getModelStatus", None)
    return said is not None and said().name == "kUnboundedOrInfeasible"


def _read_answer(problem: Any, arrays: Arrays, status: Status, seconds: float) -> Raw:
    columns = _mentioned(problem.variables(), arrays)
    values = _numbers([column.varValue for column in columns])
    priced = status == "optimal" and not arrays.whole.any()
    duals = _numbers([row.pi for row in problem.constraints()]) if priced else None
    reduced = _numbers([column.dj for column in columns]) if priced else None
    raw = Raw(status, values, duals, reduced, seconds=seconds)
    return in_order(raw, [column.name for column in columns], arrays)


def _mentioned(columns: list[Any], arrays: Arrays) -> list[Any]:
    """Our columns that a row or the cost mentions: PuLP may leave the others, and its own, without a value."""
    places, ours = places_of([column.name for column in columns])
    used = arrays.cost != 0
    used[arrays.matrix.column] = True
    return [column for column, place in zip(compress(columns, ours), places, strict=True) if used[place]]


def _numbers(found: list[Any]) -> Floats | None:
    return None if any(number is None for number in found) else np.array(found, dtype=np.float64)
