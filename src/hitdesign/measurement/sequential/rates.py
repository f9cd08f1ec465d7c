"""A rate that is looked at every month, such as attendance: alarms that chance seldom raises, all looks together.

The number of looks is fixed beforehand. Each look gets a part of the error, and the parts add up: that holds whatever
ties the looks together, and ties there are, for the same students are seen every month. Where the number of looks is
not fixed see `sequential.anytime`. Either way a look counts independent units: students, not their sessions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.sequential.spending import Spending
from hitdesign.measurement.sequential.walk import NORMAL

#: What a unit gives: yes or no (came at least so often), or a share between 0 and 1 (the part of sessions attended),
#: whose mean is judged by a bound that holds for few units too, or by its standard error in large samples.
UnitsGive = Literal["yes_no", "shares", "shares_normal"]
#: Which side of the acceptable rate is the bad one.
Bad = Literal["below", "above"]


@dataclass(frozen=True)
class RateLook:
    """One look at a rate: `p_value` that it is acceptable, against `alpha`, this look's part of the error."""

    look: int
    rate: float
    units: int
    p_value: float
    alpha: float

    @property
    def alarm(self) -> bool:
        """Whether the rate is worse than the acceptable one by more than chance explains."""
        return self.p_value <= self.alpha


def rate_alarms(
    totals: Sequence[float],
    units: Sequence[int],
    *,
    acceptable: float,
    planned_looks: int,
    alpha: float = 0.05,
    spending: Spending | None = None,
    units_give: UnitsGive = "yes_no",
    standard_errors: Sequence[float] = (),
    bad: Bad = "below",
) -> tuple[RateLook, ...]:
    """Every look made so far; over all planned looks the chance of any alarm is at most alpha where the rate is fine.

    totals: at each look the units that say yes, or the sum of the units' shares; units: how many units, each look's
    own or cumulated. spending: how the error is shared over looks (by k / planned); None: equally (Bonferroni).
    standard_errors: of each look's mean, for `shares_normal`, which sees more than `shares` where units differ little.
    Raises InputError where totals and units do not match, a total exceeds its units, or more looks were made than
    planned. Formula: yes_no: P(X <= total), X binomial(units, acceptable); shares: exp(-units KL(mean, acceptable)),
    KL(x, p) = x ln(x / p) + (1 - x) ln((1 - x) / (1 - p)), 1 where the mean is not on the bad side;
    shares_normal: Phi((mean - acceptable) / standard error). Source: Bonferroni;
    Hoeffding, Journal of the American Statistical Association 58 (1963), theorem 1.

    >>> from hitdesign.measurement.sequential.rates import rate_alarms
    >>> found = rate_alarms([52, 47], [60, 61], acceptable=0.9, planned_looks=8)
    >>> [(round(one.rate, 3), round(one.p_value, 4), one.alarm) for one in found]
    [(0.867, 0.2484, False), (0.77, 0.0024, True)]
    """
    refuse(_faults(totals, units, acceptable, planned_looks, alpha, units_give, bad))
    refuse(_error_faults(totals, units_give, standard_errors))
    found = []
    for at, (total, count) in enumerate(zip(totals, units, strict=True), start=1):
        if spending is None:
            part = alpha / planned_looks
        else:
            part = spending.spent(at / planned_looks, alpha) - spending.spent((at - 1) / planned_looks, alpha)
        good, least = (total, acceptable) if bad == "below" else (count - total, 1 - acceptable)
        if units_give == "yes_no":
            p_value = binomial_below(int(good), count, least)
        elif units_give == "shares":
            p_value = _mean_p(good, count, least)
        else:
            p_value = NORMAL.cdf((good / count - least) / standard_errors[at - 1])
        found.append(RateLook(at, total / count, count, p_value, part))
    return tuple(found)


def binomial_below(total: int, units: int, share: float) -> float:
    """P(X <= total) for X binomial with so many units and a share between 0 and 1.

    >>> from hitdesign.measurement.sequential.rates import binomial_below
    >>> round(binomial_below(1, 2, 0.5), 12)
    0.75
    """
    if total >= units:
        return 1.0
    if total > units * share:
        return 1.0 - binomial_below(units - total - 1, units, 1 - share)
    choose = math.lgamma(units + 1) - math.lgamma(total + 1) - math.lgamma(units - total + 1)
    term = math.exp(choose + total * math.log(share) + (units - total) * math.log1p(-share))
    terms, odds = [term], (1 - share) / share
    for at in range(total, 0, -1):
        term *= at / (units - at + 1) * odds
        terms.append(term)
        if term < 1e-18 * terms[0]:
            break
    return min(1.0, math.fsum(terms))


def _mean_p(total: float, units: int, acceptable: float) -> float:
    mean = total / units
    if mean >= acceptable:
        return 1.0
    left = mean * math.log(mean / acceptable) if mean > 0 else 0.0
    return math.exp(-units * (left + (1 - mean) * math.log((1 - mean) / (1 - acceptable))))


def total_faults(where: str, totals: Sequence[float], units: Sequence[int], *, whole: bool) -> Iterator[Fault]:
    """Faults of totals and units: as many of each, units at least 1, totals between 0 and their units.

    >>> from hitdesign.measurement.sequential.rates import total_faults
    >>> [fault.column for fault in total_faults("rate", [5, 9], [4, 9], whole=True)]
    ['total of look 1']
    """
    if len(totals) != len(units) or not len(totals):
        problem = f"{len(totals)} totals and {len(units)} numbers of units do not go together"
        yield Fault(where, problem, "as many of each, one at least", "Give both for each look", column="totals")
        return
    for at, (total, count) in enumerate(zip(totals, units, strict=True), start=1):
        faults = [*number_faults(where, f"units of look {at}", count, at_least=1, at_most=1e9, whole=True)]
        yield from faults
        most = math.inf if faults else count
        yield from number_faults(where, f"total of look {at}", total, at_least=0, at_most=most, whole=whole)


def _faults(
    totals: Sequence[float],
    units: Sequence[int],
    acceptable: float,
    planned_looks: int,
    alpha: float,
    units_give: str,
    bad: str,
) -> Iterator[Fault]:
    where = "looks at a rate"
    yield from total_faults(where, totals, units, whole=units_give == "yes_no")
    yield from number_faults(where, "acceptable", acceptable, above=0, below=1)
    yield from number_faults(where, "alpha", alpha, above=0, below=1)
    yield from number_faults(where, "planned_looks", planned_looks, at_least=max(1, len(totals)), whole=True)
    yield from word_faults(where, "units_give", units_give, get_args(UnitsGive))
    yield from word_faults(where, "bad", bad, ("below", "above"))


def _error_faults(totals: Sequence[float], units_give: str, standard_errors: Sequence[float]) -> Iterator[Fault]:
    wanted = len(totals) if units_give == "shares_normal" else 0
    if len(standard_errors) != wanted:
        problem = f"{len(standard_errors)} standard errors are given"
        expected = f"{wanted}, for units that give {units_give}"
        yield Fault("looks at a rate", problem, expected, "Give one for each look", column="standard_errors")
        return
    for at, one in enumerate(standard_errors, start=1):
        yield from number_faults("looks at a rate", f"standard error of look {at}", one, above=0)
