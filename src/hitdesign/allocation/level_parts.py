"""What the further levels of the policy need: columns of their own, and each level's value over all columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout
from hitdesign.allocation.level_change import moved_seats, new_seats
from hitdesign.allocation.level_equity import BETWEEN, least_share
from hitdesign.allocation.level_learning import learning_of
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.solving.parts import Aim

Floats = NDArray[np.float64]
#: Shares are counted in percent, so that a level's gap and tolerance are shares of it as with every other.
PERCENT = 100.0


@dataclass(frozen=True)
class LevelValue:
    """A level's unit, whether it is made large or small, and its value per column.

    `low`, `high`: the ends of its range per column, where what a column is worth is known only within one.
    """

    unit: str
    sense: Aim
    value: Floats
    low: Floats | None = None
    high: Floats | None = None


def trailing_of(inputs: Inputs, layout: Layout, entries: SeatEntries, begin: int, policy: Policy) -> tuple[Extra, ...]:
    """The kinds of columns after the dollars, which begin at `begin`, in the policy's order of levels."""
    kinds: list[Extra] = []
    for level in policy.levels:
        if level in BETWEEN:
            kinds.append(least_share(inputs, layout, begin, level))
        elif level == "least_change":
            kinds.append(moved_seats(inputs, entries, begin))
        else:
            continue
        begin += kinds[-1].columns.size
    return tuple(kinds)


def further_values(
    inputs: Inputs, entries: SeatEntries, trailing: tuple[Extra, ...], policy: Policy, evidence: Evidence, size: int
) -> dict[str, LevelValue]:
    """Values of the levels that are not of the first four, over `size` columns, the trailing ones last.

    expected_learning: standard deviations a seat is expected to add, summed, made large; with its range.
    equity_between_schools, _marks, _areas: the least served share in percent, made large.
    least_change: seats more or fewer than in the last plan, over the places that both know, made small.
    """
    out: dict[str, LevelValue] = {}
    begin = size - sum(extra.columns.size for extra in trailing)
    kinds = iter(trailing)
    for level in policy.levels:
        value = np.zeros(size)
        if level == "expected_learning":
            learning = learning_of(inputs, entries, evidence, policy)
            by_column = [_at(entries, one, size) for one in (learning.value, learning.low, learning.high)]
            out[level] = LevelValue("standard deviations x students", "max", *by_column)
        elif level in BETWEEN or level == "least_change":
            end = begin + next(kinds).columns.size
            value[begin:end], begin = (1.0 if level == "least_change" else PERCENT), end
            if level == "least_change":
                np.add.at(value, new_seats(inputs, entries), 1.0)
                out[level] = LevelValue("seats", "min", value)
            else:
                out[level] = LevelValue("percent served", "max", value)
    return out


def _at(entries: SeatEntries, of_entry: Floats, size: int) -> Floats:
    by_column = np.zeros(size)
    np.add.at(by_column, entries.column, of_entry)
    return by_column
