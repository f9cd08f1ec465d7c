"""A school year of 2026-27 as districts have it: 36 weeks from Monday to Friday, of which 25 days are lost.

Thanksgiving week 5, winter break 10, two Mondays 2, spring break 5, testing 3: 180 - 25 = 155 days, 31 weeks of five.
"""

from __future__ import annotations

from datetime import date

from hitdesign.district.closed_days import ClosedDays

TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 21)}


def closed(first: date, last: date | None = None, school: str = "*", kind: str = "break") -> ClosedDays:
    """A row of the calendar; one day where no last day is given."""
    return ClosedDays(school_id=school, starts_on=first, ends_on=last or first, kind=kind)


THANKSGIVING = closed(date(2026, 11, 23), date(2026, 11, 27))
WINTER = closed(date(2026, 12, 21), date(2027, 1, 1))
SPRING = closed(date(2027, 3, 29), date(2027, 4, 2))
MONDAYS = (closed(date(2027, 1, 18), kind="holiday"), closed(date(2027, 2, 15), kind="holiday"))
TESTING = closed(date(2027, 5, 4), date(2027, 5, 6), kind="testing")
CALENDAR = (THANKSGIVING, WINTER, *MONDAYS, SPRING, TESTING)
