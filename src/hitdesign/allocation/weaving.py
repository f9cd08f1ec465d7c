"""Groups given to people one by one, where whole shifts do not fit together: a tighter, slower way than shifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Group, Rules, Shift, Unplaced, capacity_of, hours_of, roster_schools, rules_of
from hitdesign.allocation.stations import Stations

Ints = NDArray[np.int64]


@dataclass
class _Weeks:
    """The people's weeks while they are filled: hours by interval, station and slots left by time class, schools."""

    hours: NDArray[np.float64]
    station: Ints
    left: Ints
    visited: NDArray[np.bool_]


def woven(
    formulation: Formulation, stations: Stations, pool: int, groups: list[Group], staff: Ints
) -> list[Shift] | Unplaced:
    """Every group of a pool given to a person, or how many find nobody.

    Groups of which a person holds fewest come first; each goes to the person with the least of a week left who can take
    it, so that whole weeks fill up and nobody's rest is too small to use.
    """
    rules, capacity = rules_of(formulation, pool), capacity_of(formulation, stations)
    weeks = _empty(formulation, pool, staff)
    blocks = formulation.inputs.facts.blocks["school"].to_numpy(dtype=np.int64)
    order = sorted(groups, key=lambda one: (capacity[one.station] // one.sessions, one.station, one.piece, one.number))
    taken: dict[tuple[int, int], list[Group]] = {}
    missing = [
        group for group in order if not _placed(formulation, stations, rules, capacity, weeks, blocks, group, taken)
    ]
    if missing:
        return Unplaced("pool", missing[0].station, pool, len(groups), len(weeks.hours), len(missing))
    return [Shift(station, person + 1, tuple(members)) for (station, person), members in sorted(taken.items())]


def _empty(formulation: Formulation, pool: int, staff: Ints) -> _Weeks:
    homes = roster_schools(formulation, pool, staff)
    calendar = formulation.inputs.rights.calendar
    visited = np.zeros((len(homes), len(formulation.inputs.facts.schools) + 1), dtype=bool)
    for person, home in enumerate(homes):
        if home is not None:
            visited[person, home] = True
    classes = len(calendar.classes)
    return _Weeks(
        hours=np.zeros((len(homes), len(calendar.intervals))),
        station=np.full((len(homes), classes), -1, dtype=np.int64),
        left=np.zeros((len(homes), classes), dtype=np.int64),
        visited=visited,
    )


def _placed(
    formulation: Formulation,
    stations: Stations,
    rules: Rules,
    capacity: Ints,
    weeks: _Weeks,
    blocks: Ints,
    group: Group,
    taken: dict[tuple[int, int], list[Group]],
) -> bool:
    """Give the group to the best person, if anybody can take it."""
    station, time_class = group.station, int(stations.time_class[group.station])
    school = int(blocks[stations.block[station]]) if stations.block[station] >= 0 else -1
    hours = hours_of(formulation, stations, station, (group,))
    running = rules.running[:, time_class]
    busy = weeks.hours[:, running].max(axis=1, initial=0.0)
    here = weeks.station[:, time_class] == station
    free = (weeks.station[:, rules.clash[time_class]] < 0).all(axis=1) & (capacity[station] >= group.sessions)
    fits = (free | (here & (weeks.left[:, time_class] >= group.sessions))) & (busy + hours <= rules.week)
    fits &= _may_go(rules, weeks, school)
    people = np.flatnonzero(fits)
    if not len(people):
        return False
    known = weeks.visited[people, school] | here[people]
    person = int(people[np.lexsort((people, ~known, -np.round(busy[people], 6)))[0]])
    if not here[person]:
        weeks.station[person, time_class], weeks.left[person, time_class] = station, capacity[station]
    weeks.left[person, time_class] -= group.sessions
    weeks.hours[person, running] += hours
    weeks.visited[person, school] = weeks.visited[person, school] or school >= 0
    taken.setdefault((station, person), []).append(group)
    return True


def _may_go(rules: Rules, weeks: _Weeks, school: int) -> NDArray[np.bool_]:
    """People who serve the school already, or may serve one more."""
    if school < 0:
        return np.ones(len(weeks.visited), dtype=bool)
    known: NDArray[np.bool_] = weeks.visited[:, school].astype(bool)
    return known if rules.salaried else known | (weeks.visited.sum(axis=1) < rules.sites)
