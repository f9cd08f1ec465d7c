"""All assignments that a small lottery could have had, one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.lottery.draw import Lots, chances, seats_of, whole_and_odd
from hitdesign.measurement.lottery.drawn import Drawn
from hitdesign.solving.numbers import Bools

#: Assignments beyond which they are drawn and not listed.
MOST_LISTED = 200_000


def every(drawn: Drawn) -> Iterator[Bools]:
    """Every assignment that a plain lottery could have had, per unit.

    Raises InputError where units of several students, drawn odd seats or redrawing make them unequal, or there are more
    than 200,000.
    """
    lots = drawn.list.lots
    chance = chances(lots)
    odd = lots.share is not None and lots.misfits == "pooled" and _has_odd(lots)
    if chance is None or odd or drawn.furthest is not None:
        problem = "assignments of this lottery cannot be listed: units differ in size, odd seats or draws were drawn"
        raise InputError([Fault("permutation test", problem, "a plain lottery", "Say how='drawn'", column="how")])
    parts = []
    for stratum in range(lots.strata):
        margin = np.flatnonzero((lots.stratum == stratum) & (chance > 0) & (chance < 1))
        sure = int(((lots.stratum == stratum) & (chance >= 1)).sum())
        if len(margin):
            parts.append((margin, int(seats_of(lots, 0)[0, stratum]) - sure))
    if math.prod(math.comb(len(margin), seats) for margin, seats in parts) > MOST_LISTED:
        problem = f"there are more than {MOST_LISTED:,} assignments"
        raise InputError([Fault("permutation test", problem, "fewer", "Say how='drawn'", column="how")])
    for chosen in itertools.product(*(itertools.combinations(margin.tolist(), seats) for margin, seats in parts)):
        units = chance >= 1
        units[list(itertools.chain.from_iterable(chosen))] = True
        yield units


def _has_odd(lots: Lots) -> bool:
    return bool(whole_and_odd(lots)[1].any())
