"""Who stands beside whom: pairs within exact cells, nearest first or with the least distance in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hitdesign.errors import Fault, InputError, MissingExtra
from hitdesign.solving.numbers import Bools, Floats, Ints

Method = Literal["nearest", "optimal"]
#: Pairs of one cell that are weighed against each other at most.
MOST_PAIRS = 20_000_000


@dataclass(frozen=True, repr=False, eq=False)
class Pairs:
    """Pairs by place: tutored student, candidate, distance in the unit of the points."""

    tutored: Ints
    candidate: Ints
    distance: Floats


def pairs_of(
    treated: Bools, cell: Ints, points: Floats, *, method: Method, per_student: int, replacement: bool, caliper: float
) -> Pairs:
    """Up to `per_student` candidates for each tutored student, none further than `caliper`.

    points: a row per student, in which plain distance counts. `nearest`: in rounds, in each the tutored with the
    largest first coordinate choose first, equals by place; equally near candidates by place. `optimal`: as many pairs
    as can be, then the least sum of distances (scipy's linear_sum_assignment).
    """
    found = [
        _optimal(tutored, others, points, per_student, caliper)
        if method == "optimal"
        else _nearest(tutored, others, points, per_student, replacement, caliper)
        for tutored, others in _cells(treated, cell)
    ]
    if not found:
        return Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    tutored, candidate, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((candidate, distance, tutored))
    return Pairs(tutored[order], candidate[order], distance[order])


def _cells(treated: Bools, cell: Ints) -> Iterator[tuple[Ints, Ints]]:
    for one in range(int(cell.max(initial=-1)) + 1):
        tutored, others = (np.flatnonzero(arm & (cell == one)) for arm in (treated, ~treated))
        if len(tutored) and len(others):
            yield tutored, others


def _nearest(
    tutored: Ints, others: Ints, points: Floats, per_student: int, replacement: bool, caliper: float
) -> tuple[Ints, Ints, Floats]:
    free = np.ones(len(others), dtype=np.bool_)
    mine: dict[int, list[int]] = {one: [] for one in tutored.tolist()}
    rows = []
    order = tutored[np.argsort(-points[tutored, 0], kind="stable")].tolist()
    for _ in range(per_student):
        for one in order:
            away = np.sqrt(((points[others] - points[one]) ** 2).sum(axis=1))
            away[~free] = np.inf
            away[mine[one]] = np.inf
            best = int(np.argmin(away))
            if np.isfinite(away[best]) and away[best] <= caliper:
                free[best] = replacement
                mine[one].append(best)
                rows.append((one, int(others[best]), float(away[best])))
    return _columns(rows)


def _optimal(
    tutored: Ints, others: Ints, points: Floats, per_student: int, caliper: float
) -> tuple[Ints, Ints, Floats]:
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as absent:
        raise MissingExtra("scipy", "measurement") from absent
    if len(tutored) * per_student * len(others) > MOST_PAIRS:
        problem = f"a cell has more than {MOST_PAIRS:,} possible pairs"
        remedy = "Say method='nearest', or match exactly on more"
        raise InputError([Fault("comparison", problem, "smaller cells", remedy, column="method")])
    away = np.sqrt(((points[tutored][:, None, :] - points[others][None, :, :]) ** 2).sum(axis=2))
    allowed = away <= caliper
    beyond = 1 + 2 * float(away[allowed].max(initial=0.0)) * len(tutored) * per_student
    cost = np.repeat(np.where(allowed, away, beyond), per_student, axis=0)
    row, column = linear_sum_assignment(cost)
    one = row // per_student
    kept = allowed[one, column]
    chosen = (tutored[one[kept]], others[column[kept]], away[one, column][kept])
    return _columns(list(zip(*(part.tolist() for part in chosen), strict=True)))


def _columns(rows: list[tuple[int, int, float]]) -> tuple[Ints, Ints, Floats]:
    tutored, candidate, distance = zip(*rows, strict=True) if rows else ((), (), ())
    return (
        np.array(tutored, dtype=np.int64),
        np.array(candidate, dtype=np.int64),
        np.array(distance, dtype=np.float64),
    )


def weights_of(treated: Bools, pairs: Pairs) -> Floats:
    """1 for each tutored student with a counterpart; to their candidates 1 / (number of them), summed over all sets.

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.matching import Pairs, weights_of
    >>> one = Pairs(np.array([0, 0]), np.array([1, 2]), np.zeros(2))
    >>> weights_of(np.array([True, False, False]), one).tolist()
    [1.0, 0.5, 0.5]
    """
    size = np.bincount(pairs.tutored, minlength=len(treated))
    weights = (treated & (size > 0)).astype(np.float64)
    np.add.at(weights, pairs.candidate, 1 / size[pairs.tutored])
    return weights
