"""Checks of the tables of where a district stands: ids that exist, ends in order, words that mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from hitdesign.district.context_records import ExistingProgram, ReferenceValue, Result
from hitdesign.district.held import EVERYWHERE, at_schools
from hitdesign.district.held_checks import HELD_CHECKS
from hitdesign.district.row_checks import Places, Tables
from hitdesign.district.student import Student
from hitdesign.errors import Fault
from hitdesign.quantities import print_grades, print_share
from hitdesign.tables.cell_faults import fault, no_such
from hitdesign.tables.fields import subject_and_ending
from hitdesign.tables.ids import nearest

RUNNING = ExistingProgram.table
#: Words of subjects as alike as this are taken for a slip of the pen.
ALIKE = 0.75


class AtSchool(Protocol):
    """A row that names a school."""

    @property
    def school_id(self) -> str:
        """The school, or `*`."""


def subject_words(district: Tables) -> set[str]:
    """The subjects in which the district states need: those of its cohorts, or with a measure of its students."""
    found = set(map(str, district.cohorts["subject"].unique()))
    names = () if district.students is None else district.students.measures
    return found | {subject_and_ending(name, Student)[0] for name in names}


def _schools(district: Tables, places: Places) -> Iterator[Fault]:
    """Every school that these tables name is a row of schools; where all schools may be meant, `*` stands for them."""
    known = {school.school_id for school in district.schools}
    allowed = known | places.ids.get("schools", frozenset())
    tables: list[tuple[str, Sequence[AtSchool]]] = [
        (RUNNING, district.existing_programs),
        ("results", district.results),
        ("perspectives", district.perspectives),
        ("barriers", district.barriers),
        ("people", district.people),
        ("technology", district.technology),
        ("dates", district.dates),
        ("signoffs", district.signoffs),
    ]
    for table, rows in tables:
        more = set() if table == "results" else {EVERYWHERE}
        for position, row in enumerate(rows):
            if row.school_id not in allowed | more:
                expected = "an id of the schools table" + (" or *" if more else "")
                yield no_such(
                    table, "school_id", row.school_id, "schools", known, places.line(table, position), expected=expected
                )


def _pools(district: Tables, places: Places) -> Iterator[Fault]:
    """The pool of an existing program is a row of tutors."""
    known = {pool.pool_id for pool in district.tutors}
    allowed = known | places.ids.get("tutors", frozenset())
    for position, row in enumerate(district.existing_programs):
        if row.pool_id and row.pool_id not in allowed:
            expected = "an id of the tutors table"
            yield no_such(
                RUNNING, "pool_id", row.pool_id, "tutors", known, places.line(RUNNING, position), expected=expected
            )


def _blocks(district: Tables, places: Places) -> Iterator[Fault]:
    """The block of an existing program is a row of blocks at its school, for `*` at one of its schools at least.

    Where rows of blocks could not be read, nothing is said: theirs may be among them.
    """
    own: dict[str, set[str]] = {}
    for block in district.blocks:
        own.setdefault(block.school_id, set()).add(block.block_id)
    ids = [school.school_id for school in district.schools]
    if places.ids.get("blocks"):
        return
    for position, (row, schools) in enumerate(at_schools(district.existing_programs, ids)):
        known = set().union(*(own.get(one) or own.get(EVERYWHERE, set()) for one in schools))
        if row.block_id and row.block_id not in known and set(schools) <= set(ids):
            expected = "a block_id of its school in the blocks table"
            yield no_such(
                RUNNING, "block_id", row.block_id, "blocks", known, places.line(RUNNING, position), expected=expected
            )


def _subjects(district: Tables, places: Places) -> Iterator[Fault]:
    """A subject that is nearly, but not quite, one in which need is stated is a slip that would go unseen."""
    words = subject_words(district)
    named = [
        *((RUNNING, "subjects", n, word) for n, row in enumerate(district.existing_programs) for word in row.subjects),
        *(("results", "subject", n, row.subject) for n, row in enumerate(district.results)),
        *(("reference_values", "subject", n, row.subject) for n, row in enumerate(district.reference_values)),
        *(("barriers", "subject", n, row.subject) for n, row in enumerate(district.barriers)),
    ]
    said: set[tuple[str, str]] = set()
    for table, column, position, word in named:
        folded = {known.casefold(): known for known in words}
        near = nearest(word.casefold(), folded, ALIKE) if word and word not in words else None
        if near and (table, word) not in said:
            said.add((table, word))
            yield fault(
                table,
                "the subject is nearly a subject in which need is stated",
                "the word that cohorts or students use for it",
                f"Did you mean {folded[near]!r}? Write it so, or choose a word that is not mistaken for it",
                places.line(table, position),
                column,
                word,
            )


def _ends(district: Tables, places: Places) -> Iterator[Fault]:
    """The lowest grade is not above the highest, and the high end of a masked share not below its low end."""
    graded: list[tuple[str, Sequence[ExistingProgram | Result | ReferenceValue]]] = [
        (RUNNING, district.existing_programs),
        ("results", district.results),
        ("reference_values", district.reference_values),
    ]
    for table, rows in graded:
        for position, row in enumerate(rows):
            low, high = row.grade_low, row.grade_high
            if low is not None and high is not None and low > high:
                expected, found = "the lowest grade first", print_grades(low, high)
                line = places.line(table, position)
                yield fault(table, "grade_low is above grade_high", expected, "Swap them", line, "grade_low", found)
    for position, result in enumerate(district.results):
        if result.share_high is not None and (result.share is None or result.share_high < result.share):
            yield fault(
                "results",
                "share_high is below share, or stands without it",
                "the high end of a masked share, beside its low end",
                "Correct one of them",
                places.line("results", position),
                "share_high",
                print_share(result.share_high, 1),
            )


#: The checks of these tables, in the order of their faults.
CONTEXT_NAMES = (_schools, _pools, _blocks, _subjects, _ends)
CONTEXT_CHECKS = (*CONTEXT_NAMES, *HELD_CHECKS)
