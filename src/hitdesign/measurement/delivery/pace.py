"""Who will not reach the adequate dosage by a day at this pace, what it would take, and until when it can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.delivery.delivered import Dosage
from hitdesign.measurement.delivery.tables import day, days, flags, floats
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.solving.numbers import Floats
from hitdesign.tables.private import PrivateTable

#: The first word that fits. unknown: nobody said how long a session is.
Verdict = Literal["reached", "left", "out_of_reach", "below_pace", "unknown", "on_pace"]
VERDICTS: tuple[Verdict, ...] = ("reached", "left", "out_of_reach", "below_pace", "unknown", "on_pace")
#: Sessions that arithmetic left a hair above a whole number are that number.
SLACK = 1e-9


@dataclass(frozen=True)
class Pace:
    """Where each student stands on the way to the adequate dosage.

    students, private: verdict, expected_minutes and expected_sessions (what an even pace would have brought by now),
    remaining_minutes, sessions_needed, school_days_left, sessions_per_week_needed, designed_sessions_per_week, last_day
    (the last school day on which sessions can still begin so that all fit; blank where none has to or none can). by:
    the day by which.
    """

    students: PrivateTable
    by: date
    as_of: date
    adequate: str
    most_sessions_per_week: int

    def counts(self) -> pd.DataFrame:
        """Students by school_id and verdict; small counts: not for publication as they stand."""
        frame = self.students.frame
        table = pd.crosstab(frame["school_id"], frame["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
        return table.rename_axis(columns=None).reset_index()


def pace(found: Dosage, *, by: date, minutes_per_session: float | None = None, most_sessions_per_week: int = 5) -> Pace:
    """Each student's way to the adequate dosage by a day, counted over school days after `as_of`.

    minutes_per_session: for all; without it the designed minutes, else the student's own usual (median) scheduled ones.
    most_sessions_per_week: at most so many fit into a week, one a school day.
    Formulas: expected = adequate x school days of the student up to as_of / up to `by`; sessions needed =
    ceil(remaining / minutes a session); a week = needed / (school days left / school days a week). Below pace: less
    than expected. Out of reach: more sessions needed than fit. Raises InputError where a number is out of bounds or the
    day is not after as_of.

    >>> from hitdesign.measurement.delivery.delivered import dosage
    >>> rows = {"student_id": ["a"], "school_id": ["1"], "date": ["2026-10-05"]}
    >>> rows |= {"scheduled_minutes": [30], "attended_minutes": [30]}
    >>> span = (date(2026, 10, 5), date(2026, 10, 30))
    >>> found = dosage(pd.DataFrame(rows), as_of=date(2026, 10, 16), year=span, adequate_hours=4)
    >>> frame = pace(found, by=date(2026, 10, 30)).students.frame
    >>> frame["verdict"].tolist(), frame["sessions_per_week_needed"].tolist()
    (['below_pace'], [3.5])
    """
    faults = list(number_faults("pace", "most_sessions_per_week", most_sessions_per_week, above=0, whole=True))
    if minutes_per_session is not None:
        faults += number_faults("pace", "minutes_per_session", minutes_per_session, above=0)
    if not found.log.as_of < by <= found.log.year[1]:
        expected = f"a day after {found.log.as_of} and not after {found.log.year[1]}"
        faults.append(Fault("pace", "no day is left until then", expected, "Change by", column="by", found=str(by)))
    refuse(faults)
    columns = ["student_id", "school_id", "enrolled_on", "left_on", "actual_minutes", "actual_sessions", "reached"]
    table = found.students.frame[columns].copy()
    table["remaining_minutes"] = np.maximum(60 * found.adequate_hours - table["actual_minutes"], 0)
    length, designed = _session_length(found, table["student_id"], minutes_per_session)
    remaining = floats(table["remaining_minutes"])
    by_minutes = np.where(remaining > 0, np.ceil(remaining / length - SLACK), 0.0)
    by_number = np.ceil(found.adequate_sessions - floats(table["actual_sessions"]))
    table["sessions_needed"] = np.maximum(by_minutes, np.maximum(by_number, 0.0))
    _calendar_columns(table, found, by, most_sessions_per_week)
    table["designed_sessions_per_week"] = designed
    table["verdict"] = _verdicts(table, found)
    settled = table["verdict"].isin(["reached", "left"])
    for name in ("sessions_per_week_needed", "last_day"):
        table[name] = table[name].mask(settled)
    return Pace(PrivateTable(table), by, found.log.as_of, found.adequate, most_sessions_per_week)


def _session_length(found: Dosage, ids: pd.Series, given: float | None) -> tuple[Floats, Floats]:
    """Minutes a session and designed sessions a week of each student; NaN where nobody says them."""
    nobody = pd.Series(np.nan, index=ids.to_numpy())
    usual = found.log.sessions.frame.groupby("student_id")["scheduled_minutes"].median()
    usual = usual[usual > 0].reindex(ids.to_numpy())
    if found.log.enrolment is None:
        planned, weekly = nobody, nobody
    else:
        rows = found.log.enrolment.frame.groupby("student_id")
        planned = rows["minutes_per_session"].mean().reindex(ids.to_numpy())
        weekly = rows["sessions_per_week"].sum(min_count=1).reindex(ids.to_numpy())
    length = planned.fillna(usual) if given is None else nobody.fillna(given)
    return floats(length), floats(weekly)


def _calendar_columns(table: pd.DataFrame, found: Dosage, by: date, most: int) -> None:
    """School days of each student so far, in all and left; what is expected by now; the last day."""
    calendar, as_of = found.calendar, found.log.as_of
    schools = table["school_id"].to_numpy(dtype=object)
    first = days(table["enrolled_on"])
    first = np.where(np.isnat(first), day(found.log.year[0]), first)
    so_far = calendar.between(schools, first, np.full(len(table), day(as_of)))
    in_all = calendar.between(schools, first, np.full(len(table), day(by)))
    gone = np.divide(so_far, in_all, out=np.ones(len(table)), where=in_all > 0)
    table["expected_minutes"] = 60 * found.adequate_hours * gone
    table["expected_sessions"] = found.adequate_sessions * gone
    left = np.zeros(len(table))
    fits = np.zeros(len(table))
    last = np.full(len(table), np.datetime64("NaT", "D"), dtype="datetime64[D]")
    needed = floats(table["sessions_needed"])
    for school, at in calendar.groups(schools):
        open_days, room = calendar.last_starts(school, as_of, by, most)
        begin = np.searchsorted(open_days, first[at])  # who comes later has the days from then on
        left[at], fits[at] = len(open_days) - begin, np.append(room, 0.0)[begin]
        # The latest day from which at least so many sessions fit; room falls from day to day.
        count = np.searchsorted(-room, -needed[at], side="right")
        can = (count > begin) & (needed[at] > 0)
        last[at[can]] = open_days[count[can] - 1]
    table["school_days_left"] = left.astype(np.int64)
    table["sessions_that_fit"] = fits.astype(np.int64)
    weeks = left / calendar.days_per_week
    table["sessions_per_week_needed"] = np.divide(needed, weeks, out=np.full(len(table), np.nan), where=weeks > 0)
    table["last_day"] = last.astype("datetime64[s]")


def _verdicts(table: pd.DataFrame, found: Dosage) -> list[str]:
    left = days(table["left_on"]) <= day(found.log.as_of)
    needed = table["sessions_needed"]
    behind = flags(table["actual_minutes"] < table["expected_minutes"] - SLACK)
    behind = behind | flags(table["actual_sessions"] < table["expected_sessions"] - SLACK)
    tests = [flags(table["reached"]), left, flags(needed > table["sessions_that_fit"]), behind, flags(needed.isna())]
    return [str(word) for word in np.select(tests, VERDICTS[:-1], VERDICTS[-1])]
