"""Groups to people: who teaches which group, so that nobody is in two places or over the paid week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.opened import paid_pools_of
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.stations import Stations
from hitdesign.quantities import TOLERANCE

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """One group of the plan: its piece, station, sessions a week and students."""

    piece: int
    number: int
    station: int
    sessions: int
    students: int


@dataclass(frozen=True)
class Shift:
    """One person's groups at one station; `tutor` is the person's number in the pool, from 1."""

    station: int
    tutor: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Unplaced:
    """Why no timetable exists: a station whose groups need more people, a pool whose people cannot take all, a tutor
    online without a room, or a block with more students online than seats at some moment.
    """

    kind: str
    station: int
    pool: int
    needed: int
    present: int
    groups: int = 1
    block: int = -1


def groups_of(formulation: Formulation, stations: Stations, pieces: Pieces) -> list[Group]:
    """Every group with its students: a piece's groups differ by at most one student."""
    places, models = formulation.inputs.rights.places, formulation.inputs.facts.models
    place = formulation.inputs.structure.taught_place[pieces.taught]
    sessions = models["sessions_per_week"].to_numpy(dtype=np.int64)[places.model[place]]
    students = np.bincount(pieces.piece, weights=pieces.students, minlength=len(pieces.pair)).round().astype(np.int64)
    station = stations.of_taught[pieces.taught]
    out: list[Group] = []
    for piece, count in enumerate(np.rint(pieces.groups).astype(np.int64)):
        base, more = divmod(int(students[piece]), max(int(count), 1))
        for number in range(int(count)):
            size = base + (1 if number < more else 0)
            out.append(Group(piece, number + 1, int(station[piece]), int(sessions[piece]), size))
    return out


def capacity_of(formulation: Formulation, stations: Stations) -> Ints:
    """Sessions a week that one person can hold at each station: by the block's slots and by the paid week.

    Formula: min(days x floor(block minutes / session), floor(hours a week x 60 / (session x (1 + preparation)))).
    """
    facts, classes = formulation.inputs.facts, formulation.inputs.rights.calendar.classes
    minutes = classes["minutes"].to_numpy(dtype=np.int64)[stations.time_class]
    days = classes["days"].str.len().to_numpy(dtype=np.int64)[stations.time_class]
    slots = days * (minutes // stations.minutes)
    prepared = stations.minutes * (1 + facts.tutors["paid_preparation_share"].to_numpy(dtype=float)[stations.pool])
    week = facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)[stations.pool] * 60 / prepared
    held: Ints = np.minimum(slots, np.floor(week + TOLERANCE).astype(np.int64))
    return held


def shifts_of(
    formulation: Formulation, stations: Stations, groups: list[Group], present: Ints
) -> list[tuple[int, tuple[Group, ...]]] | Unplaced:
    """Groups packed into the people present at each station, longest first (first fit decreasing)."""
    capacity = capacity_of(formulation, stations)
    by_station: dict[int, list[Group]] = {}
    for group in groups:
        by_station.setdefault(group.station, []).append(group)
    out: list[tuple[int, tuple[Group, ...]]] = []
    for station, members in sorted(by_station.items()):
        bins = _packed(members, int(capacity[station]))
        if len(bins) > int(present[station]):
            return Unplaced("station", station, int(stations.pool[station]), len(bins), int(present[station]))
        out.extend((station, tuple(members)) for members in bins)
    return out


def _packed(members: list[Group], capacity: int) -> list[list[Group]]:
    """First fit decreasing by sessions; the order of equal groups is that of their pieces."""
    bins: list[list[Group]] = []
    left: list[int] = []
    for group in sorted(members, key=lambda one: (-one.sessions, one.piece, one.number)):
        for number, room in enumerate(left):
            if room >= group.sessions:
                bins[number].append(group)
                left[number] -= group.sessions
                break
        else:
            bins.append([group])
            left.append(capacity - group.sessions)
    return bins


@dataclass
class _Person:
    """One person's weeks while they are filled: paid hours per calendar interval."""

    hours: NDArray[np.float64]
    classes: list[int]
    schools: set[int]


@dataclass(frozen=True)
class Rules:
    """What holds for every person of a pool: paid week, sites, which time classes clash, and which run together."""

    week: float
    sites: float
    salaried: bool
    clash: NDArray[np.bool_]
    running: NDArray[np.bool_]

    def allows(self, person: _Person, school: int, time_class: int, hours: float) -> bool:
        """Whether the person can take a shift of these hours there and then."""
        busiest = person.hours[self.running[:, time_class]].max(initial=0.0)
        if busiest + hours > self.week or any(self.clash[time_class, one] for one in person.classes):
            return False
        if school < 0 or school in person.schools:
            return True
        return not self.salaried and len(person.schools) < self.sites


def given(
    formulation: Formulation, stations: Stations, pool: int, shifts: list[tuple[int, tuple[Group, ...]]], staff: Ints
) -> list[Shift] | Unplaced:
    """Longest shifts first, each to somebody already at the school, else somebody new, else anybody who can."""
    people, rules = _roster(formulation, pool, staff), rules_of(formulation, pool)
    blocks = formulation.inputs.facts.blocks["school"].to_numpy(dtype=np.int64)
    at_school: dict[int, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for school in person.schools:
            at_school[school].append(number)
    fresh = 0
    hours = [hours_of(formulation, stations, station, members) for station, members in shifts]
    out: list[Shift] = []
    for shift in sorted(range(len(shifts)), key=lambda one: (-hours[one], shifts[one][0], one)):
        station, members = shifts[shift]
        school = int(blocks[stations.block[station]]) if stations.block[station] >= 0 else -1
        time_class = int(stations.time_class[station])
        while fresh < len(people) and people[fresh].classes:
            fresh += 1
        tries = chain(at_school[school], range(fresh, min(fresh + 1, len(people))), range(len(people)))
        taken = next((one for one in tries if rules.allows(people[one], school, time_class, hours[shift])), None)
        if taken is None:
            return Unplaced("pool", station, pool, len(shifts), len(people))
        people[taken].hours[rules.running[:, time_class]] += hours[shift]
        people[taken].classes.append(time_class)
        if school not in people[taken].schools:
            people[taken].schools.add(school)
            at_school[school].append(taken)
        out.append(Shift(station, taken + 1, members))
    return out


def rules_of(formulation: Formulation, pool: int) -> Rules:
    """What holds for the people of a pool."""
    tutors, overlap = formulation.inputs.facts.tutors, formulation.inputs.rights.calendar.overlaps
    together = overlap.T.astype(np.int64) @ overlap.astype(np.int64)
    return Rules(
        week=float(tutors["hours_per_tutor_week"].to_numpy(dtype=float)[pool]) + TOLERANCE,
        sites=float(tutors["sites_per_tutor"].to_numpy(dtype=float)[pool]),
        salaried=tutors["pay"].iloc[pool] == "salaried",
        clash=together > 0,
        running=formulation.inputs.rights.calendar.intervals,
    )


def roster_schools(formulation: Formulation, pool: int, staff: Ints) -> list[int | None]:
    """One entry per whole person of the pool: the school of salaried people, None for others."""
    tutors = formulation.inputs.facts.tutors
    if tutors["pay"].iloc[pool] == "salaried":
        rows = np.flatnonzero(formulation.staff["pool"].to_numpy() == pool)
        schools = formulation.staff["school"].to_numpy(dtype=np.int64)
        return [int(schools[row]) for row in rows for _ in range(int(staff[row]))]
    people = int(np.floor(tutors["people"].to_numpy(dtype=float)[pool] + TOLERANCE))
    paid, _ = paid_pools_of(formulation)
    counted = staff[len(formulation.staff) :][paid == pool]
    return [None] * min([people, *(int(one) for one in counted)])


def _roster(formulation: Formulation, pool: int, staff: Ints) -> list[_Person]:
    """The pool's whole people; salaried ones already at their school."""
    intervals = len(formulation.inputs.rights.calendar.intervals)
    homes = roster_schools(formulation, pool, staff)
    return [_Person(np.zeros(intervals), [], set() if home is None else {home}) for home in homes]


def hours_of(formulation: Formulation, stations: Stations, station: int, members: tuple[Group, ...]) -> float:
    """Paid hours a week of a shift, preparation included."""
    prepared = formulation.inputs.facts.tutors["paid_preparation_share"].to_numpy(dtype=float)[stations.pool[station]]
    return float(sum(group.sessions for group in members) * stations.minutes[station] / 60 * (1 + prepared))


def staff_values(formulation: Formulation, values: NDArray[np.float64]) -> Ints:
    """Whole people per staff column, then per pool for whose people a price is paid."""
    begin, (paid, paid_begin) = formulation.staff_begin, paid_pools_of(formulation)
    counted = values[paid_begin : paid_begin + len(paid)]
    whole: Ints = np.rint(np.append(values[begin : begin + len(formulation.staff)], counted)).astype(np.int64)
    return whole
