"""Looks at an effect while it is measured, with bounds for each, so that looking often does not raise false alarms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.sequential.spending import Shape, Spending
from hitdesign.measurement.sequential.walk import NORMAL, crossing_point, exits, going_on, start

#: Who spends the error of a two-sided test: each side half of it by a function of its own, or both by one function.
SpendBy = Literal["each_side", "both_sides"]
#: Two looks that differ by less than this share of the later one's information are one look.
CLOSEST = 0.001
#: A bound above which no z will lie.
HIGHEST = 38.0
MOST_LOOKS = 100


@dataclass(frozen=True)
class Looks:
    """Looks planned or made, with their bounds in z.

    information: share of the final information at each look; upper: at or above it the effect is found; lower: at or
    below it, with two sides a harm is found, with one side one stops for futility (-inf: never); inner: with two sides,
    abs(z) below it stops for futility (0: never). spent: error used up by each look, both sides together; beta_spent:
    the same of the chance to miss the effect that `drift` stands for, None without futility. binding: whether the upper
    bounds hold only if one does stop for futility.
    """

    information: tuple[float, ...]
    upper: tuple[float, ...]
    lower: tuple[float, ...]
    inner: tuple[float, ...] | None
    alpha: float
    sides: int
    rule: Shape | Spending
    spend_by: SpendBy
    spent: tuple[float, ...]
    binding: bool = False
    beta_spent: tuple[float, ...] | None = None
    drift: float | None = None

    @property
    def with_futility(self) -> bool:
        """Whether one may stop for futility."""
        return self.beta_spent is not None

    def table(self) -> pd.DataFrame:
        """One row a look: information, bounds in z, the one-sided p that the upper one stands for, error spent."""
        nominal = [math.erfc(z / math.sqrt(2)) / 2 for z in self.upper]
        columns: dict[str, Any] = {
            "look": range(1, len(self.upper) + 1),
            "information": self.information,
            "upper_z": self.upper,
            "lower_z": self.lower,
            "upper_p": nominal,
            "alpha_spent": self.spent,
        }
        more = {"inner_z": self.inner, "beta_spent": self.beta_spent}
        return pd.DataFrame({**columns, **{name: values for name, values in more.items() if values is not None}})


def looks(
    information: Sequence[float], rule: Shape | Spending, *, alpha: float, sides: int, spend_by: SpendBy = "each_side"
) -> Looks:
    """Bounds for an effect, without futility: over all looks the chance of a false finding is `alpha`.

    With one side the lower bounds are -inf, with two they mirror the upper ones. spend_by matters for two sides and
    spending functions only: `each_side` takes the function of alpha / 2 for each side, as most programs do;
    `both_sides` half of the function of alpha. Raises InputError where information does not increase up to at most 1,
    looks are too close, alpha is not above 0 and below 0.5, sides not 1 or 2. Source: see Spending, Shape; Jennison and
    Turnbull (2000), chapters 2 and 7.

    >>> from hitdesign.measurement.sequential.bounds import looks
    >>> from hitdesign.measurement.sequential.spending import Shape, Spending
    >>> [round(z, 3) for z in looks((0.25, 0.5, 0.75, 1), Shape("obrien_fleming"), alpha=0.05, sides=2).upper]
    [4.049, 2.863, 2.337, 2.024]
    """
    faults = [*_information_faults(information), *number_faults("looks", "alpha", alpha, above=0, below=0.5)]
    faults += [*word_faults("looks", "sides", sides, (1, 2))]
    faults += [*word_faults("looks", "spend_by", spend_by, ("each_side", "both_sides"))]
    refuse(faults)
    at = tuple(float(one) for one in information)
    upper = _by_shape(at, rule, alpha, sides) if isinstance(rule, Shape) else None
    upper = upper or _by_spending(at, tuple(error_spent(rule, at, alpha, sides, spend_by)), sides)
    lower = tuple(-z if sides == 2 else -math.inf for z in upper)
    found = exits(at, upper, lower)
    each = [a + (b if sides == 2 else 0.0) for a, b in zip(found.above, found.below, strict=True)]
    spent = tuple(math.fsum(each[: look + 1]) for look in range(len(at)))
    return Looks(at, upper, lower, None, alpha, sides, rule, spend_by, spent)


def error_spent(
    rule: Shape | Spending, information: Sequence[float], alpha: float, sides: int, spend_by: SpendBy
) -> Iterator[float]:
    """Error of the upper side that a spending function allows by each look; nothing for a shape.

    >>> from hitdesign.measurement.sequential.spending import Spending
    >>> list(error_spent(Spending("kim_demets", 1.0), (0.5, 1.0), 0.05, 2, "each_side"))
    [0.0125, 0.025]
    """
    if isinstance(rule, Spending):
        for at in information:
            each = spend_by == "each_side"
            yield rule.spent(at, alpha / sides) if each else rule.spent(at, alpha) / sides


def _by_shape(at: tuple[float, ...], rule: Shape, alpha: float, sides: int) -> tuple[float, ...]:
    def error(constant: float) -> float:
        upper = rule.bounds(constant, at)
        return sum(exits(at, upper, [-z if sides == 2 else -math.inf for z in upper]).above)

    least = error(HIGHEST)
    if least >= alpha / sides:
        problem = f"the looks before the last one use up {sides * least:.4g}, as much as alpha or more"
        refuse([Fault("looks", problem, "a higher bound before the last look", "Raise the parameter", column="rule")])
    return rule.bounds(crossing_point(error, alpha / sides, -1.0, HIGHEST), at)


def _by_spending(at: tuple[float, ...], spent: tuple[float, ...], sides: int) -> tuple[float, ...]:
    walk, upper, before = start(0.0), [], 0.0
    for look, total in enumerate(spent):
        bound = bound_above(walk.above, at[look], total - before)
        upper.append(bound)
        before = total
        if look + 1 < len(at):
            stay = going_on(bound, -bound if sides == 2 else -math.inf)
            walk = walk.stepped(at[look], stay, at[look + 1])
    return tuple(upper)


def bound_above(above: Any, information: float, error: float) -> float:
    """The z above which so much error lies at a look; 38 where that is nothing that a float keeps.

    >>> from hitdesign.measurement.sequential.walk import start
    >>> round(bound_above(start(0.0).above, 1.0, 0.025), 4)
    1.96
    """
    if above(information, HIGHEST) >= error:
        return HIGHEST
    # in the logarithm, for errors of one in a million and less
    return crossing_point(lambda z: math.log(max(above(information, z), 1e-300)), math.log(error), -HIGHEST, HIGHEST)


def with_actual(planned: Looks, information: Sequence[float]) -> Looks:
    """The same rule at the looks that were really made, and those still planned: spending functions allow it.

    Raises InputError for a shape, whose looks are fixed, and for looks with futility (make these anew).

    >>> from hitdesign.measurement.sequential.spending import Spending
    >>> planned = looks((0.5, 1.0), Spending("obrien_fleming"), alpha=0.05, sides=2)
    >>> [round(z, 3) for z in with_actual(planned, (0.4, 0.7, 1.0)).upper]
    [3.357, 2.445, 2.001]
    """
    if isinstance(planned.rule, Shape) or planned.with_futility:
        problem = "its looks are fixed: only a spending function without futility allows others"
        refuse([Fault("looks", problem, "a rule that spends", "Plan with Spending", column="rule")])
    how: dict[str, Any] = {"alpha": planned.alpha, "sides": planned.sides, "spend_by": planned.spend_by}
    return replace(looks(information, planned.rule, **how))


def fixed_drift(alpha: float, sides: int, power: float) -> float:
    """The drift that a single look detects with a power: z(1 - alpha / sides) + z(power).

    >>> round(fixed_drift(0.05, 2, 0.8), 4)
    2.8016
    """
    return NORMAL.inv_cdf(1 - alpha / sides) + NORMAL.inv_cdf(power)


def _information_faults(information: Sequence[float]) -> Iterator[Fault]:
    if not 1 <= len(information) <= MOST_LOOKS:
        expected = f"1 to {MOST_LOOKS} looks"
        yield Fault("looks", "the number of looks is out of bounds", expected, "Give other looks", column="information")
    before = 0.0
    for number, at in enumerate(information, start=1):
        faults = [*number_faults("looks", f"information of look {number}", at, above=0, at_most=1)]
        yield from faults
        if not faults and at - before < CLOSEST * at:
            expected = f"more than the {before:g} of the look before, by a thousandth at least"
            problem = f"look {number} has no more information than the one before"
            yield Fault("looks", problem, expected, "Leave one out", column="information", found=str(at))
        before = before if faults else float(at)
