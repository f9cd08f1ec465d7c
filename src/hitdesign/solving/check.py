"""Does an answer keep every row, bound and whole number? Recomputed with numpy alone, no solver."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.solving.numbers import Floats, ProgramError
from hitdesign.solving.parts import plain
from hitdesign.solving.program import Program

VIOLATION_COLUMNS = ("family", "row", "label", "activity", "limit", "sense", "by", "unit", "sentence")


def violations(program: Program, values: Floats, tolerance: float = 1e-6) -> pd.DataFrame:
    """Every rule of the program that the values break, one line each; an empty table where all is kept.

    values: one number per column. A row is broken when it misses its limit by more than
    tolerance x max(1, |limit|, sum of |coefficient x value|). Columns out of bounds are the family "bounds" and
    fractions where whole numbers are needed the family "whole", both with the column's number as `row`.
    Raises ProgramError if there is not one finite number per column.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.shape != (program.n_columns,) or not np.isfinite(values).all():
        raise ProgramError(f"expected {program.n_columns} finite numbers, one per column")
    lines = [line for part in (_rows, _bounds, _whole) for line in part(program, values, tolerance)]
    return pd.DataFrame(lines, columns=pd.Index(VIOLATION_COLUMNS))


def broken_by(program: Program, values: Floats) -> float:
    """The largest scaled breach of any row or bound: 0 where all are kept, 1e-6 where one is missed by a millionth."""
    return breach_of(program, values, program.matrix.times(values), row_scale(program, values))


def keeps(program: Program, values: Floats, tolerance: float) -> bool:
    """Whether `broken_by` stays within the tolerance; what rows add up to in size is asked only where that decides."""
    activity = program.matrix.times(values)
    if breach_of(program, values, activity, np.maximum(1.0, _limit_size(program))) <= tolerance:
        return True
    return breach_of(program, values, activity, row_scale(program, values)) <= tolerance


def breach_of(program: Program, values: Floats, activity: Floats, scale: Floats) -> float:
    """`broken_by` where what the rows add up to and their yardsticks are known."""
    rows = np.max(_row_breach(program, activity, scale), initial=0.0)
    worst = float(np.maximum(rows, np.max(_bound_breach(program, values), initial=0.0)))
    return worst if np.isfinite(worst) else float("inf")


def row_scale(program: Program, values: Floats) -> Floats:
    """The yardstick of each row: max(1, |limit|, sum of |coefficient x value|)."""
    return np.maximum(1.0, np.maximum(_limit_size(program), program.matrix.times_sizes(values)))


def _limit_size(program: Program) -> Floats:
    return np.abs(np.where(np.isfinite(program.row_upper), program.row_upper, program.row_lower))


def _row_breach(program: Program, activity: Floats, scale: Floats) -> Floats:
    by = np.maximum(program.row_lower - activity, activity - program.row_upper)
    return np.maximum(0.0, by) / scale


def _bound_breach(program: Program, values: Floats) -> Floats:
    by = np.maximum(program.lower - values, values - program.upper)
    return np.maximum(0.0, by) / np.maximum(1.0, np.abs(values))


def _rows(program: Program, values: Floats, tolerance: float) -> list[tuple[object, ...]]:
    activity = program.matrix.times(values)
    lines: list[tuple[object, ...]] = []
    for row in np.flatnonzero(_row_breach(program, activity, row_scale(program, values)) > tolerance):
        rows, place = program.family_of(int(row))
        limit, found = float(rows.limits[place]), float(activity[row])
        sentence = rows.sentence(place, activity=found)
        lines.append(
            (rows.family, place, rows.label(place), found, limit, rows.sense, abs(found - limit), rows.unit, sentence)
        )
    return lines


def _bounds(program: Program, values: Floats, tolerance: float) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    for column in np.flatnonzero(_bound_breach(program, values) > tolerance):
        low = values[column] < program.lower[column]
        limit = float(program.lower[column] if low else program.upper[column])
        sense, found = (">=" if low else "<="), float(values[column])
        kind, label = _column(program, int(column))
        sentence = f"{kind} is {plain(found)}, outside its bound of {plain(limit)}"
        lines.append(("bounds", int(column), label, found, limit, sense, abs(found - limit), kind, sentence))
    return lines


def _whole(program: Program, values: Floats, tolerance: float) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    apart = np.abs(values - np.round(values))
    for column in np.flatnonzero(program.whole & (apart > tolerance)):
        found, nearest = float(values[column]), float(np.round(values[column]))
        kind, label = _column(program, int(column))
        sentence = f"{kind} is {plain(found)} where a whole number is needed"
        lines.append(("whole", int(column), label, found, nearest, "=", float(apart[column]), kind, sentence))
    return lines


def _column(program: Program, column: int) -> tuple[str, str]:
    for part in program.columns:
        if column < part.size:
            keys = part.keys
            return part.kind, ", ".join(f"{name}={keys[name].iloc[column]}" for name in keys.columns)
        column -= part.size
    raise ProgramError(f"there is no such column: the program has {program.n_columns}")
