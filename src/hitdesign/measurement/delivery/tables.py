"""The tables of dosage in plain types, checked column by column; no cell about a student is ever quoted."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.delivery.records import ClosedDay, Enrolment, StudentSession
from hitdesign.solving.numbers import Bools, Floats
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import Column, columns_of

#: A clock time of 24 hours.
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$")
#: The most minutes that a session can have.
DAY_MINUTES = 1440


def column_of(name: str) -> Column:
    """A column of the log, as its record says it."""
    return next(one for one in columns_of(StudentSession) if one.name == name)


def read_sessions(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """The log in plain types with `start` (minutes since midnight, NaN where unknown) and `line`, and its faults."""
    checks = ColumnChecks(StudentSession.table)
    log = checks.converted(frame, columns_of(StudentSession))
    if len(log) < len(frame):
        return log, checks.faults
    codes, different = pd.factorize(log["starts_at"].to_numpy(dtype=object))
    minutes = np.array([_clock(str(text)) for text in different] or [np.nan])
    unread = np.isnan(minutes) & np.array([bool(text) for text in different] or [False])
    expected = "a clock time of 24 hours such as 14:05, or a blank"
    checks.report(unread[codes], log["starts_at"], column_of("starts_at"), "is no clock time", expected)
    for name in ("scheduled_minutes", "attended_minutes"):
        long = (log[name] > DAY_MINUTES).to_numpy(dtype=np.bool_)
        checks.report(long, log[name], column_of(name), "is more than a day has", f"at most {DAY_MINUTES}")
    log["start"] = minutes[codes]
    log["line"] = np.arange(2, len(log) + 2)
    return log, checks.faults


def read_enrolment(frame: pd.DataFrame | None) -> tuple[pd.DataFrame | None, list[Fault]]:
    """The enrolment in plain types, and its faults: a student twice, at two schools, or who left before the start."""
    if frame is None:
        return None, []
    checks = ColumnChecks(Enrolment.table)
    table = checks.converted(frame, columns_of(Enrolment))
    if len(table) < len(frame) or checks.faults:
        return table, checks.faults
    twice = table.duplicated(["student_id", "subject"]).to_numpy()
    blank = (table["subject"] == "").to_numpy(dtype=np.bool_)
    mixed = (table.groupby("student_id")["subject"].transform("size") > 1).to_numpy() & blank & ~twice
    schools = (table.groupby("student_id")["school_id"].transform("nunique") > 1).to_numpy()
    left = (table["left_on"] < table["enrolled_on"]).to_numpy(dtype=np.bool_)
    for bad, name, problem, expected in (
        (twice, "student_id", "the student stands in the table already", "each student once for each subject"),
        (mixed, "subject", "is blank beside another row of the student", "a subject, or one row for the student"),
        (schools, "school_id", "the student stands at two schools", "one school for each student"),
        (left, "left_on", "is before enrolled_on", "a day on or after enrolled_on"),
    ):
        checks.report_rows(np.flatnonzero(bad), name, problem, expected, "Correct the rows")
    return table, checks.faults


def read_closed(frame: pd.DataFrame | None) -> tuple[pd.DataFrame, list[Fault]]:
    """Closed days in plain types: `date` and `school_id`."""
    checks = ColumnChecks(ClosedDay.table)
    given = pd.DataFrame({"date": []}) if frame is None else frame
    return checks.converted(given, columns_of(ClosedDay)), checks.faults


def marks_of(table: pd.DataFrame) -> pd.DataFrame:
    """One row for each student and mark; a student without a mark has none."""
    both = pd.DataFrame({"student_id": table["student_id"], "mark": table["marks"].astype(object).str.split(";")})
    long = both.explode("mark")
    long["mark"] = long["mark"].astype(object).str.strip()
    return long[long["mark"].fillna("") != ""].drop_duplicates().reset_index(drop=True)


def days(values: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """A column of days as numpy days."""
    return values.to_numpy().astype("datetime64[D]")


def day(value: date) -> np.datetime64:
    """A date as a numpy day."""
    return np.datetime64(value, "D")


def floats(values: pd.Series) -> Floats:
    """A column as floats."""
    return values.to_numpy(dtype=np.float64)


def flags(values: pd.Series) -> Bools:
    """A column as yes or no."""
    return values.to_numpy(dtype=np.bool_)


def _clock(text: str) -> float:
    found = CLOCK.match(text)
    return 60.0 * int(found[1]) + int(found[2]) if found else float("nan")
