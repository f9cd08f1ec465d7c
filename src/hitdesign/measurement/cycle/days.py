"""Days given to a question, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from hitdesign.errors import Fault


def day_faults(where: str, days: Mapping[str, Any]) -> Iterator[Fault]:
    """A fault for each that is no plain day; a time of day belongs to none.

    >>> from hitdesign.measurement.cycle.days import day_faults
    >>> [fault.column for fault in day_faults("review", {"launch": date(2026, 9, 14), "ends": "2027-04-30"})]
    ['ends']
    """
    for name, day in days.items():
        if isinstance(day, datetime) or not isinstance(day, date):
            expected = "a day, as date(2026, 9, 14)"
            yield Fault(where, "it is no day", expected, f"Change {name}", column=name, found=str(day)[:40])
