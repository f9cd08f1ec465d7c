"""Groups to people: who teaches which group, so that nobody is in two places or over the paid week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.whole import Stations
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
    """Why no timetable exists: a station whose groups need more people, or a pool whose people cannot take every shift."""

    kind: str
    station: int
    pool: int
    needed: int
    present: int


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
    """One person's week while it is filled."""

    hours: float
    stations: list[int]
    schools: set[int]


def people_for(
    formulation: Formulation, stations: Stations, shifts: list[tuple[int, tuple[Group, ...]]], staff: Ints
) -> list[Shift] | Unplaced:
    """Every shift given to a person: no two overlapping, within the paid week, and within the sites a person serves.

    Salaried people stay at the school that they staff (`staff`: whole people per staff column).
    """
    out: list[Shift] = []
    for pool in sorted({int(stations.pool[station]) for station, _ in shifts}):
        own = [shift for shift in shifts if stations.pool[shift[0]] == pool]
        given = _give(formulation, stations, pool, own, staff)
        if isinstance(given, Unplaced):
            return given
        out.extend(given)
    return out


def _give(
    formulation: Formulation, stations: Stations, pool: int, shifts: list[tuple[int, tuple[Group, ...]]], staff: Ints
) -> list[Shift] | Unplaced:
    people = _roster(formulation, pool, staff)
    hours = [_hours(formulation, stations, station, members) for station, members in shifts]
    order = sorted(range(len(shifts)), key=lambda one: (-hours[one], shifts[one][0], one))
    overlap = formulation.inputs.rights.calendar.overlaps
    out: list[Shift] = []
    for number in order:
        station, members = shifts[number]
        taken = _first(formulation, stations, people, station, hours[number], overlap)
        if taken is None:
            return Unplaced("pool", station, pool, len(shifts), len(people))
        out.append(Shift(station, taken + 1, members))
    return out


def _roster(formulation: Formulation, pool: int, staff: Ints) -> list[_Person]:
    """The pool's whole people; salaried ones already at their school."""
    tutors = formulation.inputs.facts.tutors
    if tutors["pay"].iloc[pool] == "salaried":
        rows = formulation.staff[formulation.staff["pool"] == pool]
        return [_Person(0.0, [], {int(school)}) for row, school in rows["school"].items() for _ in range(int(staff[row]))]
    return [_Person(0.0, [], set()) for _ in range(int(np.floor(tutors["people"].iloc[pool] + TOLERANCE)))]


def _hours(formulation: Formulation, stations: Stations, station: int, members: tuple[Group, ...]) -> float:
    prepared = 1 + float(formulation.inputs.facts.tutors["paid_preparation_share"].iloc[stations.pool[station]])
    return float(sum(group.sessions for group in members)) * stations.minutes[station] / 60 * prepared


def _first(
    formulation: Formulation, stations: Stations, people: list[_Person], station: int, hours: float,
    overlap: NDArray[np.bool_],
) -> int | None:
    """The first person who can take the shift: somebody already at the school before somebody new to it."""
    tutors = formulation.inputs.facts.tutors
    pool, time_class = int(stations.pool[station]), int(stations.time_class[station])
    limit = float(tutors["hours_per_tutor_week"].iloc[pool]) + TOLERANCE
    sites = float(tutors["sites_per_tutor"].iloc[pool])
    salaried = tutors["pay"].iloc[pool] == "salaried"
    block = int(stations.block[station])
    school = int(formulation.inputs.facts.blocks["school"].iloc[block]) if block >= 0 else -1
    clash = overlap[overlap[:, time_class]].any(axis=0)
    best: int | None = None
    for number, person in enumerate(people):
        if person.hours + hours > limit or any(clash[stations.time_class[one]] for one in person.stations):
            continue
        known = school in person.schools
        if not known and (salaried or (school >= 0 and len(person.schools) >= sites)):
            continue
        if known or not person.stations:
            best = number
            break
        best = number if best is None else best
    if best is None:
        return None
    people[best].hours += hours
    people[best].stations.append(station)
    if school >= 0:
        people[best].schools.add(school)
    return best


def staff_values(formulation: Formulation, values: NDArray[np.float64]) -> Ints:
    """Whole people per staff column."""
    begin = formulation.staff_begin
    whole: Ints = np.rint(values[begin : begin + len(formulation.staff)]).astype(np.int64)
    return whole
