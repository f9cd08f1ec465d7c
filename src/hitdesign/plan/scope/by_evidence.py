"""Readings on the evidence at hand: what ran here, what growing costs, whether a pilot could tell."""

from __future__ import annotations

import math

from hitdesign.allocation.level_learning import scale_key
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.library import number
from hitdesign.plan.scope.readings import Reading, Seen
from hitdesign.plan.scope.smallest import judged
from hitdesign.quantities import print_count


def run_before(seen: Seen) -> Reading:
    """Schools with an existing program or logged sessions / schools with students in need."""
    district, here = seen.plan.district, set(seen.loads.schools.index)
    rows = [row.school_id for row in district.existing_programs] + [row.school_id for row in district.sessions]
    table = "existing_programs"
    if not rows or not here:
        return Reading(None, table=table)
    ran = len(here) if EVERY_SCHOOL in rows else len(here & set(rows))
    words = {"here": ran, "schools": print_count(len(here), "school")}
    return Reading(ran / len(here), words, table)


def effect_at_scale(seen: Seen) -> Reading:
    """Effect of programs of the whole need's size / effect of programs of the pilot's size, of the evidence."""
    pilot = seen.loads.schools.loc[list(seen.pilot_schools), "seats"].sum(skipna=False)
    if not seen.pilot_schools or math.isnan(pilot):
        return Reading(None, table="seats")
    every, evidence = seen.plan.need.students, seen.plan.evidence
    small, large = (number(evidence, scale_key(evidence, math.ceil(one))) for one in (pilot, every))
    words = {
        "all_seats": print_count(every, "seat"),
        "pilot_seats": print_count(math.ceil(pilot), "seat"),
        "all_effect": large,
        "pilot_effect": small,
    }
    return Reading(large / small, words, "seats")


def pilot_can_tell(seen: Seen) -> Reading:
    """Least over subjects of smallest effect seen / expected effect; below 1 the pilot can tell."""
    if seen.effect is None or seen.effect.table.empty:
        return Reading(None, table="need")
    rows = [judged(own) for _, own in seen.effect.table.groupby("subject", sort=True)]
    found = [row for row in rows if row is not None and float(str(row["expected_sd"])) > 0]
    if not found:
        return Reading(None, table="need")
    best = min(found, key=lambda row: float(str(row["smallest_effect_sd"])) / float(str(row["expected_sd"])))
    smallest, expected = float(str(best["smallest_effect_sd"])), float(str(best["expected_sd"]))
    words = {
        "subject": best["subject"],
        "pilot_schools": print_count(len(seen.pilot_schools), "school"),
        "smallest": smallest,
        "expected": expected,
    }
    return Reading(smallest / expected, words, "need")
