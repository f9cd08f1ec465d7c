"""What a seat and an hour cost, and what the next best recommended model would cost by the same arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.taught import taught_of

MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class UnitCosts:
    """Dollars (not to exceed) per unit; NaN where there is no such unit or a cost is not known.

    `student_hours`: seats x sessions x minutes x weeks as designed; `attended_hours`: times the blocks' attendance;
    `paid_hours`: of tutors, preparation included.
    """

    dollars: float
    seats: float
    student_hours: float
    attended_hours: float
    paid_hours: float

    def per(self, unit: float) -> float:
        """Dollars for one of a unit."""
        return self.dollars / unit if unit > 0 else float("nan")


def unit_costs(plan: Drafted) -> UnitCosts:
    """The plan's dollars beside its seats and hours."""
    taught = taught_of(plan)
    blocks = plan.facts.blocks
    schools = plan.facts.schools["school_id"].to_numpy()[blocks["school"]]
    rate = pd.Series(
        blocks["attendance_rate"].to_numpy(dtype=float), pd.MultiIndex.from_arrays([schools, blocks["block_id"]])
    )
    hours = taught["students"].astype(float) * _hours(taught)
    come = rate.reindex(pd.MultiIndex.from_frame(taught[["school_id", "block_id"]])).to_numpy(dtype=float)
    return UnitCosts(
        dollars=float(plan.allocation.spending["not_to_exceed_dollars"].astype(float).sum()),
        seats=float(taught["students"].sum()),
        student_hours=float(hours.sum()),
        attended_hours=float((hours * come).sum()),
        paid_hours=float(plan.allocation.groups["paid_hours"].astype(float).sum()),
    )


def _hours(table: pd.DataFrame) -> pd.Series:
    """Hours of a course: sessions a week x minutes x weeks / 60."""
    minutes = table["sessions_per_week"] * table["minutes_per_session"] * table["course_weeks"]
    return minutes.astype(float) / MINUTES_PER_HOUR


@dataclass(frozen=True)
class NextBest:
    """Teaching cost of the seats that have a next best model: as planned, and with it; NaN where there is none.

    `seats`: how many have one; `models`: which; `hours` and `next_hours`: of teaching a seat gets on average.
    """

    seats: float
    models: tuple[str, ...]
    dollars_per_seat: float
    next_dollars_per_seat: float
    hours: float
    next_hours: float


def next_best(plan: Drafted) -> NextBest:
    """The best-ranked model that is not excluded and not used in a band, priced like the one that is used.

    Formula, both alike: dollars a seat = rate x hours of a course / students per tutor + materials; rate = the plan's
    labour dollars / hours its groups are taught, so that wages and fill are the same in both. Averages weigh by seats.
    """
    taught, models = taught_of(plan), plan.facts.models.rename(columns={"weeks": "course_weeks"}).set_index("model_id")
    used = taught.groupby(["band_id", "model_id"])["students"].sum().reset_index()
    second = _second(plan, used)
    used["next"] = used["band_id"].map(second)
    used = used[used["next"].notna()]
    if used.empty:
        nan = float("nan")
        return NextBest(0.0, (), nan, nan, nan, nan)
    rate = _rate(plan, models)
    each = rate * _hours(models) / models["students_per_tutor"] + models["materials_dollars_per_student"]
    weight = used["students"].to_numpy(dtype=float)
    mean = [
        float(np.average(values.reindex(used[name]).to_numpy(dtype=float), weights=weight))
        for values in (each, _hours(models))
        for name in ("model_id", "next")
    ]
    return NextBest(float(weight.sum()), tuple(sorted(set(used["next"]))), mean[0], mean[1], mean[2], mean[3])


def _second(plan: Drafted, used: pd.DataFrame) -> dict[str, str]:
    """Per band the best model that is neither excluded nor used there."""
    ranking = plan.recommendation.ranking
    left = ranking[~ranking["excluded"]].merge(used[["band_id", "model_id"]], how="left", indicator=True)
    left = left[left["_merge"] == "left_only"].sort_values(["band_id", "rank", "model_id"], kind="stable")
    first = left.drop_duplicates("band_id")
    return dict(zip(first["band_id"].astype(str), first["model_id"].astype(str), strict=True))


def _rate(plan: Drafted, models: pd.DataFrame) -> float:
    """Labour dollars per hour that a group is taught; NaN where pay is by the year and no group carries it."""
    groups = plan.allocation.groups
    hours = groups["groups"].astype(float) * _hours(models).reindex(groups["model_id"]).to_numpy(dtype=float)
    paid = float(groups["labour_dollars"].astype(float).sum())
    return paid / float(hours.sum()) if paid > 0 and float(hours.sum()) > 0 else float("nan")
