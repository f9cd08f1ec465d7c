"""Checks of each row by itself: grades and dates in order, days, clock times, pay, amounts, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd

from hitdesign.district.closed_days import CalendarTables
from hitdesign.district.context import ContextTables, context_tables
from hitdesign.district.last_plan import KeptTables
from hitdesign.district.other_costs import CostTables
from hitdesign.district.records import Block, Contract, FundingStream, Record, School, TutoringModel, TutorPool
from hitdesign.district.staff import ContractTier
from hitdesign.district.students import Students
from hitdesign.district.year_records import YearTables
from hitdesign.errors import Fault
from hitdesign.quantities import print_dollars, print_grades
from hitdesign.tables.cell_faults import fault

#: Day letters of a block, in the order of the week.
DAY_LETTERS = "MTWRFS"
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?")


class Tables(ContextTables, CostTables, KeptTables, YearTables, CalendarTables, Protocol):
    """What a district must show to be checked: a District, or a reader's tables before there is one."""

    @property
    def schools(self) -> tuple[School, ...]:
        """Rows of schools."""

    @property
    def cohorts(self) -> pd.DataFrame:
        """The cohorts as a column table."""

    @property
    def students(self) -> Students | None:
        """The students as a column table; None where cohorts are given."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Rows of blocks."""

    @property
    def tutors(self) -> tuple[TutorPool, ...]:
        """Rows of tutors."""

    @property
    def funding(self) -> tuple[FundingStream, ...]:
        """Rows of funding."""

    @property
    def tutoring_models(self) -> tuple[TutoringModel, ...]:
        """Rows of tutoring_models."""

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """Rows of contracts."""

    @property
    def contract_tiers(self) -> tuple[ContractTier, ...]:
        """Rows of contract_tiers."""


@dataclass(frozen=True)
class Places:
    """Where rows stand in their file: `lines[table][position]`; `ids[table]` holds ids whose rows could not be read."""

    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: Tables | None = None

    def line(self, table: str, position: int) -> int | str | None:
        """The line of a row, or its key where the rows did not come from a file."""
        if table in self.lines:
            return self.lines[table][position]
        if self.tables is None:
            return None
        rows = getattr(self.tables, table)
        if isinstance(rows, pd.DataFrame):
            return str(rows["cohort_id"].iloc[position])
        return " ".join(str(getattr(rows[position], name)) for name in rows[position].key)


def _grades_in_order(district: Tables, places: Places) -> Iterator[Fault]:
    """grade_low is not above grade_high."""
    named: list[tuple[str, Sequence[School | Block | TutorPool]]] = [
        ("schools", district.schools),
        ("blocks", district.blocks),
        ("tutors", district.tutors),
    ]
    for table, rows in named:
        for position, row in enumerate(rows):
            if row.grade_low is not None and row.grade_high is not None and row.grade_low > row.grade_high:
                yield fault(
                    table,
                    "grade_low is above grade_high",
                    "the lowest grade first",
                    "Swap them",
                    places.line(table, position),
                    "grade_low",
                    print_grades(row.grade_low, row.grade_high),
                )
    low, high = district.cohorts["grade_low"].to_numpy(), district.cohorts["grade_high"].to_numpy()
    for position in np.flatnonzero(low > high).tolist():
        yield fault(
            "cohorts",
            "grade_low is above grade_high",
            "the lowest grade first",
            "Swap them",
            places.line("cohorts", position),
            "grade_low",
            print_grades(low[position], high[position]),
        )


def _dates_in_order(district: Tables, places: Places) -> Iterator[Fault]:
    """A term, a pool's dates, a stream's window and days without tutoring end after they begin."""
    pairs = {
        "blocks": (("starts_on", "ends_on"),),
        "calendar": (("starts_on", "ends_on"),),
        "dates": (("on", "until"),),
        "purchases": (("begun_on", "signed_on"),),
        "tutors": (("starts_on", "ends_on"),),
        "funding": (
            ("obligate_from", "obligate_by"),
            ("obligate_from", "services_by"),
            ("obligate_by", "liquidate_by"),
        ),
    }
    for table, rows in record_tables(district):
        for position, row in enumerate(rows):
            for start, end in pairs.get(table, ()):
                first, last = getattr(row, start), getattr(row, end)
                if first is not None and last is not None and last < first:
                    yield fault(
                        table,
                        f"{end} is before {start} ({first})",
                        "the first day before the last",
                        "Correct one of the dates",
                        places.line(table, position),
                        end,
                        str(last),
                    )


def _days(district: Tables, places: Places) -> Iterator[Fault]:
    """The days are letters of M T W R F S, each at most once; Saturday blocks, and only they and summer, run on S."""
    for position, block in enumerate(district.blocks):
        letters = set(block.days)
        usable = bool(letters) and len(letters) == len(block.days) and letters <= set(DAY_LETTERS)
        saturday = letters == {"S"} if block.when == "saturday" else "S" not in letters or block.when == "summer"
        if not usable or not saturday:
            yield fault(
                "blocks",
                "the days cannot be used",
                "S alone for a saturday block, else letters of MTWRF each once (summer may add S)",
                "Write R for Thursday and S for Saturday",
                places.line("blocks", position),
                "days",
                block.days,
            )


def _clock(district: Tables, places: Places) -> Iterator[Fault]:
    """starts_at is a time of day and the block ends the same day."""
    for position, block in enumerate(district.blocks):
        if not block.starts_at:
            continue
        start = minute_of(block.starts_at)
        if start is None or start + block.minutes > 24 * 60:
            yield fault(
                "blocks",
                "the clock time cannot be used",
                "hh:mm, ending before midnight",
                "Write for example 14:45",
                places.line("blocks", position),
                "starts_at",
                block.starts_at,
            )


def minute_of(clock: str) -> int | None:
    """Minutes after midnight of `hh:mm`, or None where the text is no clock time."""
    found = CLOCK.fullmatch(clock)
    return int(found[1]) * 60 + int(found[2]) if found else None


def _pay_without_cost(district: Tables, places: Places) -> Iterator[Fault]:
    """A pool's pay names the cost column that must be filled."""
    needed = {
        "hourly": "hourly_cost_dollars",
        "extra_duty": "hourly_cost_dollars",
        "salaried": "annual_cost_dollars",
        "contract": "contract_id",
    }
    for position, pool in enumerate(district.tutors):
        name = needed[pool.pay]
        if getattr(pool, name) in (None, ""):
            yield fault(
                "tutors",
                f"{name} is blank, and pay is {pool.pay}",
                f"a value in {name}",
                "Fill it, or write another word in pay (0 says that nobody is paid)",
                places.line("tutors", position),
                name,
                pool.pool_id,
            )


def _amounts(district: Tables, places: Places) -> Iterator[Fault]:
    """An award covers what is committed, spent and asked for."""
    for position, row in enumerate(district.funding):
        used = row.committed_dollars + row.spent_dollars
        if used > row.award_dollars + 0.005:
            yield fault(
                "funding",
                f"committed and spent ({print_dollars(used)}) are more than the award",
                "at most the award",
                "Correct one of the three amounts",
                places.line("funding", position),
                "award_dollars",
                print_dollars(row.award_dollars),
            )
        if row.minimum_spend_dollars > max(row.award_dollars - used, 0) + 0.005:
            yield fault(
                "funding",
                "the minimum to spend is more than what is left of the award",
                f"at most {print_dollars(max(row.award_dollars - used, 0))}",
                "Lower it",
                places.line("funding", position),
                "minimum_spend_dollars",
                print_dollars(row.minimum_spend_dollars),
            )


def _counts(district: Tables, places: Places) -> Iterator[Fault]:
    """No more low-income students than enrolled; the high end of a masked count is not below its low end."""
    for position, school in enumerate(district.schools):
        enrolled, low_income = school.enrollment, school.low_income_students
        if enrolled is not None and low_income is not None and low_income > enrolled:
            yield fault(
                "schools",
                f"more low-income students than the {enrolled} enrolled",
                "at most the enrollment",
                "Correct one of the counts",
                places.line("schools", position),
                "low_income_students",
                str(low_income),
            )
    low, high = district.cohorts["students"].to_numpy(), district.cohorts["students_high"].to_numpy()
    for position in np.flatnonzero(high < low).tolist():
        yield fault(
            "cohorts",
            "students_high is below students",
            "the high end of a masked count",
            "Correct one of them",
            places.line("cohorts", position),
            "students_high",
            f"{high[position]:.0f}",
        )


def record_tables(district: Tables) -> list[tuple[str, Sequence[Record]]]:
    """The tables that are held as records, with their names."""
    return [
        ("schools", district.schools),
        ("blocks", district.blocks),
        ("tutors", district.tutors),
        ("funding", district.funding),
        ("tutoring_models", district.tutoring_models),
        ("contracts", district.contracts),
        ("other_costs", district.other_costs),
        ("contract_tiers", district.contract_tiers),
        ("calendar", district.calendar),
        *context_tables(district),
    ]


#: The checks of this file, in the order of their faults.
ROW_CHECKS = (_grades_in_order, _dates_in_order, _days, _clock, _pay_without_cost, _amounts, _counts)
#: Those that no amount of money, people or rooms can change.
GRADES_DATES_COUNTS = (_grades_in_order, _dates_in_order, _days, _counts)
