"""Materials that a plan charges to money whose program does not pay for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.rights.payers import uses_allowed
from hitdesign.rights.terms import terms_of


def materials_elsewhere(facts: Facts, evidence: Evidence, charges: pd.DataFrame) -> list[str]:
    """A sentence per stream that bears materials which its program's list of uses leaves out.

    Formula: sum of `seat` dollars of the stream, without those of contracts billed by the seat, whose price holds
    tutoring and materials together. The plan does not move them: a payer that may pay for both is for a person to name.
    """
    if not (charges["cost_kind"] == "seat").any():
        return []
    by_seat = facts.tutors["pool_id"].to_numpy(dtype=object)[terms_of(facts).by_seat]
    seats = charges[(charges["cost_kind"] == "seat") & ~np.isin(charges["pool_id"].to_numpy(dtype=object), by_seat)]
    dollars = seats.groupby("stream_id", sort=True)["dollars"].sum()
    law = dict(zip(facts.funding["stream_id"], facts.funding["program"], strict=True))
    out = []
    for stream, amount in dollars.items():
        program = evidence.programs[str(law[stream])]
        if amount > 0 and not uses_allowed(program, "materials"):
            out.append(
                f"Not enforced: {program.name} does not pay for materials, and {amount:,.2f} dollars of them are "
                f"charged to {stream}; give them to another payer."
            )
    return out
