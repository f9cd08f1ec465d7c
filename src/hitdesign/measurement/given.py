"""Numbers given to a question of measurement, checked; all faults of a question are said at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from numbers import Real
from typing import Any

from hitdesign.errors import Fault, InputError


def number_faults(
    where: str,
    name: str,
    value: Any,
    *,
    at_least: float = -math.inf,
    above: float = -math.inf,
    at_most: float = math.inf,
    below: float = math.inf,
    whole: bool = False,
) -> Iterator[Fault]:
    """A fault where a value is no finite number, is not whole where it has to be, or lies outside its bounds.

    >>> from hitdesign.measurement.given import number_faults
    >>> [str(fault) for fault in number_faults("power", "alpha", 0, above=0, below=1)]
    ["power, column alpha: it lies outside its bounds. Found '0'. Expected a number above 0 and below 1. Change alpha."]
    """
    parts = [
        f"{words} {bound:g}"
        for words, bound in (("of at least", at_least), ("above", above), ("of at most", at_most), ("below", below))
        if math.isfinite(bound)
    ]
    expected = f"a {'whole ' if whole else ''}number" + (f" {' and '.join(parts)}" if parts else "")
    problem = ""
    if isinstance(value, bool) or not isinstance(value, Real):
        problem = "it is no number"
    elif not math.isfinite(value):
        problem = "it is not finite"
    elif whole and not float(value).is_integer():
        problem = "it is not whole"
    elif not (at_least <= float(value) <= at_most and above < float(value) < below):
        problem = "it lies outside its bounds"
    if problem:
        yield Fault(where, problem, expected, f"Change {name}", column=name, found=str(value))


def share_faults(where: str, values: dict[str, Any], *, one: bool = False) -> Iterator[Fault]:
    """A fault for each share below 0, above 1, or at 1 where not `one` (all of it would leave nothing).

    >>> from hitdesign.measurement.given import share_faults
    >>> [fault.column for fault in share_faults("design", {"attrition": 1.0, "r_squared": 0.5})]
    ['attrition']
    """
    for name, value in values.items():
        if one:
            yield from number_faults(where, name, value, at_least=0, at_most=1)
        else:
            yield from number_faults(where, name, value, at_least=0, below=1)


def word_faults(where: str, name: str, value: object, words: Iterable[object]) -> Iterator[Fault]:
    """A fault where a value is none of the words that it may be.

    >>> from hitdesign.measurement.given import word_faults
    >>> [fault.expected for fault in word_faults("power", "sides", 3, (1, 2))]
    ['one of 1, 2']
    """
    known = tuple(words)
    if value not in known:
        expected = f"one of {', '.join(str(word) for word in known)}"
        yield Fault(where, "it is none of the known ones", expected, f"Change {name}", column=name, found=str(value))


def refuse(faults: Iterable[Fault]) -> None:
    """Nothing, where there is no fault; else InputError with all of them.

    >>> from hitdesign.measurement.given import refuse
    >>> refuse([])
    """
    found = tuple(faults)
    if found:
        raise InputError(found)
