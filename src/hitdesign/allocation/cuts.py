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


def cut_for(
    formulation: Formulation, stations: Stations, program: Program, values: NDArray[np.float64], unplaced: Unplaced
) -> Rows:
    """The row that cuts off this plan.

    A station whose groups need more people: their share of time counts that much more from now on. A pool whose people
    cannot take every shift: one shift fewer. A tutor online who finds no room: one group fewer at the time.
    """
    number = sum(rows.family.startswith("timetable") for rows in program.rows)
    begin = formulation.program.n_columns
    taught = np.flatnonzero(stations.of_taught == unplaced.station)
    columns = formulation.layout.taught_begin + taught
    names: dict[str, object] = {"cut": np.array([number])}
    if unplaced.kind == "pool":
        own = np.flatnonzero(stations.pool == unplaced.pool)
        total = float(values[begin + own].sum())
        return family(
            f"timetable {number}",
            names,
            np.zeros(len(own), dtype=np.int64),
            begin + own,
            np.ones(len(own)),
            "<=",
            np.array([total - 1]),
            "people",
            "no timetable exists with {limit} people or more in this pool's blocks",
        )
    if unplaced.kind == "room":
        total = float(values[columns].sum())
        return family(
            f"timetable {number}",
            names,
            np.zeros(len(columns), dtype=np.int64),
            columns,
            np.ones(len(columns)),
            "<=",
            np.array([total - 1]),
            "groups",
            "no timetable exists with more than {limit} groups of this pool at the time",
        )
    share = formulation.inputs.rights.costs.at_once[formulation.inputs.structure.taught_place[taught]]
    held = float(share @ values[columns])
    return family(
        f"timetable {number}",
        names,
        np.zeros(len(columns) + 1, dtype=np.int64),
        np.append(columns, begin + unplaced.station),
        np.append(share * unplaced.needed / max(held, 1e-9), -1.0),
        "<=",
        np.zeros(1),
        "people",
        "these groups need more people than are present",
    )
