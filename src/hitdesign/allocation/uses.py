"""Prices of contracts on money whose program does not pay for materials: whether they hold some, no table says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.allocation.rows_contracts import FEE, LEAST, TIER
from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.rights.payers import uses_allowed


def materials_in_prices(facts: Facts, evidence: Evidence, charges: pd.DataFrame) -> list[str]:
    """A sentence per stream that bears prices of contracts and whose program's list of uses leaves out materials.

    Formula: sum of its dollars for groups and seats of pools under contract, and for what contracts bill beyond them.
    The materials of a tutoring model are no part of it: they are charged to others.
    """
    under = facts.tutors.loc[facts.tutors["pay"] == "contract", "pool_id"].to_numpy(dtype=object)
    priced = np.isin(charges["pool_id"].to_numpy(dtype=object), under) & charges["cost_kind"].isin(["labour", "seat"])
    own = charges[priced | charges["cost_kind"].isin([FEE, TIER, LEAST])]
    dollars = own.groupby("stream_id", sort=True)["dollars"].sum()
    law = dict(zip(facts.funding["stream_id"], facts.funding["program"], strict=True))
    out = []
    for stream, amount in dollars.items():
        program = evidence.programs[str(law[stream])]
        if amount > 0 and not uses_allowed(program, "materials"):
            out.append(
                f"Not tested: {program.name} does not pay for materials, and {amount:,.2f} dollars of contracts are "
                f"charged to {stream}; whether their prices hold materials, the tables do not say: ask the provider."
            )
    return out
