"""What a contract asks for so many units: its first price, the prices from further units on, its least and its most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from hitdesign.district.arrays import columns_of, fill_dates, fill_numbers, framed, objects_of
from hitdesign.district.defaults import printed
from hitdesign.district.staff import Contract, ContractTier
from hitdesign.evidence.assumption import Assumption
from hitdesign.quantities import to_cents

#: Where the price is one student's: counted by seats, so that who sits where matters to the bill.
BY_SEAT = ("seat", "student", "student_hour", "student_session")
#: Of these, those for which a student who is absent may not be billed.
BY_ATTENDANCE = ("seat", "student_hour", "student_session")
#: What one unit of each price basis is called.
UNITS = {
    "hour": "tutor hours",
    "session": "sessions",
    "seat": "seats",
    "student": "students",
    "student_hour": "student hours",
    "student_session": "student sessions",
    "flat": "contracts",
}
#: (from so many units on, dollars of each further unit), the first from 0 on.
Ladder = tuple[tuple[float, float], ...]


def ladders(contracts: Sequence[Contract], tiers: Sequence[ContractTier]) -> dict[str, Ladder]:
    """The prices of each contract in the order of units."""
    further: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for tier in tiers:
        further[tier.contract_id].append((tier.from_units, tier.price_dollars))
    return {row.contract_id: ((0.0, row.price_dollars), *sorted(further[row.contract_id])) for row in contracts}


def bill_dollars(ladder: Ladder, units: float) -> float:
    """Dollars of so many units, each at the price of its own step.

    Formula: sum over steps of price x the units that lie in it.

    >>> bill_dollars(((0, 50), (10, 40)), 12)
    580.0
    """
    ends = [start for start, _ in ladder[1:]] + [float("inf")]
    return float(
        sum(price * max(min(units, end) - start, 0.0) for (start, price), end in zip(ladder, ends, strict=True))
    )


def least_dollars(terms: Contract, ladder: Ladder) -> float:
    """The least that is billed once the contract is used, in whole cents: its minimum or that of its fewest units."""
    units = bill_dollars(ladder, terms.minimum_units) if terms.price_basis != "flat" else 0.0
    return to_cents(max(terms.minimum_dollars, units)) / 100


def borne_by(terms: Contract) -> str:
    """Who bears a student's absence: as written, else the provider where students' attendance is what is priced."""
    return terms.absence_borne_by or ("provider" if terms.price_basis in BY_ATTENDANCE else "district")


def printed_absence(contracts: Sequence[Contract]) -> tuple[Assumption, ...]:
    """The reading of a blank `absence_borne_by` where it moves what is expected to be billed."""
    blank = sum(row.absence_borne_by is None and row.price_basis in BY_ATTENDANCE for row in contracts)
    if not blank:
        return ()
    why = "Where absence_borne_by is blank, the provider is expected to bill only what students attend."
    return (printed("contracts.absence_borne_by", "provider", why, blank, verified=False),)


def contract_table(contracts: Sequence[Contract], tiers: Sequence[ContractTier], first_day: date) -> pd.DataFrame:
    """The record's columns, blanks filled, with ladder (prices by units), lowest_dollars (of a unit), least_dollars.

    least_dollars: what is billed at least once the contract is used. No maximum is inf, no attainment NaN.
    """
    table, prices = columns_of(Contract, contracts), ladders(contracts, tiers)
    own = [prices[row.contract_id] for row in contracts]
    table["ladder"] = objects_of(own)
    table["lowest_dollars"] = objects_of(min(price for _, price in ladder) for ladder in own)
    table["least_dollars"] = objects_of(least_dollars(row, ladder) for row, ladder in zip(contracts, own, strict=True))
    table["absence_borne_by"] = objects_of(borne_by(row) for row in contracts)
    numbers = (
        "price_dollars",
        "minimum_dollars",
        "minimum_units",
        "contingent_share",
        "lowest_dollars",
        "least_dollars",
    )
    blanks = {"maximum_dollars": np.inf, "expected_attainment": np.nan}
    fill_numbers(table, {**blanks, **dict.fromkeys(numbers, 0.0)})
    fill_dates(table, {"signed_on": first_day})
    return framed(table)
