"""The row family of caps per tutor hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_limits import stream_keys
from hitdesign.allocation.rows_money import Money
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]


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
