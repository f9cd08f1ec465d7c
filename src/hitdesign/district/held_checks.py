"""Checks of what existing programs hold: said whole, and not more than there is; and who paid for them is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hitdesign.district.existing import ExistingProgram
from hitdesign.district.held import EVERYWHERE, at_schools, dollars_held, rooms_held, tutors_held
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.evidence.records import Evidence
from hitdesign.quantities import TOLERANCE, print_count, print_dollars
from hitdesign.tables.cell_faults import fault
from hitdesign.tables.ids import nearest

RUNNING = ExistingProgram.table
#: Amounts of dollars closer than this are equal.
HALF_CENT = 0.005


def _said_whole(district: Tables, places: Places) -> Iterator[Fault]:
    """A block comes with groups at once, and they with a block; a pool with tutors or hours, and they with a pool."""
    for position, row in enumerate(district.existing_programs):
        held = row.tutors is not None or row.hours_per_week is not None
        pairs = (
            ("block_id", "groups_at_once", bool(row.block_id), row.groups_at_once is not None),
            ("pool_id", "tutors or hours_per_week", bool(row.pool_id), held),
        )
        for name, amount, named, counted in pairs:
            if named != counted:
                blank, filled = (amount, name) if named else (name, amount)
                yield fault(
                    RUNNING,
                    f"{filled} is filled and {blank} is blank",
                    f"both {name} and {amount}, or neither",
                    f"Fill {blank} (0 says that it holds nothing)" if named else f"Fill {blank}, or clear {filled}",
                    places.line(RUNNING, position),
                    blank.partition(" ")[0],
                    row.program_id,
                )


def _rooms(district: Tables, places: Places) -> Iterator[Fault]:
    """Kept programs hold no more groups at once of a block than it has."""
    if not district.existing_programs:
        return
    ids = [school.school_id for school in district.schools]
    blocks = {(block.school_id, block.block_id): block.groups_at_once for block in district.blocks}
    own = {block.school_id for block in district.blocks}
    over: dict[tuple[str, str], tuple[int, int]] = {}
    for (school_id, block_id), groups in rooms_held(district.existing_programs, ids).items():
        there = blocks.get((school_id if school_id in own else EVERYWHERE, block_id))
        if there is not None and groups > there:
            over[school_id, block_id] = groups, there
    for position, (row, schools) in enumerate(at_schools(district.existing_programs, ids)):
        here = [school_id for school_id in schools if (school_id, row.block_id) in over]
        if row.decision == "keep" and row.groups_at_once and here:
            groups, there = over[here[0], row.block_id]
            more = f", and so at {print_count(len(here) - 1, 'more school')}" if len(here) > 1 else ""
            yield _too_much(
                f"kept programs hold {groups} groups at once of a block of school {here[0]} that has {there}{more}",
                f"at most {there} for all kept programs together",
                places,
                position,
                "groups_at_once",
                str(row.groups_at_once),
            )


def _tutors(district: Tables, places: Places) -> Iterator[Fault]:
    """Programs hold no more people of a pool than it has, and no more hours than the others are paid for."""
    held = tutors_held(district.existing_programs)
    pools = {pool.pool_id: pool for pool in district.tutors}
    for position, row in enumerate(district.existing_programs):
        if row.decision == "fold_in" or row.pool_id not in pools:
            continue
        pool, (people, hours) = pools[row.pool_id], held[row.pool_id]
        if row.tutors and people > pool.tutors:
            problem = f"existing programs hold {print_count(people, 'tutor')} of pool {pool.pool_id}, which has "
            expected = f"at most {pool.tutors} for all programs that are kept or replaced"
            yield _too_much(problem + str(pool.tutors), expected, places, position, "tutors", str(row.tutors))
        left = max(pool.tutors - people, 0) * pool.hours_per_tutor_week
        if row.hours_per_week and hours > left + TOLERANCE:
            problem = f"existing programs take {hours:g} hours a week of the other people of pool {pool.pool_id}"
            expected = f"at most the {left:g} hours that they are paid for"
            found = f"{row.hours_per_week:g}"
            yield _too_much(problem, expected, places, position, "hours_per_week", found)


def _dollars(district: Tables, places: Places) -> Iterator[Fault]:
    """Kept programs hold no more of a stream than what is neither committed nor spent of it."""
    held = dollars_held(district.existing_programs)
    streams = {stream.stream_id: stream for stream in district.funding}
    for position, row in enumerate(district.existing_programs):
        if row.decision != "keep" or row.paid_by not in streams or not row.dollars:
            continue
        stream = streams[row.paid_by]
        left = max(stream.award_dollars - stream.committed_dollars - stream.spent_dollars, 0.0)
        if held[row.paid_by] > left + HALF_CENT:
            problem = f"kept programs hold {print_dollars(held[row.paid_by])} of stream {row.paid_by}"
            expected = f"at most the {print_dollars(left)} that are neither committed nor spent"
            yield _too_much(problem, expected, places, position, "dollars", print_dollars(row.dollars))


def _too_much(problem: str, expected: str, places: Places, position: int, column: str, found: str) -> Fault:
    advice = "Correct the amount, or the table that holds less"
    return fault(RUNNING, problem, expected, advice, places.line(RUNNING, position), column, found)


def unknown_payers(district: Tables, evidence: Evidence) -> list[Fault]:
    """Existing programs whose paid_by is neither a stream of funding nor a program of the evidence."""
    known: Mapping[str, object] = {**evidence.programs, **{row.stream_id: None for row in district.funding}}
    return [
        Fault(
            table=RUNNING,
            column="paid_by",
            found=row.paid_by,
            problem=f"{row.program_id} at {row.school_id} was paid by nobody known",
            expected="a stream of the funding table or a program of the evidence",
            what_to_do=f"Did you mean {near!r}? Correct it" if (near := nearest(row.paid_by, known)) else "Correct it",
        )
        for row in district.existing_programs
        if row.paid_by and row.paid_by not in known
    ]


#: The checks of this file, in the order of their faults.
HELD_CHECKS = (_said_whole, _rooms, _tutors, _dollars)
