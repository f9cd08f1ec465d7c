"""One draw: who is served, stratum by stratum, in the order of priority and ticket, until the seats are gone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from hitdesign.measurement.lottery.tickets import Tickets, redrawn, tickets
from hitdesign.solving.numbers import Bools, Floats, Ints

Misfits = Literal["pooled", "down", "up"]
Overflow = Literal["skip", "stop", "exceed"]
#: What draws the odd seats of all strata together; no id can be equal to it.
ODD_SEATS = "\n odd seats"


@dataclass(frozen=True, repr=False, eq=False)
class Lots:
    """What is drawn: units in the order of their ids, `students` in each, their `stratum` (a place) and `priority`.

    `seats`: students who can be served, per stratum; or `share`: of the units of each stratum, with `misfits` saying
    what becomes of the odd part of a seat. `overflow`: what happens when the next unit has more students than seats are
    left. `seed`: the text from which all tickets come.
    """

    units: tuple[str, ...]
    students: Ints
    stratum: Ints
    priority: Floats
    strata: int
    seats: Ints | None
    share: Fraction | None
    misfits: Misfits
    overflow: Overflow
    seed: str

    @cached_property
    def first(self) -> Tickets:
        """The tickets of draw 0."""
        return tickets(self.seed, self.units)

    @cached_property
    def first_odd(self) -> Tickets:
        """The ticket of draw 0 for the odd seats."""
        return tickets(self.seed, [ODD_SEATS])

    @cached_property
    def units_in(self) -> Ints:
        """Units per stratum."""
        return np.bincount(self.stratum, minlength=self.strata).astype(np.int64)

    @cached_property
    def alike(self) -> bool:
        """Whether every unit takes one seat, so that chances follow from counts alone."""
        return self.share is not None or bool((self.students == 1).all())

    @cached_property
    def queue(self) -> Ints:
        """The place of each unit's stratum and priority among all strata and priorities, in order."""
        order = np.lexsort((self.priority, self.stratum))
        keys = np.column_stack([self.stratum[order].astype(np.float64), self.priority[order]])
        new = np.concatenate([[False], (keys[1:] != keys[:-1]).any(axis=1)])
        queue = np.zeros(len(order), dtype=np.int64)
        queue[order] = np.cumsum(new)
        return queue

    def sums_by_stratum(self, rows: Bools) -> Floats:
        """How many are marked in each stratum (columns), per row; columns of `rows` are units."""
        order = np.argsort(self.stratum, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self.units_in)[:-1]])
        return np.add.reduceat(rows[:, order].astype(np.float64), starts, axis=1)

    def orders(self, start: int, count: int = 1) -> Ints:
        """All units by stratum, priority, ticket, id: a row for each draw."""
        by_ticket = np.argsort(redrawn(self.first, start, count), axis=1, kind="stable")
        by_queue = np.argsort(self.queue[by_ticket], axis=1, kind="stable")
        return np.take_along_axis(by_ticket, by_queue, axis=1).astype(np.int64)


def served(lots: Lots, start: int, count: int = 1) -> Bools:
    """Who is served, per draw (rows) and unit: the same for the same ids, seed and draw, whatever the order of rows.

    Formula: within its stratum a unit is served where its students and those served before it do not exceed the seats.
    """
    orders = lots.orders(start, count)
    seats = seats_of(lots, start, count)
    starts = np.concatenate([[0], np.cumsum(lots.units_in)])
    given = np.zeros(orders.shape, dtype=np.bool_)
    sorted_stratum = np.repeat(np.arange(lots.strata), lots.units_in)
    if lots.alike:
        place = np.arange(orders.shape[1]) - starts[sorted_stratum]
        np.put_along_axis(given, orders, place[None, :] < seats[:, sorted_stratum], axis=1)
        return given
    for row, order in enumerate(orders):
        for stratum in range(lots.strata):
            inside = order[starts[stratum] : starts[stratum + 1]]
            given[row, inside] = _filled(lots.students[inside], int(seats[row, stratum]), lots.overflow)
    return given


def _filled(students: Ints, seats: int, overflow: Overflow) -> Bools:
    taken, left = np.zeros(len(students), dtype=np.bool_), seats
    for place, size in enumerate(students.tolist()):
        if left <= 0:
            break
        if size <= left or overflow == "exceed":
            taken[place], left = True, left - size
        elif overflow == "stop":
            break
    return taken


def seats_of(lots: Lots, start: int, count: int = 1) -> Ints:
    """The seats of each stratum, per draw (rows); they move between draws only where odd seats are pooled.

    Formula for `pooled`: stratum s with share x units = whole + odd gets one more where floor(sum of odd up to s + u)
    exceeds floor(sum of odd before s + u), u uniform in [0, 1) from the draw (systematic sampling): one more with
    chance odd, and all strata together within one seat of share x all units. Computed in whole numbers.
    """
    whole, odd, below = whole_and_odd(lots)
    if lots.seats is not None or lots.misfits == "down":
        return np.tile(whole, (count, 1))
    if lots.misfits == "up":
        return np.tile(whole + (odd > 0), (count, 1))
    sums = np.cumsum(odd)
    reached = [-(-(below - part) * 2**64 // below) if part else None for part in (sums % below).tolist()]
    uniform = redrawn(lots.first_odd, start, count)[:, 0]
    steps = [np.zeros(count, dtype=np.bool_) if one is None else uniform >= np.uint64(one) for one in reached]
    climbed = sums // below + np.column_stack(steps).astype(np.int64)
    return np.asarray(whole + np.diff(climbed, axis=1, prepend=0))


def whole_and_odd(lots: Lots) -> tuple[Ints, Ints, int]:
    """The whole seats of each stratum, and the odd part over a common denominator."""
    if lots.seats is not None:
        return lots.seats, np.zeros(lots.strata, dtype=np.int64), 1
    share = lots.share or Fraction(0)
    taken = lots.units_in * share.numerator
    return taken // share.denominator, taken % share.denominator, share.denominator


def chances(lots: Lots) -> Floats | None:
    """The chance of each unit to be served before anything is drawn; None where it does not follow from counts.

    Formula: with n units of its priority, b units before them and m seats in the stratum: min(max(m - b, 0), n) / n;
    where the odd seat is drawn, the mean over both numbers of seats.
    """
    if not lots.alike:
        return None
    if lots.seats is not None or lots.misfits != "pooled":
        return _chances_with(lots, seats_of(lots, 0)[0])
    whole, odd, below = whole_and_odd(lots)
    part = (odd / below)[lots.stratum]
    return np.asarray((1 - part) * _chances_with(lots, whole) + part * _chances_with(lots, whole + 1))


def _chances_with(lots: Lots, seats: Ints) -> Floats:
    chance = np.zeros(len(lots.units))
    for stratum in range(lots.strata):
        inside = lots.stratum == stratum
        left = int(seats[stratum])
        for priority in np.unique(lots.priority[inside]):
            equals = inside & (lots.priority == priority)
            count = int(equals.sum())
            chance[equals] = min(max(left, 0), count) / count
            left -= count
    return chance
