"""Simplices cut by planes through the origin: how much of the weightings satisfies a list of linear conditions."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from hitdesign.recommendation.columns import Amounts, Flags, Whole

#: Values within this of zero lie on the plane; corners are shares of one, and points are of the size of one.
ON_PLANE = 1e-12


def shares_of_simplex(conditions: Amounts) -> Amounts:
    """Per problem, the share of all weightings w (w >= 0, sum of w = 1) with condition @ w >= 0 for each condition.

    Shape of `conditions`: (problems, conditions, factors). Method: the simplex of weightings is cut by one condition
    after another; what is kept of a simplex is cut into simplices again (the staircase of its kept corners and the
    points where the plane meets its edges), and the volume of one is the absolute determinant of its corners, the whole
    simplex being 1. Exact but for rounding, which tests hold below 1e-9; a condition that is zero for all weights cuts
    nothing. All problems are cut at once.
    """
    problems, count, factors = conditions.shape
    corners = np.broadcast_to(np.eye(factors), (problems, factors, factors)).copy()
    owner = np.arange(problems)
    for number in range(count):
        value = np.einsum("scf,sf->sc", corners, conditions[owner, number])
        value = np.where(np.abs(value) <= ON_PLANE, 0.0, value)
        whole = (value >= 0).all(axis=1)
        cut = ~whole & (value > 0).any(axis=1)
        pieces, of = _cut(corners[cut], value[cut])
        corners = np.concatenate([corners[whole], pieces])
        owner = np.concatenate([owner[whole], owner[cut][of]])
    volume = np.abs(np.linalg.det(corners)) if len(corners) else np.zeros(0)
    return np.asarray(np.bincount(owner, weights=volume, minlength=problems), dtype=np.float64)


def _cut(corners: Amounts, value: Amounts) -> tuple[Amounts, Whole]:
    """What lies on the side of positive values, as simplices, and the simplex that each was cut from."""
    size = corners.shape[1]
    order = np.argsort(-value, axis=1, kind="stable")
    corners = np.take_along_axis(corners, order[:, :, np.newaxis], axis=1)
    value = np.take_along_axis(value, order, axis=1)
    kept = (value >= 0).sum(axis=1)
    pieces = [np.zeros((0, size, corners.shape[2]))]
    of = [np.zeros(0, dtype=np.int64)]
    for positive in range(1, size):
        which = np.flatnonzero(kept == positive)
        if not len(which):
            continue
        found = _kept(corners[which], value[which], positive)
        solid = _solid(found)
        pieces.append(found[solid])
        of.append(np.repeat(which, found.shape[1])[solid.ravel()])
    return np.concatenate(pieces), np.concatenate(of)


def _kept(corners: Amounts, value: Amounts, positive: int) -> Amounts:
    """Shape (simplices, pieces, corners, factors): the kept part of simplices with so many kept corners, listed first.

    Point (i, j) is where the edge from kept corner i to lost corner j meets the plane, and (i, i) the corner itself.
    """
    size = corners.shape[1]
    high, low = value[:, :positive, np.newaxis], value[:, np.newaxis, positive:]
    toward = (high / (high - low))[..., np.newaxis]
    begin, end = corners[:, :positive, np.newaxis, :], corners[:, np.newaxis, positive:, :]
    crossing = begin + toward * (end - begin)
    points = np.concatenate([begin, crossing], axis=2)
    rows, columns = staircases(positive, size - positive + 1)
    return np.asarray(points[:, rows, columns, :], dtype=np.float64)


def _solid(pieces: Amounts) -> Flags:
    """Pieces that are not flat: a plane through a corner makes flat ones."""
    return np.asarray(np.abs(np.linalg.det(pieces)) > 0, dtype=np.bool_)


@cache
def staircases(rows: int, columns: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All ways from cell (0, 0) to the last one of a grid, one cell down or right at a time: (ways, cells) each.

    The cells of a way are the corners of one simplex of a product of two simplices, and all ways make up the product.

    >>> staircases(2, 2)[0].tolist(), staircases(2, 2)[1].tolist()
    ([[0, 0, 1], [0, 1, 1]], [[0, 1, 1], [0, 0, 1]])
    """
    ways: list[list[tuple[int, int]]] = [[(0, 0)]]
    for _ in range(rows + columns - 2):
        ways = [
            [*way, (way[-1][0] + down, way[-1][1] + 1 - down)]
            for way in ways
            for down in (0, 1)
            if way[-1][0] + down < rows and way[-1][1] + 1 - down < columns
        ]
    cells = np.array(ways, dtype=np.int64)
    return cells[:, :, 0], cells[:, :, 1]
