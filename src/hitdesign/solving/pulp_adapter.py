"""The one place that knows PuLP: a fresh problem per solve, always minimising, with opaque names.

PuLP 3.3 and 4.x differ in how a problem is filled and read; each difference is one small function here, chosen by
what the installed PuLP offers.
"""

from __future__ import annotations

import copy
import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import pulp

from hitdesign.errors import SolverError
from hitdesign.solving.highs import run_highs
from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.numbers import Floats
from hitdesign.solving.standard import Arrays, Raw, Settings, Status

#: PuLP 4 keeps a problem in a core of its own, which takes and gives whole rows; PuLP 3 keeps Python objects.
_HAS_CORE = hasattr(pulp.LpProblem, "toRustModel")
_LESS, _EQUAL, _MORE = -1, 0, 1


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
    problem = pulp.LpProblem("hitdesign", pulp.const.LpMinimize)
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
    """HiGHS as a PuLP solver that reads a whole PuLP problem, hands it over in one call and keeps the answer as arrays.

    It keeps the answer to itself (see `raw`) rather than writing it into PuLP's objects, and prints nothing.
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

    def actualSolve(self, lp: Any, **kwargs: Any) -> Any:  # PuLP's name for it
        """Read the problem, run HiGHS, keep the answer; PuLP's own status stays "not solved"."""
        arrays, self.names = read_problem(lp)
        start = self.settings.start
        settings = self.settings if start is None else _with_start(self.settings, start[_places(self.names)])
        self.answer = run_highs(arrays, settings)
        return 0

    def raw(self, arrays: Arrays) -> Raw:
        """The answer, in the order of the arrays the problem was built from."""
        if self.answer is None:
            raise SolverError("the solver was asked for an answer before it had solved anything")
        return _in_order(self.answer, self.names, arrays)


def _with_start(settings: Settings, start: Floats) -> Settings:
    changed = copy.copy(settings)
    object.__setattr__(changed, "start", start)
    return changed


def _places(names: list[str]) -> Any:
    return np.fromiter((int(name[1:]) if name[0] == "c" else 0 for name in names), dtype=np.int64, count=len(names))


def _in_order(raw: Raw, names: list[str], arrays: Arrays) -> Raw:
    """Put values and reduced costs back to their columns; a column in no row and no cost stays as near 0 as it may."""
    ours = np.array([name[0] == "c" for name in names], dtype=np.bool_)
    places = _places(names)[ours]
    values, reduced = raw.values, raw.reduced_costs
    if values is not None:
        values, found = np.clip(0.0, arrays.lower, arrays.upper), values
        values[places] = found[ours]
    if reduced is not None:
        reduced, found = np.zeros(len(arrays.cost)), reduced
        reduced[places] = found[ours]
    return Raw(raw.status, values, raw.row_duals, reduced, raw.bound, raw.seconds, raw.iterations, raw.nodes)


def _fill_core(problem: Any, arrays: Arrays) -> None:
    """PuLP 4: columns one by one, rows as index arrays, straight into its core."""
    core, rust, matrix = problem.toRustModel(), pulp._rustcore, arrays.matrix
    kinds = (rust.Category.Continuous, rust.Category.Integer)
    bounds = zip(arrays.lower.tolist(), arrays.upper.tolist(), arrays.whole.tolist(), strict=True)
    for place, (low, high, whole) in enumerate(bounds):
        core.add_variable(f"c{place:07d}", low, high, kinds[whole])
    senses = {_LESS: rust.Sense.LessEqual, _EQUAL: rust.Sense.Equal, _MORE: rust.Sense.GreaterEqual}
    ids, starts = matrix.column.astype(np.uint64), matrix.starts.tolist()
    for place, (sense, limit) in enumerate(_senses_and_limits(arrays)):
        row, begin, end = rust.AffineExpr(), starts[place], starts[place + 1]
        row.add_term_ids_coeffs(core, ids[begin:end], matrix.value[begin:end])
        row.set_constant(-limit)
        row.set_sense(senses[sense])
        row.set_name(f"r{place:07d}")
        core.add_constraint(row)
    cost, costly = rust.AffineExpr(), np.flatnonzero(arrays.cost)
    cost.add_term_ids_coeffs(core, costly.astype(np.uint64), arrays.cost[costly])
    core.set_objective(cost)


def _fill_objects(problem: Any, arrays: Arrays) -> None:
    """PuLP 3: one object per column and row; pairs of column and coefficient are its fastest way."""
    add, matrix = problem.add_variable, arrays.matrix
    kinds = (pulp.const.LpContinuous, pulp.const.LpInteger)
    bounds = zip(_none_for_infinite(arrays.lower), _none_for_infinite(arrays.upper), arrays.whole.tolist(), strict=True)
    columns = [add(f"c{place:07d}", low, high, kinds[whole]) for place, (low, high, whole) in enumerate(bounds)]
    pairs = list(zip(map(columns.__getitem__, matrix.column.tolist()), matrix.value.tolist(), strict=True))
    starts, expression, constraint = matrix.starts.tolist(), pulp.LpAffineExpression, pulp.LpConstraint
    problem.extend(
        {
            f"r{place:07d}": constraint(expression(pairs[starts[place] : starts[place + 1]]), sense, None, limit)
            for place, (sense, limit) in enumerate(_senses_and_limits(arrays))
        }
    )
    costly = np.flatnonzero(arrays.cost)
    terms = zip(map(columns.__getitem__, costly.tolist()), arrays.cost[costly].tolist(), strict=True)
    problem.setObjective(expression(list(terms)))


def _read_core(problem: Any) -> tuple[Arrays, list[str]]:
    core, rust = problem.toRustModel(), pulp._rustcore
    columns, rows = core.list_variables(), core.list_constraints()
    cost = np.zeros(len(columns))
    objective = core.get_objective()
    for column, coefficient in [] if objective is None else objective.items():
        cost[column.id()] = coefficient
    terms = [row.items() for row in rows]
    ids, values = zip(*chain.from_iterable(terms), strict=True) if any(terms) else ((), ())
    senses = {rust.Sense.LessEqual: _LESS, rust.Sense.Equal: _EQUAL, rust.Sense.GreaterEqual: _MORE}
    arrays = _arrays(
        cost=cost,
        lower=[column.lb for column in columns],
        upper=[column.ub for column in columns],
        whole=[column.category == rust.Category.Integer for column in columns],
        sizes=[len(part) for part in terms],
        ids=np.fromiter(map(rust.Variable.id, ids), dtype=np.int64, count=len(ids)),
        values=np.array(values, dtype=np.float64),
        senses=[_sense_of(row.sense, senses) for row in rows],
        limits=[row.rhs for row in rows],
    )
    return arrays, [column.name for column in columns]


def _sense_of(sense: Any, senses: dict[Any, int]) -> int:
    return next(number for known, number in senses.items() if known == sense)


def _read_objects(problem: Any) -> tuple[Arrays, list[str]]:
    columns, rows = problem.variables(), problem.constraints()
    for place, column in enumerate(columns):
        column.index = place
    cost = np.zeros(len(columns))
    for column, coefficient in problem.objective.items():
        cost[column.index] = coefficient
    terms = [row.expr for row in rows]
    sizes = [len(part) for part in terms]
    total = sum(sizes)
    arrays = _arrays(
        cost=cost,
        lower=[-np.inf if column.lowBound is None else column.lowBound for column in columns],
        upper=[np.inf if column.upBound is None else column.upBound for column in columns],
        whole=[column.cat == pulp.const.LpInteger for column in columns],
        sizes=sizes,
        ids=np.fromiter(map(attrgetter("index"), chain.from_iterable(terms)), dtype=np.int64, count=total),
        values=np.fromiter(chain.from_iterable(part.values() for part in terms), dtype=np.float64, count=total),
        senses=[row.sense for row in rows],
        limits=[-row.constant for row in rows],
    )
    return arrays, [column.name for column in columns]


def _arrays(*, cost: Floats, lower: Any, upper: Any, whole: Any, sizes: Any, ids: Any, values: Any, senses: Any,
            limits: Any) -> Arrays:
    sense, limit = np.array(senses, dtype=np.int64), np.array(limits, dtype=np.float64)
    row = np.repeat(np.arange(len(sense)), np.array(sizes, dtype=np.int64))
    return Arrays(
        cost=cost,
        lower=np.array(lower, dtype=np.float64),
        upper=np.array(upper, dtype=np.float64),
        whole=np.array(whole, dtype=np.bool_),
        matrix=matrix_from(row, ids, values, n_rows=len(sense), n_columns=len(cost)),
        row_lower=np.where(sense == _LESS, -np.inf, limit),
        row_upper=np.where(sense == _MORE, np.inf, limit),
    )


def _senses_and_limits(arrays: Arrays) -> Iterator[tuple[int, float]]:
    for low, high in zip(arrays.row_lower.tolist(), arrays.row_upper.tolist(), strict=True):
        if low == high:
            yield _EQUAL, low
        else:
            yield (_LESS, high) if high < np.inf else (_MORE, low)


def _none_for_infinite(bounds: Floats) -> list[float | None]:
    return [bound if -np.inf < bound < np.inf else None for bound in bounds.tolist()]


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No garbage collection while a hundred thousand small objects are made: half the time of the whole step."""
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
    with tempfile.TemporaryDirectory(prefix="hitdesign-") as folder:
        borrowed = copy.copy(solver)
        borrowed.msg = False
        if hasattr(borrowed, "tmpDir"):
            borrowed.tmpDir, borrowed.keepFiles = folder, False
        if getattr(borrowed, "timeLimit", None) is None:
            borrowed.timeLimit = settings.time_limit_seconds
        try:
            outcome = problem.solve(borrowed)
        except pulp.PulpError as error:
            raise SolverError(f"the solver {solver.name} did not run ({type(error).__name__})") from None
    status = _status_core(outcome) if _HAS_CORE else _status_objects(problem)
    return _read_answer(problem, arrays, status, time.perf_counter() - begin)


def _status_core(outcome: Any) -> Status:
    word = outcome.status.name
    known: dict[str, Status] = {
        "Optimal": "optimal", "GapLimit": "gap_reached", "Infeasible": "infeasible", "Unbounded": "unbounded",
        "TimeLimit": "time_limit", "NodeLimit": "node_limit",
    }
    return known.get(word, "time_limit" if outcome.has_solution else "error")


def _status_objects(problem: Any) -> Status:
    """PuLP 3 says Optimal for whatever has a value; only its second word tells a proof from a stop."""
    if problem.status == pulp.const.LpStatusOptimal:
        return "optimal" if problem.sol_status == pulp.const.LpSolutionOptimal else "time_limit"
    known: dict[int, Status] = {
        pulp.const.LpStatusInfeasible: "infeasible",
        pulp.const.LpStatusUnbounded: "unbounded",
    }
    return known.get(problem.status, "error")


def _read_answer(problem: Any, arrays: Arrays, status: Status, seconds: float) -> Raw:
    columns, rows = problem.variables(), problem.constraints()
    values = _numbers([column.varValue for column in columns])
    whole = bool(arrays.whole.any())
    duals = None if whole or status != "optimal" else _numbers([row.pi for row in rows])
    reduced = None if duals is None else _numbers([column.dj for column in columns])
    raw = Raw(status, values, duals, reduced, seconds=seconds)
    return _in_order(raw, [column.name for column in columns], arrays)


def _numbers(found: list[Any]) -> Floats | None:
    return None if any(number is None for number in found) else np.array(found, dtype=np.float64)
