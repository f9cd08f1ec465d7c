"""Three counts that are never the same: students invited, enrolled, and expected in the room on a day."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from hitdesign.district.columns import Facts
from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE


def seat_counts(plan: Plan) -> pd.DataFrame:
    """The seats of a plan with the students invited to them and expected on a day; one row per row of `seats`.

    Columns of `seats` and enrolled, invited, expected_attending (students; invited is whole).
    Formulas: enrolled = seats; invited = enrolled / take-up rate where families choose (the cohort's own rate where it
    has one, else the block's), rounded up once per cohort, and enrolled where students are assigned;
    expected_attending = enrolled x attendance rate of the block.

    >>> from hitdesign.report.attendance import seat_counts
    >>> seat_counts(plan)["enrolled"].sum() == plan.allocation.seats_served  # doctest: +SKIP
    True
    """
    seats = plan.allocation.seats.merge(_block_rates(plan.facts), on=["school_id", "block_id"], how="left")
    own = plan.need.cohorts.set_index("cohort_id")["take_up_rate"].reindex(seats["cohort_id"]).to_numpy(dtype=float)
    take_up = np.where(np.isnan(own), seats["take_up_rate"].to_numpy(dtype=float), own)
    take_up = np.where(seats["enrolment"] == "assigned", 1.0, take_up)
    seats["enrolled"] = pd.to_numeric(seats["students"])
    seats["invited"] = _whole_by_cohort(seats["cohort_id"], seats["enrolled"] / np.maximum(take_up, TOLERANCE))
    seats["expected_attending"] = seats["enrolled"] * seats["attendance_rate"].astype(float)
    return seats


def _block_rates(facts: Facts) -> pd.DataFrame:
    """One row per school and block: how students join, take-up and attendance."""
    rates = facts.blocks[["block_id", "enrolment", "take_up_rate", "attendance_rate"]].copy()
    rates["school_id"] = facts.schools["school_id"].to_numpy()[facts.blocks["school"].to_numpy()]
    return rates


def _whole_by_cohort(cohorts: pd.Series, invited: pd.Series) -> pd.Series:
    """Whole invitations that add up, per cohort, to its exact number rounded up.

    Formula: row i gets ceil(x_1 + ... + x_i) - ceil(x_1 + ... + x_(i-1)).
    """
    so_far = (invited.groupby(cohorts).cumsum() - TOLERANCE).map(math.ceil).astype(float)
    return so_far - so_far.groupby(cohorts).shift(fill_value=0.0)
