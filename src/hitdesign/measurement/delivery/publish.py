"""Counts of students by dosage that may leave the district once the disclosure control has gone over them."""

from __future__ import annotations

import pandas as pd

from hitdesign.measurement.delivery.delivered import Dosage
from hitdesign.measurement.delivery.groups import NONE, Division, pieces
from hitdesign.measurement.delivery.students import STATUSES
from hitdesign.measurement.disclosure.tables import CountTable, Dimension

#: What the tables count, and the label of a whole.
COUNTS, SERVED, ALL = "students in the tutoring program", "students who attended at least one session", "all"


def tables_to_publish(found: Dosage) -> tuple[CountTable, ...]:
    """Counts of students by school and status, by mark and status, and of students served by provider, pool, subject.

    Hand them to `disclosure.protect` together: they count the same students, so one can tell what another hides.
    Statuses and schools add up to the whole; marks, providers, pools and subjects are parts of it that overlap.

    >>> from datetime import date
    >>> from hitdesign.measurement.delivery.delivered import dosage
    >>> rows = {"student_id": ["a"], "school_id": ["1"], "date": ["2026-10-05"], "scheduled_minutes": [30]}
    >>> span = (date(2026, 9, 1), date(2027, 6, 1))
    >>> [table.name for table in tables_to_publish(dosage(pd.DataFrame(rows), as_of=span[1], year=span))]
    ['dosage by school', 'dosage by mark']
    """
    tables = [_by_status(found, "school_id", "school"), _by_status(found, "mark", "mark")]
    divisions: tuple[tuple[Division, str], ...] = (
        ("provider", "provider"),
        ("pool_id", "pool"),
        ("subject", "subject"),
    )
    for division, name in divisions:
        parts = pieces(found.log, found.students.frame, division)
        served = parts[parts["actual_sessions"] > 0]
        if len(served):
            tables.append(_served(found, served, name))
    return tuple(tables)


def _by_status(found: Dosage, division: Division, name: str) -> CountTable:
    """A cell for each part and status, with totals of both."""
    parts = pieces(found.log, found.students.frame, division)
    if division == "mark":
        parts = parts[parts["part"] != NONE]
    total = _total(parts["part"])
    whole = found.students.frame.assign(part=total)
    every = pd.concat([parts[["part", "status"]], whole[["part", "status"]]])
    table = pd.crosstab(every["part"], every["status"]).reindex(columns=list(STATUSES), fill_value=0)
    table[ALL] = table.sum(axis=1)
    cells = table.rename_axis(index=name).reset_index().melt(name, var_name="status", value_name="students")
    labels = sorted(set(cells[name].astype(str)) - {total})
    overlap = ((total, tuple(labels)),) if division == "mark" and labels else ()
    first = Dimension(name, total, within=overlap)
    return CountTable(f"dosage by {name}", COUNTS, cells, (first, Dimension("status", ALL)), as_of=str(found.log.as_of))


def _served(found: Dosage, served: pd.DataFrame, name: str) -> CountTable:
    """A cell for each part, and the whole."""
    counts = served.groupby("part").size()
    whole = int((found.students.frame["actual_sessions"] > 0).sum())
    total = _total(served["part"])
    cells = pd.DataFrame({name: [*counts.index.astype(str), total], "students": [*counts.tolist(), whole]})
    by = Dimension(name, total, within=((total, tuple(counts.index.astype(str))),))
    return CountTable(f"students served by {name}", SERVED, cells, (by,), as_of=str(found.log.as_of))


def _total(labels: pd.Series) -> str:
    """The label of the whole, which no part has."""
    total = ALL
    while total in set(labels):
        total += " of them"
    return total
