"""Levers of risks: rows of a table changed, added, or made a school's own where they stood for every school."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from hitdesign.district.district import District
from hitdesign.district.records import EVERY_SCHOOL, Block
from hitdesign.levers import Change, Lever
from hitdesign.tables.record import Record


def cells_of(row: Record, **other: Any) -> dict[str, Any]:
    """A row as text, numbers and lists, blanks left out, with other values in some columns."""
    shown = {
        name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in {**dict(row), **other}.items()
    }
    return {
        name: list(cell) if isinstance(cell, tuple) else cell
        for name, cell in shown.items()
        if cell is not None and cell not in ((), "")
    }


def blocks_at(district: District, school_id: str) -> list[Block]:
    """The rows of blocks that hold for a school: its own, else those for every school."""
    own = [block for block in district.blocks if block.school_id == school_id]
    return own or [block for block in district.blocks if block.school_id == EVERY_SCHOOL]


def at_school(
    district: District, school_id: str, name: str, parts: Callable[[Block], Iterable[dict[str, Any]]], note: str = ""
) -> Lever:
    """A lever that puts other rows in the place of a school's blocks; rows of `*` become its own first.

    `note`: what to call it where several schools do the same, `{places}` in the place of their number.
    """
    own = any(block.school_id == school_id for block in district.blocks)
    gone = [Change(table="blocks", where={"school_id": (school_id,)}, remove=True)] if own else []
    rows = [{**row, "school_id": school_id} for block in blocks_at(district, school_id) for row in parts(block)]
    return Lever(name=name, changes=(*gone, *(Change(table="blocks", add=row) for row in rows)), note=note)


def one_more_room(district: District, school_id: str) -> Lever:
    """Room for one more group at once in every block of a school."""
    return at_school(
        district,
        school_id,
        f"One more room at {school_id}",
        lambda block: [cells_of(block, groups_at_once=block.groups_at_once + 1)],
        "One more room at {places}",
    )


#: What a time has that was copied to before school: blanks are those of the evidence for that time of day.
EARLY: dict[str, Any] = {
    "when": "before_school",
    "starts_at": "",
    "over": "none",
    "take_up_rate": None,
    "attendance_rate": None,
    "enrolment": None,
}


def before_school(district: District, school_id: str) -> Lever | None:
    """A second time at a school: its longest block again, before school; None where it has one, or no block at all."""
    blocks = blocks_at(district, school_id)
    if not blocks or any(block.when == "before_school" for block in blocks):
        return None
    longest = max(blocks, key=lambda block: (len(block.days) * block.minutes, block.block_id))
    early = cells_of(longest, **EARLY, block_id=f"{longest.block_id}_before_school")
    return at_school(
        district,
        school_id,
        f"A block before school at {school_id}",
        lambda block: [cells_of(block), *([early] if block is longest else [])],
        "A block before school at {places}",
    )


def move_before_school(district: District, school_id: str) -> Lever | None:
    """All of a school's times in the school day held before school; None where it has none in the school day."""
    if not any(block.when == "during_school" for block in blocks_at(district, school_id)):
        return None
    return at_school(
        district,
        school_id,
        f"{school_id} moves to before school",
        lambda block: [cells_of(block, **(EARLY if block.when == "during_school" else {}))],
        "Moving {places} to before school",
    )


def cell(table: str, column: str, key: dict[str, str], name: str, **does: Any) -> Lever:
    """A lever that changes one cell of the rows with this key."""
    where: dict[str, tuple[str | int | float, ...]] = {column_of: (value,) for column_of, value in key.items()}
    return Lever(name=name, changes=(Change(table=table, column=column, where=where, **does),))


def one_more_tutor(pool_id: str) -> Lever:
    """One more person in a pool."""
    return cell("tutors", "tutors", {"pool_id": pool_id}, f"One more tutor in {pool_id}", difference=1)


def row_for_school(district: District, table: str, school_id: str, name: str, **cells: Any) -> Lever:
    """A lever that writes cells into a school's row of a table that has one row per school; it gets one if need be."""
    rows = {row.school_id: row for row in getattr(district, table)}
    if school_id in rows:
        where: dict[str, tuple[str | int | float, ...]] = {"school_id": (school_id,)}
        return Lever(
            name=name,
            changes=tuple(Change(table=table, column=key, where=where, value=value) for key, value in cells.items()),
        )
    known = cells_of(rows[EVERY_SCHOOL]) if EVERY_SCHOOL in rows else {}
    return Lever(name=name, changes=(Change(table=table, add={**known, "school_id": school_id, **cells}),))
