"""What is taught where: the filled seats of a plan beside their time, their tutoring model and their tutors."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from hitdesign.district.arrays import day_numbers
from hitdesign.district.lost_days import meets_on
from hitdesign.plan.drafted import Drafted

#: What of a place comes from its block, its model and its pool.
OF_BLOCK = (
    "when",
    "over",
    "enrolment",
    "days",
    "minutes",
    "starts_on",
    "ends_on",
    "weeks",
    "lost",
    "n_days",
    "starts_minute",
    "online_seats",
)
OF_MODEL = (
    "label",
    "students_per_tutor",
    "sessions_per_week",
    "minutes_per_session",
    "course_weeks",
    "modality",
    "materials_dollars_per_student",
)
OF_POOL = ("kind", "employer", "paid_preparation_share")
KEYS = ("band_id", "school_id", "grade_low", "grade_high", "subject", "tier", "model_id", "block_id", "pool_id")


def taught_of(plan: Drafted) -> pd.DataFrame:
    """One row per band, model, block and pool with students; sorted by these.

    Columns: KEYS, students (seats), those of OF_BLOCK, OF_MODEL and OF_POOL, first_on and last_on (dates of the first
    and last session: of the block's days that are kept, the model's weeks).
    """
    seats = plan.allocation.seats
    bands = plan.need.bands["band_id"].to_numpy()[plan.need.cohorts["band"].to_numpy(dtype=np.int64)]
    band_of = dict(zip(plan.need.cohorts["cohort_id"], bands, strict=True))
    seats = seats[seats["students"] > 0].assign(band_id=lambda table: table["cohort_id"].map(band_of))
    table = seats.groupby(list(KEYS), sort=True)["students"].sum().reset_index()
    blocks = plan.facts.blocks
    blocks = blocks.assign(school_id=plan.facts.schools["school_id"].to_numpy()[blocks["school"]])
    models = plan.facts.models.rename(columns={"weeks": "course_weeks"})
    table = table.merge(blocks[["school_id", "block_id", *OF_BLOCK]], how="left", on=["school_id", "block_id"])
    table = table.merge(models[["model_id", *OF_MODEL]], how="left", on="model_id")
    table = table.merge(plan.facts.tutors[["pool_id", *OF_POOL]], how="left", on="pool_id")
    spans = [_span(*row) for row in zip(*(_plain(table, name) for name in _SPAN), strict=True)]
    return table.assign(
        first_on=pd.Series([span[0] for span in spans], dtype=object),
        last_on=pd.Series([span[1] for span in spans], dtype=object),
    )


def term_of(plan: Drafted) -> tuple[date | None, date | None]:
    """The first day on which a session is held in the blocks with groups, and the last day of their terms.

    Of all blocks where none holds a group; None where there is no block. The last session of a single course may come
    earlier (`last_on` of `taught_of`).

    >>> term_of(plan)  # doctest: +SKIP
    (datetime.date(2026, 9, 14), datetime.date(2027, 5, 9))
    """
    blocks, groups = plan.facts.blocks, plan.allocation.groups
    schools = plan.facts.schools["school_id"].to_numpy()[blocks["school"]]
    used = set(zip(groups["school_id"], groups["block_id"], strict=True))
    held = [key in used for key in zip(schools, blocks["block_id"], strict=True)]
    blocks = blocks[held] if any(held) else blocks
    if blocks.empty:
        return None, None
    columns = (_plain(blocks, name) for name in _SPAN[:-1])
    firsts = [_span(*row, 1)[0] for row in zip(*columns, strict=True)]
    begins = min((day for day in firsts if day is not None), default=blocks["starts_on"].min().date())
    return begins, blocks["ends_on"].max().date()


def launch_of(plan: Drafted) -> date | None:
    """The first day of tutoring in every part of a plan: the launch that was chosen, else that of the first session.

    >>> launch_of(plan)  # doctest: +SKIP
    datetime.date(2026, 9, 14)
    """
    return plan.policy.rollout.timeline.launch_on or term_of(plan)[0]


_SPAN = ("days", "starts_on", "ends_on", "lost", "course_weeks")


def _plain(table: pd.DataFrame, name: str) -> list[object]:
    if name in ("starts_on", "ends_on"):
        return [int(day) for day in day_numbers(table[name])]
    return list(table[name])


@cache
def _span(days: str, first: int, last: int, lost: tuple[int, ...], weeks: int) -> tuple[date | None, date | None]:
    """First and last day of a course: of the kept days of the term, as many as its weeks take."""
    every = np.arange(first, last + 1)
    kept = every[meets_on(every, days) & ~np.isin(every, np.array(lost, dtype=np.int64))]
    if not len(kept):
        return None, None
    end = kept[min(int(weeks) * len(days), len(kept)) - 1]
    return _day(int(kept[0])), _day(int(end))


def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)
