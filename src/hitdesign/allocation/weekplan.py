"""A week for tutors online and everybody who shares rooms with them, as a small whole program of its own.

Dealing sessions tutor by tutor can paint itself into a corner where rooms or seats online are scarce; here all sessions
of the blocks concerned are placed together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.fitting import Slots
from hitdesign.allocation.layout import family
from hitdesign.allocation.persons import Group, Shift
from hitdesign.errors import SolverError
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole

Ints = NDArray[np.int64]
#: Past so many possible session times the week is left as dealt; nodes that the search may open.
MOST_TIMES, MOST_NODES = 20_000, 500


@dataclass(frozen=True)
class Meeting:
    """A group with its shift and pool, its block, what the block offers, and whether students are online."""

    group: Group
    shift: Shift
    pool: int
    block: int
    slots: Slots
    online: bool


def planned(meetings: list[Meeting]) -> list[tuple[Meeting, int, int]] | None:
    """A day and slot for every session, or None where there is none (or the search was too long).

    Formula: sum over times of x = sessions; one a day per group; one at a time per tutor; at every moment of a block
    sessions <= rooms and students online <= seats.
    """
    times = [
        (number, day, slot)
        for number, one in enumerate(meetings)
        for day, slot in product(range(one.slots.days), range(one.slots.per_day))
    ]
    if len(times) > MOST_TIMES:
        return None
    at = np.array(times, dtype=np.int64).reshape(len(times), 3)
    columns = Columns("times", pd.DataFrame({"group": at[:, 0]}), np.zeros(len(at)), np.ones(len(at)), True)
    rows = (_meets(meetings, at), _once_a_day(at), _one_at_a_time(meetings, at), *_rooms_and_seats(meetings, at))
    program = Program((columns,), tuple(part for part in rows if part.size), ())
    try:
        answer = solve_whole(program, node_limit=MOST_NODES)
    except SolverError:
        return None
    if answer.values is None:
        return None
    return [(meetings[one], int(day), int(slot)) for one, day, slot in at[np.rint(answer.values) == 1]]


def _rows(name: str, key: Ints, column: Ints, value: NDArray[np.float64], limit: dict[int, float], equal: bool) -> Rows:
    keys, row = np.unique(key, return_inverse=True)
    limits = np.array([limit[int(one)] for one in keys], dtype=float)
    names: dict[str, object] = {"key": keys}
    return family(name, names, row.ravel(), column, value, "=" if equal else "<=", limits, "sessions", name)


def _meets(meetings: list[Meeting], at: Ints) -> Rows:
    limit = {number: float(one.group.sessions) for number, one in enumerate(meetings)}
    return _rows("meets", at[:, 0], np.arange(len(at)), np.ones(len(at)), limit, equal=True)


def _once_a_day(at: Ints) -> Rows:
    key = at[:, 0] * 10 + at[:, 1]
    return _rows("once_a_day", key, np.arange(len(at)), np.ones(len(at)), dict.fromkeys(key.tolist(), 1.0), equal=False)


def _one_at_a_time(meetings: list[Meeting], at: Ints) -> Rows:
    """A shift is one person's groups at one station: the same days and slots for all of them."""
    who = {(one.pool, one.shift.tutor, one.shift.station): 0 for one in meetings}
    number = {person: place for place, person in enumerate(who)}
    of_meeting = np.array([number[one.pool, one.shift.tutor, one.shift.station] for one in meetings], dtype=np.int64)
    key = (of_meeting[at[:, 0]] * 10 + at[:, 1]) * 1_000 + at[:, 2]
    return _rows("tutor", key, np.arange(len(at)), np.ones(len(at)), dict.fromkeys(key.tolist(), 1.0), equal=False)


def _rooms_and_seats(meetings: list[Meeting], at: Ints) -> tuple[Rows, Rows]:
    """At every minute at which a session of the block may begin: who is in a room, and who is online."""
    block = np.array([one.block for one in meetings], dtype=np.int64)[at[:, 0]]
    minutes = np.array([one.slots.minutes for one in meetings], dtype=np.int64)[at[:, 0]]
    students = np.array([one.group.students * one.online for one in meetings], dtype=float)[at[:, 0]]
    starts = at[:, 2] * minutes
    rooms: dict[int, float] = {}
    seats: dict[int, float] = {}
    key, column = [], []
    for one in np.unique(block):
        here = np.flatnonzero(block == one)
        offer = next(meeting.slots for meeting in meetings if meeting.block == one)
        for day, moment in product(np.unique(at[here, 1]), np.unique(starts[here])):
            during = here[(at[here, 1] == day) & (starts[here] <= moment) & (moment < starts[here] + minutes[here])]
            name = (int(one) * 10 + int(day)) * 1_000 + int(moment)
            rooms[name], seats[name] = float(offer.rooms), float(offer.seats)
            key.append(np.full(len(during), name))
            column.append(during)
    of_row, columns = np.concatenate(key), np.concatenate(column)
    online = students[columns] > 0
    return (
        _rows("room", of_row, columns, np.ones(len(columns)), rooms, equal=False),
        _rows("seats", of_row[online], columns[online], students[columns[online]], seats, equal=False),
    )
