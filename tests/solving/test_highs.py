"""HiGHS's traps, each with the measure taken against it."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import highspy
import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving import highs as highs_file
from hitdesign.solving.highs import run_highs
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.matrix import Matrix
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.standard import COLUMNS_FOR_PRESOLVE, Arrays, Settings, arrays_of
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program


def one_column(*rows, upper=np.inf, cost=1.0):
    columns = Columns("x", pd.DataFrame(index=[0]), [0.0], [upper])
    return Program((columns,), rows, (Level("l", "u", "max", [cost]),))


def row(sense, limit, *, family="r", coefficients=((0, 1.0),)):
    column, value = [c for c, _ in coefficients], [v for _, v in coefficients]
    keys = pd.DataFrame({"n": [0]})
    return Rows(family, keys, np.zeros(len(column), int), column, value, sense, [limit], "u", "{n}")


def raw_arrays(**changed):
    matrix = Matrix(np.array([0, 1], np.int32), np.zeros(1, np.int32), changed.pop("value", np.ones(1)), 1)
    given = {
        "cost": np.ones(1), "lower": np.zeros(1), "upper": np.ones(1), "whole": np.zeros(1, bool), "matrix": matrix,
        "row_lower": np.full(1, -np.inf), "row_upper": np.ones(1),
    }  # fmt: skip
    return Arrays(**{**given, **changed})


def test_a_time_limit_is_never_optimal_and_brings_no_values():
    """Trap 2."""
    answer = solve_linear(district_program(60), settings=Settings(time_limit_seconds=1e-9))
    assert (answer.status, answer.values, answer.certificate) == ("time_limit", None, None)


@pytest.mark.parametrize("settings", [Settings(), Settings(method="simplex")], ids=["ours", "presolved"])
def test_unbounded_and_infeasible_are_told_apart(settings):
    """Trap 3: with presolve HiGHS answers "unbounded or infeasible"."""
    assert solve_linear(one_column(), settings=settings).status == "unbounded"
    clash = one_column(row(">=", 2.0), row("<=", 1.0, family="s"))
    assert solve_linear(clash, settings=settings).status == "infeasible"
    both = Columns("x", pd.DataFrame(index=range(3)), np.zeros(3), np.full(3, np.inf))
    open_end = Rows("a", pd.DataFrame({"n": [0]}), [0, 0], [0, 1], [1.0, -1.0], "<=", [0.0], "u", "{n}")
    level = Level("l", "u", "max", [1.0, 1.0, 0.0])
    assert solve_linear(Program((both,), (open_end,), (level,)), settings=settings).status == "unbounded"
    against = Rows("b", pd.DataFrame({"n": [0, 1]}), [0, 1], [2, 2], [1.0, -1.0], ">=", [2.0, -1.0], "u", "{n}")
    assert solve_linear(Program((both,), (open_end, against), (level,)), settings=settings).status == "infeasible"


def test_a_small_linear_program_is_not_presolved_unless_its_method_is_given():
    small, large = COLUMNS_FOR_PRESOLVE, COLUMNS_FOR_PRESOLVE + 1
    assert not Settings().presolves(small, whole=False)
    assert Settings().presolves(large, whole=False)
    assert Settings().presolves(small, whole=True)
    assert Settings(method="simplex").presolves(small, whole=False)
    assert not Settings(presolve=False).presolves(large, whole=False)


def test_nothing_is_read_after_an_infeasible_answer():
    """Trap 4: HiGHS and PuLP hand out numbers all the same."""
    answer = solve_linear(one_column(row(">=", 2.0), upper=1.0))
    assert (answer.status, answer.values, answer.row_duals, answer.reduced_costs) == ("infeasible", None, None, None)
    assert np.isnan(answer.levels[0].value)


def test_a_coefficient_that_highs_would_drop_is_an_error_even_past_our_own_check():
    """Trap 6: 1e-10 x <= 1 would become no row at all."""
    with pytest.raises(SolverError, match="kWarning"):
        run_highs(raw_arrays(value=np.array([1e-10])), Settings())


@pytest.mark.parametrize("value", [1e16, np.nan])
def test_a_coefficient_that_highs_refuses_is_an_error(value):
    """Traps 7 and 8."""
    with pytest.raises(SolverError):
        run_highs(raw_arrays(value=np.array([value])), Settings())


def test_a_cost_that_is_no_number_is_an_error_and_not_an_optimum():
    """Trap 8: HiGHS calls the answer optimal."""
    with pytest.raises(SolverError, match="not a number"):
        run_highs(raw_arrays(cost=np.array([np.nan])), Settings())


def test_a_blank_bound_is_an_error_and_not_an_empty_program():
    """Trap 8: passModel fails and run() says all is well."""
    with pytest.raises(SolverError):
        run_highs(raw_arrays(lower=np.array([np.nan])), Settings())


@pytest.mark.parametrize("column", [5, -1])
def test_an_index_out_of_range_is_an_error(column):
    """Trap 10."""
    matrix = Matrix(np.array([0, 1], np.int32), np.array([column], np.int32), np.ones(1), 1)
    with pytest.raises(SolverError):
        run_highs(raw_arrays(matrix=matrix), Settings())


def test_nothing_to_optimise_and_nothing_at_all_are_fine():
    """Trap 13."""
    assert solve_linear(one_column(upper=3.0, cost=0.0)).status == "optimal"
    assert solve_linear(one_column(upper=3.0)).levels[0].value == 3
    assert solve_linear(Program((), (), ())).status == "optimal"
    assert solve_whole(Program((), (), ())).status == "optimal"
    none = Rows("r", pd.DataFrame({"n": [0]}), [], [], [], ">=", [1.0], "u", "{n}")
    assert solve_linear(Program((), (none,), ())).status == "infeasible"


@pytest.mark.parametrize(("sense", "limit", "kept"), [("<=", 2.0, True), (">=", 1.0, False), ("=", 0.0, True)])
def test_a_row_without_coefficients_is_a_row_all_the_same(sense, limit, kept):
    """Trap 14: lpSum([]) >= 1 is 0 >= 1, and a Python truth is no row."""
    program = one_column(row(sense, limit, coefficients=()), upper=3.0)
    assert (solve_linear(program).status == "optimal") == kept


def test_an_unknown_option_is_an_error():
    """Trap 16: HiGHS goes on without it."""
    with pytest.raises(SolverError, match="no_such_option"):
        highs_file._option(_quiet(), "no_such_option", 1)
    with pytest.raises(SolverError, match="time_limit"):
        run_highs(raw_arrays(), Settings(time_limit_seconds=-1.0))


def _quiet():
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    return highs


def run(code):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


PREFACE = """
import sys
sys.path[:0] = {path!r}
from solving.instances import district_program
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
program = district_program(5)
"""


def preface():
    return PREFACE.format(path=sys.path)


def test_a_foreign_use_of_threads_does_not_disturb_us():
    """Trap 17: HiGHS's number of threads belongs to the process; we never set it."""
    code = """
import highspy
def foreign(threads):
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", threads)
    highs.addVar(0, 1)
    highs.run()
before = solve_linear(program)
for threads in (1, 2, 1):
    foreign(threads)
    after = solve_linear(program)
    assert after.values.tobytes() == before.values.tobytes()
whole = solve_whole(district_program(3, whole=True))
assert whole.status == "optimal"
"""
    done = run(preface() + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_many_threads_at_once_get_the_same_answer():
    """Trap 18."""
    code = """
from concurrent.futures import ThreadPoolExecutor
alone = solve_linear(program).values.tobytes()
with ThreadPoolExecutor(4) as pool:
    answers = list(pool.map(lambda _: solve_linear(program).values.tobytes(), range(24)))
assert set(answers) == {alone}
"""
    done = run(preface() + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_other_processes_get_the_same_answer_from_plain_data():
    """Traps 17, 18 and 24: nothing is inherited over a fork that stops it, and no PuLP object has to travel."""
    code = """
import multiprocessing, warnings
def answer(given):
    return solve_linear(given).values.tobytes(), solve_whole(whole, levels=1).values.tobytes()
whole = district_program(2, whole=True)
if __name__ == "__main__":
    import highspy
    foreign = highspy.Highs()
    foreign.setOptionValue("output_flag", False)
    foreign.setOptionValue("threads", 2)
    foreign.addVar(0, 1)
    foreign.run()
    alone = answer(program)
    warnings.simplefilter("ignore")  # Python 3.12 and newer warn of a fork beside HiGHS's resting threads
    for way in {"fork", "spawn"} & set(multiprocessing.get_all_start_methods()):
        with multiprocessing.get_context(way).Pool(2) as pool:
            assert pool.map_async(answer, [program] * 4).get(50) == [alone] * 4, way
"""
    done = run_file(preface() + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def run_file(code):
    """Run from a file, as a process that is spawned has to read it again."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "script.py")
        script.write_text(code, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, timeout=100, check=False
        )


def resident_kilobytes():
    """What the process holds now: its peak, which other systems tell, hides what comes after a larger test."""
    table = Path("/proc/self/statm")
    if not table.is_file():
        pytest.skip("this system does not tell what a process holds")
    gc.collect()
    return int(table.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.slow
def test_hundreds_of_solves_do_not_fill_the_memory():
    """Trap 19."""
    arrays = arrays_of(district_program(1), district_program(1).levels[0], relaxed=True)
    for _ in range(100):
        run_highs(arrays, Settings())
    before = resident_kilobytes()
    for _ in range(400):
        run_highs(arrays, Settings())
    assert resident_kilobytes() - before < 1_000


@pytest.mark.slow
def test_hundreds_of_problems_of_pulp_do_not_fill_the_memory():
    """Trap 19, the modelling layer's part: a problem is a web of objects that only the collector takes apart."""
    program = district_program(1)
    for _ in range(60):
        solve_linear(program)
    before = resident_kilobytes()
    for _ in range(120):
        solve_linear(program)
    assert resident_kilobytes() - before < 1_000


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a POSIX signal")
@pytest.mark.parametrize(
    "solve",
    [
        "solve_whole(district_program(400, whole=True))",
        "solve_linear(district_program(2000), settings=Settings(method='simplex'))",
        "solve_linear(district_program(2000), settings=Settings(method='ipm'))",
    ],
    ids=["whole", "simplex", "ipm"],
)
def test_ctrl_c_stops_a_solve_within_a_moment_and_in_silence(solve):
    """Trap 20: left alone, HiGHS hears of it only when it has finished."""
    code = f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits that it is ignored
from hitdesign.solving import highs
from hitdesign.solving.standard import Settings
run = highs._run
def ready_and_run(solver):
    print("ready", flush=True)
    run(solver)
highs._run = ready_and_run
try:
    {solve}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", preface() + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.3)
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        output, complaint = child.communicate(timeout=30)
        assert (output, complaint) == ("stopped\n", "")
        assert time.monotonic() - begin < 5


def test_solving_is_silent_down_to_the_file_descriptors(capfd, tmp_path, monkeypatch):
    """Trap 21; and PuLP 4's own HiGHS writes a log file for each solve."""
    monkeypatch.chdir(tmp_path)
    solve_linear(district_program(3))
    solve_whole(district_program(2, whole=True))
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", ["highspy", "pulp", "pandas", "numpy"])
def test_the_order_of_imports_does_not_matter(first):
    """Trap 22."""
    done = run(f"import {first}\n" + preface() + "print(solve_linear(program).status)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "optimal\n", "")


def test_a_basis_that_does_not_fit_costs_nothing_but_time():
    program, other = district_program(3), district_program(2)
    wrong = solve_linear(other)
    assert solve_linear(program, warm=wrong).levels[0].value == solve_linear(program).levels[0].value
