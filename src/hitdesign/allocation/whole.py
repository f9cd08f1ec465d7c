"""What whole students, groups and people add to the formulation: presence, packing and rounding rows.

The linear program counts a pool's people by the share of time they teach. Whole people are bins: a person is present
in one of several overlapping blocks, holds whole groups, and keeps them for the term. A block is cut into equal
sessions, so a person, and a room, keeps one session length in it. The rows here say so, and cut away fractions that no
whole plan can reach; none of them removes a whole plan that has a timetable of this kind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.rooms import room_columns, room_limits, room_use_of
from hitdesign.allocation.rows_staff import staff_of_taught
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stations:
    """Where a person can be: in person a (pool, block), online a (pool, time class), with one session length.

    Per station: `pool`, `time_class`, `block` (-1 online), `minutes`. `of_taught` holds each taught column's station.
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
    online = (inputs.facts.tutors["modality"] == "online").to_numpy()[pool]
    minutes = inputs.facts.models["minutes_per_session"].to_numpy(dtype=np.int64)[inputs.rights.places.model[place]]
    keys = np.stack([pool, time_class, np.where(online, -1, block), minutes], axis=1)
    rows, of_taught = np.unique(keys, axis=0, return_inverse=True)
    return Stations(
        pool=rows[:, 0], time_class=rows[:, 1], block=rows[:, 2], minutes=rows[:, 3],
        of_taught=of_taught.ravel().astype(np.int64),
    )


def whole_program(formulation: Formulation) -> tuple[Program, Stations]:
    """The formulation with whole people: the same columns first, then `present` and `rooms`, and the rows of whole numbers."""
    stations = stations_of(formulation)
    program, begin = formulation.program, formulation.program.n_columns
    people = whole_people(formulation)
    tutors = formulation.inputs.facts.tutors
    present = Columns(
        "present", pd.DataFrame({"pool_id": tutors["pool_id"].to_numpy()[stations.pool], "block": stations.block}),
        np.zeros(len(stations.pool)), people[stations.pool], True,
    )
    use = room_use_of(formulation)
    rooms = room_columns(formulation, use)
    extra = present.size + rooms.size
    rows = (
        *room_limits(formulation, use, begin + present.size),
        _slots(formulation, stations, begin),
        _station_hours(formulation, stations, begin),
        _people(formulation, stations, begin, people),
        _staffed(formulation, stations, begin),
        _pool_hours(formulation, people),
        _rounded_rooms(formulation),
        *_full_groups(formulation),
    )
    levels = tuple(
        Level(level.name, level.unit, level.sense, np.append(level.value, np.zeros(extra)), level.tolerance)
        for level in program.levels
    )
    kept = tuple(part for part in (*program.rows, *rows) if part.size)
    return Program(columns=(*program.columns, present, rooms), rows=kept, levels=levels), stations


def whole_people(formulation: Formulation) -> Floats:
    """Whole people of each pool after vacancies, rounded down."""
    people: Floats = np.floor(formulation.inputs.facts.tutors["people"].to_numpy(dtype=float) + TOLERANCE)
    return people


def pack(size: Floats, bins: int) -> Floats:
    """A dual feasible function: whole items of these sizes fit a bin of 1 only if their packed sizes add up to at most 1.

    Formula: u(x) = x where (k + 1) x is whole, else floor((k + 1) x) / k. Source: Fekete and Schepers 2001.
    """
    scaled = (bins + 1) * size
    near = np.abs(scaled - np.rint(scaled)) < TOLERANCE
    packed: Floats = np.where(near, size, np.floor(scaled) / bins)
    return packed


def _packed_rows(size: Floats, row_of: Ints, n_rows: int) -> list[tuple[int, Floats, Ints]]:
    """Per useful k: the packed sizes and the rows in which they cut something off; k = 0 are the plain sizes."""
    out = [(0, size, np.arange(n_rows))]
    for bins in sorted({int(np.floor(1 / one + TOLERANCE)) for one in np.unique(np.round(size, 9)) if 0 < one <= 1}):
        packed = pack(size, bins)
        cuts = np.zeros(n_rows, dtype=bool)
        np.logical_or.at(cuts, row_of, packed > size + TOLERANCE)
        if cuts.any():
            out.append((bins, packed, np.flatnonzero(cuts)))
    return out


def _bins(
    formulation: Formulation, name: str, says: str, size: Floats, taught: Ints, row_of: Ints, keys: pd.DataFrame,
    bin_column: Ints | None, limits: Floats,
) -> Rows:
    """Rows sum of packed size x taught <= bins: bins are a column (present) or a limit (people)."""
    row, column, value, key, limit = [], [], [], [], []
    begin = 0
    for _, packed, rows in _packed_rows(size, row_of, len(keys)):
        number = np.full(len(keys), -1, dtype=np.int64)
        number[rows] = begin + np.arange(len(rows))
        entry = np.flatnonzero((number[row_of] >= 0) & (packed > 0))
        row.append(number[row_of[entry]])
        column.append(formulation.layout.taught_begin + taught[entry])
        value.append(packed[entry])
        if bin_column is not None:
            row.append(number[rows])
            column.append(bin_column[rows])
            value.append(-np.ones(len(rows)))
        key.append(rows)
        limit.append(limits[rows])
        begin += len(rows)
    kept = keys.iloc[np.concatenate(key)].reset_index(drop=True)
    return family(
        name, {str(column_name): kept[column_name].to_numpy() for column_name in kept.columns}, np.concatenate(row),
        np.concatenate(column), np.concatenate(value), "<=", np.concatenate(limit), "people", says,
    )


def _station_keys(formulation: Formulation, stations: Stations) -> pd.DataFrame:
    facts = formulation.inputs.facts
    pool = facts.tutors["pool_id"].to_numpy()[stations.pool]
    block = np.where(stations.block >= 0, facts.blocks["block_id"].to_numpy()[stations.block], "online")
    school = np.where(
        stations.block >= 0, facts.schools["school_id"].to_numpy()[facts.blocks["school"].to_numpy()[stations.block]], "online"
    )
    return pd.DataFrame({"pool_id": pool, "school_id": school, "block_id": block})


def _slots(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_slots: the groups in a block fit the people who are there, each group with one person.

    Formula: sum of pack(at_once) x taught <= present.
    """
    size = formulation.inputs.rights.costs.at_once[formulation.inputs.structure.taught_place]
    return _bins(
        formulation, "whole_slots", "{pool_id} in {block_id} at {school_id} has a person for every group", size,
        np.arange(len(size)), stations.of_taught, _station_keys(formulation, stations), begin + np.arange(len(stations.pool)),
        np.zeros(len(stations.pool)),
    )


def _weekly_share(formulation: Formulation) -> Floats:
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    hours = inputs.facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)[inputs.rights.places.pool[place]]
    share: Floats = inputs.rights.costs.weekly_hours[place] / hours
    return share


def _station_hours(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_week: a person's groups in a block fit the person's paid week.

    Formula: sum of pack(weekly hours / hours a week) x taught <= present.
    """
    share = _weekly_share(formulation)
    return _bins(
        formulation, "whole_week", "{pool_id} in {block_id} at {school_id} stay within their paid week", share,
        np.arange(len(share)), stations.of_taught, _station_keys(formulation, stations), begin + np.arange(len(stations.pool)),
        np.zeros(len(stations.pool)),
    )


def _pool_hours(formulation: Formulation, people: Floats) -> Rows:
    """whole_hours: the groups of a pool fit whole people's weeks, between term boundaries.

    Formula: sum of pack(weekly hours / hours a week) x taught <= whole people.
    """
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    time_class = inputs.rights.calendar.time_class[inputs.rights.places.block[place]]
    number, taught = np.nonzero(inputs.rights.calendar.intervals[:, time_class])
    pool = inputs.rights.places.pool[place[taught]]
    keys, row = np.unique(np.stack([pool, number], axis=1), axis=0, return_inverse=True)
    labels = np.array(inputs.rights.calendar.interval_labels, dtype=object)
    frame = pd.DataFrame({
        "pool_id": inputs.facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "interval": labels[keys[:, 1]],
    })
    return _bins(
        formulation, "whole_hours", "{pool_id} has {limit} people's weeks {interval}", _weekly_share(formulation)[taught],
        taught, row.ravel(), frame, None, people[keys[:, 0]],
    )


def _people(formulation: Formulation, stations: Stations, begin: int, people: Floats) -> Rows:
    """whole_people: a person is in one place at a time.

    Formula: sum of present over stations that overlap in time <= whole people, per pool.
    """
    inputs = formulation.inputs
    number, station = np.nonzero(inputs.rights.calendar.overlaps[:, stations.time_class])
    keys, row = np.unique(np.stack([stations.pool[station], number], axis=1), axis=0, return_inverse=True)
    labels = np.array(inputs.rights.calendar.overlap_labels, dtype=object)
    return family(
        "whole_people", {"pool_id": inputs.facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "when": labels[keys[:, 1]]},
        row.ravel(), begin + station, np.ones(len(station)), "<=", people[keys[:, 0]], "people",
        "{pool_id} has {limit} whole people, {when}",
    )


def _staffed(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_staff: salaried people present in a block are on the school's staff.

    Formula: present[p, b] <= staff[p, s].
    """
    of_taught = staff_of_taught(formulation.inputs, formulation.staff)
    staff = np.full(len(stations.pool), -1, dtype=np.int64)
    staff[stations.of_taught] = of_taught
    station = np.flatnonzero(staff >= 0)
    each = np.arange(len(station))
    keys = _station_keys(formulation, stations).iloc[station]
    return family(
        "whole_staff", {"pool_id": keys["pool_id"].to_numpy(), "school_id": keys["school_id"].to_numpy()},
        np.concatenate([each, each]), np.concatenate([begin + station, formulation.staff_begin + staff[station]]),
        np.concatenate([np.ones(len(station)), -np.ones(len(station))]), "<=", np.zeros(len(station)), "people",
        "{pool_id} present at {school_id} are on its staff",
    )


def _rounded_rooms(formulation: Formulation) -> Rows:
    """whole_rooms: where all groups of a block hold the same share of a room, whole groups that fit.

    Formula: sum of taught <= floor(groups_at_once / at_once).
    """
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    size, block = inputs.rights.costs.at_once[place], inputs.rights.places.block[place]
    used, row = np.unique(block, return_inverse=True)
    low, high = np.full(len(used), np.inf), np.zeros(len(used))
    np.minimum.at(low, row, size)
    np.maximum.at(high, row, size)
    rooms = inputs.facts.blocks["groups_at_once"].to_numpy(dtype=float)[used]
    fit = np.floor(rooms / np.maximum(low, TOLERANCE) + TOLERANCE)
    keep = np.flatnonzero((high - low < TOLERANCE) & (fit * high < rooms - TOLERANCE))
    number = np.full(len(used), -1, dtype=np.int64)
    number[keep] = np.arange(len(keep))
    entry = np.flatnonzero(number[row] >= 0)
    return family(
        "whole_rooms", {"block_id": inputs.facts.blocks["block_id"].to_numpy()[used[keep]]}, number[row[entry]],
        formulation.layout.taught_begin + entry, np.ones(len(entry)), "<=", fit[keep], "groups",
        "{limit} whole groups fit the rooms of {block_id}",
    )


def _full_groups(formulation: Formulation) -> tuple[Rows, ...]:
    """whole_groups: the last group of a band is not full.

    Formula: with need = q x z + r and z the largest group, students <= q (z - r) + sum over m of min(size[m], r) x groups[m].
    """
    inputs, layout = formulation.inputs, formulation.layout
    structure = inputs.structure
    size = inputs.facts.models["students_per_tutor"].to_numpy(dtype=np.int64)
    need = np.bincount(
        inputs.need.cohorts["band"].to_numpy(), weights=inputs.need.cohorts["students"].to_numpy(dtype=float),
        minlength=len(inputs.need.bands),
    ).astype(np.int64)
    largest = np.zeros(len(need), dtype=np.int64)
    np.maximum.at(largest, structure.pair_band, size[structure.pair_model])
    rest = np.where(largest > 0, need % np.maximum(largest, 1), 0)
    bands = np.flatnonzero(rest > 0)
    row_of = np.full(len(need), -1, dtype=np.int64)
    row_of[bands] = np.arange(len(bands))
    student_band = structure.pair_band[layout.student_pair]
    group_band = structure.pair_band[layout.group_pair]
    taught = np.flatnonzero(~structure.class_shared[structure.taught_class])
    taught_band = inputs.rights.places.band[structure.taught_place[taught]]
    columns = [np.arange(len(student_band)), layout.groups_begin + np.arange(len(group_band)), layout.taught_begin + taught]
    band = [student_band, group_band, taught_band]
    model = [structure.pair_model[layout.group_pair], inputs.rights.places.model[structure.taught_place[taught]]]
    value = [
        np.ones(len(student_band)),
        *(-np.minimum(size[m], rest[b]).astype(float) for m, b in zip(model, band[1:], strict=True)),
    ]
    all_bands = np.concatenate(band)
    entry = np.flatnonzero(row_of[all_bands] >= 0)
    quotient = need[bands] // largest[bands]
    return (family(
        "whole_groups", {"band_id": inputs.need.bands["band_id"].to_numpy()[bands]}, row_of[all_bands[entry]],
        np.concatenate(columns)[entry], np.concatenate(value)[entry], "<=",
        (quotient * (largest[bands] - rest[bands])).astype(float), "students", "whole groups of {band_id}",
    ),)
