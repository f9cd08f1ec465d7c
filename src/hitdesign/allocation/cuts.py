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
#: How many cuts take one student away before a cut takes a group.
MOST_STUDENTS = 5


def cut_for(
    formulation: Formulation, stations: Stations, program: Program, values: NDArray[np.float64], unplaced: Unplaced
) -> Rows:
    """The row that cuts off this plan.

    A station whose groups need more people: their share of time counts that much more from now on. A pool with groups
    that nobody can take: so many groups fewer. A tutor online who finds no room: one group fewer at the time. A block
    with more students online at some moment than seats: one student fewer there, and later on one group.
    """
    number = sum(rows.family.startswith("timetable") for rows in program.rows)
    if unplaced.kind == "seats" and number < MOST_STUDENTS:
        online = _seats_online(formulation, unplaced.block)
        says = "no timetable exists with more than {limit} students online in these groups"
        return _row(number, online, np.ones(len(online)), float(values[online].sum()) - 1, "students", says)
    begin = formulation.program.n_columns
    taught = formulation.layout.taught_begin + np.flatnonzero(stations.of_taught == unplaced.station)
    if unplaced.kind == "pool":
        taught = formulation.layout.taught_begin + np.flatnonzero(stations.pool[stations.of_taught] == unplaced.pool)
    if unplaced.kind in ("pool", "room", "seats"):
        fewer = float(values[taught].sum()) - unplaced.groups
        says = "no timetable exists with more than {limit} groups of these people"
        return _row(number, taught, np.ones(len(taught)), fewer, "groups", says)
    place = formulation.inputs.structure.taught_place[taught - formulation.layout.taught_begin]
    share = formulation.inputs.rights.costs.at_once[place]
    needed = share * unplaced.needed / max(float(share @ values[taught]), 1e-9)
    columns, value = np.append(taught, begin + unplaced.station), np.append(needed, -1.0)
    return _row(number, columns, value, 0.0, "people", "these groups need more people than are present")


def _seats_online(formulation: Formulation, block: int) -> Ints:
    """Columns that count the students online in a block."""
    inputs, places = formulation.inputs, formulation.inputs.rights.places
    place = inputs.structure.outlet_place[formulation.entries.outlet]
    online = (inputs.facts.models["modality"] == "online").to_numpy()[places.model[place]]
    columns: Ints = np.unique(formulation.entries.column[online & (places.block[place] == block)])
    return columns


def _row(number: int, columns: Ints, value: NDArray[np.float64], limit: float, unit: str, says: str) -> Rows:
    row = np.zeros(len(columns), dtype=np.int64)
    keys: dict[str, object] = {"cut": np.array([number])}
    return family(f"timetable {number}", keys, row, columns, value, "<=", np.array([limit]), unit, says)
