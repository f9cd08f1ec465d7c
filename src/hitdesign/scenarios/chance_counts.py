"""Counted draws: how often, how sure that is, and how both settle as draws are added."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

#: Draws after which the first estimate is shown; it is shown again at every doubling.
FIRST_SHOWN = 25
#: Shares of draws at which amounts are told.
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def wilson(reached: int, draws: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of a chance that was met in `reached` of `draws` draws.

    Formula: (p + z^2/2n -+ z x root(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), with z of the normal distribution. Source:
    Wilson (1927), as recommended for small numbers by Brown, Cai and DasGupta (2001). It is that of independent draws;
    draws spread evenly by 25 vary at most as much as 24 independent ones (Owen 1997), and mostly less.

    >>> from hitdesign.scenarios.chance_counts import wilson
    >>> [round(end, 3) for end in wilson(82, 100)]
    [0.733, 0.883]
    """
    if draws == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = reached / draws, z * z / draws
    middle = share + square / 2
    half = z * sqrt(share * (1 - share) / draws + square / (4 * draws))
    low = 0.0 if reached == 0 else max(0.0, (middle - half) / (1 + square))
    high = 1.0 if reached == draws else min(1.0, (middle + half) / (1 + square))
    return low, high


def settling(reached: Sequence[bool], seats: Sequence[float], confidence: float = 0.95) -> pd.DataFrame:
    """The estimates after 25, 50, 100, ... draws and after all.

    Columns: draws, reached, chance, chance_low, chance_high, mean_seats, median_seats (of the draws with a plan).
    """
    all_draws, shown = len(reached), FIRST_SHOWN
    stops = []
    while shown < all_draws:
        stops.append(shown)
        shown *= 2
    rows = []
    for stop in (*stops, all_draws):
        count = sum(reached[:stop])
        low, high = wilson(count, stop, confidence)
        known = np.asarray(seats[:stop], dtype=float)
        known = known[~np.isnan(known)]
        mean = float(known.mean()) if len(known) else float("nan")
        middle = float(np.median(known)) if len(known) else float("nan")
        rows.append((stop, count, count / stop if stop else float("nan"), low, high, mean, middle))
    names = ["draws", "reached", "chance", "chance_low", "chance_high", "mean_seats", "median_seats"]
    return pd.DataFrame(rows, columns=names)


def quantiles_of(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """What amounts come to: in a share of the draws with a plan, at most so much.

    Columns: share, and the given ones. Every number is that of some draw, the smallest that enough draws do not pass.
    """
    found: dict[str, object] = {"share": list(QUANTILES)}
    for name in columns:
        known = table[name].dropna().to_numpy(dtype=float)
        found[name] = (
            np.quantile(known, QUANTILES, method="inverted_cdf") if len(known) else np.full(len(QUANTILES), np.nan)
        )
    return pd.DataFrame(found)


class CountedDraws:
    """What is counted of draws; `table` has a row for each, with status, reached and seats.

    It is what `simulate` and `still_kept` answer with, in each its own table.
    """

    confidence: float
    table: pd.DataFrame

    @property
    def answered(self) -> pd.DataFrame:
        """The draws that were run, those without a plan among them."""
        return self.table[self.table["status"] != "not run"]

    @property
    def reached(self) -> int:
        """Draws that reach the goal."""
        return int(self.answered["reached"].sum())

    @property
    def chance(self) -> float:
        """The share of the draws that reach the goal; NaN without a draw."""
        return self.reached / len(self.answered) if len(self.answered) else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The chance's confidence interval; see `wilson`."""
        return wilson(self.reached, len(self.answered), self.confidence)

    @property
    def convergence(self) -> pd.DataFrame:
        """The chance, its interval and the seats after 25, 50, 100, ... draws; see `settling`."""
        rows = self.answered
        return settling(rows["reached"].tolist(), rows["seats"].tolist(), self.confidence)
