"""Which students are looked at: who comes off first, and the grade band at the school of everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.records import School
from hitdesign.need.rates import GRADE_BANDS
from hitdesign.policy import SelectionCriteria

Codes = npt.NDArray[np.int64]
Spans = Mapping[str, tuple[int | None, int | None]]

#: Why a student is not looked at, in the order in which students are taken off.
TAKEN_OFF = ("already_in_program", "consent_refused", "no_grade_band", "grade_not_asked")


def spans_of(schools: Iterable[School]) -> Spans:
    """The grades of each school, as far as they are known."""
    return {school.school_id: (school.grade_low, school.grade_high) for school in schools}


def bands_of(grade: Codes, school: Codes, ids: list[str], spans: Spans) -> tuple[Codes, Codes]:
    """Lowest and highest grade of each student's band at the school; above and below each other where there is none."""
    known = np.array([spans.get(school_id, (None, None)) for school_id in ids], dtype=float).reshape(-1, 2)
    seen = _seen(grade, school, len(ids))
    span = np.where(np.isnan(known), seen, known)[school]
    low, high = np.zeros(len(grade), dtype=np.int64), np.full(len(grade), -1, dtype=np.int64)
    for first, last in GRADE_BANDS:
        here = (grade >= first) & (grade <= last)
        low[here] = np.maximum(span[here, 0], first)
        high[here] = np.minimum(span[here, 1], last)
    return low, high


def _seen(grade: Codes, school: Codes, schools: int) -> npt.NDArray[np.float64]:
    """Lowest and highest grade of each school's students; every school has some."""
    if not len(grade):
        return np.zeros((schools, 2))
    lowest, grades = int(grade.min()), int(np.ptp(grade)) + 1
    taught = np.bincount(school * grades + grade - lowest, minlength=schools * grades).reshape(schools, grades) > 0
    first, last = taught.argmax(axis=1), grades - 1 - taught[:, ::-1].argmax(axis=1)
    return np.stack([first, last], axis=1).astype(np.float64) + lowest


def taken_off(frame: pd.DataFrame, low: Codes, high: Codes, criteria: SelectionCriteria) -> Codes:
    """Per student the place of the first reason in TAKEN_OFF, or their number for who is looked at."""
    grade = frame["grade"].to_numpy()
    first = -np.inf if criteria.grade_low is None else criteria.grade_low
    last = np.inf if criteria.grade_high is None else criteria.grade_high
    conditions = [
        (frame["already_in_program"] == "yes").to_numpy(dtype=bool),
        (frame["consent"] == "no").to_numpy(dtype=bool),
        low > high,
        (grade < first) | (grade > last),
    ]
    return np.select(conditions, range(len(TAKEN_OFF)), default=len(TAKEN_OFF)).astype(np.int64)
