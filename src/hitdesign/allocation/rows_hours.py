"""The row families of caps per tutor hour: of each service, and of all that a contract bills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.bills import places_of_bills
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_limits import stream_keys
from hitdesign.allocation.rows_money import Money
from hitdesign.rights.terms import terms_of
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def hour_cap_rows(inputs: Inputs, layout: Layout, money: Money) -> Rows:
    """hour_cap: a stream with a cap per hour pays at most the cap times the paid tutor hours of each service.

    Formula: sum over periods of dollars[k, place] <= per_hour_cap x paid hours of a group in the periods in which k may
    pay x taught. Hours are those that a tutor is paid for, preparation included, whatever the provider bills by.
    """
    rights, structure = inputs.rights, inputs.structure
    cap = inputs.facts.funding["per_hour_cap_dollars"].to_numpy(dtype=float)
    place = money.place[money.of_row]
    dollars = np.flatnonzero((place >= 0) & np.isfinite(cap[money.stream]))
    width = len(cap) + 1
    keys, first, row = np.unique(place[dollars] * width + money.stream[dollars], return_index=True, return_inverse=True)
    at, stream = place[dollars[first]], money.stream[dollars[first]]
    taught = np.full(len(rights.places.pair), -1, dtype=np.int64)
    taught[structure.taught_place] = np.arange(len(structure.taught_place))
    pays = (rights.payers[at] >> stream.astype(np.uint64)[:, None]) & np.uint64(1) == 1
    hours = rights.costs.paid_hours[at] * (rights.costs.work_shares[at] * pays).sum(axis=1)
    return family(
        "hour_cap",
        stream_keys(inputs, money, dollars[first]),
        np.concatenate([row.ravel(), np.arange(len(keys))]),
        np.concatenate([money.columns[dollars], layout.taught_begin + taught[at]]),
        np.concatenate([np.ones(len(dollars)), -cap[stream] * hours]),
        "<=",
        np.zeros(len(keys)),
        "dollars",
        "{stream_id} pays at {school_id} no more than its cap per tutor hour",
    )


def contract_hour_rows(inputs: Inputs, layout: Layout, money: Money) -> Rows:
    """contract_hour_cap: what a stream with a cap per hour pays under a contract, bills as a whole included.

    Formula: dollars[k] of the contract's groups, seats, fee, prices above the lowest and least <= per_hour_cap x sum of
    paid hours of a group in the periods in which k may pay x taught, over the contract's groups. Only where k may bear
    what a contract bills beyond groups and seats.
    """
    cap = inputs.facts.funding["per_hour_cap_dollars"].to_numpy(dtype=float)
    place, of_pool = money.place[money.of_row], terms_of(inputs.facts).contract
    pools, width = inputs.rights.places.pool, len(cap) + 1
    coded = np.append(places_of_bills(inputs) < -1, False)
    bills = (place < -1) & np.isfinite(cap[money.stream])
    keys = np.unique((-2 - place[bills]) * width + money.stream[bills])
    of_place = np.append(of_pool[pools], -1)[np.maximum(place, -1)]
    contract = np.where(place < -1, -2 - place, of_place)
    dollars = np.flatnonzero(coded[contract] & np.isin(contract * width + money.stream, keys))
    row = np.searchsorted(keys, contract[dollars] * width + money.stream[dollars])
    at = inputs.structure.taught_place
    number, taught = np.nonzero(of_pool[pools[at]][None, :] == (keys // width)[:, None])
    stream = keys[number] % width
    hours = _hours_of(inputs, at[taught], stream)
    streams = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    return family(
        "contract_hour_cap",
        {
            "stream_id": streams[keys % width],
            "contract_id": inputs.facts.contracts["contract_id"].to_numpy(dtype=object)[keys // width],
        },
        np.concatenate([row, number]),
        np.concatenate([money.columns[dollars], layout.taught_begin + taught]),
        np.concatenate([np.ones(len(dollars)), -cap[stream] * hours]),
        "<=",
        np.zeros(len(keys)),
        "dollars",
        "{stream_id} pays under {contract_id} no more than its cap per tutor hour",
    )


def _hours_of(inputs: Inputs, place: Ints, stream: Ints) -> Floats:
    """Paid hours of a group at each place in the periods in which the stream may pay, for some or for every student.

    Where nothing is charged for groups and seats, those of the stream's window, if it may bear the contract's bills.
    """
    rights, bit = inputs.rights, np.uint64(1)
    pays = (rights.payers[place] >> stream.astype(np.uint64)[:, None]) & bit == 1
    bears = ((rights.bearers[place] >> stream.astype(np.uint64)) & bit == 1)[:, None]
    open_then = rights.periods.contracted[:, stream].T
    hours: Floats = rights.costs.paid_hours[place] * (
        rights.costs.work_shares[place] * (pays | (bears & open_then))
    ).sum(axis=1)
    return hours
