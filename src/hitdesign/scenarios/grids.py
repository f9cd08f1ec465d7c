"""Many levers from few words: lists and ranges of one amount, and every combination of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from hitdesign.levers import Change, Lever


def each(name: str, change: Change, amounts: Iterable[float | str]) -> tuple[Lever, ...]:
    """One lever per amount, in whose place the change's own stands: its factor, its difference or its value.

    `name`: in the user's words, with `{amount}` where the amount is said (added at the end where it is not); a factor
    is said in percent.

    >>> from hitdesign.levers import Change
    >>> award = Change(table="funding", column="award_dollars", factor=1)
    >>> [lever.name for lever in each("Money at {amount}", award, [0.8, 1.1])]
    ['Money at 80 %', 'Money at 110 %']
    """
    text = name if "{amount}" in name else name + " {amount}"
    made = []
    for amount in amounts:
        said = f"{float(amount) * 100:g} %" if change.factor is not None else _said(amount)
        update: dict[str, Any] = {change.operation: amount}
        made.append(Lever(name=text.format(amount=said), changes=(Change(**{**dict(change), **update}),)))
    return tuple(made)


def _said(amount: float | str) -> str:
    return amount if isinstance(amount, str) else f"{amount:,.10g}"


def steps(first: float, last: float, count: int) -> tuple[float, ...]:
    """So many amounts from the first to the last, both among them, evenly apart.

    Raises ValueError for fewer than two.

    >>> steps(0.5, 1.5, 5)
    (0.5, 0.75, 1.0, 1.25, 1.5)
    """
    if count < 2:
        raise ValueError("a range has two ends: ask for 2 amounts or more")
    return tuple(round(first + (last - first) * place / (count - 1), 12) for place in range(count))


def together(*levers: Lever, name: str = "") -> Lever:
    """One lever of all the changes of these, in order; named after them where no name is given."""
    return Lever(
        name=name or ", ".join(lever.name for lever in levers),
        changes=tuple(change for lever in levers for change in lever.changes),
        note="; ".join(dict.fromkeys(lever.note for lever in levers if lever.note)),
    )


def grid(*axes: Sequence[Lever]) -> tuple[Lever, ...]:
    """Every combination of one lever per axis, the last axis moving fastest.

    >>> from hitdesign.levers import Lever
    >>> [one.name for one in grid([Lever(name="a"), Lever(name="b")], [Lever(name="c")])]
    ['a, c', 'b, c']
    """
    return tuple(together(*levers) for levers in product(*axes))
