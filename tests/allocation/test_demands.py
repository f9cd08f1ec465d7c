"""Whole answers where awards demand something: who pays first, whose match, what stays unspent, the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from allocation.two_schools import block, case, cohort, model, pool, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import audit
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.policy import Policy
from laws.solved import plan_of

ENOUGH = (pool(tutors=9),)


def answer(*, whole: bool = True, **tables: Any) -> Allocation:
    """The proved plan of a case whose audit finds nothing."""
    found = plan_of(case(**{"tutors": ENOUGH, **tables}), whole=whole)
    assert isinstance(found, Allocation)
    assert found.proved
    assert audit(found, found.formulation) == []
    return found


def paid(found: Allocation) -> dict[str, float]:
    """Dollars by stream."""
    return found.charges.groupby("stream_id")["dollars"].sum().to_dict()


@pytest.fixture(scope="module")
def matched() -> Allocation:
    """A grant that needs a quarter from others, and 300 local dollars."""
    grant = stream("grant", award=5000, match_share_of_total=0.25)
    return answer(funding=(grant, stream("local", "local", award=300)))


def test_a_grant_pays_as_far_as_its_match_goes(matched: Allocation) -> None:
    """Five groups cost 1200 dollars, of which 300 are a quarter."""
    assert paid(matched) == {"grant": 900, "local": 300}
    whose = matched.charges.groupby("match_for")["dollars"].sum()
    assert whose.to_dict() == {"": 900, "grant": 300}


def test_who_stays_without_a_seat_for_want_of_match_is_told_that_money_is_used_up(matched: Allocation) -> None:
    assert set(matched.unserved["limit"]) == {"budget"}


def test_the_audit_recomputes_match_from_the_charges(matched: Allocation) -> None:
    for change in ({"match_for": ""}, {"match_for": "local"}):
        found = audit(replace(matched, charges=matched.charges.assign(**change)), matched.formulation)
        assert any(text.startswith("match: ") for text in found), found
    more = matched.charges.copy()
    more.loc[more["match_for"] == "grant", "dollars"] -= 1
    more.loc[more["stream_id"] == "grant", "dollars"] += 1 / (more["stream_id"] == "grant").sum()
    found = audit(replace(matched, charges=more), matched.formulation)
    assert any(text.startswith("match: ") for text in found), found


def test_a_grant_without_match_pays_nothing_and_says_why() -> None:
    alone = answer(funding=(stream("grant", match_share_of_total=0.25),))
    assert alone.seats_served == 0
    assert "match" in alone.spending["pays_nothing_because"].iloc[0]


def test_match_that_nobody_knows_not_to_be_federal_is_an_open_check() -> None:
    found = answer(funding=(stream("grant", match_share_of_total=0.25, match_source="money"), stream("money")))
    assert any("not known to be other than federal" in check for check in found.open_checks)


def test_no_demand_of_these_is_called_not_enforced() -> None:
    grant = stream("grant", match_share_of_total=0.25, minimum_spend_dollars=100)
    found = answer(funding=(grant, stream("local", "local", award=300)))
    assert not any("Not enforced" in check for check in found.open_checks)


def test_a_minimum_draws_spending_from_another_stream_and_costs_no_seat() -> None:
    """The order of use alone would take from the earlier one."""
    early = stream("early", obligate_by=date(2027, 1, 31), award=2000)
    late = stream("late", award=2000)
    free = answer(funding=(early, late))
    assert paid(free) == {"early": 1680}
    least = answer(funding=(early, late.model_copy(update={"minimum_spend_dollars": 700})))
    assert paid(least) == {"early": 980, "late": 700}
    assert least.seats_served == free.seats_served
    assert least.spending.set_index("stream_id")["short_of_minimum_dollars"]["late"] == 0


def test_money_that_fits_no_one_stays_unspent_and_is_named() -> None:
    """All 21 students cost 1680 dollars: nothing is taught only to spend."""
    found = answer(funding=(stream("money", award=5000, minimum_spend_dollars=4000),))
    assert paid(found) == {"money": 1680}
    assert found.spending["short_of_minimum_dollars"].tolist() == [2320]
    assert any("money is 2,320 dollars short" in check for check in found.open_checks)


def test_a_strict_minimum_that_cannot_be_spent_is_refused_with_a_way_out() -> None:
    policy = Policy(gap=0.0, tolerance=0.0, strict_minimum_spending=True)
    found = plan_of(case(policy=policy, funding=(stream("money", award=90_000, minimum_spend_dollars=80_000),)))
    assert isinstance(found, Infeasible)
    assert "minimum_spending" in set(found.repairs["family"])


def test_expiring_money_goes_first_then_the_most_restricted_and_the_general_fund_last() -> None:
    streams = (
        stream("general", "anything", award=5000),
        stream("math", "math", award=500),
        stream("small", "intensive", award=400),
        stream("expiring", "anything", award=300, obligate_by=date(2026, 12, 18)),
    )
    rows = [cohort("A", 12, tier="intensive"), cohort("B", 9, tier="intensive")]
    found = plan_of(case(rows, tutors=ENOUGH, funding=streams))
    assert isinstance(found, Allocation)
    assert found.proved
    wanted = {"expiring": 300, "general": 480, "math": 500, "small": 400}
    assert paid(found) == pytest.approx(wanted, abs=0.02)


def test_streams_that_share_a_service_pay_each_cost_once(matched: Allocation) -> None:
    cost = matched.groups["labour_dollars"].sum()
    assert matched.charges["dollars"].sum() == pytest.approx(cost, abs=0.005)
    both = matched.charges.groupby(["school_id", "block_id", "pool_id"])["dollars"].sum()
    taught = matched.groups.groupby(["school_id", "block_id", "pool_id"])["labour_dollars"].sum()
    pd.testing.assert_series_equal(both, taught, check_names=False, atol=0.005, check_dtype=False)


def test_the_audit_finds_a_schools_money_spent_elsewhere() -> None:
    held = SchoolAllocation(stream_id="money", school_id="B", dollars=720)
    found = answer(funding=(stream("money"), stream("rest", award=960)), school_allocations=(held,))
    moved = found.charges.copy()
    own = (moved["stream_id"] == "money") & (moved["school_id"] == "B")
    assert own.any()
    assert moved.loc[(moved["stream_id"] == "money") & (moved["school_id"] == "A"), "dollars"].sum() <= 280.005
    moved.loc[own, "stream_id"] = "rest"
    moved.loc[(moved["stream_id"] == "rest") & (moved["school_id"] == "A"), "stream_id"] = "money"
    broken = audit(replace(found, charges=moved), found.formulation)
    assert any(text.startswith("district_money: ") for text in broken), broken


def test_a_summer_program_is_charged_to_two_fiscal_years() -> None:
    summer = {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 7, 30)}
    policy = Policy(gap=0.0, tolerance=0.0, fiscal_year_ends="06-30")
    money = stream("money", award=5000, obligate_by=date(2027, 9, 30))
    tables = {"policy": policy, "blocks": (block("A", **summer), block("B", **summer))}
    found = answer(funding=(money,), **tables)
    dollars = found.charges.groupby("fiscal_year")["dollars"].sum().to_dict()
    assert dollars == pytest.approx({"2027": 900, "2028": 780}, abs=0.1)  # each part is rounded up to a cent
    assert set(found.charges["period"]) == {"2027-06-01 to 2027-06-30", "2027-07-01 to 2027-07-30"}
    own = answer(funding=(money.model_copy(update={"fiscal_year_ends": "08-31"}),), **tables)
    assert set(own.charges["fiscal_year"]) == {"2027"}


def test_without_a_fiscal_year_charges_say_none(matched: Allocation) -> None:
    assert set(matched.charges["fiscal_year"]) == {""}


def test_a_cap_on_administration_names_the_rate_at_which_all_could_be_spent() -> None:
    found = answer(funding=(stream("money", administration_cap_share=0.02, indirect_rate=0.08),))
    assert paid(found)["money"] <= 250
    assert any("at 2.04% all of it could be" in check for check in found.open_checks)


def test_a_cap_per_hour_leaves_the_rest_to_other_money() -> None:
    """Twelve hours a group at 15 of 20 dollars: three quarters of every service."""
    grant = stream("grant", "math", award=5000, per_hour_cap_dollars=15)
    found = answer(funding=(grant, stream("local", award=5000)), tutoring_models=(model(),))
    assert paid(found) == pytest.approx({"grant": 1260, "local": 420}, abs=0.02)
