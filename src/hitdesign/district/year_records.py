"""The records of a running year: what was spent, and which sessions were held."""

from __future__ import annotations

import datetime
from typing import Annotated, Protocol

from pydantic import Field

from hitdesign.tables.record import Record, column

#: Dollars as a ledger has them: what came back is negative.
Booked = Annotated[float, Field(ge=-1e11, le=1e11)]
#: Minutes of a session, or of all sessions of a day; 0 where none was held.
Held = Annotated[int, Field(ge=0, le=1_000_000)]


class LedgerLine(Record):
    """Dollars of one award that were spent on the tutoring program on one day."""

    table = "ledger"
    caption = (
        "Optional: what the program has spent so far, one row per line of the ledger, indirect cost included; a year "
        "that is planned anew takes it for spent. What was spent on other things stands in spent_dollars of funding."
    )
    key = ("stream_id", "date", "entry")

    stream_id: str = column("A row of the funding table.", example="title_i_2026")
    date: datetime.date = column("The day it was booked.", example="2026-12-15")
    entry: str = column("Tells lines of one day apart, such as a voucher's number.", example="4711", default="1")
    dollars: Booked = column("What was spent; negative for what came back.", unit="dollars", example="1250")
    cost_kind: str = column("What it was for, in the district's words; printed only.", default="")
    school_id: str = column("The school, where it is known.", example="0102", default="")


class SessionLog(Record):
    """Minutes of one place's tutoring on one day, as scheduled and as held."""

    table = "sessions"
    caption = (
        "Optional: which sessions were held, one row per school, block, pool and day (or week, under its last day); a "
        "year that is planned anew counts from them what was delivered. No student stands here."
    )
    key = ("school_id", "block_id", "pool_id", "band_id", "date", "entry")

    school_id: str = column("The school.", example="0102")
    block_id: str = column("The time.", example="intervention")
    pool_id: str = column("The tutors.", example="teachers_after_hours")
    band_id: str = column("The band, as the plan's table of groups names it; blank = all groups there.", default="")
    date: datetime.date = column("The day.", example="2026-12-15")
    entry: str = column("Tells rows of one day apart, such as the group's number.", default="1")
    scheduled_minutes: Held = column("Minutes of group sessions that stood in the plan.", unit="minutes", example="90")
    attended_minutes: Held = column("Minutes of them that were held.", unit="minutes", example="60")
    why_not_held: str = column("Why not all were held; printed only.", example="tutor absent", default="")


class YearTables(Protocol):
    """What a running year has left behind."""

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """Rows of ledger."""

    @property
    def sessions(self) -> tuple[SessionLog, ...]:
        """Rows of sessions."""


#: The tables of this file, in reading order.
YEAR_RECORDS: tuple[type[Record], ...] = (LedgerLine, SessionLog)
