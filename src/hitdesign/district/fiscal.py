"""Days of a year, and fiscal years."""

from __future__ import annotations

import calendar
import re
from datetime import date

DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
#: A year without 29 February: an end that only leap years have is no end of every year.
COMMON_YEAR = 2001


def is_day_of_year(text: str) -> bool:
    """Whether the text is a month and a day, `mm-dd`, that every year has.

    >>> is_day_of_year("06-30"), is_day_of_year("06-31"), is_day_of_year("6/30")
    (True, False, False)
    """
    found = DAY_OF_YEAR.fullmatch(text)
    return found is not None and int(found[2]) <= calendar.monthrange(COMMON_YEAR, int(found[1]))[1]


def ends_between(day_of_year: str, first: date, last: date) -> tuple[date, ...]:
    """The ends of fiscal years from `first` to `last`; none where the day of the year is blank.

    >>> ends_between("06-30", date(2026, 6, 1), date(2027, 6, 29))
    (datetime.date(2026, 6, 30),)
    """
    if not day_of_year:
        return ()
    month, day = int(day_of_year[:2]), int(day_of_year[3:])
    ends = (date(year, month, day) for year in range(first.year, last.year + 1))
    return tuple(one for one in ends if first <= one <= last)


def fiscal_year(day_of_year: str, day: date) -> str:
    """The year in which the fiscal year of a day ends, as text; blank where the day of the year is.

    >>> fiscal_year("06-30", date(2026, 7, 1)), fiscal_year("06-30", date(2026, 6, 30)), fiscal_year("", date.min)
    ('2027', '2026', '')
    """
    if not day_of_year:
        return ""
    ended = (day.month, day.day) > (int(day_of_year[:2]), int(day_of_year[3:]))
    return str(day.year + ended)
