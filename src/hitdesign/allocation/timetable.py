"""The week: every session on a day, at a minute, in a room, with a person; a plan without one is not called proved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.fitting import Filled, Slots, fitted
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Group, Shift, Unplaced
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.shapes import SHAPES
from hitdesign.allocation.stations import Stations
from hitdesign.allocation.weekplan import Meeting, planned

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Session:
    """One meeting of a group in a week: day (position in the block's days), slot of the day, room from 1."""

    group: Group
    shift: Shift
    day: int
    slot: int
    room: int


@dataclass(frozen=True)
class _Ground:
    """What sessions are placed on; `rooms`: the rooms that each block may use. Per piece: its block, whether online."""

    formulation: Formulation
    stations: Stations
    rooms: Ints
    block_of_piece: Ints
    online_piece: NDArray[np.bool_]

    def block(self, group: Group) -> int:
        """The block in which a group meets."""
        return int(self.block_of_piece[group.piece])

    def students_online(self, group: Group) -> int:
        """Seats online that a session of the group takes."""
        return group.students if self.online_piece[group.piece] else 0

    def minutes(self, shift: Shift) -> int:
        """How long the sessions of a shift are."""
        return int(self.stations.minutes[shift.station])

    def slots(self, block: int, minutes: int) -> Slots:
        """A block's week, cut into sessions of one length."""
        blocks = self.formulation.inputs.facts.blocks
        days, per_day = int(blocks["n_days"].iloc[block]), int(blocks["minutes"].iloc[block]) // minutes
        return Slots(days, per_day, minutes, int(self.rooms[block]), int(blocks["online_seats"].iloc[block]))


def sessions_of(
    formulation: Formulation, stations: Stations, pieces: Pieces, shifts: list[Shift], rooms: Ints
) -> list[Session] | Unplaced:
    """A week for every group, or the shift that finds no time. `rooms`: those that each block may use.

    People who stand in a block: its sessions are dealt to its days in turn, person after person, group after group, so
    a group meets on different days and no day holds more than its share; within a day they go to the slots in turn.
    Tutors online: each one's sessions go where the rooms and seats of the schools leave most space. Where that ends
    without a time, or with more students online than seats, all sessions of the blocks concerned are placed together.
    """
    places = formulation.inputs.rights.places
    place = formulation.inputs.structure.taught_place[pieces.taught]
    online = (formulation.inputs.facts.models["modality"] == "online").to_numpy()[places.model[place]]
    ground = _Ground(formulation, stations, rooms, places.block[place], online)
    weeks: dict[int, Filled] = defaultdict(Filled)
    out = _in_blocks(ground, shifts, weeks)
    over = _without_seats(ground, out, weeks)
    if over is not None:
        return _together(ground, shifts, over)
    for shift in shifts:
        if stations.block[shift.station] < 0:
            fitted = _fit_online(ground, shift, weeks)
            if fitted is None:
                return _together(ground, shifts, shift)
            out.extend(fitted)
    return out


def _in_blocks(ground: _Ground, shifts: list[Shift], weeks: dict[int, Filled]) -> list[Session]:
    """The sessions of people who stand in a block; the rooms and seats that they take are added to `weeks`."""
    out: list[Session] = []
    own: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    for shift in shifts:
        if ground.stations.block[shift.station] >= 0:
            own[int(ground.stations.block[shift.station]), ground.minutes(shift)].append(shift)
    first_room: dict[int, int] = defaultdict(int)
    for (block, minutes), members in sorted(own.items()):
        dealt = _deal(ground.slots(block, minutes), members, first_room[block])
        first_room[block] = max((one.room for one in dealt), default=first_room[block])
        for one in dealt:
            weeks[block].add(one.day, one.slot * minutes, minutes, one.room, ground.students_online(one.group))
        out.extend(dealt)
    return out


def _without_seats(ground: _Ground, sessions: list[Session], weeks: dict[int, Filled]) -> Shift | None:
    """The first shift of a block in which more students are online at a moment than there are seats; None for none."""
    for one in sessions:
        if ground.students_online(one.group):
            block, minutes = ground.block(one.group), ground.minutes(one.shift)
            if weeks[block].online(one.day, one.slot * minutes, minutes) > ground.slots(block, minutes).seats:
                return one.shift
    return None


def _together(ground: _Ground, shifts: list[Shift], without: Shift) -> list[Session] | Unplaced:
    """All sessions of the blocks in which somebody is online, placed at once; the other blocks as dealt.

    Where there is no such week the shift `without` a time is handed back.
    """
    groups = [(group, shift) for shift in shifts for group in shift.groups]
    online = {ground.block(group) for group, _ in groups if ground.online_piece[group.piece]}
    meetings = [
        Meeting(
            group,
            shift,
            int(ground.stations.pool[shift.station]),
            ground.block(group),
            ground.slots(ground.block(group), ground.minutes(shift)),
            online=bool(ground.online_piece[group.piece]),
        )
        for group, shift in groups
        if ground.block(group) in online
    ]
    found = planned(meetings)
    if found is None:
        crowded = _crowded(meetings)
        kind, pool = "room" if crowded < 0 else "seats", int(ground.stations.pool[without.station])
        return Unplaced(kind, without.station, pool, 1, 0, block=crowded)
    out = [one for one in _in_blocks(ground, shifts, defaultdict(Filled)) if ground.block(one.group) not in online]
    weeks: dict[int, Filled] = defaultdict(Filled)
    for one, day, slot in sorted(
        found, key=lambda place: (place[0].block, place[1], place[2] * place[0].slots.minutes)
    ):
        out.append(_taken(weeks[one.block], one.slots, one.group, one.shift, day, slot))
    return out


def _taken(week: Filled, slots: Slots, group: Group, shift: Shift, day: int, slot: int) -> Session:
    """The session in the first room that is free then, which is added to the block's week."""
    start = slot * slots.minutes
    room = week.room(day, start, slots.minutes, slots.rooms) or 1
    week.add(day, start, slots.minutes, room, group.students)
    return Session(group, shift, day, slot, room)


def _crowded(meetings: list[Meeting]) -> int:
    """The first block in which more seats online would leave a week for all, or -1 where no one block's would."""
    students = sum(one.group.students for one in meetings)
    for block in sorted({one.block for one in meetings if one.online}):
        wider = [
            replace(one, slots=replace(one.slots, seats=students)) if one.block == block else one for one in meetings
        ]
        if planned(wider) is not None:
            return block
    return -1


def _deal(slots: Slots, shifts: list[Shift], first_room: int) -> list[Session]:
    """The sessions of one length in one block, dealt to days and slots in turn."""
    turn = 0
    on_day: list[list[tuple[Group, Shift]]] = [[] for _ in range(slots.days)]
    for shift in sorted(shifts, key=lambda one: (one.station, one.tutor)):
        for group in shift.groups:
            for _ in range(group.sessions):
                on_day[turn % slots.days].append((group, shift))
                turn += 1
    return [
        Session(group, shift, day, place % slots.per_day, first_room + place // slots.per_day + 1)
        for day, meetings in enumerate(on_day)
        for place, (group, shift) in enumerate(meetings)
    ]


def _fit_online(ground: _Ground, shift: Shift, weeks: dict[int, Filled]) -> list[Session] | None:
    """The tutor's week, if one was found; what it takes is added to `weeks`."""
    slots = {group: ground.slots(ground.block(group), ground.minutes(shift)) for group in shift.groups}
    options = {group: weeks[ground.block(group)].options(own, group.students) for group, own in slots.items()}
    out = [
        _taken(weeks[ground.block(group)], slots[group], group, shift, day, slot)
        for group, day, slot in fitted(shift.groups, options) or ()
    ]
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
