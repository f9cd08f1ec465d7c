"""Weeks of a running year after the calendar: what is over as the plan had it, what comes as it is known now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import day_numbers
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.district import District
from hitdesign.district.lost_days import DAYS_A_WEEK, lost_days
from hitdesign.district.records import EVERY_SCHOOL, Block
from hitdesign.policy import Policy
from hitdesign.rights.term_days import TermDays, losing, term_of

Ints = NDArray[np.int64]


def calendar_on(before: Sequence[ClosedDays], now: Sequence[ClosedDays], on: date) -> tuple[ClosedDays, ...]:
    """Rows of the plan's own calendar up to a day, and from that day on those of the calendar as it is now.

    What was closed before the day and not planned so counts as sessions that were not held: no week is taught again.
    """
    yesterday = on - timedelta(days=1)
    over = [row.model_copy(update={"ends_on": min(row.ends_on, yesterday)}) for row in before if row.starts_on < on]
    ahead = [row.model_copy(update={"starts_on": max(row.starts_on, on)}) for row in now if row.ends_on >= on]
    return tuple({tuple(getattr(row, name) for name in row.key): row for row in (*over, *ahead)}.values())


def next_weeks(blocks: pd.DataFrame, at: Ints, on: int) -> tuple[Ints, Ints]:
    """Per row of a block (its position; -1: none) the weeks begun before a day, and the first day of the next.

    Formula: ceil((on - first day) / 7) weeks, at least 0, where no day is lost; else `TermDays.next_week`.
    """
    begins, ends = np.append(day_numbers(blocks["starts_on"]), -1), day_numbers(blocks["ends_on"])
    weeks = -(-np.maximum(on - begins, 0) // DAYS_A_WEEK)
    later = begins + DAYS_A_WEEK * weeks
    for row in np.flatnonzero(losing(blocks)).tolist():
        weeks[row], later[row] = term_of(blocks, row).next_week(on, int(ends[row]))
    return weeks[at], later[at]


def blocks_now(now: District, calendar: Sequence[ClosedDays]) -> tuple[Block, ...]:
    """The district's blocks; those of every school one by one where schools have days of their own in the calendar."""
    if all(row.school_id == EVERY_SCHOOL for row in calendar):
        return now.blocks
    own = {block.school_id for block in now.blocks}
    shared = [school.school_id for school in now.schools if school.school_id not in own]
    found: list[Block] = []
    for block in now.blocks:
        at = shared if block.school_id == EVERY_SCHOOL else [block.school_id]
        found += [block.model_copy(update={"school_id": school_id}) for school_id in at]
    return tuple(found)


def terms_now(
    now: District, blocks: Sequence[Block], policy: Policy, calendar: Sequence[ClosedDays]
) -> list[tuple[TermDays, int]]:
    """Per block its term within the policy's dates, and the term's last day."""
    ids = [*(school.school_id for school in now.schools), EVERY_SCHOOL]
    place = {name: number for number, name in enumerate(ids)}
    table = pd.DataFrame(
        {
            "school": [place[block.school_id] for block in blocks],
            "days": [block.days for block in blocks],
            "starts_on": _days([max(block.starts_on, policy.starts_on or block.starts_on) for block in blocks]),
            "ends_on": _days([min(block.ends_on, policy.ends_on or block.ends_on) for block in blocks]),
        }
    )
    lost = lost_days(calendar, ids, table)
    begins, ends = day_numbers(table["starts_on"]).tolist(), day_numbers(table["ends_on"]).tolist()
    return [
        (TermDays(first, block.days, gone), end)
        for first, end, block, gone in zip(begins, ends, blocks, lost.tolist(), strict=True)
    ]


def _days(days: list[date]) -> NDArray[np.datetime64]:
    return np.array(days, dtype="datetime64[D]").astype("datetime64[s]")
