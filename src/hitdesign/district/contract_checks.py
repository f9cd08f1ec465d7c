"""Checks of providers' terms: least and most, what a flat fee can have, further prices, who bears absence."""

from __future__ import annotations

from collections.abc import Iterator

from hitdesign.district.prices import BY_ATTENDANCE, bill_dollars, ladders
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.quantities import print_dollars
from hitdesign.tables.cell_faults import fault, no_such

#: Rounding of a bill of many units, in dollars.
CENT = 0.005


def _least_and_most(district: Tables, places: Places) -> Iterator[Fault]:
    """A contract's least, in dollars or in units, is not above its most, and neither is a flat fee."""
    ladder = ladders(district.contracts, district.contract_tiers)
    for position, terms in enumerate(district.contracts):
        line, most = places.line("contracts", position), terms.maximum_dollars
        if most is None:
            continue
        if most < terms.minimum_dollars:
            yield fault(
                "contracts",
                "the maximum is below the minimum",
                "the minimum at most the maximum",
                "Correct one of them",
                line,
                "maximum_dollars",
                print_dollars(most),
            )
        least = bill_dollars(ladder[terms.contract_id], terms.minimum_units)
        if terms.price_basis != "flat" and least > most + CENT:
            yield fault(
                "contracts",
                f"the fewest units cost {print_dollars(least)}, more than the maximum",
                f"units that cost at most {print_dollars(most)}",
                "Correct minimum_units, the price or the maximum",
                line,
                "minimum_units",
                f"{terms.minimum_units:g}",
            )
        if terms.price_basis == "flat" and terms.price_dollars > most + CENT:
            yield fault(
                "contracts",
                "the flat fee is above the maximum",
                f"a fee of at most {print_dollars(most)}",
                "Correct the fee or the maximum",
                line,
                "price_dollars",
                print_dollars(terms.price_dollars),
            )


def _flat(district: Tables, places: Places) -> Iterator[Fault]:
    """A flat fee is an amount, and has no units to count."""
    for position, terms in enumerate(district.contracts):
        if terms.price_basis != "flat":
            continue
        line = places.line("contracts", position)
        if not terms.price_dollars:
            yield fault(
                "contracts",
                "the flat fee is nothing",
                "the whole fee in dollars",
                "Write the fee, or the basis on which the provider is paid",
                line,
                "price_dollars",
                "0",
            )
        if terms.minimum_units:
            yield fault(
                "contracts",
                "a flat fee counts no units",
                "a blank",
                "Leave it blank: the fee is due once the contract is used",
                line,
                "minimum_units",
                f"{terms.minimum_units:g}",
            )


def _outcomes_and_absence(district: Tables, places: Places) -> Iterator[Fault]:
    """What is expected of a contingent part needs one; absence matters only where attendance is priced."""
    for position, terms in enumerate(district.contracts):
        line = places.line("contracts", position)
        if terms.expected_attainment is not None and not terms.contingent_share:
            yield fault(
                "contracts",
                "no part of the price is contingent",
                "a blank, or a contingent_share above 0",
                "Write the contingent share, or leave the attainment blank",
                line,
                "expected_attainment",
                f"{terms.expected_attainment:g}",
            )
        if terms.absence_borne_by == "provider" and terms.price_basis not in BY_ATTENDANCE:
            yield fault(
                "contracts",
                f"a student's absence does not change a price by {terms.price_basis}",
                "district or a blank, or a price by " + ", ".join(BY_ATTENDANCE),
                "Leave it blank, or correct the price basis",
                line,
                "absence_borne_by",
                terms.absence_borne_by,
            )


def _tiers(district: Tables, places: Places) -> Iterator[Fault]:
    """A further price belongs to a contract with units, begins above 0 and holds for the further units."""
    terms = {row.contract_id: row for row in district.contracts}
    known = places.ids.get("contracts", frozenset())
    for position, tier in enumerate(district.contract_tiers):
        line, own = places.line("contract_tiers", position), terms.get(tier.contract_id)
        if own is None and tier.contract_id not in known:
            yield no_such("contract_tiers", "contract_id", tier.contract_id, "contracts", terms, line)
        if own is not None and own.price_basis == "flat":
            yield fault(
                "contract_tiers",
                "a flat fee counts no units, so no further price can begin",
                "a contract with a price for each unit",
                "Remove the row, or correct the price basis of the contract",
                line,
                "contract_id",
                tier.contract_id,
            )
        if not tier.from_units:
            yield fault(
                "contract_tiers",
                "the price of the first unit stands in contracts",
                "a number of units above 0",
                "Write that price into price_dollars of contracts, and here where the next one begins",
                line,
                "from_units",
                "0",
            )
        if tier.applies_to == "all_units":
            yield fault(
                "contract_tiers",
                "a price for all units, once so many are reached, cannot be planned with",
                "further_units",
                "Ask the provider for a price of the further units; or plan once with each price as price_dollars, "
                "with minimum_units or maximum_dollars where it begins or ends",
                line,
                "applies_to",
                "all_units",
            )


def _one_way(district: Tables, places: Places) -> Iterator[Fault]:
    """The prices of a contract all rise or all fall."""
    ladder = ladders(district.contracts, district.contract_tiers)
    position = {row.contract_id: number for number, row in enumerate(district.contracts)}
    for name, steps in ladder.items():
        prices = [price for _, price in steps]
        if prices not in (sorted(prices), sorted(prices, reverse=True)):
            yield fault(
                "contracts",
                "its prices, from the first unit on, both rise and fall",
                "prices of contract_tiers that all rise or all fall",
                "Correct them, or write two contracts",
                places.line("contracts", position[name]),
                "price_dollars",
                ", ".join(print_dollars(price) for price in prices),
            )


def _purchases(district: Tables, places: Places) -> Iterator[Fault]:
    """What is bought is a contract of the contracts table."""
    known = {row.contract_id for row in district.contracts}
    allowed = known | places.ids.get("contracts", frozenset())
    for position, row in enumerate(district.purchases):
        if row.contract_id not in allowed:
            line = places.line("purchases", position)
            yield no_such("purchases", "contract_id", row.contract_id, "contracts", known, line)


#: The checks of this file, in the order of their faults.
CONTRACT_CHECKS = (_least_and_most, _flat, _outcomes_and_absence, _tiers, _one_way, _purchases)
