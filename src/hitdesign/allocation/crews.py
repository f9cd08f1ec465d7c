"""People whose paid week does not hold all times at which they may teach: what one person holds, time by time.

Where the week binds across times of day, counting people per block and hours per pool is not enough: three groups in
the morning and two after school may both fit, but not the same person. A *load* is what one person holds at a station;
a *week* is the most hours that one person gives to each time, within the paid week. Whole loads and whole weeks make
every plan one that people can work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Rules, capacity_of, rules_of
from hitdesign.allocation.stations import Stations
from hitdesign.quantities import TOLERANCE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Past these a crew is left to packing and repair: the loads of one station, the weeks of one crew.
MOST_LOADS, MOST_WEEKS = 60, 2_000


@dataclass(frozen=True)
class Crew:
    """People of one pool who may stand in for each other: all of them, or the salaried staff of one school (`home`).

    Per load: `load_station`, `load_slot` (the time it fills), `load_groups` (loads x kinds of groups, a kind being
    `sessions` a week) and `load_hours` (paid hours a week). Per week: `week_hours` (weeks x slots), the most hours at
    each time; no week lies within another.
    """

    pool: int
    home: int
    sessions: Ints
    load_station: Ints
    load_slot: Ints
    load_groups: Ints
    load_hours: Floats
    week_hours: Floats


def crews_of(formulation: Formulation, stations: Stations) -> list[Crew]:
    """The crews whose week binds across times; pools with a limit on sites are left out."""
    blocks = formulation.inputs.facts.blocks["school"].to_numpy(dtype=np.int64)
    capacity = capacity_of(formulation, stations)
    kinds = _kinds(formulation, stations)
    found: list[Crew] = []
    for pool in np.unique(stations.pool):
        rules = rules_of(formulation, int(pool))
        own = np.flatnonzero(stations.pool == pool)
        if np.isfinite(rules.sites) and not rules.salaried:
            continue
        homes = blocks[stations.block[own]] if rules.salaried else np.full(len(own), -1)
        for home in np.unique(homes):
            crew = _crew(formulation, stations, rules, int(pool), int(home), own[homes == home], capacity, kinds)
            found += [] if crew is None else [crew]
    return found


def _kinds(formulation: Formulation, stations: Stations) -> list[tuple[int, ...]]:
    """Per station: the sessions a week of the groups that may stand there."""
    models = formulation.inputs.facts.models["sessions_per_week"].to_numpy(dtype=np.int64)
    place = formulation.inputs.structure.taught_place
    pairs = np.unique(
        np.stack([stations.of_taught, models[formulation.inputs.rights.places.model[place]]], axis=1), axis=0
    )
    out: list[tuple[int, ...]] = [()] * len(stations.pool)
    for station, sessions in pairs:
        out[station] = (*out[station], int(sessions))
    return out


def _crew(
    formulation: Formulation,
    stations: Stations,
    rules: Rules,
    pool: int,
    home: int,
    own: Ints,
    capacity: Ints,
    kinds: list[tuple[int, ...]],
) -> Crew | None:
    """The crew, or None where its week holds whatever the times hold, or there are too many loads or weeks."""
    slots, slot_of = _slots(rules, stations.time_class[own])
    prepared = 1 + formulation.inputs.facts.tutors["paid_preparation_share"].to_numpy(dtype=float)[pool]
    sessions = tuple(sorted({one for station in own for one in kinds[station]}))
    at, slot, groups, hours = [], [], [], []
    for station, number in zip(own, slot_of, strict=True):
        each = float(stations.minutes[station]) / 60 * prepared
        held = list(_held(kinds[station], int(capacity[station])))
        if len(held) > MOST_LOADS:
            return None
        for load in held:
            at.append(int(station))
            slot.append(int(number))
            groups.append([load.get(one, 0) for one in sessions])
            hours.append(round(each * sum(one * count for one, count in load.items()), 9))
    load_slot, load_hours = np.array(slot, dtype=np.int64), np.array(hours)
    levels = [np.unique(load_hours[load_slot == number]) for number in range(len(slots))]
    weeks = _weeks(rules, slots, levels)
    if weeks is None or _never_binds(weeks, levels):
        return None
    shape = (len(at), len(sessions))
    return Crew(
        pool=pool,
        home=home,
        sessions=np.array(sessions, dtype=np.int64),
        load_station=np.array(at, dtype=np.int64),
        load_slot=load_slot,
        load_groups=np.array(groups, dtype=np.int64).reshape(shape),
        load_hours=load_hours,
        week_hours=weeks,
    )


def _slots(rules: Rules, time_class: Ints) -> tuple[list[int], Ints]:
    """Times that are the same to a person: a representative class each, and the slot of every station."""
    classes = np.unique(time_class)
    alike: dict[tuple[bytes, bytes], int] = {}
    slots: list[int] = []
    of_class: dict[int, int] = {}
    for one in classes:
        key = (rules.clash[one, classes].tobytes(), rules.running[:, one].tobytes())
        if key not in alike:
            alike[key] = len(slots)
            slots.append(int(one))
        of_class[int(one)] = alike[key]
    return slots, np.array([of_class[int(one)] for one in time_class], dtype=np.int64)


def _held(kinds: tuple[int, ...], capacity: int) -> Iterator[dict[int, int]]:
    """Every way to fill one person at a station with whole groups, at least one.

    >>> list(_held((3,), 10))
    [{3: 1}, {3: 2}, {3: 3}]
    """
    if not kinds:
        return
    first, *rest = kinds
    for count in range(capacity // first + 1):
        own = {first: count} if count else {}
        if own:
            yield own
        for more in _held(tuple(rest), capacity - count * first):
            yield {**own, **more}


def _weeks(rules: Rules, slots: list[int], levels: list[Floats]) -> Floats | None:
    """The weeks that one person can work, those within another left out; None where there are too many."""
    clash, running = rules.clash[np.ix_(slots, slots)], rules.running[:, slots]
    waiting = [np.zeros(0)]
    for number in range(len(slots)):
        longer = []
        for week in waiting:
            free = not (clash[number, :number] & (week > 0)).any()
            for hours in (0.0, *levels[number]) if free else (0.0,):
                grown = np.append(week, hours)
                if (running[:, : number + 1] @ grown <= rules.week).all():
                    longer.append(grown)
        waiting = longer
        if len(waiting) > MOST_WEEKS:
            return None
    table = np.array(waiting).reshape(len(waiting), len(slots))
    kept = [
        one
        for one in range(len(table))
        if not ((table >= table[one]).all(axis=1) & (table > table[one]).any(axis=1)).any()
    ]
    return table[kept]


def _never_binds(weeks: Floats, levels: list[Floats]) -> bool:
    """Whether every week gives each of its times all that the time can take."""
    most = np.array([own.max(initial=0.0) for own in levels])
    return bool(((weeks == 0) | (weeks >= most - TOLERANCE)).all())
