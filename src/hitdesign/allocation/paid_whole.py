"""People for whom a price is paid, in a whole plan: as many as the timetable needs, each paid for once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.opened import paid_pools_of
from hitdesign.allocation.packing import bin_rows
from hitdesign.allocation.rows_crews import CrewColumns
from hitdesign.allocation.stations import Stations
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def paid_whole_rows(
    formulation: Formulation, stations: Stations, present: int, at: CrewColumns, share: Floats
) -> list[Rows]:
    """paid_present, paid_whole_week and paid_crew; `present` and `share` as in post_rows."""
    pools, begin = paid_pools_of(formulation)
    if not len(pools):
        return []
    return [
        _present(formulation, stations, pools, begin, present),
        _week(formulation, pools, begin, share),
        _crew(formulation, pools, begin, at),
    ]


def _present(formulation: Formulation, stations: Stations, pools: Ints, begin: int, present: int) -> Rows:
    """paid_present: everybody who is there is paid for.

    Formula: sum of present over stations that overlap in time <= paid people.
    """
    overlaps = formulation.inputs.rights.calendar.overlaps
    own = np.flatnonzero(np.isin(stations.pool, pools))
    number, entry = np.nonzero(overlaps[:, stations.time_class[own]])
    pool = np.searchsorted(pools, stations.pool[own[entry]])
    keys, row = np.unique(pool * len(overlaps) + number, return_inverse=True)
    who = keys // max(len(overlaps), 1)
    return family(
        "paid_present",
        {"pool_id": formulation.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pools[who]]},
        np.concatenate([row.ravel(), np.arange(len(keys))]),
        np.concatenate([present + own[entry], begin + who]),
        np.concatenate([np.ones(len(entry)), -np.ones(len(keys))]),
        "<=",
        np.zeros(len(keys)),
        "people",
        "everybody of {pool_id} who is there is paid for",
    )


def _week(formulation: Formulation, pools: Ints, begin: int, share: Floats) -> Rows:
    """paid_whole_week: the groups fit the weeks of those who are paid for.

    Formula: sum of pack(weekly hours / hours a week) x taught <= paid people, between term boundaries.
    """
    inputs = formulation.inputs
    place, intervals = inputs.structure.taught_place, inputs.rights.calendar.intervals
    own = np.flatnonzero(np.isin(inputs.rights.places.pool[place], pools))
    number, entry = np.nonzero(intervals[:, inputs.rights.calendar.time_class[inputs.rights.places.block[place[own]]]])
    pool = np.searchsorted(pools, inputs.rights.places.pool[place[own[entry]]])
    keys, row = np.unique(pool * len(intervals) + number, return_inverse=True)
    who = keys // max(len(intervals), 1)
    names = pd.DataFrame({"pool_id": inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pools[who]]})
    return bin_rows(
        formulation,
        "paid_whole_week",
        "the people of {pool_id} who are paid for stay within their week",
        share[own[entry]],
        own[entry],
        row.ravel(),
        names,
        begin + who,
        np.zeros(len(keys)),
    )


def _crew(formulation: Formulation, pools: Ints, begin: int, at: CrewColumns) -> Rows:
    """paid_crew: everybody who works a week is paid for.

    Formula: sum of weeks over the pool's crew <= paid people; a school's staff is counted by its staff.
    """
    number = [one for one, crew in enumerate(at.crews) if crew.home < 0 and crew.pool in pools]
    none = np.zeros(0, dtype=np.int64)
    weeks = [np.arange(at.week_begins[one], at.week_begins[one + 1]) for one in number]
    row = [np.full(len(own), place) for place, own in enumerate(weeks)]
    pool = np.array([at.crews[one].pool for one in number], dtype=np.int64)
    return family(
        "paid_crew",
        {"pool_id": formulation.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pool]},
        np.concatenate([none, *row, np.arange(len(pool))]),
        np.concatenate([none, *weeks, begin + np.searchsorted(pools, pool)]),
        np.concatenate([np.ones(sum(len(own) for own in weeks)), -np.ones(len(pool))]),
        "<=",
        np.zeros(len(pool)),
        "people",
        "everybody of {pool_id} who works is paid for",
    )
