"""A clock that runs out, and solvers that are not there, die or answer nonsense: one error in words, never a plan."""

from __future__ import annotations

import gc
import math
import re
import warnings
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pandas as pd
import pulp
import pytest

import hitdesign as hit
from allocation.two_schools import case
from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.linear_answer import linear_answer
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.errors import SolverError
from hitdesign.policy import Policy
from hitdesign.solving import whole as whole_file
from laws.districts import asked

EXACT = {"gap": 0.0, "tolerance": 0.0}


@cache
def ready() -> tuple[Formulation, pd.Series]:
    """The formulation of two schools, which no solver and no clock changes, and its bands without a place."""
    given = asked(case())
    formulation = given.formulation()
    return formulation, band_codes(formulation, given.chosen)


def solved(*, whole: bool = True, solver: Any = None, **choices: Any) -> hit.Allocation | Infeasible:
    """The answer for two schools under these choices on how to search."""
    answer = whole_answer if whole else linear_answer
    return answer(*ready(), Policy(**EXACT, **choices), case().evidence, solver=solver)


def test_a_clock_that_leaves_no_time_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SolverError, match="raise time_limit_seconds or node_limit in the policy, or set neither"):
        solved(time_limit_seconds=1e-9)


@pytest.mark.parametrize("seconds", [1e-3, 1e-2])
def test_whatever_the_clock_leaves_is_no_answer_or_one_that_claims_no_more_than_is_true(seconds: float) -> None:
    """The best plan serves 12 of 21, worth 24."""
    try:
        answer = solved(time_limit_seconds=seconds).or_raise()
    except SolverError as error:
        assert "time_limit_seconds" in str(error)
        return
    assert answer.audit() == []
    assert answer.bound >= 24 - 1e-6
    assert answer.value == pytest.approx(24) or not answer.proved
    if "time_limit" in set(answer.levels["status"]):
        assert not answer.reproducible


def test_a_clock_that_runs_out_between_the_levels_leaves_a_plan_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += 40.0

    clock = ticks()
    monkeypatch.setattr(whole_file.time, "monotonic", lambda: next(clock))
    answer = solved(time_limit_seconds=60.0).or_raise()
    assert answer.seats_served == 12
    assert not answer.reproducible


class Absent(pulp.LpSolver):
    """A solver without its program or licence."""

    name = "absent"

    def available(self) -> bool:
        return False

    def actualSolve(self, lp: Any, **options: Any) -> Any:
        raise FileNotFoundError("/somewhere/private/solver")


class Lost(Absent):
    """One that says it is there."""

    name = "lost"

    def available(self) -> bool:
        return True


class Garbled(Lost):
    """One whose file of answers ends in the midst of a number."""

    name = "garbled"

    def actualSolve(self, lp: Any, **options: Any) -> Any:
        raise ValueError("could not convert /somewhere/private to float")


class Raising(Absent):
    """One that raises what it is given, when asked whether it is there or once it runs."""

    name = "raising"

    def __init__(self, there: BaseException | None = None, runs: BaseException | None = None) -> None:
        super().__init__()
        self.there, self.runs = there, runs

    def available(self) -> bool:
        if self.there is not None:
            raise self.there
        return True

    def actualSolve(self, lp: Any, **options: Any) -> Any:
        raise self.runs or FileNotFoundError("/somewhere/private/solver")


class Blank(pulp.HiGHS):
    """One that says it has solved it, with values that are no numbers."""

    def findSolutionValues(self, lp: Any) -> Any:
        found = super().findSolutionValues(lp)
        for column in lp.variables():
            column.varValue = math.nan
        return found


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Absent, "the solver absent is not available here: install it, or leave solver out"),
        (Lost, "the solver lost did not run to its end .FileNotFoundError.: run it by itself, or leave"),
        (Garbled, "the solver garbled did not run to its end .ValueError."),
        (partial(str, "HiGHS"), "solver is no PuLP solver: found str"),
        (partial(Blank, msg=False), "could be trusted"),
    ],
    ids=["absent", "lost", "garbled", "a word", "blank"],
)
def test_a_solver_that_is_not_there_or_fails_is_one_error_that_says_what_to_do(
    make: Any, says: str, whole: bool
) -> None:
    with pytest.raises(SolverError, match=says) as caught:
        solved(whole=whole, solver=make())
    assert "private" not in str(caught.value)


@pytest.mark.parametrize(
    "error", [KeyError("private"), UnicodeDecodeError("utf-8", b"", 0, 1, "private"), CalledProcessError(1, "private")]
)
def test_each_way_in_which_solvers_of_others_fail_is_one_error_without_their_words(error: Exception) -> None:
    with pytest.raises(SolverError, match=f"did not run to its end .{type(error).__name__}") as caught:
        solved(whole=False, solver=Raising(runs=error))
    assert "private" not in str(caught.value)


@pytest.mark.parametrize("error", [NotImplementedError(), PermissionError("private")])
def test_a_solver_that_cannot_say_whether_it_is_there_is_tried(error: Exception) -> None:
    with pytest.raises(SolverError, match="did not run to its end"):
        solved(whole=False, solver=Raising(there=error))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), AttributeError("a slip"), AssertionError()])
@pytest.mark.parametrize("when", ["there", "runs"])
def test_what_is_no_failure_of_a_solver_is_never_swallowed(error: BaseException, when: str) -> None:
    with pytest.raises(type(error)):
        solved(whole=False, solver=Raising(**{when: error}))


#: What is left by a program that is started in the solver's place: nothing at all, or half an answer.
DEATHS = {
    "it fails": "exit 3",
    "it is killed": "kill -9 $$",
    "it writes nothing": "exit 0",
    "it is killed while writing": 'for a in "$@"; do case $a in *.sol) echo "Optimal - 3" >$a;; esac; done; kill -9 $$',
}


@pytest.mark.parametrize(
    ("command", "dies"), [*(("COIN_CMD", how) for how in DEATHS), ("GLPK_CMD", "it writes nothing")]
)
def test_a_solver_that_dies_in_the_middle_leaves_an_error_and_no_plan(command: str, dies: str, tmp_path: Path) -> None:
    program = tmp_path / "solver"
    program.write_text(f"#!/bin/sh\n{DEATHS[dies]}\n", encoding="utf-8")
    program.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # PuLP leaves its way to nowhere open
        said = failure_of(getattr(pulp, command)(path=str(program), msg=False))
        gc.collect()
    assert re.search("did not run to its end|could be trusted", said)
    assert str(tmp_path) not in said


def failure_of(solver: Any) -> str:
    """What is said where this solver fails."""
    with pytest.raises(SolverError) as caught:
        solved(whole=False, solver=solver)
    return str(caught.value)
