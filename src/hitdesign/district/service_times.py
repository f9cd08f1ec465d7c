"""When other services need a student: `M 09:00-09:30; TR 10:15-10:45` read as days and minutes."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Day letters of the week, then two clock times of 24 hours.
_TIME = re.compile(
    r"(?P<days>[MTWRFS]+) *(?P<h1>[01]?\d|2[0-3]):(?P<m1>[0-5]\d) *- *(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)"
)


class Busy(NamedTuple):
    """A time of one day: its letter, first minute and the minute after the last, counted from midnight."""

    day: str
    start: int
    end: int


def busy_times(text: str) -> tuple[Busy, ...] | None:
    """The times that a cell names, sorted; None where a part of it cannot be read or ends before it begins.

    >>> from hitdesign.district.service_times import busy_times
    >>> busy_times("MW 09:00-09:30")
    (Busy(day='M', start=540, end=570), Busy(day='W', start=540, end=570))
    """
    found: set[Busy] = set()
    for part in text.split(";"):
        if not part.strip():
            continue
        read = _TIME.fullmatch(part.strip())
        if read is None:
            return None
        start, end = 60 * int(read["h1"]) + int(read["m1"]), 60 * int(read["h2"]) + int(read["m2"])
        if end <= start or len(set(read["days"])) < len(read["days"]):
            return None
        found |= {Busy(day, start, end) for day in read["days"]}
    return tuple(sorted(found))
