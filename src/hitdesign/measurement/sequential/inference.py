"""What an estimate says when it was looked at before: adjusted p, estimate and interval; intervals at every look."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.measurement.sequential.bounds import Looks
from hitdesign.measurement.sequential.walk import crossing_point, going_on, start

Said = Literal["effect", "harm", "futility", "go_on", "nothing_found"]


@dataclass(frozen=True)
class LookResult:
    """One look: its z, its bounds, what they say, and the interval that holds at all looks together.

    `says`: effect, harm (two sides), futility, go_on, or nothing_found (the last look). `low`, `high`: repeated
    confidence interval in the unit of the estimate, level 1 - alpha; with one side `high` is inf.
    """

    look: int
    z: float
    says: Said
    low: float
    high: float


@dataclass(frozen=True)
class StoppedResult:
    """After the last look made: p-value, median-unbiased estimate and interval, as if looks were never free.

    p_value: of the plan's sides; p_upper: that of the upper side alone; estimate, low, high in the unit of the
    estimate; level: of the interval, two-sided.
    """

    look: int
    z: float
    p_value: float
    p_upper: float
    estimate: float
    low: float
    high: float
    level: float


def read_look(plan: Looks, look: int, estimate: float, standard_error: float) -> LookResult:
    """What the bounds say at look 1, 2, ..., with a repeated confidence interval: it holds whether one stops or not.

    Raises InputError where there is no such look, or a number is out of bounds. Formula: z = estimate / standard
    error; estimate -+ upper bound x standard error. Source: Jennison and Turnbull (2000), chapter 9.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> plan = looks((0.5, 1), Shape("obrien_fleming"), alpha=0.05, sides=2)
    >>> read_look(plan, 1, 0.30, 0.1).says, round(read_look(plan, 1, 0.30, 0.1).low, 3)
    ('effect', 0.02)
    """
    refuse(_faults(plan, look, estimate, standard_error))
    z, at = estimate / standard_error, look - 1
    upper, two = plan.upper[at], plan.sides == 2
    says: Said = "nothing_found" if look == len(plan.information) else "go_on"
    if z >= upper:
        says = "effect"
    elif two and z <= -upper:
        says = "harm"
    elif says == "go_on" and (z <= plan.lower[at] if plan.inner is None else abs(z) < plan.inner[at]):
        says = "futility"
    low = estimate - upper * standard_error
    return LookResult(look, z, says, low, estimate + upper * standard_error if two else math.inf)


def after_stopping(
    plan: Looks, look: int, estimate: float, standard_error: float, *, level: float = 0.95
) -> StoppedResult:
    """p, estimate and interval after stopping at a look, in stagewise order: the earlier a bound was crossed, the
    stronger the result; at one look the larger z.

    Stopping for futility counts in only where it binds. Raises InputError as `read_look`, for a level not between 0 and
    1, and for two sides with an inner wedge that binds. Formula: P(drift) = chance to cross the upper bound before the
    look, or to reach the look and lie above z; p = P(0), with two sides 2 min(P(0), 1 - P(0)); low, estimate, high: the
    drifts with P = (1 - level) / 2, 1/2, (1 + level) / 2. Source: Tsiatis, Rosner and Mehta, Biometrics 40 (1984);
    Jennison and Turnbull (2000), chapter 8.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> plan = looks((0.5, 1), Shape("pocock"), alpha=0.05, sides=2)
    >>> found = after_stopping(plan, 2, 0.25, 0.1)
    >>> round(found.p_value, 4), round(found.estimate, 3)
    (0.0368, 0.235)
    """
    faults = [*_faults(plan, look, estimate, standard_error), *number_faults("looks", "level", level, above=0, below=1)]
    if plan.binding and plan.inner is not None:
        problem = "results after an inner wedge that binds have no order that is in use"
        faults.append(Fault("looks", problem, "futility that does not bind", "Plan with binding=False", column="inner"))
    refuse(faults)
    z = estimate / standard_error
    unit = standard_error * math.sqrt(plan.information[look - 1])

    def chance(drift: float) -> float:
        return _chance_above(plan, look, z, drift)

    above = chance(0.0)
    middle = z / math.sqrt(plan.information[look - 1])
    reach = 12 / math.sqrt(plan.information[0])
    found = [
        crossing_point(chance, share, min(middle, 0.0) - reach, max(middle, 0.0) + reach) * unit
        for share in ((1 - level) / 2, 0.5, (1 + level) / 2)
    ]
    p_value = above if plan.sides == 1 else 2 * min(above, 1 - above)
    return StoppedResult(look, z, p_value, above, found[1], found[0], found[2], level)


def _chance_above(plan: Looks, look: int, z: float, drift: float) -> float:
    """Chance of a result at least as far up: crossing above before this look, or reaching it and lying above z."""
    lower = plan.lower if plan.sides == 2 or plan.binding else tuple(-math.inf for _ in plan.lower)
    walk, earlier = start(drift), 0.0
    for at, here in enumerate(plan.information[: look - 1]):
        earlier += walk.above(here, plan.upper[at])
        walk = walk.stepped(here, going_on(plan.upper[at], lower[at]), plan.information[at + 1])
    return min(1.0, earlier + walk.above(plan.information[look - 1], z))


def _faults(plan: Looks, look: int, estimate: float, standard_error: float) -> Iterator[Fault]:
    yield from number_faults("looks", "look", look, at_least=1, at_most=len(plan.information), whole=True)
    yield from number_faults("looks", "estimate", estimate)
    yield from number_faults("looks", "standard_error", standard_error, above=0)
