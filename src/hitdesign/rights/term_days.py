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

        Formula: first + 7 x weeks - 1 where no day until then is lost; else the day by which weeks x days a week of the
        block are kept, which is later.
        """
        by_dates = self.first + DAYS_A_WEEK * weeks - 1
        if weeks <= 0 or not any(day <= by_dates for day in self.lost):
            return by_dates
        return int(self._kept(weeks)[weeks * len(self.letters) - 1])

    def next_week(self, on: int, end: int) -> tuple[int, int]:
        """Weeks that have begun before a day, and the first day of the next; `end`: the last day of the term.

        Formula: ceil((on - first) / 7) weeks where no day before `on` is lost, else ceil(sessions held / days a week).
        The next begins on the day after their last; where a day before its own end is lost, with its first session,
        unless the term would then leave a week less for beginning in the middle of seven days.
        """
        if any(day < on for day in self.lost):
            days = np.arange(self.first, on)
            held = int((meets_on(days, self.letters) & ~np.isin(days, self.lost)).sum())
            weeks = -(-held // len(self.letters))
        else:
            weeks = -(-max(on - self.first, 0) // DAYS_A_WEEK)
        after = self.last_day(weeks) + 1
        if not any(day < after + DAYS_A_WEEK for day in self.lost):
            return weeks, after
        days = np.arange(after, max(after, end) + DAYS_A_WEEK + 1)
        session = int(days[meets_on(days, self.letters) & ~np.isin(days, self.lost)][0])
        sevens = after + (session - after) // DAYS_A_WEEK * DAYS_A_WEEK
        return weeks, session if self._leaves(session, end) == self._leaves(sevens, end) else sevens

    @property
    def begins_on(self) -> int:
        """The day on which it begins: its first, or where sessions before that are lost the first that is held."""
        if not self.lost:
            return self.first
        days = self.first + np.arange(DAYS_A_WEEK)
        opening = int(days[meets_on(days, self.letters)][0])
        return self.first if opening not in self.lost else int(self._kept(1)[0])

    def weights(self, last: int) -> Floats:
        """What each day from the first to `last` counts of the work: seven for each week of the term.

        All seven days of a week count one where none of them is lost; else its days that are held count alike. Weeks
        end on `last_day`; of one that is not whole the sessions that are held count.
        """
        days, n = np.arange(self.first, last + 1), len(self.letters)
        gone = np.isin(days, self.lost)
        held = meets_on(days, self.letters) & ~gone
        before = (min((day - self.first for day in self.lost), default=len(days))) // DAYS_A_WEEK
        week = np.maximum((np.cumsum(held) - held) // n, before)
        sevens = np.arange(len(days)) // DAYS_A_WEEK
        week = np.where(sevens < before, sevens, week)
        bears = ~np.isin(week, week[gone]) | held
        counts = DAYS_A_WEEK * np.bincount(week[held], minlength=int(week.max(initial=0)) + 1) / n
        alike = counts / np.maximum(np.bincount(week[bears], minlength=len(counts)), 1)
        weights: Floats = np.where(bears, alike[week], 0.0)
        return weights

    def _leaves(self, first: int, end: int) -> int:
        """Weeks that the term leaves from a day on."""
        if not any(day >= first for day in self.lost):
            return (end - first + 1) // DAYS_A_WEEK
        days = np.arange(first, end + 1)
        return int((meets_on(days, self.letters) & ~np.isin(days, self.lost)).sum()) // len(self.letters)

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
