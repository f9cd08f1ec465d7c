"""The record of what a program costs besides tutors and materials, and the checks of its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from hitdesign.errors import Fault
from hitdesign.evidence.records import CostUse, Evidence
from hitdesign.quantities import Dollars
from hitdesign.tables.cell_faults import fault, no_such
from hitdesign.tables.record import Record, When, column

#: What one amount of dollars is for.
Per = Literal["program", "school", "block", "day", "group", "tutor", "student", "hour"]


class OtherCost(Record):
    """A cost of the program besides its tutors' pay and the materials of a seat."""

    table = "other_costs"
    caption = (
        "Optional: what the program costs besides tutors and materials, one row per item. Schools, pools and when say "
        "which groups cause it; a cost per program, school, block or day is due where any such group is taught."
    )
    key = ("item",)

    item: str = column("A name for the cost.", example="site_lead")
    per: Per = column(
        "What the dollars are for: the program as a whole, a school, a block of a school, a day on which a block takes "
        "place, a group, a tutor (person), a student's seat, or an hour that a group is taught.",
        example="school",
    )
    dollars: Dollars = column("Cost of one.", unit="dollars", example="1200")
    use: CostUse = column("What it is, in the words of the programs' rules.", example="coordination")
    stream_id: str = column(
        "The stream that pays it; blank = any that may pay for every student of some of the work, and for this use.",
        default="",
    )
    schools: tuple[str, ...] = column("Schools at which it is due, ; between; blank = all.", default=())
    pools: tuple[str, ...] = column("Pools whose groups cause it, ; between; blank = all.", default=())
    when: tuple[When, ...] = column("Times of day at which it is due, ; between; blank = all.", default=())


class CostTables(Protocol):
    """The tables that these checks read."""

    @property
    def other_costs(self) -> tuple[OtherCost, ...]:
        """Rows of other_costs."""


class PaidTables(CostTables, Protocol):
    """The costs and the money that may pay for them."""

    @property
    def funding(self) -> Sequence[FundingStream]:
        """Rows of funding."""


class FundingStream(Protocol):
    """A stream and the law behind it."""

    @property
    def stream_id(self) -> str:
        """The stream's name."""

    @property
    def program(self) -> str:
        """The law's id."""


class Lines(Protocol):
    """Where rows stand, and ids of rows that could not be read."""

    def line(self, table: str, position: int) -> int | str | None:
        """The line of a row, or its key."""


def cost_faults(
    rows: Sequence[OtherCost], places: Lines, known: dict[str, tuple[str, frozenset[str], frozenset[str]]]
) -> Iterator[Fault]:
    """Ids that no row has, and people counted at single schools or times.

    `known`: per column the table that holds its ids, those ids, and ids of rows that could not be read.
    """
    for position, row in enumerate(rows):
        line = places.line(OtherCost.table, position)
        for name, (table, ids, lost) in known.items():
            named = getattr(row, name)
            for one in (named,) if isinstance(named, str) else named:
                if one and one not in ids | lost:
                    yield no_such(OtherCost.table, name, one, table, ids, line)
        for name in ("schools", "when"):
            if row.per == "tutor" and getattr(row, name):
                yield fault(
                    OtherCost.table,
                    f"a cost per tutor is limited by {name}",
                    f"a blank cell in {name}: a person is paid for once, wherever and whenever they teach",
                    f"Clear {name}, or give the people a pool of their own and name it in pools",
                    line,
                    name,
                    ";".join(getattr(row, name)),
                )


def barred_uses(district: PaidTables, evidence: Evidence) -> list[Fault]:
    """Costs whose named stream may not pay for their use."""
    programs = {row.stream_id: evidence.programs.get(row.program) for row in district.funding}
    found = []
    for row in district.other_costs:
        program = programs.get(row.stream_id)
        if program is not None and program.uses and row.use not in program.uses:
            found.append(
                Fault(
                    table=OtherCost.table,
                    column="use",
                    found=row.use,
                    problem=f"{row.stream_id} is to pay for {row.item}, and {program.name} does not pay for this use",
                    expected=f"one of {', '.join(program.uses)}",
                    what_to_do="Name another stream, or leave stream_id blank",
                )
            )
    return found
