"""Whole cents: rounding a plan's dollars takes no stream beyond what it has, where another may pay the cent."""

from __future__ import annotations

import os

import pytest

from hitdesign.allocation.allocation import Allocation
from laws.districts import case_of
from laws.solved import plan_of

TRIED = {"dev": 4, "brief": 3, "ci": 8, "nightly": 600}[os.environ.get("HITDESIGN_TESTS", "dev")]


@pytest.mark.parametrize("seed", [130_041, *range(140_000, 140_000 + TRIED)])
def test_an_optimal_plan_with_a_week_is_proved_to_the_cent(seed: int) -> None:
    """130,041: the one stream with a cent left may not pay where the cent is due; another hands it on."""
    plan = plan_of(case_of(seed), levels=1)
    if isinstance(plan, Allocation) and not plan.timetable.empty:
        assert plan.audit() == []
        assert (plan.spending["unspent_dollars"] >= 0).all()
        assert plan.proved == (plan.status == "optimal" or plan.levels["gap"].iloc[0] <= 1e-9)
