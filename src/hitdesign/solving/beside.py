"""A part of a program beside the rest of it: some columns to be found, all others held where they are."""

from __future__ import annotations

import numpy as np

from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.program import Program
from hitdesign.solving.standard import Arrays


def beside(program: Program, columns: Ints, values: Floats, cost: Floats) -> Arrays:
    """The program of some columns alone, all others held at their values. cost: of the minimisation, of all columns."""
    starts, rows_of, coefficients = program.matrix.by_column
    counts = starts[columns + 1] - starts[columns]
    place = np.repeat(np.arange(len(columns)), counts)
    entry = np.repeat(starts[columns] - np.cumsum(counts) + counts, counts) + np.arange(len(place))
    rows, row = np.unique(rows_of[entry], return_inverse=True)
    own = np.bincount(row.ravel(), weights=coefficients[entry] * values[columns][place], minlength=len(rows))
    others = program.matrix.times(values)[rows] - own
    lower, upper = program.row_lower[rows] - others, program.row_upper[rows] - others
    spare = np.where(lower == upper, 0.0, 1e-9 * np.maximum(1.0, np.abs(others)))
    matrix = matrix_from(row.ravel(), place, coefficients[entry], n_rows=len(rows), n_columns=len(columns))
    bounds = program.lower[columns], program.upper[columns], program.whole[columns]
    return Arrays(cost[columns], *bounds, matrix, lower - spare, upper + spare)
