"""Days without tutoring, taken out of terms: which days of a block are lost, and how many weeks its term leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import day_numbers, objects_of
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.records import EVERY_SCHOOL

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DAYS_A_WEEK = 7
#: The letters from Monday on, and the place among them of 1970-01-01, day number zero.
WEEK, THURSDAY = "MTWRFSU", 3
#: First and last day of runs of days without tutoring, as day numbers.
Runs = tuple[tuple[int, int], ...]


def meets_on(days: Ints, letters: str) -> Bools:
    """Which of these day numbers (days since 1970) are days of the week with these letters.

    >>> import numpy as np
    >>> meets_on(np.arange(4), "RF").tolist()
    [True, True, False, False]
    """
    wanted = np.array([letter in letters for letter in WEEK])
    meets: Bools = wanted[(days + THURSDAY) % DAYS_A_WEEK]
    return meets


def lost_days(rows: Sequence[ClosedDays], school_ids: Sequence[str], blocks: pd.DataFrame) -> NDArray[np.object_]:
    """Per block (school, days, starts_on, ends_on) the days of its term on which it is not held, as day numbers.

    Formula: dates from starts_on to ends_on whose weekday is one of its days, and which lie in a row of the calendar of
    every school or of its own; a day is lost once, however many rows hold it.
    """
    none: NDArray[np.object_] = objects_of(() for _ in range(len(blocks)))
    if not rows:
        return none
    runs = _runs(rows, school_ids)
    columns = (blocks["school"], blocks["days"], day_numbers(blocks["starts_on"]), day_numbers(blocks["ends_on"]))
    known: dict[tuple[Runs, str, int, int], tuple[int, ...]] = {}
    for number, (school, letters, first, last) in enumerate(zip(*(one.tolist() for one in columns), strict=True)):
        key = (runs[school], str(letters), first, last)
        if key not in known:
            known[key] = _lost(*key)
        none[number] = known[key]
    return none


def weeks_left(blocks: pd.DataFrame) -> Ints:
    """Per block (days, starts_on, ends_on, lost) the weeks that its term leaves.

    Formula: floor(days of the term / 7) where no day is lost; else floor(days of the block that are kept / its days a
    week), which is never more.
    """
    first, last = day_numbers(blocks["starts_on"]), day_numbers(blocks["ends_on"])
    weeks: Ints = np.maximum((last - first + 1) // DAYS_A_WEEK, 0)
    for number in np.flatnonzero([bool(lost) for lost in blocks["lost"]]).tolist():
        letters, lost = str(blocks["days"].iloc[number]), blocks["lost"].iloc[number]
        kept = int(meets_on(np.arange(first[number], last[number] + 1), letters).sum()) - len(lost)
        weeks[number] = kept // len(letters)
    return weeks


def calendar_checks(rows: Sequence[ClosedDays], blocks: pd.DataFrame) -> tuple[str, ...]:
    """A sentence where the calendar takes no day out of any term: weeks are then those of the dates."""
    if not len(blocks) or any(blocks["lost"]):
        return ()
    if rows:
        return (
            "Days without tutoring: no row of the calendar falls on a day of a block, so every week counts in full; "
            "check that it is of these terms.",
        )
    return (
        "Days without tutoring: none are given, so every week of a term counts in full; holidays, breaks and testing "
        "leave fewer: give a calendar.",
    )


def _runs(rows: Iterable[ClosedDays], school_ids: Sequence[str]) -> list[Runs]:
    """Per school the runs of days without tutoring, its own and everybody's."""
    own: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for row in rows:
        first, last = (int(np.datetime64(day, "D").astype(np.int64)) for day in (row.starts_on, row.ends_on))
        own[row.school_id].add((first, last))
    everybody = tuple(sorted(own.pop(EVERY_SCHOOL, set())))
    return [tuple(sorted({*everybody, *own[name]})) if name in own else everybody for name in school_ids]


def _lost(runs: Runs, letters: str, first: int, last: int) -> tuple[int, ...]:
    days = np.arange(first, last + 1)
    days = days[meets_on(days, letters)]
    gone = np.zeros(len(days), dtype=bool)
    for begin, end in runs:
        gone |= (begin <= days) & (days <= end)
    return tuple(days[gone].tolist())
