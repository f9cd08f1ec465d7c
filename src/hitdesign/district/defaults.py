"""Blanks filled from the evidence, each use counted, so that no default is ever silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence, Parameter

#: A table in the making: one array per column.
Table = dict[str, npt.NDArray[Any]]


@dataclass
class Filler:
    """Fills blanks with the evidence's parameters and counts the cells that each of them filled."""

    evidence: Evidence
    cells: dict[str, int] = field(default_factory=dict)

    def parameter(self, key: str) -> Parameter:
        """The parameter of this key; raises InputError where the evidence does not hold it."""
        found = self.evidence.parameters.get(key)
        if found is None:
            raise InputError(
                [
                    Fault(
                        table="evidence",
                        problem=f"no parameter {key!r}",
                        expected="a sourced default for blank cells",
                        what_to_do="Fill the column in every row, or add the parameter to the evidence",
                    )
                ]
            )
        return found

    def fill(
        self, values: Table, table: str, column: str, by: str = "", cells: npt.NDArray[np.int64] | None = None
    ) -> None:
        """Fill the blanks (None, NaN) of one column with `table.column`, or `table.column.<word>` by a column of words.

        `cells` says how many rows each row stands for (a `*` row for every school without its own); None = one.
        """
        blank = np.asarray(pd.isna(values[column]))
        words = sorted(set(values[by][blank])) if by else [""] * bool(blank.any())
        for word in words:
            key = f"{table}.{column}.{word}" if by else f"{table}.{column}"
            chosen = blank & (values[by] == word) if by else blank
            values[column] = np.where(chosen, np.array(self.parameter(key).value, dtype=object), values[column])
            count = chosen.sum() if cells is None else cells[chosen].sum()
            self.cells[key] = self.cells.get(key, 0) + int(count)

    def assumptions(self) -> tuple[Assumption, ...]:
        """One per parameter that filled a cell, by key."""
        used = sorted(key for key, count in self.cells.items() if count)
        return tuple(assumption_of(key, self.parameter(key), self.cells[key]) for key in used)


def assumption_of(key: str, parameter: Parameter, cells: int = 0) -> Assumption:
    """A parameter that was used, as the assumption that the report prints."""
    value = parameter.value if isinstance(parameter.value, str) else f"{parameter.value:g}"
    return Assumption(
        name=key,
        value=value,
        unit=parameter.unit,
        why=parameter.label,
        source=parameter.source,
        verified=parameter.verified,
        as_of=parameter.as_of,
        cells=cells,
    )


def printed(name: str, value: str, why: str, cells: int, *, verified: bool = True) -> Assumption:
    """A rule of this library that decides something, no number of the evidence; unverified where facts may differ."""
    return Assumption(name=name, value=value, unit="", why=why, source="this library", verified=verified, cells=cells)


def printed_defaults(blocks: pd.DataFrame, rows_for_every_school: int) -> tuple[Assumption, ...]:
    """Readings of blank cells that decide what fits: blocks without a clock time, `*` rows, spans of unknown grades."""
    found = []
    untimed = int(blocks["starts_minute"].isna().sum())
    if untimed:
        found.append(
            printed(
                "blocks.starts_at",
                "overlap",
                "Blocks of the same time of day overlap where starts_at is blank.",
                untimed,
            )
        )
    if rows_for_every_school:
        found.append(
            printed(
                f"blocks.{EVERY_SCHOOL}",
                "every school",
                "A block of school_id * holds at every school without rows of its own.",
                rows_for_every_school,
            )
        )
    return tuple(found)
