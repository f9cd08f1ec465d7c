"""Is the timetable a week that can happen? Checked from the tables alone: groups, rooms and seats online."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.rows_time import shared_rooms
from hitdesign.allocation.week_people import people_faults
from hitdesign.quantities import TOLERANCE

GROUP = ["school_id", "block_id", "pool_id", "model_id", "band_id"]
OFFERED = ["school_id", "block_id", "block", "days", "minutes", "groups_at_once", "online_seats", "starts_minute"]


def week_faults(
    formulation: Formulation, groups: pd.DataFrame, seats: pd.DataFrame, staff: pd.DataFrame, timetable: pd.DataFrame
) -> list[str]:
    """What the timetable breaks: groups, rooms, seats online or people; an empty list where nothing.

    Every group meets as often and as long as its tutoring model says, on different days of its block, with one tutor
    all term; the students who meet are those seated; no room and no person is used twice at one moment, and blocks
    that share rooms use no more than there are. `groups`, `seats`, `staff`: the answer's tables.
    """
    week = with_blocks(formulation, timetable)
    return [
        *_outside(week),
        *_meetings(formulation, groups, timetable),
        *_students(seats, timetable),
        *_rooms(formulation, week),
        *_online(week),
        *people_faults(formulation, staff, week),
    ]


def with_blocks(formulation: Formulation, timetable: pd.DataFrame) -> pd.DataFrame:
    """The sessions, each beside what its block offers: `block` (its position), days, rooms, seats, clock; and whether
    its tutoring model is `online` and how long that one's sessions are (`session_minutes`).
    """
    facts = formulation.inputs.facts
    offers = facts.blocks.assign(
        school_id=facts.schools["school_id"].to_numpy()[facts.blocks["school"]], block=np.arange(len(facts.blocks))
    )
    week = timetable.merge(
        offers[OFFERED], on=["school_id", "block_id"], suffixes=("", "_of_block"), how="left", validate="many_to_one"
    )
    models = facts.models.set_index("model_id")
    return week.assign(
        online=(models["modality"].reindex(week["model_id"]) == "online").to_numpy(),
        session_minutes=models["minutes_per_session"].reindex(week["model_id"]).to_numpy(),
    )


def _outside(week: pd.DataFrame) -> list[str]:
    """Sessions that their block or tutoring model does not hold."""
    starts, minutes = week["starts_minute"], week["minutes"]
    on_day = np.array([day in str(days) for day, days in zip(week["day"], week["days"], strict=True)], dtype=bool)
    counts = {
        "sessions stand in no block of the tables": week["block"].isna(),
        "sessions are on a day that their block does not have": week["block"].notna() & ~on_day,
        "sessions begin before or end after their block": (starts < 0) | (starts + minutes > week["minutes_of_block"]),
        "sessions are not as long as their tutoring model says": minutes != week["session_minutes"],
    }
    return [f"timetable: {int(bad.sum())} {says}" for says, bad in counts.items() if bad.any()]


def tutors_of_groups(timetable: pd.DataFrame) -> pd.Series:
    """How many different people teach each group over its term: 1 in every plan that is proved.

    A group is given to one person whole, never session by session, wherever people are found for groups (whole shifts,
    a crew's loads, or one by one); a block is one term, and the week repeats through it.
    """
    people: pd.Series = timetable.groupby([*GROUP, "group"], sort=True)["tutor"].nunique()
    return people


def _meetings(formulation: Formulation, groups: pd.DataFrame, timetable: pd.DataFrame) -> list[str]:
    """Groups that are missing, meet too often or too seldom, or twice on one day."""
    models = formulation.inputs.facts.models.set_index("model_id")["sessions_per_week"]
    meetings = timetable.groupby([*GROUP, "group"], sort=True)["day"].agg(["size", "nunique"])
    wanted = models.reindex(meetings.index.get_level_values("model_id")).to_numpy()
    met = meetings.groupby(level=GROUP).size()
    planned = groups.groupby(GROUP)["groups"].sum()
    out = []
    if not met.sub(planned[planned > 0], fill_value=0).eq(0).all():
        out.append(f"timetable: {len(meetings)} groups meet, {int(planned.sum())} are planned, place by place")
    if (meetings["size"].to_numpy() != wanted).any():
        out.append("timetable: a group does not meet as often as its tutoring model says")
    if (tutors_of_groups(timetable) > 1).any():
        out.append("timetable: a group meets more than one tutor")
    if (meetings["size"] != meetings["nunique"]).any():
        out.append("timetable: a group meets twice on one day")
    return out


def _students(seats: pd.DataFrame, timetable: pd.DataFrame) -> list[str]:
    """Places where other numbers of students meet than are seated there."""
    place = ["school_id", "block_id", "pool_id", "model_id"]
    own = timetable.groupby([*GROUP, "group"], sort=True)["students"].agg(["min", "max"])
    if (own["min"] != own["max"]).any():
        return ["timetable: a group has other numbers of students on other days"]
    apart = own["max"].groupby(level=place).sum().sub(seats.groupby(place)["students"].sum(), fill_value=0)
    wrong = int((apart.abs() > TOLERANCE).sum())
    return [f"timetable: other numbers of students meet than are seated at {wrong} places"] if wrong else []


def _rooms(formulation: Formulation, week: pd.DataFrame) -> list[str]:
    """Rooms that are used twice at one moment, or that no block has, alone or with those that it shares rooms with."""
    found = []
    if ((week["room"] < 1) | (week["room"] > week["groups_at_once"])).any():
        found.append("timetable: more rooms are used than a block has")
    twice = _at_one_moment(week, ["school_id", "block_id", "day", "room"])
    if twice:
        found.append(f"timetable: a room holds two groups at one moment ({twice} times)")
    known = week[week["block"].notna()].astype({"block": int})
    capacity = formulation.inputs.facts.blocks["groups_at_once"].to_numpy(dtype=float)
    for members in shared_rooms(formulation.inputs, np.unique(known["block"].to_numpy(dtype=np.int64))):
        if _rooms_at_once(known[known["block"].isin(members)]) > capacity[members].max():
            names = ", ".join(formulation.inputs.facts.blocks["block_id"].iloc[members].astype(str))
            found.append(f"timetable: {names} use more rooms at once than they share")
    return found


def _rooms_at_once(week: pd.DataFrame) -> int:
    """Most rooms that blocks of common days use at one moment; without clock times, all that each of them uses."""
    if week["starts_minute_of_block"].notna().all():
        return int(
            _there(week.assign(at=week["starts_minute"] + week["starts_minute_of_block"]), ["day"])["sessions"].max()
        )
    most = (
        _there(week.assign(at=week["starts_minute"]), ["block", "day"])["sessions"]
        .groupby(level=["block", "day"])
        .max()
    )
    return int(most.groupby(level="day").sum().max())


def _there(week: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sessions that take place, and students in them, whenever a session of the same keys begins (`at`)."""
    begins = week[[*keys, "at"]].drop_duplicates()
    pairs = begins.merge(week[[*keys, "at", "minutes", "students"]], on=keys, suffixes=("", "_other"))
    there = pairs[(pairs["at_other"] <= pairs["at"]) & (pairs["at"] < pairs["at_other"] + pairs["minutes"])]
    return there.assign(sessions=1).groupby([*keys, "at"])[["sessions", "students"]].sum()


def _at_one_moment(week: pd.DataFrame, keys: list[str]) -> int:
    """Sessions of a block that share the keys and overlap in time."""
    times = week.sort_values([*keys, "starts_minute"], kind="stable")
    same = (times[keys] == times[keys].shift()).all(axis=1)
    return int((same & (times["starts_minute"] < (times["starts_minute"] + times["minutes"]).shift())).sum())


def _online(week: pd.DataFrame) -> list[str]:
    """Blocks in which more students are online at some moment than there are seats."""
    own = week[week["online"] & week["block"].notna()]
    online = _there(own.assign(at=own["starts_minute"]), ["block", "day"])["students"]
    seats = own.groupby("block")["online_seats"].first().reindex(online.index.get_level_values("block"))
    crowded = int((online.to_numpy() > seats.to_numpy() + TOLERANCE).sum())
    return [f"timetable: more students are online than there are seats ({crowded} times)"] if crowded else []
