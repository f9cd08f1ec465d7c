"""Students left in the need beside a program's: how many of each marks are certain, the rest with unknown marks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS

Counts = npt.NDArray[np.int64]
#: What students have in common whom marks alone tell apart.
CELL = ["school_id", "subject", "grade_low", "grade_high", "tier", "take_up_rate"]
ENDS = ["students", "students_low", "students_high"]
#: Behind the id of the row of those whose marks are not certain.
REST = "beside_programs"


def cells_of(cohorts: pd.DataFrame) -> Counts:
    """A code per row, equal for rows that only marks tell apart."""
    codes = cohorts.groupby(CELL, sort=True, dropna=False).ngroup().to_numpy()
    return codes.astype(np.int64)


def left_over(cohorts: pd.DataFrame, cells: Counts, gone: Counts, lost: Counts) -> pd.DataFrame:
    """The rows after programs took students off, and behind them a row per cell for those whose marks are uncertain.

    `gone`, `lost` (rows x students, students_low, students_high): how many were taken of each row, and the most of
    its own that may have been taken, which is more where a program may serve several rows of the cell.
    Formula: certain in a row = max(0, n - lost); the rest of a cell = sum n - sum gone - sum certain, with the marks
    that all its rows share. The row that each taken student came from is not known; the sum of the cell is.
    """
    if not gone.any():
        return cohorts
    counts = cohorts[ENDS].to_numpy(dtype=np.int64)
    certain = np.maximum(counts - lost, 0)
    stay = counts - gone - certain
    rest = np.stack([np.bincount(cells, weights=column).round().astype(np.int64) for column in stay.T], axis=1)
    out = _counted(cohorts, certain)
    if rest.any():
        out = pd.concat([out, _rest(cohorts, cells, rest)], ignore_index=True)
    ends = out[ENDS].to_numpy(dtype=np.int64)
    return out.assign(students_low=ends.min(axis=1), students_high=ends.max(axis=1))


def _counted(rows: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    return rows.assign(**{name: counts[:, place] for place, name in enumerate(ENDS)})


def _rest(cohorts: pd.DataFrame, cells: Counts, rest: Counts) -> pd.DataFrame:
    """One row per cell with a rest: marks that all its rows share, the others unknown."""
    some = np.flatnonzero(rest.any(axis=1))
    touched = np.isin(cells, some)
    first = np.unique(cells, return_index=True)[1][some]
    by_cell = cohorts[touched].groupby(cells[touched], sort=True)
    out = _counted(cohorts.iloc[first], rest[some])
    for mark in MARKS:
        shared = (by_cell[mark].nunique() == 1).to_numpy()
        out[mark] = out[mark].where(shared, "unknown")
    names = [f"{name}:{REST}" for name in by_cell["cohort_id"].min()]
    apart = by_cell["marks_apart"].any().to_numpy()
    return out.assign(cohort_id=pd.Series(names, index=out.index, dtype="str"), marks_apart=apart)
