"""PuLP's own HiGHS, the one solver that both lines of PuLP bring, passed in as anybody may: it is not believed."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pulp
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving import solved as solved_file
from hitdesign.solving import whole as whole_file
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import HighsInOneCall
from hitdesign.solving.standard import Raw
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program


def highs(**options):
    return pulp.HiGHS(msg=False, **options)


def row(column, value, sense, limit, family="r"):
    return Rows(family, pd.DataFrame({"n": [0]}), [0] * len(column), column, value, sense, [limit], "u", "{n}")


def program(cost, *rows, upper=3.0, whole=False):
    columns = Columns("x", pd.DataFrame(index=range(len(cost))), np.zeros(len(cost)), np.full(len(cost), upper), whole)
    return Program((columns,), rows, (Level("l", "u", "max", cost),))


def test_an_iteration_limit_is_no_optimum_and_brings_no_values():
    """Trap 2: PuLP 3 calls an LP that was stopped after three steps optimal."""
    stopped = highs(simplex_iteration_limit=3, presolve="off", solver="simplex")
    answer = solve_linear(district_program(30), levels=1, solver=stopped)
    assert answer.status != "optimal"
    assert answer.values is None


def test_a_count_of_nodes_is_no_optimum():
    """Trap 2: PuLP 3 does not know this word of HiGHS and raises a bare KeyError."""
    try:
        answer = solve_whole(district_program(30, whole=True), levels=1, solver=highs(mip_max_nodes=1))
    except SolverError as error:
        assert re.search("did not run|could be trusted", str(error))
    else:
        assert answer.status in ("time_limit", "node_limit")
        assert answer.levels[0].value <= answer.levels[0].bound


def test_a_clock_in_whole_numbers_is_no_optimum_and_the_bound_is_that_of_the_linear_program():
    """Trap 2."""
    given = district_program(150, whole=True)
    try:
        answer = solve_whole(given, levels=1, solver=highs(timeLimit=0.3))
    except SolverError as error:  # so slow a machine that no plan was found by then
        assert "without an answer" in str(error)
        return
    assert answer.status == "time_limit"
    assert not answer.reproducible
    if answer.values is not None:
        assert answer.levels[0].value <= answer.levels[0].bound
        assert answer.levels[0].bound == pytest.approx(solve_linear(given, levels=1).levels[0].value, rel=1e-6)


def test_a_wide_gap_is_no_optimum():
    """Trap 25: a search that stops at a gap says optimal."""
    answer = solve_whole(district_program(20, whole=True), levels=1, solver=highs(gapRel=0.3))
    assert answer.status == "gap_reached"
    assert answer.levels[0].gap > 1e-6


@pytest.mark.parametrize("solve", [solve_linear, solve_whole])
def test_what_has_no_end_is_never_called_impossible(solve):
    """Trap 3: PuLP 3 hands on "unbounded or infeasible" as infeasible."""
    endless = program([1.0, 1.0, 0.0], row([0, 1], [1.0, -1.0], "<=", 0.0), upper=np.inf, whole=solve is solve_whole)
    try:
        assert solve(endless, solver=highs()).status == "unbounded"
    except SolverError as error:
        assert "could be trusted" in str(error)


@pytest.mark.parametrize("solve", [solve_linear, solve_whole])
def test_what_is_impossible_has_no_values(solve):
    """Trap 4: PuLP fills its columns all the same."""
    clash = program([1.0], row([0], [1.0], ">=", 2.0), upper=1.0, whole=solve is solve_whole)
    answer = solve(clash, solver=highs())
    assert (answer.status, answer.values) == ("infeasible", None)


@pytest.mark.parametrize("solve", [solve_linear, solve_whole])
@pytest.mark.parametrize(
    ("cost", "rows", "found"),
    [
        ([1.0, 0.0], [row([0], [1.0], "<=", 2.0)], [2.0, 0.0]),
        ([1.0, 0.0], [], [3.0, 0.0]),
        ([0.0, 0.0], [], [0.0, 0.0]),
    ],
    ids=["one column in a row", "no row", "nothing to gain"],
)
def test_a_column_that_nothing_mentions_has_a_value_all_the_same(solve, cost, rows, found):
    """Trap 13: PuLP 4 leaves it without one."""
    answer = solve(program(cost, *rows, whole=solve is solve_whole), solver=highs())
    assert answer.status == "optimal"
    assert answer.values.tolist() == found


def test_nothing_to_gain_within_rows_is_an_answer():
    """Trap 13."""
    answer = solve_linear(program([0.0, 0.0], row([0, 1], [1.0, 1.0], ">=", 1.0)), solver=highs())
    assert answer.status == "optimal"
    assert answer.values.sum() >= 1 - 1e-6


@pytest.mark.parametrize(("solve", "file"), [(solve_linear, solved_file), (solve_whole, whole_file)])
def test_an_optimum_without_values_is_an_error(solve, file, monkeypatch):
    monkeypatch.setattr(file, "solve_arrays", lambda *given: Raw("optimal"))
    with pytest.raises(SolverError, match="without an answer"):
        solve(program([1.0], row([0], [1.0], "<=", 2.0)))


def test_an_option_that_the_solver_does_not_know_prints_nothing(capfd):
    """Trap 16: HiGHS would go on and say so on the screen."""
    answer = solve_linear(district_program(2), levels=1, solver=highs(no_such_option=1))
    assert answer.certificate.holds
    assert capfd.readouterr() == ("", "")


def test_a_word_that_pulp_does_not_know_is_an_error_of_ours():
    """Trap 7: PuLP raises bare errors of Python's own."""

    class Broken(pulp.LpSolver):
        name = "broken"

        def actualSolve(self, lp, **kwargs):
            raise IndexError("list index out of range")

    with pytest.raises(SolverError, match="broken did not run"):
        solve_linear(district_program(1), solver=Broken())


def test_a_solver_that_dies_over_its_files_leaves_none(tmp_path, monkeypatch):
    """Trap 23: killed in the midst of a solve, PuLP's solvers leave the whole program in the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written = []

    class Dying(pulp.LpSolver):
        name = "dying"

        def actualSolve(self, lp, **kwargs):
            written.append(Path(self.tmpDir, "a-pulp.mps"))
            written[0].write_text("rows", encoding="utf-8")
            raise pulp.const.PulpError("killed")

    dying = Dying()
    dying.tmpDir = str(tmp_path)
    with pytest.raises(SolverError):
        solve_linear(district_program(1), solver=dying)
    assert dying.tmpDir == str(tmp_path)
    assert written[0].parent.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_without_a_solver_it_is_never_pulps_own_choice(monkeypatch):
    """Trap 28: PuLP 3 would take CBC."""
    chosen, solve = [], pulp.LpProblem.solve

    def seen(self, solver=None, **given):
        chosen.append(solver)
        return solve(self, solver, **given)

    monkeypatch.setattr(pulp.LpProblem, "solve", seen)
    assert solve_linear(district_program(1), levels=1).status == "optimal"
    assert solve_whole(district_program(1, whole=True), levels=1).status == "optimal"
    assert len(chosen) >= 2
    assert all(isinstance(solver, HighsInOneCall) for solver in chosen)
