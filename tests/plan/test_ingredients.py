"""The ingredients of a plan are its budget again: the same dollars, by kind of thing and by who bears them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from hitdesign.measurement import program_costs
from hitdesign.plan.budget_lines import budget_lines
from hitdesign.plan.ingredients import plan_ingredients
from plan.test_budget import plans


@pytest.mark.parametrize("number", range(2))
def test_the_dollars_are_those_of_the_budget_to_the_cent(number: int) -> None:
    plan = plans()[number]
    costs = program_costs(plan_ingredients(plan), perspective="society")
    assert costs.total.value == pytest.approx(budget_lines(plan, codes=())["dollars"].sum(), abs=0.005)
    assert "space" in costs.not_counted, "a plan knows no rent"


def test_what_is_the_districts_own_is_a_choice() -> None:
    plan = plans()[0]
    programs = set(budget_lines(plan, codes=())["program"])
    assert set(plan_ingredients(plan, own_programs=programs)["paid_by"]) == {"district"}
    assert set(plan_ingredients(plan, own_programs=())["paid_by"]) == {"grant"}


def lines(**pay: Any) -> pd.DataFrame:
    """A budget of one line, of a pool that is paid so."""
    row = {"account": "", "stream_id": "s", "program": "general_fund", "school_id": "1", "fiscal_year": "", "month": ""}
    return pd.DataFrame([{**row, "fte": 0.0, **pay}])


def pool(**said: Any) -> SimpleNamespace:
    own = {"pool_id": "aides", "pay": "hourly", "benefits_rate": 0.25, "paid_preparation_share": 0.5, **said}
    return SimpleNamespace(facts=SimpleNamespace(tutors=pd.DataFrame([own])))


def test_pay_is_teaching_preparation_and_benefits(monkeypatch: pytest.MonkeyPatch) -> None:
    """90 paid hours are 60 of teaching and 30 of preparation; $2,250 are $1,800 of wages and $450 of benefits."""
    budget = lines(cost_kind="labour", pool_id="aides", paid_hours=90.0, dollars=2250.0)
    monkeypatch.setattr("hitdesign.plan.ingredients.budget_lines", lambda plan, codes: budget)
    plan: Any = pool()
    found = plan_ingredients(plan).set_index("category")
    assert found["quantity"].to_dict() == {"staff": 60.0, "preparation": 30.0, "benefits": 90.0}
    assert (found["quantity"] * found["price_dollars"]).to_dict() == {
        "staff": 1200.0,
        "preparation": 600.0,
        "benefits": 450.0,
    }


def test_what_a_contract_bills_by_the_seat_is_staff_and_materials_are_materials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget = lines(cost_kind="seat", pool_id="aides", paid_hours=float("nan"), dollars=700.0)
    monkeypatch.setattr("hitdesign.plan.ingredients.budget_lines", lambda plan, codes: budget)
    own, bought = pool(), pool(pay="contract")
    assert [plan_ingredients(one)["category"].tolist() for one in (own, bought)] == [["materials"], ["staff"]]
