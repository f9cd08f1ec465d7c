"""How near to the cut-off to look: the bandwidth that makes the mean squared error of the effect small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hitdesign.measurement.cutoff.local import (
    Kernel,
    Side,
    Variance,
    inverse_gram,
    kernel_weights,
    powers,
    residuals,
)  # fmt: skip
from hitdesign.solving.numbers import Floats

Rule = Literal["mse_optimal", "cer_optimal"]
#: What the spread of the scores is multiplied by for a first bandwidth, by kernel.
FIRST = {"triangular": 2.576, "uniform": 1.843, "epanechnikov": 2.34}
#: The interquartile range of a normal distribution, in standard deviations.
NORMAL_RANGE = 1.349
#: From this share of students on who have their score in common, and then at least so many different scores a side.
REPEATED, LEAST_SCORES = 0.2, 10


@dataclass(frozen=True)
class Bandwidths:
    """`bandwidth` for the effect, `pilot` for the curvature that biases it, in the unit of the score."""

    bandwidth: float
    pilot: float


@dataclass(frozen=True, repr=False, eq=False)
class _Part:
    variance: float
    bias: float
    regular: float
    rate: float


def optimal_bandwidths(
    sides: tuple[Side, Side], order: int, kernel: Kernel, variance: Variance, rule: Rule
) -> Bandwidths:
    """The bandwidths of Calonico, Cattaneo and Titiunik, one for both sides.

    sides: the other side and the tutored one, of the first outcome. `mse_optimal`: ((V_0 + V_1) / ((B_1 - B_0)^2 +
    regularisation))^(1 / (2 p + 3)) in three stages, each with the bandwidth of the stage before; `cer_optimal`: that x
    n^(-p / ((3 + p) (3 + 2 p))), for the coverage of intervals. Source: Econometrica 82 (2014); Calonico, Cattaneo and
    Farrell, Econometrics Journal 23 (2020); checked digit by digit against the authors' rdrobust.
    """
    scores = np.concatenate([side.distance for side in sides])
    different = [np.unique(side.distance) for side in sides]
    quarters = np.quantile(scores, [0.25, 0.75], method="averaged_inverted_cdf")
    spread = min(float(scores.std(ddof=1)), float(quarters[1] - quarters[0]) / NORMAL_RANGE)
    ends = [float(np.abs(side.distance).max()) for side in sides]
    least = 0.0
    if any(1 - len(one) / len(side.distance) >= REPEATED for one, side in zip(different, sides, strict=True)):
        least = max(float(np.sort(np.abs(one))[min(LEAST_SCORES, len(one)) - 1]) + 1e-8 for one in different)
    first = FIRST[kernel] * spread * sum(len(one) for one in different) ** -0.2
    first = max(min(first, max(ends)), least)

    def stage(power: int, derivative: int, above: int, far: tuple[float, float], regular: bool) -> float:
        parts = [
            _part(side, power, derivative, above, first, one, kernel, variance, regular)
            for side, one in zip(sides, far, strict=True)
        ]
        bias = (parts[1].bias - parts[0].bias) ** 2 + parts[0].regular + parts[1].regular
        found = ((parts[0].variance + parts[1].variance) / bias) ** parts[0].rate if bias > 0 else max(ends)
        return float(min(found, max(ends)))

    curve = stage(order + 2, order + 2, order + 3, (ends[0], ends[1]), False)
    pilot = stage(order + 1, order + 1, order + 2, (curve, curve), True)
    bandwidth = stage(order, 0, order + 1, (pilot, pilot), True)
    if rule == "cer_optimal":
        bandwidth *= len(scores) ** (-order / ((3 + order) * (3 + 2 * order)))
    return Bandwidths(bandwidth, pilot)


def _part(
    side: Side, order: int, derivative: int, above: int, near: float, far: float, kernel: Kernel, variance: Variance,
    regular: bool,
) -> _Part:  # fmt: skip
    """The variance of a derivative at the cut-off, and its bias from one order more, for one side."""
    one = side.within(near)
    weights, rows = kernel_weights(one.distance, near, kernel), powers(one.distance, order)
    gram = inverse_gram(rows, weights)
    left = residuals(one, rows, weights, variance)[:, 0]
    row = gram[derivative] @ (rows.T * weights)
    moment = rows.T @ (weights * (one.distance / near) ** (order + 1))
    constant = near**derivative * float(gram[derivative] @ moment)
    other = side.within(far)
    coefficient, error = _coefficient(other, order + 1, above, far, kernel, variance)
    double = 2 * (order + 1 - derivative)
    return _Part(
        (2 * derivative + 1) * near ** (2 * derivative + 1) * float(((row * left) ** 2).sum()),
        np.sqrt(double) * constant * coefficient,
        double * 3 * constant**2 * error if regular else 0.0,
        1 / (2 * order + 3),
    )


def _coefficient(
    side: Side, place: int, order: int, far: float, kernel: Kernel, variance: Variance
) -> tuple[float, float]:
    """One coefficient of a local polynomial and its variance."""
    weights, rows = kernel_weights(side.distance, far, kernel), powers(side.distance, order)
    row: Floats = inverse_gram(rows, weights)[place] @ (rows.T * weights)
    left = residuals(side, rows, weights, variance)[:, 0]
    return float(row @ side.outcomes[:, 0]), float(((row * left) ** 2).sum())
