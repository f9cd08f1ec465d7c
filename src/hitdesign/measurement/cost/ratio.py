"""Intervals of a ratio of two estimates: the delta method, and Fieller's, which says when there is no bounded one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.measurement.distributions import t_quantile
from hitdesign.measurement.given import number_faults, refuse, word_faults

Method = Literal["fieller", "delta"]
#: bounded: from low to high. outside: everything at or below low, and at or above high. everything: any ratio fits.
Shape = Literal["bounded", "outside", "everything"]
#: How faults call it, and what arithmetic may add to a covariance.
WHERE, SLACK = "ratio", 1e-9
METHODS: tuple[Method, ...] = ("fieller", "delta")


@dataclass(frozen=True)
class RatioInterval:
    """A ratio and the values of it that the data leave open.

    shape `bounded`: low <= ratio <= high; `outside`: ratio <= low or ratio >= high, for the denominator may be 0;
    `everything`: any value, low is minus and high plus infinity. standard_error: the delta method's. g: Fieller's g,
    the share that tells how near the denominator is to 0: (quantile x its standard error / denominator)^2.
    """

    ratio: float
    low: float
    high: float
    shape: Shape
    method: Method
    confidence: float
    standard_error: float
    g: float

    def times(self, factor: float) -> RatioInterval:
        """The interval in another unit; factor above 0."""
        ratio, low, high = factor * self.ratio, factor * self.low, factor * self.high
        return replace(self, ratio=ratio, low=low, high=high, standard_error=factor * self.standard_error)


def ratio_interval(
    numerator: float,
    denominator: float,
    *,
    numerator_se: float,
    denominator_se: float,
    covariance: float = 0.0,
    method: Method,
    confidence: float = 0.95,
    degrees_of_freedom: float | None = None,
) -> RatioInterval:
    """The ratio of two estimates with its interval.

    covariance: of the two estimates. degrees_of_freedom: of the t distribution; without it the normal one is used.
    Raises InputError where a number is out of bounds, the denominator is 0 or the covariance is larger than the two
    standard errors allow; MissingExtra where t is asked and scipy is absent. Formulas with a, b, va, vb, c, q:
    delta a/b -+ q sqrt(va/b^2 + a^2 vb/b^4 - 2 a c/b^3); Fieller all R with (a - R b)^2 <= q^2 (va - 2 R c + R^2 vb).
    Source: Fieller, Journal of the Royal Statistical Society B 16 (1954).

    >>> from hitdesign.measurement.cost.ratio import ratio_interval
    >>> both = {"numerator_se": 3, "denominator_se": 2, "confidence": 0.9, "degrees_of_freedom": 10}
    >>> found = ratio_interval(14, 7, method="fieller", **both)
    >>> round(found.low, 6), round(found.high, 6)
    (1.051413, 4.414296)
    """
    numbers = {"numerator": numerator, "denominator": denominator, "covariance": covariance}
    errors = {"numerator_se": numerator_se, "denominator_se": denominator_se}
    refuse([*word_faults(WHERE, "method", method, METHODS), *_faults(numbers, errors, confidence, degrees_of_freedom)])
    refuse(_impossible(denominator, covariance, numerator_se * denominator_se))
    share = 0.5 + confidence / 2
    quantile = NormalDist().inv_cdf(share) if degrees_of_freedom is None else t_quantile(share, degrees_of_freedom)
    a, b, va, vb = float(numerator), float(denominator), numerator_se**2, denominator_se**2
    error = math.sqrt(max(va / b**2 + a**2 * vb / b**4 - 2 * a * covariance / b**3, 0.0))
    g = quantile**2 * vb / b**2
    if method == "delta":
        reach = quantile * error
        return RatioInterval(a / b, a / b - reach, a / b + reach, "bounded", method, confidence, error, g)
    low, high, shape = _fieller(a, b, va, vb, covariance, quantile)
    return RatioInterval(a / b, low, high, shape, method, confidence, error, g)


def _faults(
    numbers: dict[str, float], errors: dict[str, float], confidence: float, degrees_of_freedom: float | None
) -> Iterator[Fault]:
    """Numbers that are none, or out of bounds whatever the others are."""
    for name, value in numbers.items():
        yield from number_faults(WHERE, name, value)
    for name, value in errors.items():
        yield from number_faults(WHERE, name, value, at_least=0)
    yield from number_faults(WHERE, "confidence", confidence, above=0, below=1)
    if degrees_of_freedom is not None:
        yield from number_faults(WHERE, "degrees_of_freedom", degrees_of_freedom, above=0)


def _impossible(denominator: float, covariance: float, most: float) -> Iterator[Fault]:
    """A ratio over 0, and a covariance beyond what the standard errors allow."""
    if denominator == 0:
        expected = "a number that is not 0"
        yield Fault(WHERE, "nothing can be divided by 0", expected, "Change it", column="denominator")
    most *= 1 + SLACK
    yield from number_faults(WHERE, "covariance", covariance, at_least=-most, at_most=most)


def _fieller(a: float, b: float, va: float, vb: float, c: float, quantile: float) -> tuple[float, float, Shape]:
    """The ratios R where square x R^2 - 2 cross x R + rest <= 0."""
    square, cross, rest = b**2 - quantile**2 * vb, a * b - quantile**2 * c, a**2 - quantile**2 * va
    inside = cross**2 - square * rest
    if square > 0:
        root = math.sqrt(max(inside, 0.0))
        return (cross - root) / square, (cross + root) / square, "bounded"
    if square == 0 or inside <= 0:
        return -math.inf, math.inf, "everything"
    root = math.sqrt(inside)
    return (cross + root) / square, (cross - root) / square, "outside"
