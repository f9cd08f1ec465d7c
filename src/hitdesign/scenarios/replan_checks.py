"""What must be right before a year is planned anew: the day, the ledger, the schools and the awards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_dollars
from hitdesign.rights.begun import WEEKS_IN_ALL
from hitdesign.rights.calendar import span_of
from hitdesign.scenarios.replan_running import day_of
from hitdesign.scenarios.replan_sunk import Sunk
from hitdesign.tables.cell_faults import unknown_id

LEDGER, DAY, CLOSED, FUNDING = "ledger", "replan", "closed_schools", "funding"
#: Columns that a ledger must have; cost_kind and school_id may stand beside them.
NEEDED = ("stream_id", "date", "dollars")
#: The header of a table is its row 1.
HEADER = 2


def check_day(plan: Plan, on: date) -> list[Fault]:
    """A fault where the day lies before the plan's first or after its last, or the plan is no plan of a whole year."""
    if WEEKS_IN_ALL in plan.facts.models:
        what = "Give the plan of the whole year, and in district, ledger and sessions all that has changed since"
        problem, expected = "this plan is the rest of a year that was planned anew", "a plan of a whole year"
        return [Fault(DAY, problem, expected, what, column="plan")]
    first, last = (day_of(day) for day in span_of(plan.facts.blocks))
    expected = f"a day from {first} to {last}, the days of the plan"
    if on < first:
        what = "Design the plan anew: nothing of it has begun"
        return [Fault(DAY, "the day comes before the program begins", expected, what, column="on", found=str(on))]
    if on > last:
        what = "Plan the next year with design(..., last=this plan): nothing of this one is left"
        return [Fault(DAY, "the day comes after the program ends", expected, what, column="on", found=str(on))]
    return []


def check_schools(now: District, closed: Collection[str]) -> list[Fault]:
    """Faults for closed schools that the district does not have."""
    known = [school.school_id for school in now.schools]
    return [
        Fault(
            CLOSED,
            "there is no such school",
            "a school_id of the schools table",
            unknown_id(str(one), known),
            column="school_id",
            found=str(one),
        )
        for one in sorted({str(one) for one in closed} - set(known))
    ]


def ledger_faults(ledger: pd.DataFrame, plan: Plan, now: District, on: date) -> list[Fault]:
    """Every fault of a ledger: columns, streams, schools, days, amounts, and sums that no award can have spent."""
    lost = [name for name in NEEDED if name not in ledger.columns]
    if lost:
        what = f"Add {', '.join(lost)}"
        return [Fault(LEDGER, f"no column {name}", ", ".join(NEEDED), what, column=name) for name in lost]
    streams = sorted({row.stream_id for row in now.funding} | set(plan.facts.funding["stream_id"].astype(str)))
    faults = [
        *_unknown(ledger, "stream_id", streams),
        *(_unknown(ledger, "school_id", _schools(plan, now)) if "school_id" in ledger.columns else ()),
        *day_faults(LEDGER, ledger, on),
        *number_faults(LEDGER, ledger, "dollars", "dollars spent, negative for what came back"),
    ]
    return faults or [*_too_much(ledger, now), *_too_little(ledger)]


def day_faults(table: str, frame: pd.DataFrame, on: date) -> Iterator[Fault]:
    """Cells of the column `date` that are no day, or not before the day of the change."""
    days = days_in(frame)
    for row in np.flatnonzero(np.isnat(days)).tolist():
        yield _fault(table, frame, "date", row, "this is no date", "a date as 2027-01-15", "Correct it")
    for row in np.flatnonzero(days >= np.datetime64(on, "D")).tolist():
        what = "Leave it out, or choose a later day for the change"
        yield _fault(table, frame, "date", row, "the day is not over yet", f"a day before {on}", what)


def number_faults(table: str, frame: pd.DataFrame, column: str, expected: str) -> Iterator[Fault]:
    """Cells of a column that are no finite number."""
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    for row in np.flatnonzero(~np.isfinite(values)).tolist():
        yield _fault(table, frame, column, row, "this is no number", expected, "Correct it")


def days_in(frame: pd.DataFrame) -> NDArray[np.datetime64]:
    """The column `date` as days, of a moment with a time zone the day in UTC; NaT where a cell is none."""
    moments = pd.to_datetime(frame["date"].astype(str), errors="coerce", format="ISO8601", utc=True)
    days: NDArray[np.datetime64] = moments.dt.tz_localize(None).to_numpy(dtype="datetime64[D]")
    return days


def clean_ledger(ledger: pd.DataFrame) -> pd.DataFrame:
    """A checked ledger with ids as text, days and dollars."""
    dollars = pd.to_numeric(ledger["dollars"]).to_numpy(dtype=float)
    return ledger.assign(stream_id=ledger["stream_id"].astype(str), date=days_in(ledger), dollars=dollars)


def check_awards(now: District, sunk: Sunk) -> None:
    """Raise InputError where an award as it is now is smaller than what is gone of it already."""
    faults = []
    for row in now.funding:
        gone = round(sunk.of(row.stream_id) + row.spent_dollars + row.committed_dollars, 2)
        if gone <= row.award_dollars + 0.005:
            continue
        faults.append(
            Fault(
                FUNDING,
                f"less is left of {row.stream_id} than was spent of it before the day",
                f"at least {print_dollars(gone)}: what is spent, committed and taught to the end of the running week",
                "Give a ledger if less was spent, or move what is spent too much to another stream first",
                column="award_dollars",
                found=print_dollars(row.award_dollars),
            )
        )
    if faults:
        raise InputError(faults)


def _too_much(ledger: pd.DataFrame, now: District) -> Iterator[Fault]:
    spent = clean_ledger(ledger).groupby("stream_id")["dollars"].sum()
    for row in now.funding:
        own, most = float(spent.get(row.stream_id, 0.0)), row.award_dollars - row.committed_dollars - row.spent_dollars
        if own > most + 0.005:
            last = _last_row(ledger, row.stream_id)
            yield Fault(
                LEDGER,
                f"more is spent of {row.stream_id} than its award holds",
                f"at most {print_dollars(most)}: the award less what is committed and spent on other things",
                "Correct the ledger, or the award in the funding table",
                row=last,
                column="dollars",
                found=print_dollars(own),
            )


def _too_little(ledger: pd.DataFrame) -> Iterator[Fault]:
    spent = clean_ledger(ledger).groupby("stream_id")["dollars"].sum()
    for name, own in spent[spent < -0.005].items():
        yield Fault(
            LEDGER,
            f"more came back to {name} than was spent of it",
            "at least $0 in all: what came back of other spending is no money of this award",
            "Add what was spent, or leave out what came back",
            row=_last_row(ledger, str(name)),
            column="dollars",
            found=print_dollars(float(own)),
        )


def _last_row(ledger: pd.DataFrame, stream_id: str) -> int:
    return int(np.flatnonzero(ledger["stream_id"].astype(str) == stream_id)[-1]) + HEADER


def _schools(plan: Plan, now: District) -> list[str]:
    known = {row.school_id for row in now.schools} | set(plan.facts.schools["school_id"].astype(str))
    return sorted(known)


def _unknown(ledger: pd.DataFrame, column: str, known: list[str]) -> Iterator[Fault]:
    cells = ledger[column].astype(object).where(ledger[column].notna(), "").astype(str)
    may_be_blank = column == "school_id"
    for row, cell in enumerate(cells):
        if cell not in known and not (may_be_blank and not cell):
            table = "funding" if column == "stream_id" else "schools"
            expected = f"a {column} of the {table} table"
            yield _fault(
                LEDGER, ledger, column, row, f"the {table} table has no such row", expected, unknown_id(cell, known)
            )


def _fault(
    table: str, frame: pd.DataFrame, column: str, row: int, problem: str, expected: str, what_to_do: str
) -> Fault:
    found = str(frame[column].iloc[row])
    return Fault(table, problem, expected, what_to_do, row=row + HEADER, column=column, found=found)
