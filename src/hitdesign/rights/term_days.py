"""One block's term day by day: when so many of its weeks are over, which day comes next, and what each day weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.lost_days import DAYS_A_WEEK, meets_on

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class TermDays:
    """A term from its first day on: the letters of its days of the week, and the days on which it is not held.

    Days are numbers since 1970. A week of the term is as many days kept as the block has in a week.

    >>> term = TermDays(first=4, letters="MTWRF", lost=(11,))
    >>> term.last_day(1), term.last_day(2)
    (10, 18)
    """

    first: int
    letters: str
    lost: tuple[int, ...]

    def last_day(self, weeks: int) -> int:
        """The last day of so many weeks; the day before the first for none.

        Formula: max(first + 7 x weeks - 1, the day by which weeks x days a week are kept). Where no day until then is
        lost, the first of both.
        """
        by_dates = self.first + DAYS_A_WEEK * weeks - 1
        if weeks <= 0 or not any(day <= by_dates for day in self.lost):
            return by_dates
        return max(by_dates, int(self._kept(weeks)[weeks * len(self.letters) - 1]))

    def next_week(self, on: int) -> tuple[int, int]:
        """Weeks that have begun before a day, and the first day of the week that comes after them.

        Formula: the fewest weeks whose last day is the day before `on` or a later one.
        """
        weeks = 0
        while self.last_day(weeks) + 1 < on:
            weeks += 1
        return weeks, self.last_day(weeks) + 1

    @property
    def begins_on(self) -> int:
        """The day on which it begins: its first, or where sessions before that are lost the first that is held."""
        if not self.lost:
            return self.first
        days = self.first + np.arange(DAYS_A_WEEK)
        opening = int(days[meets_on(days, self.letters)][0])
        return self.first if opening not in self.lost else int(self._kept(1)[0])

    def weights(self, last: int, *, whole_weeks: bool) -> Floats:
        """What each day from the first to `last` counts of the work.

        Each seven days from the first on count seven x their sessions held / sessions of a week, on their days that are
        not lost alike; so a day counts one where no session of its seven is lost. The days after the last seven count
        as a whole week does (`whole_weeks`: the sessions missed before are held there), else for what they are.
        """
        days = np.arange(self.first, last + 1)
        week, gone, meets = (days - self.first) // DAYS_A_WEEK, np.isin(days, self.lost), meets_on(days, self.letters)
        length = np.bincount(week)
        sessions = np.bincount(week[meets], minlength=len(length))
        if whole_weeks:
            length, sessions = np.full_like(length, DAYS_A_WEEK), np.full_like(length, len(self.letters))
        held = np.bincount(week[meets & ~gone], minlength=len(length))
        counted = np.where(sessions > 0, length * held / np.maximum(sessions, 1), length)
        open_days = np.maximum(np.bincount(week[~gone], minlength=len(length)), 1)
        weights: Floats = np.where(gone, 0.0, (counted / open_days)[week])
        return weights

    def _kept(self, weeks: int) -> Ints:
        """Days on which it is held, at least those of so many weeks."""
        days = np.arange(self.first, self.first + DAYS_A_WEEK * (weeks + len(self.lost) + 1))
        kept: Ints = days[meets_on(days, self.letters) & ~np.isin(days, self.lost)]
        return kept


def term_of(blocks: pd.DataFrame, row: int) -> TermDays:
    """The term of one row of the facts' blocks."""
    first = blocks["starts_on"].to_numpy().astype("datetime64[D]").astype(np.int64)[row]
    return TermDays(int(first), str(blocks["days"].iloc[row]), tuple(blocks["lost"].iloc[row]))


def begins_on(blocks: pd.DataFrame) -> NDArray[np.datetime64]:
    """Per block the day on which it begins, after what is lost at its beginning."""
    found: NDArray[np.datetime64] = blocks["starts_on"].to_numpy().astype("datetime64[D]")
    for row in np.flatnonzero(losing(blocks)).tolist():
        found[row] = np.datetime64(term_of(blocks, row).begins_on, "D")
    return found


def losing(blocks: pd.DataFrame) -> Bools:
    """Blocks whose terms lose a day."""
    return np.array([bool(one) for one in blocks["lost"]], dtype=bool)
