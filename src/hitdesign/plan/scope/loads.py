"""What tutoring takes at each school: seats, hours, tutors, dollars and rooms, as planned or at the plan's cost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.need.need import planned_schools
from hitdesign.plan.drafted import Drafted

#: What a school takes, in this order, each with its unit in the name; all are as in the plan's fullest week or year.
TAKES = ("seats", "hours_per_week", "tutors", "dollars", "room_times")
BASES = BY_PLAN, BY_NEED, UNKNOWN = ("the plan", "need at the plan's cost a seat", "unknown")


@dataclass(frozen=True)
class Loads:
    """`schools` (index: school_id, those that may be planned for and have students in need): school_name, need_seats,
    planned_seats, basis, seats, hours_per_week, tutors, dollars, room_times, room_times_there, and `per_seat`: what one
    seat of the plan takes on average; `due_once_dollars`: what the program costs whatever its schools; `running`: its
    groups on every day on which a term begins. Unknown: NaN.

    hours_per_week: paid tutor hours, preparation included. tutors: people of the school alone; schools whose fullest
    times differ share people, so several take no more than their sum (`tutors_of`). room_times: one room through one
    scheduled time.
    """

    schools: pd.DataFrame
    per_seat: pd.Series
    due_once_dollars: float
    running: pd.DataFrame


def loads_of(plan: Drafted) -> Loads:
    """What each school takes: as planned where the plan serves it, else its whole need at the plan's cost a seat.

    Formula: per seat = sum over served schools / seats of the plan; NaN where the plan serves nobody.
    """
    need = plan.need.bands.groupby("school_id")["students"].sum()
    names = {school.school_id: school.school_name for school in plan.district.schools}
    ids = sorted(set(need.index[need > 0]) & planned_schools(plan.district, plan.policy))
    schools = pd.DataFrame({"school_name": [names[one] for one in ids]}, index=pd.Index(ids, name="school_id"))
    schools["need_seats"] = need.reindex(ids).to_numpy(dtype=float)
    seats = plan.allocation.seats.groupby("school_id")["students"].sum().reindex(ids).fillna(0.0)
    schools["planned_seats"] = seats.to_numpy(dtype=float)
    charges = plan.allocation.charges
    at_school = charges["school_id"].isin(names)
    running = _running(plan)
    by_day = running.groupby(["school_id", "day"])[["hours_per_week", "at_once"]].sum().groupby("school_id").max()
    own = by_day.rename(columns={"at_once": "room_times"}).reindex(ids).astype(float).fillna(0.0)
    own["tutors"] = [_people(running[running["school_id"] == one]) for one in ids]
    own["dollars"] = charges[at_school].groupby("school_id")["dollars"].sum().reindex(ids).fillna(0.0)
    own["seats"] = schools["planned_seats"]
    total = own[list(TAKES)].sum()
    total["tutors"] = _people(running)
    per_seat = total / total["seats"] if total["seats"] > 0 else total * np.nan
    served = schools["planned_seats"] > 0
    from_need = pd.DataFrame({name: schools["need_seats"] * per_seat[name] for name in TAKES})
    takes = own[list(TAKES)].where(served, from_need)
    basis = np.where(served, BY_PLAN, BY_NEED if total["seats"] > 0 else UNKNOWN)
    there = _room_times_there(plan).reindex(ids).fillna(0.0)
    schools = schools.assign(basis=basis, **{name: takes[name] for name in TAKES}, room_times_there=there)
    return Loads(schools, per_seat, float(charges.loc[~at_school, "dollars"].sum()), running)


def tutors_of(loads: Loads, ids: Collection[str]) -> float:
    """People that these schools take together: as planned where the plan serves them, else at its people a seat.

    Formula, day by day: sum over pools of the greater of hours a week / hours of a tutor, and the groups at once at
    their fullest time of day; then the fullest day. NaN where it is unknown.
    """
    schools = loads.schools.loc[list(ids)]
    from_need = float((schools.loc[schools["basis"] != BY_PLAN, "seats"] * loads.per_seat["tutors"]).sum(skipna=False))
    return _people(loads.running[loads.running["school_id"].isin(list(ids))]) + from_need


def _people(running: pd.DataFrame) -> float:
    if running.empty:
        return 0.0
    at_once = running.groupby(["day", "pool_id", "when", "clock"])["at_once"].sum().groupby(["day", "pool_id"]).max()
    pools = running.groupby(["day", "pool_id"]).agg(
        hours=("hours_per_week", "sum"), each=("hours_per_tutor_week", "first")
    )
    posts = pools["hours"] / pools["each"].where(pools["each"] > 0)
    return float(at_once.where(~(posts > at_once), posts).groupby("day").sum().max())


def _running(plan: Drafted) -> pd.DataFrame:
    """The plan's groups on every day on which a term begins: school_id, pool_id, day, when, clock, hours, at_once.

    Formula: a group takes sessions x minutes / 60 x (1 + preparation) hours of its pool a week, and at once sessions /
    (days x sessions that fit into a day) of a person and of a room.
    """
    facts = plan.facts
    blocks = facts.blocks.assign(school_id=facts.schools["school_id"].to_numpy()[facts.blocks["school"]])
    groups = plan.allocation.groups.merge(blocks.drop(columns="school"), on=["school_id", "block_id"])
    groups = groups.merge(facts.models.drop(columns=["modality", "label"]), on="model_id", suffixes=("", "_model"))
    pools = facts.tutors[["pool_id", "people", "hours_per_tutor_week", "paid_preparation_share"]]
    groups = groups.merge(pools, on="pool_id")
    fits = np.maximum(1, groups["minutes"] // groups["minutes_per_session"])
    hours = groups["sessions_per_week"] * groups["minutes_per_session"] / 60 * (1 + groups["paid_preparation_share"])
    groups["hours_per_week"] = groups["groups"] * hours
    groups["at_once"] = groups["groups"] * groups["sessions_per_week"] / (groups["n_days"] * fits)
    groups["clock"] = groups["starts_minute"].fillna(-1.0)
    days = sorted(groups["starts_on"].unique())
    own = [groups[(groups["starts_on"] <= day) & (groups["ends_on"] >= day)].assign(day=day) for day in days]
    columns = ["school_id", "pool_id", "day", "when", "clock", "hours_per_week", "hours_per_tutor_week", "at_once"]
    return pd.concat(own, ignore_index=True)[columns] if own else pd.DataFrame(columns=columns)


def _room_times_there(plan: Drafted) -> pd.Series:
    """Rooms times scheduled times of each school on its fullest day; times that share rooms at one clock count once."""
    blocks = plan.facts.blocks
    ids = plan.facts.schools["school_id"].to_numpy()[blocks["school"]]
    own = [name if name else f" {place}" for place, name in enumerate(blocks["room_group"].astype(str))]
    table = blocks.assign(school_id=ids, shares=own, clock=blocks["starts_minute"].fillna(-1.0))
    parts = []
    for day in sorted(table["starts_on"].unique()):
        open_then = table[(table["starts_on"] <= day) & (table["ends_on"] >= day)]
        rooms = open_then.groupby(["school_id", "when", "clock", "shares"])["groups_at_once"].max()
        parts.append(rooms.groupby("school_id").sum())
    return pd.concat(parts).groupby(level=0).max() if parts else pd.Series(dtype=float)
