"""Row families of time and people: rooms, seats online, tutors at once, tutor hours, salaried staff."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def room_rows(inputs: Inputs, layout: Layout) -> Rows:
    """rooms: groups at the same time fit the block's rooms, and the rooms that overlapping blocks share.

    Formula: sum of at_once x taught <= groups_at_once; over overlapping blocks of a room_group, <= the largest.
    """
    facts, structure = inputs.facts, inputs.structure
    block = inputs.rights.places.block[structure.taught_place]
    at_once = inputs.rights.costs.at_once[structure.taught_place]
    used, row = np.unique(block, return_inverse=True)
    shared = shared_rooms(inputs, used)
    rows, columns = [row], [np.arange(len(row))]
    for number, members in enumerate(shared):
        hit = np.flatnonzero(np.isin(block, members))
        rows.append(np.full(len(hit), len(used) + number))
        columns.append(hit)
    capacity = facts.blocks["groups_at_once"].to_numpy(dtype=float)
    column = np.concatenate(columns)
    first = np.concatenate([used, np.array([members[0] for members in shared], dtype=np.int64)])
    return family(
        "rooms",
        {"school_id": _schools(inputs, first), "block_id": facts.blocks["block_id"].to_numpy()[first]},
        np.concatenate(rows),
        layout.taught_begin + column,
        at_once[column],
        "<=",
        np.concatenate([capacity[used], [capacity[members].max() for members in shared]]),
        "groups at once",
        "{school_id} has room for {limit} groups at once in {block_id}",
    )


def shared_rooms(inputs: Inputs, used: Ints) -> list[Ints]:
    """Sets of two and more used blocks of a school that share rooms and overlap."""
    blocks, calendar = inputs.facts.blocks, inputs.rights.calendar
    grouped = blocks.iloc[used[blocks["room_group"].to_numpy()[used] != ""]]
    if grouped.empty:
        return []
    found: dict[tuple[int, ...], None] = {}
    for _, members in grouped.groupby(["school", "room_group"], sort=True):
        position = members.index.to_numpy(dtype=np.int64)
        for clique in calendar.overlaps:
            together = position[clique[calendar.time_class[position]]]
            if len(together) > 1:
                found[tuple(int(one) for one in together)] = None
    return [np.array(members, dtype=np.int64) for members in found]


def _schools(inputs: Inputs, block: Ints) -> NDArray[np.object_]:
    school = inputs.facts.blocks["school"].to_numpy()[block]
    ids: NDArray[np.object_] = inputs.facts.schools["school_id"].to_numpy()[school]
    return ids


def online_rows(inputs: Inputs, entries: SeatEntries) -> Rows:
    """online_seats: students online at the same time have a device and a line.

    Formula: sum of at_once x seats of online tutoring models <= online_seats, per block.
    """
    facts, rights = inputs.facts, inputs.rights
    place = inputs.structure.outlet_place[entries.outlet]
    online = np.flatnonzero((facts.models["modality"].to_numpy() == "online")[rights.places.model[place]])
    used, row = np.unique(rights.places.block[place[online]], return_inverse=True)
    return family(
        "online_seats",
        {"school_id": _schools(inputs, used), "block_id": facts.blocks["block_id"].to_numpy()[used]},
        row,
        entries.column[online],
        rights.costs.at_once[place[online]],
        "<=",
        facts.blocks["online_seats"].to_numpy(dtype=float)[used],
        "students at once",
        "{school_id} has {limit} seats online at once in {block_id}",
    )


def _by_set(inputs: Inputs, sets: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """(set, pool) rows and their entries: which taught column stands in which set of time classes."""
    places, structure = inputs.rights.places, inputs.structure
    time_class = inputs.rights.calendar.time_class[places.block[structure.taught_place]]
    number, column = np.nonzero(sets[:, time_class]) if len(time_class) else (np.zeros(0, int), np.zeros(0, int))
    pool = places.pool[structure.taught_place[column]]
    return number.astype(np.int64), pool.astype(np.int64), column.astype(np.int64)


def at_once_rows(inputs: Inputs, layout: Layout) -> Rows:
    """tutors_at_once: a pool's people over all blocks that overlap in time.

    Formula: sum of at_once x taught <= tutors x (1 - vacancy_rate), per pool and set of overlapping blocks.
    """
    facts, rights = inputs.facts, inputs.rights
    number, pool, column = _by_set(inputs, rights.calendar.overlaps)
    keys, row = np.unique(np.stack([pool, number], axis=1), axis=0, return_inverse=True)
    labels = np.array(rights.calendar.overlap_labels, dtype=object)
    return family(
        "tutors_at_once",
        {"pool_id": facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "when": labels[keys[:, 1]]},
        row.ravel(),
        layout.taught_begin + column,
        rights.costs.at_once[inputs.structure.taught_place[column]],
        "<=",
        facts.tutors["people"].to_numpy(dtype=float)[keys[:, 0]],
        "people",
        "{pool_id} has {limit} people at once, {when}",
    )


def hour_rows(inputs: Inputs, layout: Layout) -> Rows:
    """tutor_hours: weekly paid hours of a pool, preparation included, between term boundaries.

    Formula: sum of weekly hours x taught <= tutors x hours_per_tutor_week x (1 - vacancy_rate).
    """
    facts, rights = inputs.facts, inputs.rights
    number, pool, column = _by_set(inputs, rights.calendar.intervals)
    keys, row = np.unique(np.stack([pool, number], axis=1), axis=0, return_inverse=True)
    labels = np.array(rights.calendar.interval_labels, dtype=object)
    hours = (facts.tutors["people"] * facts.tutors["hours_per_tutor_week"]).to_numpy(dtype=float)
    return family(
        "tutor_hours",
        {"pool_id": facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "interval": labels[keys[:, 1]]},
        row.ravel(),
        layout.taught_begin + column,
        rights.costs.weekly_hours[inputs.structure.taught_place[column]],
        "<=",
        hours[keys[:, 0]],
        "hours a week",
        "{pool_id} has {limit} paid hours a week {interval}",
    )


def staffing(inputs: Inputs) -> pd.DataFrame:
    """Salaried pools at the schools where they may teach: pool, school, one row per staff column."""
    places, facts = inputs.rights.places, inputs.facts
    salaried = (facts.tutors["pay"].to_numpy() == "salaried")[places.pool]
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[places.block]
    keys = np.unique(np.stack([places.pool[salaried], school[salaried]], axis=1), axis=0)
    return pd.DataFrame({"pool": keys[:, 0].astype(np.int64), "school": keys[:, 1].astype(np.int64)})
