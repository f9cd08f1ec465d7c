"""Minutes a week in which teacher and tutor can tell each other what they see, and what each of them tells."""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.drafted import Drafted

EXCHANGE = (
    "school_id",
    "pool_id",
    "tutor_kind",
    "groups",
    "taught_minutes_per_week",
    "paid_preparation_minutes_per_week",
    "paid_minutes_per_group_week",
    "teacher_minutes_per_week",
    "over",
    "unknown",
    "because",
)
TEACHER = "teacher"
PER_PLACE = ["band_id", "model_id", "block_id", "pool_id"]
MINUTES_PER_HOUR = 60


def exchange_of(plan: Drafted, taught: pd.DataFrame) -> pd.DataFrame:
    """One row per school and pool that teaches there; columns as in EXCHANGE, NaN where a time is not known.

    Formula: taught = groups x sessions a week x minutes, of every course of the year as if in one week; preparation =
    taught x paid_preparation_share, within which exchange has to find its place. Teachers' minutes: hours of the role
    teacher in the people table, of the school or else of every school. `over`: what students would otherwise have.
    """
    groups = plan.allocation.groups[[*PER_PLACE, "groups"]]
    table = taught.drop_duplicates(PER_PLACE).merge(groups, how="left", on=PER_PLACE)
    count = table["groups"].astype(float)
    table = table.assign(
        groups=count,
        minutes=count * table["sessions_per_week"] * table["minutes_per_session"],
        paid=lambda rows: rows["minutes"] * rows["paid_preparation_share"],
    )
    rows = []
    for (school, pool), part in table.groupby(["school_id", "pool_id"], sort=True):
        taught_minutes, paid = float(part["minutes"].sum()), float(part["paid"].sum(min_count=1))
        many = float(part["groups"].sum())
        teachers = _teacher_minutes(plan, str(school))
        unknown = ["people: teacher"] if math.isnan(teachers) else []
        unknown += [] if paid > 0 else ["tutors.paid_preparation_share: no time is paid beside the sessions"]
        rows.append(
            (
                school,
                pool,
                part["kind"].iloc[0],
                many,
                taught_minutes,
                paid,
                paid / many if many else float("nan"),
                teachers,
                "; ".join(sorted(set(part["over"].astype(str)))),
                "; ".join(unknown),
                "groups; tutors.paid_preparation_share; people: teacher; blocks.over",
            )
        )
    return pd.DataFrame(rows, columns=list(EXCHANGE))


def _teacher_minutes(plan: Drafted, school: str) -> float:
    """Minutes a week that teachers have for the program at a school; NaN where nobody says."""
    own = [row for row in plan.district.people if row.role == TEACHER and row.school_id == school]
    rows = own or [row for row in plan.district.people if row.role == TEACHER and row.school_id == EVERY_SCHOOL]
    if not rows or any(row.hours_per_week is None for row in rows):
        return float("nan")
    return MINUTES_PER_HOUR * sum(row.people * (row.hours_per_week or 0.0) for row in rows)
