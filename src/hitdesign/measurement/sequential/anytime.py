"""A rate that may be looked at as often as one likes: intervals and a test that hold at every look, without a plan.

Both count units one after the other, each new and independent of those before: students as they finish a cycle, say,
and never the same students again. For the same students month after month see `sequential.rates`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.sequential.rates import total_faults
from hitdesign.measurement.sequential.walk import crossing_point

#: Nearer to 0 or 1 than this no end of an interval is told apart from it.
EDGE = 1e-12
TestBounds = Literal["safe", "wald"]


@dataclass(frozen=True)
class AnytimeInterval:
    """The interval of a look; with a chance of 1 - alpha the true rate lies in all of them, however many there are."""

    look: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class RatioLook:
    """One look of a sequential probability ratio test: the logarithm of the ratio and its two bounds."""

    look: int
    rate: float
    log_ratio: float
    lower: float
    upper: float

    @property
    def says(self) -> Literal["alarm", "acceptable", "go_on"]:
        """`alarm`: the rate is the unacceptable one; `acceptable`; or neither yet."""
        if self.log_ratio >= self.upper:
            return "alarm"
        return "acceptable" if self.log_ratio <= self.lower else "go_on"


def confidence_sequence(
    totals: Sequence[float],
    units: Sequence[int],
    *,
    alpha: float = 0.05,
    prior: tuple[float, float] = (0.5, 0.5),
    running: bool = True,
) -> tuple[AnytimeInterval, ...]:
    """Intervals for a rate that hold at all looks together, whenever one looks and whenever one stops.

    totals, units: cumulated; units that give shares between 0 and 1 count by their sum. prior: parameters of the beta
    distribution that the likelihood is mixed over, chosen beforehand; running: an interval never becomes wider than one
    before. Raises InputError where totals or units fall, do not match, or a number is out of bounds. Formula: p lies
    inside as long as B(a + s, b + n - s) / (B(a, b) p^s (1 - p)^(n - s)) < 1 / alpha. Source: Robbins, Annals of
    Mathematical Statistics 41 (1970); Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49 (2021).

    >>> from hitdesign.measurement.sequential.anytime import confidence_sequence
    >>> found = confidence_sequence([40, 75], [50, 100])
    >>> [(round(one.low, 3), round(one.high, 3)) for one in found]
    [(0.586, 0.937), (0.592, 0.873)]
    """
    where = "confidence sequence"
    faults = [*_cumulated_faults(where, totals, units, alpha)]
    for name, value in zip(("first of prior", "second of prior"), prior, strict=True):
        faults += number_faults(where, name, value, above=0, at_most=1000)
    refuse(faults)
    found: list[AnytimeInterval] = []
    for look, (total, count) in enumerate(zip(totals, units, strict=True), start=1):
        low, high = _ends(total, count, alpha, prior)
        if running and found:
            low, high = max(low, found[-1].low), min(high, found[-1].high)
        found.append(AnytimeInterval(look, total / count, low, high))
    return tuple(found)


def ratio_test(
    totals: Sequence[float],
    units: Sequence[int],
    *,
    acceptable: float,
    unacceptable: float,
    alpha: float = 0.05,
    beta: float = 0.2,
    bounds: TestBounds = "safe",
) -> tuple[RatioLook, ...]:
    """Sequential probability ratio test of an acceptable rate against an unacceptable one, at every look.

    totals, units: cumulated. bounds: `wald` ln((1 - beta) / alpha) and ln(beta / (1 - alpha)), near alpha and beta;
    `safe` ln(1 / alpha) and ln(beta): neither error is ever more. Raises InputError as `confidence_sequence`, and where
    the two rates are the same. Formula: s ln(q / p) + (n - s) ln((1 - q) / (1 - p)), q the unacceptable rate. Source:
    Wald, Annals of Mathematical Statistics 16 (1945); for `safe` Ville (1939).

    >>> from hitdesign.measurement.sequential.anytime import ratio_test
    >>> [one.says for one in ratio_test([14, 25], [20, 40], acceptable=0.9, unacceptable=0.7)]
    ['alarm', 'alarm']
    """
    where = "ratio test"
    faults = [*_cumulated_faults(where, totals, units, alpha), *number_faults(where, "beta", beta, above=0, below=1)]
    for name, rate in (("acceptable", acceptable), ("unacceptable", unacceptable)):
        faults += number_faults(where, name, rate, above=0, below=1)
    faults += word_faults(where, "bounds", bounds, ("safe", "wald"))
    if acceptable == unacceptable:
        faults.append(Fault(where, "the two rates are the same", "two rates", "Change one", column="unacceptable"))
    refuse(faults)
    safe = bounds == "safe"
    upper = -math.log(alpha) if safe else math.log((1 - beta) / alpha)
    lower = math.log(beta) if safe else math.log(beta / (1 - alpha))
    yes, no = math.log(unacceptable / acceptable), math.log((1 - unacceptable) / (1 - acceptable))
    pairs = enumerate(zip(totals, units, strict=True), start=1)
    return tuple(RatioLook(look, s / n, s * yes + (n - s) * no, lower, upper) for look, (s, n) in pairs)


def _ends(total: float, count: int, alpha: float, prior: tuple[float, float]) -> tuple[float, float]:
    a, b = prior
    mixed = _log_beta(a + total, b + count - total) - _log_beta(a, b)
    limit = -math.log(alpha)

    def against(share: float) -> float:
        return mixed - total * math.log(share) - (count - total) * math.log1p(-share)

    rate = total / count
    middle = min(max(rate, EDGE), 1 - EDGE)
    low = 0.0 if rate <= EDGE or against(EDGE) < limit else crossing_point(against, limit, EDGE, middle)
    high = 1.0 if rate >= 1 - EDGE or against(1 - EDGE) < limit else crossing_point(against, limit, middle, 1 - EDGE)
    return low, high


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _cumulated_faults(where: str, totals: Sequence[float], units: Sequence[int], alpha: float) -> Iterator[Fault]:
    faults = [*total_faults(where, totals, units, whole=False)]
    yield from faults
    yield from number_faults(where, "alpha", alpha, above=0, below=1)
    for at in range(1, len(totals) if not faults else 0):
        step, more = totals[at] - totals[at - 1], units[at] - units[at - 1]
        if not 0 <= step <= more + 1e-9:
            problem = f"look {at + 1} does not hold all of look {at}"
            yield Fault(where, problem, "cumulated totals and units", "Cumulate them", column="totals")
