"""A price in one sentence, in whole people and round amounts."""

from __future__ import annotations

import math

from hitdesign.allocation.limits import Limit
from hitdesign.solving.parts import Level


def price_sentence(limit: Limit, side: str, level: Level, value: float, up_to: float, seats_per_unit: float) -> str:
    """What moving a limit to one side does to a level, in words.

    `value` is signed as the level changes for one unit to that side; NaN where the limit cannot be moved there.
    """
    if math.isnan(value):
        way = "raised" if side == "more" else "lowered"
        return f"{limit.name} ({_amount(limit.amount, limit.unit)}) cannot be {way}."
    way = "further" if side == "more" else "fewer"
    if value == 0:
        return f"{limit.name}: {_range(up_to, limit.unit, way)} changes nothing in {level.name}."
    for_one = 1 / abs(seats_per_unit) if level.name == "seats" and seats_per_unit else 0.0
    if for_one:
        does = "serve one more student" if seats_per_unit > 0 else "serve one student less"
        return f"{limit.name}: each {_amount(for_one, limit.unit)} {way} {does}, {_up_to(up_to, limit.unit)}."
    does = f"{'adds' if value > 0 else 'takes'} {_number(abs(value))} {level.unit}"
    return f"{limit.name}: each {_amount(1, limit.unit)} {way} {does}, {_up_to(up_to, limit.unit)}."


def _up_to(length: float, unit: str) -> str:
    return "without end" if math.isinf(length) else f"up to {_amount(length, unit)}"


def _range(length: float, unit: str, way: str) -> str:
    return f"any amount {way}" if math.isinf(length) else f"up to {_amount(length, unit)} {way}"


def _amount(number: float, unit: str) -> str:
    """`$900` for dollars, else the number and its unit."""
    if unit == "dollars":
        return f"${number:,.0f}" if number >= 100 else f"${number:,.2f}"
    return f"{_number(number)} {unit}"


def _number(number: float) -> str:
    """At most four significant digits, thousands separated.

    >>> _number(1234.5678), _number(0.25)
    ('1,235', '0.25')
    """
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"
