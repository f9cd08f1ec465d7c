"""Days of work: on which days a tutoring model's weeks in a block are held, and how much of them is done by a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import day_numbers
from hitdesign.district.lost_days import DAYS_A_WEEK
from hitdesign.rights.term_days import TermDays, losing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: In place of a tutoring model's weeks: the whole term of the block.
TERM = -1
#: More than any number of weeks.
MANY = 1_000


@dataclass(frozen=True)
class WorkDays:
    """Row by row the days from `first` to `last`, days since 1970, both at work.

    `course`: which of `courses` says how much of the work is done by the end of each day (the day on which it begins,
    and its sums day by day, from 0); -1 where every day counts alike.
    """

    first: Ints
    last: Ints
    course: Ints
    courses: tuple[tuple[int, Floats], ...] = ()

    def done(self, day: Ints) -> Floats:
        """Work from `first` to the end of a day, row by row, in days; what lies after `last` counts nothing."""
        day = np.maximum(np.minimum(day, self.last), self.first - 1)
        done: Floats = (day - self.first + 1).astype(np.float64)
        for number in np.unique(self.course[self.course >= 0]).tolist():
            begin, sums = self.courses[number]
            own = np.flatnonzero(self.course == number)
            until, before = (np.clip(one[own] - begin, 0, len(sums) - 1) for one in (day + 1, self.first))
            done[own] = sums[until] - sums[before]
        return done

    def share(self, day: Ints) -> Floats:
        """The part of the work that is done by the end of a day; every day counts alike where none is at work."""
        whole = self.done(self.last)
        alike = np.clip(day - self.first + 1, 0, None) / np.maximum(self.last - self.first + 1, 1)
        share: Floats = np.where(whole > 0, self.done(day) / np.where(whole > 0, whole, 1.0), np.minimum(alike, 1.0))
        return share

    def between(self, first: Ints, last: Ints, known: Bools) -> WorkDays:
        """The same work between two days each; every day counts alike in rows where it is not `known`."""
        return WorkDays(first, last, np.where(known, self.course, -1), self.courses)

    def rows(self, chosen: Ints | Bools) -> WorkDays:
        """Some of the rows."""
        return WorkDays(self.first[chosen], self.last[chosen], self.course[chosen], self.courses)


def every_day(first: Ints, last: Ints) -> WorkDays:
    """Work on all of these days alike."""
    return WorkDays(first, last, np.full(len(first), -1, dtype=np.int64))


def work_days(blocks: pd.DataFrame, block: Ints, weeks: Ints) -> WorkDays:
    """The days of work in these blocks (positions) for so many weeks each, or for the whole term where weeks is TERM.

    A session on a lost day is not held then, and work ends later. Formulas: `TermDays.last_day`, `TermDays.weights`;
    where no day of the term is lost the last day = first + 7 x weeks - 1, and every day counts alike.
    """
    begins, ends = day_numbers(blocks["starts_on"]), day_numbers(blocks["ends_on"])
    first = begins[block]
    last = np.where(weeks == TERM, ends[block], first + DAYS_A_WEEK * weeks - 1)
    course = np.full(len(block), -1, dtype=np.int64)
    some = np.flatnonzero(losing(blocks)[block])
    pairs, row = np.unique(block[some] * MANY + weeks[some] + 1, return_inverse=True)
    letters, lost = blocks["days"].tolist(), blocks["lost"].tolist()
    number_of: dict[tuple[int, str, tuple[int, ...], int, int], int] = {}
    courses: list[tuple[int, Floats]] = []
    numbers = np.zeros(len(pairs), dtype=np.int64)
    for place, (at, length) in enumerate(zip((pairs // MANY).tolist(), (pairs % MANY - 1).tolist(), strict=True)):
        key = (int(begins[at]), letters[at], lost[at], length, int(ends[at]) if length == TERM else 0)
        if key not in number_of:
            number_of[key] = len(courses)
            term = TermDays(*key[:3])
            until = key[4] if length == TERM else term.last_day(length)
            courses.append((term.first, np.concatenate([[0.0], np.cumsum(term.weights(until))])))
        numbers[place] = number_of[key]
    course[some] = numbers[row]
    last[some] = np.array([begin + len(sums) - 2 for begin, sums in courses], dtype=np.int64)[course[some]]
    return WorkDays(first, last, course, tuple(courses))
