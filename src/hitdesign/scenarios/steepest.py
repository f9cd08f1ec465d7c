"""Concave curves of value against dollars, and the division of a sum between them that is worth most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.quantities import TOLERANCE, print_dollars

#: Digits beyond which two slopes are equally steep.
SAME_DIGITS = 10
#: Dollars or values that differ by less, relative to their size, are the same.
SAME = 1e-12


@dataclass(frozen=True)
class Curve:
    """The best value for every amount of dollars between the first and the last: straight between the points."""

    dollars: tuple[float, ...]
    values: tuple[float, ...]
    unit: str = ""
    #: Why no dollar changes anything, where that is so.
    note: str = ""

    def slopes(self) -> tuple[float, ...]:
        """Value per dollar of each piece; what rounding lifts above the piece before it is held down to that.

        A change of the value by its rounding is no change.
        """
        values = np.array(self.values)
        rises = np.diff(values)
        rises[np.abs(rises) <= SAME * np.maximum(1.0, np.abs(values[1:]))] = 0.0
        steps = rises / np.diff(np.array(self.dollars))
        return tuple(float(slope) for slope in np.minimum.accumulate(steps))

    def at(self, dollars: float) -> float:
        """The value with so many dollars."""
        return float(np.interp(dollars, self.dollars, self.values))

    def slope_after(self, dollars: float) -> float:
        """Value per dollar from there on; NaN at the end of the curve.

        >>> Curve((0.0, 10.0, 30.0), (0.0, 5.0, 6.0)).slope_after(10.0)
        0.05
        """
        piece = int(np.searchsorted(self.dollars, dollars * (1 + SAME), side="right")) - 1
        slopes = self.slopes()
        return slopes[piece] if 0 <= piece < len(slopes) else float("nan")


def divided(curves: Mapping[str, Curve], dollars: float, turns: Mapping[str, int]) -> tuple[dict[str, float], float]:
    """Dollars of each key, and the value per dollar of the last dollar given (0 where some is left).

    First each gets the dollars at which its curve begins; then the steepest pieces of all are taken, equally steep ones
    by `turns`, until the money is out or nothing more adds value. Raises InputError where the beginnings cost more.

    >>> curves = {"a": Curve((0.0, 10.0, 30.0), (0.0, 5.0, 6.0)), "b": Curve((0.0, 20.0), (0.0, 4.0))}
    >>> divided(curves, 25.0, {"a": 0, "b": 1})
    ({'a': 10.0, 'b': 15.0}, 0.2)
    """
    shares = {key: curve.dollars[0] for key, curve in sorted(curves.items())}
    left = dollars - sum(shares.values())
    if left < -TOLERANCE * max(1.0, dollars):
        fault = Fault(
            table="districts",
            problem="the grant is too small for what the districts have promised",
            found=print_dollars(dollars),
            expected=f"at least {print_dollars(sum(shares.values()))}, which keep every district's floors",
            what_to_do="Raise the grant, or lower the floors of the policy",
        )
        raise InputError([fault])
    pieces = sorted(
        (-float(f"{slope:.{SAME_DIGITS}g}"), turns[key], number, key, length)
        for key, curve in curves.items()
        for number, (slope, length) in enumerate(zip(curve.slopes(), np.diff(curve.dollars).tolist(), strict=True))
    )
    price = 0.0
    for slope, _, _, key, length in pieces:
        if left <= SAME * dollars or slope >= 0:
            break
        taken = min(left, length)
        shares[key] += taken
        left -= taken
        price = -slope
    return shares, price if left <= SAME * dollars else 0.0
