"""The normal, the t and the noncentral t distribution: the only file of the room that knows scipy."""

from __future__ import annotations

import math
from typing import Any

from hitdesign.errors import Fault, InputError, MissingExtra

#: From this noncentrality on the opposite tail of a noncentral t holds less than one in a million and is left out, for
#: scipy (seen in 1.17 and 1.18) answers NaN for some of it from 4.85 on.
FAR = 4.5


def _scipy() -> tuple[Any, Any]:
    """Special functions, and distributions."""
    try:
        from scipy import special, stats
    except ImportError as absent:
        raise MissingExtra("scipy", "measurement") from absent
    return special, stats


def t_quantile(share: float, degrees_of_freedom: float) -> float:
    """The value below which a t distribution has this share; MissingExtra where scipy is absent.

    >>> from hitdesign.measurement.distributions import t_quantile
    >>> round(t_quantile(0.975, 10), 3)
    2.228
    """
    return float(_scipy()[0].stdtrit(degrees_of_freedom, share))


def t_below(value: float, degrees_of_freedom: float) -> float:
    """The share of a t distribution below a value; MissingExtra where scipy is absent.

    >>> from hitdesign.measurement.distributions import t_below
    >>> round(t_below(2.228139, 10), 3)
    0.975
    """
    return float(_scipy()[0].stdtr(degrees_of_freedom, value))


def noncentral_t_beyond(critical: float, degrees_of_freedom: float, noncentrality: float, sides: int) -> float:
    """The share of a noncentral t distribution beyond a critical value, on one side or on both.

    `noncentrality` >= 0. Formula: P(T > c), and for two sides + P(T < -c), with T = (Z + noncentrality) / sqrt(X / df),
    Z standard normal and X chi-square of df degrees of freedom. Raises InputError where scipy has no answer,
    MissingExtra where it is absent.

    >>> from hitdesign.measurement.distributions import noncentral_t_beyond
    >>> round(noncentral_t_beyond(2.228139, 10, 0.0, 2), 3)
    0.05
    """
    distribution = _scipy()[1].nct
    share = float(distribution.sf(critical, degrees_of_freedom, noncentrality))
    if sides == 2 and noncentrality < FAR:
        share += float(distribution.cdf(-critical, degrees_of_freedom, noncentrality))
    if math.isnan(share):
        found = f"noncentrality {noncentrality:g}, {degrees_of_freedom:g} degrees of freedom"
        problem = "the noncentral t distribution could not be computed"
        raise InputError([Fault("power", problem, "a number", "Ask in the central convention", found=found)])
    return share


def normal_below(value: float) -> float:
    """The share of a standard normal distribution below a value; MissingExtra where scipy is absent.

    >>> from hitdesign.measurement.distributions import normal_below
    >>> round(normal_below(1.0), 4)
    0.8413
    """
    return float(_scipy()[0].ndtr(value))


def t_two_sided_p(value: float, degrees_of_freedom: float) -> float:
    """The two-sided p of a t; MissingExtra where scipy is absent. Formula: 2 P(T > |t|).

    >>> from hitdesign.measurement.distributions import t_two_sided_p
    >>> round(t_two_sided_p(-2.228139, 10), 3)
    0.05
    """
    return float(2 * _scipy()[0].stdtr(degrees_of_freedom, -abs(value)))


def f_above(value: float, tested: float, degrees_of_freedom: float) -> float:
    """The share of an F distribution above a value; MissingExtra where scipy is absent.

    Infinite degrees of freedom are those of a chi-square.

    >>> from hitdesign.measurement.distributions import f_above
    >>> round(f_above(2.228139**2, 1, 10), 3)
    0.05
    """
    special = _scipy()[0]
    if math.isinf(degrees_of_freedom):
        return float(special.chdtrc(tested, tested * value))
    return float(special.fdtrc(tested, degrees_of_freedom, value))
