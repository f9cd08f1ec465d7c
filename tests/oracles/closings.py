"""Days without tutoring from the district's own table, walked day by day: no column of the library is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

LETTERS = "MTWRFSU"


def meets(block: Any, number: int) -> bool:
    """The day (an ordinal) is one of the block's days of the week."""
    return LETTERS[date.fromordinal(number).weekday()] in block["days"]


def closed(city: Any, block: Any, number: int) -> bool:
    """Some row of the calendar holds the day at the block's school."""
    school = city.schools[block["school"]]["school_id"]
    return any(
        row.school_id in ("*", school) and row.starts_on.toordinal() <= number <= row.ends_on.toordinal()
        for row in city.district.calendar
    )


def held(city: Any, block: Any) -> list[int]:
    """Days of the term on which the block is held."""
    return [n for n in range(*term(block)) if meets(block, n) and not closed(city, block, n)]


def term(block: Any) -> tuple[int, int]:
    """First day of the term, and the day after its last."""
    first, last = (date(*block[name].timetuple()[:3]).toordinal() for name in ("starts_on", "ends_on"))
    return first, last + 1


def begins(city: Any, block: Any) -> date:
    """Its first day, or the first one held where what comes before is closed."""
    first, _ = term(block)
    opening = next(n for n in range(first, first + 7) if meets(block, n))
    return date.fromordinal(held(city, block)[0] if closed(city, block, opening) else first)


def work(city: Any, block: Any, weeks: int) -> Iterator[tuple[int, float]]:
    """Days of so many weeks, each with its part of them; parts add up to one.

    A week is over after seven days while no session was ever missed, and from then on once all of its sessions are
    held. Its part is shared by its days alike, by those with a session alone where one of them is missed.
    """
    first, end = term(block)
    days: list[int] = []
    left, missed_one = weeks, False
    for number in range(first, end):
        days.append(number)
        missed_one |= meets(block, number) and closed(city, block, number)
        sessions = [n for n in days if meets(block, n) and not closed(city, block, n)]
        if len(sessions) < len(block["days"]) if missed_one else len(days) < 7:
            continue
        missed = any(meets(block, n) and closed(city, block, n) for n in days)
        bearing = sessions if missed else days
        yield from ((n, 1 / weeks / len(bearing)) for n in bearing)
        days, left = [], left - 1
        if not left:
            return
