"""Bands in the same situation: found exactly, so that each situation is judged once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.recommendation.columns import BAND_FIELDS, CELL_FIELDS, Situation, Whole


def distinct_rows(situation: Situation) -> tuple[Whole, Whole]:
    """Positions of the first band in each situation, and for each band its situation's position among them.

    Two bands share a situation where all their facts but the id are the same, bit by bit.
    """
    bands = situation.shape[0]
    if not bands:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    known = {name: getattr(situation, name) for name in (*BAND_FIELDS, *CELL_FIELDS) if name != "band_id"}
    columns = [np.ascontiguousarray(_plain(values)).reshape(bands, -1).view(np.uint8) for values in known.values()]
    facts = np.concatenate(columns, axis=1)
    seen: dict[bytes, int] = {}
    first: list[int] = []
    of_band = np.empty(bands, dtype=np.int64)
    for band in range(bands):
        key = facts[band].tobytes()
        place = seen.get(key)
        if place is None:
            place = seen[key] = len(first)
            first.append(band)
        of_band[band] = place
    return np.array(first, dtype=np.int64), of_band


def _plain(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Words as their codes, so that their bytes can be compared."""
    if values.dtype != object:
        return values
    return np.asarray(pd.factorize(values.ravel())[0].reshape(values.shape))
