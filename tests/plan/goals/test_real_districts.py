"""Forecast and goals of real districts: equal to the plan's own numbers, whole in every column. Long."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import hitdesign as hit
from hitdesign.allocation.level_evaluate import evaluate
from hitdesign.evidence.goal_templates import Family
from hitdesign.plan.forecast.forecast import forecast_of
from hitdesign.plan.goals.goals import goals_of
from real.known import CARRIED, PUBLISHED

pytestmark = pytest.mark.slow


def made(name: str, data: Path) -> tuple[hit.District, hit.Policy]:
    """The district, from the repository or from its published file."""
    return CARRIED[name][1]() if name in CARRIED else PUBLISHED[name][1](data)


@pytest.mark.parametrize("name", ["Detroit", "Durham", "Chicago"])
def test_forecast_and_goals_of_a_real_district_agree_with_its_plan(name: str, shared_data: Path) -> None:
    district, policy = made(name, shared_data)
    near = policy.model_copy(update={"gap": 0.01})
    plan = hit.design(district, near, rank_assumptions=False).or_raise()
    forecast = forecast_of(plan)
    level = evaluate(plan.allocation, plan.allocation.formulation, ["expected_learning"]).iloc[0]
    total = forecast.totals.set_index("dosage").loc["expected"]
    for column, end in (("value", ""), ("low", "_low"), ("high", "_high")):
        assert total[f"total_sd{end}"] == pytest.approx(level[column], rel=1e-12)
    spending = plan.allocation.spending["not_to_exceed_dollars"].sum()
    for table in (forecast.costs, forecast.rows):
        assert round(float(table["not_to_exceed_dollars"].sum() - spending), 2) == 0
    goals = goals_of(plan, forecast)
    assert {one.family for one in goals.goals} == set(get_args(Family))
    for one in goals.goals:
        assert one.due is not None
        assert one.why
        assert one.reachable == "yes" or one.would
