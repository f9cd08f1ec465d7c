"""Instances that others have published with their optimum, solved as linear programs and in whole numbers.

Transport and assignment have a whole optimum among the linear ones, so both ways must end at the published number; for
the generalised assignment problem the linear value is only a bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pulp
import pytest

from hitdesign.solving.check import violations
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole
from solving.test_linear import dense


class Classic(NamedTuple):
    """A published instance: its program in whole numbers, its optimum, and whether the linear value is the same."""

    program: Callable[[], Program]
    optimum: float
    source: str
    linear_too: bool = True


def transport(cost, supply, demand):
    """At most each supply, at least each demand."""
    cost = np.array(cost, dtype=float)
    sources, sinks = cost.shape
    rows = [np.kron(np.eye(sources)[i], np.ones(sinks)) for i in range(sources)]
    rows += [np.tile(np.eye(sinks)[j], sources) for j in range(sinks)]
    return dense(cost.ravel(), rows, ["<="] * sources + [">="] * sinks, [*supply, *demand], whole=True)


def assignment(cost, *, aim="min"):
    """Each of the columns once, each of the rows at most once."""
    cost = np.array(cost, dtype=float)
    workers, tasks = cost.shape
    rows = [np.kron(np.eye(workers)[i], np.ones(tasks)) for i in range(workers)]
    rows += [np.tile(np.eye(tasks)[j], workers) for j in range(tasks)]
    return dense(
        cost.ravel(), rows, ["<="] * workers + ["="] * tasks, np.ones(workers + tasks), aim=aim, upper=1, whole=True
    )


def generalised_assignment(profit, use, room):
    """Each job to one agent, within each agent's room."""
    agents = len(room)
    profit, use = (np.array(text.split(), dtype=float).reshape(agents, -1) for text in (profit, use))
    jobs = profit.shape[1]
    once = [np.tile(np.eye(jobs)[job], agents) for job in range(jobs)]
    rooms = [np.kron(np.eye(agents)[agent], np.ones(jobs)) * use.ravel() for agent in range(agents)]
    senses, limits = ["="] * jobs + ["<="] * agents, [*np.ones(jobs), *room]
    return dense(profit.ravel(), [*once, *rooms], senses, limits, aim="max", upper=1, whole=True)


#: Agents, jobs: profits and resources of c515-1.
GAP_PROFIT = """
17 21 22 18 24 15 20 18 19 18 16 22 24 24 16 23 16 21 16 17 16 19 25 18 21 17 15 25 17 24
16 20 16 25 24 16 17 19 19 18 20 16 17 21 24 19 19 22 22 20 16 19 17 21 19 25 23 25 25 25
18 19 15 15 21 25 16 16 23 15 22 17 19 22 24"""
GAP_USE = """
8 15 14 23 8 16 8 25 9 17 25 15 10 8 24 15 7 23 22 11 11 12 10 17 16 7 16 10 18 22
21 20 6 22 24 10 24 9 21 14 11 14 11 19 16 20 11 8 14 9 5 6 19 19 7 6 6 13 9 18
8 13 13 13 10 20 25 16 16 17 10 10 5 12 23"""

CLASSICS = {
    "transport of Dantzig": Classic(
        lambda: transport(0.09 * np.array([[2.5, 1.7, 1.8], [2.5, 1.8, 1.4]]), [350, 600], [325, 300, 275]),
        153.675,
        "Dantzig, Linear Programming and Extensions (1963), chapter 3-3; trnsport in the GAMS library",
    ),
    "transport of Winston": Classic(
        lambda: transport([[8, 6, 10, 9], [9, 12, 13, 7], [14, 9, 16, 5]], [35, 50, 40], [45, 20, 30, 30]),
        1020,
        "Winston, Operations Research: Applications and Algorithms, section 7.1, Powerco",
    ),
    "assignment of the OR-Tools guide": Classic(
        lambda: assignment([[90, 80, 75, 70], [35, 85, 55, 65], [125, 95, 90, 95], [45, 110, 95, 115],
                            [50, 100, 90, 100]]),
        265,
        "Google OR-Tools, Solving an Assignment Problem: developers.google.com/optimization/assignment",
    ),
    "assignment of Project Euler": Classic(
        lambda: assignment([[7, 53, 183, 439, 863], [497, 383, 563, 79, 973], [287, 63, 343, 169, 583],
                            [627, 343, 773, 959, 943], [767, 473, 103, 699, 303]], aim="max"),
        3315,
        "Project Euler, problem 345, the matrix sum of its example: projecteuler.net/problem=345",
    ),
    "generalised assignment of the OR-Library": Classic(
        lambda: generalised_assignment(GAP_PROFIT, GAP_USE, [36, 34, 38, 27, 33]),
        336,
        "Beasley, OR-Library, gap1, the first problem (c515-1), a maximisation",
        linear_too=False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("solver", [None, pulp.HiGHS(msg=False)], ids=["ours", "PuLP's HiGHS"])
@pytest.mark.parametrize("name", CLASSICS)
def test_the_published_optimum_is_found_in_whole_numbers(name, solver):
    classic = CLASSICS[name]
    program = classic.program()
    answer = solve_whole(program, solver=solver)
    assert answer.levels[0].value == pytest.approx(classic.optimum, rel=1e-9)
    assert np.array_equal(answer.values, np.round(answer.values))
    assert violations(program, answer.values, 1e-9).empty
    if solver is None:
        assert answer.status == "optimal"
        assert answer.levels[0].bound == pytest.approx(classic.optimum, rel=1e-9)


@pytest.mark.parametrize("solver", [None, pulp.HiGHS(msg=False)], ids=["ours", "PuLP's HiGHS"])
@pytest.mark.parametrize("name", CLASSICS)
def test_the_linear_value_is_the_published_optimum_or_its_bound(name, solver):
    classic = CLASSICS[name]
    program = classic.program()
    answer = solve_linear(program, solver=solver)
    assert answer.certificate.holds
    value, sign = answer.levels[0].value, program.levels[0].sign
    assert sign * value <= sign * classic.optimum + 1e-6
    assert (value == pytest.approx(classic.optimum, rel=1e-9)) == classic.linear_too
