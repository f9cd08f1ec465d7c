"""From a students table to the need: who is found, why, and how many of whom."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hitdesign.district.records import School
from hitdesign.district.students import Students
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.found import find, spans_of
from hitdesign.need.need import Need, gathered
from hitdesign.policy import Policy, SelectionCriteria


def identify(
    students: Students | pd.DataFrame,
    criteria: SelectionCriteria | None = None,
    *,
    schools: Iterable[School] = (),
    evidence: Evidence | None = None,
) -> Need:
    """The students who need tutoring under these criteria, each with a reason, and the counts that a plan is made of.

    `students`: a Students, or a frame of the students table. `schools`: their grades clip the grade bands; without
    them a school has the grades of its students in the table. `evidence`: thresholds where the criteria name none.
    `need.found.flagged` holds one row per student and subject, `need.found.outcomes` what became of everybody.
    Raises InputError with every fault of the table, or where table and criteria do not fit.

    >>> import pandas as pd, hitdesign as hit
    >>> rows = {"student_id": ["S1", "S2", "S3"], "school_id": "01", "grade": 3, "math_percentile": [8, 22, 60]}
    >>> need = hit.identify(pd.DataFrame(rows))
    >>> need.cohorts[["tier", "students"]].to_numpy().tolist()
    [['intensive', 1], ['strategic', 1]]
    >>> need.found.flagged  # doctest: +ELLIPSIS
    Flagged(2 rows; columns: student_id, school_id, grade, ...)
    """
    table = students if isinstance(students, Students) else Students(students)
    found = find(table.frame, criteria or SelectionCriteria(), evidence or shipped(), spans_of(schools), table.blank)
    return gathered(found.cohorts, Policy(), found)
