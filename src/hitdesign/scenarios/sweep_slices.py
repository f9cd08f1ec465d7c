"""Which scenarios are answered in one place, and which of them again where a sweep was stopped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hitdesign.levers import Lever
from hitdesign.scenarios.amounts import columns_moved, of_limits
from hitdesign.scenarios.outcome import Outcome

#: How much is done in one place before scenarios begin from the base again, so that answers do not depend on where they
#: were computed; one that moves limits alone weighs 1, another one as much as it takes longer.
TOGETHER, REBUILT = 200, 10


def slices_of(levers: Sequence[Lever]) -> list[slice]:
    """Neighbours that are answered in one place, some TOGETHER of those that move limits alone."""
    weights = [1 if _moves_limits(lever) else REBUILT for lever in levers]
    place = (np.cumsum(weights, dtype=np.int64) - np.array(weights, dtype=np.int64)) // TOGETHER
    begins = np.flatnonzero(np.diff(place, prepend=-1)).tolist()
    return [slice(begin, end) for begin, end in zip(begins, [*begins[1:], len(levers)][: len(begins)], strict=True)]


def open_of(one: slice, levers: Sequence[Lever], known: Sequence[Outcome | None], *, whole: bool) -> tuple[int, ...]:
    """The positions of a slice that are to be answered: those without an answer, and who must be asked with them.

    Scenarios that move limits alone start from their neighbours: where one of them is missing, all of the slice are
    answered again, so that every answer is what it would have been without a stop. A whole plan knows no neighbour.
    """
    places = range(one.start, one.stop)
    missing = {place for place in places if known[place] is None}
    if not whole and any(_moves_limits(levers[place]) for place in missing):
        missing |= {place for place in places if _moves_limits(levers[place])}
    return tuple(sorted(missing))


def _moves_limits(lever: Lever) -> bool:
    return of_limits(columns_moved([lever]))
