"""Providers' terms: bills of steps, leasts in dollars and in units, blanks, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from district.small import contract, district, pool
from hitdesign.district.columns import facts_of
from hitdesign.district.prices import bill_dollars, ladders
from hitdesign.district.records import ContractTier
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy

PAID = (pool(pay="contract", contract_id="c"),)


def tier(units: float, dollars: float, **other: Any) -> ContractTier:
    return ContractTier(**{"contract_id": "c", "from_units": units, "price_dollars": dollars, **other})


@pytest.mark.parametrize(("units", "dollars"), [(0, 0), (4, 200), (10, 500), (12, 580), (25, 1075)])
def test_each_unit_is_billed_at_the_price_of_its_own_step(units: float, dollars: float) -> None:
    assert bill_dollars(((0, 50), (10, 40), (20, 35)), units) == dollars


def test_steps_are_read_in_the_order_of_their_units() -> None:
    found = ladders((contract(price_dollars=50),), (tier(20, 35), tier(10, 40)))
    assert found == {"c": ((0.0, 50.0), (10.0, 40.0), (20.0, 35.0))}


def test_the_least_is_that_of_dollars_or_of_units_whichever_is_more() -> None:
    terms = (
        contract(contract_id="dollars", minimum_dollars=500, minimum_units=10),
        contract(contract_id="neither"),
        contract(contract_id="units", minimum_dollars=300, minimum_units=10),
    )
    found = facts_of(district(contracts=terms), Policy(), shipped()).contracts
    assert found["least_dollars"].tolist() == [500, 0, 450]


def test_a_blank_on_absence_is_printed_where_attendance_is_priced() -> None:
    terms = (contract(contract_id="a", price_basis="seat"), contract(contract_id="b"))
    facts = facts_of(district(contracts=terms), Policy(), shipped())
    assert facts.contracts["absence_borne_by"].tolist() == ["provider", "district"]
    said = [one for one in facts.assumptions if one.name == "contracts.absence_borne_by"]
    assert [(one.value, one.cells) for one in said] == [("provider", 1)]
    stated = (contract(price_basis="seat", absence_borne_by="district"),)
    names = [one.name for one in facts_of(district(contracts=stated), Policy(), shipped()).assumptions]
    assert "contracts.absence_borne_by" not in names


#: What is wrong -> terms of the contract, its tiers, and what the fault says.
FAULTS: dict[str, tuple[dict[str, Any], tuple[ContractTier, ...], str]] = {
    "a least above the most": ({"minimum_dollars": 5, "maximum_dollars": 4}, (), "the maximum is below the minimum"),
    "fewest units that cost more than the most": (
        {"minimum_units": 10, "maximum_dollars": 400},
        (),
        "column minimum_units: the fewest units cost $450",
    ),
    "a flat fee of nothing": ({"price_basis": "flat", "price_dollars": 0}, (), "the flat fee is nothing"),
    "a flat fee above the most": (
        {"price_basis": "flat", "maximum_dollars": 40},
        (),
        "the flat fee is above the maximum",
    ),
    "units of a flat fee": ({"price_basis": "flat", "minimum_units": 3}, (), "a flat fee counts no units"),
    "steps of a flat fee": ({"price_basis": "flat"}, (tier(3, 9),), "so no further price can begin"),
    "attainment of nothing": ({"expected_attainment": 0.5}, (), "no part of the price is contingent"),
    "absence where it is not priced": (
        {"absence_borne_by": "provider"},
        (),
        "a student's absence does not change a price by hour",
    ),
    "a step of an unknown contract": ({}, (tier(3, 9, contract_id="d"),), "no row of contracts has this id"),
    "two steps that begin at once": ({}, (tier(3, 9), tier(3, 8)), "contract_tiers, column from_units: the row stands"),
    "a step from the first unit": ({}, (tier(0, 9),), "a number of units above 0"),
    "a price for all units": ({}, (tier(3, 9, applies_to="all_units"),), "once so many are reached, cannot be planned"),
    "prices that rise and fall": (
        {},
        (tier(3, 50), tier(6, 40)),
        "both rise and fall (the row of 'c'). Found '$45, $50, $40'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_a_fault_to_have(name: str) -> None:
    terms, tiers, said = FAULTS[name]
    with pytest.raises(InputError) as caught:
        district(contracts=(contract(**terms),), contract_tiers=tiers)
    faults = [str(fault) for fault in caught.value.faults]
    assert any(said in fault for fault in faults), faults
    assert all("Expected" in fault for fault in faults)


def test_terms_that_fit_are_no_fault() -> None:
    terms = contract(minimum_units=10, maximum_dollars=450, contingent_share=0.3, expected_attainment=0.5)
    assert district(tutors=PAID, contracts=(terms,), contract_tiers=(tier(30, 40), tier(60, 40))).contracts == (terms,)
