"""How strong an unseen difference between students would have to be to make all of an association.

Three published measures, each from the numbers that a regression prints. None shows that there is such a difference,
and none that there is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hitdesign.measurement.distributions import t_quantile
from hitdesign.measurement.given import number_faults, refuse


def partial_r_squared(t: float, degrees_of_freedom: float) -> float:
    """The share of what is left of the outcome that a regressor explains.

    Raises InputError where a number is out of bounds. Formula: t^2 / (t^2 + df), t and df of the classic errors.
    Source: Cinelli and Hazlett, Journal of the Royal Statistical Society B 82 (2020).

    >>> from hitdesign.measurement.effects.selection import partial_r_squared
    >>> round(partial_r_squared(4.18445, 783), 4)
    0.0219
    """
    _checked(t, degrees_of_freedom)
    return t**2 / (t**2 + degrees_of_freedom)


def robustness_value(t: float, degrees_of_freedom: float, *, q: float = 1.0, alpha: float | None = None) -> float:
    """The share of what is left of outcome and of exposure that something unseen has to explain, of both, to matter.

    So much brings the estimate down by `q` of itself (1: to nothing), or with `alpha` to where it is no longer
    significant at alpha, two-sided. Raises InputError where a number is out of bounds. Formula: f = q |t| / sqrt(df),
    less t_alpha / sqrt(df - 1) with df - 1 degrees of freedom; RV = (sqrt(f^4 + 4 f^2) - f^2) / 2, 0 where f is not
    above 0; (f_q^2 - f_a^2) / (1 + f_q^2) where f_q exceeds 1 / f_a. Source: Cinelli and Hazlett (2020), the last as in
    the R package sensemakr.

    >>> from hitdesign.measurement.effects.selection import robustness_value
    >>> round(robustness_value(4.18445, 783), 4), round(robustness_value(4.18445, 783, alpha=0.05), 4)
    (0.1388, 0.0763)
    """
    _checked(t, degrees_of_freedom)
    refuse(number_faults("selection", "q", q, above=0))
    whole = q * abs(t) / math.sqrt(degrees_of_freedom)
    critical = 0.0
    if alpha is not None:
        refuse([*number_faults("selection", "alpha", alpha, above=0, below=1)])
        refuse(number_faults("selection", "degrees_of_freedom", degrees_of_freedom, above=1))
        critical = t_quantile(1 - alpha / 2, degrees_of_freedom - 1) / math.sqrt(degrees_of_freedom - 1)
    f = whole - critical
    if f <= 0:
        return 0.0
    if critical > 0 and whole > 1 / critical:
        return (whole**2 - critical**2) / (1 + whole**2)
    return (math.sqrt(f**4 + 4 * f**2) - f**2) / 2


@dataclass(frozen=True, kw_only=True)
class OsterNumbers:
    """What two regressions print, without controls (short) and with them (full), and the spread of their variables.

    `exposure_left`: variance of the exposure that the controls do not explain. Raises InputError where a number is out
    of bounds or the full regression explains less than the short one.
    """

    short: float
    short_r_squared: float
    full: float
    full_r_squared: float
    outcome_variance: float
    exposure_variance: float
    exposure_left: float

    def __post_init__(self) -> None:
        where = "selection"
        refuse(
            [
                *number_faults(where, "short", self.short),
                *number_faults(where, "full", self.full),
                *number_faults(where, "short_r_squared", self.short_r_squared, at_least=0, at_most=1),
                *number_faults(where, "outcome_variance", self.outcome_variance, above=0),
                *number_faults(where, "exposure_variance", self.exposure_variance, above=0),
                *number_faults(where, "exposure_left", self.exposure_left, above=0),
            ]
        )
        least, most = self.short_r_squared, self.exposure_variance
        refuse(
            [
                *number_faults(where, "full_r_squared", self.full_r_squared, at_least=least, at_most=1),
                *number_faults(where, "exposure_left", self.exposure_left, at_most=most * (1 + 1e-9)),
            ]
        )

    def _parts(self, r_squared_max: float) -> tuple[list[float], list[float]]:
        """Coefficients of bias^0 to bias^3 of numerator and denominator of delta, bias = full - true."""
        moved, left = self.short - self.full, self.exposure_left
        spread, outcome = self.exposure_variance, self.outcome_variance
        room = (r_squared_max - self.full_r_squared) * outcome
        cubic = left * spread - left**2
        linear = (self.full_r_squared - self.short_r_squared) * outcome * left + spread * left * moved**2
        above = [0.0, linear, 2 * left * moved * spread, cubic]
        below = [room * moved * spread, room * (spread - left), left * moved * spread, cubic]
        return above, below


def oster_delta(numbers: OsterNumbers, r_squared_max: float, *, target: float = 0.0) -> float:
    """How much more strongly the unseen than the seen must select for the true coefficient to be `target`.

    1: as strongly as all controls together. `r_squared_max`: what seen and unseen together explain of the outcome.
    Infinite where no selection does it. Raises InputError where it is not between the full R squared and 1. Formula:
    Oster (2019), proposition 3, in bias = full - target. Source: Oster, Journal of Business and Economic Statistics 37
    (2019), as transcribed in the R package bate.

    >>> from hitdesign.measurement.effects.selection import OsterNumbers, oster_delta
    >>> found = OsterNumbers(short=1.0, short_r_squared=0.25, full=0.9, full_r_squared=0.5, outcome_variance=4.0,
    ...     exposure_variance=1.0, exposure_left=0.8)
    >>> round(oster_delta(found, 0.65), 3)
    2.786
    """
    _room(numbers, r_squared_max)
    bias = numbers.full - target
    above, below = (
        sum(part * bias**power for power, part in enumerate(parts)) for parts in numbers._parts(r_squared_max)
    )
    return above / below if below != 0 else math.copysign(math.inf, above)


def oster_betas(numbers: OsterNumbers, r_squared_max: float, *, delta: float = 1.0) -> tuple[float, ...]:
    """Every coefficient that may be left where the unseen selects `delta` times as strongly as the seen, one to three.

    In order of their distance from the full regression's. Raises InputError as `oster_delta` does. Formula: the real
    roots in the bias of delta x denominator = numerator of `oster_delta`. Source: Oster (2019).

    >>> from hitdesign.measurement.effects.selection import OsterNumbers, oster_betas
    >>> found = OsterNumbers(short=1.0, short_r_squared=0.25, full=0.9, full_r_squared=0.5, outcome_variance=4.0,
    ...     exposure_variance=1.0, exposure_left=0.8)
    >>> [round(beta, 2) for beta in oster_betas(found, 0.65)]
    [0.81, 9.59]
    """
    _room(numbers, r_squared_max)
    refuse(number_faults("selection", "delta", delta))
    above, below = numbers._parts(r_squared_max)
    rising = [delta * down - up for up, down in zip(above, below, strict=True)]
    largest = max(map(abs, rising))
    while len(rising) > 1 and abs(rising[-1]) <= 1e-12 * largest:
        rising.pop()
    roots = np.roots(rising[::-1])
    real = [float(root.real) for root in roots if abs(root.imag) < 1e-9 * max(1.0, abs(root))]
    return tuple(numbers.full - bias for bias in sorted(real, key=abs)) or (numbers.full,)


def oster_beta(numbers: OsterNumbers, r_squared_max: float, *, delta: float = 1.0) -> float:
    """The coefficient that is left where the unseen selects `delta` times as strongly as the seen.

    Of several the nearest one on the side to which the controls moved it already, for the unseen is to pull as they do
    (against them where delta is negative); where there is none, the nearest. This is a choice of this library;
    `oster_betas` holds all. Raises InputError as `oster_delta` does.

    >>> from hitdesign.measurement.effects.selection import OsterNumbers, oster_beta
    >>> found = OsterNumbers(short=1.0, short_r_squared=0.25, full=0.9, full_r_squared=0.5, outcome_variance=4.0,
    ...     exposure_variance=1.0, exposure_left=0.8)
    >>> round(oster_beta(found, 0.65), 3)
    0.814
    """
    betas, moved = oster_betas(numbers, r_squared_max, delta=delta), numbers.full - numbers.short
    return next((beta for beta in betas if (beta - numbers.full) * moved * delta > 0), betas[0])


def e_value(risk_ratio: float) -> float:
    """The risk ratio that something unseen needs with exposure and with outcome, each, to make all of this one.

    Raises InputError where it is not above 0. Formula: RR + sqrt(RR (RR - 1)) with RR or its inverse, whichever is
    above 1. Source: VanderWeele and Ding, Annals of Internal Medicine 167 (2017).

    >>> from hitdesign.measurement.effects.selection import e_value
    >>> round(e_value(3.9), 2), round(e_value(1.8), 2)
    (7.26, 3.0)
    """
    refuse(number_faults("selection", "risk_ratio", risk_ratio, above=0))
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def risk_ratio_of(effect_sd: float) -> float:
    """The risk ratio that stands for a difference in standard deviations: exp(0.91 d).

    Raises InputError where it is no number. Source: VanderWeele and Ding (2017), after Chinn (2000).

    >>> from hitdesign.measurement.effects.selection import risk_ratio_of
    >>> round(risk_ratio_of(0.5), 3)
    1.576
    """
    refuse(number_faults("selection", "effect_sd", effect_sd))
    return math.exp(0.91 * effect_sd)


def _checked(t: float, degrees_of_freedom: float) -> None:
    refuse(
        [
            *number_faults("selection", "t", t),
            *number_faults("selection", "degrees_of_freedom", degrees_of_freedom, above=0),
        ]
    )


def _room(numbers: OsterNumbers, r_squared_max: float) -> None:
    least = numbers.full_r_squared
    refuse(number_faults("selection", "r_squared_max", r_squared_max, at_least=least, at_most=1))
