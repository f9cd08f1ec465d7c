"""The four dosages of a tutoring program from its log: designed, scheduled, adequate and actual."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.delivery.calendar import SchoolDays, school_days
from hitdesign.measurement.delivery.groups import Division, pieces, spread, summed
from hitdesign.measurement.delivery.log import SessionLog, session_log
from hitdesign.measurement.delivery.rules import LogRules
from hitdesign.measurement.delivery.students import student_table
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.tables.private import PrivateTable

#: The evidence that stands in where no adequate dosage or no end of patience is given.
ADEQUATE, DROPPED = "dosage.adequate_hours", "dosage.dropped_after_weeks"


@dataclass(frozen=True)
class Dosage:
    """What was designed, scheduled and attended up to a day, and who reached the adequate dosage.

    students: one row per student, private: program_, scheduled_, actual_ and unrecorded_ sessions and minutes, reached,
    status (reached, to_come, never_started, left, dropped, going), first_attended, last_attended. adequate_hours,
    adequate_sessions: what a student has to reach, both of them, 0 where nothing is asked; adequate_source: where they
    are from; adequate_verified: whether that was checked.
    """

    students: PrivateTable
    log: SessionLog
    calendar: SchoolDays = field(repr=False)
    adequate_hours: float
    adequate_sessions: float
    adequate_source: str
    adequate_verified: bool
    dropped_after_weeks: float

    @property
    def adequate(self) -> str:
        """What is adequate, in words."""
        asked = ((self.adequate_hours, "hours"), (self.adequate_sessions, "sessions"))
        return " and ".join(f"{amount:g} {unit}" for amount, unit in asked if amount)

    @property
    def quality(self) -> pd.DataFrame:
        """One row per fault of the log: fault, meaning, rule, rows, minutes."""
        return self.log.quality

    def by(self, division: Division) -> pd.DataFrame:
        """Sums by school_id (the student's), provider, pool_id, subject or mark; see `delivery.groups.summed`.

        A student with several marks, providers, pools or subjects is counted in each, so these parts overlap. The table
        has small counts: what leaves the district goes through `tables_to_publish` and the disclosure control.
        """
        return summed(pieces(self.log, self.students.frame, division), division)

    def distribution(self, division: Division) -> pd.DataFrame:
        """Hours a student by part and dosage: mean, least, tenths, quarters, median, most."""
        return spread(pieces(self.log, self.students.frame, division), division)

    @property
    def total(self) -> pd.Series:
        """The sums over all students, as in `by`."""
        whole = self.students.frame.assign(part="all")
        whole["never_started"] = (whole["actual_sessions"] == 0) & (whole["status"] != "to_come")
        table = summed(whole, "all")
        row: pd.Series = table.iloc[0] if len(table) else pd.Series(0.0, index=table.columns)
        return row


def dosage(
    sessions: pd.DataFrame,
    enrolment: pd.DataFrame | None = None,
    *,
    as_of: date,
    year: tuple[date, date],
    adequate_hours: float | None = None,
    adequate_sessions: float | None = None,
    rules: LogRules | None = None,
    closed_days: pd.DataFrame | None = None,
    weekdays: str = "MTWRF",
    dropped_after_weeks: float | None = None,
    evidence: Evidence | None = None,
) -> Dosage:
    """Program, scheduled, adequate and actual dosage of every student, up to a day.

    sessions, enrolment, year, as_of, rules: as `session_log` takes them. adequate_hours, adequate_sessions: what has to
    be reached, both where both are given; without either the hours of the evidence. dropped_after_weeks: a student who
    was there before and has attended nothing for more than so many weeks of school days has dropped. closed_days,
    weekdays: as `school_days` takes them.
    Raises InputError with every fault. Terms: Accelerate, Defining Tutoring Dosage (2025). Source of the defaults:
    evidence `dosage.adequate_hours`, `dosage.dropped_after_weeks`.

    >>> from datetime import date
    >>> rows = {"student_id": ["a", "b"], "school_id": ["1", "1"], "date": ["2026-10-05"] * 2}
    >>> rows |= {"scheduled_minutes": [60, 60], "attended_minutes": [60, 0]}
    >>> span = (date(2026, 9, 1), date(2027, 6, 1))
    >>> found = dosage(pd.DataFrame(rows), as_of=date(2026, 10, 9), year=span, adequate_hours=1)
    >>> found.by("school_id")[["students", "reached_students", "never_started_students"]].values.tolist()
    [[2, 1, 1]]
    """
    known = evidence or shipped()
    source, verified = "given", True
    if adequate_hours is None and adequate_sessions is None:
        entry = parameter(known, ADEQUATE)
        adequate_hours, source, verified = number(known, ADEQUATE), entry.source, entry.verified
    if dropped_after_weeks is None:
        dropped_after_weeks = number(known, DROPPED)
    asked = {"adequate_hours": adequate_hours, "adequate_sessions": adequate_sessions}
    asked["dropped_after_weeks"] = dropped_after_weeks
    given = {name: value for name, value in asked.items() if value is not None}
    refuse(fault for name, value in given.items() for fault in number_faults("dosage", name, value, above=0))
    hours, number_of = adequate_hours or 0.0, adequate_sessions or 0.0
    log = session_log(sessions, enrolment, as_of=as_of, year=year, rules=rules)
    calendar = school_days(year, closed_days, weekdays=weekdays)
    students = student_table(log, calendar, (60 * hours, number_of), dropped_after_weeks)
    return Dosage(PrivateTable(students), log, calendar, hours, number_of, source, verified, dropped_after_weeks)
