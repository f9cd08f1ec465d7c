"""Caps per tutor hour that hold for each service, and not for what a contract bills as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.allocation.rows_contracts import FEE, LEAST, TIER
from hitdesign.district.columns import Facts


def fees_beyond_hours(facts: Facts, charges: pd.DataFrame) -> list[str]:
    """A sentence per stream with a cap per tutor hour that bears what contracts bill beyond groups and seats.

    Formula: sum of its dollars for fees, for prices above the lowest, and for what fills a contract up to its least.
    """
    funding = facts.funding
    capped = funding.loc[np.isfinite(funding["per_hour_cap_dollars"].to_numpy(dtype=float)), "stream_id"]
    own = charges[charges["cost_kind"].isin([FEE, TIER, LEAST]) & charges["stream_id"].isin(capped)]
    dollars = own.groupby("stream_id", sort=True)["dollars"].sum()
    return [
        f"Not enforced: the cap per tutor hour of {stream} holds for the price of each group and seat; the "
        f"{amount:,.2f} dollars that it bears of what contracts bill beyond them stand outside of it."
        for stream, amount in dollars.items()
        if amount > 0
    ]
