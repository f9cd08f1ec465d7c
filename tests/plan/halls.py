"""Tiny schools drawn at random, and every way to seat their students, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from hypothesis import strategies as st

from hitdesign.plan.hall import Group, Hall, Row, Unit, matched
from hitdesign.plan.placing import fill

Way = dict[Row, int]


@dataclass(frozen=True)
class Case:
    """Rows and groups with what ties them; weeks of the same code overlap."""

    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    seats: dict[int, list[tuple[int, int]]]
    elsewhere: frozenset[tuple[int, int]] = frozenset()
    apart: tuple[frozenset[int], ...] = ()
    together: frozenset[int] = frozenset()

    def units(self) -> list[Unit]:
        found: dict[tuple[str, int], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.band, -1 if row.student in self.together else row.number), []).append(row)
        return [tuple(unit) for unit in found.values()]

    def kept_apart(self) -> dict[int, frozenset[int]]:
        return {one: pair - {one} for pair in self.apart for one in pair}

    def filled(self) -> tuple[Way, frozenset[str]]:
        """Our answer: each seated row's group, and the bands solved exactly."""
        units = self.units()
        tied = frozenset(row for unit in units if len(unit) > 1 for row in unit)
        hall = Hall(self.groups, self.seats, lambda a, b: a == b, self.misses, self.kept_apart(), tied)
        exact = fill(hall, units).exact
        return dict(hall.seated), exact

    def misses(self, student: int, week: int) -> bool:
        return (student, week) in self.elsewhere

    def allows(self, way: Way) -> bool:
        """Whether every rule is kept, by a check that shares nothing with how ours was made but the marks' matching."""
        group = {one.number: one for one in self.groups}
        for row, number in way.items():
            own = group[number]
            if own.band != row.band or (own.opt_in and not row.agreed) or self.misses(row.student, own.week):
                return False
        for (a, x), (b, y) in combinations(way.items(), 2):
            if a.student == b.student and group[x].week == group[y].week:
                return False
            if x == y and any({a.student, b.student} <= pair for pair in self.apart):
                return False
        for own in self.groups:
            if list(way.values()).count(own.number) > own.most:
                return False
        for place, kinds in self.seats.items():
            here = [row for row, number in way.items() if group[number].place == place]
            if len(here) > sum(count for _, count in kinds) or matched(here, kinds) is None:
                return False
        return all(len({way.get(row) for row in unit}) == 1 for unit in self.units())

    def ways(self) -> Iterator[Way]:
        """Every way that keeps the rules."""
        options = [[None, *(own.number for own in self.groups if own.band == row.band)] for row in self.rows]
        for choice in product(*options):
            way = {row: number for row, number in zip(self.rows, choice, strict=True) if number is not None}
            if self.allows(way):
                yield way


def spread(way: Way) -> float:
    """The sum over groups of the range of its students' positions."""
    at: dict[int, list[float]] = {}
    for row, number in way.items():
        at.setdefault(number, []).append(row.at)
    return sum(max(own) - min(own) for own in at.values())


@st.composite
def cases(draw: st.DrawFn, *, tied: bool, marks: bool = False) -> Case:
    """A case of one band or two; `tied` draws the rules that see single students, `marks` seats for some marks."""
    bands = ["a", "b"] if tied else ["a"]
    count = draw(st.integers(1, 6))
    rows = []
    for number in range(count):
        student = draw(st.integers(0, count - 1)) if tied else number
        band = draw(st.sampled_from(bands))
        if any((row.student, row.band) == (student, band) for row in rows):
            continue
        at = draw(st.sampled_from([0.0, 0.1, 0.15, 0.4, 0.8]))
        rows.append(Row(number, student, band, number, at, draw(st.integers(0, 1)), draw(st.booleans())))
    rows = [row._replace(rank=place) for place, row in enumerate(sorted(rows, key=lambda row: (row.at, row.number)))]
    groups, seats = [], {}
    for number in range(draw(st.integers(1, 3))):
        planned = draw(st.integers(1, 3))
        opt_in = draw(st.booleans()) if tied else False
        most = planned + draw(st.integers(0, 1)) * int(tied)
        band, week = draw(st.sampled_from(bands)), draw(st.integers(0, 1))
        groups.append(Group(number, band, number, planned, most, opt_in, week))
        seats[number] = [(draw(st.integers(0, 1)) if marks else 0, planned)]
    if not tied:
        return Case(tuple(rows), tuple(groups), seats)
    students = sorted({row.student for row in rows})
    pairs = [frozenset(pair) for pair in combinations(students, 2)]
    apart = tuple(draw(st.lists(st.sampled_from(pairs), max_size=1))) if pairs else ()
    others = [pair for pair in pairs if pair not in apart]
    together = draw(st.sampled_from(others)) if others and draw(st.booleans()) else frozenset()
    busy = draw(st.frozensets(st.tuples(st.sampled_from(students), st.integers(0, 1)), max_size=2))
    return Case(tuple(rows), tuple(groups), seats, busy, apart, together)
