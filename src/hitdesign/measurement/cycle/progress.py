"""Progress to date of students and schools: attendance, engagement, pace, growth. Internal: it is about students.

What is not known counts as not reached, and stands beside as not known: missing data is never good news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.quantities import Grade, Share
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import Column, columns_of
from hitdesign.tables.private import PrivateTable
from hitdesign.tables.record import Mark, Record, column

StudentMinutes = Annotated[float, Field(ge=0, le=200_000)]
#: Counts of the school table, in order; each is a count of students.
COUNTS = ("invited", "enrolled", "attending", "on_pace", "tested", "met_goal")


class StudentProgress(Record):
    """One student who was invited, with what is known to date."""

    table = "student_progress"
    caption = "Progress to date of the students who were invited."
    key = ("student_id",)

    student_id: str = column("The student.", student=True)
    school_id: str = column("The student's school.")
    grade: Grade | None = column("Grade; blank if not known.", default=None)
    enrolled: Mark = column("Whether the student took the place.", default="yes")
    scheduled_minutes: StudentMinutes | None = column(
        "Minutes scheduled to date, of sessions that were held.", unit="minutes", default=None, student=True
    )
    attended_minutes: StudentMinutes | None = column(
        "Minutes of them attended.", unit="minutes", default=None, student=True
    )
    engagement: Share | None = column("Share of lessons that the tutor marked as engaged.", default=None, student=True)
    on_pace: Mark = column(
        "Whether the student reaches the adequate hours at this pace.", default="unknown", student=True
    )
    pretest: float | None = column("Score before tutoring.", default=None, student=True)
    interim: float | None = column("Latest score on the same scale.", default=None, student=True)
    growth_goal: float | None = column("Points of growth that are the goal by now.", default=None, student=True)


@dataclass(frozen=True, eq=False)
class Progress:
    """Progress on a day.

    students: a row a student: student_id, school_id, grade, enrolled, attendance_rate, attending, engagement, on_pace,
    growth, tested, met_goal (yes, no, unknown). schools: a row a school: school_id, invited, enrolled, attending,
    on_pace, tested, met_goal (students), attendance_rate (minutes attended of scheduled), engagement (mean),
    mean_growth (points), attendance_unknown, pace_unknown (enrolled students). Both are internal: small numbers.
    """

    as_of: date
    good_attendance: float
    students: PrivateTable
    schools: pd.DataFrame = field(repr=False)


def progress_of(students: pd.DataFrame, as_of: date, *, good_attendance: float) -> Progress:
    """Progress of students and schools from one row for each student invited.

    students: columns of StudentProgress. good_attendance: the share of scheduled minutes from which on a student counts
    as attending. Raises InputError with every fault, never quoting a student: two rows of one student, more minutes
    attended than scheduled, minutes of students who are not enrolled, impossible values. Formula: attendance_rate =
    attended / scheduled minutes; growth = interim - pretest; met_goal: growth >= growth_goal, where all are known.

    >>> rows = pd.DataFrame({"student_id": ["a", "b"], "school_id": "North", "scheduled_minutes": [300, 300]})
    >>> found = progress_of(rows.assign(attended_minutes=[290, 150]), date(2026, 11, 2), good_attendance=0.9)
    >>> found.schools[["enrolled", "attending", "attendance_rate"]].iloc[0].round(3).tolist()
    [2.0, 1.0, 0.733]
    """
    refuse(day_faults("progress", {"as_of": as_of}))
    rows = _checked(students, good_attendance)
    scheduled, attended = rows["scheduled_minutes"], rows["attended_minutes"]
    known = rows["enrolled"].eq("yes") & (scheduled > 0) & attended.notna()
    rate = (attended / scheduled.where(scheduled > 0)).where(known)
    growth = rows["interim"] - rows["pretest"]
    tested = rows["enrolled"].eq("yes") & growth.notna() & rows["growth_goal"].notna()
    out = rows[["student_id", "school_id", "grade", "enrolled"]].assign(
        attendance_rate=rate,
        attending=_said(rate >= good_attendance, known),
        engagement=rows["engagement"],
        on_pace=rows["on_pace"].where(rows["enrolled"].eq("yes"), "unknown"),
        growth=growth,
        tested=np.where(tested, "yes", "no"),
        met_goal=_said(growth >= rows["growth_goal"], tested),
    )
    minutes = rows.assign(known=known, scheduled=scheduled.where(known), attended=attended.where(known))
    return Progress(as_of, good_attendance, PrivateTable(out), _schools(out, minutes))


def _schools(out: pd.DataFrame, minutes: pd.DataFrame) -> pd.DataFrame:
    by = out["school_id"]
    enrolled = out["enrolled"].eq("yes")
    flags = {
        "invited": pd.Series(True, index=out.index),
        "enrolled": enrolled,
        "attending": out["attending"].eq("yes"),
        "on_pace": out["on_pace"].eq("yes"),
        "tested": out["tested"].eq("yes"),
        "met_goal": out["met_goal"].eq("yes"),
    }
    table = pd.DataFrame({name: flag.groupby(by).sum().astype("int64") for name, flag in flags.items()})
    sums = minutes.groupby("school_id")[["scheduled", "attended"]].sum()
    table["attendance_rate"] = (sums["attended"] / sums["scheduled"].where(sums["scheduled"] > 0)).astype("float64")
    table["engagement"] = out["engagement"].where(enrolled).groupby(by).mean()
    table["mean_growth"] = out["growth"].where(flags["tested"]).groupby(by).mean()
    table["attendance_unknown"] = (enrolled & out["attending"].eq("unknown")).groupby(by).sum().astype("int64")
    table["pace_unknown"] = (enrolled & out["on_pace"].eq("unknown")).groupby(by).sum().astype("int64")
    return table.reset_index()


def _said(yes: pd.Series, known: pd.Series) -> pd.Series:
    return pd.Series(np.where(known, np.where(yes, "yes", "no"), "unknown"), index=yes.index)


def _checked(students: pd.DataFrame, good_attendance: float) -> pd.DataFrame:
    faults = [*number_faults("progress", "good_attendance", good_attendance, above=0, at_most=1)]
    checks = ColumnChecks(StudentProgress.table)
    columns = {one.name: one for one in columns_of(StudentProgress)}
    rows = checks.converted(students, tuple(columns.values()))
    if not checks.faults:
        _report(checks, rows, columns)
        if rows.empty:
            faults.append(Fault(StudentProgress.table, "there is no row", "a row for each student invited", "Add them"))
    if checks.faults or faults:
        raise InputError([*faults, *checks.faults])
    return rows


def _report(checks: ColumnChecks, rows: pd.DataFrame, columns: dict[str, Column]) -> None:
    for name, bad, problem, expected in _wrong(rows):
        checks.report(bad.to_numpy(dtype=np.bool_), rows[name], columns[name], problem, expected)


def _wrong(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series, str, str]]:
    twice = rows["student_id"].duplicated(keep="first")
    yield "student_id", twice, "a student has a second row", "one row for each student"
    more = rows["attended_minutes"] > rows["scheduled_minutes"]
    yield "attended_minutes", more, "more minutes were attended than scheduled", "at most the scheduled minutes"
    alone = rows["attended_minutes"].notna() & rows["scheduled_minutes"].isna()
    yield "scheduled_minutes", alone, "minutes were attended and none are given as scheduled", "both, or neither"
    absent = rows["enrolled"].eq("no") & (rows["attended_minutes"].fillna(0) > 0)
    yield "attended_minutes", absent, "a student who is not enrolled has minutes", "enrolled yes, or no minutes"
