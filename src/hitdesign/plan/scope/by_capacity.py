"""Readings on capacity: whether tutors, rooms and money reach all schools."""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.plan.scope.loads import tutors_of
from hitdesign.plan.scope.readings import Reading, Seen, known
from hitdesign.plan.scope.stages import SLACK
from hitdesign.quantities import print_count, print_dollars


def tutors_for_all(seen: Seen) -> Reading:
    """Least of people / people needed and hours / hours needed, over all schools."""
    loads, pools = seen.loads, seen.plan.facts.tutors
    schools = loads.schools
    hours = float((pools["people"] * pools["hours_per_tutor_week"]).sum())
    kinds = {
        "tutors": (float(pools["people"].sum()), tutors_of(loads, list(schools.index))),
        "tutor hours a week": (hours, _all(schools, "hours_per_week")),
    }
    shares = {what: there / needed for what, (there, needed) in kinds.items() if needed > 0}
    if not shares:
        return Reading(None, table="tutors")
    what = min(shares, key=lambda name: shares[name])
    there, needed = kinds[what]
    return Reading(shares[what], {"needed": needed, "there": there, "what": what}, "tutors")


def rooms_for_all(seen: Seen) -> Reading:
    """Schools whose rooms at scheduled times hold what they take / all schools."""
    schools = seen.loads.schools
    if schools["room_times"].isna().any() or schools.empty:
        return Reading(None, table="blocks")
    fits = int((schools["room_times"] <= schools["room_times_there"] * (1 + SLACK) + SLACK).sum())
    words = {"fits": fits, "short": len(schools) - fits, "schools": print_count(len(schools), "school")}
    return Reading(fits / len(schools), words, "blocks")


def dollars_for_all(seen: Seen) -> Reading:
    """Dollars of streams that count in the plan's year / dollars of a year at all schools."""
    needed = _all(seen.loads.schools, "dollars") + seen.loads.due_once_dollars
    there = float(seen.horizon.streams.loc[seen.horizon.pays(0), "available_dollars"].sum())
    if not needed > 0:
        return Reading(None, table="funding")
    return Reading(known(there / needed), {"needed": print_dollars(needed), "there": print_dollars(there)}, "funding")


def _all(schools: pd.DataFrame, name: str) -> float:
    return float(schools[name].sum(skipna=False)) if len(schools) else math.nan
