"""Students in a row cut into groups: of all ways to fill groups of given sizes, one with the least spread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

#: States that are looked at before the sizes are taken as they come.
MOST_STATES = 20_000


def shrunk(sizes: Sequence[int], students: int) -> list[int]:
    """Sizes that add up to the students: seats are taken from the largest groups, the last of them first.

    >>> shrunk([3, 3, 2], 6)
    [2, 2, 2]
    """
    out = list(sizes)
    for _ in range(sum(out) - students):
        largest = max(out)
        out[len(out) - 1 - out[::-1].index(largest)] -= 1
    return out


def cut(positions: npt.NDArray[np.float64], sizes: Sequence[int]) -> tuple[list[int], bool]:
    """For each place in the row (positions sorted, as many as the sizes add up to) its group; whether that is best.

    Least is the sum over groups of (last position - first position). Some best way gives each group neighbours: let the
    first student sit in group A of size a. Where another of the first a students sits in a group B, the two groups'
    students sorted and dealt again, the first a of them to A, have no greater sum: before, the two ranges covered
    all from the first to the last of both. Each such step brings A one of the first a more, so A ends with exactly
    them; then the same holds of the rest. What is left is the order of the sizes: the least over all orders, by dynamic
    programming over how many groups of each size are filled. Beyond MOST_STATES the largest groups come first, and
    the answer may not be the best.

    >>> import numpy as np
    >>> cut(np.array([0.0, 0.1, 0.5, 0.6, 0.7]), [3, 2])
    ([1, 1, 0, 0, 0], True)
    """
    kinds = sorted({size for size in sizes if size > 0}, reverse=True)
    counts = [list(sizes).count(size) for size in kinds]
    states = int(np.prod([count + 1 for count in counts]))
    if states > MOST_STATES:
        order, best = sorted((size for size in sizes if size > 0), reverse=True), False
    else:
        order, best = _order(positions, kinds, counts), True
    numbers = {size: [number for number, own in enumerate(sizes) if own == size] for size in kinds}
    out: list[int] = []
    for size in order:
        out += [numbers[size].pop(0)] * size
    return out, best


def _order(positions: npt.NDArray[np.float64], kinds: list[int], counts: list[int]) -> list[int]:
    """The order of the sizes with the least sum of ranges; of equal ones the largest sizes first."""
    least: dict[tuple[int, ...], tuple[float, int]] = {(0,) * len(kinds): (0.0, -1)}
    for state in product(*(range(count + 1) for count in counts)):
        if not any(state):
            continue
        end = sum(size * filled for size, filled in zip(kinds, state, strict=True))
        found = []
        for kind, size in enumerate(kinds):
            if state[kind]:
                before = (*state[:kind], state[kind] - 1, *state[kind + 1 :])
                found.append((least[before][0] + float(positions[end - 1] - positions[end - size]), -kind))
        value, kind = min(found)
        least[state] = (value, -kind)
    order: list[int] = []
    state = tuple(counts)
    while any(state):
        kind = least[state][1]
        order.append(kinds[kind])
        state = (*state[:kind], state[kind] - 1, *state[kind + 1 :])
    return order[::-1]
