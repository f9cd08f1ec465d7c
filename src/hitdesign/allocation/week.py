"""Is the timetable a week that can happen? Checked from the tables alone."""

from __future__ import annotations

import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.quantities import TOLERANCE

GROUP = ["school_id", "block_id", "pool_id", "model_id", "band_id"]


def week_faults(formulation: Formulation, groups: pd.DataFrame, timetable: pd.DataFrame) -> list[str]:
    """What the timetable breaks: sessions, rooms, or people; an empty list where nothing.

    Every group meets as often as its tutoring model says, on different days, with one tutor all term; no room and no
    person is used twice at one moment; every session lies inside its block.
    """
    facts = formulation.inputs.facts
    blocks = facts.blocks.assign(school_id=facts.schools["school_id"].to_numpy()[facts.blocks["school"]])
    keyed = timetable.merge(
        blocks[["school_id", "block_id", "minutes", "groups_at_once", "when", "starts_minute"]],
        on=["school_id", "block_id"],
        suffixes=("", "_of_block"),
        how="left",
    )
    found: list[str] = []
    outside = keyed["starts_minute"] + keyed["minutes"] > keyed["minutes_of_block"]
    if outside.any():
        found.append(f"timetable: {int(outside.sum())} sessions end after their block")
    if (keyed["room"] > keyed["groups_at_once"]).any():
        found.append("timetable: more rooms are used than a block has")
    found += _meetings(formulation, groups, timetable)
    room = ["school_id", "block_id", "day", "room"]
    found += _twice(keyed, room, "a room holds two groups at one moment")
    found += _twice(keyed, ["pool_id", "tutor", "term", "when", "day"], "a person is in two places at one moment")
    return found + _over_the_week(formulation, timetable) + _too_many_schools(formulation, timetable)


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
    out = []
    if len(meetings) != int(groups["groups"].sum()):
        out.append(f"timetable: {len(meetings)} groups meet, {int(groups['groups'].sum())} are planned")
    if (meetings["size"].to_numpy() != wanted).any():
        out.append("timetable: a group does not meet as often as its tutoring model says")
    if (tutors_of_groups(timetable) > 1).any():
        out.append("timetable: a group meets more than one tutor")
    if (meetings["size"] != meetings["nunique"]).any():
        out.append("timetable: a group meets twice on one day")
    return out


def _over_the_week(formulation: Formulation, timetable: pd.DataFrame) -> list[str]:
    """People who teach and prepare for more hours than their paid week, in the weeks from any first day of a term."""
    tutors = formulation.inputs.facts.tutors.set_index("pool_id")
    paid = (1 + timetable["pool_id"].map(tutors["paid_preparation_share"]).astype(float)) * timetable["minutes"] / 60
    first, last = timetable["term"].str[:10], timetable["term"].str[-10:]
    over: set[tuple[str, int]] = set()
    for day in first.unique():
        running = (first <= day) & (day <= last)
        hours = paid[running].groupby([timetable["pool_id"], timetable["tutor"]]).sum()
        most = tutors["hours_per_tutor_week"].reindex(hours.index.get_level_values(0)).to_numpy(dtype=float)
        over |= set(hours.index[hours.to_numpy(dtype=float) > most + TOLERANCE])
    return [f"timetable: people work more than their paid week ({len(over)} of them)"] if over else []


def _too_many_schools(formulation: Formulation, timetable: pd.DataFrame) -> list[str]:
    """People who teach in person at more schools than one of their pool may serve."""
    tutors = formulation.inputs.facts.tutors.set_index("pool_id")
    here = timetable[timetable["pool_id"].map(tutors["modality"] == "in_person").astype(bool)]
    schools = here.groupby(["pool_id", "tutor"])["school_id"].nunique()
    most = tutors["sites_per_tutor"].reindex(schools.index.get_level_values(0)).to_numpy(dtype=float)
    over = int((schools.to_numpy(dtype=float) > most).sum())
    return [f"timetable: people serve more schools than they may ({over} of them)"] if over else []


def _twice(keyed: pd.DataFrame, keys: list[str], says: str) -> list[str]:
    """Sessions that share the keys and overlap in time; blocks without a clock count from their own start."""
    clock = keyed["starts_minute_of_block"].fillna(0.0) if "starts_minute_of_block" in keyed else 0.0
    times = keyed.assign(start=keyed["starts_minute"] + clock).sort_values([*keys, "start"], kind="stable")
    same = (times[keys] == times[keys].shift()).all(axis=1)
    overlap = same & (times["start"] < (times["start"] + times["minutes"]).shift())
    return [f"timetable: {says} ({int(overlap.sum())} times)"] if overlap.any() else []
