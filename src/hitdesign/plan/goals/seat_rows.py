"""The plan's seats with all that a goal asks of them: marks, sessions, attendance, days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.forecast import Forecast
from hitdesign.plan.forecast.services import KEYS

MARKS = ("iep", "english_learner", "low_income")
OF_SERVICE = ("designed_sessions", "designed_hours", "attendance_rate", "when")


def seat_rows(plan: Drafted, forecast: Forecast) -> pd.DataFrame:
    """One row per row of the table of seats that holds students.

    Its columns, and band_id, the cohort's marks, designed_sessions, designed_hours, attendance_rate, when, starts_on,
    ends_on (of the block) and tutoring_days (a week: a session a day as far as the block has days).
    """
    cohorts = plan.need.cohorts
    band_ids = plan.need.bands["band_id"].to_numpy(dtype=object)[cohorts["band"].to_numpy(dtype=np.int64)]
    known = cohorts[["cohort_id", *MARKS]].assign(band_id=band_ids)
    seats = plan.allocation.seats.merge(known, on="cohort_id", how="left")
    seats = seats.assign(students=seats["students"].astype(float))
    seats = seats[seats["students"] > 0].merge(forecast.rows[[*KEYS, *OF_SERVICE]], on=KEYS, how="left")
    blocks = plan.facts.blocks
    schools = plan.facts.schools["school_id"].to_numpy(dtype=object)[blocks["school"].to_numpy(dtype=np.int64)]
    days = blocks[["block_id", "starts_on", "ends_on", "n_days"]].assign(school_id=schools)
    models = plan.facts.models[["model_id", "sessions_per_week", "weeks"]]
    seats = seats.merge(days, on=["school_id", "block_id"], how="left").merge(models, on="model_id", how="left")
    seats["tutoring_days"] = np.minimum(seats["sessions_per_week"], seats["n_days"]).astype(float)
    return seats.reset_index(drop=True)


def in_need(plan: Drafted) -> pd.DataFrame:
    """The cohorts with students_least and students_most: both ends of what is known of how many they are."""
    cohorts = plan.need.cohorts
    ends = cohorts[["students", "students_low", "students_high"]].astype(float)
    return cohorts.assign(students_least=ends.min(axis=1), students_most=ends.max(axis=1))


def unserved_of(plan: Drafted) -> pd.Series:
    """Students in need without a seat, by cohort_id."""
    return plan.allocation.unserved.groupby("cohort_id")["students"].sum().astype(float)
