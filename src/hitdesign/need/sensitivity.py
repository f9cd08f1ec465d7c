"""How many more or fewer would be found if a threshold moved: exact, from one look at every student."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hitdesign.district.student import Student
from hitdesign.need.caught import INTENSIVE, STRATEGIC, Caught, Measured, beyond, enough
from hitdesign.need.rows import Row
from hitdesign.tables.fields import columns_of, subject_and_ending

Flags = npt.NDArray[np.bool_]

COLUMNS = (
    "subject", "measure", "tier", "moved_by", "threshold", "found", "found_change", "intensive", "intensive_change"
)  # fmt: skip
#: How far thresholds are moved, in the unit of a measure's ending; a column of yes and no has no steps.
MOVES = {"percentile": (1.0, 5.0), "state_level": (1.0,), "score": (1.0, 10.0), "attendance_rate": (0.01, 0.05)}


class Step(NamedTuple):
    """The count of one tier (or stronger) as a function of one threshold: `always` and those of `values` beyond it."""

    always: int
    values: npt.NDArray[np.float64]

    def at(self, threshold: float, one: Measured) -> int:
        """Students at this threshold."""
        return self.always + int(np.count_nonzero(beyond(self.values, threshold, one.bound.measure)))


def sensitivity(subject: str, judged: Caught) -> list[Row]:
    """Students found, and found intensive, with each threshold moved by each of its MOVES; columns COLUMNS.

    `found` counts both tiers and nobody who takes part as on_level. A move beyond what the column can hold, or past
    the other tier's threshold, is left out. Formula: with every other measure as it is, a student is in a tier always,
    never, or where this measure catches; the count at any threshold is the first plus those of the last beyond it.
    """
    now = reached(judged)
    rows: list[Row] = []
    for one in judged.measured:
        for tier in ("intensive", "strategic"):
            threshold = getattr(one.bound.measure, tier)
            moves = list(_moved(one, tier, threshold)) if threshold is not None else []
            for (by, moved), at in zip(moves, counts_at(judged, one, tier, [to for _, to in moves]), strict=True):
                rows.append((subject, one.bound.column, tier, by, moved, at[0], at[0] - now[0], at[1], at[1] - now[1]))
    return rows


def counts_at(judged: Caught, one: Measured, tier: str, thresholds: Sequence[float]) -> list[tuple[int, int]]:
    """(found, found intensive) with this tier's threshold of one measure at each of these values."""
    now, alone = reached(judged), one.bound.measure.strategic is None
    if not thresholds:
        return []
    if tier == "strategic":
        strategic = _step(judged, one, level=1, moves=one.weak)
        return [(strategic.at(threshold, one), now[1]) for threshold in thresholds]
    intensive = _step(judged, one, level=0, moves=one.strong)
    both = _step(judged, one, level=1, moves=one.strong) if alone else None
    return [(both.at(to, one) if both else now[0], intensive.at(to, one)) for to in thresholds]


def reached(judged: Caught) -> tuple[int, int]:
    """(found in either tier, found intensive) as the thresholds are."""
    return int(((judged.tier == INTENSIVE) | (judged.tier == STRATEGIC)).sum()), int((judged.tier == INTENSIVE).sum())


def _step(judged: Caught, one: Measured, level: int, moves: Flags) -> Step:
    """The count of a tier as a function of the threshold by which `moves` were caught."""
    weight = one.bound.measure.weight
    without = judged.points[level] - weight * moves
    always = enough(without, judged.needed) | judged.by_law[level]
    stays = one.strong & ~moves
    pivotal = one.known & ~stays & ~always & enough(without + weight, judged.needed)
    return Step(int(always.sum()), one.values[pivotal])


def _moved(one: Measured, tier: str, threshold: float) -> Iterator[tuple[float, float]]:
    """(move, threshold after it) for the moves that leave a sensible measure."""
    measure, name = one.bound.measure, one.bound.column
    low, high = _range_of(name)
    other = measure.strategic if tier == "intensive" else measure.intensive
    upward = measure.catches in ("at_or_above", "above")
    if other is not None:
        bounded_above = (tier == "intensive") != upward
        low, high = (low, min(high, other)) if bounded_above else (max(low, other), high)
    steps = MOVES.get(subject_and_ending(name, Student)[1] or name, ())
    for by in sorted([*steps, *(-step for step in steps)]):
        moved = round(threshold + by, 9)
        if low <= moved <= high:
            yield by, moved


@cache
def _range_of(name: str) -> tuple[float, float]:
    """The least and the greatest value that a column can hold."""
    column = next((found for found in columns_of(Student, [name]) if found.name == name), None)
    low = -np.inf if column is None or column.low is None else column.low
    high = np.inf if column is None or column.high is None else column.high
    return low, high
