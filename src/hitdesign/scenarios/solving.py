"""Scenarios answered one after another: limits move on one formulation where they can, else it is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from hitdesign.allocation.allocate import allocate
from hitdesign.errors import HitdesignError, SolverError
from hitdesign.levers import Lever
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.amounts import columns_moved, limits_under, of_limits, same_but_for_limits, same_limits
from hitdesign.scenarios.asked import Asked, ask
from hitdesign.scenarios.cells import AMOUNTS
from hitdesign.scenarios.outcome import Outcome, outcome_of, refused, whole_outcome
from hitdesign.scenarios.pull import Situation, kind_of, pull
from hitdesign.solving.along import along
from hitdesign.solving.chain import Chain
from hitdesign.solving.linear import solve_linear
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
    """A situation whose levers are pulled one by one; `base` is its own answer.

    Every call of `outcomes` starts from the base, so that an answer depends on the levers of that call alone.
    """

    def __init__(self, situation: Situation, how: How) -> None:
        self.situation, self.how = situation, how
        self.asked = ask(situation, rules=how.rules)
        self.program = self._program(self.asked)
        self.chain = Chain(self.program, solver=how.solver)

    def _program(self, asked: Asked) -> Program:
        """The levels that are solved; the published order stands last where it decides who is served."""
        levels = self.how.levels
        return asked.settled(levels) if self.how.who else asked.program.with_levels(asked.program.levels[:levels])

    @property
    def base(self) -> Outcome:
        """The outcome without a lever."""
        if self.how.whole:
            return self._whole(self.situation, self.asked)
        return outcome_of(self.asked, self.program, self.chain.first, who=self.how.who)

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
                limits = limits_under(self.asked.formulation, pull(self.situation, levers[number]), moved)
            except HitdesignError as trouble:
                yield number, refused(trouble)
                continue
            if limits is None:
                yield number, self._outcome(levers[number], moved)
            else:
                near.append((number, self.program.with_all_limits(limits)))
        try:
            for place, answer in along(self.chain, [program for _, program in near]):
                number, program = near[place]
                yield number, outcome_of(self.asked, program, answer, who=self.how.who)
        except SolverError:
            yield from ((number, self._outcome(levers[number], moved)) for number, _ in near)

    def _quick(self, moved: tuple[tuple[str, str], ...], levers: Sequence[Lever]) -> bool:
        """Whether these columns stand in limits alone here: the first and the last scenario, made anew, say so."""
        if self.how.whole or not moved or not of_limits(moved) or not self._keeps(moved):
            return False
        return len(levers) >= WORTH_TRYING and all(self._agrees(lever, moved) for lever in (levers[0], levers[-1]))

    def _agrees(self, lever: Lever, moved: tuple[tuple[str, str], ...]) -> bool:
        try:
            situation = pull(self.situation, lever)
            limits = limits_under(self.asked.formulation, situation, moved)
            anew = ask(situation, recommendation=self.asked.recommendation).program
        except HitdesignError:
            return False
        program = self.asked.program
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
            situation = pull(self.situation, lever)
            kept = self.asked.recommendation if self._keeps(moved) else None
            asked = ask(situation, recommendation=kept, rules=self.how.rules)
            if self.how.whole:
                return self._whole(situation, asked)
            program = self._program(asked)
            return outcome_of(asked, program, solve_linear(program, solver=self.how.solver), who=self.how.who)
        except HitdesignError as trouble:
            return refused(trouble)

    def _whole(self, situation: Situation, asked: Asked) -> Outcome:
        found = allocate(
            situation.district,
            asked.need,
            asked.recommendation,
            situation.policy,
            evidence=situation.evidence,
            solver=self.how.solver,
            levels=self.how.levels,
        )
        return whole_outcome(found, asked.need.cohorts)


def _amounts(lever: Lever) -> tuple[float, ...]:
    """What its changes come to, so that near scenarios stand beside each other."""
    return tuple(
        float(
            next((one for one in (change.factor, change.difference, change.value) if isinstance(one, int | float)), 0)
        )
        for change in lever.changes
    )
