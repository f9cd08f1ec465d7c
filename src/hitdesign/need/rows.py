"""Rows of counts, gathered subject by subject, as one table with plain types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

#: One row of counts.
Row = tuple[object, ...]


def table_of(
    rows: Iterable[Row], columns: Sequence[str], *, texts: Collection[str], whole: Collection[str] = ()
) -> pd.DataFrame:
    """The rows as a table: `texts` as text, `whole` as int64, every other column as float64 with NaN where unknown."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    made = {}
    for name, column in zip(columns, values, strict=True):
        if name in texts:
            made[name] = pd.Series(column, dtype="str")
        else:
            made[name] = pd.Series(np.array(column, dtype=np.int64 if name in whole else np.float64))
    return pd.DataFrame(made)
