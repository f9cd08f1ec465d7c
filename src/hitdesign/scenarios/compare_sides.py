"""One plan as a comparison sees it: amounts by id, whatever it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.cohorts import MARKS
from hitdesign.plan.plan import Plan

#: The tables of a comparison, and the amounts that each counts.
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "schools": ("seats",),
    "tiers": ("seats",),
    "marks": ("seats",),
    "subjects": ("seats",),
    "models": ("seats",),
    "pools": ("paid_hours", "people"),
    "streams": ("dollars",),
    "cohorts": ("seats",),
    "levels": ("value",),
}
#: What names a group of students in a plan.
GROUP = ("band_id", "school_id", "model_id", "block_id", "pool_id")


@dataclass(frozen=True)
class Side:
    """Seats in all, and the tables of `AMOUNTS`: ids first, then amounts as floats; `groups` by GROUP.

    `names`: school names by school_id.
    """

    seats: float
    schools: pd.DataFrame
    tiers: pd.DataFrame
    marks: pd.DataFrame
    subjects: pd.DataFrame
    models: pd.DataFrame
    pools: pd.DataFrame
    streams: pd.DataFrame
    cohorts: pd.DataFrame
    levels: pd.DataFrame
    groups: pd.DataFrame
    names: dict[str, str] = field(default_factory=dict)


def side_of(plan: Plan | Allocation) -> Side:
    """A plan or an allocation as a side of a comparison.

    Seats, groups and hours are those of its tables; dollars of a stream are not to exceed, indirect cost included;
    people are those of the timetable (unknown in fractions). Marks are unknown where no formulation says them.
    """
    answer = plan.allocation if isinstance(plan, Plan) else plan
    formulation = answer.formulation
    cohorts = None if formulation is None else formulation.inputs.need.cohorts
    schools = None if formulation is None else formulation.inputs.facts.schools
    return side_from(
        seats=answer.seats,
        groups=answer.groups,
        idle=answer.staff,
        people=_people(answer),
        dollars=answer.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float),
        levels=answer.levels[["level", "unit", "value"]],
        cohorts=cohorts,
        schools=schools,
    )


def side_from(
    *,
    seats: pd.DataFrame,
    groups: pd.DataFrame,
    idle: pd.DataFrame,
    people: pd.Series,
    dollars: pd.Series,
    levels: pd.DataFrame,
    cohorts: pd.DataFrame | None,
    schools: pd.DataFrame | None,
) -> Side:
    """A side from tables: `people` by pool_id, `dollars` by stream_id, `idle` with pool_id and idle_hours.

    `cohorts` (with marks by cohort_id) and `schools` (with names) may be unknown; where they are known, those without a
    seat stand in the tables too, as do pools without an hour.
    """
    seats = seats.assign(seats=seats["students"].astype(float))
    return Side(
        seats=float(seats["seats"].sum()),
        marks=_marks(seats, cohorts),
        pools=_pools(groups, idle, people),
        streams=pd.DataFrame({"stream_id": dollars.index.astype(object), "dollars": dollars.to_numpy(dtype=float)}),
        levels=levels.astype({"value": float}).reset_index(drop=True),
        groups=groups_by_place(groups),
        names={}
        if schools is None
        else dict(zip(schools["school_id"].astype(str), schools["school_name"].astype(str), strict=True)),
        schools=_with_all(_summed(seats, ["school_id"], "seats"), None if schools is None else schools["school_id"]),
        tiers=_summed(seats, ["tier"], "seats"),
        subjects=_summed(seats, ["subject"], "seats"),
        models=_summed(seats, ["model_id"], "seats"),
        cohorts=_with_all(_summed(seats, ["cohort_id"], "seats"), None if cohorts is None else cohorts["cohort_id"]),
    )


def groups_by_place(groups: pd.DataFrame) -> pd.DataFrame:
    """Groups by GROUP, added up."""
    return _summed(groups.assign(groups=groups["groups"].astype(float)), list(GROUP), "groups")


def _summed(table: pd.DataFrame, ids: list[str], amount: str) -> pd.DataFrame:
    summed: pd.DataFrame = table.groupby(ids, sort=True)[[amount]].sum().reset_index()
    return summed.astype({**dict.fromkeys(ids, object), amount: float})


def _with_all(table: pd.DataFrame, known: pd.Series | None) -> pd.DataFrame:
    """The table, ids first, with a row of 0 for every known id that it lacks."""
    key, amount = table.columns
    lost = [] if known is None else sorted({str(one) for one in known} - set(table[key]))
    more = pd.DataFrame({key: np.array(lost, dtype=object), amount: np.zeros(len(lost))})
    return more if table.empty else pd.concat([table, more], ignore_index=True) if lost else table


def _marks(seats: pd.DataFrame, cohorts: pd.DataFrame | None) -> pd.DataFrame:
    """Seats by mark and its value: yes, no or unknown."""
    known = pd.DataFrame(columns=["cohort_id", *MARKS]) if cohorts is None else cohorts[["cohort_id", *MARKS]]
    joined = seats[["cohort_id", "seats"]].merge(known, on="cohort_id", how="left")
    joined[list(MARKS)] = joined[list(MARKS)].astype(object).fillna("unknown")
    long = joined.melt(id_vars=["seats"], value_vars=list(MARKS), var_name="mark", value_name="marked")
    return _summed(long, ["mark", "marked"], "seats")


def _pools(groups: pd.DataFrame, idle: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Paid hours of groups and idle hours, and people, of every pool that has any."""
    hours = pd.concat(
        [
            groups[["pool_id", "paid_hours"]].astype({"paid_hours": float}),
            idle[["pool_id", "idle_hours"]].astype({"idle_hours": float}).rename(columns={"idle_hours": "paid_hours"}),
        ]
    )
    table = _with_all(_summed(hours, ["pool_id"], "paid_hours"), people.index.to_series())
    return table.assign(people=table["pool_id"].map(people).astype(float))


def _people(answer: Allocation) -> pd.Series:
    """People of each pool in the plan's week; unknown in fractions."""
    known = answer.tutor_hours.assign(people=answer.tutor_hours["people"].astype(float))
    most: pd.Series = known.groupby("pool_id")["people"].max()
    return most
