"""Marks that a row of cohorts counts: the row split into parts whose marks are certain."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS

Counts = npt.NDArray[np.int64]
#: Beyond every row: where the end of what nobody counted stands.
NOWHERE = np.iinfo(np.int64).max // 4


def certain_parts(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Rows that count marks (`iep_students`, ...) split by them, the counts gone; `marks_apart` where they are several.

    How many students carry two marks is not known where each is counted alone. The parts are such that money limited to
    any marks finds no more students, singly or together, than it would in every possible case: students who carry a
    mark are taken to be the same ones as far as they can be, and students without a mark to be those with another.

    Formula, for n students of whom m_j carry mark j: of students numbered from 0, mark j is yes below m_j, no from m_j
    to the least over other marks i of max(m_i, m_j) + max(0, n - m_i - m_j), unknown from there on. One mark alone is
    split exactly. `students`, `students_low` and `students_high` become the part's students; n is `students`.

    >>> row = {"cohort_id": "a", "students": 40, "students_low": 40, "students_high": 40}
    >>> marks = {"iep": "unknown", "english_learner": "unknown", "low_income": "unknown"}
    >>> counted = {"iep_students": 12.0, "english_learner_students": 8.0, "low_income_students": np.nan}
    >>> parts = certain_parts(pd.DataFrame([{**row, **marks, **counted}]))
    >>> parts[["iep", "english_learner", "students"]].to_numpy().tolist()
    [['yes', 'yes', 8], ['yes', 'no', 4], ['no', 'no', 20], ['unknown', 'unknown', 8]]
    """
    counts = [f"{mark}_students" for mark in MARKS]
    table = cohorts[counts].to_numpy(dtype=float)
    counted = ~np.isnan(table)
    plain = cohorts.drop(columns=counts).assign(marks_apart=counted.sum(axis=1) > 1)
    if not counted.any():
        return plain
    size = cohorts["students"].to_numpy(dtype=np.int64)
    carry = np.where(counted, np.minimum(np.nan_to_num(table).astype(np.int64), size[:, None]), -1)
    ends = _ends(size, carry)
    row, low, high = _cells(size, carry, ends)
    parts = plain.iloc[row].reset_index(drop=True)
    for number, mark in enumerate(MARKS):
        said = np.where(low < carry[row, number], "yes", np.where(low < ends[row, number], "no", "unknown"))
        said = np.where(counted[row, number], said, parts[mark].to_numpy(dtype=object))
        known = counted[row, number] & (said != "unknown")
        parts[mark] = pd.Series(said, dtype="str")
        parts["cohort_id"] = parts["cohort_id"].where(~known, parts["cohort_id"] + f":{mark}=" + parts[mark])
    split = counted.any(axis=1)[row]
    for name in ("students", "students_low", "students_high"):
        parts[name] = np.where(split, high - low, parts[name].to_numpy())
    return parts


def _ends(size: Counts, carry: Counts) -> Counts:
    """Per row and mark: the first student for whom the mark is unknown; NOWHERE for marks that are not counted."""
    ends = np.where(carry >= 0, size[:, None], NOWHERE)
    for number, other in permutations(range(carry.shape[1]), 2):
        one, two = carry[:, number], carry[:, other]
        end = np.maximum(one, two) + np.maximum(0, size - one - two)
        ends[:, number] = np.where((one >= 0) & (two >= 0), np.minimum(ends[:, number], end), ends[:, number])
    return ends


def _cells(size: Counts, carry: Counts, ends: Counts) -> tuple[Counts, Counts, Counts]:
    """(row, first student, student behind the last) of every part with students; a row of nobody stays one part."""
    none = np.zeros((len(size), 1), dtype=np.int64)
    points = np.sort(np.concatenate([none, np.clip(carry, 0, None), ends, size[:, None]], axis=1), axis=1)
    points = np.minimum(points, size[:, None])
    row, place = np.nonzero(points[:, 1:] > points[:, :-1])
    empty = np.flatnonzero(size == 0)
    row, low = np.concatenate([row, empty]), np.concatenate([points[row, place], 0 * empty])
    high = np.concatenate([points[row[: len(place)], place + 1], 0 * empty])
    order = np.lexsort((low, row))
    return row[order], low[order], high[order]
