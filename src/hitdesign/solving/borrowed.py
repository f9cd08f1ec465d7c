"""Somebody else's solver: whether it is one and is there, and what is said where it fails.

What it said itself is left out of every message: it may hold paths, and a file that it wrote holds the whole program.
"""

from __future__ import annotations

import subprocess
from typing import Any

from hitdesign.errors import SolverError

#: What solvers that PuLP starts raise beside its own errors: a word that PuLP does not know, half a file of answers, no
#: such program, killed.
FAILURES = (LookupError, ValueError, OSError, subprocess.SubprocessError)
#: What asking whether a solver is there may raise: PuLP's base class cannot say, some start a program to find out.
CANNOT_SAY = (NotImplementedError, OSError)
#: What always helps.
REMEDY = "leave solver out to use HiGHS, which comes with this library"


def check_usable(solver: Any) -> None:
    """Raise SolverError where this is no PuLP solver, or one whose program or licence is not there."""
    if not callable(getattr(solver, "actualSolve", None)):
        found = type(solver).__name__
        raise SolverError(f"solver is no PuLP solver: found {found}. Pass an object such as pulp.HiGHS(), or {REMEDY}")
    if not _available(solver):
        raise SolverError(f"the solver {solver.name} is not available here: install it, or {REMEDY}")


def _available(solver: Any) -> bool:
    """The solver's own word; one that has none, or fails to say, is tried."""
    try:
        return bool(solver.available())
    except CANNOT_SAY:
        return True


def did_not_run(solver: Any, error: Exception) -> SolverError:
    """The error for a solver that could not be started, died, or left no answer that can be read.

    >>> from types import SimpleNamespace
    >>> str(did_not_run(SimpleNamespace(name="CBC"), OSError("/home"))).partition(":")[0]
    'the solver CBC did not run to its end (OSError)'
    """
    what = type(error).__name__
    return SolverError(f"the solver {solver.name} did not run to its end ({what}): run it by itself, or {REMEDY}")
