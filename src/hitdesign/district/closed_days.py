"""The record of a day without tutoring: holidays, breaks, testing and closings, of all schools or of one."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from hitdesign.tables.record import Record, column


class ClosedDays(Record):
    """Days in a row on which no session is held at a school, whatever the reason."""

    table = "calendar"
    caption = (
        "Optional: days without tutoring, one row per holiday, break, testing window or closing; weeks are counted "
        "after them. A school's own rows come on top of those of *. None are shipped: give the district's own."
    )
    key = ("school_id", "starts_on", "ends_on", "kind")

    school_id: str = column("A school, or * for every school.", example="*")
    starts_on: date = column("First day without tutoring.", example="2026-11-25")
    ends_on: date = column("Last day without tutoring; the first again for a single day.", example="2026-11-27")
    kind: Literal["holiday", "break", "testing", "closing", "other"] = column(
        "Why; all kinds count the same, testing too, when school is held and tutoring is not.", example="break"
    )
    label: str = column("What it is called; printed only.", example="Thanksgiving", default="")


class CalendarTables(Protocol):
    """The days on which nothing is held."""

    @property
    def calendar(self) -> tuple[ClosedDays, ...]:
        """Rows of calendar."""
