"""A cap per tutor hour holds for all that a contract bills: fees, dearer steps and what fills it up."""

from __future__ import annotations

from typing import Any

import pytest

from allocation.two_schools import block, built, case, pool, put, rows_of, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.district.records import Contract
from laws.solved import plan_of


def hired(cap: float | None, **terms: Any) -> dict[str, Any]:
    """A firm teaches everybody: a group has 12 paid hours; the award pays so much for one."""
    firm = pool("firm", pay="contract", contract_id="deal", hourly_cost_dollars=None, tutors=9)
    return {
        "tutors": (firm,),
        "contracts": (Contract(contract_id="deal", **{"price_basis": "flat", "price_dollars": 420, **terms}),),
        "blocks": (block("A", groups_at_once=9), block("B", groups_at_once=9)),
        "funding": (stream("money", award=5000, per_hour_cap_dollars=cap),),
    }


@pytest.mark.parametrize(("groups", "broken"), [(3, True), (3.5, False)])
def test_a_flat_fee_is_no_more_than_the_cap_for_every_hour_taught_under_it(groups: float, broken: bool) -> None:
    """At $5 an hour, 420 dollars are 84 hours: seven groups, as many at A as at B."""
    values = put(built(**hired(5)), "taught", groups).put("dollars", 420)
    assert ("contract_hour_cap" in values.broken()) == broken


def test_a_contract_without_a_capped_payer_has_no_such_row() -> None:
    assert rows_of(built(**hired(None)), "contract_hour_cap") == 0
    assert rows_of(built(**hired(5, price_basis="seat", price_dollars=9)), "contract_hour_cap") == 0
    assert rows_of(built(**hired(5, price_basis="seat", price_dollars=9, minimum_dollars=50)), "contract_hour_cap") == 1


@pytest.mark.parametrize(("cap", "seats"), [(0.5, 0), (5, 21)])
def test_nobody_is_served_under_a_fee_that_no_cap_allows(cap: float, seats: int) -> None:
    """All rooms together hold 60 groups, 720 hours."""
    found = plan_of(case(**hired(cap)), levels=1)
    assert isinstance(found, Allocation)
    assert found.seats_served == seats


def test_what_stays_above_the_cap_another_stream_pays_and_the_audit_sees_it() -> None:
    given = hired(2)
    funding = (*given.pop("funding"), stream("other", award=300))
    found = plan_of(case(**given, funding=funding))
    assert isinstance(found, Allocation)
    assert found.audit() == []
    assert found.seats_served == 21
    paid = found.charges.groupby("stream_id")["dollars"].sum()
    assert paid["money"] <= 2 * 12 * found.groups["groups"].sum()
    assert not any("cap per tutor hour" in check for check in found.open_checks)
