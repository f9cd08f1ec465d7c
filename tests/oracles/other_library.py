"""The plain form solved by another house: OR-Tools' MathOpt, with GLOP for fractions and SCIP for whole numbers.

Neither HiGHS nor PuLP has a part in it. OR-Tools brings a HiGHS of its own under the name of highspy's, and the two do
not stand each other in one process: so this file is also a script, which reads programs line by line and answers each.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oracles.plain import Lines


@dataclass(frozen=True)
class Found:
    """How a search ended: optimal, infeasible, or stopped with a value (minus infinity: none) and a bound."""

    status: str
    value: float
    bound: float


class OtherLibrary:
    """A process that holds OR-Tools and no HiGHS of ours."""

    def __init__(self, asked: IO[str], answered: IO[str]) -> None:
        self.asked, self.answered = asked, answered

    def solve(self, lines: Lines, *, seconds: float = 20.0, gap: float = 0.0) -> Found:
        """The program maximised; with whole numbers it may end at a gap, or at the end of its time."""
        rows = [(list(terms.items()), low, high) for terms, low, high, _ in lines.rows]
        program = {"upper": lines.upper, "whole": lines.whole, "value": lines.value, "rows": rows}
        self.asked.write(json.dumps({"program": program, "seconds": seconds, "gap": gap}) + "\n")
        self.asked.flush()
        return Found(**json.loads(self.answered.readline()))


@contextmanager
def other_library() -> Iterator[OtherLibrary]:
    """The process, until the end of the block."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        yield OtherLibrary(child.stdin, child.stdout)
        child.stdin.close()


def _solved(program: dict[str, Any], seconds: float, gap: float) -> Found:
    from ortools.math_opt.python import mathopt

    model, whole, end = mathopt.Model(), any(program["whole"]), mathopt.TerminationReason
    limits = zip(program["upper"], program["whole"], strict=True)
    own = [model.add_variable(lb=0.0, ub=most, is_integer=integer) for most, integer in limits]
    for terms, low, high in program["rows"]:
        row = model.add_linear_constraint(lb=low, ub=high)
        for variable, coefficient in terms:
            row.set_coefficient(own[variable], coefficient)
    model.maximize(mathopt.fast_sum(value * one for value, one in zip(program["value"], own, strict=True) if value))
    settings = {"relative_gap_tolerance": gap, "absolute_gap_tolerance": 1e-7} if whole else {}
    given = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds), threads=1, **settings)
    answer = mathopt.solve(model, mathopt.SolverType.GSCIP if whole else mathopt.SolverType.GLOP, params=given)
    reason = answer.termination.reason
    if reason in (end.INFEASIBLE, end.INFEASIBLE_OR_UNBOUNDED):  # no variable of a value is unlimited
        return Found("infeasible", math.nan, math.nan)
    assert reason in (end.OPTIMAL, end.FEASIBLE, end.NO_SOLUTION_FOUND), answer.termination
    value = answer.objective_value() if answer.has_primal_feasible_solution() else -math.inf
    return Found("optimal" if reason == end.OPTIMAL else "stopped", value, answer.best_objective_bound())


def _serve() -> None:
    for line in sys.stdin:
        print(json.dumps(vars(_solved(**json.loads(line)))), flush=True)


if __name__ == "__main__":
    _serve()
