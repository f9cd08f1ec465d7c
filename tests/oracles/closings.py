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
    """Days from the first to the last of so many weeks, each with its part of them; parts add up to one.

    A day goes by until all sessions that the weeks hold are held, at least seven days a week. Each seven days have the
    part of their sessions, shared by their days alike; by the days with a session alone where one is missed.
    """
    first, end = term(block)
    days, sessions = [], 0
    for number in range(first, end):
        days.append(number)
        sessions += meets(block, number) and not closed(city, block, number)
        if sessions >= weeks * len(block["days"]) and len(days) >= 7 * weeks:
            break
    for begin in range(0, len(days), 7):
        seven = days[begin : begin + 7]
        missed = [n for n in seven if meets(block, n) and closed(city, block, n)]
        sessions_held = [n for n in seven if meets(block, n) and n not in missed]
        bearing = sessions_held if missed else seven
        for number in bearing:
            yield number, len(sessions_held) / len(bearing) / (weeks * len(block["days"]))
