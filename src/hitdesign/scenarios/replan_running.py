"""What of a plan is over, runs or is still to begin on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.plan.plan import Plan
from hitdesign.rights.calendar import EPOCH, day_numbers

Ints = NDArray[np.int64]
DAYS_A_WEEK = 7
#: What a group of the plan can be on a day.
FINISHED, RUNNING, PLANNED = "finished", "running", "planned"
#: Columns that are added to the plan's tables of groups and seats.
ADDED = ("weeks", "weeks_gone", "weeks_left", "state")


@dataclass(frozen=True)
class Running:
    """The plan's groups and seats with ADDED columns; `on` is a day number (days since 1970)."""

    groups: pd.DataFrame
    seats: pd.DataFrame
    on: int

    @property
    def open_groups(self) -> pd.DataFrame:
        """Groups that have weeks left."""
        return self.groups[self.groups["state"] != FINISHED].reset_index(drop=True)

    @property
    def open_seats(self) -> pd.DataFrame:
        """Seats of groups that have weeks left."""
        return self.seats[self.seats["state"] != FINISHED].reset_index(drop=True)


def running_on(plan: Plan, on: date) -> Running:
    """The plan's groups and seats as they stand on a day: finished, running or planned.

    Formula: weeks gone = ceil((on - first day of the block) / 7), at least 0 and at most the tutoring model's weeks: a
    week that has begun is taught to its end, and what is new begins with the week after it.
    """
    day = on.toordinal() - EPOCH
    answer = plan.allocation
    return Running(_marked(plan.facts, answer.groups, day), _marked(plan.facts, answer.seats, day), day)


def week_end(begins: Ints, on: int) -> Ints:
    """The first day of the week, counted from each first day, that begins on or after `on`.

    >>> import numpy as np
    >>> week_end(np.array([0, 10]), 8).tolist()
    [14, 10]
    """
    gone = np.maximum(on - begins, 0)
    later: Ints = begins + DAYS_A_WEEK * -(-gone // DAYS_A_WEEK)
    return later


def day_of(number: int) -> date:
    """The day of a day number (days since 1970).

    >>> day_of(0)
    datetime.date(1970, 1, 1)
    """
    return date.fromordinal(EPOCH + number)


def block_rows(facts: Facts, table: pd.DataFrame) -> Ints:
    """The row of the facts' blocks of each row, by school_id and block_id; -1 where there is no such block."""
    schools = facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy(dtype=np.int64)]
    places = pd.MultiIndex.from_arrays([schools, facts.blocks["block_id"]])
    at: Ints = places.get_indexer(pd.MultiIndex.from_frame(table[["school_id", "block_id"]])).astype(np.int64)
    return at


def begins_of(facts: Facts, table: pd.DataFrame) -> Ints:
    """The first day of the block of each row; -1 where there is no such block."""
    found: Ints = np.append(day_numbers(facts.blocks["starts_on"]), -1)[block_rows(facts, table)]
    return found


def _marked(facts: Facts, table: pd.DataFrame, on: int) -> pd.DataFrame:
    weeks = table["model_id"].map(dict(zip(facts.models["model_id"], facts.models["weeks"], strict=True)))
    length = weeks.to_numpy(dtype=np.int64)
    begins = begins_of(facts, table)
    gone = np.minimum((week_end(begins, on) - begins) // DAYS_A_WEEK, length)
    state = np.where(gone >= length, FINISHED, np.where(gone > 0, RUNNING, PLANNED)).astype(object)
    return table.assign(weeks=length, weeks_gone=gone, weeks_left=length - gone, state=state)
