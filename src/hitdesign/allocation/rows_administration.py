"""The row family of caps on administration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_money import Money
from hitdesign.solving.parts import Rows

Floats = NDArray[np.float64]


def administration_cap(funding: Mapping[str, Any] | pd.DataFrame) -> Floats:
    """Most dollars of each award for administration; inf where nobody states a cap. funding: as in `Facts`."""
    share, award = (np.asarray(funding[name], dtype=float) for name in ("administration_cap_share", "award_dollars"))
    cap: Floats = np.where(share < 1, share * award, np.inf)
    return cap


def administration_rows(inputs: Inputs, money: Money) -> Rows:
    """administration: indirect cost, and what is administration itself, stay within what an award may spend on it.

    Formula: indirect_rate x sum of dollars[k] + sum of dollars[k] for administration <= administration_cap_share x
    award.
    """
    funding = inputs.facts.funding
    cap, rate = administration_cap(funding), funding["indirect_rate"].to_numpy(dtype=float)
    counted = rate[money.stream] + money.office[money.of_row]
    own = np.flatnonzero(np.isfinite(cap[money.stream]) & (counted > 0))
    streams, row = np.unique(money.stream[own], return_inverse=True)
    return family(
        "administration",
        {"stream_id": funding["stream_id"].to_numpy()[streams]},
        row.ravel(),
        money.columns[own],
        counted[own],
        "<=",
        cap[streams],
        "dollars",
        "{stream_id} may spend {limit} dollars on administration, indirect cost included",
    )
