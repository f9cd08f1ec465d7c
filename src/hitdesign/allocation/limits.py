"""The limits of a formulation as a person could change them: which row, in which unit, how far from binding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.limit_names import names_of
from hitdesign.allocation.refusal import CHANGES
from hitdesign.solving.check import row_scale
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Rows
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
#: A row whose room is smaller than this share of its size binds.
BINDS = 1e-7


@dataclass(frozen=True)
class Limit:
    """One row that somebody could change.

    `name` is what people call it, `keys` what tells its row apart, such as `stream_id=title_i`. `room` is how far
    the plan stays below it (or above, for a floor), in `unit`; `dual` its price at level 1, which only proposes.
    """

    family: str
    row: int
    name: str
    keys: str
    unit: str
    amount: float
    room: float
    dual: float

    @property
    def binds(self) -> bool:
        """Whether the plan reaches it."""
        return self.room <= BINDS * max(1.0, abs(self.amount))


def limits_of(program: Program, values: Floats, duals: Floats, families: Collection[str] | None = None) -> list[Limit]:
    """Every changeable limit, those of the largest price times amount first, then those that bind, then by name.

    `values` and `duals`: of the first level; `families`: only these (None: all that a person can change). Raises
    ProgramError where a family is unknown.
    """
    wanted = [rows for rows in program.rows if rows.family in (CHANGES if families is None else families)]
    missing = sorted(set(families or ()) - {rows.family for rows in wanted})
    if missing:
        known = ", ".join(rows.family for rows in program.rows if rows.family in CHANGES)
        raise ProgramError(f"there is no family of limits called {', '.join(missing)}; there are {known}")
    found = [limit for rows in wanted for limit in _of_family(program, rows, values, duals)]
    return sorted(
        found, key=lambda one: (-abs(one.dual) * max(1.0, abs(one.amount)), not one.binds, one.family, one.row)
    )


def _of_family(program: Program, rows: Rows, values: Floats, duals: Floats) -> list[Limit]:
    place = program.row_slice(rows.family)
    activity = np.bincount(rows.row, weights=rows.value * values[rows.column], minlength=rows.size)
    room = activity - rows.limits if rows.sense == ">=" else rows.limits - activity
    room = np.maximum(room, 0.0) if rows.sense != "=" else np.zeros(rows.size)
    tight = room <= BINDS * row_scale(program, values)[place]
    names = names_of(rows, CHANGES.get(rows.family, (rows.family.replace("_", " "),))[0])
    return [
        Limit(
            family=rows.family,
            row=number,
            name=names[number],
            keys=rows.label(number),
            unit=rows.unit,
            amount=float(rows.limits[number]),
            room=0.0 if tight[number] else float(room[number]),
            dual=float(duals[place][number]),
        )
        for number in range(rows.size)
    ]
