"""Students to groups, school by school: the neediest first, then those who stand near each other together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hitdesign.plan.cutting import cut, shrunk
from hitdesign.plan.hall import Group, Hall, Row, Unit, matched

#: Rows that are asked to move for one more, and neighbours and rounds in which students change seats.
MOST_MOVES, NEIGHBOURS, ROUNDS = 400, 8, 2
#: What an empty group costs against sitting further apart; positions of equal skills are at most 1 apart.
EMPTY = 1.5


@dataclass(frozen=True)
class Filled:
    """The bands whose answer is proved to be the best there is; the rest are filled by the rule of `fill`."""

    exact: frozenset[str]


def fill(hall: Hall, units: Sequence[Unit]) -> Filled:
    """Seat the units of one school.

    A band in which all groups are open to the same students, whom no other rule ties, is solved exactly: as many
    as there are seats, the neediest of them, the sum of the groups' ranges least. In the other bands units come by
    rank, each to the nearest group with room; where there is none, others move to make room if they can; at the end
    neighbours change seats where that brings groups closer together.
    """
    hall.several |= _several(units)
    tied = {unit[0].band for unit in units if _tied(hall, unit)} | _crossing(hall, units)
    bands = {unit[0].band for unit in units} & set(hall.of_band)
    exact = {band for band in sorted(bands - tied) if _by_cutting(hall, [u[0] for u in units if u[0].band == band])}
    rest = [unit for unit in units if unit[0].band in bands - exact]
    _in_turn(hall, rest)
    for band in sorted(bands - exact):
        _nearer(hall, [unit for unit in units if unit[0].band == band and unit[0] in hall.seated])
    return Filled(frozenset(exact))


def _several(units: Sequence[Unit]) -> set[int]:
    """Students who ask for seats in several subjects."""
    asking = [row.student for unit in units for row in unit]
    return {student for student, times in Counter(asking).items() if times > 1}


def _tied(hall: Hall, unit: Unit) -> bool:
    """Whether a rule sees these rows that does not see all others of the band alike."""
    groups = hall.of_band.get(unit[0].band, [])
    if len(unit) > 1 or unit[0].student in hall.apart or len({group.opt_in for group in groups}) > 1:
        return True
    return any(hall.needed_elsewhere(unit[0].student, week) for week in {group.week for group in groups})


def _crossing(hall: Hall, units: Sequence[Unit]) -> set[str]:
    """Bands that share a student with another band which meets at the same time."""
    bands: dict[int, set[str]] = {}
    for unit in units:
        for row in unit:
            bands.setdefault(row.student, set()).add(row.band)
    pairs = {tuple(sorted(own)) for own in bands.values() if len(own) > 1}
    found: set[str] = set()
    for own in pairs:
        weeks = {band: {group.week for group in hall.of_band.get(band, ())} for band in own}
        for one in own:
            for other in own:
                if one < other and any(hall.overlap(a, b) for a in weeks[one] for b in weeks[other]):
                    found |= {one, other}
    return found


def _by_cutting(hall: Hall, rows: list[Row]) -> bool:
    """The band solved exactly, where its marks and sizes allow; False leaves it as it was."""
    groups = hall.of_band[rows[0].band]
    places = {group.place for group in groups}
    kinds = [kind for place in sorted(places) for kind in hall.seats.get(place, ())]
    if len(places) > 1 and any(needs for needs, _ in kinds):
        return False
    open_to = [row for row in sorted(rows) if row.agreed or not groups[0].opt_in]
    in_line, seats = sorted(open_to, key=lambda one: one.rank), sum(count for _, count in kinds)
    chosen = [] if any(needs for needs, _ in kinds) else in_line[:seats]
    for row in in_line if not chosen else ():
        if len(chosen) < seats and matched([*chosen, row], kinds) is not None:
            chosen.append(row)
    chosen.sort(key=lambda row: (row.at, row.rank))
    sizes = shrunk([group.planned for group in groups], len(chosen)) if groups else []
    numbers, best = cut(np.array([row.at for row in chosen]), sizes)
    for row, number in zip(chosen, numbers, strict=True):
        room = hall.room((row,), groups[number], groups[number].planned)
        if room is not None:
            hall.put((row,), groups[number], room)
    return best


def _in_turn(hall: Hall, units: Sequence[Unit]) -> None:
    """Each unit by rank to the nearest group with room, or others move; nobody loses a seat to who comes later.

    Groups are filled to an even size first, then to their planned size, then to what the tutoring model allows.
    """
    even: dict[int, int] = {}
    for band in sorted({unit[0].band for unit in units}):
        groups = hall.of_band[band]
        asking = sum(len(unit) for unit in units if unit[0].band == band)
        planned = [group.planned for group in groups]
        sizes = shrunk(planned, min(asking, sum(planned)))
        even.update({group.number: size for group, size in zip(groups, sizes, strict=True)})
    failed: set[tuple[str, int, bool]] = set()
    for unit in sorted(units, key=lambda own: (min(row.rank for row in own), own[0].number)):
        groups, alike = hall.open_to(unit), _alike(hall, unit)
        if alike in failed or not hall.free(unit[0].band):
            continue
        if any(_sat_down(hall, unit, groups, limit) for limit in (even, "planned", "most")):
            continue
        if not _make_room(hall, unit, set(), [MOST_MOVES]) and alike is not None:
            failed.add(alike)


def _alike(hall: Hall, unit: Unit) -> tuple[str, int, bool] | None:
    """What a student shares with all whom the rules see alike: where one of them finds no seat, no other will.

    Whoever cannot be added to those seated cannot be added to more of them. None: a rule sees this unit by itself.
    """
    row = unit[0]
    alone = len(unit) == 1 and row.student not in hall.apart and row.student not in hall.several
    needed = any(hall.needed_elsewhere(row.student, group.week) for group in hall.of_band[row.band])
    return (row.band, row.has, row.agreed) if alone and not needed else None


def _sat_down(hall: Hall, unit: Unit, groups: Sequence[Group], limit: dict[int, int] | str) -> bool:
    """Whether the unit found a seat in one of the groups; the one with the least gain of range is asked first."""
    most = {one.number: limit[one.number] if isinstance(limit, dict) else int(getattr(one, limit)) for one in groups}
    open_to = [one for one in groups if len(hall.members[one.number]) < most[one.number]]
    for group in sorted(open_to, key=lambda one: (_gain(hall, unit, one), one.number)):
        kinds = hall.fits(unit, group, most[group.number])
        if kinds is not None:
            hall.put(unit, group, kinds)
            return True
    return False


def _gain(hall: Hall, unit: Unit, group: Group) -> float:
    """By how much the group's range would grow; an empty group costs EMPTY."""
    own = [row.at for row in hall.members[group.number]]
    if not own:
        return EMPTY
    both = own + [row.at for row in unit]
    return (max(both) - min(both)) - (max(own) - min(own))


def _make_room(hall: Hall, unit: Unit, seen: set[Row], moves: list[int]) -> bool:
    """Whether the unit sits down after others moved; nobody loses a seat, and where it fails all is as before."""
    groups = hall.open_to(unit)
    if _sat_down(hall, unit, groups, "most"):
        return True
    for group in groups:
        for other in _in_the_way(hall, unit, group, seen):
            if moves[0] <= 0:
                return False
            if other in seen:
                continue
            seen.add(other)
            moves[0] -= 1
            left = hall.take((other,))
            kinds = hall.fits(unit, group, group.most)
            if kinds is not None:
                hall.put(unit, group, kinds)
                if _make_room(hall, (other,), seen, moves):
                    return True
                hall.take(unit)
            hall.put((other,), left, hall.room((other,), left, left.most) or {})
    return False


def _in_the_way(hall: Hall, unit: Unit, group: Group, seen: set[Row]) -> list[Row]:
    """Single rows whose move may make room and who were not asked: the student's own other groups, then who sits in the
    group, or, where that has room, at its place.
    """
    full = len(hall.members[group.number]) + len(unit) > group.most
    around = [group] if full else hall.of_place[group.place]
    sitting = sorted(row for own in around for row in hall.members[own.number] if row not in seen)
    return [row for row in (*hall.clashing(unit, group), *sitting) if row not in hall.tied]


def _nearer(hall: Hall, units: Sequence[Unit]) -> None:
    """Neighbours on the line change seats where that makes the sum of the two groups' ranges less."""
    line = sorted((unit[0] for unit in units if len(unit) == 1), key=lambda row: (row.at, row.rank))
    for _ in range(ROUNDS):
        changed = False
        for place, one in enumerate(line):
            for other in line[place + 1 : place + 1 + NEIGHBOURS]:
                changed |= hall.seated[one] != hall.seated[other] and _exchanged(hall, one, other)
        if not changed:
            return


def _exchanged(hall: Hall, one: Row, other: Row) -> bool:
    first, second = hall.members[hall.seated[one]], hall.members[hall.seated[other]]
    before = _range(first) + _range(second)
    after = _range([row for row in first if row is not one] + [other])
    after += _range([row for row in second if row is not other] + [one])
    if after >= before - 1e-12:
        return False
    here, there = hall.take((one,)), hall.take((other,))
    kinds = hall.fits((one,), there, there.most)
    if kinds is not None:
        hall.put((one,), there, kinds)
        kinds = hall.fits((other,), here, here.most)
        if kinds is not None:
            hall.put((other,), here, kinds)
            return True
        hall.take((one,))
    hall.put((one,), here, hall.room((one,), here, here.most) or {})
    hall.put((other,), there, hall.room((other,), there, there.most) or {})
    return False


def _range(rows: Sequence[Row]) -> float:
    own = [row.at for row in rows]
    return max(own) - min(own) if own else 0.0
