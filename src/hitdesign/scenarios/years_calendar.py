"""Days in later years: the same days and months; where a calendar is given, the same days of the week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.district import District
from hitdesign.district.lost_days import DAYS_A_WEEK
from hitdesign.evidence.windows import MONTHS_A_YEAR, months_on
from hitdesign.policy import Policy


def same_weekday(day: date, years: int) -> date:
    """The day so many years later that is nearest to the same day and month and has the same day of the week.

    >>> same_weekday(date(2026, 11, 26), 1)
    datetime.date(2027, 11, 25)
    """
    there = months_on(day, MONTHS_A_YEAR * years)
    later = (day.weekday() - there.weekday()) % DAYS_A_WEEK
    return there + timedelta(days=later if later <= DAYS_A_WEEK // 2 else later - DAYS_A_WEEK)


def days_later(district: District, policy: Policy, years: int) -> Callable[[date], date]:
    """What a day of the program's year is so many years later.

    The same day and month, without a calendar. With one so many whole weeks later that the program's first day comes
    nearest to its day and month: then terms keep their days, and the calendar takes as many of them.
    """
    begins = [block.starts_on for block in district.blocks]
    if not district.calendar or not begins:
        return lambda day: months_on(day, MONTHS_A_YEAR * years)
    first = max(min(begins), policy.starts_on or min(begins))
    weeks = same_weekday(first, years) - first
    return lambda day: day + weeks


def calendar_later(district: District, policy: Policy, years: int) -> tuple[ClosedDays, ...]:
    """The calendar of the year so many years on.

    What the district gives holds up to its last day. After that the days of the first year's terms come again.
    """
    rows, move = district.calendar, days_later(district, policy, years)
    last = max((row.ends_on for row in rows), default=date.min)
    found = {tuple(getattr(row, name) for name in row.key): row for row in rows}
    for row in rows if years else ():
        begins, ends = move(row.starts_on), move(row.ends_on)
        within = any(row.starts_on <= one.ends_on and one.starts_on <= row.ends_on for one in district.blocks)
        if within and begins > last:
            again = row.model_copy(update={"starts_on": begins, "ends_on": ends})
            found[tuple(getattr(again, name) for name in row.key)] = again
    return tuple(found.values())
