"""What schools are compared by: every measure as columns of numbers, standardized over the schools of the district."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: What a column of a number holds; every other column holds whether a school is of a kind.
MEAN = "mean"
#: Spread below this is no spread.
FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class Features:
    """Schools by columns, schools in the order of their ids.

    Per column: `measure`, `what` (mean, lowest third, or a kind), `values` (schools x columns), `mean` and `spread`
    (standard deviation, all schools) and `counts` (whether it is 0 or 1 for each school). `left_out`: measures that
    say nothing, each with the reason; `blank`: schools without a value by measure, which count at the mean.
    """

    school_ids: tuple[str, ...]
    measure: tuple[str, ...]
    what: tuple[str, ...]
    values: Floats
    mean: Floats
    spread: Floats
    counts: Bools
    left_out: Mapping[str, str]
    blank: Mapping[str, int]

    @property
    def standardized(self) -> Floats:
        """Distance of each school from the mean of all, in standard deviations."""
        scaled: Floats = (self.values - self.mean) / self.spread
        return scaled

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures with at least one column, in their order."""
        return tuple(dict.fromkeys(self.measure))

    def without(self, names: Iterable[str]) -> Features:
        """The same schools without the columns of some measures."""
        kept = ~np.isin(self.measure, list(names))
        return self._of(np.flatnonzero(kept))

    def only(self, name: str) -> Features:
        """The same schools with the columns of one measure."""
        return self._of(np.flatnonzero(np.array(self.measure) == name))

    def _of(self, places: NDArray[np.int64]) -> Features:
        return Features(
            self.school_ids,
            tuple(self.measure[place] for place in places),
            tuple(self.what[place] for place in places),
            self.values[:, places],
            self.mean[places],
            self.spread[places],
            self.counts[places],
            self.left_out,
            self.blank,
        )


def features_of(table: pd.DataFrame) -> Features:
    """Columns to compare schools by, of a table with one row per school (index: school_id) and one column per measure.

    A number gives its mean, and the schools in its lowest and in its highest third: a pilot of average schools only
    would have the district's mean and not look like it. A word gives one column per word, a tuple of words (such as
    levels) one per word in it. A blank number counts at the mean, and being blank is a column of its own. A measure
    that is blank everywhere, or the same everywhere, is left out with the reason.

    >>> import pandas as pd
    >>> schools = pd.DataFrame({"size": [300.0, 500.0, 700.0], "locale": ["", "", ""]}, index=["a", "b", "c"])
    >>> found = features_of(schools)
    >>> found.what, found.left_out["locale"]
    (('mean', 'lowest third', 'highest third'), 'blank at every school')
    """
    table = table.sort_index(kind="stable")
    rows: list[tuple[str, str, Floats, bool]] = []
    left_out, blank = {}, {}
    for name in table.columns:
        column = table[name]
        unknown = column.isna() | (column.astype(object) == "")
        if unknown.all():
            left_out[str(name)] = "blank at every school"
            continue
        own = [one for one in _columns(column, unknown) if np.ptp(one[1]) > FLAT]
        if not own:
            left_out[str(name)] = "the same at every school"
        if unknown.any():
            blank[str(name)] = int(unknown.sum())
        rows += [(str(name), *one) for one in own]
    values = np.stack([row[2] for row in rows], axis=1) if rows else np.zeros((len(table), 0))
    return Features(
        tuple(str(one) for one in table.index),
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        values,
        values.mean(axis=0) if len(table) else np.zeros(0),
        values.std(axis=0) if len(table) else np.zeros(0),
        np.array([row[3] for row in rows], dtype=bool),
        left_out,
        blank,
    )


def _columns(column: pd.Series, unknown: pd.Series) -> Iterator[tuple[str, Floats, bool]]:
    """(what, values, whether it counts schools) of one measure."""
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype=float)
        known = numbers[~unknown.to_numpy()]
        filled = np.where(unknown, known.mean(), numbers)
        yield MEAN, filled, False
        low, high = np.quantile(known, [1 / 3, 2 / 3], method="inverted_cdf")
        yield "lowest third", np.where(unknown, 0.0, numbers <= low).astype(float), True
        yield "highest third", np.where(unknown, 0.0, numbers > high).astype(float), True
    else:
        kinds = [
            () if blank else one if isinstance(one, tuple) else (str(one),)
            for one, blank in zip(column, unknown, strict=True)
        ]
        for kind in sorted({one for own in kinds for one in own}):
            yield kind, np.array([float(kind in own) for own in kinds]), True
    if unknown.any():
        yield "blank", unknown.to_numpy(dtype=float), True
