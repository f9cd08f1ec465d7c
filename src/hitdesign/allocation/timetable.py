"""The week: every session on a day, at a minute, in a room, with a person; a plan without one is not called proved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Group, Shift, Unplaced
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.shapes import SHAPES
from hitdesign.allocation.stations import Stations


@dataclass(frozen=True)
class Session:
    """One meeting of a group in a week: day (position in the block's days), slot of the day, room from 1."""

    group: Group
    shift: Shift
    day: int
    slot: int
    room: int


@dataclass
class _Week:
    """How full one block's week is while online tutors are fitted in: rooms and seats by (day, slot, minutes)."""

    rooms: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    seats: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))


def sessions_of(
    formulation: Formulation, stations: Stations, pieces: Pieces, shifts: list[Shift]
) -> list[Session] | Unplaced:
    """A week for every group, or the shift that finds no time.

    In person: the sessions of a block are dealt to its days in turn, person after person, group after group, so a
    group meets on different days and no day holds more than its share; within a day they go to the slots in turn.
    Online: each tutor's sessions start where the rooms and seats of the schools leave space.
    """
    out: list[Session] = []
    weeks: dict[int, _Week] = defaultdict(_Week)
    in_person: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    for shift in shifts:
        if stations.block[shift.station] >= 0:
            in_person[int(stations.block[shift.station]), int(stations.minutes[shift.station])].append(shift)
    first_room: dict[int, int] = defaultdict(int)
    for (block, minutes), own in sorted(in_person.items()):
        dealt = _deal(formulation, block, minutes, own, first_room[block])
        first_room[block] += max((one.room for one in dealt), default=first_room[block]) - first_room[block]
        for one in dealt:
            weeks[block].rooms[one.day, one.slot] += 1
        out.extend(dealt)
    for shift in shifts:
        if stations.block[shift.station] < 0:
            fitted = _fit_online(formulation, stations, pieces, shift, weeks)
            if fitted is None:
                return Unplaced("room", shift.station, int(stations.pool[shift.station]), 1, 0)
            out.extend(fitted)
    return out


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
    formulation: Formulation, stations: Stations, pieces: Pieces, shift: Shift, weeks: dict[int, _Week]
) -> list[Session] | None:
    """The tutor's sessions from the first starting turn at which every school has a room and seats left."""
    places = formulation.inputs.rights.places
    block_of = {
        group: int(places.block[formulation.inputs.structure.taught_place[pieces.taught[group.piece]]])
        for group in shift.groups
    }
    first = next(iter(block_of.values()))
    days, per_day = _slots(formulation, first, int(stations.minutes[shift.station]))
    for start in range(days * per_day):
        meetings = _turns(shift, days, per_day, start)
        if meetings is not None and _room_left(formulation, block_of, weeks, meetings):
            return [_take(weeks[block_of[group]], shift, group, day, slot) for group, day, slot in meetings]
    return None


def _turns(shift: Shift, days: int, per_day: int, start: int) -> list[tuple[Group, int, int]] | None:
    """Sessions at turn `start` and on: day = turn mod days, slot = turn div days; a group never twice a day."""
    turn, out = start, []
    for group in shift.groups:
        for _ in range(group.sessions):
            turn_now = turn % (days * per_day)
            out.append((group, turn_now % days, turn_now // days))
            turn += 1
    return out if len({(group, day) for group, day, _ in out}) == len(out) else None


def _room_left(
    formulation: Formulation,
    block_of: dict[Group, int],
    weeks: dict[int, _Week],
    meetings: list[tuple[Group, int, int]],
) -> bool:
    blocks = formulation.inputs.facts.blocks
    for group, day, slot in meetings:
        block = block_of[group]
        if weeks[block].rooms[day, slot] + 1 > int(blocks["groups_at_once"].iloc[block]):
            return False
        if weeks[block].seats[day, slot] + group.students > int(blocks["online_seats"].iloc[block]):
            return False
    return True


def _take(week: _Week, shift: Shift, group: Group, day: int, slot: int) -> Session:
    week.rooms[day, slot] += 1
    week.seats[day, slot] += group.students
    return Session(group, shift, day, slot, week.rooms[day, slot])


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
