"""Columns of a frame that somebody brings: numbers, words and indicators, with faults that never quote a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.tables.many_rows import fault_of_rows

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
TABLE = "students"
#: Different words of a covariate from which on it is taken for an id, or for numbers kept as text.
MOST_WORDS = 30


@dataclass(frozen=True, repr=False, eq=False)
class Regressors:
    """Columns of a regression: one name each, the frame's column that each came from, the values by row."""

    names: tuple[str, ...]
    sources: tuple[str, ...]
    values: Numbers

    def taken(self, rows: Flags) -> Regressors:
        """The same columns, only these rows."""
        return Regressors(self.names, self.sources, self.values[rows])

    def kept(self, columns: Sequence[int]) -> Regressors:
        """The same rows, only these columns."""
        names, sources = (tuple(one[place] for place in columns) for one in (self.names, self.sources))
        return Regressors(names, sources, self.values[:, list(columns)])


def joined(parts: Sequence[Regressors], rows: int) -> Regressors:
    """Columns side by side; none given, none returned."""
    names = tuple(name for part in parts for name in part.names)
    sources = tuple(source for part in parts for source in part.sources)
    return Regressors(names, sources, np.hstack([np.zeros((rows, 0)), *(part.values for part in parts)]))


@dataclass(frozen=True, repr=False, eq=False)
class Words:
    """A column of words: the different ones in order, and the place of each row's word; -1 where it is blank."""

    labels: tuple[str, ...]
    codes: Codes

    def indicators(self, name: str) -> Regressors:
        """One column of 0 and 1 for each word but the first, in the order of the words."""
        columns = [(self.codes == place).astype(np.float64) for place in range(1, len(self.labels))]
        names = tuple(f"{name}: {label}" for label in self.labels[1:])
        values = np.column_stack(columns) if columns else np.zeros((len(self.codes), 0))
        return Regressors(names, (name,) * len(names), values)


@dataclass
class Reader:
    """Reads columns of one frame by name and gathers every fault, by row and column."""

    frame: pd.DataFrame
    faults: list[Fault] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the frame has this column once; a fault where not."""
        count = [str(one) for one in self.frame.columns].count(str(name))
        if count != 1:
            problem = "is missing" if count == 0 else "stands in the table twice"
            self.faults.append(Fault(TABLE, problem, "one column of this name", "Mend the name", column=str(name)))
        return count == 1

    def stands(self, name: str | None) -> bool:
        """Whether a column that need not be there is there."""
        return name is not None and name in self.frame.columns

    def report(self, rows: Flags, column: str, problem: str, expected: str, what_to_do: str) -> None:
        """One fault for all these rows, none where there are none."""
        if rows.any():
            lines = (np.flatnonzero(rows) + 2).tolist()
            self.faults.append(fault_of_rows(TABLE, column, lines, problem, expected, what_to_do))

    def is_words(self, name: str) -> bool:
        """Whether a column holds words; yes and no as truth values are numbers, and so is a column without anything."""
        values = self.frame[name]
        if pd.api.types.is_numeric_dtype(values):
            return False
        return not all(isinstance(one, Real) for one in values.dropna().unique().tolist())

    def numbers(self, name: str, *, required: bool) -> Numbers:
        """A column as numbers, NaN where blank."""
        values = self.frame[name]
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        blank = values.isna().to_numpy()
        if not pd.api.types.is_numeric_dtype(values):
            blank = blank | np.array([isinstance(one, str) and not one.strip() for one in values.tolist()], np.bool_)
        what_to_do = "Correct the cells, or blank them where the number is unknown"
        self.report(np.isnan(numbers) & ~blank, name, "is no number", "a number", what_to_do)
        self.report(np.isinf(numbers), name, "is not finite", "a finite number", what_to_do)
        if required:
            self.report(blank, name, "is blank", "a number in every row", "Fill the cells, or leave the rows out")
        return numbers

    def positive(self, name: str) -> Numbers:
        """A column of weights: numbers above 0 in every row."""
        weights = self.numbers(name, required=True)
        self.report(weights <= 0, name, "is not above 0", "a weight above 0", "Leave out rows of no weight")
        return weights

    def words(self, name: str, *, required: bool) -> Words:
        """A column as words, cut at both ends; numbers become words."""
        values = self.frame[name]
        texts = np.array(
            ["" if blank else _plain(one) for one, blank in zip(values.tolist(), values.isna().tolist(), strict=True)]
        )
        labels, codes = np.unique(texts, return_inverse=True)
        if required:
            problem, what_to_do = "is blank", "Fill the cells, or leave the rows out"
            self.report(texts == "", name, problem, "a word in every row", what_to_do)
        first = 1 if len(labels) and labels[0] == "" else 0
        return Words(tuple(str(one) for one in labels[first:]), codes.astype(np.int64) - first)

    def same(self, name: str, word: object) -> Flags:
        """The rows of a column that hold this word, or this number."""
        values = self.frame[name]
        if isinstance(word, str):
            return np.array([isinstance(one, str) and one.strip() == word for one in values.tolist()], dtype=np.bool_)
        return np.array([isinstance(one, Real) and bool(one == word) for one in values.tolist()], dtype=np.bool_)


def covariate_of(reader: Reader, name: str) -> Regressors:
    """A column as regressors, NaN where blank: itself, or an indicator for each word but the first.

    So many different words that they look like ids are a fault.
    """
    if not reader.is_words(name):
        return Regressors((name,), (name,), reader.numbers(name, required=False)[:, None])
    words = reader.words(name, required=False)
    if len(words.labels) > MOST_WORDS:
        problem = f"holds {len(words.labels):,} different words"
        what_to_do = "Give it as a fixed effect or in classes; numbers must be kept as numbers"
        expected = f"numbers, or at most {MOST_WORDS} different words"
        reader.faults.append(Fault(TABLE, problem, expected, what_to_do, column=name))
        return joined([], len(words.codes))
    part = words.indicators(name)
    return Regressors(part.names, part.sources, np.where((words.codes < 0)[:, None], np.nan, part.values))


def _plain(value: Any) -> str:
    """A word for a value: 3.0 and 3 are the same."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
