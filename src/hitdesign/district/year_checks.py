"""Checks of a running year's tables: their streams and schools exist, minutes held are among those scheduled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hitdesign.district.money_checks import unnamed
from hitdesign.district.row_checks import Places, Tables
from hitdesign.district.year_records import LedgerLine, SessionLog
from hitdesign.errors import Fault
from hitdesign.tables.cell_faults import fault
from hitdesign.tables.record import Record

LEDGER, SESSIONS = LedgerLine.table, SessionLog.table


def _once(district: Tables, places: Places) -> Iterator[Fault]:
    """No line stands twice: a copied ledger would count double."""
    tables: tuple[tuple[str, Sequence[Record]], ...] = ((LEDGER, district.ledger), (SESSIONS, district.sessions))
    for table, rows in tables:
        seen: set[tuple[object, ...]] = set()
        for position, row in enumerate(rows):
            key = tuple(getattr(row, name) for name in row.key)
            if key in seen:
                what = "Remove one row, or give each its own entry"
                each, line = f"each {', '.join(row.key)} once", places.line(table, position)
                yield fault(table, "the row stands in the table twice", each, what, line, "entry", str(key[-1]))
            seen.add(key)


def _named(district: Tables, places: Places) -> Iterator[Fault]:
    """Streams of the ledger are rows of funding, schools of both tables rows of schools."""
    named = [
        *((LEDGER, "stream_id", n, row.stream_id) for n, row in enumerate(district.ledger)),
        *((LEDGER, "school_id", n, row.school_id) for n, row in enumerate(district.ledger) if row.school_id),
        *((SESSIONS, "school_id", n, row.school_id) for n, row in enumerate(district.sessions)),
    ]
    yield from unnamed(district, places, named)


def _held(district: Tables, places: Places) -> Iterator[Fault]:
    """No more minutes were held than stood in the plan."""
    for position, row in enumerate(district.sessions):
        if row.attended_minutes > row.scheduled_minutes:
            problem, expected = "more was held than was scheduled", f"at most {row.scheduled_minutes} minutes"
            line, found = places.line(SESSIONS, position), str(row.attended_minutes)
            yield fault(SESSIONS, problem, expected, "Correct one of both", line, "attended_minutes", found)


#: The checks of these tables, in the order of their faults.
YEAR_CHECKS = (_once, _named, _held)
