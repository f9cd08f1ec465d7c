"""Cross-checks of a district as a whole: one small function per kind of fault, every fault of every table together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from hitdesign.district.context_checks import CONTEXT_CHECKS, CONTEXT_NAMES
from hitdesign.district.contract_checks import CONTRACT_CHECKS
from hitdesign.district.duty_checks import DUTY_CHECKS
from hitdesign.district.kept_checks import KEPT_CHECKS
from hitdesign.district.margin_checks import MARGIN_CHECKS
from hitdesign.district.money_checks import MONEY_CHECKS
from hitdesign.district.other_costs import cost_faults
from hitdesign.district.records import EVERY_SCHOOL, FundingStream, TutorPool
from hitdesign.district.row_checks import GRADES_DATES_COUNTS, ROW_CHECKS, Places, Tables, record_tables
from hitdesign.district.student_checks import STUDENT_CHECKS
from hitdesign.district.year_checks import YEAR_CHECKS
from hitdesign.errors import Fault
from hitdesign.quantities import print_grades
from hitdesign.tables.cell_faults import fault, no_such
from hitdesign.tables.ids import same_id

#: Unknown ids for which the nearest known one is looked up; a table of another numbering would take minutes.
SUGGESTIONS = 20


def check_district(district: Tables, places: Places | None = None, *, amounts_only: bool = False) -> list[Fault]:
    """Every fault of a district's tables taken together; an empty list means that it can be planned.

    `places` gives the faults the line of their row where the tables came from files. `amounts_only`: of a district that
    differs from a checked one in amounts of money, people and rooms alone; ids, words and students are not looked at.
    """
    places = places or Places(tables=district)
    faults: list[Fault] = []
    for check in CHECKS:
        if not (amounts_only and check in OF_NO_AMOUNT):
            faults.extend(check(district, places))
    return faults


def _repeated_keys(district: Tables, places: Places) -> Iterator[Fault]:
    """No two rows of a table share a key, or keys that only case or invisible letters tell apart."""
    for table, rows in record_tables(district):
        keys = [tuple(str(getattr(row, name)) for name in row.key) for row in rows]
        yield from _repeats(table, rows[0].key if rows else (), keys, places)
    yield from _repeats("cohorts", ("cohort_id",), [(text,) for text in district.cohorts["cohort_id"]], places)


def _repeats(table: str, names: tuple[str, ...], keys: Sequence[tuple[str, ...]], places: Places) -> Iterator[Fault]:
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for position, key in enumerate(keys):
        folded = tuple(same_id(part) for part in key)
        seen = first.setdefault(folded, key)
        if len(first) > position:
            continue
        first[(*folded, str(position))] = key
        problem = "the row stands in the table twice"
        if seen != key:
            problem = f"the id cannot be told apart from {' '.join(seen)!r}"
        yield fault(
            table,
            problem,
            f"each {' and '.join(names)} once",
            "Remove one row, or give it a name of its own",
            places.line(table, position),
            names[-1],
            " ".join(key),
        )


def _unusable_ids(district: Tables, places: Places) -> Iterator[Fault]:
    """An id is not blank, has no `;` (it separates ids in lists), and a school is not called `*`."""
    for table, rows in record_tables(district):
        for position, row in enumerate(rows):
            for name in row.key:
                text = str(getattr(row, name))
                if not text.strip() or ";" in text or (table == "schools" and text == EVERY_SCHOOL):
                    yield fault(
                        table,
                        "the id cannot be used",
                        "a text without ;, not blank and not *",
                        "Give the row another id",
                        places.line(table, position),
                        name,
                        text,
                    )


def _unknown_schools(district: Tables, places: Places) -> Iterator[Fault]:
    """Every school_id that another table names is a row of schools; an id that is not is named once per column."""
    known = {school.school_id for school in district.schools}
    allowed = known | places.ids.get("schools", frozenset())
    first: dict[tuple[str, str, str], list[int]] = {}
    for table, column, school_id, position in _named_schools(district, allowed):
        first.setdefault((table, column, school_id), []).append(position)
    for number, ((table, column, school_id), positions) in enumerate(first.items()):
        near = known if number < SUGGESTIONS else set()
        more = f" (nor have {len(positions) - 1} more rows)" if len(positions) > 1 else ""
        expected = "an id of the schools table" + (" or *" if table in ("blocks", "calendar") else "")
        line = places.line(table, positions[0])
        yield no_such(table, column, school_id, "schools", near, line, expected=expected, more=more)


def _named_schools(district: Tables, allowed: set[str] | frozenset[str]) -> Iterator[tuple[str, str, str, int]]:
    """Table, column, id and position of every school that is named and not allowed."""
    cohorts = district.cohorts["school_id"]
    for position in np.flatnonzero(~cohorts.isin(allowed).to_numpy()).tolist():
        yield "cohorts", "school_id", str(cohorts.iloc[position]), position
    of_schools = (("blocks", district.blocks), ("calendar", district.calendar))
    for table, ids in ((table, [row.school_id for row in rows]) for table, rows in of_schools):
        strange = [n for n, school_id in enumerate(ids) if school_id not in allowed and school_id != EVERY_SCHOOL]
        yield from ((table, "school_id", ids[n], n) for n in strange)
    named: list[tuple[str, Sequence[TutorPool | FundingStream]]] = [
        ("tutors", district.tutors),
        ("funding", district.funding),
    ]
    for table, rows in named:
        for position, row in enumerate(rows):
            unknown = [school_id for school_id in row.schools if school_id not in allowed]
            yield from ((table, "schools", school_id, position) for school_id in unknown)


def _unknown_contracts(district: Tables, places: Places) -> Iterator[Fault]:
    """A pool's contract is a row of contracts; a stream's match is paid by another row of funding."""
    contracts = {contract.contract_id for contract in district.contracts}
    streams = {stream.stream_id for stream in district.funding}
    for position, pool in enumerate(district.tutors):
        if pool.contract_id and pool.contract_id not in contracts | places.ids.get("contracts", frozenset()):
            yield no_such(
                "tutors", "contract_id", pool.contract_id, "contracts", contracts, places.line("tutors", position)
            )
    for position, stream in enumerate(district.funding):
        allowed = (streams | places.ids.get("funding", frozenset())) - {stream.stream_id}
        if stream.match_source and stream.match_source not in allowed:
            yield no_such(
                "funding",
                "match_source",
                stream.match_source,
                "funding",
                streams - {stream.stream_id},
                places.line("funding", position),
            )


def _other_costs(district: Tables, places: Places) -> Iterator[Fault]:
    """The streams, schools and pools that other_costs names are rows of their tables."""
    ids = {
        "stream_id": ("funding", frozenset(row.stream_id for row in district.funding)),
        "schools": ("schools", frozenset(row.school_id for row in district.schools)),
        "pools": ("tutors", frozenset(row.pool_id for row in district.tutors)),
    }
    known = {name: (table, own, places.ids.get(table, frozenset())) for name, (table, own) in ids.items()}
    yield from cost_faults(district.other_costs, places, known)


def _more_than_enrolled(district: Tables, places: Places) -> Iterator[Fault]:
    """The cohorts of one school and subject hold no more students (low end of masked counts) than the school enrols."""
    enrolled = {school.school_id: school.enrollment for school in district.schools if school.enrollment is not None}
    sums: Counter[tuple[str, str]] = Counter()
    columns = (district.cohorts[name].tolist() for name in ("school_id", "subject", "students"))
    for school_id, subject, students in zip(*columns, strict=True):
        sums[school_id, subject] += students
    for (school_id, subject), students in sorted(sums.items()):
        if students <= enrolled.get(school_id, students):
            continue
        problem = f"{students} students of school {school_id} in {subject}, but {enrolled[school_id]} enrolled"
        yield fault(
            "cohorts",
            problem,
            "at most the school's enrollment for one subject",
            "Correct the counts, or the enrollment",
            None,
            "students",
            str(students),
        )


def _grades_of_school(district: Tables, places: Places) -> Iterator[Fault]:
    """A cohort's grades meet its school's."""
    spans = {school.school_id: (school.grade_low, school.grade_high) for school in district.schools}
    cohorts = district.cohorts
    for position, school_id, low, high in zip(
        cohorts.index, cohorts["school_id"], cohorts["grade_low"], cohorts["grade_high"], strict=True
    ):
        first, last = spans.get(school_id, (None, None))
        if first is not None and last is not None and low <= high and first <= last and (low > last or high < first):
            yield fault(
                "cohorts",
                f"the grades are not taught at school {school_id}",
                print_grades(first, last),
                "Correct the grades or the school",
                places.line("cohorts", position),
                "grade_low",
                print_grades(low, high),
            )


#: Every check of a district, in the order of its faults.
CHECKS = (
    _repeated_keys,
    _unusable_ids,
    _unknown_schools,
    _unknown_contracts,
    *ROW_CHECKS,
    _other_costs,
    _more_than_enrolled,
    _grades_of_school,
    *MARGIN_CHECKS,
    *STUDENT_CHECKS,
    *CONTEXT_CHECKS,
    *DUTY_CHECKS,
    *MONEY_CHECKS,
    *CONTRACT_CHECKS,
    *KEPT_CHECKS,
    *YEAR_CHECKS,
)
#: Checks that no amount of money, people or rooms can change: they are of ids, words, days, grades and students.
OF_NO_AMOUNT = frozenset(
    {
        *(_repeated_keys, _unusable_ids, _unknown_schools, _unknown_contracts, _other_costs),
        *(_more_than_enrolled, _grades_of_school),
        *GRADES_DATES_COUNTS,
        *MARGIN_CHECKS,
        *STUDENT_CHECKS,
        *CONTEXT_NAMES,
        *DUTY_CHECKS,
    }
)
