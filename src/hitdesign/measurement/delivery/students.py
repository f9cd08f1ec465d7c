"""One row per student: what was designed, scheduled and attended, and where the student stands."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.measurement.delivery.calendar import SchoolDays
from hitdesign.measurement.delivery.log import SessionLog
from hitdesign.measurement.delivery.tables import day, days, flags, floats
from hitdesign.quantities import TOLERANCE

#: Where a student stands; the first word that fits.
Status = Literal["reached", "to_come", "never_started", "left", "dropped", "going"]
STATUSES: tuple[Status, ...] = ("reached", "to_come", "never_started", "left", "dropped", "going")
#: What is summed over sessions.
SUMS = (
    "scheduled_sessions",
    "scheduled_minutes",
    "actual_sessions",
    "actual_minutes",
    "unrecorded_sessions",
    "unrecorded_minutes",
)
PROGRAM = ("program_sessions", "program_minutes")


def counted(sessions: pd.DataFrame) -> pd.DataFrame:
    """The log with one column for each thing that is summed.

    A session is actual where minutes were attended; unrecorded where attendance is blank: it is in no actual dosage,
    and what it may add is shown apart.
    """
    scheduled, attended = floats(sessions["scheduled_minutes"]), floats(sessions["attended_minutes"])
    unknown = np.isnan(attended)
    return sessions.assign(
        scheduled_sessions=1,
        actual_sessions=(attended > 0).astype(np.int64),
        actual_minutes=np.nan_to_num(attended),
        unrecorded_sessions=unknown.astype(np.int64),
        unrecorded_minutes=np.where(unknown, scheduled, 0.0),
    )


def designed(enrolment: pd.DataFrame) -> pd.DataFrame:
    """Program dosage by row of the enrolment: sessions a week x weeks, times minutes a session; NaN where not said."""
    sessions = enrolment["sessions_per_week"] * enrolment["weeks"]
    return enrolment.assign(
        program_sessions=floats(sessions), program_minutes=floats(sessions * enrolment["minutes_per_session"])
    )


def student_table(
    log: SessionLog, calendar: SchoolDays, adequate: tuple[float, float], dropped_after_weeks: float
) -> pd.DataFrame:
    """One row per student of the enrolment or the log, sorted by id: the four dosages and the status.

    adequate: minutes and sessions; both have to be reached, 0 asks nothing. Program dosage of a student is the sum over
    the student's rows, unknown where one of them does not say it.
    """
    sessions = counted(log.sessions.frame)
    sums = sessions.groupby("student_id")[list(SUMS)].sum()
    held = sessions[sessions["actual_sessions"] > 0].groupby("student_id")["date"]
    table = sums.join(held.agg(first_attended="min", last_attended="max"))
    place = home_school(sessions)
    if log.enrolment is not None:
        enrolled = designed(log.enrolment.frame)
        own = enrolled.groupby("student_id").agg(
            school_id=("school_id", "first"), enrolled_on=("enrolled_on", "min"), left_on=("left_on", "max")
        )
        still = enrolled.loc[enrolled["left_on"].isna(), "student_id"]
        own.loc[own.index.isin(still), "left_on"] = pd.NaT
        for name in PROGRAM:
            own[name] = enrolled.groupby("student_id")[name].sum()
            own.loc[enrolled.loc[enrolled[name].isna(), "student_id"].unique(), name] = np.nan
        table = table.join(own, how="outer")
        table["enrolled"] = table.index.isin(own.index)
    else:
        unknown = np.datetime64("NaT", "s")
        table = table.assign(school_id=None, enrolled_on=unknown, left_on=unknown, enrolled=False)
        table = table.assign(**dict.fromkeys(PROGRAM, np.nan))
    table["school_id"] = table["school_id"].fillna(place).astype("str")
    table[list(SUMS)] = table[list(SUMS)].fillna(0)
    table = table.sort_index().rename_axis("student_id").reset_index()
    table["adequate_minutes"], table["adequate_sessions"] = adequate
    table["reached"] = reached(table)
    table["school_days_without"] = _without(table, log, calendar)
    dropped = table["school_days_without"] > dropped_after_weeks * calendar.days_per_week
    table["status"] = _status(table, log, flags(dropped))
    return table


def reached(table: pd.DataFrame) -> pd.Series:
    """Who has both the minutes and the sessions that are adequate."""
    minutes = table["actual_minutes"] >= table["adequate_minutes"] - TOLERANCE
    both: pd.Series = minutes & (table["actual_sessions"] >= table["adequate_sessions"])
    return both


def home_school(sessions: pd.DataFrame) -> pd.Series:
    """For each student of the log the school with most sessions; of equals the first by id."""
    seen = sessions.groupby(["student_id", "school_id"]).size().rename("sessions").reset_index()
    best = seen.sort_values(["student_id", "sessions", "school_id"], ascending=[True, False, True])
    first: pd.Series = best.drop_duplicates("student_id").set_index("student_id")["school_id"]
    return first


def _without(table: pd.DataFrame, log: SessionLog, calendar: SchoolDays) -> pd.Series:
    """School days since the last session attended, up to the day as of which is counted; NaN where none was."""
    next_day = days(table["last_attended"]) + np.timedelta64(1, "D")
    last = np.full(len(table), min(day(log.as_of), day(log.year[1])))
    return pd.Series(calendar.between(table["school_id"].to_numpy(dtype=object), next_day, last), index=table.index)


def _status(table: pd.DataFrame, log: SessionLog, dropped: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[str]:
    left = days(table["left_on"]) <= day(log.as_of)
    to_come = days(table["enrolled_on"]) > day(log.as_of)
    none = flags(table["actual_sessions"] == 0)
    tests = [flags(table["reached"]), none & to_come, none, left, dropped]
    return [str(word) for word in np.select(tests, STATUSES[:-1], STATUSES[-1])]
