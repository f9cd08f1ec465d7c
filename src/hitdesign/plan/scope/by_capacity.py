"""Readings on capacity: how much of the whole need at all schools tutors, rooms and money would reach.

What the plan gives every school fits into what there is by its making; so the question is how deep it could go.
"""

from __future__ import annotations

import numpy as np

from hitdesign.plan.scope.readings import Reading, Seen, known
from hitdesign.quantities import print_count, print_dollars, print_share


def tutors_for_all(seen: Seen) -> Reading:
    """Least of people / people needed and hours / hours needed, for the whole need at the plan's tutors a seat."""
    pools, need = seen.plan.facts.tutors, _need(seen)
    hours = float((pools["people"] * pools["hours_per_tutor_week"]).sum())
    kinds = {
        "tutors": (float(pools["people"].sum()), need * float(seen.loads.per_seat["tutors"])),
        "tutor hours a week": (hours, need * float(seen.loads.per_seat["hours_per_week"])),
    }
    shares = {what: there / needed for what, (there, needed) in kinds.items() if needed > 0}
    if not shares:
        return Reading(None, table="tutors")
    what = min(shares, key=lambda name: shares[name])
    there, needed = kinds[what]
    return Reading(shares[what], {"needed": needed, "there": there, "what": what}, "tutors")


def rooms_for_all(seen: Seen) -> Reading:
    """Sum over schools of the lesser of rooms there and rooms for the whole need / rooms for the whole need."""
    schools = seen.loads.schools
    needed = schools["need_seats"].to_numpy(dtype=float) * float(seen.loads.per_seat["room_times"])
    if not needed.sum() > 0:
        return Reading(None, table="blocks")
    held = np.minimum(needed, schools["room_times_there"].to_numpy(dtype=float))
    share = float(held.sum() / needed.sum())
    words = {
        "share": print_share(share),
        "full": int((held >= needed).sum()),
        "schools": print_count(len(schools), "school"),
    }
    return Reading(share, words, "blocks")


def dollars_for_all(seen: Seen) -> Reading:
    """Dollars of streams that count in the plan's year / dollars of the whole need at the plan's cost a seat."""
    needed = _need(seen) * float(seen.loads.per_seat["dollars"]) + seen.loads.due_once_dollars
    there = float(seen.horizon.streams.loc[seen.horizon.pays(0), "available_dollars"].sum())
    if not needed > 0:
        return Reading(None, table="funding")
    return Reading(known(there / needed), {"needed": print_dollars(needed), "there": print_dollars(there)}, "funding")


def _need(seen: Seen) -> float:
    return float(seen.loads.schools["need_seats"].sum())
