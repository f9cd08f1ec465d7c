"""How near chosen schools are to the district, measure by measure, and how near others would have been."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.plan.scope.features import Features
from hitdesign.plan.scope.program import Wish, distance

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
BALANCE = ("measure", "what", "district", "pilot", "difference_sd", "weight")
#: Draws that are made at a time, so that large districts need no more memory than small ones.
AT_ONCE = 500


def balance_table(features: Features, chosen: Bools, weights: Floats | None = None) -> pd.DataFrame:
    """One row per column of the features: mean of all schools, of the chosen ones, and the standardized difference.

    Formula: difference_sd = (mean of the chosen - mean of all) / standard deviation of all; schools count alike.
    `weights`: of each column (None: not chosen by).
    """
    here = features.values[chosen].mean(axis=0)
    table = pd.DataFrame(
        {
            "measure": list(features.measure),
            "what": list(features.what),
            "district": features.mean,
            "pilot": here,
            "difference_sd": (here - features.mean) / features.spread,
            "weight": np.zeros(len(features.measure)) if weights is None else weights,
        }
    )
    return table[list(BALANCE)]


def random_draws(wish: Wish, draws: int, seed: int) -> Iterator[Floats]:
    """Random choices of so many schools that keep the lists of must and must not, as flags (draws x schools), in parts.

    Money and tutors are not looked at: it is a lottery among the schools that may take part.
    """
    rng = np.random.default_rng(seed)
    open_to = np.flatnonzero(wish.may & ~wish.must)
    places = wish.size - int(wish.must.sum())
    yield from _drawn(wish, draws, lambda many: _picked(rng, many, open_to, places))


def stratified_draws(wish: Wish, strata: NDArray[np.int64], draws: int, seed: int) -> Iterator[Floats]:
    """Random choices with each stratum's places by its number of schools (largest remainders), in parts.

    `strata`: a code per school; schools of the must list take places of their own stratum first.
    """
    rng = np.random.default_rng(seed)
    places = stratum_places(wish, strata)
    pools = [(np.flatnonzero(wish.may & ~wish.must & (strata == code)), n) for code, n in places.items()]

    def picked(many: int) -> NDArray[np.int64]:
        return np.concatenate([_picked(rng, many, pool, n) for pool, n in pools], axis=1)

    yield from _drawn(wish, draws, picked)


def stratum_places(wish: Wish, strata: NDArray[np.int64]) -> dict[int, int]:
    """Schools to draw from each stratum, those that must be in it taken off.

    Formula: size x schools of the stratum / all schools, whole parts first, then the largest remainders, never more
    than may take part; what does not fit goes to the largest strata that still have schools.
    """
    codes, counts = np.unique(strata, return_counts=True)
    free = np.array([int((wish.may & ~wish.must & (strata == code)).sum()) for code in codes])
    held = np.array([int((wish.must & (strata == code)).sum()) for code in codes])
    exact = wish.size * counts / counts.sum() - held
    places = np.clip(np.floor(exact + 1e-9), 0, free).astype(int)
    total = wish.size - int(held.sum())
    while places.sum() > total:
        places[int(np.argmax(np.where(places > 0, places - exact, -np.inf)))] -= 1
    while places.sum() < total:
        places[int(np.argmax(np.where(places < free, exact - places, -np.inf)))] += 1
    return {int(code): int(n) for code, n in zip(codes, places, strict=True)}


def distances(draws: Iterator[Floats], asked: dict[str, Wish]) -> dict[str, Floats]:
    """The distance of every draw under each of several wishes."""
    found: dict[str, list[Floats]] = {name: [] for name in asked}
    for part in draws:
        for name, wish in asked.items():
            found[name].append(distance(wish, part))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def _drawn(wish: Wish, draws: int, picked: Callable[[int], NDArray[np.int64]]) -> Iterator[Floats]:
    for begin in range(0, draws, AT_ONCE):
        many = min(AT_ONCE, draws - begin)
        flags = np.tile(wish.must.astype(float), (many, 1))
        np.put_along_axis(flags, picked(many), 1.0, axis=1)
        yield flags


def _picked(rng: np.random.Generator, many: int, pool: NDArray[np.int64], places: int) -> NDArray[np.int64]:
    if places == 0:
        return np.zeros((many, 0), dtype=np.int64)
    lots = rng.random((many, len(pool)))
    return pool[np.argpartition(lots, places - 1, axis=1)[:, :places]]
