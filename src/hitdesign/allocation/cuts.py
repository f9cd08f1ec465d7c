"""Cutting rows: what a plan without a timetable must not do again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.persons import Unplaced
from hitdesign.allocation.stations import Stations
from hitdesign.solving.parts import Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]


def cut_for(
    formulation: Formulation, stations: Stations, program: Program, values: NDArray[np.float64], unplaced: Unplaced
) -> Rows:
    """The row that cuts off this plan.

    A station whose groups need more people: their share of time counts that much more from now on. A pool whose people
    cannot take every shift: one shift fewer. A tutor online who finds no room: one group fewer at the time.
    """
    number = sum(rows.family.startswith("timetable") for rows in program.rows)
    begin = formulation.program.n_columns
    taught = formulation.layout.taught_begin + np.flatnonzero(stations.of_taught == unplaced.station)
    if unplaced.kind == "pool":
        present = begin + np.flatnonzero(stations.pool == unplaced.pool)
        return _one_fewer(
            number, present, values, "people", "no timetable exists with more than {limit} people's shifts"
        )
    if unplaced.kind == "room":
        return _one_fewer(number, taught, values, "groups", "no timetable exists with more than {limit} groups online")
    place = formulation.inputs.structure.taught_place[taught - formulation.layout.taught_begin]
    share = formulation.inputs.rights.costs.at_once[place]
    needed = share * unplaced.needed / max(float(share @ values[taught]), 1e-9)
    columns, value = np.append(taught, begin + unplaced.station), np.append(needed, -1.0)
    return _row(number, columns, value, 0.0, "people", "these groups need more people than are present")


def _one_fewer(number: int, columns: Ints, values: NDArray[np.float64], unit: str, says: str) -> Rows:
    return _row(number, columns, np.ones(len(columns)), float(values[columns].sum()) - 1, unit, says)


def _row(number: int, columns: Ints, value: NDArray[np.float64], limit: float, unit: str, says: str) -> Rows:
    row = np.zeros(len(columns), dtype=np.int64)
    keys: dict[str, object] = {"cut": np.array([number])}
    return family(f"timetable {number}", keys, row, columns, value, "<=", np.array([limit]), unit, says)
