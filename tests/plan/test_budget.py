"""The budget adds up to the plan to the cent, month by month and stream by stream, in the district's accounts."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.account_codes import AccountCode
from hitdesign.errors import InputError
from hitdesign.plan.accounts import accounts_of
from hitdesign.plan.budget_lines import budget_lines, payroll_shares
from hitdesign.plan.cash import cash_flow, spend_down
from hitdesign.plan.months import fiscal_years, spread
from laws.districts import asked, case_of
from laws.solved import plan_of

TRIED = {"dev": 3, "brief": 2, "ci": 3, "nightly": 300}[os.environ.get("HITDESIGN_TESTS", "dev")]
FEATURES = ("indirect", "salaried", "contracts", "materials", "windows", "terms", "marks", "blocks")


@cache
def plans() -> list[Any]:
    """Whole plans of small districts that spend something, with what the budget reads of a plan."""
    found: list[Any] = []
    seed = 40
    while len(found) < TRIED:
        seed += 1
        case = case_of(seed, [name for n, name in enumerate(FEATURES) if (seed + n) % 3])
        allocation = plan_of(case)
        if isinstance(allocation, Allocation) and allocation.spending["not_to_exceed_dollars"].sum() > 0:
            found.append(
                SimpleNamespace(
                    allocation=allocation, facts=asked(case).facts, evidence=case.evidence, district=case.district
                )
            )
    return found


@pytest.fixture(params=range(TRIED))
def plan(request: pytest.FixtureRequest) -> Any:
    return plans()[request.param]


def by_stream(table: pd.DataFrame, column: str) -> dict[str, int]:
    return table.groupby("stream_id")[column].sum().mul(100).round().astype(int).to_dict()


def planned(plan: Any) -> dict[str, int]:
    spending = plan.allocation.spending
    return by_stream(spending[spending["not_to_exceed_dollars"] > 0], "not_to_exceed_dollars")


def test_lines_add_up_to_each_streams_dollars_to_the_cent(plan: Any) -> None:
    lines = budget_lines(plan)
    assert by_stream(lines, "dollars") == planned(plan)
    direct = lines[lines["cost_kind"] != "indirect"]
    assert round(direct["dollars"].sum(), 2) == round(plan.allocation.charges["dollars"].sum(), 2)
    assert (100 * lines["dollars"]).round(6).mod(1).eq(0).all()


def test_paid_hours_and_fte_are_those_of_the_plans_own_people(plan: Any) -> None:
    lines = budget_lines(plan, full_time_hours=1000)
    pay = plan.facts.tutors.set_index("pool_id")["pay"]
    groups, staff = plan.allocation.groups, plan.allocation.staff
    own = groups[groups["pool_id"].map(pay) != "contract"]["paid_hours"].sum() + staff["idle_hours"].sum()
    costly = lines["paid_hours"].sum()
    assert costly <= own + 1e-6
    assert lines["fte"].sum() == pytest.approx(costly / 1000)
    assert lines.loc[lines["pool_id"].map(pay) == "contract", "fte"].isna().all()


def test_what_is_encumbered_and_what_is_paid_both_come_to_the_plan(plan: Any) -> None:
    for months in (0, 2):
        flow = cash_flow(plan, paid_after_months=months)
        assert by_stream(flow, "encumbered_dollars") == planned(plan)
        assert by_stream(flow, "paid_dollars") == planned(plan)
        last = flow.groupby("stream_id").last()
        assert (last["still_encumbered_dollars"] == 0).all()
        assert (flow["still_encumbered_dollars"] >= -1e-9).all()


def test_streams_share_each_payroll_whole(plan: Any) -> None:
    shares = payroll_shares(plan)
    assert np.allclose(shares.groupby(["pool_id", "school_id"])["share"].sum(), 1.0)


def test_what_is_left_of_a_stream_is_said_with_its_last_day(plan: Any) -> None:
    table = spend_down(plan)
    assert (table["planned_dollars"] + table["left_dollars"] - table["available_dollars"]).abs().max() < 0.005
    for row in table.itertuples():
        assert (row.obligate_by in row.sentence) == (row.left_dollars >= 1)


def test_an_amount_falls_on_its_months_by_days_and_adds_up() -> None:
    first, last = (np.array(["2026-09-15", "2026-12-01"], "M8[D]"), np.array(["2027-01-10", "2026-12-31"], "M8[D]"))
    months = spread(first.astype(np.int64), last.astype(np.int64), np.array([10_001, 7]))
    assert months.groupby("row")["cents"].sum().tolist() == [10_001, 7]
    assert months["row"].tolist() == [0, 0, 0, 0, 0, 1]
    days = 16 + 31 + 30 + 31 + 10
    assert months["share"].tolist() == pytest.approx([16 / days, 31 / days, 30 / days, 31 / days, 10 / days, 1.0])


def test_a_fiscal_year_that_ends_in_june_splits_the_summer() -> None:
    months = np.array(["2027-06-01", "2027-07-01", "2027-12-01"], "M8[D]").astype(np.int64)
    assert fiscal_years(months, "06-30").tolist() == ["2026-27", "2027-28", "2027-28"]
    assert fiscal_years(months, "12-31").tolist() == ["2027", "2027", "2027"]


def test_accounts_follow_the_districts_template_and_show_what_has_no_code() -> None:
    lines = pd.DataFrame({"stream_id": ["t1", "gf"], "cost_kind": ["labour", "seat"], "school_id": ["01", "02"]})
    codes = [
        AccountCode(part="template", code="{stream_id}-{cost_kind}-{school_id}"),
        AccountCode(part="stream_id", value="t1", code="310"),
        AccountCode(part="stream_id", value="*", code="100"),
        AccountCode(part="cost_kind", value="labour", code="1120"),
    ]
    assert accounts_of(lines, codes).tolist() == ["310-1120-01", "100-?-02"]
    assert accounts_of(lines, []).tolist() == ["", ""]


def test_a_template_that_names_no_part_of_a_line_is_refused() -> None:
    lines = pd.DataFrame({"stream_id": ["t1"]})
    with pytest.raises(InputError, match="fund_code"):
        accounts_of(lines, [AccountCode(part="template", code="{fund_code}")])


def test_a_plan_that_pays_nothing_has_a_budget_without_lines() -> None:
    plan = plans()[0]
    allocation = plan.allocation
    nothing = allocation.spending.assign(not_to_exceed_dollars=0.0)
    empty = SimpleNamespace(
        **{**vars(plan), "allocation": replace(allocation, charges=allocation.charges[:0], spending=nothing)}
    )
    assert budget_lines(empty)["dollars"].sum() == 0 == len(payroll_shares(empty)) == len(cash_flow(empty))
    assert spend_down(empty)["planned_dollars"].eq(0).all()
    assert spend_down(empty)["last_payment"].eq("").all()
