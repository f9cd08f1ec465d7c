"""What looks cost and what they can see: drift for a power, inflation of the sample, information expected."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hitdesign.measurement.given import number_faults, refuse
from hitdesign.measurement.sequential.bounds import Looks, fixed_drift
from hitdesign.measurement.sequential.walk import crossing_point, exits


@dataclass(frozen=True)
class LooksOutcome:
    """What happens under a drift: at each look the chance to find an effect, harm (two sides), or to stop for futility.

    `power`: the chance to find an effect by the last look; to find harm, where the drift is not negative, counts as a
    miss. `expected_information`: as a share of the final information.
    """

    drift: float
    found: tuple[float, ...]
    harm: tuple[float, ...]
    futile: tuple[float, ...]
    power: float
    expected_information: float


def outcome_of(plan: Looks, drift: float) -> LooksOutcome:
    """What happens at the looks where the last z (at information 1) is expected to be `drift`.

    Raises InputError where drift is no number. Source: Jennison and Turnbull (2000), section 19.3.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> plan = looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2)
    >>> round(outcome_of(plan, 2.9522).power, 4)
    0.8
    """
    refuse(number_faults("looks", "drift", drift, at_least=-30, at_most=30))
    found = exits(plan.information, plan.upper, plan.lower, plan.inner, drift)
    nothing = tuple(0.0 for _ in plan.information)
    harm, futile = (found.below, found.inside) if plan.sides == 2 else (nothing, found.below)
    early = list(zip(plan.information, found.stopped, strict=True))[:-1]
    left = 1 - math.fsum(chance for _, chance in early)
    expected = math.fsum(at * chance for at, chance in early) + plan.information[-1] * left
    return LooksOutcome(drift, found.above, harm, futile, math.fsum(found.above), expected)


def drift_for_power(plan: Looks, power: float) -> float:
    """The drift that is found with a power by the last look.

    Raises InputError where the power is not above alpha and below 1. Formula: the drift at which the chances to cross
    add up to the power. Source: Jennison and Turnbull (2000), section 2.3; Reboussin, DeMets, Kim and Lan, Controlled
    Clinical Trials 21 (2000).

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> round(drift_for_power(looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2), 0.8), 4)
    2.9522
    """
    refuse(number_faults("looks", "power", power, above=plan.alpha, below=1))
    high = 4 * fixed_drift(plan.alpha, plan.sides, power) / math.sqrt(plan.information[-1])
    return crossing_point(lambda drift: outcome_of(plan, drift).power, power, 0.0, min(high, 30.0))


def inflation_factor(plan: Looks, power: float) -> float:
    """How many times the information of a single look the last look needs, for the same power.

    Raises InputError as `drift_for_power`. Formula: (drift / (z(1 - alpha / sides) + z(power)))^2 x information of the
    last look. Source: Jennison and Turnbull (2000), tables 2.2 and 2.4.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> round(inflation_factor(looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2), 0.8), 3)
    1.11
    """
    drift = drift_for_power(plan, power)
    return (drift / fixed_drift(plan.alpha, plan.sides, power)) ** 2 * plan.information[-1]


def smallest_effect_sd(plan: Looks, power: float, final_standard_error_sd: float) -> float:
    """The smallest effect that the looks find with a power, in standard deviations.

    `final_standard_error_sd`: the standard error that the estimate has at information 1, as `standard_error_factor` of
    a design. Raises InputError as `drift_for_power`. Formula: drift x standard error.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> round(smallest_effect_sd(looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2), 0.8, 0.1), 4)
    0.2952
    """
    refuse(number_faults("looks", "final_standard_error_sd", final_standard_error_sd, above=0))
    return drift_for_power(plan, power) * final_standard_error_sd
