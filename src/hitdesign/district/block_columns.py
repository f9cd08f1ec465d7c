"""The blocks of a district as plain columns: `*` rows spread, blanks filled, terms clipped to the policy's dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.arrays import FIRST_DAY, LAST_DAY, columns_of, fill_dates, fill_numbers, framed
from hitdesign.district.defaults import Filler, Table
from hitdesign.district.district import District
from hitdesign.district.lost_days import lost_days, weeks_left
from hitdesign.district.records import EVERY_SCHOOL, Block
from hitdesign.district.row_checks import minute_of

Codes = npt.NDArray[np.int64]


class Choices(Protocol):
    """The few choices that decide which facts count: a Policy has them."""

    @property
    def starts_on(self) -> date | None:
        """First day of the plan; None = the blocks' own."""

    @property
    def ends_on(self) -> date | None:
        """Last day of the plan; None = the blocks' own."""

    @property
    def include_unawarded(self) -> bool:
        """Whether money that is not awarded counts."""

    @property
    def fiscal_year_ends(self) -> str:
        """Month and day on which the district's fiscal year ends; blank: not known."""


def block_columns(district: District, schools: pd.DataFrame, policy: Choices, filler: Filler) -> pd.DataFrame:
    """Rows by school, then block_id; a blank grade is the school's; `lost` and weeks as in `lost_days`."""
    rows, taught_at = _spread(district.blocks, schools["school_id"].tolist())
    table = columns_of(Block, district.blocks)
    _fill_blocks(table, filler, np.bincount(rows, minlength=len(district.blocks)))
    fill_dates(table, {"starts_on": FIRST_DAY, "ends_on": LAST_DAY})
    table["starts_on"] = np.maximum(table["starts_on"], np.datetime64(policy.starts_on or FIRST_DAY, "s"))
    table["ends_on"] = np.minimum(table["ends_on"], np.datetime64(policy.ends_on or LAST_DAY, "s"))
    table["weeks"] = np.zeros(len(table["days"]), dtype=np.int64)
    table["n_days"] = np.array([len(days) for days in table["days"]], dtype=np.int64)
    minutes = {clock: minute_of(clock) for clock in set(table["starts_at"])}
    table["starts_minute"] = np.array([minutes[clock] for clock in table.pop("starts_at")], dtype=np.float64)
    for name in ("minutes", "groups_at_once"):
        table[name] = table[name].astype(np.int64)
    del table["school_id"]
    table = {"school": taught_at, **{name: values[rows] for name, values in table.items()}}
    for name in ("grade_low", "grade_high"):
        own, of_school = table[name], schools[name].to_numpy()[taught_at]
        table[name] = np.where(np.isnan(own), of_school, own).astype(np.int64)
    blocks = framed(table)
    blocks["lost"] = lost_days(district.calendar, schools["school_id"].tolist(), blocks)
    return blocks.assign(weeks=weeks_left(blocks))


def _fill_blocks(table: Table, filler: Filler, schools: Codes) -> None:
    """Blank seats, enrolment, take-up and attendance from the evidence; who is assigned, joins."""
    filler.fill(table, "blocks", "online_seats", cells=schools)
    filler.fill(table, "blocks", "enrolment", by="when", cells=schools)
    assigned = (table["enrolment"] == "assigned") & pd.isna(table["take_up_rate"])
    table["take_up_rate"] = np.where(assigned, 1.0, table["take_up_rate"])
    filler.fill(table, "blocks", "take_up_rate", by="when", cells=schools)
    filler.fill(table, "blocks", "attendance_rate", by="when", cells=schools)
    fill_numbers(
        table,
        {
            "online_seats": 0,
            "take_up_rate": np.nan,
            "attendance_rate": np.nan,
            "transport_seats": np.inf,
            "supervisor_dollars_per_day": 0,
            "grade_low": np.nan,
            "grade_high": np.nan,
        },
    )
    table["online_seats"] = table["online_seats"].astype(np.int64)


def _spread(blocks: Sequence[Block], school_ids: list[str]) -> tuple[Codes, Codes]:
    """The rows of `blocks` that hold at each school in turn (its own, else those of `*`), and the school's position."""
    own: dict[str, list[int]] = defaultdict(list)
    for row, block in enumerate(blocks):
        own[block.school_id].append(row)
    rows: list[int] = []
    taught_at: list[int] = []
    for position, school_id in enumerate(school_ids):
        here = own.get(school_id) or own.get(EVERY_SCHOOL, [])
        rows.extend(here)
        taught_at.extend([position] * len(here))
    return np.array(rows, dtype=np.int64), np.array(taught_at, dtype=np.int64)
