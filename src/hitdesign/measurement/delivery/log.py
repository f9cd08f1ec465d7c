"""A log of sessions made fit to be counted: every fault by its rule, every row that a rule touched in a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.delivery.records import StudentSession
from hitdesign.measurement.delivery.rules import MEANING, LogRules
from hitdesign.measurement.delivery.tables import day, days, flags, floats, read_enrolment, read_sessions
from hitdesign.solving.numbers import Bools
from hitdesign.tables.many_rows import fault_of_rows
from hitdesign.tables.private import PrivateTable

#: The canonical order of a log, whatever the order of its rows was.
ORDER = ["student_id", "date", "start", "subject", "provider", "pool_id", "school_id", "scheduled_minutes"]


@dataclass(frozen=True)
class SessionLog:
    """Sessions that count, and what was done with the others.

    sessions: one row per session that counts, in canonical order. enrolment: as given, in plain types; None where none
    was given. quality: one row per fault: fault, meaning, rule, rows, minutes (scheduled minutes of these rows).
    """

    sessions: PrivateTable
    enrolment: PrivateTable | None
    quality: pd.DataFrame = field(repr=False)
    as_of: date
    year: tuple[date, date]

    @property
    def faulty_rows(self) -> int:
        """Rows of all faults; a row with two faults counts twice, a session still to come not at all."""
        return int(self.quality.loc[self.quality["fault"] != "after_as_of", "rows"].sum())


def session_log(
    sessions: pd.DataFrame,
    enrolment: pd.DataFrame | None = None,
    *,
    as_of: date,
    year: tuple[date, date],
    rules: LogRules | None = None,
) -> SessionLog:
    """The sessions that count up to a day, each fault treated by its rule and counted.

    sessions, enrolment: frames with the columns of the records StudentSession and Enrolment. year: first and last day
    of the program; as_of: the day up to which is counted, itself included. Rules are applied in the order in which
    LogRules names them: what one leaves out no later one counts. Raises InputError with all faults of both tables, and
    with the rows that a rule refuses.

    >>> from datetime import date
    >>> rows = {"student_id": ["a", "a"], "school_id": ["1", "1"], "date": ["2026-10-05"] * 2}
    >>> rows |= {"scheduled_minutes": [30, 30], "attended_minutes": [35, 0], "starts_at": ["9:00", "9:15"]}
    >>> year = (date(2026, 9, 1), date(2027, 6, 1))
    >>> log = session_log(pd.DataFrame(rows), as_of=date(2027, 1, 1), year=year)
    >>> log.quality.loc[log.quality["rows"] > 0, ["fault", "rows"]].values.tolist()
    [['overlapping', 1], ['more_than_scheduled', 1]]
    """
    rules = rules or LogRules()
    log, faults = read_sessions(sessions)
    enrolled, more = read_enrolment(enrolment)
    if year[0] > year[1]:
        faults.append(Fault("year", "its first day is after its last", "two days in order", "Change year"))
    if faults or more:
        raise InputError([*faults, *more])
    work = _Work(log, enrolled, rules, as_of, year)
    work.run()
    if work.refused:
        raise InputError(work.refused)
    kept = work.log.drop(columns=["line"])
    order = ["student_id", "subject"]
    private = None if enrolled is None else PrivateTable(enrolled.sort_values(order, ignore_index=True))
    return SessionLog(PrivateTable(kept), private, pd.DataFrame(work.told), as_of, year)


class _Work:
    """The log while its faults are treated one after the other."""

    def __init__(
        self, log: pd.DataFrame, enrolled: pd.DataFrame | None, rules: LogRules, as_of: date, year: tuple[date, date]
    ) -> None:
        order = [*ORDER, "attended_minutes", "why_not_held"]
        self.log = log.sort_values(order, kind="stable", ignore_index=True)
        self.enrolled, self.rules, self.as_of, self.year = enrolled, rules, as_of, year
        self.refused: list[Fault] = []
        self.told: list[dict[str, object]] = []

    def run(self) -> None:
        """Each fault, in order."""
        minutes = self.log[["scheduled_minutes", "attended_minutes"]]
        self.treat("negative_minutes", flags((minutes < 0).any(axis=1)), "scheduled_minutes")
        when = days(self.log["date"])
        keep = self.treat("outside_year", (when < day(self.year[0])) | (when > day(self.year[1])), "date")
        self.treat("after_as_of", when[keep] > day(self.as_of), "date")
        equal = [name for name in self.log.columns if name != "line"]
        self.treat("same_row_twice", flags(self.log.duplicated(equal)), "student_id")
        self.treat("overlapping", self.second_best(), "starts_at")
        self.treat("more_than_scheduled", self.above(), "attended_minutes")
        said = flags(self.log["why_not_held"] != "not_said")
        self.treat("held_with_reason", said & flags(self.log["attended_minutes"] > 0), "why_not_held")
        outside, strangers = self.outside()
        keep = self.treat("not_enrolled", strangers, "student_id")
        self.treat("outside_enrolment", outside[keep], "date")

    def treat(self, fault: str, bad: Bools, column: str) -> Bools:
        """Count the bad rows, and do what the rule says; the rows that stay."""
        rule = getattr(self.rules, fault, "leave_out")
        minutes = floats(self.log["scheduled_minutes"])[bad]
        self.told.append(
            {
                "fault": fault,
                "meaning": MEANING[fault],
                "rule": rule,
                "rows": int(bad.sum()),
                "minutes": float(np.maximum(minutes, 0).sum()),
            }
        )
        keep: Bools = np.ones(len(self.log), dtype=np.bool_)
        if rule == "refuse" and bad.any():
            lines = self.log["line"].to_numpy()[bad].tolist()
            expected, advice = "a log without such rows", f"Correct the rows, or choose another rule for {fault}"
            self.refused.append(fault_of_rows(StudentSession.table, column, lines, MEANING[fault], expected, advice))
        elif rule in ("leave_out", "keep_one"):
            keep = ~bad
            self.log = self.log[keep].reset_index(drop=True)
        elif rule == "cap":
            self.log.loc[bad, "attended_minutes"] = self.log.loc[bad, "scheduled_minutes"]
        return keep

    def above(self) -> Bools:
        """Rows with more attended than scheduled."""
        return flags(self.log["attended_minutes"] > self.log["scheduled_minutes"])

    def second_best(self) -> Bools:
        """Of the sessions of a student and day that overlap in a chain, all but the one with most minutes."""
        bad: Bools = np.zeros(len(self.log), dtype=np.bool_)
        timed = np.flatnonzero(~np.isnan(floats(self.log["start"])))
        if len(timed) < 2:
            return bad
        part = self.log.iloc[timed]
        same = flags(part["student_id"] == part["student_id"].shift()) & flags(part["date"] == part["date"].shift())
        group = np.cumsum(~same)
        start = floats(part["start"])
        # One line of time for all groups: each stands a whole stretch behind the one before, so ends never meet.
        stretch = 10_000.0
        end = group * stretch + start + np.maximum(floats(part["scheduled_minutes"]), 0)
        latest = np.concatenate([[-np.inf], np.maximum.accumulate(end)[:-1]])
        chain = np.cumsum(~(same & (group * stretch + start < latest)))
        rank = pd.DataFrame({"chain": chain, "at": np.arange(len(part))})
        rank["attended"] = np.nan_to_num(floats(part["attended_minutes"]), nan=-1.0)
        rank["scheduled"] = floats(part["scheduled_minutes"])
        best = rank.sort_values(["chain", "attended", "scheduled", "at"], ascending=[True, False, False, True])
        bad[timed[best.loc[best.duplicated("chain"), "at"].to_numpy()]] = True
        return bad

    def outside(self) -> tuple[Bools, Bools]:
        """Rows outside the student's time in the program, and rows of students who are not in it."""
        none: Bools = np.zeros(len(self.log), dtype=np.bool_)
        if self.enrolled is None:
            return none, none
        spells = self.enrolled.groupby("student_id").agg(first=("enrolled_on", "min"), last=("left_on", "max"))
        open_ended = self.enrolled.loc[self.enrolled["left_on"].isna(), "student_id"]
        spells.loc[spells.index.isin(open_ended), "last"] = pd.NaT
        at = spells.index.get_indexer(pd.Index(self.log["student_id"]))
        known = at >= 0
        if not len(spells):
            return none, ~known
        first, last = days(spells["first"])[at], days(spells["last"])[at]
        when = days(self.log["date"])
        return known & ((when < first) | (when > last)), ~known
