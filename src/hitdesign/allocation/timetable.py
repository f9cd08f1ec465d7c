"""The week: every session on a day, at a minute, in a room, with a person; a plan without one is not called proved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hitdesign.allocation.fitting import Filled, Slots, fitted
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Group, Shift, Unplaced
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.shapes import SHAPES
from hitdesign.allocation.stations import Stations
from hitdesign.allocation.weekplan import Meeting, planned


@dataclass(frozen=True)
class Session:
    """One meeting of a group in a week: day (position in the block's days), slot of the day, room from 1."""

    group: Group
    shift: Shift
    day: int
    slot: int
    room: int


def sessions_of(
    formulation: Formulation, stations: Stations, pieces: Pieces, shifts: list[Shift]
) -> list[Session] | Unplaced:
    """A week for every group, or the shift that finds no time.

    In person: the sessions of a block are dealt to its days in turn, person after person, group after group, so a
    group meets on different days and no day holds more than its share; within a day they go to the slots in turn.
    Online: each tutor's sessions go where the rooms and seats of the schools leave most space; where that ends without
    a time, all sessions of the blocks concerned are placed together.
    """
    weeks: dict[int, Filled] = defaultdict(Filled)
    out = _in_person(formulation, stations, shifts, weeks)
    for shift in shifts:
        if stations.block[shift.station] < 0:
            fitted = _fit_online(formulation, stations, pieces, shift, weeks)
            if fitted is None:
                return _together(formulation, stations, pieces, shifts, shift)
            out.extend(fitted)
    return out


def _in_person(
    formulation: Formulation, stations: Stations, shifts: list[Shift], weeks: dict[int, Filled]
) -> list[Session]:
    """The sessions of people who stand in a block; the rooms that they take are added to `weeks`."""
    out: list[Session] = []
    in_person: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    for shift in shifts:
        if stations.block[shift.station] >= 0:
            in_person[int(stations.block[shift.station]), int(stations.minutes[shift.station])].append(shift)
    first_room: dict[int, int] = defaultdict(int)
    for (block, minutes), own in sorted(in_person.items()):
        dealt = _deal(formulation, block, minutes, own, first_room[block])
        first_room[block] += max((one.room for one in dealt), default=first_room[block]) - first_room[block]
        for one in dealt:
            weeks[block].add(one.day, one.slot * minutes, minutes, one.room, 0)
        out.extend(dealt)
    return out


def _together(
    formulation: Formulation, stations: Stations, pieces: Pieces, shifts: list[Shift], without: Shift
) -> list[Session] | Unplaced:
    """All sessions of the blocks that tutors online serve, placed at once; the other blocks as dealt.

    Where there is no such week the shift `without` a time is handed back.
    """
    places, blocks = formulation.inputs.rights.places, formulation.inputs.facts.blocks
    taught_place = formulation.inputs.structure.taught_place
    block_of = {
        group: int(places.block[taught_place[pieces.taught[group.piece]]]) for shift in shifts for group in shift.groups
    }
    online = {block_of[group] for shift in shifts if stations.block[shift.station] < 0 for group in shift.groups}
    meetings = []
    for shift in shifts:
        minutes, apart = int(stations.minutes[shift.station]), stations.block[shift.station] < 0
        for group in shift.groups:
            if (block := block_of[group]) in online:
                days, per_day = _slots(formulation, block, minutes)
                rooms, seats = int(blocks["groups_at_once"].iloc[block]), int(blocks["online_seats"].iloc[block])
                pool = int(stations.pool[shift.station])
                meetings.append(Meeting(group, shift, pool, block, days, per_day, minutes, rooms, seats, bool(apart)))
    found = planned(meetings)
    if found is None:
        crowded = _crowded(meetings)
        kind, pool = "room" if crowded < 0 else "seats", int(stations.pool[without.station])
        return Unplaced(kind, without.station, pool, 1, 0, block=crowded)
    weeks: dict[int, Filled] = defaultdict(Filled)
    out = [
        one
        for one in _in_person(formulation, stations, shifts, defaultdict(Filled))
        if block_of[one.group] not in online
    ]
    for one, day, slot in sorted(found, key=lambda place: (place[0].block, place[1], place[2] * place[0].minutes)):
        start = slot * one.minutes
        room = weeks[one.block].room(day, start, one.minutes, one.rooms) or 1
        weeks[one.block].add(day, start, one.minutes, room, one.group.students)
        out.append(Session(one.group, one.shift, day, slot, room))
    return out


def _crowded(meetings: list[Meeting]) -> int:
    """The first block in which more seats online would leave a week for all, or -1 where no one block's would."""
    students = sum(one.group.students for one in meetings)
    for block in sorted({one.block for one in meetings if one.online}):
        if planned([replace(one, seats=students) if one.block == block else one for one in meetings]) is not None:
            return block
    return -1


def _slots(formulation: Formulation, block: int, minutes: int) -> tuple[int, int]:
    """Days of the block and sessions that fit a day."""
    blocks = formulation.inputs.facts.blocks
    return int(blocks["n_days"].iloc[block]), int(blocks["minutes"].iloc[block]) // minutes


def _deal(formulation: Formulation, block: int, minutes: int, shifts: list[Shift], first_room: int) -> list[Session]:
    days, per_day = _slots(formulation, block, minutes)
    turn = 0
    on_day: list[list[tuple[Group, Shift]]] = [[] for _ in range(days)]
    for shift in sorted(shifts, key=lambda one: (one.station, one.tutor)):
        for group in shift.groups:
            for _ in range(group.sessions):
                on_day[turn % days].append((group, shift))
                turn += 1
    return [
        Session(group, shift, day, place % per_day, first_room + place // per_day + 1)
        for day, meetings in enumerate(on_day)
        for place, (group, shift) in enumerate(meetings)
    ]


def _fit_online(
    formulation: Formulation, stations: Stations, pieces: Pieces, shift: Shift, weeks: dict[int, Filled]
) -> list[Session] | None:
    """The tutor's week, if one was found; what it takes is added to `weeks`."""
    places, structure = formulation.inputs.rights.places, formulation.inputs.structure
    blocks = formulation.inputs.facts.blocks
    minutes = int(stations.minutes[shift.station])
    block_of = {group: int(places.block[structure.taught_place[pieces.taught[group.piece]]]) for group in shift.groups}
    slots = {
        block: Slots(
            *_slots(formulation, block, minutes),
            minutes,
            int(blocks["groups_at_once"].iloc[block]),
            int(blocks["online_seats"].iloc[block]),
        )
        for block in block_of.values()
    }
    options = {group: weeks[block].options(slots[block], group.students) for group, block in block_of.items()}
    out: list[Session] = []
    for group, day, slot in fitted(shift.groups, options) or ():
        block = block_of[group]
        room = weeks[block].room(day, slot * minutes, minutes, slots[block].rooms) or 1
        weeks[block].add(day, slot * minutes, minutes, room, group.students)
        out.append(Session(group, shift, day, slot, room))
    return out or None


def timetable_table(
    formulation: Formulation, stations: Stations, pieces: Pieces, sessions: list[Session]
) -> pd.DataFrame:
    """The timetable in the district's ids; `starts_minute` counts from the block's start."""
    inputs = formulation.inputs
    facts, places = inputs.facts, inputs.rights.places
    piece = np.array([one.group.piece for one in sessions], dtype=np.int64)
    place = inputs.structure.taught_place[pieces.taught[piece]]
    block = places.block[place]
    minutes = facts.models["minutes_per_session"].to_numpy(dtype=np.int64)[places.model[place]]
    days = facts.blocks["days"].to_numpy(dtype=object)[block]
    terms = (
        facts.blocks["starts_on"].dt.strftime("%Y-%m-%d") + " to " + facts.blocks["ends_on"].dt.strftime("%Y-%m-%d")
    ).to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "school_id": facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy()[block]],
            "block_id": facts.blocks["block_id"].to_numpy(dtype=object)[block],
            "term": terms[block],
            "day": [letters[one.day] for letters, one in zip(days, sessions, strict=True)],
            "starts_minute": minutes * np.array([one.slot for one in sessions], dtype=np.int64),
            "minutes": minutes,
            "room": np.array([one.room for one in sessions], dtype=np.int64),
            "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[places.pool[place]],
            "tutor": np.array([one.shift.tutor for one in sessions], dtype=np.int64),
            "model_id": facts.models["model_id"].to_numpy(dtype=object)[places.model[place]],
            "band_id": inputs.need.bands["band_id"].to_numpy(dtype=object)[
                inputs.structure.pair_band[pieces.pair[piece]]
            ],
            "group": np.array([one.group.number for one in sessions], dtype=np.int64),
            "students": np.array([one.group.students for one in sessions], dtype=np.int64),
        }
    )[list(SHAPES["timetable"][1])]
    order = frame["day"].map({letter: number for number, letter in enumerate("MTWRFSU")})
    frame = frame.assign(order=order).sort_values(
        ["school_id", "block_id", "order", "starts_minute", "room", "pool_id", "tutor"], kind="stable"
    )
    return frame.drop(columns="order").reset_index(drop=True)
