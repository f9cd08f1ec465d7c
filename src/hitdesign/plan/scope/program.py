"""The choice of pilot schools as an integer program: as near to the district as so many schools can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.plan.scope.features import Features
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Coefficients below this are none: a hundredth of a cent, a ten-millionth of a standard deviation.
NOTHING = 1e-6
#: The level is counted so finely that a gap of one in a hundred is one of the distance itself.
THOUSANDTHS = 1000.0


@dataclass(frozen=True, eq=False)
class Wish:
    """What is asked of a choice, schools in the order of the features.

    `size`: how many schools; `must`, `may`: flags; `weights`: of each measure (not named: 1); `indifferent`: a
    difference up to so many standard deviations counts as none. `limits`: what each school takes, and how much of it
    there is, by unit (dollars, tutors).
    """

    features: Features
    size: int
    must: Bools
    may: Bools
    weights: Mapping[str, float]
    indifferent: float
    limits: Mapping[str, tuple[Floats, float]]


def column_weights(features: Features, weights: Mapping[str, float]) -> Floats:
    """The weight of each column: a measure's weight shared evenly by its columns, all weights adding up to 1."""
    own = np.array([weights.get(name, 1.0) / features.measure.count(name) for name in features.measure], dtype=float)
    return own / own.sum() if own.sum() > 0 else own


def distance(wish: Wish, chosen: Bools | Floats) -> Floats:
    """How far choices (one row each, or one) are from the district, in weighted standard deviations.

    Formula: sum over columns of weight x max(0, |mean of the chosen - mean of all| / spread - indifferent).
    """
    differences = np.abs(np.atleast_2d(chosen).astype(float) @ wish.features.standardized) / wish.size
    beyond: Floats = np.maximum(0.0, differences - wish.indifferent) @ column_weights(wish.features, wish.weights)
    return beyond


def choice_program(wish: Wish) -> Program:
    """Columns: chosen (one per school, 0 or 1), beyond (one per column of the features). Level: the distance.

    Rows, with k schools chosen and z standardized: sum of chosen = k (**size**); sum of z x chosen - k x beyond <= k x
    indifferent, and the same of -z (**above**, **below**); what schools take <= what there is (one family per limit);
    and for a column that counts schools (**counted**), where no whole number of them hits the district's share, the
    line through the distances of the two nearest numbers: no whole choice lies below it, though fractions would.
    """
    features, size = wish.features, wish.size
    schools, columns = len(features.school_ids), len(features.measure)
    scores = features.standardized.T
    chosen = Columns(
        "chosen", {"school_id": list(features.school_ids)}, wish.must.astype(float), wish.may.astype(float), whole=True
    )
    keys = {"measure": list(features.measure), "what": list(features.what)}
    beyond = Columns("beyond", keys, np.zeros(columns), np.full(columns, np.inf))
    rows = [
        _size(schools, size),
        *(_near(name, keys, sign * scores, wish) for name, sign in (("above", 1.0), ("below", -1.0))),
        *(_limit(unit, own, there) for unit, (own, there) in wish.limits.items()),
    ]
    counted = _counted(wish)
    if counted is not None:
        rows.append(counted)
    value = np.concatenate([np.zeros(schools), THOUSANDTHS * column_weights(features, wish.weights)])
    level = Level("distance", "thousandths of a standard deviation", "min", value)
    return Program((chosen, beyond), tuple(rows), (level,))


def _size(schools: int, size: int) -> Rows:
    every, ones = np.arange(schools), np.ones(schools)
    zeros, limit = np.zeros(schools, dtype=np.int64), np.array([float(size)])
    return Rows("size", {"pilot": ["all"]}, zeros, every, ones, "=", limit, "schools", "{limit} schools are chosen")


def _near(name: str, keys: Mapping[str, list[str]], scores: Floats, wish: Wish) -> Rows:
    columns, schools = scores.shape
    row = np.concatenate([np.repeat(np.arange(columns), schools), np.arange(columns)])
    column = np.concatenate([np.tile(np.arange(schools), columns), schools + np.arange(columns)])
    value = np.concatenate([scores.ravel(), np.full(columns, -float(wish.size))])
    kept = np.abs(value) > NOTHING
    limits = np.full(columns, wish.size * wish.indifferent)
    says = f"the chosen schools lie {name} the district in {{measure}}, {{what}}, by no more than is counted"
    return Rows(name, keys, row[kept], column[kept], value[kept], "<=", limits, "standard deviations", says)


def _limit(unit: str, own: Floats, there: float) -> Rows:
    kept = np.flatnonzero(np.abs(own) > NOTHING)
    zeros = np.zeros(len(kept), dtype=np.int64)
    return Rows(
        unit, {"limit": [unit]}, zeros, kept, own[kept], "<=", np.array([there]), unit, "at most {limit} {limit}"
    )


def _counted(wish: Wish) -> Rows | None:
    """For each column that counts schools, a line that the distance of no whole number of schools falls below."""
    features, size = wish.features, float(wish.size)
    places = np.flatnonzero(features.counts)
    share, spread = features.mean[places], features.spread[places]
    low = np.minimum(np.floor(size * share), size - 1)

    def of(number: Floats) -> Floats:
        away: Floats = np.maximum(0.0, np.abs(number / size - share) / spread - wish.indifferent)
        return away

    at_low, slope = of(low), of(low + 1) - of(low)
    useful = (np.minimum(at_low, at_low + slope) > 0) & (size > 0)
    if not useful.any():
        return None
    places, low, at_low, slope = places[useful], low[useful], at_low[useful], slope[useful]
    schools = len(features.school_ids)
    row = np.concatenate([np.repeat(np.arange(len(places)), schools), np.arange(len(places))])
    column = np.concatenate([np.tile(np.arange(schools), len(places)), schools + places])
    value = np.concatenate([(slope[:, None] * features.values[:, places].T).ravel(), np.full(len(places), -1.0)])
    kept = np.abs(value) > NOTHING
    keys = {name: [words[place] for place in places] for name, words in (("measure", features.measure),)}
    return Rows("counted", keys, row[kept], column[kept], value[kept], "<=", slope * low - at_low,
                "standard deviations", "no whole number of schools is nearer in {measure}")  # fmt: skip
