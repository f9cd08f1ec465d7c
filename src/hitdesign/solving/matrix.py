"""A sparse matrix by rows, in canonical order, with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hitdesign.solving.numbers import Floats, Ints, check_coefficients

Index = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Matrix:
    """Coefficients by rows: those of row i are value[starts[i]:starts[i + 1]], in columns `column[...]`, ascending."""

    starts: Index
    column: Index
    value: Floats
    n_columns: int

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @cached_property
    def row(self) -> Ints:
        """The row of each coefficient."""
        return np.repeat(np.arange(self.n_rows), np.diff(self.starts))

    @cached_property
    def by_column(self) -> tuple[Ints, Ints, Floats]:
        """The same by columns: where those of each column begin (and the last end), their rows and coefficients."""
        order = np.argsort(self.column, kind="stable")
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(self.column, minlength=self.n_columns))])
        return starts, self.row[order], self.value[order]

    def times(self, values: Floats) -> Floats:
        """A x: one number per row from one number per column."""
        return np.asarray(
            np.bincount(self.row, weights=self.value * values[self.column], minlength=self.n_rows), dtype=np.float64
        )

    def times_sizes(self, values: Floats) -> Floats:
        """|A| |x|: the size of what each row adds up, the yardstick for rounding errors."""
        return np.asarray(
            np.bincount(self.row, weights=np.abs(self.value * values[self.column]), minlength=self.n_rows),
            dtype=np.float64,
        )

    def transposed_times(self, per_row: Floats) -> Floats:
        """A' y: one number per column from one number per row."""
        return np.asarray(
            np.bincount(self.column, weights=self.value * per_row[self.row], minlength=self.n_columns), dtype=np.float64
        )

    def transposed_times_sizes(self, per_row: Floats) -> Floats:
        """|A|' |y|: the yardstick for rounding errors, by column."""
        return np.asarray(
            np.bincount(self.column, weights=np.abs(self.value * per_row[self.row]), minlength=self.n_columns),
            dtype=np.float64,
        )


def matrix_from(row: Ints, column: Ints, value: Floats, *, n_rows: int, n_columns: int) -> Matrix:
    """The matrix of the given coefficients: sorted by row and column, repeated places summed, zeros dropped.

    Raises ProgramError if a sum leaves the trusted range (numbers.check_coefficients).
    """
    order = np.argsort(row * n_columns + column, kind="stable")
    row, column, value = row[order], column[order], value[order]
    if len(row):
        first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])]
        if not first.all():
            value = np.add.reduceat(value, np.flatnonzero(first))
            row, column = row[first], column[first]
            check_coefficients("repeated coefficients, summed", value)
    kept = value != 0
    if not kept.all():
        row, column, value = row[kept], column[kept], value[kept]
    starts = np.zeros(n_rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=n_rows), out=starts[1:])
    return Matrix(starts, column.astype(np.int32), np.ascontiguousarray(value), n_columns)
