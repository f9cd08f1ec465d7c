"""HiGHS, handed a whole program in one call and read back in bulk; its word is passed on, never believed here."""
# mypy: allow-untyped-calls

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.standard import Arrays, Basis, Raw, Settings, Status

_STATUS: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kSolutionLimit: "node_limit",
}
_SEATS = {int(seat): seat for seat in highspy.HighsBasisStatus.__members__.values()}
#: HiGHS's numbers for its simplex strategies.
_DUAL, _PRIMAL = 1, 4
#: HiGHS's number for prices of edges that begin anew at every start: exact ones cost more than a few steps do.
_DEVEX = 1
#: Columns of a program that is solved again within a moment: Ctrl-C may wait for it, another thread need not be made.
MOMENT = 20_000
_UNDECIDED = (highspy.HighsModelStatus.kUnboundedOrInfeasible, highspy.HighsModelStatus.kUnknown)


def run_highs(arrays: Arrays, settings: Settings) -> Raw:
    """Solve the arrays with HiGHS.

    Returns HiGHS's own word as `Raw`. "Unbounded or infeasible" is solved again without presolve to tell which.
    Raises SolverError if HiGHS refuses the numbers or an option, KeyboardInterrupt if the person stopped it.
    """
    begin = time.perf_counter()
    if not len(arrays.cost):
        return _without_columns(arrays)
    highs = highspy.Highs()
    _set_options(highs, arrays, settings)
    _pass(highs, arrays)
    if settings.start is not None:
        _set_start(highs, np.clip(settings.start, arrays.lower, arrays.upper))
    if settings.basis is not None and _set_basis(highs, settings.basis):
        _option(highs, "solver", "simplex")
        _option(highs, "simplex_strategy", _PRIMAL if settings.primal else _DUAL)
    _run(highs)
    if highs.getModelStatus() in _UNDECIDED and settings.presolve:
        _option(highs, "presolve", "off")
        _run(highs)
    return _read(highs, arrays, time.perf_counter() - begin)


def _set_options(highs: highspy.Highs, arrays: Arrays, settings: Settings) -> None:
    _option(highs, "output_flag", False)
    presolve = settings.presolves(len(arrays.cost), whole=bool(arrays.whole.any()))
    _option(highs, "presolve", "choose" if presolve else "off")
    if not arrays.whole.any():
        _option(highs, "solver", settings.method_for(len(arrays.cost)))
    _option(highs, "mip_rel_gap", float(settings.gap))
    if not settings.jump:
        _option(highs, "mip_heuristic_run_feasibility_jump", False)
    if settings.time_limit_seconds is not None:
        _option(highs, "time_limit", float(settings.time_limit_seconds))
    if settings.node_limit is not None:
        _option(highs, "mip_max_nodes", int(settings.node_limit))
    if settings.feasibility is not None:
        _option(highs, "primal_feasibility_tolerance", settings.feasibility)
        _option(highs, "mip_feasibility_tolerance", settings.feasibility)


def _option(highs: highspy.Highs, name: str, value: Any) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS does not take the option {name} = {value!r}")


def _pass(highs: highspy.Highs, arrays: Arrays) -> None:
    """Hand over everything at once; a warning (numbers dropped or changed) is as bad as an error."""
    matrix, infinite = arrays.matrix, highspy.kHighsInf
    if not (np.isfinite(arrays.cost).all() and np.isfinite(matrix.value).all()):
        raise SolverError("a cost or a coefficient is not a number: HiGHS would call the answer optimal all the same")
    status = highs.passModel(
        len(arrays.cost),
        matrix.n_rows,
        len(matrix.value),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        arrays.cost,
        np.clip(arrays.lower, -infinite, infinite),
        np.clip(arrays.upper, -infinite, infinite),
        np.clip(arrays.row_lower, -infinite, infinite),
        np.clip(arrays.row_upper, -infinite, infinite),
        matrix.starts,
        matrix.column,
        matrix.value,
        arrays.whole.astype(np.int32),
    )
    if status != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS did not take the program's numbers as they are ({status.name})")


def _set_start(highs: highspy.Highs, start: Floats) -> None:
    known = np.flatnonzero(np.isfinite(start)).astype(np.int32)
    if highs.setSolution(len(known), known, start[known]) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS did not take the start values")


def _set_basis(highs: highspy.Highs, basis: Basis) -> bool:
    """Whether HiGHS took the basis; one that does not fit is no loss but time."""
    given = highspy.HighsBasis()
    given.col_status = [_SEATS[seat] for seat in basis.columns.tolist()]
    given.row_status = [_SEATS[seat] for seat in basis.rows.tolist()]
    given.valid = True
    return bool(highs.setBasis(given) == highspy.HighsStatus.kOk)


def _basis(highs: highspy.Highs) -> Basis | None:
    found = highs.getBasis()
    if not found.valid:
        return None
    return Basis(np.array(list(map(int, found.col_status))), np.array(list(map(int, found.row_status))))


def _run(highs: highspy.Highs) -> None:
    """Run so that Ctrl-C stops it within a moment: only the main thread ever hears of Ctrl-C, so another one works.

    HiGHS asks whether to stop only once there is a reason: asked at every iteration, the answer costs a tenth of its
    time. Waiting for an event and not for the thread's end: in Python 3.11 an interrupted join() takes a running thread
    for a finished one.
    """
    if threading.current_thread() is not threading.main_thread():
        highs.run()
        return
    done = threading.Event()
    worker = threading.Thread(target=_run_and_tell, args=(highs, done), name="hitdesign-highs", daemon=True)
    try:
        worker.start()
        while not done.wait(0.05):
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()
        highs.HandleUserInterrupt = True
        done.wait()
        raise
    worker.join()


def _run_and_tell(highs: highspy.Highs, done: threading.Event) -> None:
    try:
        highs.run()
    finally:
        done.set()


def _read(highs: highspy.Highs, arrays: Arrays, seconds: float, *, with_basis: bool = True) -> Raw:
    status = _STATUS.get(highs.getModelStatus(), "error")
    info, solution = highs.getInfo(), highs.getSolution()
    whole = bool(arrays.whole.any())
    values = np.array(solution.col_value, dtype=np.float64)
    found = solution.value_valid and len(values) == len(arrays.cost)
    priced = solution.dual_valid and not whole and status == "optimal"
    return Raw(
        status=status,
        values=values if found else None,
        row_duals=np.array(solution.row_dual, dtype=np.float64) if priced else None,
        reduced_costs=np.array(solution.col_dual, dtype=np.float64) if priced else None,
        bound=float(info.mip_dual_bound) if whole else _linear_bound(highs, status),
        seconds=seconds,
        iterations=max(0, info.simplex_iteration_count) + max(0, info.ipm_iteration_count),
        nodes=max(0, int(info.mip_node_count)),
        basis=_basis(highs) if priced and with_basis else None,
    )


def _linear_bound(highs: highspy.Highs, status: Status) -> float:
    return float(highs.getObjectiveValue()) if status == "optimal" else float("nan")


def _without_columns(arrays: Arrays) -> Raw:
    """A program without columns: every row adds up to 0, which its limits allow or do not."""
    none = np.zeros(0)
    if bool(np.any(arrays.row_lower > 0) or np.any(arrays.row_upper < 0)):
        return Raw("infeasible")
    return Raw("optimal", none, np.zeros(arrays.matrix.n_rows), none, 0.0)


class KeptModel:
    """A linear program that HiGHS keeps, to be solved again with other limits from where the last answer stood.

    basis: where it starts, and whither `go_home` leads; `primal`: it keeps all rows, and what is best there is to be
    found first. Raises SolverError if HiGHS refuses the numbers.
    """

    def __init__(self, arrays: Arrays, basis: Basis | None, *, primal: bool = False) -> None:
        self.arrays = arrays
        self.highs: Any = highspy.Highs()
        _set_options(self.highs, arrays, Settings(method="simplex", presolve=False))
        _option(self.highs, "simplex_strategy", _PRIMAL if primal else _DUAL)
        _option(self.highs, "simplex_dual_edge_weight_strategy", _DEVEX)
        _pass(self.highs, arrays)
        if basis is not None:
            _set_basis(self.highs, basis)
        self.home: Any = self.highs.getBasis()
        self.stands: Any = self.home

    def settle(self) -> Basis | None:
        """Make the present answer the home, from which limits will move; its basis."""
        _option(self.highs, "simplex_strategy", _DUAL)
        self.home, found = self.highs.getBasis(), _basis(self.highs)
        self.go_home()
        return found

    def go_home(self) -> None:
        """Stand where the first answer stood, whatever has been asked since, to the last bit of what follows."""
        self.stands = self.home
        self._go_back()

    def _go_back(self) -> None:
        """Stand where the last answer stood, and forget all that was found on the way."""
        self.highs.clearSolver()
        if self.stands.valid:
            self.highs.setBasis(self.stands)

    def run(self, row_lower: Floats, row_upper: Floats) -> Raw:
        """HiGHS's own word on the program with these limits of its rows."""
        begin = time.perf_counter()
        changed = np.flatnonzero((row_lower != self.arrays.row_lower) | (row_upper != self.arrays.row_upper))
        places = changed.astype(np.int32)
        infinite = highspy.kHighsInf
        lower, upper = np.clip(row_lower, -infinite, infinite), np.clip(row_upper, -infinite, infinite)
        status = self.highs.changeRowsBounds(len(places), places, lower[changed], upper[changed])
        if status != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS did not take the other limits ({status.name})")
        self.arrays = replace(self.arrays, row_lower=row_lower, row_upper=row_upper)
        if len(self.arrays.cost) <= MOMENT:
            self.highs.run()
        else:
            _run(self.highs)
        raw = _read(self.highs, self.arrays, time.perf_counter() - begin, with_basis=False)
        if raw.status == "optimal":
            self.stands = self.highs.getBasis()
        else:
            # Where limits stand against each other the solver ends far away, from where the next way is a long one.
            self._go_back()
        return raw

    def moves(self, rows: Ints) -> Floats | None:
        """What one more of the limit of each of these rows does to each column where the last answer stands.

        One line per column, one entry per row; a limit with room moves nothing. None where HiGHS does not tell.
        """
        status, basic = self.highs.getBasicVariables()
        if status != highspy.HighsStatus.kOk:
            return None
        columns = np.flatnonzero(basic >= 0)
        binding = np.ones(self.arrays.matrix.n_rows, dtype=bool)
        binding[-1 - basic[basic < 0]] = False
        found = np.zeros((len(self.arrays.cost), len(rows)))
        for place in np.flatnonzero(binding[rows]).tolist():
            one = np.zeros(len(binding))
            one[rows[place]] = 1.0
            status, moved = self.highs.getBasisSolve(one)
            if status != highspy.HighsStatus.kOk:
                return None
            found[basic[columns], place] = np.asarray(moved)[columns]
        return found
