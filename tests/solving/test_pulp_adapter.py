"""PuLP is the modelling layer on either line: what goes in comes out, other solvers may be passed, nothing is left."""

from __future__ import annotations

import tempfile
import warnings

import numpy as np
import pandas as pd
import pulp
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving.exchange import in_names, in_order, places_of
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import HighsInOneCall, build_problem, read_problem, solve_arrays
from hitdesign.solving.standard import Basis, Raw, Settings, arrays_of
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program, random_program


def others():
    """The other solvers that the installed PuLP brings, and a reason where it brings none."""
    found = []
    for name in ("PULP_CBC_CMD", "COIN_CMD", "GLPK_CMD"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            make = getattr(pulp, name, None)
            if make is not None and make(msg=False).available():
                found.append(name)
    return found or [pytest.param("", marks=pytest.mark.skip(reason="this PuLP brings no solver but HiGHS"))]


@pytest.fixture(params=others())
def other(request):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(pulp, request.param)()


@pytest.mark.parametrize("whole", [False, True])
def test_a_problem_read_back_is_the_program_it_was_built_from(whole):
    program = district_program(3, whole=whole)
    given = arrays_of(program, program.levels[1], relaxed=False)
    problem = build_problem(given)
    found, names = read_problem(problem)
    for name in ("cost", "lower", "upper", "whole", "row_lower", "row_upper"):
        np.testing.assert_array_equal(getattr(found, name), getattr(given, name))
    for name in ("starts", "column", "value"):
        np.testing.assert_array_equal(getattr(found.matrix, name), getattr(given.matrix, name))
    assert names[:2] == ["c0000000", "c0000001"]


def test_all_senses_and_bounds_survive_the_trip():
    for seed in range(30):
        program = random_program(np.random.default_rng(seed), columns=5, rows=5)
        given = arrays_of(program, program.levels[0], relaxed=True)
        found, names = read_problem(build_problem(given))
        places, _ = places_of(names)
        np.testing.assert_array_equal(found.row_lower, given.row_lower)
        np.testing.assert_array_equal(found.row_upper, given.row_upper)
        np.testing.assert_array_equal(found.upper, given.upper[places])


def test_no_name_of_ours_reaches_the_problem():
    """Traps 11 and 12: PuLP makes Lincoln ES and Lincoln-ES one name, and an LP file is a log."""
    keys = pd.DataFrame({"school_id": ["Lincoln ES", "Lincoln-ES"]})
    columns = Columns("students", keys, [0, 0], [5, 5])
    rows = Rows("need", keys, [0, 1], [0, 1], [1, 1], "<=", [3, 4], "students", "{school_id}")
    program = Program((columns,), (rows,), (Level("l", "students", "max", [1, 1]),))
    problem = build_problem(arrays_of(program, program.levels[0], relaxed=True))
    names = {column.name for column in problem.variables()} | {row.name for row in problem.constraints()}
    assert not any("Lincoln" in name or "school" in name for name in names) and len(names) == 4
    assert solve_linear(program).levels[0].value == 7


def test_a_column_that_nothing_mentions_stays_within_its_bounds():
    columns = Columns("x", pd.DataFrame(index=range(4)), [0, 2, -5, -np.inf], [9, 9, -1, np.inf])
    rows = Rows("r", pd.DataFrame({"n": [0]}), [0], [0], [1], "<=", [4], "u", "{n}")
    program = Program((columns,), (rows,), (Level("l", "u", "max", [1, 0, 0, 0]),))
    answer = solve_linear(program)
    assert answer.values[0] == 4
    assert (program.lower <= answer.values).all() and (answer.values <= program.upper).all()
    assert answer.certificate.holds


def test_answers_starts_and_bases_find_their_columns_again():
    program = district_program(1)
    arrays = arrays_of(program, program.levels[0], relaxed=True)
    names = ["__dummy", "c0000003", "c0000001"]
    raw = Raw("optimal", np.array([7.0, 3.0, 1.0]), None, np.array([0.0, 30.0, 10.0]), basis=Basis(
        np.array([0, 2, 1]), np.zeros(arrays.matrix.n_rows, int)))  # fmt: skip
    placed = in_order(raw, names, arrays)
    assert placed.values[:4].tolist() == [0, 1, 0, 3]
    assert placed.reduced_costs[:4].tolist() == [0, 10, 0, 30]
    assert placed.basis.columns[:4].tolist() == [0, 1, 0, 2]
    settings = in_names(Settings(start=np.arange(96.0), basis=placed.basis), names)
    assert settings.start.tolist()[1:] == [3, 1] and np.isnan(settings.start[0])
    assert settings.basis.columns.tolist() == [0, 2, 1]


def test_the_problem_is_a_pulp_problem_that_pulps_own_highs_solves_too():
    program = district_program(4)
    ours, theirs = solve_linear(program), solve_linear(program, solver=pulp.HiGHS(msg=False))
    assert [a.value for a in ours.levels] == pytest.approx([b.value for b in theirs.levels], rel=1e-8)
    np.testing.assert_allclose(
        ours.certificate.bound, theirs.certificate.bound, rtol=1e-9, err_msg="prices have the same signs"
    )


def test_another_solver_agrees_on_every_level(other):
    for seed in range(15):
        program = random_program(np.random.default_rng(seed), columns=5, rows=4)
        assert solve_linear(program, solver=other).levels[0].value == pytest.approx(
            solve_linear(program).levels[0].value, rel=1e-6, abs=1e-6
        )
    program = district_program(10)
    ours, theirs = solve_linear(program), solve_linear(program, solver=other)
    assert [a.value for a in ours.levels] == pytest.approx([b.value for b in theirs.levels], rel=1e-6)


def test_another_solver_agrees_on_whole_plans(other):
    for seed in range(10):
        program = random_program(np.random.default_rng(seed), columns=5, rows=3, whole=True)
        ours, theirs = solve_whole(program), solve_whole(program, solver=other)
        assert theirs.levels[0].value == ours.levels[0].value
        assert theirs.status == ("optimal" if theirs.levels[0].gap <= 1e-9 else "gap_reached")


def test_another_solver_says_what_cannot_be_kept(other):
    columns = Columns("x", pd.DataFrame(index=[0]), [0.0], [1.0])
    rows = Rows("r", pd.DataFrame({"n": [0]}), [0], [0], [1.0], ">=", [2.0], "u", "{n}")
    answer = solve_linear(Program((columns,), (rows,), (Level("l", "u", "max", [1.0]),)), solver=other)
    assert (answer.status, answer.values) == ("infeasible", None)


def test_another_solver_leaves_nothing_behind_and_says_nothing(other, tmp_path, monkeypatch, capfd):
    """Traps 23 and 28: CBC prints some 20 lines and leaves its files in the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    other.msg, other.tmpDir = True, str(tmp_path)
    solve_linear(district_program(2), solver=other)
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert other.msg, "the solver that was passed in is left as it was"


def test_a_solver_that_fails_is_an_error_of_ours_without_names():
    class Broken(pulp.LpSolver):
        name = "broken"

        def actualSolve(self, lp, **kwargs):
            raise pulp.const.PulpError("cannot open /home/someone/file")

    with pytest.raises(SolverError, match="broken did not run") as caught:
        solve_linear(district_program(1), solver=Broken())
    assert "someone" not in str(caught.value)


def test_a_solver_that_calls_anything_optimal_is_not_believed():
    """Trap 2: the word of a solver is checked, whichever solver it is."""

    class Liar(pulp.HiGHS):
        def findSolutionValues(self, lp):
            found = super().findSolutionValues(lp)
            for column in lp.variables():
                column.varValue = 5.0
            return found

    with pytest.raises(SolverError, match="could be trusted"):
        solve_linear(district_program(2), solver=Liar(msg=False))


def test_a_solver_stopped_by_its_clock_is_not_called_optimal():
    solver = pulp.HiGHS(msg=False, timeLimit=0.0)
    answer = solve_linear(district_program(30), solver=solver)
    assert answer.status != "optimal" and answer.values is None


def test_an_answer_cannot_be_read_before_it_is_there():
    program = district_program(1)
    with pytest.raises(SolverError):
        HighsInOneCall(Settings()).raw(arrays_of(program, None, relaxed=True))


def test_two_solves_share_nothing():
    """A problem solved again keeps the prices of the solve before; ours is a new one each time."""
    program = district_program(2)
    arrays = arrays_of(program, program.levels[0], relaxed=True)
    first, second = solve_arrays(arrays, Settings()), solve_arrays(arrays, Settings())
    assert first.row_duals is not second.row_duals
    assert first.row_duals.tobytes() == second.row_duals.tobytes()
