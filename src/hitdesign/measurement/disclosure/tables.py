"""Tables of counts as they are to leave the district, or left it before: dimensions, totals, what is linked to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

#: Column of the counts, of the groups they are counted in, and of the shares that a coded rate tells.
STUDENTS, OUT_OF, AT_LEAST, AT_MOST = "students", "of_students", "share_at_least", "share_at_most"
#: Columns of what anybody knows of the counts without the tables: room for 30, a range that was published.
KNOWN_LEAST, KNOWN_MOST = "students_at_least", "students_at_most"


class Place(NamedTuple):
    """One count: what is counted, as of when, and where; totals of a dimension are left out of `at`.

    side: empty for a count that a table can show; else what nobody prints but anybody can subtract.
    """

    counts: str
    as_of: str
    at: tuple[tuple[str, str], ...]
    side: str = ""

    def __str__(self) -> str:
        where = ", ".join(f"{name} {label}" for name, label in self.at) or "in all"
        when = f" as of {self.as_of}" if self.as_of else ""
        return f"{self.counts}{self.side}, {where}{when}"


@dataclass(frozen=True)
class Dimension:
    """One way a table is divided, such as by school.

    name: the column; total: the label of the whole (None: the table has none). sums: pairs of a label and the labels
    that add up to it, for hierarchies and for several divisions of one whole; empty with a total: all other labels
    add up to it. within: pairs of a label and labels that are part of it and overlap, such as marks of students.
    """

    name: str
    total: str | None = None
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, eq=False)
class CountTable:
    """A table of counts, one row per cell, totals among the rows.

    counts: what is counted ("below proficient"); cells: a column for each dimension, `students` (whole numbers; blank
    where a table published before showed none) and, for rates, `of_students` (students in the group), whose name is
    `out_of` ("tested"); tables published before may tell `share_at_least` and `share_at_most` of coded rates; what
    anybody knows of a count without the table stands in `students_at_least` and `students_at_most`.
    as_of: day, year or scenario of the facts: counts of the same name, place and as_of are the same number wherever
    they stand. known: everybody knows it already (enrolment on a public page): none of it can be hidden.

    >>> cells = pd.DataFrame({"school": ["A", "B", "all"], "students": [12, 7, 19]})
    >>> CountTable("pilot", "tutored", cells, (Dimension("school", "all"),))
    CountTable('pilot': tutored, by school, 3 rows)
    """

    name: str
    counts: str
    cells: pd.DataFrame = field(repr=False)
    dimensions: tuple[Dimension, ...]
    out_of: str | None = None
    as_of: str = ""
    known: bool = False

    def __repr__(self) -> str:
        by = ", ".join(dimension.name for dimension in self.dimensions)
        return f"CountTable({self.name!r}: {self.counts}, by {by}, {len(self.cells)} rows)"

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of counts with what they count."""
        return ((STUDENTS, self.counts), *(((OUT_OF, self.out_of),) if self.out_of else ()))

    def labels(self) -> list[tuple[str, ...]]:
        """The labels of each row, in the order of the dimensions."""
        return list(zip(*(self.cells[one.name].astype(str) for one in self.dimensions), strict=True))

    def place(self, counts: str, labels: tuple[str, ...]) -> Place:
        """The count that stands at these labels."""
        pairs = zip(self.dimensions, labels, strict=True)
        return Place(counts, self.as_of, tuple(sorted((one.name, lab) for one, lab in pairs if lab != one.total)))

    def numbers(self, column: str) -> list[float]:
        """A column of counts or shares as floats; NaN where blank or where there is no such column."""
        if column not in self.cells:
            return [float("nan")] * len(self.cells)
        found: list[float] = self.cells[column].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan).tolist()
        return found

    def sums_of(self, dimension: Dimension) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Which labels add up to which in this table."""
        if dimension.sums or dimension.total is None:
            return dimension.sums
        inside = {part for _, parts in dimension.within for part in parts}
        others = sorted(set(self.cells[dimension.name].astype(str)) - inside - {dimension.total})
        return ((dimension.total, tuple(others)),) if others else ()


@dataclass(frozen=True)
class Link:
    """Counts of any tables that add up to another one: `parts` add up to `whole`. One part: the same number twice."""

    whole: Place
    parts: tuple[Place, ...]


@dataclass(frozen=True)
class Change:
    """What anybody may know of how each count changed between two days: later - earlier lies between the two ends.

    Without such a fact nothing is supposed to be known. counts: what is counted; at_least, at_most: in students, of
    each count alone, so that nobody leaves the list of tutored students is `at_least=0`.
    """

    counts: str
    earlier: str
    later: str
    at_least: float = float("-inf")
    at_most: float = float("inf")


@dataclass(frozen=True)
class Amount:
    """What anybody can tell of a weighted sum of counts, such as dollars printed to the next thousand.

    parts: counts with what each student of them weighs, in units of the amount (dollars a seat that a reader may know);
    the sum lies between `at_least` and `at_most`, in the same unit.
    """

    name: str
    parts: tuple[tuple[Place, float], ...]
    at_least: float = float("-inf")
    at_most: float = float("inf")
