"""Kinds of columns that a single rule needs beside students, groups, people and dollars, with their rows and costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lines:
    """What a cost row must cover: one entry per cost of one column in one period, before they are gathered to rows.

    `payers` are bits of the streams that may pay, `limited` those of them that may pay for some of the students only;
    `place` is the place whose cost stands apart from all others (below -1: a contract's bills that do), `service` the
    place where marks are looked at, each -1 where there is none.
    """

    school: Ints
    payers: NDArray[np.uint64]
    limited: NDArray[np.uint64]
    period: Ints
    place: Ints
    service: Ints
    column: Ints
    dollars: Floats


@dataclass(frozen=True)
class Extra:
    """One kind of columns with the rows that give it its meaning, and what it costs.

    `school`: each column's school, -1 for one of no school. `values`: the kind's values from those of all columns
    (the audit computes them from the tables, with zeros here). `lines`: its costs, only for kinds that stand before
    the dollars; `cost_kind`: the word under which they are charged.
    """

    columns: Columns
    school: Ints
    rows: tuple[Rows, ...]
    values: Callable[[Floats], Floats]
    lines: Lines | None = None
    cost_kind: str = ""


def extra_values(extras: tuple[Extra, ...], begin: int, values: Floats) -> None:
    """Write each kind's values into `values`, one kind after the other from position `begin`."""
    for extra in extras:
        values[begin : begin + extra.columns.size] = extra.values(values)
        begin += extra.columns.size
