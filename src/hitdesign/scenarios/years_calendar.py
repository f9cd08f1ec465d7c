"""Days without tutoring in later years: those that the district gives for them, else the first year's again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.records import Block
from hitdesign.evidence.windows import MONTHS_A_YEAR, months_on

DAYS_A_WEEK = 7


def same_weekday(day: date, years: int) -> date:
    """The day so many years later that is nearest to the same day and month and has the same day of the week.

    >>> same_weekday(date(2026, 11, 26), 1)
    datetime.date(2027, 11, 25)
    """
    there = months_on(day, MONTHS_A_YEAR * years)
    later = (day.weekday() - there.weekday()) % DAYS_A_WEEK
    return there + timedelta(days=later if later <= DAYS_A_WEEK // 2 else later - DAYS_A_WEEK)


def calendar_later(rows: Sequence[ClosedDays], blocks: Sequence[Block], years: int) -> tuple[ClosedDays, ...]:
    """The calendar of the year so many years on; `blocks`: those of the first year.

    What the district gives holds up to its last day. After that the days of the first year's terms come again, on the
    same days of the week and as long as they were.
    """
    last = max((row.ends_on for row in rows), default=date.min)
    found = {tuple(getattr(row, name) for name in row.key): row for row in rows}
    for row in rows if years else ():
        begins = same_weekday(row.starts_on, years)
        if begins > last and any(row.starts_on <= one.ends_on and one.starts_on <= row.ends_on for one in blocks):
            moved = row.model_copy(update={"starts_on": begins, "ends_on": begins + (row.ends_on - row.starts_on)})
            found[tuple(getattr(moved, name) for name in row.key)] = moved
    return tuple(found.values())
