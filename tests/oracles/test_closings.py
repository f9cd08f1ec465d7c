"""Where days are without tutoring, the plainly written form walks day by day and finds what we find."""

from __future__ import annotations

import os

import pytest

from hitdesign.solving.linear import solve_linear
from hitdesign.solving.program import Program
from laws.closings import closed_case
from laws.districts import asked
from laws.tight import tight
from oracles.test_brute import judged
from oracles.test_plain import agree_as_fractions
from oracles.test_together import by_seats

pytestmark = pytest.mark.once

#: Districts held against the plain form, and tiny ones of which all plans are tried.
PLAIN, TINY = {"nightly": (1500, 600)}.get(os.environ.get("HITDESIGN_TESTS", "dev"), (5, 2))
FIRST, FIRST_TINY = 103, 112


def optimum(program: Program) -> float:
    """The linear value of the first level; minus one where nothing can be kept."""
    answer = solve_linear(program, levels=1)
    return -1.0 if answer.values is None else answer.levels[0].value


def test_weeks_dates_and_costs_after_the_calendar_are_those_of_a_walk_day_by_day() -> None:
    moved = 0
    for seed in range(FIRST, FIRST + PLAIN):
        given = tight(seed)
        formulation = agree_as_fractions(asked(closed_case(given, seed)))
        before, after = optimum(asked(given).formulation().program), optimum(formulation.program)
        moved += before != pytest.approx(after)
    assert moved > PLAIN / 8


def test_the_best_plan_of_a_tiny_district_with_closings_is_the_best_of_all_plans() -> None:
    found = [judged(by_seats(closed_case(tight(seed), seed))) for seed in range(FIRST_TINY, FIRST_TINY + TINY)]
    assert found.count("same") >= 0.5 * len(found), found
    assert found.count("unproved") <= 0.05 * len(found) + 1, found
