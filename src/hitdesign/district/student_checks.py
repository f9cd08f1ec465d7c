"""Cross-checks of the students with the other tables: rows are named by number and counted, students never."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.row_checks import Places, Tables
from hitdesign.district.student import Student
from hitdesign.errors import Fault
from hitdesign.tables.many_rows import fault_of_rows

Flags = npt.NDArray[np.bool_]


def both_given() -> Fault:
    """The fault of a district with students and cohorts."""
    return Fault(
        table=Student.table,
        problem="both students and cohorts are given, and each states the whole need",
        expected="one of the two tables",
        what_to_do="Drop cohorts (they are counted from the students), or drop students to plan with the counts",
    )


def _both_given(district: Tables, places: Places) -> Iterator[Fault]:
    """Students or cohorts, not both: cohorts are counted from the students."""
    if district.students is not None and len(district.cohorts):
        yield both_given()


def _schools_of_students(district: Tables, places: Places) -> Iterator[Fault]:
    """Every student's school is a row of schools."""
    if district.students is None:
        return
    known = {school.school_id for school in district.schools} | places.ids.get("schools", frozenset())
    unknown = ~district.students.frame["school_id"].isin(known).to_numpy()
    yield from _rows(
        district, unknown, "school_id", "no row of schools has this id", "an id of the schools table", "Correct the id"
    )


def _grades_of_students(district: Tables, places: Places) -> Iterator[Fault]:
    """Every student's grade is taught at the student's school."""
    if district.students is None:
        return
    frame = district.students.frame
    spans = {s.school_id: (s.grade_low, s.grade_high) for s in district.schools}
    codes, ids = pd.factorize(frame["school_id"].to_numpy(dtype=object))
    found = np.array([spans.get(str(school_id), (None, None)) for school_id in ids], dtype=float).reshape(-1, 2)
    grade = frame["grade"].to_numpy()
    outside = (grade < found[codes, 0]) | (grade > found[codes, 1])
    yield from _rows(
        district,
        outside,
        "grade",
        "the grade is not taught at the student's school",
        "a grade from the school's lowest to its highest",
        "Correct the grade or the school",
    )


def _rows(district: Tables, bad: Flags, column: str, problem: str, expected: str, what_to_do: str) -> Iterator[Fault]:
    """One fault for all these rows of students, at the first of them."""
    if district.students is None or district.students.lines is None or not bad.any():
        return
    lines = district.students.lines[bad].tolist()
    yield fault_of_rows(Student.table, column, lines, problem, expected, what_to_do)


#: The checks of this file, in the order of their faults.
STUDENT_CHECKS = (_both_given, _schools_of_students, _grades_of_students)
