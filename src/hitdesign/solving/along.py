"""Many programs that differ in limits, one after another: between two answers with the same prices nothing is solved.

Where the prices of one answer prove another at every level, the same prices prove every mixture of both under the same
mixture of limits: what has a price stays tight, what has room in one has none to lose in the mixture (complementary
slackness; the idea of parametric linear programming, Gass and Saaty 1955). Limits off the straight line between both,
such as dollars that are rounded to a cent, are no mixture: their programs are solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from hitdesign.solving.chain import Chain
from hitdesign.solving.linear import LinearAnswer
from hitdesign.solving.program import Program

#: Steps beyond which nothing is gained by looking farther ahead.
FARTHEST = 32
#: Neighbours of one piece before a step is more than one: a far answer costs many near ones.
PATIENCE = 3
#: Limits nearer than this, relative to their size, are the same.
SAME = 1e-9


def along(chain: Chain, programs: Sequence[Program]) -> Iterator[tuple[int, LinearAnswer]]:
    """Position and answer of every program; neighbours should be near each other.

    After some neighbours with the same prices steps double; where prices change they are one again.
    """
    known: dict[int, LinearAnswer] = {}
    joined: dict[tuple[int, int], bool] = {}

    def solved(at: int) -> LinearAnswer:
        if at not in known:
            known[at] = chain.solve(programs[at])
        return known[at]

    def one_piece(begin: int, end: int) -> bool:
        if (begin, end) not in joined:
            joined[begin, end] = chain.proves(solved(begin), programs[end], solved(end))
        return joined[begin, end]

    def between(begin: int, end: int) -> Iterator[tuple[int, LinearAnswer]]:
        if end - begin < 2:
            return
        if one_piece(begin, end):
            ends = solved(begin), solved(end)
            for at in range(begin + 1, end):
                yield at, mixed(chain, programs, (begin, at, end), ends) or solved(at)
            return
        middle = (begin + end) // 2
        yield from between(begin, middle)
        yield middle, solved(middle)
        yield from between(middle, end)

    at, step, joined_on_end = 0, 1, 0
    while at < len(programs):
        yield at, solved(at)
        if at + 1 == len(programs):
            return
        end = min(at + step, len(programs) - 1)
        yield from between(at, end)
        joined_on_end = joined_on_end + 1 if one_piece(at, end) else 0
        step = min(2 ** max(0, joined_on_end - PATIENCE), FARTHEST)
        at = end


def mixed(
    chain: Chain, programs: Sequence[Program], at: tuple[int, int, int], ends: tuple[LinearAnswer, LinearAnswer]
) -> LinearAnswer | None:
    """The answer under a mixture of the limits at both ends; None where the limits are no mixture of these.

    at: positions of the first end, the program asked for and the last end.
    """
    share = _share(*(programs[one] for one in at))
    first, last = ends
    if share is None or first.values is None or last.values is None:
        return None
    values = (1 - share) * first.values + share * last.values
    levels = tuple(
        replace(one, value=(value := level.of(values)), bound=value, gap=0.0, seconds=0.0)
        for one, level in zip(first.levels, chain.levels, strict=True)
    )
    return LinearAnswer("optimal", values, levels, first.solves)


def _share(first: Program, asked: Program, last: Program) -> float | None:
    """The share of the way from the first program's limits to the last one's at which the asked one's lie."""
    parts = list(zip(first.rows, asked.rows, last.rows, strict=True))
    moved = [(a.limits, b.limits, c.limits) for a, b, c in parts if not (a.limits is b.limits is c.limits)]
    if not moved:
        return 0.0
    begin, here, end = (np.concatenate([one[place] for one in moved]) for place in range(3))
    way = end - begin
    widest = int(np.argmax(np.abs(way)))
    share = float((here[widest] - begin[widest]) / way[widest]) if way[widest] else 0.0
    close = np.abs(begin + share * way - here) <= SAME * np.maximum(1.0, np.abs(here))
    return share if 0 <= share <= 1 and bool(close.all()) else None
