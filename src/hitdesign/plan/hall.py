"""A school's groups while they fill: who sits where, and whether a further student may sit down there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A student in a subject: place in the list, student's code, band, rank of need, position on the line, marks."""

    number: int
    student: int
    band: str
    rank: int
    at: float
    has: int
    agreed: bool


class Group(NamedTuple):
    """A group: its place, seats planned, seats at most, whether families opt in, when it meets (code of a week)."""

    number: int
    band: str
    place: int
    planned: int
    most: int
    opt_in: bool
    week: int


#: Rows that sit down in one group or not at all.
Unit = tuple[Row, ...]


class Hall:
    """The groups of one school; `seated` holds each seated row's group, `tied` the rows that sit together,
    `several` the students who ask for seats in several subjects.

    A row may sit in a group of its own band where its family agreed if the time is one that families opt into, no
    service needs it then, none of its other groups meets then, nobody sits there whom it is kept apart from, the group
    has room, and the place has a seat whose payers' marks it meets.
    """

    def __init__(
        self,
        groups: Iterable[Group],
        seats: Mapping[int, Sequence[tuple[int, int]]],
        overlap: Callable[[int, int], bool],
        needed_elsewhere: Callable[[int, int], bool],
        apart: Mapping[int, frozenset[int]],
        tied: frozenset[Row] = frozenset(),
    ) -> None:
        self.groups = {group.number: group for group in sorted(groups)}
        self.of_band: dict[str, list[Group]] = defaultdict(list)
        self.of_place: dict[int, list[Group]] = defaultdict(list)
        for group in self.groups.values():
            self.of_band[group.band].append(group)
            self.of_place[group.place].append(group)
        self.seats = {
            place: sorted(kinds, key=lambda kind: (-kind[0].bit_count(), kind)) for place, kinds in seats.items()
        }
        self.used = {place: [0] * len(kinds) for place, kinds in self.seats.items()}
        self.overlap, self.needed_elsewhere, self.apart = overlap, needed_elsewhere, apart
        self.tied = tied
        self.several: set[int] = set()
        self._open: dict[Unit, list[Group]] = {}
        self.seated: dict[Row, int] = {}
        self.kind: dict[Row, int] = {}
        self.members: dict[int, list[Row]] = defaultdict(list)
        self.sits: dict[int, list[Row]] = defaultdict(list)

    def may(self, unit: Unit, group: Group) -> bool:
        """Whether these rows could sit in the group if nobody else sat anywhere."""
        if any(group.opt_in and not row.agreed for row in unit):
            return False
        return not any(self.needed_elsewhere(row.student, group.week) for row in unit)

    def open_to(self, unit: Unit) -> list[Group]:
        """The groups of the band in which these rows may sit."""
        if unit not in self._open:
            self._open[unit] = [group for group in self.of_band.get(unit[0].band, ()) if self.may(unit, group)]
        return self._open[unit]

    def clashing(self, unit: Unit, group: Group) -> list[Row]:
        """Rows of the same students that sit in groups at the same time."""
        return [
            other
            for row in unit
            for other in self.sits[row.student]
            if self.overlap(group.week, self.groups[self.seated[other]].week)
        ]

    def kept_apart(self, unit: Unit, group: Group) -> list[Row]:
        """Rows in the group whom one of these is kept apart from."""
        return [
            other
            for other in self.members[group.number]
            if any(other.student in self.apart.get(row.student, ()) for row in unit)
        ]

    def room(self, unit: Unit, group: Group, limit: int) -> dict[Row, int] | None:
        """The seats that these rows and those already at the place take; None where there are too few."""
        if len(self.members[group.number]) + len(unit) > limit:
            return None
        kinds, used = self.seats.get(group.place, []), self.used[group.place]
        if sum(used) + len(unit) > sum(count for _, count in kinds):
            return None
        if len(unit) == 1:
            for kind, (needs, count) in enumerate(kinds):
                if used[kind] < count and not needs & ~unit[0].has:
                    return {unit[0]: kind}
        here = [row for own in self.of_place[group.place] for row in self.members[own.number]]
        spare = {kind: needs for kind, (needs, count) in enumerate(kinds) if used[kind] < count}
        could_move = (row for row in here if self.kind[row] not in spare)
        if len(unit) == 1 and not any(not needs & ~row.has for row in could_move for needs in spare.values()):
            return None
        return matched([*here, *unit], kinds, self.kind)

    def fits(self, unit: Unit, group: Group, limit: int) -> dict[Row, int] | None:
        """The seats taken if these rows may sit down in the group now, at most so many in it; else None."""
        if not self.may(unit, group) or self.clashing(unit, group) or self.kept_apart(unit, group):
            return None
        return self.room(unit, group, limit)

    def put(self, unit: Unit, group: Group, kinds: Mapping[Row, int]) -> None:
        """These rows sit down in the group."""
        used = self.used[group.place]
        for row, kind in kinds.items():
            if row in self.kind:
                used[self.kind[row]] -= 1
            used[kind] += 1
            self.kind[row] = kind
        for row in unit:
            self.seated[row] = group.number
            self.members[group.number].append(row)
            self.sits[row.student].append(row)

    def take(self, unit: Unit) -> Group:
        """These rows get up again; returns the group that they leave."""
        group = self.groups[self.seated[unit[0]]]
        for row in unit:
            self.used[group.place][self.kind[row]] -= 1
            del self.seated[row], self.kind[row]
            self.members[group.number].remove(row)
            self.sits[row.student].remove(row)
        return group

    def free(self, band: str) -> int:
        """Group of the band's places that nobody has taken."""
        places = {group.place for group in self.of_band[band]}
        every = sum(count for place in places for _, count in self.seats.get(place, ()))
        return every - sum(len(self.members[group.number]) for group in self.of_band[band])


def matched(
    rows: Sequence[Row], kinds: Sequence[tuple[int, int]], before: Mapping[Row, int] | None = None
) -> dict[Row, int] | None:
    """A seat for every row, by kind; None where there is none.

    A row may take a seat whose needed marks it has; seats that few may take go first, and rows change seats where that
    makes room (augmenting paths, so that a seat for all is found wherever there is one).
    """
    taken: list[list[Row]] = [[] for _ in kinds]
    out: dict[Row, int] = {}
    for row in rows:
        kind = (before or {}).get(row)
        if kind is not None and len(taken[kind]) < kinds[kind][1]:
            taken[kind].append(row)
            out[row] = kind
    return out if all(row in out or _seat(row, kinds, taken, out, set()) for row in rows) else None


def _seat(
    row: Row, kinds: Sequence[tuple[int, int]], taken: list[list[Row]], out: dict[Row, int], seen: set[int]
) -> bool:
    for kind, (needs, count) in enumerate(kinds):
        if kind in seen or needs & ~row.has:
            continue
        seen.add(kind)
        if len(taken[kind]) < count:
            taken[kind].append(row)
            out[row] = kind
            return True
        for other in list(taken[kind]):
            if _seat(other, kinds, taken, out, seen):
                taken[kind].remove(other)
                taken[kind].append(row)
                out[row] = kind
                return True
    return False
