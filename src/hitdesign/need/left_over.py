"""Students left in the need beside a program's: how many of each marks are certain, the rest with unknown marks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS

Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: What students have in common whose marks alone tell them apart.
CELL = ("grade_low", "grade_high", "tier", "take_up_rate")
ENDS = ("students_low", "students_high")
#: Behind the id of the row of those whose marks are not certain.
REST = "beside_programs"


def left_over(part: pd.DataFrame, off: Mapping[str, Counts], may: Bools) -> pd.DataFrame:
    """The rows of one school and subject after programs took students off.

    `off`: per count column (students, students_low, students_high) the students that each program took (programs x
    rows). `may`: which rows a program's students may be among. Which of the rows of a cell (same grades, tier and
    take-up rate) lost them is not known where a program may serve several. Formula, in a cell: certain in row i =
    max(0, n_i - sum of what programs that may serve i took in the cell), the rest = sum n - sum taken - sum certain,
    in a row of its own with the marks that all rows of the cell share. The ends of masked counts are computed alike.
    """
    cells = part.groupby(list(CELL), sort=True, dropna=False).ngroup().to_numpy()
    certain = {name: part[name].to_numpy(dtype=np.int64).copy() for name in off}
    rest = {name: np.zeros(cells.max() + 1, dtype=np.int64) for name in off}
    for cell in range(int(cells.max()) + 1):
        here = np.flatnonzero(cells == cell)
        for name, taken in off.items():
            counts, lost = certain[name][here], taken[:, here].sum(axis=1)
            stay = int(counts.sum() - lost.sum())
            certain[name][here] = np.maximum(counts - lost @ may[:, here].astype(np.int64), 0)
            rest[name][cell] = stay - int(certain[name][here].sum())
    out = part.assign(**certain)
    more = [
        _rest(part.iloc[np.flatnonzero(cells == cell)], rest, cell) for cell in np.flatnonzero(rest_of(rest)).tolist()
    ]
    out = pd.concat([out, *more]) if more else out
    ends = out[["students", *ENDS]].to_numpy(dtype=np.int64)
    return out.assign(students_low=ends.min(axis=1), students_high=ends.max(axis=1))


def rest_of(rest: Mapping[str, Counts]) -> Counts:
    """The largest rest of each cell over the count columns."""
    largest: Counts = np.max(list(rest.values()), axis=0)
    return largest


def _rest(rows: pd.DataFrame, rest: Mapping[str, Counts], cell: int) -> pd.DataFrame:
    """One row for those of a cell whose marks are not certain."""
    first = rows.iloc[[0]]
    marks = {mark: rows[mark].iloc[0] if rows[mark].nunique() == 1 else "unknown" for mark in MARKS}
    name = f"{rows['cohort_id'].min()}:{REST}"
    counts = {column: rest[column][cell] for column in rest}
    row = first.assign(cohort_id=name, marks_apart=bool(rows["marks_apart"].any()), **marks, **counts)
    return row.set_index(pd.Index([-1 - cell]))
