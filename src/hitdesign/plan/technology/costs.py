"""What closing the gap costs, as a range, with prices of the evidence."""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.evidence.library import parameter
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.technology.needs import COUNTED

COSTS = (
    "school_id",
    "item",
    "gap_at_least",
    "gap_at_most",
    "low_dollars",
    "dollars",
    "high_dollars",
    "price_verified",
    "because",
)
#: The parameter that prices each item.
PRICE = {"devices": "technology.device", "headsets": "technology.headset"}


def costs_of(plan: Drafted, needs: pd.DataFrame) -> pd.DataFrame:
    """One row per school and counted item that may be short; columns as in COSTS, dollars of one purchase.

    Formula: low = gap at least x low price, high = gap at most x high price, dollars = gap x price. Where what is
    there is not known the gap lies between nothing and all that is needed, and dollars are NaN.
    """
    rows = []
    for row in needs[needs["item"].isin(COUNTED)].to_dict("records"):
        needed, gap = float(row["needed"]), float(row["gap"])
        least, most = (0.0, needed) if math.isnan(gap) else (gap, gap)
        if most <= 0:
            continue
        price = parameter(plan.evidence, PRICE[str(row["item"])])
        middle = float(price.value)
        low, high = (middle if end is None else end for end in (price.low, price.high))
        because = f"evidence parameters.{PRICE[str(row['item'])]} ({price.source}); {row['because']}"
        found = (least, most, least * low, gap * middle, most * high, price.verified, because)
        rows.append((row["school_id"], row["item"], *found))
    return pd.DataFrame(rows, columns=list(COSTS))
