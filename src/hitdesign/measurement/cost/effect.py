"""Effect per $1,000 and dollars per 0.1 standard deviations, with the interval of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from hitdesign.errors import Fault
from hitdesign.measurement.cost.ratio import Method, RatioInterval, ratio_interval
from hitdesign.measurement.cost.total import Range
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.quantities import print_dollars

#: Whose effect and whose cost: everybody who was offered tutoring, or those who took it up.
Of = Literal["offered", "treated"]
#: Units in which the two are told.
THOUSAND, TENTH, TEN_HOURS = 1000.0, 0.1, 10.0


@dataclass(frozen=True)
class EffectForCost:
    """What a program's effect and cost per student say together.

    per_1000_dollars: standard deviations for $1,000 a student. dollars_per_tenth: dollars a student for 0.1 standard
    deviations; None where the effect is exactly 0.
    """

    effect_sd: float
    cost_dollars: float
    of: Of
    per_1000_dollars: RatioInterval
    dollars_per_tenth: RatioInterval | None

    def sentences(self) -> tuple[str, ...]:
        """Both ratios in words, with what their intervals mean."""
        per = self.per_1000_dollars
        who = "offered tutoring" if self.of == "offered" else "who took tutoring up"
        told = [
            f"An effect of {self.effect_sd:.2f} standard deviations at {print_dollars(self.cost_dollars)} a student "
            f"{who}: {per.ratio:.3f} per $1,000 {_open(per, lambda value: f'{value:.3f}')}."
        ]
        if self.dollars_per_tenth is None or self.effect_sd <= 0:
            return (*told, "No positive effect was found, so there is no price of one.")
        back = self.dollars_per_tenth
        told.append(f"{print_dollars(back.ratio)} a student for 0.1 standard deviations {_open(back, print_dollars)}.")
        if back.shape != "bounded":
            told.append("The effect may be nothing at all; then no amount of money buys it.")
        return tuple(told)


def effect_for_cost(
    effect_sd: float,
    cost_dollars: float,
    *,
    effect_se: float,
    cost_se: float = 0.0,
    covariance: float = 0.0,
    effect_of: Of,
    cost_of: Of,
    method: Method = "fieller",
    confidence: float = 0.95,
    degrees_of_freedom: float | None = None,
) -> EffectForCost:
    """The effect per $1,000 and the dollars per 0.1 standard deviations, both with intervals.

    effect_sd, cost_dollars: per student, of the same students: `effect_of` and `cost_of` have to be one. cost_se: 0
    where the cost is known. Raises InputError where they differ or a number is out of bounds. Formulas: effect / (cost
    / 1000) and 0.1 x cost / effect; intervals as in `ratio_interval`. With Fieller the two intervals say the same; with
    the delta method they need not.

    >>> from hitdesign.measurement.cost.effect import effect_for_cost
    >>> found = effect_for_cost(0.23, 4800, effect_se=0.06, effect_of="treated", cost_of="treated")
    >>> round(found.per_1000_dollars.ratio, 3)
    0.048
    """
    words = {"effect_of": effect_of, "cost_of": cost_of}
    faults = [fault for name, word in words.items() for fault in word_faults("return", name, word, get_args(Of))]
    if not faults and effect_of != cost_of:
        problem = f"the effect is of students {effect_of}, the cost of students {cost_of}"
        advice = "Divide the cost by the students whose effect it is"
        faults.append(Fault("return", problem, "both of the same students", advice, column="cost_of", found=cost_of))
    refuse([*faults, *number_faults("return", "cost_dollars", cost_dollars, above=0)])
    ratio = partial(
        ratio_interval,
        covariance=covariance,
        method=method,
        confidence=confidence,
        degrees_of_freedom=degrees_of_freedom,
    )
    per = ratio(effect_sd, cost_dollars, numerator_se=effect_se, denominator_se=cost_se)
    back = None
    if effect_sd != 0:
        back = ratio(cost_dollars, effect_sd, numerator_se=cost_se, denominator_se=effect_se).times(TENTH)
    return EffectForCost(effect_sd, cost_dollars, effect_of, per.times(THOUSAND), back)


def effect_for_time(
    effect_sd: float,
    hours: float,
    *,
    effect_se: float,
    hours_se: float = 0.0,
    method: Method = "fieller",
    confidence: float = 0.95,
    degrees_of_freedom: float | None = None,
) -> RatioInterval:
    """Standard deviations for ten hours: the return on a student's time.

    hours: actual hours a student, of the students whose effect it is; with scheduled hours it is the return on the
    time that was set aside. Raises InputError where a number is out of bounds. Formula: 10 x effect / hours, intervals
    as in `ratio_interval`. It is an average, and does not say what ten hours more would do.

    >>> from hitdesign.measurement.cost.effect import effect_for_time
    >>> round(effect_for_time(0.16, 25, effect_se=0.05).ratio, 3)
    0.064
    """
    refuse(number_faults("return", "hours", hours, above=0))
    found = ratio_interval(
        effect_sd,
        hours,
        numerator_se=effect_se,
        denominator_se=hours_se,
        method=method,
        confidence=confidence,
        degrees_of_freedom=degrees_of_freedom,
    )
    return found.times(TEN_HOURS)


def effect_range(effect_sd: Range, cost_dollars: Range) -> Range:
    """Effect per $1,000 from its worst to its best: the least effect at the highest cost, the most at the lowest.

    No interval: how likely the ends are is not said. Raises InputError where the ends are not in order or a cost is not
    above 0.

    >>> from hitdesign.measurement.cost.effect import effect_range
    >>> from hitdesign.measurement.cost.total import Range
    >>> effect_range(Range(0.1, 0.16, 0.2), Range(1000, 1600, 2000))
    Range(low=0.05, value=0.1, high=0.2)
    """
    faults = list(number_faults("return", "cost_dollars", cost_dollars.low, above=0))
    for name, one in (("effect_sd", effect_sd), ("cost_dollars", cost_dollars)):
        if not one.low <= one.value <= one.high:
            faults.append(Fault("return", "its ends are not in order", "low <= value <= high", "Mend it", column=name))
    refuse(faults)
    worst = effect_sd.low / (cost_dollars.high if effect_sd.low >= 0 else cost_dollars.low)
    best = effect_sd.high / (cost_dollars.low if effect_sd.high >= 0 else cost_dollars.high)
    return Range(worst * THOUSAND, effect_sd.value / cost_dollars.value * THOUSAND, best * THOUSAND)


def _open(interval: RatioInterval, said: Callable[[float], str]) -> str:
    """The interval in words."""
    share = f"{interval.confidence:.0%} interval ({interval.method})"
    if interval.shape == "everything":
        return f"({share}: anything is possible)"
    if interval.shape == "outside":
        return f"({share}: {said(interval.high)} or more, or {said(interval.low)} or less)"
    return f"({share}: {said(interval.low)} to {said(interval.high)})"
