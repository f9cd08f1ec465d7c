"""How strong the need of each student is: a number that puts the students of a tier in order, and the lot behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.students import Students
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.caught import Caught, caught
from hitdesign.need.measures import measures_for
from hitdesign.policy import SelectionCriteria
from hitdesign.tables.private import PrivateTable

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

#: Digits that an index keeps: what the order of a sum changes lies below them.
DIGITS = 9


def need_index(
    students: Students | pd.DataFrame, criteria: SelectionCriteria | None = None, *, evidence: Evidence | None = None
) -> PrivateTable:
    """The need index of every student, found or not: `.frame` has student_id and a column for each subject.

    Formula: see `index_of`; unit: standard deviations below the cut-off, so that more is greater need; NaN where no
    measure is known. Raises InputError where table and criteria do not fit.

    >>> import pandas as pd
    >>> from hitdesign.need.index import need_index
    >>> rows = {"student_id": ["S1", "S2", "S3"], "school_id": "01", "grade": 3, "math_percentile": [5, 25, None]}
    >>> need_index(pd.DataFrame(rows)).frame["math"].tolist()
    [2.0, 0.0, nan]
    """
    frame = (students if isinstance(students, Students) else Students(students)).frame
    criteria = criteria or SelectionCriteria()
    columns = {
        subject: index_of(caught(frame, bound, criteria))
        for subject, bound in measures_for(frame, criteria, evidence or shipped()).by_subject.items()
    }
    return PrivateTable(pd.DataFrame({"student_id": frame["student_id"], **columns}))


def index_of(judged: Caught) -> Floats:
    """The need index of one subject, per student.

    Formula: the mean over the student's known measures, by weight, of (threshold - value) / spread, with the sign
    turned where more is greater need; threshold: the strategic one, else the intensive; spread: the standard deviation
    of the measure's known values among these students, 1 where all are equal. Above 0: below the cut-offs on the whole.
    A measure that is not known is left out of the mean; NaN where none is known.
    """
    total, weights = np.zeros(len(judged.tier)), np.zeros(len(judged.tier))
    for one in judged.measured:
        measure, known = one.bound.measure, one.known
        threshold = measure.intensive if measure.strategic is None else measure.strategic
        seen = one.values[known]
        if threshold is None or not len(seen):
            continue
        sign = -1.0 if measure.catches in ("at_or_above", "above") else 1.0
        distance = np.where(known, sign * (threshold - one.values) / (float(np.std(seen)) or 1.0), 0.0)
        total += measure.weight * distance
        weights += measure.weight * known
    found = np.divide(total, weights, out=np.full(len(total), np.nan), where=weights > 0)
    rounded: Floats = np.round(found, DIGITS) + 0.0
    return rounded


def lottery(ids: Iterable[str], seed: str) -> Floats:
    """A number from 0 to 1 for each id, the lowest to be drawn first; it depends on the seed and on no other student.

    Formula: the first 53 bits of SHA-256 over the text `seed:id` in UTF-8, divided by 2^53; anybody can draw it again.

    >>> from hitdesign.need.index import lottery
    >>> lottery(["S1", "S2"], "board meeting of 4 May").round(3).tolist()
    [0.983, 0.468]
    """
    sha, begins = hashlib.sha256, f"{seed}:"
    digests = b"".join([sha((begins + text).encode()).digest() for text in ids])
    first = np.frombuffer(digests, dtype=">u8").reshape(-1, 4)[:, 0]
    return (first >> np.uint64(11)).astype(np.float64) / 2.0**53


def places(group: Codes, index: Floats, lots: Floats) -> Codes:
    """The place of each row in its group, 1 first: the greater index, then the lower lot; unknown indexes last."""
    order = np.lexsort((lots, -index, group))
    group = group[order]
    first = np.flatnonzero(np.diff(group, prepend=-1))
    lengths = np.diff(np.append(first, len(group)))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(len(order)) - np.repeat(first, lengths) + 1
    return found
