"""Fees, steps of prices, leasts and mosts of contracts: counted, broken and kept by hand.

Under the contract `c` a group bills 24 sessions or 12 hours: $240 at $20 an hour.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import Values, built, cohort, pool, put, rows_of, stream
from hitdesign.allocation.formulation import Formulation
from hitdesign.district.records import Contract, ContractTier

MARKED = [cohort("A", 6, english_learner="yes"), cohort("A", 6, english_learner="no")]
PAID = (pool(pay="contract", hourly_cost_dollars=None, contract_id="c"),)


def under(
    basis: Any = "hour", price: float = 20, tiers: tuple[tuple[float, float], ...] = (), *cohorts: Any, **other: Any
) -> Formulation:
    """The two schools taught by a provider; `other`: terms of the contract, and tables."""
    terms = {name: other.pop(name) for name in list(other) if name in Contract.model_fields}
    contract = Contract(contract_id="c", price_basis=basis, price_dollars=price, **terms)
    steps = tuple(ContractTier(contract_id="c", from_units=units, price_dollars=dollars) for units, dollars in tiers)
    return built(*cohorts, tutors=PAID, contracts=(contract,), contract_tiers=steps, **other)


def use(values: Values, **what: float) -> Values:
    """The columns of use by what they say: used, units or open."""
    for name, value in what.items():
        values = values.put("contract_use", value, what=name)
    return values


def kinds(formulation: Formulation) -> set[str]:
    return {part.kind for part in formulation.program.columns if part.size and part.kind.startswith("contract")}


def test_a_contract_with_one_price_and_no_least_has_no_columns_of_its_own() -> None:
    assert kinds(under()) == set()
    assert kinds(under("seat", 50, maximum_dollars=400)) == set()


def test_a_contract_that_nobody_teaches_under_has_none_either() -> None:
    idle = Contract(contract_id="idle", price_basis="flat", price_dollars=900, minimum_dollars=900)
    assert kinds(built(contracts=(idle,))) == set()


def test_what_is_taught_under_a_contract_uses_it() -> None:
    values = put(under(minimum_dollars=100), "taught", 1, band_id="A")
    assert {"contract_rooms", "contract_at_once", "contract_hours"} <= values.broken()
    assert not {"contract_rooms", "contract_at_once", "contract_hours", "contract_reach"} & use(values, used=1).broken()
    # 1.5 of 20 weekly hours, 0.3 of 2 people at once, 0.3 of a block's 2 rooms: in fractions 0.15 of it is in use
    assert not {"contract_rooms", "contract_at_once", "contract_hours"} & use(values, used=0.15).broken()
    assert "contract_rooms" in use(values, used=0.149).broken()


@pytest.mark.parametrize(("filled", "broken"), [(260, False), (259.99, True), (0, True)])
def test_a_used_contract_bills_its_least(filled: float, broken: bool) -> None:
    given = under(minimum_dollars=500)
    assert kinds(given) == {"contract_use", "contract_minimum"}
    values = use(put(given, "taught", 1, band_id="A"), used=1).put("contract_minimum", filled)
    assert ("contract_minimum" in values.broken()) == broken


def test_the_fewest_units_are_a_least_in_dollars_at_the_prices_of_their_steps() -> None:
    given = under(minimum_units=30, tiers=((12.0, 25.0),))
    assert given.inputs.facts.contracts["least_dollars"].tolist() == [12 * 20 + 18 * 25]


def test_an_unused_contract_owes_nothing() -> None:
    values = put(under(minimum_dollars=500), "taught", 0)
    assert values.broken() == set()


def test_what_fills_a_contract_up_is_charged_to_the_dollar() -> None:
    values = put(under(minimum_dollars=500), "contract_minimum", 260)
    assert "cost" in values.broken()
    assert "cost" in values.put("dollars", 259.99).broken()


def test_a_flat_fee_is_due_once_and_charged() -> None:
    given = under("flat", 300)
    assert given.inputs.rights.costs.group_cents.sum() == 0
    values = use(put(given, "taught", 2), used=1)
    assert {"contract_fee"} <= values.broken()
    values = values.put("contract_fee", 300)
    assert "contract_fee" not in values.broken()
    cost = next(rows for rows in given.program.rows if rows.family == "cost")
    assert cost.keys["period"].tolist() == ["any day"]
    assert "cost" not in values.put("dollars", 300).broken()


def test_a_price_that_rises_is_paid_for_the_further_units_only() -> None:
    given = under(tiers=((12.0, 30.0),))
    values = use(put(given, "taught", 2, band_id="A"), used=1, units=12)
    assert "contract_units" not in values.broken()
    assert "contract_tier" in values.put("contract_tier", 119.99).broken()
    assert "contract_tier" not in values.put("contract_tier", 120).broken()
    assert rows_of(given, "contract_order") == 0


def test_a_price_that_falls_begins_only_where_the_step_before_is_full() -> None:
    given = under(tiers=((12.0, 15.0),))
    assert given.inputs.rights.costs.group_cents[0].tolist() == [18000]  # at the lowest price
    values = use(put(given, "taught", 2, band_id="A"), used=1, units=12)
    assert "contract_order" in values.broken()
    values = use(values, open=1)
    assert not {"contract_order", "contract_units"} & values.broken()
    assert "contract_tier" not in values.put("contract_tier", 60).broken()
    assert "contract_tier" in values.put("contract_tier", 55).broken()


@pytest.mark.parametrize(
    ("basis", "units"), [("seat", 1), ("student", 1), ("student_session", 24), ("student_hour", 12), ("hour", 0)]
)
def test_a_seat_is_billed_by_its_basis(basis: str, units: float) -> None:
    found = under(basis, 2.5).inputs.rights.costs
    assert found.seat_price.tolist() == [2.5 * units] * len(found.seat_price)


def test_the_most_counts_all_that_is_billed() -> None:
    values = put(under(minimum_dollars=500, maximum_dollars=510), "taught", 1, band_id="A")
    assert "contract" not in values.put("contract_minimum", 270).broken()
    assert "contract" in values.put("contract_minimum", 270.01).broken()
    assert "contract" in put(under("flat", 300, maximum_dollars=300), "contract_fee", 300.01).broken()


def charged_streams(given: Formulation) -> list[str]:
    """Streams with a column of dollars in the row of what the contract bills as a whole."""
    row = int((given.money.period == -1).argmax())
    return given.inputs.facts.funding["stream_id"].to_numpy()[given.money.stream[given.money.of_row == row]].tolist()


def test_who_may_pay_for_some_of_the_work_for_every_student_bears_the_least() -> None:
    funding = (
        stream("money"),
        stream("own", "english_learners"),
        stream("late", obligate_from=date(2026, 11, 1)),
        stream("gone", obligate_from=date(2026, 1, 1), obligate_by=date(2026, 9, 1)),
        stream("after", "after_school"),
    )
    given = under("hour", 20, (), MARKED, minimum_dollars=500, funding=funding)
    assert charged_streams(given) == ["late", "money"]
    assert charged_streams(under("flat", 20, (), MARKED, funding=funding)) == ["late", "money"]


def test_where_nobody_may_bear_it_a_fee_keeps_the_contract_unused() -> None:
    given = under("flat", 20, (), MARKED, funding=(stream("own", "english_learners"),))
    assert charged_streams(given) == []
    values = use(put(given, "taught", 1), used=1).put("contract_fee", 20)
    assert "cost" in values.broken()
