"""Whole cents: each stream's part of every cost row, within every budget, and no cent lost."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.matching import owed_cents

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Part of a cent that is none.
ROUNDING = 1e-4


def whole_cents(formulation: Formulation, cost_cents: Floats, paid_dollars: Floats) -> Floats:
    """Each stream's part of each cost row in whole cents that add up to the row, within every stream's budget.

    Parts are rounded down; the cents left over go, row by row, to a stream that has them left, before others to one
    without a share, cap or match to keep, and among those to the one that has the most left; where awards have sums to
    reach, to the one that rounding has cost most so far.
    """
    money, funding = formulation.money, formulation.inputs.facts.funding
    due = np.bincount(money.row, weights=cost_cents, minlength=len(money.payers))
    cents = np.minimum(np.floor(100 * paid_dollars + 1e-4), due[money.of_row])
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    left = 100 * funding["available_dollars"].to_numpy(dtype=float)
    left -= rate * np.bincount(money.stream, weights=cents, minlength=len(left))
    open_cents = due - np.bincount(money.of_row, weights=cents, minlength=len(due))
    first = np.searchsorted(money.of_row, np.arange(len(due) + 1))
    held, owed = _held(formulation), owed_cents(formulation, 100 * paid_dollars - cents)
    for row in np.flatnonzero(np.abs(open_cents) > 0.5):
        here = np.arange(first[row], first[row + 1])
        if not len(here):
            continue
        short = left[money.stream[here]] < rate[money.stream[here]] * open_cents[row]
        idle = cents[here] == 0
        here = here[np.lexsort((-left[money.stream[here]], idle, -owed[money.stream[here]], held[here], short))]
        take = here[0] if open_cents[row] > 0 else here[int(np.argmax(cents[here]))]
        cents[take] += open_cents[row]
        left[money.stream[take]] -= rate[money.stream[take]] * open_cents[row]
        owed[money.stream[take]] -= open_cents[row] * owed.any()
    return _within_budgets(cents, left, rate, money.of_row, money.stream, held)


def _within_budgets(
    cents: Floats, left: Floats, rate: Floats, of_row: Ints, stream: Ints, held: NDArray[np.bool_]
) -> Floats:
    """The same cents, with those that no stream of their row had left handed on from stream to stream, row by row.

    A stream that pays a cent too much gives one in another row to a stream that may pay there, which may give one on,
    until somebody has it left. `left`: cents of each stream, below 0 where it pays too much. Nothing is given to a
    column that a share, cap or match holds; what nobody can take stays where it is, and the audit will say so.
    """
    cents, left = cents.copy(), left.copy()
    takers: dict[int, list[int]] = {}
    for column in np.flatnonzero(~held).tolist():
        takers.setdefault(int(of_row[column]), []).append(column)
    for over in np.flatnonzero(left < -ROUNDING).tolist():
        while left[over] < -ROUNDING:
            path = _way_out(over, cents, left, rate, of_row, stream, takers)
            if not path:
                break
            for giver, taker in path:
                cents[giver] -= 1
                cents[taker] += 1
                left[stream[giver]] += rate[stream[giver]]
                left[stream[taker]] -= rate[stream[taker]]
    return cents


def _way_out(
    over: int, cents: Floats, left: Floats, rate: Floats, of_row: Ints, stream: Ints, takers: dict[int, list[int]]
) -> list[tuple[int, int]]:
    """The shortest chain of (giving column, taking column) from a stream to one that has a cent left; else nothing."""
    came: dict[int, tuple[int, int]] = {}
    seen, waiting = {over}, deque([over])
    while waiting:
        one = waiting.popleft()
        for giver in np.flatnonzero((stream == one) & (cents >= 1)).tolist():
            for taker in takers.get(int(of_row[giver]), []):
                other = int(stream[taker])
                if other in seen:
                    continue
                seen.add(other)
                came[other] = (giver, taker)
                if left[other] >= rate[other] - ROUNDING:
                    return _path(over, other, came, stream)
                waiting.append(other)
    return []


def _path(first: int, last: int, came: dict[int, tuple[int, int]], stream: Ints) -> list[tuple[int, int]]:
    path = []
    while last != first:
        path.append(came[last])
        last = int(stream[came[last][0]])
    return path[::-1]


def _held(formulation: Formulation) -> NDArray[np.bool_]:
    """Per dollars column: whether marks or a cap per student limit what the stream may pay there."""
    money = formulation.money
    funding = formulation.inputs.facts.funding
    caps = funding[["per_student_cap_dollars", "per_hour_cap_dollars"]].to_numpy(dtype=float)
    capped = np.isfinite(caps).any(axis=1)
    matched_by_others = funding["match_share_of_total"].to_numpy(dtype=float) > 0
    held: NDArray[np.bool_] = money.held | ((money.place[money.of_row] != -1) & capped[money.stream])
    of_office = funding["administration_cap_share"].to_numpy(dtype=float) < 1
    held |= money.office[money.of_row] & of_office[money.stream]
    return held | matched_by_others[money.stream]
