"""What every contract bills under a plan: not to exceed, expected, and the same for what streams pay of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.bills import Entries, bearing, bill_entries
from hitdesign.allocation.charging import Charges
from hitdesign.allocation.contract_columns import CLOSE, bills_in
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.materials import apart_cents, is_apart
from hitdesign.allocation.shapes import SHAPES, empty_table
from hitdesign.district.prices import BY_ATTENDANCE, UNITS, bill_dollars
from hitdesign.quantities import print_dollars
from hitdesign.rights.terms import terms_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def settled(formulation: Formulation, values: Floats, *, whole: bool) -> Floats:
    """The values with contracts billed no more than must be, and what was charged beyond taken off again.

    A solver that does not make dollars small may open a contract that it does not use, or fill up more than its least;
    less is always allowed. The same values where no contract bills more than groups and seats.
    """
    bills, money = bills_in(formulation.opened), formulation.money
    if bills is None:
        return values
    begin, costs, end = bills.starts[0], bills.starts[3], bills.starts[-1]
    out = values.copy()
    out[begin:end] = bills.settled(values, whole=whole)
    entry = np.flatnonzero((money.column >= costs) & (money.column < end))
    change = money.dollars[entry] * (out - values)[money.column[entry]]
    for row in np.unique(money.row[entry]):
        own = money.columns[money.of_row == row]
        left = float(change[money.row[entry] == row].sum())
        for column in own[np.argsort(-out[own], kind="stable")]:
            added = max(left, -float(out[column]))
            out[column] += added
            left -= added
    return out


def contract_bills(formulation: Formulation, values: Floats) -> pd.DataFrame:
    """One row per contract: units and dollars not to exceed, what is expected of them, and a sentence."""
    contracts = formulation.inputs.facts.contracts
    if not len(contracts):
        words = ("contract_id", "price_basis", "sentence")
        return empty_table("contract_bills").astype(
            {name: "float64" for name in SHAPES["contract_bills"][1] if name not in words}
        )
    entries = _entries(formulation)
    used, extra = _used(formulation, entries, values)
    units = entries.of(values, entries.units, len(contracts))
    billed = entries.of(values, entries.dollars, len(contracts)) + extra.sum(axis=1)
    low, high = _expected(formulation, entries, values, billed, used)
    most = contracts["maximum_dollars"].to_numpy(dtype=float)
    frame = pd.DataFrame(
        {
            "contract_id": contracts["contract_id"].to_numpy(dtype=object),
            "price_basis": contracts["price_basis"].to_numpy(dtype=object),
            "used": used,
            "units": np.where(contracts["price_basis"] == "flat", used, units),
            "not_to_exceed_dollars": billed.round(2),
            "expected_low_dollars": low.round(2),
            "expected_dollars": high.round(2),
            "minimum_dollars": contracts["least_dollars"].to_numpy(dtype=float),
            "maximum_dollars": np.where(np.isfinite(most), most, np.nan),
        }
    )
    filled = extra[:, 2]
    records = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    frame["sentence"] = [_sentence(row, filled[place]) for place, row in enumerate(records)]
    return frame[list(SHAPES["contract_bills"][1])]


def out_of_reach(formulation: Formulation, values: Floats) -> Ints:
    """Taught columns of unused contracts whose fee or least is more than what their bearers have left."""
    bills, money, inputs = bills_in(formulation.opened), formulation.money, formulation.inputs
    if bills is None:
        return np.zeros(0, dtype=np.int64)
    contracts, funding = inputs.facts.contracts, inputs.facts.funding
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    spent = np.bincount(money.stream, weights=values[money.columns], minlength=len(funding))
    left = np.maximum(funding["available_dollars"].to_numpy(dtype=float) / rate - spent, 0.0)
    streams = np.arange(len(funding), dtype=np.uint64)
    bears = (bearing(inputs)[:, None] >> streams) & np.uint64(1)
    fee = np.where(contracts["price_basis"] == "flat", contracts["price_dollars"], 0.0)
    least = np.maximum(fee, contracts["least_dollars"].to_numpy(dtype=float))
    shut = np.zeros(len(contracts) + 1, dtype=bool)
    unused = bills.own[values[bills.used_column[bills.own]] <= CLOSE]
    shut[unused] = (least > bears @ left + CLOSE)[unused]
    places = inputs.rights.places
    found: Ints = np.flatnonzero(shut[terms_of(inputs.facts).contract[places.pool[inputs.structure.taught_place]]])
    return found


def expected_dollars(formulation: Formulation, charges: Charges, values: Floats) -> Floats:
    """Per charge: what is expected to be paid of it, in sum per contract what `contract_bills` expects.

    Formula: the price of a seat or student's hour times the attendance where the provider bears absence, every price
    times 1 - contingent_share x (1 - expected_attainment); filled up where that is less than the contract's least.
    """
    inputs = formulation.inputs
    if not len(inputs.facts.contracts):
        return charges.dollars
    contract, part, rate = _priced(formulation, charges)
    own = contract >= 0
    due = charges.dollars * part
    paid = due * rate * _outcome(inputs.facts.contracts, unknown=1.0)[contract]
    entries = _entries(formulation)
    used, extra = _used(formulation, entries, values)
    billed = entries.of(values, entries.dollars, len(used)) + extra.sum(axis=1)
    wanted = _expected(formulation, entries, values, billed, used)[1]
    for number in np.unique(contract[own]):
        here = contract == number
        most, sums = float(due[here].sum()), float(paid[here].sum())
        goal = min(most, float(wanted[number]) + most - float(billed[number]))
        if goal > sums + CLOSE:
            paid[here] += (due - paid)[here] * (goal - sums) / (most - sums)
        elif sums > goal + CLOSE:
            paid[here] *= max(goal, 0.0) / sums
    expected: Floats = np.where(own, charges.dollars - due + paid, charges.dollars)
    return expected


def _entries(formulation: Formulation) -> Entries:
    return bill_entries(formulation.inputs, formulation.layout, formulation.entries)


def _used(formulation: Formulation, entries: Entries, values: Floats) -> tuple[Floats, Floats]:
    """Per contract: whether (in fractions, how much) it is used; dollars of its fee, further prices and filling up."""
    bills, size = bills_in(formulation.opened), len(formulation.inputs.facts.contracts)
    used = (np.bincount(entries.contract, weights=values[entries.column], minlength=size) > CLOSE).astype(float)
    extra = np.zeros((size, 3))
    if bills is not None:
        used[bills.own] = values[bills.used_column[bills.own]]
        for number, which in enumerate((bills.flat, bills.tiered, bills.floored)):
            begin = bills.starts[3 + number]
            extra[which, number] = values[begin : begin + len(which)]
    return used, extra


def _attended(formulation: Formulation, place: Ints) -> Floats:
    """Share of a price at each place that is billed at the planned attendance: less than 1 where the provider bears."""
    inputs = formulation.inputs
    contracts = inputs.facts.contracts
    bears = (contracts["absence_borne_by"] == "provider") & contracts["price_basis"].isin(BY_ATTENDANCE)
    of_pool = np.append(bears.to_numpy(), False)[terms_of(inputs.facts).contract]
    rate = inputs.facts.blocks["attendance_rate"].to_numpy(dtype=float)[inputs.rights.places.block[place]]
    attended: Floats = np.where(of_pool[inputs.rights.places.pool[place]], rate, 1.0)
    return attended


def _outcome(contracts: pd.DataFrame, unknown: float) -> Floats:
    """Share of the price that is paid at the expected attainment; `unknown` where none is given."""
    attained = contracts["expected_attainment"].fillna(unknown).to_numpy(dtype=float)
    share: Floats = 1 - contracts["contingent_share"].to_numpy(dtype=float) * (1 - attained)
    return share


def _expected(
    formulation: Formulation, entries: Entries, values: Floats, billed: Floats, used: Floats
) -> tuple[Floats, Floats]:
    """Low and high of what each contract is expected to bill; both the same where no outcome is open.

    Formula: price of the units attended x share paid for outcomes, no less than its least and no more than billed.
    """
    contracts, layout = formulation.inputs.facts.contracts, formulation.layout
    place = np.zeros(formulation.money.begin, dtype=np.int64)
    structure, seats = formulation.inputs.structure, formulation.entries
    place[seats.column] = structure.outlet_place[seats.outlet]
    place[layout.taught_columns] = structure.taught_place
    rate = _attended(formulation, place[entries.column])
    units = entries.of(values, entries.units * rate, len(contracts))
    dollars = entries.of(values, entries.dollars * rate, len(contracts))
    fees = np.where(contracts["price_basis"] == "flat", contracts["price_dollars"], 0.0) * used
    for number, ladder in enumerate(contracts["ladder"]):
        if len(ladder) > 1:
            dollars[number] = bill_dollars(ladder, float(units[number]))
    least = contracts["least_dollars"].to_numpy(dtype=float) * used
    low, high = (
        np.minimum(np.maximum((dollars + fees) * _outcome(contracts, unknown), least), billed) for unknown in (0.0, 1.0)
    )
    return low, high


def _priced(formulation: Formulation, charges: Charges) -> tuple[Ints, Floats, Floats]:
    """Per charge: its contract (-1), the part of it that is the contract's price, the share billed when attended."""
    inputs, layout, entries = formulation.inputs, formulation.layout, formulation.entries
    place = np.full(formulation.money.begin, -1, dtype=np.int64)
    place[entries.column] = inputs.structure.outlet_place[entries.outlet]
    place[layout.taught_columns] = inputs.structure.taught_place
    at = place[charges.column]
    here = np.maximum(at, 0)
    if not len(inputs.rights.places.pool):
        return np.full(len(at), -1, dtype=np.int64), np.ones(len(at)), np.ones(len(at))
    terms, pool = terms_of(inputs.facts), inputs.rights.places.pool[here]
    seat = charges.kind == 1
    contract = np.where((at >= 0) & (~seat | terms.by_seat[pool]), terms.contract[pool], -1)
    price, materials = inputs.rights.costs.seat_price, inputs.facts.models["materials_dollars_per_student"]
    both = price + materials.to_numpy(dtype=float)[inputs.rights.places.model]
    period = formulation.money.period[charges.row]
    apart = seat & (apart_cents(inputs, here, np.maximum(period, 0)) > 0)
    contract = np.where(apart & is_apart(inputs, formulation.money.payers[charges.row], here, period), -1, contract)
    part = np.where(seat & ~apart, (price / np.where(both > 0, both, 1.0))[here], 1.0)
    rate = np.where(seat, _attended(formulation, here), 1.0)
    bills = bills_in(formulation.opened)
    if bills is not None:
        for number, which in enumerate((bills.flat, bills.tiered, bills.floored)):
            offset = charges.column - bills.starts[3 + number]
            inside = (offset >= 0) & (offset < len(which))
            contract[inside] = which[offset[inside]]
    return contract, part, rate


def _sentence(row: dict[str, object], filled: float) -> str:
    """The contract in words."""
    number = {name: float(str(row[name])) for name in ("used", "units", "not_to_exceed_dollars", "expected_dollars")}
    name, basis = row["contract_id"], str(row["price_basis"])
    if number["used"] <= CLOSE:
        return f"{name} is not used and costs nothing."
    count = "a flat fee" if basis == "flat" else f"{number['units']:,.10g} {UNITS[basis]}"
    words = [f"{name}: {count}, not to exceed {print_dollars(number['not_to_exceed_dollars'])}"]
    if filled > CLOSE:
        words.append(f"{print_dollars(filled)} of it only fill it up to its minimum")
    low, high = float(str(row["expected_low_dollars"])), number["expected_dollars"]
    if low < high - CLOSE:
        words.append(f"expected between {print_dollars(low)} and {print_dollars(high)}, by the outcomes reached")
    elif high < number["not_to_exceed_dollars"] - CLOSE:
        words.append(f"expected {print_dollars(high)}")
    if basis == "student":
        words.append("each seat is counted as a student, and one with two subjects would be billed once")
    if number["used"] < 1 - CLOSE and (filled > CLOSE or basis == "flat" or float(str(row["minimum_dollars"])) > 0):
        words.append("this fractional answer counts a part of what a whole plan owes once the contract is used")
    return "; ".join(words) + "."
