"""The record of an earlier plan's seats, and what shows it beside the chart of accounts."""

from __future__ import annotations

from typing import Protocol

from hitdesign.district.account_codes import AccountCode
from hitdesign.quantities import Grade, Units
from hitdesign.tables.record import Record, Tier, column


class LastSeats(Record):
    """Students of an earlier plan in one place, as its table of seats has them."""

    table = "last_plan"
    caption = (
        "Optional: the seats of the plan before this one, for the aim least_change; seats.csv of that plan, as it was "
        "written, is such a table. Schools, blocks, models and pools that are no more are counted and never refused."
    )
    key = ("cohort_id", "school_id", "grade_low", "grade_high", "subject", "tier", "model_id", "block_id", "pool_id")

    cohort_id: str = column("Tells rows of one place apart; nothing else is read from it.", default="")
    school_id: str = column("The school.", example="0102")
    grade_low: Grade = column("Lowest grade.", example="3")
    grade_high: Grade = column("Highest grade.", example="5")
    subject: str = column("The subject.", example="math")
    tier: Tier = column("How strong the need was.", example="intensive")
    model_id: str = column("The tutoring model that taught them.", example="small_group_3")
    block_id: str = column("The time at which they were taught.", example="intervention")
    pool_id: str = column("The tutors who taught them.", example="teachers_after_hours")
    students: Units = column("Students with a seat there.", unit="students", example="12")


class KeptTables(Protocol):
    """How the district keeps its books, and what it did before."""

    @property
    def account_codes(self) -> tuple[AccountCode, ...]:
        """Rows of account_codes."""

    @property
    def last_plan(self) -> tuple[LastSeats, ...]:
        """Rows of last_plan."""


#: The tables of this file and of the chart of accounts, in reading order.
KEPT_RECORDS: tuple[type[Record], ...] = (AccountCode, LastSeats)
