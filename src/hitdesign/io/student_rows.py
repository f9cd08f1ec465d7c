"""The rows of a students file as the checked students table; what is wrong joins the faults of the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.district.student import Student
from hitdesign.district.students import Students
from hitdesign.errors import InputError
from hitdesign.io.rows import TableRows
from hitdesign.tables.fields import subject_and_ending


def students_in(rows: TableRows | None) -> Students | None:
    """The students of the rows that could be read, None without; faults of whole columns join those of the rows."""
    if rows is None or not rows.lines:
        return None
    frame = pd.DataFrame({name: values for name, values in rows.values.items() if not _unknown(name, values)})
    try:
        return Students(frame, lines=np.array(rows.lines, dtype=np.int64))
    except InputError as trouble:
        rows.faults.extend(trouble.faults)
    return None


def _unknown(name: str, values: list[object]) -> bool:
    """A measure that stands in no cell: the reader makes a column for each of the record's, in the file or not."""
    return bool(subject_and_ending(name, Student)[0]) and all(value is None for value in values)
