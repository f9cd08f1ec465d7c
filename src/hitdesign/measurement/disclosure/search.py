"""Which further counts are hidden: the least loss that protects everything, by cuts, with a bound nobody can pass."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.measurement.disclosure.cells import Cells
from hitdesign.measurement.disclosure.primary import Demands
from hitdesign.measurement.disclosure.repair import Ways, repaired, trimmed
from hitdesign.measurement.disclosure.room import SLIGHT, Cut, Room, cut_of, within_reach
from hitdesign.solving.numbers import Bools, Floats
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole

#: Rounds of cuts over parts of counts, over whole choices, and over parts between them; nodes of each search.
PART_ROUNDS, WHOLE_ROUNDS, PARTS_BETWEEN, NODES = 40, 60, 4, 2_000
#: How much of its cost a count may seem to cost more for being the largest of all.
TASTE = 0.1


@dataclass(frozen=True, eq=False)
class Choice:
    """The hidden counts, what hiding them costs beyond what the policy alone hides, and what any choice costs at least.

    demands: as far as they can be met; proved: no choice costs less; reproducible: False where a clock decided.
    """

    hidden: Bools
    demands: Demands
    cost: float
    bound: float
    proved: bool
    reproducible: bool
    rounds: int


@dataclass(eq=False)
class _Search:
    room: Room
    weight: Floats
    given: Bools
    free: Bools
    cuts: list[Cut]
    ends: float
    hidden: Bools
    bound: float = 0.0
    rounds: int = 0
    known: set[bytes] = field(default_factory=set)
    late_once: bool = False

    def late(self) -> bool:
        """Whether the time is up."""
        self.late_once = self.late_once or time.monotonic() > self.ends
        return self.late_once

    def cost(self, hidden: Bools) -> float:
        """What a choice costs beyond what is hidden anyway."""
        return float(self.weight[hidden & self.free].sum())

    def better(self, hidden: Bools | None) -> None:
        """Take a protecting choice that costs less than the best so far."""
        if hidden is not None and self.cost(hidden) < self.cost(self.hidden) - SLIGHT:
            self.hidden = hidden

    def raise_bound(self, bound: float) -> None:
        """A bound proved; where every weight is whole, so is what can be reached.

        Raises SolverError where a choice that protects costs less: then a cut cannot be trusted.
        """
        slack = 1e-6 * max(1.0, abs(bound))
        if bound > self.cost(self.hidden) + 100 * slack:
            raise SolverError(f"a bound of {bound:g} stands above a choice that costs {self.cost(self.hidden):g}")
        whole = bool(np.all(self.weight[self.free] % 1 == 0))
        self.bound = max(self.bound, math.ceil(bound - slack) if whole else bound)

    @property
    def taste(self) -> Floats:
        """What a count's cost seems to be times, so that of equal costs the smaller counts are hidden."""
        value = self.room.cells.value
        return np.asarray(1.0 + TASTE * value / max(1.0, float(np.max(value, initial=0.0))))

    @property
    def done(self) -> bool:
        """Whether nothing better is possible."""
        return self.bound >= self.cost(self.hidden) - SLIGHT

    def program(self) -> Program:
        """The choice as a program: columns `hide` (0 or 1), rows `protect`, one per cut; least loss."""
        columns = np.flatnonzero(self.free)
        at = np.cumsum(self.free) - 1
        sizes = [len(cut.column) for cut in self.cuts]
        hide = Columns("hide", {"cell": columns}, np.zeros(len(columns)), np.ones(len(columns)), True)
        protect = Rows(
            "protect",
            {"cut": np.arange(len(sizes))},
            np.repeat(np.arange(len(sizes)), sizes),
            np.concatenate([np.zeros(0, dtype=np.int64), *(at[cut.column] for cut in self.cuts)]),
            np.concatenate([np.zeros(0), *(cut.coefficient for cut in self.cuts)]),
            ">=",
            np.ones(len(sizes)),
            "demands",
            "cut {cut}: what is hidden meets its demand",
        )
        return Program((hide,), (protect,), (Level("loss", "cells", "min", self.weight[columns]),))

    def spread(self, chosen: Floats) -> Floats:
        """Values of the free counts as values of all: what is hidden anyway is 1."""
        values = self.given.astype(np.float64)
        values[self.free] = np.clip(chosen, 0.0, 1.0)
        return values

    def cut_off(self, values: Floats, *, capped: bool) -> tuple[int, int]:
        """Add the cuts that these values miss; how many demands were missed, and how many cuts are new."""
        self.room.hide(values, capped=capped)
        self.room.learned = []
        before = len(self.cuts)
        for place in range(len(self.room.demands.target)):
            self.room.missed(place)
            if self.late():
                break
        missed = len(self.room.learned)
        self.learn(values)
        return missed, len(self.cuts) - before

    def learn(self, values: Floats) -> None:
        """Add the cuts of all demands found missed since the last time, as far as they are new and cut these off."""
        for demanded, shares in self.room.learned:
            cut = cut_of(demanded, shares, self.given, self.free)
            if cut is not None and float(cut.coefficient @ values[cut.column]) < 1.0 - 1e-4:
                key = cut.column.tobytes() + np.round(cut.coefficient, 6).tobytes()
                self.cuts += [] if key in self.known else [cut]
                self.known.add(key)
        self.room.learned = []


def choose(
    cells: Cells, demands: Demands, primary: Bools, weight: Floats, time_limit_seconds: float | None = None
) -> Choice:
    """Hide at least cost so that every demand is met that can be met at all.

    primary: hidden in any case; weight: what hiding each count costs (0 for those the policy hides). First cuts over
    parts of counts give a bound, then whole choices are made and cut until one protects everything; between them
    choices are repaired and trimmed. Stops are counted rounds and nodes, and the time limit where one is given.
    """
    given, free = primary | ~cells.shown, cells.may_hide & ~primary
    ends = math.inf if time_limit_seconds is None else time.monotonic() + time_limit_seconds
    room = Room(cells, demands)
    room.demands = within_reach(room, given | free)
    search = _Search(room, weight, given, free, [], ends, given | free)
    ways = Ways(room)
    search.better(repaired(room, ways, given, weight * search.taste, free, search.late))
    search.learn(given.astype(np.float64))
    _over_parts(search, ways)
    if not search.done:
        _over_whole(search, ways)
    proved = search.done
    return Choice(
        search.hidden,
        room.demands,
        search.cost(search.hidden),
        min(search.bound, search.cost(search.hidden)),
        proved,
        proved or not search.late_once,
        search.rounds,
    )


def _completed(search: _Search, ways: Ways, hidden: Bools, weight: Floats, doubtful: Bools) -> Bools | None:
    """A choice from a start: repaired until it protects, then trimmed; of equal costs, smaller counts are hidden.

    doubtful: the counts that may be shown again.
    """
    found = repaired(search.room, ways, hidden, weight * search.taste, search.free, search.late)
    return None if found is None else trimmed(search.room, found, search.weight * search.taste, doubtful, search.late)


def _over_parts(search: _Search, ways: Ways) -> None:
    """Cuts over parts of counts, round by round, until there is none; then a choice near what they say."""
    values = search.given.astype(np.float64)
    for _ in range(PART_ROUNDS):
        if not search.cut_off(values, capped=True)[1] or search.late():
            break
        values = _parts(search)
        if search.done:
            return
    if search.cost(search.hidden):
        near, doubtful = search.given | (search.free & (values > 0.5)), search.free & (values < 0.9)
        search.better(_completed(search, ways, near, search.weight * (1.0 - 0.9 * values), doubtful))
        search.learn(search.given.astype(np.float64))


def _parts(search: _Search) -> Floats:
    """The least loss over parts of counts under the cuts so far: a bound."""
    search.rounds += 1
    program = search.program()
    solved = solve_level(program, program.levels[0], settings=Settings())
    if solved.values is None or solved.certificate is None:
        raise SolverError(f"the choice of hidden counts has no answer ({solved.status})")
    search.raise_bound(solved.certificate.bound)
    return search.spread(solved.values)


def _over_whole(search: _Search, ways: Ways) -> None:
    """Whole choices under the cuts so far; each either protects, and is the best, or is cut off and repaired."""
    for _ in range(WHOLE_ROUNDS):
        if search.done or search.late():
            return
        search.rounds += 1
        left = None if math.isinf(search.ends) else max(0.1, search.ends - time.monotonic())
        start = search.hidden[search.free].astype(np.float64)
        answer = solve_whole(search.program(), node_limit=NODES, time_limit_seconds=left, start=start)
        search.late_once = search.late_once or not answer.reproducible
        if answer.values is None:
            return
        search.raise_bound(answer.levels[0].bound)
        values = np.round(search.spread(answer.values))
        missed, added = search.cut_off(values, capped=False)
        if not missed and not search.late():
            search.better(values > 0.5)
        if not added:
            return
        chosen = values > 0.5
        search.better(_completed(search, ways, chosen, search.weight, search.free & ~chosen))
        search.learn(search.given.astype(np.float64))
        for _ in range(PARTS_BETWEEN):
            if search.late() or not search.cut_off(_parts(search), capped=True)[1]:
                break
