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

from hitdesign.allocation.bills_whole import exact_bills
from hitdesign.allocation.crews import crews_of
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.packing import bin_rows
from hitdesign.allocation.paid_whole import paid_whole_rows
from hitdesign.allocation.persons import capacity_of
from hitdesign.allocation.posts import Posts, post_rows, posts_of
from hitdesign.allocation.rooms import room_columns, room_limits, room_use_of
from hitdesign.allocation.rounding import chosen_groups, full_groups, rounded_rooms
from hitdesign.allocation.rows_crews import CrewColumns, crew_rows
from hitdesign.allocation.rows_staff import staff_of_taught
from hitdesign.allocation.stations import Stations, station_keys, stations_of, whole_people
from hitdesign.rights.places import band_schools
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Whole:
    """The program in whole numbers, its people's stations, crews whose week binds across times, posts at schools."""

    program: Program
    stations: Stations
    crews: CrewColumns
    posts: Posts


def whole_program(formulation: Formulation) -> Whole:
    """The formulation with whole people: its columns, then `present`, `rooms`, `loads`, `weeks`, `posts`, `bills`."""
    stations = stations_of(formulation)
    program, begin = formulation.program, formulation.program.n_columns
    people = whole_people(formulation)
    tutors = formulation.inputs.facts.tutors
    present = Columns(
        "present",
        pd.DataFrame({"pool_id": tutors["pool_id"].to_numpy()[stations.pool], "block": stations.block}),
        np.zeros(len(stations.pool)),
        np.full(len(stations.pool), np.inf),
        True,
    )
    use = room_use_of(formulation)
    rooms = room_columns(formulation, use)
    crews = CrewColumns(crews_of(formulation, stations), begin + present.size + rooms.size)
    loads, weeks = crews.columns(formulation, stations)
    posts = posts_of(formulation, stations, int(crews.week_begins[-1]))
    serving = posts.columns(formulation)
    bills, bill_rows = exact_bills(formulation, posts.begin + serving.size)
    extra = present.size + rooms.size + loads.size + weeks.size + serving.size + bills.size
    rows = (
        *room_limits(formulation, use, begin + present.size),
        _slots(formulation, stations, begin),
        _station_hours(formulation, stations, begin),
        _people(formulation, stations, begin, people),
        _staffed(formulation, stations, begin),
        _pool_hours(formulation, people),
        rounded_rooms(formulation),
        full_groups(formulation),
        chosen_groups(formulation),
        *crew_rows(formulation, stations, begin, crews),
        *paid_whole_rows(formulation, stations, begin, crews, _weekly_share(formulation)),
        *post_rows(formulation, stations, posts, begin, _weekly_share(formulation)),
        *bill_rows,
    )
    levels = tuple(
        Level(level.name, level.unit, level.sense, np.append(level.value, np.zeros(extra)), level.tolerance)
        for level in program.levels
    )
    kept = tuple(part for part in (*program.rows, *rows) if part.size)
    columns = (*program.columns, present, rooms, loads, weeks, serving, bills)
    return Whole(Program(columns=columns, rows=kept, levels=levels), stations, crews, posts)


def _slots(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_slots: the groups in a block fit the people who are there, each group with one person.

    Formula: sum of pack(at_once) x taught <= present.
    """
    size = formulation.inputs.rights.costs.at_once[formulation.inputs.structure.taught_place]
    return bin_rows(
        formulation,
        "whole_slots",
        "{pool_id} in {block_id} at {school_id} has a person for every group",
        size,
        np.arange(len(size)),
        stations.of_taught,
        station_keys(formulation, stations),
        begin + np.arange(len(stations.pool)),
        np.zeros(len(stations.pool)),
    )


def _weekly_share(formulation: Formulation) -> Floats:
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    hours = inputs.facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)[inputs.rights.places.pool[place]]
    share: Floats = inputs.rights.costs.weekly_hours[place] / hours
    return share


def _station_hours(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_week: a person's groups in a block fit the sessions that the person's slots and paid week hold.

    Formula: sum of pack(sessions a week / whole sessions that one person can hold) x taught <= present.
    """
    models = formulation.inputs.facts.models["sessions_per_week"].to_numpy(dtype=float)
    sessions = models[formulation.inputs.rights.places.model[formulation.inputs.structure.taught_place]]
    share = sessions / np.maximum(capacity_of(formulation, stations)[stations.of_taught], 1)
    return bin_rows(
        formulation,
        "whole_week",
        "{pool_id} in {block_id} at {school_id} stay within their paid week",
        share,
        np.arange(len(share)),
        stations.of_taught,
        station_keys(formulation, stations),
        begin + np.arange(len(stations.pool)),
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
    frame = pd.DataFrame(
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "interval": labels[keys[:, 1]]}
    )
    return bin_rows(
        formulation,
        "whole_hours",
        "{pool_id} has {limit} people's weeks {interval}",
        _weekly_share(formulation)[taught],
        taught,
        row.ravel(),
        frame,
        None,
        people[keys[:, 0]],
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
        "whole_people",
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy()[keys[:, 0]], "when": labels[keys[:, 1]]},
        row.ravel(),
        begin + station,
        np.ones(len(station)),
        "<=",
        people[keys[:, 0]],
        "people",
        "{pool_id} has {limit} whole people, {when}",
    )


def _staffed(formulation: Formulation, stations: Stations, begin: int) -> Rows:
    """whole_staff: salaried people present at the same time are different people of the school's staff.

    Formula: sum of present[p] over the school's stations that overlap in time <= staff[p, s].
    """
    of_taught = staff_of_taught(formulation.inputs, formulation.staff)
    staff = np.full(len(stations.pool), -1, dtype=np.int64)
    staff[stations.of_taught] = of_taught
    own = np.flatnonzero(staff >= 0)
    number, entry = np.nonzero(formulation.inputs.rights.calendar.overlaps[:, stations.time_class[own]])
    station = own[entry]
    rows, first, row = np.unique(
        np.stack([staff[station], number], axis=1), axis=0, return_index=True, return_inverse=True
    )
    keys = station_keys(formulation, stations).iloc[station[first]]
    return family(
        "whole_staff",
        {"pool_id": keys["pool_id"].to_numpy(), "school_id": keys["school_id"].to_numpy()},
        np.concatenate([row.ravel(), np.arange(len(rows))]),
        np.concatenate([begin + station, formulation.staff_begin + rows[:, 0]]),
        np.concatenate([np.ones(len(station)), -np.ones(len(rows))]),
        "<=",
        np.zeros(len(rows)),
        "people",
        "{pool_id} present at {school_id} are on its staff",
    )


def schools_of_columns(formulation: Formulation, whole: Whole) -> Ints:
    """Each column's school, -1 for people of no one school: the blocks that share no more than money and people."""
    stations, program = whole.stations, whole.program
    inputs, layout, structure = formulation.inputs, formulation.layout, formulation.inputs.structure
    of_block = inputs.facts.blocks["school"].to_numpy(dtype=np.int64)
    of_band = band_schools(inputs.facts, inputs.need)
    staff = formulation.staff["school"].to_numpy(dtype=np.int64)
    rooms = next(part for part in program.columns if part.kind == "rooms").keys["block"].to_numpy(dtype=np.int64)
    parts = (
        of_band[structure.pair_band[layout.student_pair]],
        of_band[structure.pair_band[layout.group_pair]],
        of_block[inputs.rights.places.block[structure.taught_place]],
        of_band[structure.pair_band[layout.seat_pair]],
        staff,
        staff,
        *(extra.school for extra in formulation.opened),
        np.full(len(formulation.money.of_row), -1, dtype=np.int64),
        *(extra.school for extra in formulation.trailing),
        np.where(stations.block >= 0, of_block[stations.block], -1),
        of_block[rooms],
        whole.crews.schools(formulation, stations),
        whole.posts.school,
    )
    of_bills = np.full(program.n_columns - sum(len(part) for part in parts), -1, dtype=np.int64)
    return np.concatenate([*parts, of_bills])
