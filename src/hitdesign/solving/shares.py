"""Levels that make the least of many shares large: how one is told, which shares can be reached, floors in its place.

Such a level makes one column large that stands in one family of rows, `students of a group >= need x column`. With the
column held at a share, each row asks for so many whole students of a group, and falls to the block of that group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level, Rows
from hitdesign.solving.program import Program

#: How far a sum of whole numbers may be from a whole number.
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Least:
    """The column of a least share, its family of rows, the need of each row, and the level's value of a share of 1."""

    column: int
    rows: Rows
    need: Floats
    worth: float

    def shares(self, values: Floats) -> Floats:
        """The share of each group under these column values."""
        kept = self.rows.column != self.column
        entry = self.rows.row[kept], self.rows.value[kept] * values[self.rows.column[kept]]
        does = np.bincount(entry[0], weights=entry[1], minlength=self.rows.size)
        return np.asarray((does - self.rows.limits) / self.need)

    def reachable(self, above: float, up_to: float) -> Floats:
        """Every least share that whole students can make, above one share and up to another, ascending."""
        first = np.floor(self.need * above + ROUNDING).astype(np.int64) + 1
        last = np.floor(self.need * up_to + ROUNDING).astype(np.int64)
        parts = [np.arange(*ends) / need for *ends, need in zip(first, last + 1, self.need, strict=True)]
        return np.unique(np.concatenate([np.zeros(0), *parts]))

    def floors(self, share: float) -> Floats:
        """The limits of the rows once the column is held at this share."""
        return np.asarray(np.ceil(self.rows.limits + self.need * share - ROUNDING))


def least_of(program: Program, level: Level) -> Least | None:
    """The least share that a level makes large; None for any other level, and where students are not whole."""
    own = np.flatnonzero(level.value)
    if level.sense != "max" or len(own) != 1 or level.value[own[0]] <= 0 or program.whole[own[0]]:
        return None
    column = int(own[0])
    families = [part for part in program.rows if part.size > 1 and np.any(part.column == column)]
    if len(families) != 1 or families[0].sense != ">=":
        return None
    rows = families[0]
    at = rows.column == column
    need = np.zeros(rows.size)
    need[rows.row[at]] = -rows.value[at]
    whole = program.whole[rows.column[~at]].all() and _integers(np.r_[rows.value[~at], rows.limits])
    return Least(column, rows, need, float(level.value[column])) if whole and (need > 0).all() else None


def held_out(program: Program, held: Mapping[int, float]) -> Program:
    """The program without some columns in its rows: what they add at the given values stands in the limits."""
    return replace(program, rows=tuple(_without(program, part, held) for part in program.rows))


def _without(program: Program, part: Rows, held: Mapping[int, float]) -> Rows:
    gone = np.isin(part.column, list(held))
    if not gone.any():
        return part
    at = np.array([held[int(column)] for column in part.column[gone]])
    limits = part.limits - np.bincount(part.row[gone], weights=part.value[gone] * at, minlength=part.size)
    row, column, value = part.row[~gone], part.column[~gone], part.value[~gone]
    if part.sense == ">=" and program.whole[column].all() and _integers(value):
        limits = np.ceil(limits - ROUNDING)
    return replace(part, row=row, column=column, value=value, limits=limits)


def lowest(program: Program, column: int) -> float:
    """The least value of a column by its bound and by the rows in which it stands alone."""
    low = float(program.lower[column])
    for part in program.rows:
        if part.size == 1 and part.sense == ">=" and part.column.tolist() == [column] and part.value[0] > 0:
            low = max(low, float(part.limits[0] / part.value[0]))
    return low


def _integers(numbers: Floats) -> bool:
    return bool(np.all(numbers == np.round(numbers)))
