"""Bins and items: rows that hold for every way of packing whole groups into whole people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def pack(size: Floats, bins: int) -> Floats:
    """A dual feasible function: items of these sizes fit a bin of 1 only if their packed sizes add up to at most 1.

    Formula: u(x) = x where (k + 1) x is whole, else floor((k + 1) x) / k. Source: Fekete and Schepers 2001.
    """
    scaled = (bins + 1) * size
    near = np.abs(scaled - np.rint(scaled)) < TOLERANCE
    packed: Floats = np.where(near, size, np.floor(scaled) / bins)
    return packed


def _packed_rows(size: Floats, row_of: Ints, n_rows: int) -> list[tuple[int, Floats, Ints]]:
    """Per useful k: the packed sizes and the rows in which they cut something off; k = 0 are the plain sizes."""
    out = [(0, size, np.arange(n_rows))]
    for bins in sorted({int(np.floor(1 / one + TOLERANCE)) for one in np.unique(np.round(size, 9)) if 0 < one <= 1}):
        packed = pack(size, bins)
        cuts = np.zeros(n_rows, dtype=bool)
        np.logical_or.at(cuts, row_of, packed > size + TOLERANCE)
        if cuts.any():
            out.append((bins, packed, np.flatnonzero(cuts)))
    return out


def bin_rows(
    formulation: Formulation,
    name: str,
    says: str,
    size: Floats,
    taught: Ints,
    row_of: Ints,
    keys: pd.DataFrame,
    bin_column: Ints | None,
    limits: Floats,
) -> Rows:
    """Rows sum of packed size x taught <= bins: bins are a column (present) or a limit (people)."""
    row, column, value, key, limit = [], [], [], [], []
    begin = 0
    for _, packed, rows in _packed_rows(size, row_of, len(keys)):
        number = np.full(len(keys), -1, dtype=np.int64)
        number[rows] = begin + np.arange(len(rows))
        entry = np.flatnonzero((number[row_of] >= 0) & (packed > 0))
        row.append(number[row_of[entry]])
        column.append(formulation.layout.taught_begin + taught[entry])
        value.append(packed[entry])
        if bin_column is not None:
            row.append(number[rows])
            column.append(bin_column[rows])
            value.append(-np.ones(len(rows)))
        key.append(rows)
        limit.append(limits[rows])
        begin += len(rows)
    kept = keys.iloc[np.concatenate(key)].reset_index(drop=True)
    return family(
        name,
        {str(column_name): kept[column_name].to_numpy() for column_name in kept.columns},
        np.concatenate(row),
        np.concatenate(column),
        np.concatenate(value),
        "<=",
        np.concatenate(limit),
        "people",
        says,
    )
