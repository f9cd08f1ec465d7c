"""Columns and row families of providers' contracts: used or not, fees, further prices, the least, and the most."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.bills import bearing, bill_entries, contracts_with_more, places_of_bills
from hitdesign.allocation.contract_columns import Bills, ContractUse, bills_in, bills_of
from hitdesign.allocation.extra import Extra, Lines
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.solving.parts import Columns, Rows, Sense

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Kinds of cost of a contract as a whole.
FEE, TIER, LEAST = "contract_fee", "contract_tier", "contract_minimum"
USE = "contract_use"
#: Each limit that a contract can take a part of, and the family that ties this part to the use of the contract.
USED = {"rooms": "contract_rooms", "tutors_at_once": "contract_at_once", "tutor_hours": "contract_hours"}


def contract_extras(inputs: Inputs, layout: Layout, entries: SeatEntries, begin: int) -> tuple[Extra, ...]:
    """Columns of contracts that bill more than groups and seats, from position `begin`; none where there are none."""
    own = contracts_with_more(inputs)
    if not len(own):
        return ()
    bills = bills_of(inputs, layout, entries, own, begin)
    nowhere = _nowhere(int(bills.sizes[:3].sum()))
    used = ContractUse(_use_columns(bills), nowhere, _use_rows(bills), bills.part(0), bills=bills)
    payers, places = bearing(inputs), places_of_bills(inputs)
    kinds = ((FEE, bills.flat), (TIER, bills.tiered), (LEAST, bills.floored))
    costs = (
        Extra(
            columns=_columns(kind, _keys(inputs, which), whole=False),
            school=_nowhere(len(which)),
            rows=_cost_rows(bills, number),
            values=bills.part(number),
            lines=_lines(payers[which], places[which], bills.starts[2 + number]),
            cost_kind=kind,
        )
        for number, (kind, which) in enumerate(kinds, start=1)
    )
    return (used, *(extra for extra in costs if extra.columns.size))


def _nowhere(size: int) -> Ints:
    return np.full(size, -1, dtype=np.int64)


def _keys(inputs: Inputs, which: Ints) -> pd.DataFrame:
    return pd.DataFrame({"contract_id": inputs.facts.contracts["contract_id"].to_numpy(dtype=object)[which]})


def _columns(kind: str, keys: pd.DataFrame, *, whole: bool) -> Columns:
    return Columns(kind, keys, np.zeros(len(keys)), np.full(len(keys), np.inf), whole)


def _use_columns(bills: Bills) -> Columns:
    """Used (0 or 1), the units of each step (up to its width where another follows), doors (0 or 1)."""
    steps, size = bills.steps, bills.sizes
    which = np.concatenate([bills.own, steps.contract, steps.contract[bills.doors]])
    what = np.repeat(["used", "units", "open"], size[:3])
    last = np.concatenate([steps.contract[1:] != steps.contract[:-1], [True]]) if size[1] else np.zeros(0, dtype=bool)
    upper = np.concatenate([np.ones(size[0]), np.where(last, np.inf, steps.width), np.ones(size[2])])
    keys = _keys(bills.inputs, which).assign(what=what)
    return Columns(USE, keys, np.zeros(len(keys)), upper, what != "units")


def _lines(payers: NDArray[np.uint64], places: Ints, begin: int) -> Lines:
    """A dollar for a dollar: of no school, no service and no one period, to be borne by those who may."""
    size = len(payers)
    return Lines(
        school=_nowhere(size),
        payers=payers,
        limited=np.zeros(size, dtype=np.uint64),
        period=_nowhere(size),
        place=places,
        service=_nowhere(size),
        column=begin + np.arange(size),
        dollars=np.ones(size),
    )


def _rows(
    bills: Bills, name: str, which: Ints, parts: list[tuple[Ints, Ints, Floats]], sense: Sense, unit: str, says: str
) -> Rows:
    """A family with one row per entry of `which` (contracts); `parts`: rows, columns and values."""
    row, column, value = (np.concatenate([part[one] for part in parts]) for one in range(3))
    keys: dict[str, object] = {"contract_id": _keys(bills.inputs, which)["contract_id"].to_numpy()}
    return family(name, keys, row, column, value, sense, np.zeros(len(which)), unit, says)


def _entries_of(bills: Bills, which: Ints, what: Floats, sign: float) -> tuple[Ints, Ints, Floats]:
    """Entries of groups and seats in rows of these contracts."""
    row = np.full(len(bills.inputs.facts.contracts), -1, dtype=np.int64)
    row[which] = np.arange(len(which))
    kept = np.flatnonzero((row[bills.entries.contract] >= 0) & (what != 0))
    return row[bills.entries.contract[kept]], bills.entries.column[kept], sign * what[kept]


def _use_rows(bills: Bills) -> tuple[Rows, ...]:
    """What is used, and the units of each step.

    contract_rooms, contract_at_once, contract_hours: a contract's part of rooms, of people at once and of paid hours <=
    that limit x used.
    contract_reach: units billed <= the most that can be x used.
    contract_units: units over the steps = units billed.
    contract_order: where prices fall, width x open <= units of the step before, and units <= width x open.
    """
    found = []
    for rows in bills.capacity:
        which = rows.keys["contract"].to_numpy(dtype=np.int64)
        each = np.arange(rows.size)
        parts = [(rows.row, rows.column, rows.value), (each, bills.used_column[which], -rows.limits)]
        says = "what is taught under {contract_id} is taught under a used contract"
        found.append(_rows(bills, USED[rows.family], which, parts, "<=", rows.unit, says))
    counted = bills.own[np.isfinite(bills.most[bills.own])]
    reach = [
        _entries_of(bills, counted, bills.entries.units, 1.0),
        (np.arange(len(counted)), bills.used_column[counted], -bills.most[counted]),
    ]
    says = "units of {contract_id} are units of a used contract"
    found.append(_rows(bills, "contract_reach", counted, reach, "<=", "units", says))
    return (*found, *_step_rows(bills))


def _step_rows(bills: Bills) -> tuple[Rows, Rows]:
    """contract_units and contract_order."""
    steps, (_, step_begin, door_begin, *_) = bills.steps, bills.starts
    row = np.searchsorted(bills.tiered, steps.contract)
    each = np.arange(len(steps.contract))
    units = [(row, step_begin + each, np.ones(len(each))), _entries_of(bills, bills.tiered, bills.entries.units, -1.0)]
    doors, number = bills.doors, np.arange(len(bills.doors))
    shut = (2 * number, step_begin + doors, np.ones(len(doors))), (2 * number, door_begin + number, -steps.width[doors])
    full = (
        (2 * number + 1, door_begin + number, steps.width[doors - 1]),
        (2 * number + 1, step_begin + doors - 1, -np.ones(len(doors))),
    )
    says = "units of {contract_id} have the prices of their steps"
    which = np.repeat(steps.contract[doors], 2)
    order = "a later price of {contract_id} begins where the step before is full"
    return (
        _rows(bills, "contract_units", bills.tiered, units, "=", "units", says),
        _rows(bills, "contract_order", which, [*shut, *full], "<=", "units", order),
    )


def _cost_rows(bills: Bills, number: int) -> tuple[Rows, ...]:
    """contract_fee: fee = price x used. contract_tier: dollars above the lowest price = sum of above x units of a step.

    contract_minimum: least x used <= groups and seats + fee + dollars above the lowest price + what is added to them.
    """
    contracts, starts = bills.inputs.facts.contracts, bills.starts
    which = (bills.flat, bills.tiered, bills.floored)[number - 1]
    each = np.arange(len(which))
    own = (each, starts[2 + number] + each, np.ones(len(which)))
    used = bills.used_column[which]
    if number == 1:
        price = contracts["price_dollars"].to_numpy(dtype=float)[which]
        says = "the fee of {contract_id} is due once it is used"
        return (_rows(bills, FEE, which, [own, (each, used, -price)], "=", "dollars", says),)
    if number == 2:
        steps = bills.steps
        row = np.searchsorted(which, steps.contract)
        parts = [own, (row, starts[1] + np.arange(len(steps.contract)), -steps.above)]
        says = "units of {contract_id} are billed at the price of their step"
        return (_rows(bills, TIER, which, parts, "=", "dollars", says),)
    least = contracts["least_dollars"].to_numpy(dtype=float)[which]
    row_of = np.full(len(contracts), -1, dtype=np.int64)
    row_of[which] = each
    parts = [(each, used, least), (*own[:2], -own[2]), _entries_of(bills, which, bills.entries.dollars, -1.0)]
    parts += [(row, column, -value) for row, column, value in _more(bills, row_of)]
    return (_rows(bills, LEAST, which, parts, "<=", "dollars", "{contract_id} bills its least once it is used"),)


def _more(bills: Bills, row_of: Ints) -> list[tuple[Ints, Ints, Floats]]:
    """Fees and dollars above the lowest price, in rows of contracts."""
    out = []
    for part, which in ((3, bills.flat), (4, bills.tiered)):
        here = np.flatnonzero(row_of[which] >= 0)
        out.append((row_of[which[here]], bills.starts[part] + here, np.ones(len(here))))
    return out


def contract_rows(inputs: Inputs, layout: Layout, entries: SeatEntries, opened: tuple[Extra, ...] = ()) -> Rows:
    """contract: what a contract bills stays within its maximum.

    Formula: sum of groups and seats + fee + dollars above the lowest price + what fills it up to its least <= maximum.
    """
    contracts = inputs.facts.contracts
    limited = np.flatnonzero(np.isfinite(contracts["maximum_dollars"].to_numpy(dtype=float)))
    row_of = np.full(len(contracts), -1, dtype=np.int64)
    row_of[limited] = np.arange(len(limited))
    billed = bill_entries(inputs, layout, entries)
    kept = np.flatnonzero(row_of[billed.contract] >= 0)
    parts = [(row_of[billed.contract[kept]], billed.column[kept], billed.dollars[kept])]
    bills = bills_in(opened)
    if bills is not None:
        here = np.flatnonzero(row_of[bills.floored] >= 0)
        parts += [*_more(bills, row_of), (row_of[bills.floored[here]], bills.starts[5] + here, np.ones(len(here)))]
    row, column, value = (np.concatenate([part[one] for part in parts]) for one in range(3))
    return family(
        "contract",
        {"contract_id": contracts["contract_id"].to_numpy()[limited]},
        row,
        column,
        value,
        "<=",
        contracts["maximum_dollars"].to_numpy(dtype=float)[limited],
        "dollars",
        "{contract_id} bills at most {limit} dollars",
    )
