"""What the law and the district demand of each award, as columns of the funding table: the stream's own value first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from hitdesign.district.arrays import LAST_DAY, objects_of
from hitdesign.district.defaults import Table
from hitdesign.district.money_records import MatchGift, MoneyTables
from hitdesign.district.records import FundingStream
from hitdesign.evidence.records import Program
from hitdesign.evidence.windows import last_day_of_months, window_begun

Floats = npt.NDArray[np.float64]


def add_limits(
    table: Table,
    rows: Sequence[FundingStream],
    programs: Sequence[Program],
    district: MoneyTables,
    fiscal_year_ends: str,
) -> None:
    """Columns of caps, match, carry-over and fiscal years; a blank of a stream is its program's value.

    Caps are inf, shares of match 0, where nobody states one. `indirect_rate` is the restricted one where the program
    allows no other and the district gives it. `in_kind_dollars`: gifts that count as match. `pays_match`: money known
    not to be federal. `school_dollars`: tuples (school_id, dollars) of what schools control. `carry_over_share` of the
    award may be left after `carry_over_by`; 1 and the last day there is where there is no such limit.
    """
    for name, blank in (
        ("per_student_cap_dollars", np.inf),
        ("per_hour_cap_dollars", np.inf),
        ("administration_cap_share", 1.0),
        ("match_share_of_total", 0.0),
    ):
        table[name] = _own_or_law(table, programs, name, blank)
    restricted = np.array([program.restricted_indirect is True for program in programs], dtype=bool)
    lower = table["restricted_indirect_rate"].astype(np.float64)
    given = ~np.isnan(lower)
    table["restricted_indirect"] = restricted & ~given
    table["restricted_indirect_rate"] = np.where(given, lower, table["indirect_rate"])
    table["indirect_rate"] = np.where(restricted & given, lower, table["indirect_rate"])
    table["pays_match"] = np.array([program.federal is False for program in programs], dtype=bool)
    table["in_kind_dollars"] = _gifts(rows, programs, district.match_gifts)
    table["school_dollars"] = objects_of(_of_schools(row, district) for row in rows)
    table["fiscal_year_ends"] = objects_of(row.fiscal_year_ends or fiscal_year_ends for row in rows)
    shares = [_carry_over(row, program) for row, program in zip(rows, programs, strict=True)]
    table["carry_over_share"] = np.array([share for share, _ in shares], dtype=np.float64)
    table["carry_over_by"] = objects_of(by for _, by in shares)
    table["liquidate_by"] = objects_of(_liquidated(row, program) for row, program in zip(rows, programs, strict=True))


def _own_or_law(table: Table, programs: Sequence[Program], name: str, blank: float) -> Floats:
    own = table[name].astype(np.float64)
    law = np.array(
        [None if _depends(program, name) else getattr(program, name) for program in programs], dtype=np.float64
    )
    known = np.where(np.isnan(own), law, own)
    filled: Floats = np.where(np.isnan(known), blank, known)
    return filled


def _depends(program: Program, name: str) -> bool:
    """Whether the law's match depends on what is taught: then only the award's own share holds."""
    return name == "match_share_of_total" and bool(program.no_match_for)


def _gifts(rows: Sequence[FundingStream], programs: Sequence[Program], gifts: Sequence[MatchGift]) -> Floats:
    """Gifts in dollars per stream, none where its program does not take gifts as match."""
    sums: dict[str, float] = defaultdict(float)
    for gift in gifts:
        sums[gift.stream_id] += gift.dollars
    return np.array(
        [sums[row.stream_id] if program.match_in_kind else 0.0 for row, program in zip(rows, programs, strict=True)],
        dtype=np.float64,
    )


def _of_schools(row: FundingStream, district: MoneyTables) -> tuple[tuple[str, float], ...]:
    return tuple(
        (one.school_id, one.dollars)
        for one in district.school_allocations
        if one.stream_id == row.stream_id and one.controlled_by == "school"
    )


def _carry_over(row: FundingStream, program: Program) -> tuple[float, date]:
    """The share that may be left, and the day after which no more may be; for awards of the size that the law names.

    The law's months run from the day on which its window began, however late the award letter came.
    """
    months, least = program.carry_over_after_months, program.carry_over_from_dollars or 0.0
    if program.carry_over_share is None or months is None or row.award_dollars < least:
        return 1.0, LAST_DAY
    return program.carry_over_share, last_day_of_months(window_begun(program, row.obligate_from), months)


def _liquidated(row: FundingStream, program: Program) -> date | None:
    """The last day to pay bills: the award's own, else so many days after its window as the law gives."""
    if row.liquidate_by is not None or program.liquidation_days is None:
        return row.liquidate_by
    return row.obligate_by + timedelta(days=program.liquidation_days)
