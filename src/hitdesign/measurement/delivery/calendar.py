"""School days: weekdays of a year less closed days, of each school; how many lie between two days, what fits in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.errors import InputError
from hitdesign.measurement.delivery.records import EVERY_SCHOOL
from hitdesign.measurement.delivery.tables import day, days, read_closed
from hitdesign.measurement.given import refuse, word_faults
from hitdesign.solving.numbers import Floats

Days = npt.NDArray[np.datetime64]
#: Letters of the days of a week, from Monday.
LETTERS = "MTWRFSU"


@dataclass(frozen=True, eq=False)
class SchoolDays:
    """The school days of a year: those of every school, and of schools that close on days of their own."""

    common: Days = field(repr=False)
    own: dict[str, Days] = field(repr=False)
    days_per_week: int

    def of(self, school: str) -> Days:
        """The school days of one school, in order."""
        return self.own.get(school, self.common)

    def between(self, schools: npt.NDArray[np.object_], first: Days, last: Days) -> Floats:
        """School days from `first` to `last`, both included, row by row; NaN where a day is unknown."""
        count = np.full(len(schools), np.nan)
        for name, at in self.groups(schools):
            open_days = self.of(name)
            to = np.searchsorted(open_days, last[at], side="right")
            count[at] = np.maximum(to - np.searchsorted(open_days, first[at], side="left"), 0)
        count[np.isnat(first) | np.isnat(last)] = np.nan
        return count

    def groups(self, schools: npt.NDArray[np.object_]) -> list[tuple[str, npt.NDArray[np.intp]]]:
        """A school of each calendar, and the rows that have it."""
        names = pd.Series(schools, dtype=object)
        key = names.where(names.isin(list(self.own)), EVERY_SCHOOL)
        return [(str(name), np.asarray(at)) for name, at in key.groupby(key).indices.items()]

    def last_starts(self, school: str, after: date, by: date, most_sessions_per_week: int) -> tuple[Days, Floats]:
        """The school days after one day up to another, and how many sessions fit from each of them on.

        One session a day and at most so many in a week, Monday to Sunday. Formula: for each day the sum over the weeks
        that follow of min(most, days of the week), plus min(most, days from it to the end of its own week).
        """
        open_days = self.of(school)
        left = open_days[(open_days > day(after)) & (open_days <= day(by))]
        week = (left.astype(np.int64) + 3) // 7  # day 0 was a Thursday
        from_end = pd.Series(week[::-1]).groupby(week[::-1]).cumcount().to_numpy() + 1
        fits = (from_end <= most_sessions_per_week).astype(np.float64)
        return left, np.cumsum(fits)[::-1]


def school_days(
    year: tuple[date, date], closed_days: pd.DataFrame | None = None, *, weekdays: str = "MTWRF"
) -> SchoolDays:
    """The days of a year on which school is held.

    year: first and last day. closed_days: a frame with `date` and, where a school closes alone, `school_id` (`*` or
    absent: every school). weekdays: letters of MTWRFSU. Raises InputError with every fault.

    >>> from datetime import date
    >>> closed = pd.DataFrame({"date": ["2026-11-26", "2026-11-27"]})
    >>> len(school_days((date(2026, 11, 23), date(2026, 12, 4)), closed).common)
    8
    """
    closed, faults = read_closed(closed_days)
    if faults:
        raise InputError(faults)
    refuse(fault for letter in weekdays for fault in word_faults("school days", "weekdays", letter, LETTERS))
    every = np.arange(day(year[0]), day(year[1]) + np.timedelta64(1, "D"))
    open_on = np.array([letter in weekdays for letter in LETTERS])
    held = every[open_on[(every.astype(np.int64) + 3) % 7]]
    alone = closed[closed["school_id"] != EVERY_SCHOOL]
    common = np.setdiff1d(held, days(closed.loc[closed["school_id"] == EVERY_SCHOOL, "date"]))
    own = {str(name): np.setdiff1d(common, days(part)) for name, part in alone.groupby("school_id")["date"]}
    return SchoolDays(common, own, len(set(weekdays)))
