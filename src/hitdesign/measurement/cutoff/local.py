"""Local polynomials on one side of a cut-off: fits, neighbours, variances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hitdesign.solving.numbers import Floats

Kernel = Literal["triangular", "uniform", "epanechnikov"]
Variance = Literal["nearest_neighbour", "hc0", "hc1"]
#: Neighbours from which the variance at a score is taken.
NEIGHBOURS = 3


@dataclass(frozen=True, repr=False, eq=False)
class Side:
    """Students of one side, sorted by their distance from the cut-off (signed); `outcomes` in columns."""

    distance: Floats
    outcomes: Floats

    def within(self, bandwidth: float) -> Side:
        """Those nearer than a bandwidth."""
        near = np.abs(self.distance) <= bandwidth
        return Side(self.distance[near], self.outcomes[near])


def kernel_weights(distance: Floats, bandwidth: float, kernel: Kernel) -> Floats:
    """The weight of each distance: K(distance / bandwidth) / bandwidth, 0 beyond it.

    K is 1 - |u| (triangular), 1/2 (uniform) or 3/4 (1 - u^2) (epanechnikov).

    >>> import numpy as np
    >>> from hitdesign.measurement.cutoff.local import kernel_weights
    >>> kernel_weights(np.array([0.0, 1.0, 3.0]), 2.0, "triangular").tolist()
    [0.5, 0.25, 0.0]
    """
    u = np.abs(distance / bandwidth)
    height = {"triangular": 1 - u, "uniform": np.full(len(u), 0.5), "epanechnikov": 0.75 * (1 - u**2)}[kernel]
    return np.where(u <= 1, height, 0.0) / bandwidth


def powers(distance: Floats, order: int) -> Floats:
    """1, x, x^2, ... in columns."""
    return np.vander(distance, order + 1, increasing=True)


def inverse_gram(rows: Floats, weights: Floats) -> Floats:
    """(R' W R)^-1, by a scaled pseudo-inverse, for powers of a score differ by magnitudes."""
    scale = np.sqrt((weights[:, None] * rows**2).sum(axis=0))
    scale[scale == 0] = 1.0
    unit = rows / scale
    return np.asarray(np.linalg.pinv(unit.T @ (weights[:, None] * unit), rcond=1e-14) / np.outer(scale, scale))


def neighbour_residuals(distance: Floats, outcomes: Floats) -> Floats:
    """What sets each student apart from those nearest in score: sqrt(J / (J + 1)) (y - mean of J neighbours).

    distance: sorted. All students of the same score are neighbours, then the nearest scores until there are three;
    scores equally near on both sides come in together. Source: Calonico, Cattaneo and Titiunik, Econometrica 82 (2014).

    >>> import numpy as np
    >>> from hitdesign.measurement.cutoff.local import neighbour_residuals
    >>> neighbour_residuals(np.array([1.0, 2, 3, 4]), np.array([[0.0], [0], [0], [4]]))[3].round(3).tolist()
    [3.464]
    """
    scores, first, count = np.unique(distance, return_index=True, return_counts=True)
    ends = _windows(scores.tolist(), [*first.tolist(), len(distance)], min(NEIGHBOURS, len(distance) - 1))
    low, high = np.array(ends, dtype=np.int64).T
    sums = np.vstack([np.zeros(outcomes.shape[1]), np.cumsum(outcomes, axis=0)])
    whole = np.repeat(np.arange(len(scores)), count)
    others = (high - low)[whole] - 1
    around = (sums[high[whole]] - sums[low[whole]] - outcomes) / np.maximum(others, 1)[:, None]
    return np.asarray(np.sqrt(others / (others + 1))[:, None] * (outcomes - around))


def _windows(scores: list[float], first: list[int], needed: int) -> list[tuple[int, int]]:
    """For each score the first and the last row (exclusive) of its neighbourhood; first: the row where each begins."""
    found, last = [], len(scores) - 1
    for place, score in enumerate(scores):
        left = right = place
        while first[right + 1] - first[left] - 1 < needed:
            below = score - scores[left - 1] if left > 0 else np.inf
            above = scores[right + 1] - score if right < last else np.inf
            if above <= below:
                right += 1
            if below <= above:
                left -= 1
        found.append((first[left], first[right + 1]))
    return found


def residuals(side: Side, rows: Floats, weights: Floats, variance: Variance) -> Floats:
    """Residuals whose squares estimate the variance at each score, in columns as the outcomes.

    `hc0`, `hc1`: those of the fit itself, `hc1` x sqrt(n / (n - k)), n students of the side given, k terms.
    """
    if variance == "nearest_neighbour":
        return neighbour_residuals(side.distance, side.outcomes)
    fit = inverse_gram(rows, weights) @ rows.T @ (weights[:, None] * side.outcomes)
    left = side.outcomes - rows @ fit
    count = len(left)
    return np.asarray(left * (np.sqrt(count / (count - rows.shape[1])) if variance == "hc1" else 1.0))


@dataclass(frozen=True, repr=False, eq=False)
class SideFit:
    """The outcomes at the cut-off, seen from one side: level, what is taken off for bias, and their variances."""

    level: Floats
    corrected: Floats
    plain_variance: Floats
    robust_variance: Floats
    students: int


def fit_side(side: Side, order: int, bandwidth: float, pilot: float, kernel: Kernel, variance: Variance) -> SideFit:
    """Local polynomial of an order within a bandwidth, and of one order more within the pilot bandwidth.

    The second estimates the curvature that biases the first; the robust variance counts both. Formula: with R_p, W_h,
    L = R_p' W_h (x / h)^(p + 1): corrected level = e_0' G_p^-1 (R_p' W_h - h^(p + 1) L e_(p+1)' G_q^-1 R_q' W_b) y.
    Source: Calonico, Cattaneo and Titiunik, Econometrica 82 (2014). Variances are matrices over the outcomes' columns.
    """
    near = side.within(max(bandwidth, pilot))
    x, outcomes = near.distance, near.outcomes
    small, large = kernel_weights(x, bandwidth, kernel), kernel_weights(x, pilot, kernel)
    rows, more = powers(x, order), powers(x, order + 1)
    gram, wide = inverse_gram(rows, small), inverse_gram(more, large)
    bend = rows.T @ (small * (x / bandwidth) ** (order + 1))
    curve = (wide @ more.T)[order + 1] * large
    plain = gram[0] @ (rows.T * small)
    robust = plain - bandwidth ** (order + 1) * (gram[0] @ bend) * curve
    first = residuals(near, rows, small, variance)
    second = first if variance == "nearest_neighbour" else residuals(near, more, large, variance)
    return SideFit(
        plain @ outcomes, robust @ outcomes, _variance(plain, first), _variance(robust, second), int((small > 0).sum())
    )


def _variance(row: Floats, left: Floats) -> Floats:
    part = row[:, None] * left
    return np.asarray(part.T @ part)
