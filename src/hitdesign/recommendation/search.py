"""Where the first choice flips as one amount grows: every step of a grid, proved instead of tried one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hitdesign.recommendation.columns import Amounts, Flags, Whole
from hitdesign.recommendation.hearing import firsts_of

#: How many parts an interval is cut into while it is not proved.
PARTS = 16
#: Scores are rounded to nine decimals: a lead beyond APART is one after rounding, differences within SAME are none.
APART, SAME = 3e-9, 1e-12
#: So many intervals at once are not cut further: two models lie too close together for a proof.
MOST_OPEN = 20_000


@dataclass(frozen=True)
class Seen:
    """What the rules said at N amounts: score and excluded (N, K), and the points of the R moving rules (N, R, K)."""

    score: Amounts
    excluded: Flags
    moving: Amounts


Look = Callable[[Whole], Seen]


@dataclass(frozen=True)
class Flip:
    """The least step at which another model comes first, its column (-1: none is left), and whether that is proved.

    `step` is None where no step flips the choice.
    """

    step: int | None
    column: int = -1
    proved: bool = True


def first_flip(look: Look, most: int, now: int, turns: Whole) -> Flip:
    """The least whole number of steps from 1 to `most` at which another model comes first.

    `look` judges whole numbers of steps; `now` is the column that is first at 0; `turns` are steps at or beside which
    a moving rule may jump or turn. Between neighbouring turns the difference of two models' points under one rule only
    rises or only falls, so on [l, u] the lead of the first is at least

        lead(l) + sum over moving rules of min(0, the rule's part of lead(u) - of lead(l)).

    Where that is above zero for every rival no step in between can flip; other intervals are cut, down to single
    steps, each of which is judged. So nothing smaller is passed over.
    """
    if most < 1:
        return Flip(None)
    steps = np.unique(np.clip(np.concatenate([[1, most], turns]), 1, most))
    left, right = steps[:-1], steps[1:]
    best = Flip(None)
    looked = _looked(look, steps)
    while True:
        best = _nearer(best, looked, now)
        left, right = _open(looked, left, right, now, best)
        if not len(left):
            return best
        if len(left) > MOST_OPEN:
            return Flip(best.step, best.column, proved=False)
        steps, left, right = _cut(left, right)
        looked = _looked(look, steps)


def first_tried(look: Look, steps: Whole, now: int) -> Flip:
    """The least of these steps at which another model comes first, brought nearer by halving; nothing is proved.

    For rules whose turns nobody declared: between the steps that are tried a choice could flip and flip back.
    """
    looked = _looked(look, np.unique(steps))
    best = _nearer(Flip(None), looked, now)
    if best.step is None:
        return Flip(None, proved=False)
    step, column = best.step, best.column
    low = max((int(one) for one in looked.steps[looked.steps < step]), default=0)
    while step - low > 1:
        middle = (low + step) // 2
        found = int(_looked(look, np.array([middle])).first[0])
        low, step, column = (middle, step, column) if found == now else (low, middle, found)
    return Flip(step, column, proved=False)


@dataclass(frozen=True)
class _Looked:
    steps: Whole
    seen: Seen
    first: Whole

    def at(self, steps: Whole) -> Whole:
        """Where these steps stand among those judged."""
        return np.searchsorted(self.steps, steps)


def _looked(look: Look, steps: Whole) -> _Looked:
    seen = look(steps)
    return _Looked(steps, seen, firsts_of(seen.score, seen.excluded))


def _nearer(best: Flip, looked: _Looked, now: int) -> Flip:
    flips = np.flatnonzero(looked.first != now)
    if not len(flips) or (best.step is not None and best.step <= looked.steps[flips[0]]):
        return best
    return Flip(int(looked.steps[flips[0]]), int(looked.first[flips[0]]))


def _open(looked: _Looked, left: Whole, right: Whole, now: int, best: Flip) -> tuple[Whole, Whole]:
    """The intervals with steps inside, before the nearest flip, that no bound proves."""
    wide = right - left > 1
    if best.step is not None:
        wide &= left < best.step
    left, right = left[wide], right[wide]
    if not len(left):
        return left, right
    low, high, seen = looked.at(left), looked.at(right), looked.seen
    rivals = ~seen.excluded[low]
    lead = seen.score[low][:, [now]] - seen.score[low]
    parts = seen.moving[:, :, [now]] - seen.moving
    change = parts[high] - parts[low]
    safe = lead + np.minimum(change, 0).sum(axis=1) > APART
    safe |= np.abs(change).sum(axis=1) <= SAME
    proved = (safe | ~rivals).all(axis=1) & (seen.excluded[low] == seen.excluded[high]).all(axis=1)
    proved &= (looked.first[low] == now) & (looked.first[high] == now)
    return left[~proved], right[~proved]


def _cut(left: Whole, right: Whole) -> tuple[Whole, Whole, Whole]:
    """Each interval in PARTS parts, or in single steps where it has no more."""
    share = np.arange(PARTS + 1) / PARTS
    ends = np.floor(left[:, np.newaxis] + share * (right - left)[:, np.newaxis]).astype(np.int64)
    ends[:, -1] = right
    begin, end = ends[:, :-1].ravel(), ends[:, 1:].ravel()
    some = end > begin
    return np.unique(ends), begin[some], end[some]
