"""Draws: for every uncertain thing and draw number a share between 0 and 1, and the levers that they come to."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from numbers import Integral

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.errors import Fault, InputError
from hitdesign.levers import Change, Lever
from hitdesign.scenarios.chance_spread import Drawn
from hitdesign.scenarios.chance_uncertain import Uncertain

Floats = NDArray[np.float64]
#: Draws that are spread evenly together. Every such block is a Latin hypercube of its own, so more draws leave the
#: earlier ones as they were.
TOGETHER = 25


def shares(key: str, draws: int, seed: int) -> Floats:
    """The shares of one thing, one for each draw.

    Of every 25 draws one lies in each 25th of 0 to 1 (McKay, Beckman and Conover 1979). A share depends on the seed,
    the key and the draw's number alone: not on other things, on their order, or on how many draws are asked for.

    >>> from hitdesign.scenarios.chance_draws import shares
    >>> bool((shares("a", 50, 1)[:30] == shares("a", 30, 1)).all())
    True
    """
    words = np.frombuffer(sha256(key.encode()).digest(), dtype=">u4").tolist()
    blocks = [np.zeros(0)]
    for block in range(-(-draws // TOGETHER)):
        source = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block, *words])))
        order, within = source.random((2, TOGETHER))
        blocks.append((np.argsort(order, kind="stable") + within) / TOGETHER)
    return np.concatenate(blocks)[:draws]


def drawn_of(uncertain: Sequence[Uncertain], draws: int, seed: int) -> list[tuple[Drawn, ...]]:
    """What is drawn: per draw one value for every uncertain thing, in their order; None where nothing happens."""
    by_key = {key: shares(key, draws, seed).tolist() for key in {one.draws_by for one in uncertain}}
    return [tuple(one.spread.at(by_key[one.draws_by][draw]) for one in uncertain) for draw in range(draws)]


def values_of(uncertain: Sequence[Uncertain], drawn: Sequence[tuple[Drawn, ...]]) -> pd.DataFrame:
    """What was drawn as a table: one row per draw (from 1), one column per uncertain thing."""
    table = pd.DataFrame(list(drawn), columns=[one.name for one in uncertain], dtype=object)
    table.index = pd.RangeIndex(1, len(table) + 1, name="draw")
    return table


def lever_of(name: str, uncertain: Sequence[Uncertain], drawn: Sequence[Drawn], *more: Change) -> Lever:
    """All values of one draw as one lever, then what is done about it."""
    changes = (change for one, value in zip(uncertain, drawn, strict=True) for change in one.changes(value))
    return Lever(name=name, changes=(*changes, *more))


def check_draws(uncertain: Sequence[Uncertain], draws: int, seed: int, confidence: float = 0.95) -> None:
    """Raises InputError where two things have one name, there is nothing to draw, or nothing to be confident of."""
    names = [one.name for one in uncertain]
    faults = [
        _fault("two uncertain things have one name", name, "a name of its own for each", "Rename one")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    whole_draws, whole_seed = (isinstance(one, Integral) for one in (draws, seed))
    if not whole_draws or draws < 1:
        faults.append(
            _fault("there is nothing to draw", str(draws), "a whole number of draws, 1 or more", "Ask for 100 or more")
        )
    if not whole_seed or seed < 0:
        faults.append(_fault("this is no seed", str(seed), "a whole number, 0 or more", "Give another seed"))
    if not 0 < confidence < 1:
        expected = "a share above 0 and below 1"
        faults.append(_fault("no interval holds with this confidence", str(confidence), expected, "Give 0.95"))
    if faults:
        raise InputError(faults)


def _fault(problem: str, found: str, expected: str, what_to_do: str) -> Fault:
    return Fault("uncertain", problem, expected, what_to_do, found=found)
