"""A price in one sentence, in whole people and round amounts."""

from __future__ import annotations

import math

from hitdesign.allocation.limits import Limit
from hitdesign.solving.parts import Level

#: One of each unit.
ONE = {
    "people": "person",
    "students": "student",
    "students at once": "student at once",
    "groups": "group",
    "groups at once": "group at once",
    "hours": "hour",
    "hours a week": "hour a week",
    "schools": "school",
}


def price_sentence(limit: Limit, side: str, level: Level, value: float, up_to: float, seats_per_unit: float) -> str:
    """What moving a limit to one side does to a level, in words.

    `value` is signed as the level changes for one unit to that side; NaN where the limit cannot be moved there.
    `seats_per_unit` is NaN where it is not known, and then nothing is said of students.
    """
    name = f"{limit.name} ({_amount(limit.amount, limit.unit)} now)"
    if math.isnan(value):
        return f"{name}: cannot be {'raised' if side == 'more' else 'lowered'}."
    way = "more" if side == "more" else "fewer"
    if value == 0:
        return f"{name}: {_range(up_to, limit.unit, way)} {_nothing(level, way, seats_per_unit)}."
    reach = f", {_up_to(up_to, limit.unit, way)}."
    if level.name == "seats" and seats_per_unit and not math.isnan(seats_per_unit):
        return f"{name}: {_students(abs(seats_per_unit), limit.unit, way, gain=seats_per_unit > 0)}{reach}"
    does = f"{'adds' if value > 0 else 'takes'} {_number(abs(value))} {level.unit}"
    return f"{name}: each {_each(1, limit.unit)} {way} {does}{reach}"


def _students(each: float, unit: str, way: str, *, gain: bool) -> str:
    """So much for one student, or so many students for one unit: whichever is a number of one and more."""
    if each > 1:
        return f"each {_each(1, unit)} {way} {'serves' if gain else 'loses'} {each:,.3g} students"
    return f"each {_each(1 / each, unit)} {way} {'serves one more student' if gain else 'loses one student'}"


def _nothing(level: Level, way: str, seats_per_unit: float) -> str:
    """That a level stays as it is; that nobody gains or loses a seat only where no seat is won or lost.

    A limit may be moved for another level's sake, and seats that count alike may be others.
    """
    if level.name == "seats" and seats_per_unit == 0:
        return "would serve nobody else" if way == "more" else "would cost nobody a seat"
    return f"would change nothing in {level.name.replace('_', ' ')}"


def _up_to(length: float, unit: str, way: str) -> str:
    return "without end" if math.isinf(length) else f"up to {_amount(length, unit)} {way}"


def _range(length: float, unit: str, way: str) -> str:
    return f"any amount {way}" if math.isinf(length) else f"up to {_amount(length, unit)} {way}"


def _each(number: float, unit: str) -> str:
    """`person` for one of people, `2.5 people` for more; dollars with their sign."""
    alone = f"{number:.4g}" == "1" and unit in ONE
    return ONE[unit] if alone else _amount(number, unit)


def _amount(number: float, unit: str) -> str:
    """`$900` for dollars, else the number and its unit."""
    if unit.startswith("dollars"):
        amount = f"${number:,.0f}" if number >= 100 else f"${number:,.2f}"
        return amount + unit.removeprefix("dollars")
    one = f"{number:.4g}" == "1" and unit in ONE
    return f"{_number(number)} {ONE[unit] if one else unit}"


def _number(number: float) -> str:
    """At most four significant digits, thousands separated.

    >>> _number(1234.5678), _number(0.25)
    ('1,235', '0.25')
    """
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"
