"""Two solvers that share no code agree: CBC, which PuLP 3 brings along, and HiGHS."""

from __future__ import annotations

import os
import warnings
from typing import Any

import pulp
import pytest

from hitdesign.allocation.whole import whole_program
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
from laws.districts import asked, case_of

DISTRICTS = {"dev": 5, "ci": 20, "nightly": 500}[os.environ.get("HITDESIGN_TESTS", "dev")]


def cbc_of_pulp() -> Any:
    """The CBC that PuLP 3 brings along (it warns that PuLP 4 will not), or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make = getattr(pulp, "PULP_CBC_CMD", None)
        solver = make(msg=False) if make is not None else None
    return solver if solver is not None and solver.available() else None


CBC = cbc_of_pulp()
pytestmark = pytest.mark.skipif(CBC is None, reason="this PuLP brings no CBC along")


def test_cbc_and_highs_reach_the_same_value_of_every_district() -> None:
    for seed in range(DISTRICTS):
        program = asked(case_of(90_000 + seed)).formulation().program
        if not program.n_columns:
            continue  # nobody may be taught anywhere: there is nothing to hand to a solver
        ours, theirs = solve_linear(program, levels=1), solve_linear(program, levels=1, solver=CBC)
        assert ours.status == theirs.status, seed
        if ours.values is not None:
            value = ours.levels[0].value
            assert abs(value - theirs.levels[0].value) <= 1e-6 * max(1.0, abs(value)), seed


def test_cbc_and_highs_reach_the_same_value_in_whole_numbers() -> None:
    for seed in range(max(3, DISTRICTS // 4)):
        program = whole_program(asked(case_of(91_000 + seed)).formulation()).program
        if not program.n_columns:
            continue
        ours, theirs = solve_whole(program, levels=1), solve_whole(program, levels=1, solver=CBC)
        assert (ours.values is None) == (theirs.values is None), seed
        if ours.values is not None:
            assert abs(ours.levels[0].value - theirs.levels[0].value) <= 1e-6 * max(1.0, abs(ours.levels[0].value)), (
                seed
            )
