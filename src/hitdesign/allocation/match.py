"""Two lists of amounts with equal sums, key by key, matched piece by piece in order (the north-west corner rule)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Pieces smaller than this are rounding, not students or dollars.
CRUMB = 1e-7


def matched(a_key: Ints, a_amount: Floats, b_key: Ints, b_amount: Floats) -> tuple[Ints, Ints, Floats]:
    """Pieces (position in a, position in b, amount) whose sums give back both lists.

    Both lists are sorted by key; within a key they are met in their order. Where the sums of a key differ by
    rounding, b is scaled to a. Whole amounts give whole pieces: the matrix of such a match is totally unimodular.

    >>> import numpy as np
    >>> keys = np.array([0, 0]); two = np.array([0])
    >>> matched(two, np.array([5.0]), keys, np.array([2.0, 3.0]))[2].tolist()
    [2.0, 3.0]
    """
    _, code = np.unique(np.concatenate([a_key, b_key]), return_inverse=True)
    a_key, b_key = code[: len(a_key)], code[len(a_key) :]
    keep_a, keep_b = np.flatnonzero(a_amount > CRUMB), np.flatnonzero(b_amount > CRUMB)
    a_amount, b_amount = a_amount[keep_a], _scaled(a_key, a_amount, b_key, b_amount)[keep_b]
    a_end, b_end = np.cumsum(a_amount), np.cumsum(b_amount)
    if not len(a_end) or not len(b_end):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    ends = np.unique(np.concatenate([a_end, b_end]))
    amount = np.diff(ends, prepend=0.0)
    middle = ends - amount / 2
    piece_a = np.minimum(np.searchsorted(a_end, middle, side="left"), len(a_end) - 1)
    piece_b = np.minimum(np.searchsorted(b_end, middle, side="left"), len(b_end) - 1)
    real = (amount > CRUMB) & (a_key[keep_a[piece_a]] == b_key[keep_b[piece_b]])
    return keep_a[piece_a[real]], keep_b[piece_b[real]], amount[real]


def _scaled(a_key: Ints, a_amount: Floats, b_key: Ints, b_amount: Floats) -> Floats:
    """B with each key's sum brought to a's, where they differ by rounding only."""
    size = int(max(a_key.max(initial=-1), b_key.max(initial=-1))) + 1
    a_sum, b_sum = np.bincount(a_key, a_amount, minlength=size), np.bincount(b_key, b_amount, minlength=size)
    factor = np.divide(a_sum, b_sum, out=np.ones(size), where=b_sum > 0)
    scaled: Floats = np.where(a_sum[b_key] == b_sum[b_key], b_amount, b_amount * factor[b_key])
    return scaled


def evenly(total: Ints, groups: Ints, key: Ints) -> Ints:
    """Whole students over places of `groups` groups each: a key's groups differ by at most one student.

    `total` is per key; `groups` and `key` per place, sorted by key. Formula: with S students in G groups, every group
    has floor(S / G) and the first S mod G groups one more.
    """
    all_groups = np.bincount(key, weights=groups, minlength=len(total)).astype(np.int64)
    base, extra = np.divmod(total, np.maximum(all_groups, 1))
    before = np.cumsum(groups) - groups
    first = np.zeros(len(total), dtype=np.int64)
    first[key[::-1]] = before[::-1]
    more = np.clip(extra[key] - (before - first[key]), 0, groups)
    filled: Ints = base[key] * groups + more
    return filled
