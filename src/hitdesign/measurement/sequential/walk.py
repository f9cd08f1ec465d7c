"""Chances that a statistic that is looked at again and again crosses a bound: recursive numerical integration.

Between looks the statistic moves as a sum of independent normal steps, which holds for nearly every estimate of an
effect in large samples. `information`: the share of the final information at hand at a look, between 0 and 1; `drift`:
what the z of the last look, at information 1, is expected to be. Source: Armitage, McPherson and Rowe, Repeated
significance tests on accumulating data, Journal of the Royal Statistical Society A 132 (1969); Jennison and Turnbull,
Group Sequential Methods (2000), chapter 19.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: A stretch of z in which one goes on; both ends may be infinite.
Stretch = tuple[float, float]
#: Beyond so many standard deviations nothing is left that a float keeps.
FAR = 8.5
#: A panel of the integral is at most so many standard deviations of a step wide, with so many points of Gauss-Legendre.
WIDE, POINTS = 2.0, 10
POINT, WEIGHT = np.polynomial.legendre.leggauss(POINTS)
#: A chance is found when it is met to so much.
CLOSE = 1e-14
NORMAL = NormalDist()


@dataclass(frozen=True)
class Exits:
    """The chance to stop at each look: above the upper bound, below the lower one, or between two inner ones."""

    above: tuple[float, ...]
    below: tuple[float, ...]
    inside: tuple[float, ...]

    @property
    def stopped(self) -> tuple[float, ...]:
        """The chance to stop at each look, whichever way."""
        return tuple(sum(one) for one in zip(self.above, self.below, self.inside, strict=True))


@dataclass(frozen=True, eq=False)
class Walk:
    """Where the statistic may be at a look, as far as no look has stopped it: places on the scale z x root of
    information, and the chance that stands at each.
    """

    information: float
    place: Floats
    chance: Floats
    drift: float

    def above(self, information: float, z: float) -> float:
        """The chance to come to this look and to lie above a z there."""
        return self._beyond(information, z, 1.0)

    def below(self, information: float, z: float) -> float:
        """The chance to come to this look and to lie below a z there."""
        return self._beyond(information, z, -1.0)

    def between(self, information: float, low: float, high: float) -> float:
        """The chance to come to this look and to lie between two z there."""
        return max(0.0, self.above(information, low) - self.above(information, high))

    def _beyond(self, information: float, z: float, sign: float) -> float:
        step = information - self.information
        far = (z * math.sqrt(information) - self.place - self.drift * step) / math.sqrt(2 * step)
        return float(self.chance @ np.array([math.erfc(one) / 2 for one in (sign * far).tolist()]))

    def stepped(self, information: float, stay: Sequence[Stretch], following: float | None) -> Walk:
        """The walk at this look, as far as it lies in the stretches where one goes on; the next look follows at."""
        step = information - self.information
        fine = math.sqrt(step if following is None else min(step, following - information))
        root, middle = math.sqrt(information), self.drift * information
        place, weight = _points([(low * root, high * root) for low, high in stay], middle, FAR * root, WIDE * fine)
        gap = (place[:, None] - self.place[None, :] - self.drift * step) / math.sqrt(step)
        density = np.exp(-0.5 * gap**2) @ self.chance / math.sqrt(2 * math.pi * step)
        return Walk(information, place, weight * density, self.drift)


def start(drift: float) -> Walk:
    """The walk before the first look.

    >>> from hitdesign.measurement.sequential.walk import start
    >>> round(start(0.0).above(1.0, 1.959964), 4)
    0.025
    """
    return Walk(0.0, np.zeros(1), np.ones(1), drift)


def exits(
    information: Sequence[float],
    upper: Sequence[float],
    lower: Sequence[float],
    inner: Sequence[float] | None = None,
    drift: float = 0.0,
) -> Exits:
    """The chance to stop at each look above `upper`, below `lower`, or with `inner` at abs(z) below it; all in z.

    Bounds may be infinite. Formula: f_1 the normal density, f_k(y) = integral over where one goes on of f_k-1(x) times
    the density of a step, y - x. Source: Jennison and Turnbull (2000), section 19.2.

    >>> from hitdesign.measurement.sequential.walk import exits
    >>> found = exits((0.5, 1.0), (2.178, 2.178), (-2.178, -2.178))
    >>> round(sum(found.above) + sum(found.below), 4)
    0.05
    """
    walk = start(drift)
    above, below, inside = [], [], []
    for look, at in enumerate(information):
        above.append(walk.above(at, upper[look]))
        below.append(walk.below(at, lower[look]))
        wedge = 0.0 if inner is None else inner[look]
        inside.append(walk.between(at, -wedge, wedge) if wedge > 0 else 0.0)
        if look + 1 < len(information):
            stay = going_on(upper[look], lower[look], wedge)
            walk = walk.stepped(at, stay, information[look + 1])
    return Exits(tuple(above), tuple(below), tuple(inside))


def going_on(upper: float, lower: float, inner: float = 0.0) -> tuple[Stretch, ...]:
    """Where one goes on between two bounds, around an inner stretch that stops too.

    >>> from hitdesign.measurement.sequential.walk import going_on
    >>> going_on(2.5, -2.5, 0.5)
    ((-2.5, -0.5), (0.5, 2.5))
    """
    return ((lower, -inner), (inner, upper)) if inner > 0 else ((lower, upper),)


def crossing_point(chance: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """The point between two ends at which a monotone function has a value (regula falsi, Illinois variant).

    >>> from hitdesign.measurement.sequential.walk import crossing_point
    >>> round(crossing_point(lambda x: x * x, 2.0, 0.0, 2.0), 10)
    1.4142135624
    """
    at_low, at_high, kept = chance(low) - wanted, chance(high) - wanted, 0
    for _ in range(200):
        if at_low == 0 or high - low < 1e-13 * max(1.0, abs(low)):
            return low
        point = high - at_high * (high - low) / (at_high - at_low) if at_high != at_low else (low + high) / 2
        point = point if low < point < high else (low + high) / 2
        value = chance(point) - wanted
        if abs(value) < CLOSE * max(abs(wanted), 1.0):
            return point
        if (value > 0) == (at_high > 0):
            high, at_high = point, value
            at_low, kept = (at_low / 2, -1) if kept == -1 else (at_low, -1)
        else:
            low, at_low = point, value
            at_high, kept = (at_high / 2, 1) if kept == 1 else (at_high, 1)
    return (low + high) / 2


def _points(stay: Sequence[Stretch], middle: float, far: float, wide: float) -> tuple[Floats, Floats]:
    """Points and weights of the integral over the stretches, cut where nothing is left."""
    places, weights = [np.zeros(0)], [np.zeros(0)]
    for lower, upper in stay:
        low, high = max(lower, middle - far), min(upper, middle + far)
        if low < high:
            panels = max(1, math.ceil((high - low) / wide))
            edges = np.linspace(low, high, panels + 1)
            half = np.diff(edges)[:, None] / 2
            places.append(((edges[:-1, None] + half) + half * POINT).ravel())
            weights.append((half * WEIGHT).ravel())
    return np.concatenate(places), np.concatenate(weights)
