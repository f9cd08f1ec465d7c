"""Levers that districts ask for, ready made: hiring, a school online, make-up sessions, a hybrid week, a late award.

Each is made of plain changes of the tables, so it can be read, written to a file, and put together with others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from hitdesign.district.district import District
from hitdesign.district.records import Block
from hitdesign.errors import Fault, InputError
from hitdesign.levers import Change, Lever
from hitdesign.plan.risks.changes import at_school, cells_of
from hitdesign.quantities import print_share


def hiring_reaches(
    district: District, share: float, *, rest_on: date | None = None, pools: Collection[str] = ()
) -> Lever:
    """Only this share of the people of these pools (blank: all) is there; the rest comes on a day, or never.

    People are whole, halves rounded up. The rest stands in the tutors table as a pool of its own, `<pool>_later`.

    >>> from hitdesign.district.district import District
    >>> hiring_reaches(District(name="Nowhere", schools=(), blocks=(), tutors=(), funding=()), 0.7).name
    'Hiring reaches 70%'
    """
    changes: list[Change] = []
    for pool in _chosen(district.tutors, "pool_id", pools):
        there = int(pool.tutors * share + 0.5)
        where = {"pool_id": (pool.pool_id,)}
        changes.append(Change(table="tutors", column="tutors", where=where, value=there))
        begins = max(rest_on, pool.starts_on or rest_on) if rest_on else None
        if begins and pool.tutors > there and (pool.ends_on is None or begins < pool.ends_on):
            late = {"pool_id": f"{pool.pool_id}_later", "tutors": pool.tutors - there, "starts_on": begins}
            changes.append(Change(table="tutors", add=cells_of(pool, **late)))
    when = f"; the rest comes on {rest_on}" if rest_on else ""
    return Lever(name=f"Hiring reaches {print_share(share)}{when}", changes=tuple(changes))


def award_delayed(district: District, stream_id: str, days: int) -> Lever:
    """An award can be obligated so many days later than planned; its last day stays."""
    _chosen(district.funding, "stream_id", (stream_id,))
    change = Change(table="funding", column="obligate_from", where={"stream_id": (stream_id,)}, difference=days)
    return Lever(name=f"{stream_id} comes {days} days late", changes=(change,))


def school_online(district: District, school_id: str, seats: int) -> Lever:
    """A school holds all of its sessions online, so many students at a time (devices and lines)."""
    return _at_school(
        district,
        school_id,
        f"{school_id} goes online",
        lambda block: [cells_of(block, held="online", online_seats=seats)],
    )


def hybrid_week(district: District, school_id: str, days_at_school: str, seats: int) -> Lever:
    """At school on these days (letters, such as MTR); on its other days each block is held online.

    Every block becomes two: its own on the days at school, held in person, and `<block>_online` on the others.
    """

    def parts(block: Block) -> list[dict[str, Any]]:
        there = "".join(day for day in block.days if day in days_at_school)
        home = "".join(day for day in block.days if day not in days_at_school)
        away = {"block_id": f"{block.block_id}_online", "days": home, "held": "online", "online_seats": seats}
        own = [cells_of(block, days=there, held="in_person")] if there else []
        return [*own, *([cells_of(block, **away)] if home else [])]

    return _at_school(district, school_id, f"{school_id} meets on {days_at_school}, else online", parts)


def make_up_sessions(weeks: int, *, schools: Collection[str] = ()) -> Lever:
    """Terms that end so many weeks later, for the sessions that were lost; only of blocks with rows of these schools.

    Pools, streams and the policy's own last day are not moved: where they end first, they still do.
    """
    where: dict[str, tuple[str | int | float, ...]] = {"school_id": tuple(schools)} if schools else {}
    change = Change(table="blocks", column="ends_on", where=where, difference=7 * weeks)
    return Lever(name=f"{weeks} weeks of make-up sessions", changes=(change,))


def school_closed(district: District, school_id: str) -> Lever:
    """A school takes no part."""
    _chosen(district.schools, "school_id", (school_id,))
    change = Change(table="schools", column="opted_in", where={"school_id": (school_id,)}, value="no")
    return Lever(name=f"{school_id} takes no part", changes=(change,))


def _at_school(
    district: District, school_id: str, name: str, parts: Callable[[Block], Iterable[dict[str, Any]]]
) -> Lever:
    """A lever that puts other rows in the place of a school's blocks; rows of `*` become its own first."""
    _chosen(district.schools, "school_id", (school_id,))
    return at_school(district, school_id, name, parts)


def _chosen(rows: Iterable[Any], key: str, wanted: Collection[str]) -> list[Any]:
    """The rows of these ids, or all; raises InputError where an id has no row."""
    known = {str(getattr(row, key)): row for row in rows}
    unknown = [one for one in wanted if one not in known]
    if unknown:
        raise InputError([_no_row(key, one, known) for one in unknown])
    return [known[one] for one in wanted] if wanted else list(known.values())


def _no_row(key: str, found: str, known: Iterable[str]) -> Fault:
    return Fault(
        table={"pool_id": "tutors", "stream_id": "funding", "school_id": "schools"}[key],
        column=key,
        found=found,
        problem="no row has this id",
        expected="one of " + (", ".join(sorted(known)) or "none: the table is empty"),
        what_to_do="Correct the id",
    )
