"""The whole-number plan's level 1 over the linear program's time: solving only, in one run.

The linear program's time is that of `linear.py`'s floor: the faster of HiGHS's simplex and interior point on the
level-1 matrix, as arrays. Over it stands the first `solve_whole` that `hit.allocate` calls, with the policy's gap as
target; its own linear program, its bound and its checks are in its time, the timetable is not. Then the same call with
a time limit of 10, 30, 60 and 120 times the linear program's time, and the gap that was reached by then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import cities
from bench import METHODS, Spent, clocked, fastest, markdown, options, publish, time_bare
from linear import warm_up

import hitdesign as hit
from hitdesign.allocation import whole_answer
from hitdesign.solving.standard import arrays_of

TIMES = (10, 30, 60, 120)
#: The gap that is asked for, by schools; and the most times the linear program's time that it may take.
TARGETS = {cities.DETROIT_SCHOOLS: (0.001, 30), cities.NEW_YORK_SCHOOLS: (0.005, 60)}
#: With a time limit: no gap at which to stop, so that the limit decides.
NO_TARGET = 1e-6


class _Enough(BaseException):
    """Raised after the first solve, so that nothing behind it is run."""


@dataclass
class Solve:
    """The first solve of a whole plan: its time, value and gap of level 1 (NaN without a plan)."""

    seconds: float
    processor: float
    value: float
    gap: float


def first_solve(district: hit.District, recommendation: Any, policy: hit.Policy) -> Solve:
    """The call of `solve_whole` that `hit.allocate` makes, timed; what would follow it is left out."""
    real, found = whole_answer.solve_whole, []

    def once(*args: Any, **kwargs: Any) -> None:
        spent, answer = clocked(lambda: real(*args, **kwargs))
        level = answer.levels[0]
        nothing = answer.values is None
        found.append(Solve(*spent, *((math.nan, math.nan) if nothing else (level.value, level.gap))))
        raise _Enough

    whole_answer.solve_whole = once
    try:
        with suppress(_Enough):
            hit.allocate(district, recommendation=recommendation, policy=policy, levels=1)
    finally:
        whole_answer.solve_whole = real
    return found[0]


def linear_spent(district: hit.District, recommendation: Any, runs: int) -> tuple[float, float]:
    """Seconds of the bare linear program, median of the faster method, and its value."""
    call = partial(hit.allocate, district, recommendation=recommendation, whole=False, levels=1)
    spent, answer = clocked(call)
    program = answer.or_raise().formulation.program
    arrays = arrays_of(program, program.levels[0], relaxed=True)
    times: dict[str, list[Spent]] = {method: [] for method in METHODS}
    for _ in range(runs):
        time_bare(arrays, times, spent)
    return fastest(times.values()).clock, answer.value


def lines_of(schools: int, *, marks: bool, runs: int, times: Sequence[int]) -> list[tuple[object, ...]]:
    """One line for the target, one for each time limit."""
    district = cities.district_of(schools, marks=marks)
    name = f"{district.name}, {'with marks' if marks else 'plain'}"
    recommendation = hit.recommend(district)
    unit, bound = linear_spent(district, recommendation, runs)
    gap, most = TARGETS.get(schools, (0.001, 30))
    lines = []
    for limit in (None, *times):
        seconds = None if limit is None else limit * unit
        policy = hit.Policy(gap=gap if limit is None else NO_TARGET, time_limit_seconds=seconds)
        solve = first_solve(district, recommendation, policy)
        asked = f"gap {gap:.1%} within {most} x" if limit is None else f"stop at {limit} x"
        reached, below = "no plan", "-"
        if not math.isnan(solve.gap):
            reached, below = f"{solve.gap:.4%}", f"{(bound - solve.value) / max(1.0, bound):.4%}"
        lines.append((name, asked, unit, solve.seconds, f"**{solve.seconds / unit:.1f}**", reached, below))
    return lines


def main() -> None:
    asked = options(
        __doc__, schools=(cities.DETROIT_SCHOOLS, cities.NEW_YORK_SCHOOLS), runs=5, times=TIMES, marks=(0, 1)
    )
    warm_up()
    rows = []
    for schools in asked.schools:
        for marks in map(bool, asked.marks):
            rows += lines_of(schools, marks=marks, runs=asked.runs, times=asked.times)
    head = ("district", "asked", "LP, seconds", "whole, seconds", "ratio", "gap reached", "below the LP")
    publish(asked.out, "whole", "Whole numbers, level 1, solving only", markdown(head, rows))


if __name__ == "__main__":
    main()
