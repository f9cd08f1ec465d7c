"""Checks of duties and of money set aside that need no evidence: ids that exist, cells that go together."""

from __future__ import annotations

from collections.abc import Iterator

from hitdesign.district.duties import Mandate, PrivateSchool, Rebuttal, Reservation
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.quantities import print_grades
from hitdesign.tables.cell_faults import fault, no_such
from hitdesign.tables.ids import nearest

MANDATES, RESERVATIONS = Mandate.table, Reservation.table
PRIVATE, REBUTTALS = PrivateSchool.table, Rebuttal.table
#: Stands for every stream.
EVERY_STREAM = "*"


def _schools(district: Tables, places: Places) -> Iterator[Fault]:
    """The schools of a mandate are rows of schools."""
    known = {school.school_id for school in district.schools}
    allowed = known | places.ids.get("schools", frozenset())
    for position, row in enumerate(district.mandates):
        for school_id in row.schools:
            if school_id not in allowed:
                yield no_such(MANDATES, "schools", school_id, "schools", known, places.line(MANDATES, position))


def _streams(district: Tables, places: Places) -> Iterator[Fault]:
    """The streams of reservations and rebuttals are rows of funding; rebuttals may name every stream."""
    known = {stream.stream_id for stream in district.funding}
    allowed = known | places.ids.get("funding", frozenset())
    for position, row in enumerate(district.reservations):
        if row.stream_id not in allowed:
            yield no_such(
                RESERVATIONS, "stream_id", row.stream_id, "funding", known, places.line(RESERVATIONS, position)
            )
    for position, one in enumerate(district.rebuttals):
        if one.stream_id not in allowed | {EVERY_STREAM}:
            yield no_such(REBUTTALS, "stream_id", one.stream_id, "funding", known, places.line(REBUTTALS, position))


def _about(district: Tables, places: Places) -> Iterator[Fault]:
    """A rebuttal is about a program that runs or about a mandate, and its words are not blank."""
    lost = places.ids.get("existing_programs", frozenset()) | places.ids.get(MANDATES, frozenset())
    known = {row.program_id for row in district.existing_programs} | {row.mandate_id for row in district.mandates}
    for position, row in enumerate(district.rebuttals):
        if row.about not in known | lost:
            where = "existing_programs or mandates"
            yield no_such(REBUTTALS, "about", row.about, where, known, places.line(REBUTTALS, position))
        for name in ("reason", "recorded_by"):
            if not str(getattr(row, name)).strip():
                line = places.line(REBUTTALS, position)
                yield fault(REBUTTALS, f"{name} is blank", "a text", f"Fill {name}", line, name, "")


def _one_amount(district: Tables, places: Places) -> Iterator[Fault]:
    """A reservation is dollars or a share of the award: one of them."""
    for position, row in enumerate(district.reservations):
        if (row.dollars is None) == (row.share is None):
            both = "both dollars and share are" if row.dollars is not None else "neither dollars nor share is"
            line = places.line(RESERVATIONS, position)
            what = "one of dollars and share"
            yield fault(RESERVATIONS, f"{both} filled", what, "Keep one of them", line, "dollars", row.stream_id)


def _grades(district: Tables, places: Places) -> Iterator[Fault]:
    """The lowest grade of a mandate is not above its highest."""
    for position, row in enumerate(district.mandates):
        if row.grade_low is not None and row.grade_high is not None and row.grade_low > row.grade_high:
            line, found = places.line(MANDATES, position), print_grades(row.grade_low, row.grade_high)
            problem, expected = "grade_low is above grade_high", "the lowest grade first"
            yield fault(MANDATES, problem, expected, "Swap them", line, "grade_low", found)


def _own_promises(district: Tables, places: Places) -> Iterator[Fault]:
    """A mandate of the district's own says where it is written and when it was read."""
    for position, row in enumerate(district.mandates):
        for name in ("source", "as_of"):
            if not row.mandate and getattr(row, name) in ("", None):
                line = places.line(MANDATES, position)
                problem = f"{name} is blank, and the row names no mandate of the evidence"
                yield fault(MANDATES, problem, f"a value in {name}", f"Fill {name}", line, name, row.mandate_id)


def _words(district: Tables, places: Places) -> Iterator[Fault]:
    """Subjects that are nearly those in which need is stated are slips that would go unseen."""
    words = set(map(str, district.cohorts["subject"].unique()))
    for position, row in enumerate(district.mandates):
        for word in row.subjects:
            folded = {known.casefold(): known for known in words}
            near = nearest(word.casefold(), folded, 0.75) if words and word not in words else None
            if near:
                line, problem = places.line(MANDATES, position), "the subject is nearly one in which need is stated"
                what = f"Did you mean {folded[near]!r}? Write it so"
                yield fault(MANDATES, problem, "the word that cohorts use for it", what, line, "subjects", word)


def _children(district: Tables, places: Places) -> Iterator[Fault]:
    """A private school says how many children it has, or that it takes no part; not more low-income than enrolled."""
    for position, row in enumerate(district.private_schools):
        line = places.line(PRIVATE, position)
        low, every = row.low_income_children, row.enrolled_children
        if row.participates == "yes" and low is None and every is None:
            expected, what = "low_income_children or enrolled_children", "Fill it; 0 says that it has none"
            yield fault(PRIVATE, "no count of children", expected, what, line, "enrolled_children", "")
        if low is not None and every is not None and low > every:
            problem, what = f"more low-income children than the {every} enrolled", "Correct one of the counts"
            yield fault(PRIVATE, problem, "at most its children", what, line, "low_income_children", str(low))


#: The checks of this file, in the order of their faults.
DUTY_CHECKS = (_schools, _streams, _about, _one_amount, _grades, _own_promises, _words, _children)
