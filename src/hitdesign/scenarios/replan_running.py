"""What of a plan is over, runs or is still to begin on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.columns import Facts
from hitdesign.district.lost_days import lost_days
from hitdesign.plan.plan import Plan
from hitdesign.rights.calendar import EPOCH
from hitdesign.scenarios.replan_calendar import calendar_on, next_weeks

Ints = NDArray[np.int64]
#: What a group of the plan can be on a day.
FINISHED, RUNNING, PLANNED = "finished", "running", "planned"
#: Columns that are added to the plan's tables of groups and seats.
ADDED = ("weeks", "weeks_gone", "weeks_left", "state")


@dataclass(frozen=True)
class Running:
    """The plan's groups and seats with ADDED columns; `on` is a day number (days since 1970).

    `calendar`: days without tutoring, before the day as the plan had them, from then on as they are now. `blocks`: the
    plan's, with the days that these take from them.
    """

    groups: pd.DataFrame
    seats: pd.DataFrame
    on: int
    calendar: tuple[ClosedDays, ...]
    blocks: pd.DataFrame

    @property
    def open_groups(self) -> pd.DataFrame:
        """Groups that have weeks left."""
        return self.groups[self.groups["state"] != FINISHED].reset_index(drop=True)

    @property
    def open_seats(self) -> pd.DataFrame:
        """Seats of groups that have weeks left."""
        return self.seats[self.seats["state"] != FINISHED].reset_index(drop=True)


def running_on(plan: Plan, on: date, now: Sequence[ClosedDays] | None = None) -> Running:
    """The plan's groups and seats as they stand on a day: finished, running or planned.

    `now`: the calendar as it is on the day (None: the plan's own). Formula: weeks gone = `next_weeks`, at most the
    tutoring model's: a week that has begun is taught to its end, and what is new begins with the week after it.
    """
    day, facts, own = on.toordinal() - EPOCH, plan.facts, plan.district.calendar
    calendar = calendar_on(own, own if now is None else now, on)
    blocks = facts.blocks.assign(lost=lost_days(calendar, facts.schools["school_id"].tolist(), facts.blocks))
    groups, seats = (_marked(facts, blocks, one, day) for one in (plan.allocation.groups, plan.allocation.seats))
    return Running(groups, seats, day, calendar, blocks)


def day_of(number: int) -> date:
    """The day of a day number (days since 1970).

    >>> day_of(0)
    datetime.date(1970, 1, 1)
    """
    return date.fromordinal(EPOCH + number)


def blocks_at(facts: Facts, table: pd.DataFrame) -> Ints:
    """The position of the block of each row, by school_id and block_id; -1 where there is no such block."""
    schools = facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy(dtype=np.int64)]
    places = pd.MultiIndex.from_arrays([schools, facts.blocks["block_id"]])
    at: Ints = places.get_indexer(pd.MultiIndex.from_frame(table[["school_id", "block_id"]])).astype(np.int64)
    return at


def _marked(facts: Facts, blocks: pd.DataFrame, table: pd.DataFrame, on: int) -> pd.DataFrame:
    weeks = table["model_id"].map(dict(zip(facts.models["model_id"], facts.models["weeks"], strict=True)))
    length = weeks.to_numpy(dtype=np.int64)
    gone = np.minimum(next_weeks(blocks, blocks_at(facts, table), on)[0], length)
    state = np.where(gone >= length, FINISHED, np.where(gone > 0, RUNNING, PLANNED)).astype(object)
    return table.assign(weeks=length, weeks_gone=gone, weeks_left=length - gone, state=state)
