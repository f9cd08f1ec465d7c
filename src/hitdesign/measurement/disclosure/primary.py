"""Which counts are too small to be shown, which rates are coded, and how far a reader must stay from each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hitdesign.measurement.disclosure.cells import ABOVE, BELOW, CHANGED, OTHERS, Cells, Coded
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import OUT_OF, STUDENTS, CountTable, Place
from hitdesign.solving.numbers import Floats, Ints

#: Why a count is hidden or coded, by code.
WHY = {
    "small": "from 1 to below {threshold} students",
    "zero": "a count of 0, which the policy hides",
    "small_group": "a rate of a group of fewer than {threshold} students",
    "all_or_none": "all or none of a group: it tells of each of its students",
    "others": "fewer than {threshold} others in the group",
    "coded": "within {share:.0%} of none or all of its group",
}


@dataclass(frozen=True)
class Primary:
    """What the policy alone hides: why, by place; coded: the shares that coded rates tell, by place of the count."""

    why: Mapping[Place, str]
    coded: Coded


@dataclass(frozen=True, eq=False)
class Demands:
    """How far a reader must stay from each protected count, in students.

    target: positions of counts; lower, upper: how far below and above it must remain possible; width: how wide what is
    possible must be.
    """

    target: Ints
    lower: Floats
    upper: Floats
    width: Floats


def primary_of(tables: Sequence[CountTable], policy: DisclosurePolicy) -> Primary:
    """What the policy hides in tables before any arithmetic; tables that everybody knows already are passed over.

    A count is small from 1 to below the threshold; of a rate x / n also n, and n - x where both sides count. A rate
    with x <= share x n or x >= (1 - share) x n is coded, share being the band of its n.
    """
    why: dict[Place, str] = {}
    coded: dict[Place, tuple[float | None, float | None]] = {}
    for table in [one for one in tables if not one.known]:
        labels = table.labels()
        groups = table.numbers(OUT_OF) if table.out_of else [None] * len(labels)
        for where, number, group in zip(labels, table.numbers(STUDENTS), groups, strict=True):
            count = table.place(table.counts, where)
            if group is None:
                if policy.small(number):
                    why[count] = "small" if number else "zero"
                continue
            if policy.small(group):
                why[table.place(table.out_of or "", where)] = "small" if group else "zero"
            code, shares = _rate(number, group, policy)
            if code is not None:
                why[count] = code
            if shares is not None:
                coded[count] = shares
    return Primary(why, {place: shares for place, shares in coded.items() if why[place] == "coded"})


def _rate(
    number: float, group: float, policy: DisclosurePolicy
) -> tuple[str | None, tuple[float | None, float | None] | None]:
    if policy.small(group):
        return "small_group", None
    share = None if group < policy.threshold_students else policy.share_for(group)
    if share is not None and number <= share * group:
        return "coded", (None, share)
    if share is not None and number >= (1 - share) * group:
        return "coded", (1 - share, None)
    if group and number in (0, group):
        return "all_or_none", None
    if policy.small(number):
        return "small", None
    return ("others", None) if policy.both_sides and policy.small(group - number) else (None, None)


def demands_of(cells: Cells, primary: Primary, policy: DisclosurePolicy, value: Floats) -> Demands:
    """What is demanded of every count that must be protected, also of those that no table shows.

    cells: with NaN where a number is not known here; value: with all. Of a small count: `lower_students` below (no
    further than 0), up to the threshold above, `width_students` in all; of a coded one: the ends of its band in whole
    students; of one that was hidden before: the width alone.
    """
    lines: list[tuple[int, float, float, float]] = []
    hideable = np.bincount(cells.row, weights=cells.may_hide[cells.column], minlength=cells.n_rows) > 0
    beside = set(cells.column[hideable[cells.row]].tolist())
    for position, place in enumerate(cells.places):
        number = float(value[position])
        if place in primary.coded:
            lines.append((position, *_of_band(number, _group(cells, value, place), primary.coded[place])))
        elif place in primary.why:
            lines.append((position, *_of_small(number, policy, primary.why[place])))
        elif _earlier(cells, position):
            lines.append((position, 0.0, 0.0, float(policy.width_students)))
        elif policy.both_sides and _aside(cells, primary, position) and position in beside and policy.small(number):
            lines.append((position, *_of_small(number, policy, "small")))
    target, lower, upper, width = zip(*lines, strict=True) if lines else ((), (), (), ())
    return Demands(
        np.array(target, dtype=np.int64),
        np.array(lower, dtype=np.float64),
        np.array(upper, dtype=np.float64),
        np.array(width, dtype=np.float64),
    )


def _of_small(number: float, policy: DisclosurePolicy, code: str) -> tuple[float, float, float]:
    above = 0.0 if code == "others" else policy.reach_above(number)
    return min(float(policy.lower_students), number), above, float(policy.width_students)


def _of_band(number: float, group: float, shares: tuple[float | None, float | None]) -> tuple[float, float, float]:
    least, most = shares
    low = 0 if least is None else math.ceil(least * group - 1e-9)
    high = group if most is None else math.floor(most * group + 1e-9)
    return max(0.0, number - low), max(0.0, high - number), 0.0


def _group(cells: Cells, value: Floats, place: Place) -> float:
    """The size of a rate's group: the count and the others."""
    return float(value[cells.index[place]] + value[cells.index[place._replace(side=OTHERS)]])


def _earlier(cells: Cells, position: int) -> bool:
    return not cells.places[position].side and not cells.shown[position]


def _aside(cells: Cells, primary: Primary, position: int) -> bool:
    """A count that no table shows and that is one of students, not of a coded rate's other side."""
    place = cells.places[position]
    if not place.side or place.side in (ABOVE, BELOW) or place.side.startswith(CHANGED):
        return False
    known = not math.isnan(cells.value[position])
    return known and not (place.side == OTHERS and place._replace(side="") in primary.coded)
