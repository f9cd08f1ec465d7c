"""What a provider's contract bills for a group and for a seat, and who may bear what no single seat causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.district.prices import BY_SEAT
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.places import Places

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """Per pool: the position of its contract (-1 without one), the price basis (blank), the lowest price of a unit.

    Where prices change with the units, the lowest is charged with each group and seat; what stands above it, like a
    minimum and a flat fee, is charged for the contract as a whole.
    """

    contract: Ints
    basis: NDArray[np.object_]
    price: Floats

    @property
    def by_seat(self) -> Bools:
        """Pools whose provider is paid by the student."""
        return np.isin(self.basis.astype(str), BY_SEAT)


def terms_of(facts: Facts) -> Terms:
    """The terms of every pool's contract; only pools paid by contract have one."""
    if facts.contracts.empty:
        nobody = len(facts.tutors)
        return Terms(contract=np.full(nobody, -1), basis=np.full(nobody, "", dtype=object), price=np.zeros(nobody))
    found = pd.Index(facts.contracts["contract_id"]).get_indexer(facts.tutors["contract_id"])
    contract = np.where(facts.tutors["pay"].to_numpy() == "contract", found, -1).astype(np.int64)
    bases = np.append(facts.contracts["price_basis"].to_numpy(dtype=object), "")
    prices = np.append(facts.contracts["lowest_dollars"].to_numpy(dtype=float), 0.0)
    return Terms(contract=contract, basis=bases[contract], price=prices[contract])


def units_of(
    terms: Terms, places: Places, taught_hours: Floats, sessions: Floats, left: Floats
) -> tuple[Floats, Floats]:
    """Units of the price basis that one group and one seat are billed at each place; zero where another basis holds.

    Formula: a group its hours taught (hour) or sessions (session); a seat 1 (seat, student; of a running one the part
    that is `left`), the group's hours (student_hour) or sessions (student_session). `taught_hours` and `sessions` are
    one group's over its weeks.
    """
    basis, nothing = terms.basis[places.pool], np.zeros(len(places.pool))
    if not (terms.contract >= 0).any():
        return nothing, nothing
    by_group = {"hour": taught_hours, "session": sessions}
    by_seat = {"seat": left, "student": left, "student_hour": taught_hours, "student_session": sessions}
    group, seat = nothing, nothing
    for name, units in by_group.items():
        group = np.where(basis == name, units, group)
    for name, units in by_seat.items():
        seat = np.where(basis == name, units, seat)
    return group, seat


def seat_prices(terms: Terms, places: Places, seat_units: Floats) -> Floats:
    """Dollars of one seat at each place, rounded up to a cent.

    Formula: lowest price x units of a seat.
    """
    cents: Floats = np.ceil(100 * seat_units * terms.price[places.pool] - TOLERANCE)
    return cents / 100


def has_more(contracts: pd.DataFrame) -> Bools:
    """Contracts that bill something which no group and no seat causes alone: a least, a flat fee, several prices."""
    several = np.array([len(ladder) > 1 for ladder in contracts["ladder"]], dtype=bool)
    more: Bools = (
        (contracts["least_dollars"] > 0).to_numpy() | (contracts["price_basis"].to_numpy() == "flat") | several
    )
    return more


def bearers_of(facts: Facts, places: Places, payers: Bits, limited: Bits, works: Bools) -> Bits:
    """Per place of such a contract: streams that may pay there, for every student, at some time of the work.

    `payers` (places x periods) whether or not something is charged then; `works`: periods in which a group meets. A
    stream that may pay for some of a contract's work may bear its minimum; work that becomes possible adds streams.
    """
    bearers = np.zeros(len(places.pool), dtype=np.uint64)
    if facts.contracts.empty:
        return bearers
    more = np.append(has_more(facts.contracts), False)[terms_of(facts).contract]
    if not more.any():
        return bearers
    own = np.flatnonzero(more[places.pool])
    working = np.where(works[own], payers[own], np.uint64(0))
    bearers[own] = np.bitwise_or.reduce(working, axis=1, initial=0) & ~limited[own]
    return bearers
