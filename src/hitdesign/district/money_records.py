"""The records of what an award demands beside its own row: money fixed to schools, and gifts that count as match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from hitdesign.quantities import Dollars
from hitdesign.tables.record import Record, column

__all__ = ["MONEY_RECORDS", "MatchGift", "MoneyTables", "SchoolAllocation", "money_tables"]


class SchoolAllocation(Record):
    """Dollars of one award that were allocated to one school."""

    table = "school_allocations"
    caption = (
        "Optional: dollars of an award that were allocated to schools. What a school controls is spent there or not at "
        "all; what the district controls, and what is allocated to no school, it places where the award may pay."
    )
    key = ("stream_id", "school_id")

    stream_id: str = column("A stream of the funding table.", example="title_i_2026")
    school_id: str = column("A school of the schools table.", example="0102")
    dollars: Dollars = column(
        "Allocated to the school, indirect cost included; what is committed or spent comes off the district's part "
        "first.",
        unit="dollars",
        example="60000",
    )
    controlled_by: Literal["school", "district"] = column(
        "Who decides on it: a school's dollars cannot move.", example="school", default="school"
    )


class MatchGift(Record):
    """Something given in kind that counts as match of one award."""

    table = "match_gifts"
    caption = (
        "Optional: gifts of time and things that count as match, each with the one award whose match it is: nothing "
        "counts twice. They count where the award's program says that gifts may."
    )
    key = ("gift_id",)

    gift_id: str = column("A name for the gift.", example="volunteer_hours")
    stream_id: str = column("The stream of the funding table whose match it is.", example="title_i_2026")
    given_by: str = column("Who gives it; printed only.", example="a college", default="")
    dollars: Dollars = column("What it may count for.", unit="dollars", example="4000")


class MoneyTables(Protocol):
    """What awards demand beside their own rows."""

    @property
    def school_allocations(self) -> tuple[SchoolAllocation, ...]:
        """Rows of school_allocations."""

    @property
    def match_gifts(self) -> tuple[MatchGift, ...]:
        """Rows of match_gifts."""


def money_tables(district: MoneyTables) -> list[tuple[str, Sequence[Record]]]:
    """These tables with their names."""
    return [("school_allocations", district.school_allocations), ("match_gifts", district.match_gifts)]


#: The tables of this file, in reading order.
MONEY_RECORDS: tuple[type[Record], ...] = (SchoolAllocation, MatchGift)
