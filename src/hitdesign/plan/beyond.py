"""What a plan costs beyond the price of its groups and seats, and what a change of groups adds to that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.bills import bearing
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.gates import LEVELS
from hitdesign.allocation.layout import Inputs
from hitdesign.district.prices import bill_dollars
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.other_costs import Item, items_of, unit_cents
from hitdesign.rights.terms import has_more, terms_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CENTS = 100.0


@dataclass(frozen=True)
class Beyond:
    """Fees, dearer steps and leasts of contracts, and other costs, of whole groups at places.

    Per place: `contract` (-1 without one), and what one group and one seat take of it: `units`, and dollars at its
    `lowest` price (places x 2 each); `more`: contracts that bill something beyond that. Per item of other costs:
    `unit`, dollars that one group and one seat add at each place (places x 2), or, for what is opened, `gate`, the gate
    behind which each place lies (-1: none), and its `price`.
    What is paid for each person is left out: how many people a change takes, only a timetable says.
    """

    inputs: Inputs
    items: tuple[Item, ...]
    contract: Ints
    units: Floats
    lowest: Floats
    more: Ints
    unit: tuple[Floats, ...]
    gate: tuple[Ints, ...]
    price: tuple[Floats, ...]
    bears: NDArray[np.uint64]
    pays: tuple[np.uint64, ...]

    def dollars(self, places: Ints, groups: Floats, seats: Floats) -> float:
        """All dollars beyond the price of groups and seats where just these are taught."""
        return self._of_contracts(places, groups, seats) + self._of_items(places, groups, seats)

    def bill(self, number: int, places: Ints, groups: Floats, seats: Floats) -> float:
        """All that one contract bills for these groups and seats, its groups and seats included; nothing unused."""
        own = self.contract[places] == number
        here, both = places[own], np.stack([groups[own], seats[own]], axis=1)
        if not groups[own].sum() > TOLERANCE:
            return 0.0
        row = self.inputs.facts.contracts.iloc[number]
        billed, units = float((self.lowest[here] * both).sum()), float((self.units[here] * both).sum())
        if row["price_basis"] == "flat":
            billed = float(row["price_dollars"])
        elif number in self.more:
            billed += bill_dollars(row["ladder"], units) - float(row["lowest_dollars"]) * units
        return max(billed, float(row["least_dollars"]))

    def bearers(self, place: int) -> np.uint64:
        """Bits of the streams that may bear some of what groups at a place cost beyond their price."""
        number = int(self.contract[place])
        bits = self.bears[number] if number >= 0 else np.uint64(0)
        for item, payers in zip(self.items, self.pays, strict=True):
            bits |= payers if item.due[place] else np.uint64(0)
        return np.uint64(bits)

    def _of_contracts(self, places: Ints, groups: Floats, seats: Floats) -> float:
        both, total = np.stack([groups, seats], axis=1), 0.0
        here = np.unique(self.contract[places])
        for number in here[np.isin(here, self.more)]:
            own = self.contract[places] == number
            total += self.bill(int(number), places, groups, seats) - float((self.lowest[places[own]] * both[own]).sum())
        return total

    def _of_items(self, places: Ints, groups: Floats, seats: Floats) -> float:
        both, total = np.stack([groups, seats], axis=1), 0.0
        for unit, gate, price in zip(self.unit, self.gate, self.price, strict=True):
            total += float((unit[places] * both).sum())
            behind = gate[places]
            taught = np.unique(behind[(behind >= 0) & (groups > TOLERANCE)])
            total += float(price[taught].sum())
        return total


def beyond_of(formulation: Formulation) -> Beyond | None:
    """What a plan's contracts and other costs bill beyond groups and seats; None where nothing does."""
    inputs, basis = formulation.inputs, formulation.basis
    facts, places, costs = inputs.facts, inputs.rights.places, inputs.rights.costs
    items = items_of(facts, inputs.rights, basis.evidence) if basis is not None else ()
    contract = terms_of(facts).contract[places.pool]
    if not items and not has_more(facts.contracts).any() and not np.isfinite(facts.contracts["maximum_dollars"]).any():
        return None
    own = (contract >= 0).astype(float)
    group_dollars = own * costs.group_cents.sum(axis=1) / CENTS
    priced = [_priced(inputs, item) for item in items]
    return Beyond(
        inputs=inputs,
        items=items,
        contract=contract,
        units=np.stack([costs.group_units, costs.seat_units], axis=1),
        lowest=np.stack([group_dollars, own * costs.seat_price], axis=1),
        more=np.flatnonzero(has_more(facts.contracts)),
        unit=tuple(one[0] for one in priced),
        gate=tuple(one[1] for one in priced),
        price=tuple(one[2] for one in priced),
        bears=bearing(inputs),
        pays=tuple(np.uint64(np.bitwise_or.reduce(item.payers[item.due], initial=np.uint64(0))) for item in items),
    )


def _priced(inputs: Inputs, item: Item) -> tuple[Floats, Ints, Floats]:
    """Dollars of one group and one seat at each place, the gate of each place, and the price of each gate."""
    places, facts = inputs.rights.places, inputs.facts
    unit, gate = np.zeros((len(places.pair), 2)), np.full(len(places.pair), -1, dtype=np.int64)
    school = facts.blocks["school"].to_numpy(dtype=np.int64)
    if item.per in LEVELS:
        level = LEVELS[item.per]
        of_place = {"program": np.zeros_like(places.block), "school": school[places.block]}.get(level, places.block)
        size = {"program": 1, "school": len(facts.schools)}.get(level, len(facts.blocks))
        price = item.dollars if level == "block" else np.full(size, item.dollars.max(initial=0.0))
        return unit, np.where(item.due, of_place, gate), price
    if item.per != "tutor":
        each = unit_cents(inputs.facts, item)[places.model] / CENTS
        unit[:, 1 if item.per == "student" else 0] = np.where(item.due, each, 0.0)
    return unit, gate, np.zeros(1)
