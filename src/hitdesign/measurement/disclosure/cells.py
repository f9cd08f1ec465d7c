"""All tables as one system of counts and sums, the way somebody sees it who has them all on the desk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.disclosure.tables import (
    AT_LEAST,
    AT_MOST,
    KNOWN_LEAST,
    KNOWN_MOST,
    Amount,
    Change,
    CountTable,
    Link,
    Place,
)
from hitdesign.solving.numbers import Bools, Floats, Ints

#: What nobody prints but anybody can subtract.
OTHERS, ABOVE, BELOW, CHANGED = " (the others)", " (above its share)", " (below its share)", " (change)"
AMOUNT = " (amount)"
Coded = Mapping[Place, tuple[float | None, float | None]]


@dataclass(frozen=True, eq=False)
class Cells:
    """Counts and the sums that tie them, each sum of coefficient x count being 0.

    places: one per count, in canonical order; value: NaN where it was published without one; low, high: what anybody
    knows of it; shown: stands in a table with its number; may_hide: and may still be hidden; total: others add up to
    it; row, column, coefficient: the sums.
    """

    places: tuple[Place, ...]
    value: Floats
    low: Floats
    high: Floats
    shown: Bools
    may_hide: Bools
    total: Bools
    row: Ints
    column: Ints
    coefficient: Floats
    n_rows: int

    @cached_property
    def index(self) -> dict[Place, int]:
        """The position of each count."""
        return {place: position for position, place in enumerate(self.places)}

    def completed(self, value: Floats) -> Cells:
        """The same with every value given."""
        return replace(self, value=value)


@dataclass
class _Builder:
    value: dict[Place, float] = field(default_factory=dict)
    shown: set[Place] = field(default_factory=set)
    fixed: set[Place] = field(default_factory=set)
    ends: dict[Place, tuple[float, float]] = field(default_factory=dict)
    sums: set[tuple[tuple[Place, float], ...]] = field(default_factory=set)
    totals: set[Place] = field(default_factory=set)

    def put(self, place: Place, number: float, *, fixed: bool) -> None:
        if not math.isnan(number):
            self.shown.add(place)
            if fixed:
                self.fixed.add(place)
        if math.isnan(self.value.get(place, math.nan)):
            self.value[place] = number
        self.ends.setdefault(place, (0.0, np.inf))

    def aside(self, place: Place, number: float, ends: tuple[float, float] = (0.0, np.inf)) -> Place:
        """A count that no table shows."""
        if math.isnan(self.value.get(place, math.nan)):
            self.value[place] = number
        self.ends[place] = ends
        return place

    def tie(self, *terms: tuple[Place, float]) -> None:
        self.sums.add(tuple(sorted(terms)))

    def built(self) -> Cells:
        places = tuple(sorted(self.value))
        at = {place: position for position, place in enumerate(places)}
        sums = sorted(self.sums)
        terms = [(row, at[place], coefficient) for row, one in enumerate(sums) for place, coefficient in one]
        rows, columns, coefficients = zip(*terms, strict=True) if terms else ((), (), ())
        ends = np.array([self.ends[place] for place in places], dtype=np.float64).reshape(-1, 2)
        shown = np.array([place in self.shown for place in places], dtype=np.bool_)
        return Cells(
            places,
            np.array([self.value[place] for place in places], dtype=np.float64),
            ends[:, 0],
            ends[:, 1],
            shown,
            shown & np.array([place not in self.fixed for place in places], dtype=np.bool_),
            np.array([place in self.totals for place in places], dtype=np.bool_),
            np.array(rows, dtype=np.int64),
            np.array(columns, dtype=np.int64),
            np.array(coefficients, dtype=np.float64),
            len(sums),
        )


def cells_of(
    tables: Sequence[CountTable],
    before: Sequence[CountTable] = (),
    changes: Sequence[Change] = (),
    links: Sequence[Link] = (),
    coded: Coded | None = None,
    amounts: Sequence[Amount] = (),
) -> Cells:
    """The system of all tables together; counts of the same name, as_of and place are one count.

    before: what was published earlier, whose numbers cannot be hidden any more; coded: by place of a rate's count, the
    shares it tells (at least, at most). Sums: whole - parts = 0; for rates count + others = group; for parts that
    overlap whole - part - others = 0, others >= 0; for a coded rate count - share x group >= 0 or <= 0; for changes
    later - earlier within its ends; for amounts sum of weight x count within its ends. Raises InputError where a link
    or an amount points at no count.
    """
    builder = _Builder()
    for table, earlier in [*((one, False) for one in tables), *((one, True) for one in before)]:
        _put_table(builder, table, earlier or table.known)
    for table in [*tables, *before]:
        _tie_table(builder, table, coded or {})
    _tie_changes(builder, changes)
    _tie_links(builder, links)
    _tie_amounts(builder, amounts)
    return builder.built()


def _put_table(builder: _Builder, table: CountTable, fixed: bool) -> None:
    labels = table.labels()
    for column, counts in table.columns:
        for position, number in enumerate(table.numbers(column)):
            builder.put(table.place(counts, labels[position]), number, fixed=fixed)
    for column, end in ((KNOWN_LEAST, 0), (KNOWN_MOST, 1)):
        for where, number in zip(labels, table.numbers(column), strict=True):
            if not math.isnan(number):
                place = table.place(table.counts, where)
                low, high = builder.ends[place]
                builder.ends[place] = (low, min(high, number)) if end else (max(low, number), high)


def _tie_table(builder: _Builder, table: CountTable, coded: Coded) -> None:
    rows = set(table.labels())
    for _, counts in table.columns:
        for at, dimension in enumerate(table.dimensions):
            for whole, parts in table.sums_of(dimension):
                for labels in [one for one in rows if one[at] == whole]:
                    inside = [table.place(counts, _put(labels, at, part)) for part in parts]
                    top = table.place(counts, labels)
                    builder.tie((top, 1.0), *((place, -1.0) for place in inside))
                    builder.totals.add(top)
            for whole, parts in dimension.within:
                for labels in [one for one in rows if one[at] in parts and _put(one, at, whole) in rows]:
                    _tie_within(builder, table, counts, labels, _put(labels, at, whole), whole)
    if table.out_of:
        _tie_rates(builder, table, coded)


def _put(labels: tuple[str, ...], at: int, label: str) -> tuple[str, ...]:
    return (*labels[:at], label, *labels[at + 1 :])


def _tie_within(
    builder: _Builder, table: CountTable, counts: str, labels: tuple[str, ...], top: tuple[str, ...], whole: str
) -> None:
    part, all_of = table.place(counts, labels), table.place(counts, top)
    others = part._replace(side=f" (of {whole}, all but these)")
    builder.aside(others, builder.value[all_of] - builder.value[part])
    builder.tie((all_of, 1.0), (part, -1.0), (others, -1.0))


def _tie_rates(builder: _Builder, table: CountTable, coded: Coded) -> None:
    shares = zip(table.numbers(AT_LEAST), table.numbers(AT_MOST), strict=True)
    for labels, (least, most) in zip(table.labels(), shares, strict=True):
        count, group = table.place(table.counts, labels), table.place(table.out_of or "", labels)
        number, size = builder.value[count], builder.value[group]
        others = builder.aside(count._replace(side=OTHERS), size - number)
        builder.tie((group, 1.0), (count, -1.0), (others, -1.0))
        told = coded.get(count, (None if math.isnan(least) else least, None if math.isnan(most) else most))
        for share, side, sign in ((told[0], ABOVE, 1.0), (told[1], BELOW, -1.0)):
            if share is not None:
                room = builder.aside(count._replace(side=side), sign * (number - share * size))
                terms = [(count, sign), (room, -1.0), *([(group, -sign * share)] if share else [])]
                builder.tie(*terms)


def _tie_changes(builder: _Builder, changes: Sequence[Change]) -> None:
    known = {place[:2] for place in builder.value}
    lost = [at for at, one in enumerate(changes) if not {(one.counts, one.earlier), (one.counts, one.later)} <= known]
    if lost:
        problem, wanted = "a change names counts of a day that no table has", "counts and as_of as the tables name them"
        raise InputError(Fault("changes", problem, wanted, "Correct it", at + 1) for at in lost)
    for one in changes:
        for place in [p for p in builder.value if p[:2] == (one.counts, one.later) and not p.side]:
            earlier = place._replace(as_of=one.earlier)
            if earlier in builder.value:
                moved = place._replace(side=f"{CHANGED} since {one.earlier}")
                change = builder.value[place] - builder.value[earlier]
                builder.aside(moved, change, (one.at_least, one.at_most))
                builder.tie((place, 1.0), (earlier, -1.0), (moved, -1.0))


def _tie_links(builder: _Builder, links: Sequence[Link]) -> None:
    lost = [(number, one) for number, one in enumerate(links) if {one.whole, *one.parts} - builder.value.keys()]
    if lost:
        raise InputError(
            Fault("links", "a link names a count that no table has", "counts of the tables given", "Correct it", at + 1)
            for at, _ in lost
        )
    for one in links:
        builder.tie((one.whole, 1.0), *((place, -1.0) for place in one.parts))
        builder.totals |= {one.whole} if len(one.parts) > 1 else set()


def _tie_amounts(builder: _Builder, amounts: Sequence[Amount]) -> None:
    lost = [at for at, one in enumerate(amounts) if {place for place, _ in one.parts} - builder.value.keys()]
    if lost:
        problem, wanted = "an amount weighs a count that no table has", "counts of the tables given"
        raise InputError(Fault("amounts", problem, wanted, "Correct it", at + 1) for at in lost)
    for number, one in enumerate(amounts):
        place = Place(one.name, str(number), (), AMOUNT)
        builder.aside(place, math.nan, (one.at_least, one.at_most))
        builder.tie((place, 1.0), *((part, -weight) for part, weight in one.parts if weight))
