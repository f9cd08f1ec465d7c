"""Which groups of a plan stand in another plan too, which stand elsewhere, and which came or went."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.scenarios.compare_sides import GROUP

Floats = NDArray[np.float64]
COLUMNS = (
    *GROUP,
    "groups_before",
    "groups_after",
    "groups_change",
    "groups_kept",
    "groups_moved_from_here",
    "groups_ended",
    "groups_moved_here",
    "groups_new",
)


def compared_groups(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row per band, model, block and pool of either plan; columns of COLUMNS.

    `before`, `after`: columns of GROUP and groups. Formulas: kept = min(before, after); a band's groups that are left
    over on both sides moved, those left over on one side only ended or are new. Within a band the first places in
    order of their ids are those that moved.
    """
    both = before.merge(after, on=list(GROUP), how="outer", suffixes=("_before", "_after"))
    both = both.sort_values(list(GROUP), kind="stable", ignore_index=True)
    old, now = (both[f"groups_{side}"].astype(float).fillna(0.0).to_numpy() for side in ("before", "after"))
    kept: Floats = np.minimum(old, now)
    band = both["band_id"].to_numpy(dtype=object)
    gone, come = old - kept, now - kept
    from_here, here = _moved(band, gone, come), _moved(band, come, gone)
    numbers = (old, now, now - old, kept, from_here, gone - from_here, here, come - here)
    return both[list(GROUP)].assign(**dict(zip(COLUMNS[len(GROUP) :], numbers, strict=True)))


def _moved(band: NDArray[np.object_], own: Floats, other: Floats) -> Floats:
    """Of each place's own leftover the part that has a counterpart among the other side's, band by band in order."""
    frame = pd.DataFrame({"band": band, "own": own})
    most = pd.Series(other).groupby(band).sum()
    until = frame.groupby("band")["own"].cumsum().to_numpy()
    limit = frame["band"].map(most).to_numpy(dtype=float)
    moved: Floats = np.clip(limit - (until - own), 0.0, own)
    return moved
