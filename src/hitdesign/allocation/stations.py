"""Where a person can be: the stations of the timetable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.quantities import TOLERANCE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stations:
    """Where a person can be: in person a (pool, block), online a (pool, time class), with one session length.

    Salaried people belong to one school's staff, online too, so they stand in a block. Per station: `pool`,
    `time_class`, `block` (-1 online), `minutes`. `of_taught` holds each taught column's station.
    """

    pool: Ints
    time_class: Ints
    block: Ints
    minutes: Ints
    of_taught: Ints


def stations_of(formulation: Formulation) -> Stations:
    """The stations of all taught columns, in order of pool, time class and block."""
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    pool, block = inputs.rights.places.pool[place], inputs.rights.places.block[place]
    time_class = inputs.rights.calendar.time_class[block]
    tutors = inputs.facts.tutors
    online = ((tutors["modality"] == "online") & (tutors["pay"] != "salaried")).to_numpy()[pool]
    minutes = inputs.facts.models["minutes_per_session"].to_numpy(dtype=np.int64)[inputs.rights.places.model[place]]
    keys = np.stack([pool, time_class, np.where(online, -1, block), minutes], axis=1)
    rows, of_taught = np.unique(keys, axis=0, return_inverse=True)
    return Stations(
        pool=rows[:, 0],
        time_class=rows[:, 1],
        block=rows[:, 2],
        minutes=rows[:, 3],
        of_taught=of_taught.ravel().astype(np.int64),
    )


def whole_people(formulation: Formulation) -> Floats:
    """Whole people of each pool after vacancies, rounded down."""
    people: Floats = np.floor(formulation.inputs.facts.tutors["people"].to_numpy(dtype=float) + TOLERANCE)
    return people


def station_keys(formulation: Formulation, stations: Stations) -> pd.DataFrame:
    """pool_id, school_id and block_id of each station; `online` where it has no block."""
    facts = formulation.inputs.facts
    pool = facts.tutors["pool_id"].to_numpy()[stations.pool]
    block = np.where(stations.block >= 0, facts.blocks["block_id"].to_numpy()[stations.block], "online")
    school = np.where(
        stations.block >= 0,
        facts.schools["school_id"].to_numpy()[facts.blocks["school"].to_numpy()[stations.block]],
        "online",
    )
    return pd.DataFrame({"pool_id": pool, "school_id": school, "block_id": block})
