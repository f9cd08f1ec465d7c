"""Covariates as columns of numbers: shares for marks and words, means for scores, and a rule for what is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.measurement.comparison.frames import Reading
from hitdesign.solving.numbers import Bools, Floats

Missing = Literal["refuse", "indicator"]
MISSING_WORDS = ("refuse", "indicator")
#: Words of a column beyond which it is no covariate but a list of names.
MOST_WORDS = 30


@dataclass(frozen=True, repr=False, eq=False)
class Covariates:
    """Numbers by student (rows) and covariate (columns); `share` marks columns of zeros and ones.

    `known`: where the student's value was known; in `values` an unknown one is the mean of the known, and a column
    `<name> is not known` of its own says so.
    """

    names: tuple[str, ...]
    values: Floats
    known: npt.NDArray[np.bool_]
    share: Bools

    def rows(self, chosen: Bools) -> Covariates:
        """Those of some students."""
        return Covariates(self.names, self.values[chosen], self.known[chosen], self.share)


def covariates_of(reading: Reading, names: Sequence[str], missing: Missing) -> Covariates:
    """The named columns of a table, faults gathered in `reading`.

    A column of numbers stands as it is; of yes and no, or of two words or numbers 0 and 1, as one share; of more words
    as a share for each. missing: `refuse` makes a blank a fault, `indicator` keeps the student.
    """
    columns = [column for name in names for column in _columns(reading, name, missing)]
    rows = len(reading.frame)
    if not columns:
        return Covariates((), np.zeros((rows, 0)), np.zeros((rows, 0), dtype=np.bool_), np.zeros(0, dtype=np.bool_))
    said, values, shares = zip(*columns, strict=True)
    raw = np.column_stack(values)
    known = ~np.isnan(raw)
    middle = np.array([_mean(column[there]) for column, there in zip(raw.T, known.T, strict=True)])
    return Covariates(tuple(said), np.where(known, raw, middle), known, np.array(shares, dtype=np.bool_))


def _mean(values: Floats) -> float:
    """The mean, to the last digit the same in any order of rows; 0 of none."""
    return math.fsum(values.tolist()) / len(values) if len(values) else 0.0


def _columns(reading: Reading, name: str, missing: Missing) -> list[tuple[str, Floats, bool]]:
    blank = missing == "indicator"
    found: list[tuple[str, Floats, bool]] = []
    if name not in reading.frame.columns or _numeric(reading.frame[name]):
        numbers = reading.numbers(name, blank=blank)
        there = numbers[~np.isnan(numbers)]
        found.append((name, numbers, bool(len(there)) and bool(np.isin(there, (0.0, 1.0)).all())))
    else:
        words = reading.texts(name, blank=blank)
        levels = sorted({word for word in words if word})
        if len(levels) > min(MOST_WORDS, max(2, len(words) / 2)):
            problem = f"has more than {MOST_WORDS} different words, or nearly as many as rows"
            reading.add(problem, "a mark or a group", "Name another column", name)
            return []
        kept = ["yes"] if set(levels) <= {"yes", "no"} else levels[1:] if len(levels) == 2 else levels
        unknown = np.array([not word for word in words], dtype=np.bool_)
        for level in kept:
            at = np.where(unknown, np.nan, (words == level).astype(np.float64))
            found.append((name if level == "yes" else f"{name} = {level}", at, True))
    lost = np.isnan(found[0][1]) if found else np.zeros(0, dtype=np.bool_)
    if blank and lost.any():
        found.append((f"{name} is not known", lost.astype(np.float64), True))
    return found


def _numeric(values: pd.Series | pd.DataFrame) -> bool:
    """Whether a column is read as numbers: where most of what stands in it is one, the rest is a fault, not a word."""
    if isinstance(values, pd.DataFrame):
        return True
    if pd.api.types.is_bool_dtype(values):
        return False
    there = values.dropna()
    numbers = pd.to_numeric(there, errors="coerce").notna()
    return pd.api.types.is_numeric_dtype(values) or bool(len(there) and numbers.mean() > 0.5)


def independent(values: Floats) -> Floats:
    """Columns scaled to unit spread, constant ones left out.

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.covariates import independent
    >>> independent(np.array([[1.0, 5.0], [3.0, 5.0]])).tolist()
    [[-1.0], [1.0]]
    """
    spread = values.std(axis=0)
    kept = spread > 1e-12 * np.maximum(1.0, np.abs(values).max(axis=0, initial=0.0))
    return np.asarray((values[:, kept] - values[:, kept].mean(axis=0)) / spread[kept])
