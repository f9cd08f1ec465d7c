"""A crew's loads and weeks given to people: who holds which groups, by what the whole program counted."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.crews import Crew
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.persons import Group, Shift
from hitdesign.allocation.rows_crews import CrewColumns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def rota(
    formulation: Formulation, at: CrewColumns, pool: int, groups: list[Group], values: Floats, staff: Ints
) -> list[Shift] | None:
    """The shifts of a pool that works in crews; None where the pool has no crew or a group is left without a load.

    At every time the longest load goes to the person whose week gives most to it: since as many people give h hours and
    more as loads need them, for every h, each load finds somebody.
    """
    out: list[Shift] = []
    left = _by_kind(groups)
    for number, crew in enumerate(at.crews):
        if crew.pool != pool:
            continue
        loads = np.rint(values[at.load_begins[number] : at.load_begins[number + 1]]).astype(np.int64)
        weeks = np.rint(values[at.week_begins[number] : at.week_begins[number + 1]]).astype(np.int64)
        people = np.repeat(np.arange(len(weeks)), weeks)
        first = 1 + _before(formulation, crew, staff)
        for slot in range(crew.week_hours.shape[1]):
            here = np.repeat(np.arange(len(loads)), np.where(crew.load_slot == slot, loads, 0))
            here = here[np.lexsort((here, -crew.load_hours[here]))]
            gives = crew.week_hours[people, slot]
            order = np.lexsort((np.arange(len(people)), -gives))
            if len(here) > len(order) or (gives[order[: len(here)]] < crew.load_hours[here] - 1e-9).any():
                return None
            for load, person in zip(here, order, strict=False):
                members = _taken(crew, int(load), left)
                if members:
                    out.append(Shift(int(crew.load_station[load]), first + int(person), members))
    return None if any(left.values()) or not out else sorted(out, key=lambda shift: (shift.station, shift.tutor))


def _by_kind(groups: list[Group]) -> dict[tuple[int, int], list[Group]]:
    """Groups by station and sessions, in their pieces' order."""
    left: dict[tuple[int, int], list[Group]] = defaultdict(list)
    for group in sorted(groups, key=lambda one: (one.station, one.sessions, one.piece, one.number)):
        left[group.station, group.sessions].append(group)
    return left


def _taken(crew: Crew, load: int, left: dict[tuple[int, int], list[Group]]) -> tuple[Group, ...]:
    """The groups of a load, taken from those that are left; a load may have room to spare."""
    station = int(crew.load_station[load])
    members: list[Group] = []
    for sessions, count in zip(crew.sessions, crew.load_groups[load], strict=True):
        own = left.get((station, int(sessions)), [])
        members += own[:count]
        del own[:count]
    return tuple(members)


def _before(formulation: Formulation, crew: Crew, staff: Ints) -> int:
    """People of the pool who stand before this crew's in the pool's roster: the staff of schools before."""
    rows = formulation.staff
    earlier = (rows["pool"] == crew.pool) & (rows["school"] < crew.home)
    return int(staff[: len(rows)][earlier.to_numpy()].sum())
