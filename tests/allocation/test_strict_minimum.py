"""A minimum of spending that must be kept counts what is owed on no one day, and nothing that nobody owes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import block, built, case, pool, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.rows_spending import required_of
from hitdesign.district.records import Contract
from hitdesign.policy import Policy
from laws.districts import Case
from laws.solved import plan_of


def hired(**terms: Any) -> dict[str, Any]:
    """A firm teaches everybody under these terms."""
    firm = pool("firm", pay="contract", contract_id="deal", hourly_cost_dollars=None, tutors=9)
    blocks = (block("A", groups_at_once=9), block("B", groups_at_once=9))
    return {"tutors": (firm,), "contracts": (Contract(contract_id="deal", **terms),), "blocks": blocks}


def strict(least: float, **other: Any) -> Case:
    """An award of $1,000 of which so much must be spent."""
    policy = Policy(gap=0.0, tolerance=0.0, levels=("seats",), strict_minimum_spending=True)
    return case(policy=policy, **{"funding": (stream("money", minimum_spend_dollars=least),), **other})


def test_a_strict_minimum_counts_a_fee_of_no_day() -> None:
    plan = plan_of(strict(400, **hired(price_basis="flat", price_dollars=420)))
    assert isinstance(plan, Allocation), plan
    assert plan.audit() == []
    assert plan.proved
    assert plan.charges["dollars"].sum() == 420


@pytest.mark.parametrize(("least", "kept"), [(700, True), (701, False)])
def test_a_strict_minimum_is_not_met_by_a_bill_that_nobody_owes(least: float, kept: bool) -> None:
    """Twenty-one seats of $10 bill $210, which is filled up to the least of $700; no dollar beyond that is due."""
    terms = hired(price_basis="seat", price_dollars=10, minimum_dollars=700)
    plan = plan_of(strict(least, **terms))
    assert isinstance(plan, Allocation) == kept
    if isinstance(plan, Allocation):
        assert plan.charges["dollars"].sum() == 700


def test_an_answer_in_fractions_counts_only_costs_of_which_it_knows_what_is_due() -> None:
    given = strict(400, **hired(price_basis="flat", price_dollars=420))
    assert isinstance(plan_of(given, whole=False), Infeasible)
    below = plan_of(strict(0, **hired(price_basis="flat", price_dollars=420)), whole=False)
    assert isinstance(below, Allocation)
    assert below.audit() == []


def test_a_cost_of_no_day_counts_by_a_day_where_its_stream_is_closed_by_then() -> None:
    """The award may pay until the end of October and has to be spent by the end of November."""
    ends = {"obligate_by": date(2026, 10, 31), "services_by": date(2026, 10, 31)}
    late = {"obligate_by": date(2027, 6, 30)}
    counted = []
    for window in (ends, late):
        money = stream("money", "carry_over", 1000, **{**window, "obligate_from": date(2026, 7, 1)})
        given = built(funding=(money, stream("other")))
        counted.append([one.counts[-1] for one in required_of(given.inputs) if one.stream == 0])
    assert counted == [[True], [False]]
