"""Students as one column table in canonical order, checked column by column, whose content is never shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.service_times import busy_times
from hitdesign.district.student import Student
from hitdesign.errors import InputError
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import Column, columns_of, subject_and_ending
from hitdesign.tables.ids import same_id
from hitdesign.tables.private import PrivateTable

#: What tells two scales in one column of scores: the highest percentile, how far apart, how many scores, how many rows.
HIGHEST_PERCENTILE, SCALES_APART, SCORES_THAT_TELL, ROWS_THAT_TELL = 100, 3, 20, 3


@dataclass(frozen=True, repr=False, eq=False)
class Students(PrivateTable):
    """The students table: made from a frame with the columns of the Student record, held sorted by student_id.

    Text columns come as text (lists joined by `;`), marks as yes, no or unknown, grade as int64, every measure as
    float64 with NaN where it is unknown. Measures that the frame lacks, or that nobody has, have no column; `blank`
    names the latter. `lines`: the line of each row in its file (None: row + 2); faults name it. Raises InputError with
    every fault of every column and with every student who stands in the table twice, without their ids or what a cell
    holds.

    >>> from hitdesign.district.students import Students
    >>> rows = pd.DataFrame({"student_id": ["S7"], "school_id": ["1"], "grade": [3], "math_percentile": [12]})
    >>> Students(rows).measures
    ('math_percentile',)
    """

    lines: npt.NDArray[np.int64] | None = None
    blank: tuple[str, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        checks = ColumnChecks(Student.table, self.lines)
        columns = _present(self.frame)
        frame = checks.converted(self.frame, columns)
        for column in columns:
            if column.name.endswith("_percentile"):
                _shares_among_percentiles(checks, frame[column.name], column)
            if column.name.endswith("_score"):
                _two_scales(checks, frame[column.name], column)
            if column.name == "service_times":
                _unread_times(checks, frame[column.name], column)
        _repeated(checks, frame["student_id"], next(column for column in columns if column.name == "student_id"))
        if checks.faults:
            raise InputError(checks.faults)
        blank = tuple(name for name in _measures(frame) if len(frame) and frame[name].isna().all())
        object.__setattr__(self, "blank", blank)
        order = _order(frame["student_id"])
        lines = np.arange(2, len(frame) + 2) if self.lines is None else np.asarray(self.lines)
        object.__setattr__(self, "lines", lines[order])
        object.__setattr__(self, "frame", frame.drop(columns=list(blank)).iloc[order].reset_index(drop=True))

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns named `<subject>_<ending>`."""
        return _measures(self.frame)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects that have a measure, sorted."""
        return tuple(sorted({subject_and_ending(name, Student)[0] for name in self.measures}))


def students_of(students: Students | pd.DataFrame | None) -> Students | None:
    """The students as a checked table; None stays None."""
    return Students(students) if isinstance(students, pd.DataFrame) else students


def _measures(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(name for name in frame.columns if subject_and_ending(name, Student)[0])


def _present(raw: pd.DataFrame) -> tuple[Column, ...]:
    """The record's columns and further subjects' measures; a measure that the frame lacks is left out."""
    named = {str(name) for name in raw.columns}
    columns = columns_of(Student, named)
    return tuple(c for c in columns if c.name in named or not subject_and_ending(c.name, Student)[0])


def _shares_among_percentiles(checks: ColumnChecks, values: pd.Series, column: Column) -> None:
    """A percentile rank starts at 1; a value between 0 and 1 is a share, or of another scale."""
    shares = ((values > 0) & (values < 1)).to_numpy(dtype=bool)
    mixed = bool((values > 1).any())
    problem = "is a share between 0 and 1 among percentiles up to 100" if mixed else "is a share between 0 and 1"
    advice = "Give the whole column on one scale, 0 to 100 (0.45 as a share is 45)"
    checks.report(shares, values, column, problem, "a percentile rank from 0 to 100", advice)


def _two_scales(checks: ColumnChecks, values: pd.Series, column: Column) -> None:
    """Percentiles beside scale scores: some scores up to 100, the others three times as high at least, none between.

    Asked of columns with twenty scores and three on either side; fewer do not tell two scales from one.
    """
    scores = values.to_numpy(dtype=np.float64)
    low, high = (scores > 0) & (scores <= HIGHEST_PERCENTILE), scores > HIGHEST_PERCENTILE
    fewer = low if low.sum() <= high.sum() else high
    if low.sum() + high.sum() < SCORES_THAT_TELL or fewer.sum() < ROWS_THAT_TELL:
        return
    if scores[high].min() < SCALES_APART * scores[low].max():
        return
    problem = "stands on another scale than the other scores (one kind is at most 100, the other far above)"
    advice = "Give percentiles and scale scores a column each, <subject>_percentile and <subject>_score"
    checks.report(fewer, values, column, problem, "one scale for the whole column", advice)


def _unread_times(checks: ColumnChecks, values: pd.Series, column: Column) -> None:
    """Times of services are days and two clock times, the earlier first."""
    known = {text: busy_times(str(text)) is None for text in values.unique()}
    bad = values.map(known).to_numpy(dtype=bool)
    expected = "days and clock times of 24 hours such as MW 09:00-09:30;T 10:15-10:45"
    checks.report(
        bad, values, column, "cannot be read as times of the week", expected, "Write days and times as in the example"
    )


def _repeated(checks: ColumnChecks, ids: pd.Series, column: Column) -> None:
    """No student stands in the table twice, nor two whose ids only case or look-alike letters tell apart."""
    texts = ids.to_numpy(dtype=object).tolist()
    folded = pd.Series([same_id(text) for text in texts], dtype=object)
    if len(set(folded)) == len(folded):
        return
    again = folded.duplicated().to_numpy() & (folded != "").to_numpy()
    first = pd.Series(np.arange(len(folded)), index=folded)
    first = first[~first.index.duplicated()]
    lines = np.arange(2, len(ids) + 2) if checks.lines is None else checks.lines
    rows = np.flatnonzero(again)
    if not len(rows):
        return
    as_in = int(lines[first[folded.iloc[rows[0]]]])
    problem = (
        f"the student stands in row {as_in} already" if len(rows) == 1 else "students stand in earlier rows already"
    )
    problem += f", the first of them in row {as_in}" if len(rows) > 1 else ""
    advice = "Keep one row for each student, with the measures of every subject"
    checks.report_rows(rows, column.name, problem, "each student once", advice)


def _order(ids: pd.Series) -> npt.NDArray[np.int64]:
    """Positions in the order of the ids, as texts."""
    if ids.is_monotonic_increasing:
        return np.arange(len(ids))
    return np.argsort(ids.to_numpy(dtype=object), kind="stable")
