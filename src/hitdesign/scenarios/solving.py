"""Scenarios answered one after another: limits move on one formulation where they can, else it is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import numpy as np

from hitdesign.allocation.allocate import allocate
from hitdesign.errors import HitdesignError, SolverError
from hitdesign.levers import Lever
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.amounts import (
    columns_moved,
    known_of,
    limits_under,
    of_limits,
    same_but_for_limits,
    same_limits,
)
from hitdesign.scenarios.cells import AMOUNTS
from hitdesign.scenarios.outcome import Outcome, outcome_of, refused, whole_outcome
from hitdesign.scenarios.prepared import Prepared, prepare
from hitdesign.scenarios.pull import Given, kind_of, pull
from hitdesign.solving.chain import Chain
from hitdesign.solving.corner import limits_of
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.numbers import Floats
from hitdesign.solving.program import Program

Models = Literal["kept", "anew", "as_needed"]
#: From so many scenarios of the same columns on, the formulation of the base is tried on them.
WORTH_TRYING = 4


@dataclass(frozen=True)
class How:
    """How scenarios are solved.

    `whole`: whole plans, each of which takes as long as `design`. `who`: also who is served and whose dollars pay (off:
    the levels' values and what binds); where levels leave several answers, the first in the published order is taken.
    `levels`: how many of the policy's levels (None: all). `models`: whether the base's recommended tutoring models are
    "kept", recommended "anew", or kept where amounts alone change ("as_needed").
    """

    whole: bool = False
    who: bool = True
    levels: int | None = None
    models: Models = "as_needed"
    rules: RuleBook | None = None
    solver: Any = None


class Scenarios:
    """Facts and choices whose levers are pulled one by one; `base` is its own answer.

    Every call of `outcomes` starts from the base, so that an answer depends on the levers of that call alone.
    """

    def __init__(self, given: Given, how: How) -> None:
        self.given, self.how = given, how
        self.prepared = prepare(given, rules=how.rules)
        self.program = self._program(self.prepared)
        self.chain = Chain(self.program, solver=how.solver)
        self.known = known_of(self.prepared.formulation, given)

    def _program(self, prepared: Prepared) -> Program:
        """The levels that are solved; the published order stands last where it decides who is served."""
        levels = self.how.levels
        return (
            prepared.settled(levels) if self.how.who else prepared.program.with_levels(prepared.program.levels[:levels])
        )

    @property
    def base(self) -> Outcome:
        """The outcome without a lever."""
        if self.how.whole:
            return self._whole(self.given, self.prepared)
        return outcome_of(self.prepared, self.program, self.chain.first, who=self.how.who)

    def outcomes(self, levers: Sequence[Lever]) -> Iterator[tuple[int, Outcome]]:
        """Each lever's position with its outcome, neighbours after one another; none of them raises for its input."""
        self.chain.restart()
        order = sorted(
            range(len(levers)), key=lambda number: (columns_moved([levers[number]]), _amounts(levers[number]))
        )
        for moved, members in groupby(order, key=lambda number: columns_moved([levers[number]])):
            group = list(members)
            if self._quick(moved, [levers[number] for number in group]):
                yield from self._by_limits(moved, group, levers)
            else:
                yield from ((number, self._outcome(levers[number], moved)) for number in group)

    def _by_limits(
        self, moved: tuple[tuple[str, str], ...], group: Sequence[int], levers: Sequence[Lever]
    ) -> Iterator[tuple[int, Outcome]]:
        """Scenarios whose program is the base's under other limits."""
        near: list[tuple[int, Program]] = []
        for number in group:
            try:
                limits = self._limits(pull(self.given, levers[number]), moved)
            except HitdesignError as trouble:
                yield number, refused(trouble)
                continue
            if limits is None:
                yield number, self._outcome(levers[number], moved)
            else:
                near.append((number, self.program.with_all_limits(limits)))
        for number, program in self._outward(near):
            try:
                yield number, outcome_of(self.prepared, program, self.chain.solve(program), who=self.how.who)
            except SolverError:
                yield number, self._outcome(levers[number], moved)

    def _limits(self, given: Given, moved: tuple[tuple[str, str], ...]) -> dict[str, Floats] | None:
        return limits_under(self.prepared.formulation, given, moved, self.known)

    def _outward(self, near: Sequence[tuple[int, Program]]) -> Iterator[tuple[int, Program]]:
        """From the base on to one end of neighbours, then from the base on to the other: no step is a long one."""
        if not near:
            return
        base = limits_of(self.program)
        size = np.maximum(1.0, np.abs(base))
        middle = int(np.argmin([(np.abs(limits_of(program) - base) / size).max(initial=0.0) for _, program in near]))
        yield from near[middle:]
        self.chain.restart()
        yield from near[:middle][::-1]

    def _quick(self, moved: tuple[tuple[str, str], ...], levers: Sequence[Lever]) -> bool:
        """Whether these columns stand in limits alone here: the first and the last scenario, made anew, say so."""
        if self.how.whole or not moved or not of_limits(moved) or not self._keeps(moved):
            return False
        return len(levers) >= WORTH_TRYING and all(self._agrees(lever, moved) for lever in (levers[0], levers[-1]))

    def _agrees(self, lever: Lever, moved: tuple[tuple[str, str], ...]) -> bool:
        try:
            given = pull(self.given, lever)
            limits = self._limits(given, moved)
            anew = prepare(given, recommendation=self.prepared.recommendation).program
        except HitdesignError:
            return False
        program = self.prepared.program
        if limits is None or not same_but_for_limits(program, anew):
            return limits is None
        return same_limits(program.with_all_limits(limits), anew)

    def _keeps(self, moved: tuple[tuple[str, str], ...]) -> bool:
        """Whether the base's tutoring models stay."""
        if self.how.models != "as_needed":
            return self.how.models == "kept"
        return all(kind_of(table, column) in AMOUNTS for table, column in moved)

    def _outcome(self, lever: Lever, moved: tuple[tuple[str, str], ...]) -> Outcome:
        """The outcome of one scenario whose program is made anew."""
        try:
            given = pull(self.given, lever)
            kept = self.prepared.recommendation if self._keeps(moved) else None
            prepared = prepare(given, recommendation=kept, rules=self.how.rules)
            if self.how.whole:
                return self._whole(given, prepared)
            program = self._program(prepared)
            return outcome_of(prepared, program, solve_linear(program, solver=self.how.solver), who=self.how.who)
        except HitdesignError as trouble:
            return refused(trouble)

    def _whole(self, given: Given, prepared: Prepared) -> Outcome:
        found = allocate(
            given.district,
            prepared.need,
            prepared.recommendation,
            given.policy,
            evidence=given.evidence,
            solver=self.how.solver,
            levels=self.how.levels,
        )
        return whole_outcome(found, prepared.need.cohorts)


def _amounts(lever: Lever) -> tuple[float, ...]:
    """What its changes come to, so that near scenarios stand beside each other."""
    return tuple(
        float(
            next((one for one in (change.factor, change.difference, change.value) if isinstance(one, int | float)), 0)
        )
        for change in lever.changes
    )
