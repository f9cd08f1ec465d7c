"""Which money is still there when a later stage begins: streams that end, taken in the order in which they end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import LAST_DAY
from hitdesign.plan.drafted import Drafted

Floats = NDArray[np.float64]
#: A stream counts in a stage where it may pay for services on at least this share of the stage's days.
MOST_OF_IT = 0.5


@dataclass(frozen=True)
class Horizon:
    """`streams`: stream_id, available_dollars, opens_on, ends_on (last day of services), ends_known; only money that
    counts and is not closed. `starts_on`, `ends_on`: first and last day of tutoring in the plan's year.
    """

    streams: pd.DataFrame
    starts_on: pd.Timestamp
    ends_on: pd.Timestamp

    def year(self, months: int) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day of tutoring so many months later."""
        later = pd.DateOffset(months=months)
        return self.starts_on + later, self.ends_on + later

    def pays(self, months: int) -> NDArray[np.bool_]:
        """Which streams count in the year that begins so many months later."""
        first, last = self.year(months)
        opens, ends = self.streams["opens_on"], self.streams["ends_on"]
        begin, end = opens.where(opens > first, first), ends.where(ends < last, last)
        days = (end - begin).dt.days.to_numpy(dtype=float) + 1
        counts: NDArray[np.bool_] = days >= MOST_OF_IT * ((last - first).days + 1)
        return counts

    def ending(self, months: int) -> tuple[str, ...]:
        """Streams that count in the plan's year and no longer so many months later."""
        gone = self.pays(0) & ~self.pays(months)
        return tuple(self.streams.loc[gone, "stream_id"])


def horizon_of(plan: Drafted) -> Horizon:
    """Streams that count, with the last day on which they may pay for services; dates of blocks bound the year."""
    funding, blocks = plan.facts.funding, plan.facts.blocks
    kept = funding[funding["counts"].to_numpy(dtype=bool) & ~funding["closed"].to_numpy(dtype=bool)]
    ends = kept[["services_by", "closed_after"]].min(axis=1)
    streams = pd.DataFrame(
        {
            "stream_id": kept["stream_id"].to_numpy(),
            "available_dollars": kept["available_dollars"].to_numpy(dtype=float),
            "opens_on": pd.to_datetime(kept["obligate_from"].to_numpy()),
            "ends_on": pd.to_datetime(ends.to_numpy()),
            "ends_known": (ends < pd.Timestamp(LAST_DAY)).to_numpy(dtype=bool),
        }
    )
    streams = streams.sort_values(["ends_on", "stream_id"], ignore_index=True)
    none = pd.Timestamp(LAST_DAY)
    first, last = (blocks["starts_on"].min(), blocks["ends_on"].max()) if len(blocks) else (none, none)
    return Horizon(streams, pd.Timestamp(first), pd.Timestamp(last))


def spent_in_order(horizon: Horizon, months: list[int], dollars: list[float]) -> list[float]:
    """What there is at each stage before it spends: what earlier stages took is gone, first the money that ends first.

    A stage whose need is unknown takes nothing.
    """
    left = horizon.streams["available_dollars"].to_numpy(dtype=float).copy()
    there = []
    for month, need in zip(months, dollars, strict=True):
        counts = horizon.pays(month)
        there.append(float(left[counts].sum()))
        open_need = 0.0 if np.isnan(need) else need
        for place in np.flatnonzero(counts):
            taken = min(open_need, left[place])
            left[place] -= taken
            open_need -= taken
    return there
