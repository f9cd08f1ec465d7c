"""Whole plans of many blocks in which the least share is large: floors raised as far as patterns of blocks can follow.

A search in whole numbers sees one column that many rows hold down. With the share held, every block is asked for the
cheapest whole way to its floor; what is cheap the prices of the shared rows say, and where even these ways together
need more than there is, no whole plan has that share.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.linear import relative_gap
from hitdesign.solving.mending import mended
from hitdesign.solving.mixing import Mix, Mixed, mixed
from hitdesign.solving.narrow import NarrowPlan
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.patterns import Patterns
from hitdesign.solving.program import Program
from hitdesign.solving.rounding import rounded
from hitdesign.solving.shares import Least, held_out, least_of, lowest
from hitdesign.solving.standard import Settings

#: Blocks from which their patterns are worth asking for.
BLOCKS = 12
#: Shared rows for each block, at most: a mix tears up to one block for each row that binds.
SHARED_EACH = 3
#: Shares tried with mixes and with whole plans; rounds of asking for each share and for another level.
TRIED, MENDED, ROUNDS, OTHER_ROUNDS = 12, 5, 10, 12
#: What is missed of limits, in shares of them: up to this nothing; a bound beyond this is a proof.
KEPT, PROOF = 1e-9, 1e-6
#: Shares nearer than this are one.
NOTHING = 1e-9
#: What missing a limit costs, over what the level is worth.
DEAR = 10.0


def fair_plan(program: Program, level: Level, block: Ints, settings: Settings, known: NarrowPlan) -> NarrowPlan | None:
    """The level's plan and bound at least as good as those known; None where this is no way to better ones.

    program: with the rows that keep earlier levels; block: each column's block, -1 for none; known: a plan that keeps
    every row, and a bound. The same program gives the same plan unless there is a time limit and it is reached.
    """
    begin, plan, least = time.monotonic(), known.values, least_of(program, level)
    if plan is None or np.isnan(known.bound):
        return None
    others = (least_of(program, one) for one in program.levels)
    held = {one.column: lowest(program, one.column) for one in others if one is not None}
    if least is not None:
        held[least.column] = 0.0
    patterns = Patterns(held_out(program, held), block)
    if len(patterns.blocks) < BLOCKS or len(patterns.shared) > SHARED_EACH * len(patterns.blocks):
        return None
    patterns.learn(plan)
    limit = settings.time_limit_seconds
    search = _Search(program, level, patterns, settings, None if limit is None else begin + limit)
    found, bound = search.other(plan) if least is None else search.least(least, plan, known.bound)
    bound = level.sign * max(level.sign * bound, level.sign * known.bound)
    if found is None or level.sign * level.of(found) >= level.sign * level.of(plan):
        found = plan
    bound = level.sign * min(level.sign * bound, level.sign * level.of(found))
    late = search.left() == 0
    gap = relative_gap(level.of(found), bound)
    return NarrowPlan("time_limit" if late else "optimal", found, bound, gap, time.monotonic() - begin)


@dataclass(frozen=True, eq=False)
class _Search:
    program: Program
    level: Level
    patterns: Patterns
    settings: Settings
    deadline: float | None

    def left(self) -> float | None:
        """Seconds left; None where no clock runs."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def timed(self) -> Settings:
        return replace(self.settings, time_limit_seconds=self.left())

    def other(self, plan: Floats) -> tuple[Floats | None, float]:
        """A plan of a level that is no least share, and a bound."""
        level, held = self.level, self.patterns.program
        cost = level.sign * level.value
        weight = DEAR * max(1.0, abs(float(cost @ plan)))

        def enough(mix: Mix, bound: float) -> bool:
            near = np.isfinite(bound) and mix.cost - bound <= self.settings.gap / 2 * max(1.0, abs(bound))
            return bool(mix.missed <= KEPT and near)

        found = mixed(self.patterns, held, cost, weight, rounds=OTHER_ROUNDS, enough=enough, settings=self.timed())
        bound = level.sign * found.bound
        if found.mix is None or found.mix.missed > KEPT or self.left() == 0:
            return None, bound
        whole = mended(self.patterns, held, level, found.mix, self.timed())
        return None if whole is None else rounded(self.program, level, whole), bound

    def least(self, least: Least, plan: Floats, bound: float) -> tuple[Floats | None, float]:
        """A plan with a high least share, and a bound: the first share that is proved out of reach, less one step."""
        low = float(least.shares(plan).min())
        shares = least.reachable(low, bound / least.worth)
        kept, out = self._kept(least, shares, bottom=low <= 0)
        best, reached, top = None, -1, kept + 1
        for number in range(MENDED):
            if reached >= top - 1 or self.left() == 0:
                break
            at = (reached + top) // 2 if number else kept
            found = self._whole(least, float(shares[at]))
            if found is None:
                top = at
            else:
                best = found
                reached = int(np.searchsorted(shares, least.shares(found).min() + NOTHING, side="right")) - 1
        return best, least.worth * (float(shares[out - 1]) if out else low)

    def _kept(self, least: Least, shares: Floats, *, bottom: bool) -> tuple[int, int]:
        """Positions of the highest share that a mix keeps (-1: none) and of the lowest one proved out of reach.

        The highest is tried first; at the bottom, where some group has nothing, whether any share can be had at all.
        """
        kept, top, out = -1, len(shares), len(shares)
        for _ in range(TRIED):
            near = kept >= 0 and shares[top - 1] - shares[kept] <= self.settings.gap * shares[kept]
            if kept >= top - 1 or near or self.left() == 0:
                break
            at = (kept + top) // 2 if top < len(shares) else top - 1
            at = 0 if bottom and top == len(shares) and kept < 0 else at
            found = self._mixed(least, float(shares[at]))
            if found.bound > PROOF:
                top = out = at
            elif found.mix is not None and found.mix.missed <= KEPT:
                kept = at
            else:
                top = at
        return kept, out

    def _mixed(self, least: Least, share: float) -> Mixed:
        """A mix that keeps the floors of a share, as far as there is one."""

        def enough(mix: Mix, bound: float) -> bool:
            return bound > PROOF or mix.missed <= KEPT

        program = self.patterns.program.with_limits(least.rows.family, least.floors(share))
        nothing = np.zeros(program.n_columns)
        return mixed(self.patterns, program, nothing, 1.0, rounds=ROUNDS, enough=enough, settings=self.timed())

    def _whole(self, least: Least, share: float) -> Floats | None:
        """A whole plan that keeps the floors of a share."""
        found = self._mixed(least, share)
        if found.mix is None or found.mix.missed > KEPT or self.left() == 0:
            return None
        program = self.patterns.program.with_limits(least.rows.family, least.floors(share))
        nothing = replace(self.level, value=np.zeros(program.n_columns))
        plan = mended(self.patterns, program, nothing, found.mix, self.timed())
        if plan is None:
            return None
        plan[least.column] = min(float(least.shares(plan).min()), float(program.upper[least.column]))
        return rounded(self.program, self.level, plan)
