"""Readings on the money's horizon: what ends, what is not certain, what a pilot would leave unspent."""

from __future__ import annotations

import numpy as np

from hitdesign.plan.scope.readings import Reading, Seen, known
from hitdesign.quantities import print_dollars

#: Of a year.
MONTHS = 12


def money_lasts(seen: Seen) -> Reading:
    """Dollars of streams that count this year and in the year after / dollars of streams that count this year."""
    horizon = seen.horizon
    now, later = horizon.pays(0), horizon.pays(MONTHS)
    dollars = horizon.streams["available_dollars"].to_numpy(dtype=float)
    there = float(dollars[now].sum())
    if not there > 0:
        return Reading(None, table="funding")
    left = float(dollars[now & later].sum())
    ending = ", ".join(horizon.ending(MONTHS)) or "none"
    return Reading(
        left / there, {"there": print_dollars(there), "later": print_dollars(left), "ending": ending}, "funding"
    )


def money_awarded(seen: Seen) -> Reading:
    """Dollars of awards that stand / dollars of all rows whose window reaches the plan's year."""
    first, last = seen.horizon.year(0)
    rows = [
        row
        for row in seen.plan.district.funding
        if row.obligate_from <= last.date() and (row.services_by or row.obligate_by) >= first.date()
    ]
    asked = float(sum(row.award_dollars for row in rows))
    if not asked > 0:
        return Reading(None, table="funding")
    awarded = float(sum(row.award_dollars for row in rows if row.status == "awarded"))
    words = {name: print_dollars(value) for name, value in (("asked", asked), ("awarded", awarded))}
    return Reading(awarded / asked, {**words, "pending": print_dollars(asked - awarded)}, "funding")


def money_would_lapse(seen: Seen) -> Reading:
    """(Dollars of streams that end before the second stage - dollars of the pilot, at least 0) / dollars there are."""
    horizon, months = seen.horizon, seen.plan.policy.rollout.pilot.months_between_stages
    dollars = horizon.streams["available_dollars"].to_numpy(dtype=float)
    now = horizon.pays(0)
    there, ending = float(dollars[now].sum()), float(dollars[now & ~horizon.pays(months)].sum())
    pilot = float(seen.loads.schools.loc[list(seen.pilot_schools), "dollars"].sum(skipna=False))
    if not seen.pilot_schools or not there > 0 or np.isnan(pilot):
        return Reading(None, table="funding")
    lapse = max(0.0, ending - pilot - seen.loads.due_once_dollars)
    words = {"pilot": print_dollars(pilot), "lapse": print_dollars(lapse), "there": print_dollars(there)}
    return Reading(known(lapse / there), words, "funding")
