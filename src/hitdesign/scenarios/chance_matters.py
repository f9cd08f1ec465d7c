"""Which uncertainty matters most: the share of the spread of seats and dollars that each thing explains by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.scenarios.chance_draws import shares
from hitdesign.scenarios.chance_uncertain import NOTHING_HAPPENS, Uncertain

Floats = NDArray[np.float64]
#: Draws that a bin should hold at the least, and the most bins.
IN_A_BIN, MOST_BINS = 10, 10
#: A spread smaller than this, relative to the amount, is none.
NO_SPREAD = 1e-9


def variance_shares(
    table: pd.DataFrame, values: pd.DataFrame, uncertain: Sequence[Uncertain], seed: int
) -> pd.DataFrame:
    """The first-order share of the variance of seats and dollars, per thing or group of tied things, largest first.

    Columns: uncertain, share_of_seats, share_of_dollars, rank_correlation (of what is drawn with seats: its sign says
    in which direction), draws (those with a plan). Formula: variance of the means of bins of like draws over the whole
    variance, less what chance alone would give it: 1 - (1 - eta^2)(n - 1)/(n - bins), not below 0. Source: the
    correlation ratio of Pearson, corrected as Kelley (1935) does; read as first-order sensitivity since McKay (1995).
    Shares need not add up to 1: the rest comes of several things together, and of few draws.
    """
    solved = (table["status"] == "solved").to_numpy()
    seats, dollars = (table.loc[solved, name].to_numpy(dtype=float) for name in ("seats", "dollars"))
    rows = []
    for key in dict.fromkeys(one.draws_by for one in uncertain):
        members = [one for one in uncertain if one.draws_by == key]
        drawn = shares(key, len(table), seed)[solved]
        bins = _bins(
            drawn, [repr(row) for row in values.loc[solved, [one.name for one in members]].to_numpy().tolist()]
        )
        name = " and ".join(one.name for one in members) + (" (tied)" if len(members) > 1 else "")
        order = rank_correlation(_codes(members[0], values.loc[solved, members[0].name], drawn), seats)
        rows.append((name, explained(bins, seats), explained(bins, dollars), order, len(seats)))
    names = ["uncertain", "share_of_seats", "share_of_dollars", "rank_correlation", "draws"]
    found = pd.DataFrame(rows, columns=names)
    return found.sort_values(["share_of_seats", "share_of_dollars"], ascending=False, kind="stable", ignore_index=True)


def explained(bins: NDArray[np.int64], amounts: Floats) -> float:
    """The share of the variance of the amounts that lies between the bins, corrected for their number.

    >>> import numpy as np
    >>> from hitdesign.scenarios.chance_matters import explained
    >>> explained(np.array([0, 0, 1, 1]), np.array([3.0, 3.0, 7.0, 7.0]))
    1.0
    """
    count, many = len(amounts), len(np.unique(bins))
    if count <= many or not _spreads(amounts):
        return 0.0 if count else float("nan")
    size = np.bincount(bins)
    means = np.bincount(bins, weights=amounts) / np.maximum(size, 1)
    between = float((size * (means - amounts.mean()) ** 2).sum() / ((amounts - amounts.mean()) ** 2).sum())
    return min(1.0, max(0.0, 1 - (1 - between) * (count - 1) / (count - many)))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's correlation of ranks, ties at their mean; NaN where one of both does not vary.

    >>> import numpy as np
    >>> from hitdesign.scenarios.chance_matters import rank_correlation
    >>> round(rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([9.0, 4.0, 1.0])), 6)
    -1.0
    """
    if len(one) < 2 or not _spreads(one) or not _spreads(other):
        return float("nan")
    ranks = [pd.Series(np.round(values, 9)).rank().to_numpy(dtype=float) for values in (one, other)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _spreads(amounts: Floats) -> bool:
    """Whether amounts differ by more than arithmetic does."""
    return bool(len(amounts)) and bool(np.ptp(amounts) > NO_SPREAD * max(1.0, float(np.abs(amounts).max())))


def _bins(drawn: Floats, values: Sequence[str]) -> NDArray[np.int64]:
    """Bins by value where there are few values, else of equally many draws that are next to each other."""
    count = len(drawn)
    many = int(min(MOST_BINS, max(2, count // IN_A_BIN)))
    if len(set(values)) <= many:
        return np.array([sorted(set(values)).index(one) for one in values], dtype=np.int64)
    rank = np.argsort(np.argsort(drawn, kind="stable"), kind="stable")
    bins: NDArray[np.int64] = (rank * many // count).astype(np.int64)
    return bins


def _codes(one: Uncertain, values: pd.Series, drawn: Floats) -> Floats:
    """What was drawn as numbers in their own order; words as they stand in their list, what happens above nothing."""
    if any(isinstance(value, str) for value in values):
        return drawn
    if one.spread.kind == "yes_no":
        happened, amount = np.asarray(values.notna(), dtype=float), one.spread.amount
        lowers = not isinstance(amount, str) and amount < NOTHING_HAPPENS.get(one.operation, 0.0)
        return -happened if lowers else happened
    return np.asarray(values, dtype=float)
