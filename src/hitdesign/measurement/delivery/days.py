"""Each student's days with tutoring beside the student's other days: the table that every comparison starts from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.delivery.log import SessionLog
from hitdesign.measurement.delivery.records import AttendanceDay
from hitdesign.measurement.delivery.tables import day, days, flags, floats
from hitdesign.measurement.given import number_faults, word_faults
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import columns_of
from hitdesign.tables.private import PrivateTable

Outcome = Literal["attended", "engagement"]


@dataclass(frozen=True)
class StudentDays:
    """School days of students who have both kinds of days.

    days, private: student_id, date, weekday (0 = Monday), month, tutoring (yes where a session was on the schedule),
    outcome. one_kind_students: students left out because all their days are of one kind; unknown_days: days left out
    because the outcome is blank; outside_days: days outside the year or after the day as of which is counted.
    """

    days: PrivateTable
    outcome: Outcome
    one_kind_students: int
    unknown_days: int
    outside_days: int
    scale: tuple[float, float] = field(default=(0.0, 1.0))

    @property
    def students(self) -> int:
        """Students with both kinds of days."""
        return int(self.days.frame["student_id"].nunique())


def student_days(
    attendance: pd.DataFrame,
    log: SessionLog,
    *,
    outcome: Outcome = "attended",
    scale: tuple[float, float] | None = None,
) -> StudentDays:
    """The days of each student, told apart by whether a session was on the student's schedule.

    attendance: a frame with the columns of the record AttendanceDay; attended as yes or no is read too. A day counts as
    one with tutoring by the schedule, held and attended or not: who is not at school attends no session, so days on
    which a session was attended are days at school by construction. scale: the two ends of the engagement measure,
    required for it; a value outside is a fault. Raises InputError with every fault, also where a student has one day
    twice.

    >>> from datetime import date
    >>> from hitdesign.measurement.delivery.log import session_log
    >>> rows = {"student_id": ["a"], "school_id": ["1"], "date": ["2026-10-05"], "scheduled_minutes": [30]}
    >>> log = session_log(pd.DataFrame(rows), as_of=date(2027, 1, 1), year=(date(2026, 9, 1), date(2027, 6, 1)))
    >>> seen = {"student_id": ["a", "a"], "date": ["2026-10-05", "2026-10-12"], "attended": [1, 0]}
    >>> student_days(pd.DataFrame(seen), log).days.frame["tutoring"].tolist()
    [True, False]
    """
    table, faults = _read(attendance, outcome, scale)
    if faults:
        raise InputError(faults)
    when = days(table["date"])
    inside = (when >= day(log.year[0])) & (when <= min(day(log.as_of), day(log.year[1])))
    known = flags(table[outcome].notna())
    kept = table[inside & known]
    held = log.sessions.frame[["student_id", "date"]].drop_duplicates()
    merged = kept[["student_id", "date"]].merge(held, on=["student_id", "date"], how="left", indicator="where")
    frame = pd.DataFrame(
        {
            "student_id": kept["student_id"].to_numpy(),
            "date": kept["date"].to_numpy(),
            "weekday": kept["date"].dt.day_of_week.to_numpy(),
            "month": kept["date"].dt.month.to_numpy(),
            "tutoring": flags(merged["where"] == "both"),
            "outcome": floats(kept[outcome]),
        }
    )
    share = frame.groupby("student_id")["tutoring"].transform("mean")
    both = flags((share > 0) & (share < 1))
    left_out = int(frame.loc[~both, "student_id"].nunique())
    frame = frame[both].sort_values(["student_id", "date"], ignore_index=True)
    ends = (0.0, 1.0) if scale is None else scale
    return StudentDays(PrivateTable(frame), outcome, left_out, int((inside & ~known).sum()), int((~inside).sum()), ends)


def _read(
    attendance: pd.DataFrame, outcome: Outcome, scale: tuple[float, float] | None
) -> tuple[pd.DataFrame, list[Fault]]:
    where = AttendanceDay.table
    checks = ColumnChecks(where)
    table = checks.converted(_numbered(attendance), columns_of(AttendanceDay))
    faults = list(word_faults(where, "outcome", outcome, ("attended", "engagement")))
    if outcome == "engagement":
        if scale is None:
            problem, expected = "engagement has no scale", "its lowest and its highest value"
            faults.append(Fault(where, problem, expected, "Give scale, such as scale=(1, 5)", column="scale"))
        else:
            faults += number_faults(where, "scale", scale[0], below=scale[1])
    if not checks.faults and not faults:
        twice = flags(table.duplicated(["student_id", "date"]))
        problem, expected = "the student has this day already", "each student and day once"
        checks.report_rows(np.flatnonzero(twice), "date", problem, expected, "Keep one row a day")
        if outcome == "engagement" and scale is not None:
            beyond = flags((table["engagement"] < scale[0]) | (table["engagement"] > scale[1]))
            problem, expected = "lies outside the scale", f"a number from {scale[0]:g} to {scale[1]:g}"
            checks.report_rows(np.flatnonzero(beyond), "engagement", problem, expected, "Correct the cells")
    return table, [*checks.faults, *faults]


def _numbered(attendance: pd.DataFrame) -> pd.DataFrame:
    """The frame with yes and no as 1 and 0."""
    if list(attendance.columns).count("attended") != 1 or pd.api.types.is_numeric_dtype(attendance["attended"]):
        return attendance
    words = attendance["attended"].astype(object).map({"yes": 1.0, "no": 0.0})
    return attendance.assign(attended=words.where(words.notna(), attendance["attended"].astype(object)))
