"""People for whom a price is paid, such as training: as many as teach, by their hours and times."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.rights.other_costs import Item
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
PAID = "paid_people"


def paid_pools(inputs: Inputs, items: tuple[Item, ...]) -> Ints:
    """The pools whose people are counted, because an item is due per tutor."""
    place = inputs.structure.taught_place
    due = np.zeros(len(place), dtype=bool)
    for item in items:
        if item.per == "tutor":
            due |= item.due[place]
    pools: Ints = np.unique(inputs.rights.places.pool[place[due]])
    return pools


def paid_columns(inputs: Inputs, pools: Ints) -> Columns:
    """paid_people: people of a pool who teach, whole in a whole plan, at most those who are there."""
    tutors = inputs.facts.tutors
    most = tutors["people"].to_numpy(dtype=float)[pools]
    keys = pd.DataFrame({"pool_id": tutors["pool_id"].to_numpy(dtype=object)[pools]})
    return Columns(PAID, keys, np.zeros(len(pools)), most, True)


def paid_rows(
    inputs: Inputs, layout: Layout, staff: pd.DataFrame, staff_begin: int, pools: Ints, begin: int
) -> tuple[Rows, ...]:
    """paid_week, paid_at_once, paid_staff, paid_use: as many people as the groups need, and none without a group.

    Formula: weekly hours x taught <= hours x people, per interval; at_once x taught <= people, per set of overlapping
    blocks; staff of all schools <= people; people <= taught (salaried: <= staff).
    """
    calendar, tutors = inputs.rights.calendar, inputs.facts.tutors
    hours = tutors["hours_per_tutor_week"].to_numpy(dtype=float)
    place = inputs.structure.taught_place
    weekly, at_once = inputs.rights.costs.weekly_hours[place], inputs.rights.costs.at_once[place]
    return (
        _needed(inputs, layout, pools, begin, "paid_week", calendar.intervals, weekly, hours, "hours a week"),
        _needed(
            inputs, layout, pools, begin, "paid_at_once", calendar.overlaps, at_once, np.ones(len(hours)), "people"
        ),
        _staffed(inputs, staff, staff_begin, pools, begin),
        _used(inputs, layout, staff, staff_begin, pools, begin),
    )


def _needed(
    inputs: Inputs,
    layout: Layout,
    pools: Ints,
    begin: int,
    name: str,
    sets: NDArray[np.bool_],
    amount: NDArray[np.float64],
    each: NDArray[np.float64],
    unit: str,
) -> Rows:
    places, place = inputs.rights.places, inputs.structure.taught_place
    taught = np.flatnonzero(np.isin(places.pool[place], pools))
    number, entry = np.nonzero(sets[:, inputs.rights.calendar.time_class[places.block[place[taught]]]])
    pool = np.searchsorted(pools, places.pool[place[taught[entry]]])
    keys, row = np.unique(pool * len(sets) + number, return_inverse=True)
    own = keys // max(len(sets), 1)
    return family(
        name,
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pools[own]]},
        np.concatenate([row.ravel(), np.arange(len(keys))]),
        np.concatenate([layout.taught_begin + taught[entry], begin + own]),
        np.concatenate([amount[taught[entry]], -each[pools[own]]]),
        "<=",
        np.zeros(len(keys)),
        unit,
        "the people of {pool_id} who are paid for can teach its groups",
    )


def _staffed(inputs: Inputs, staff: pd.DataFrame, staff_begin: int, pools: Ints, begin: int) -> Rows:
    own = np.flatnonzero(np.isin(staff["pool"].to_numpy(dtype=np.int64), pools))
    used, row = np.unique(staff["pool"].to_numpy(dtype=np.int64)[own], return_inverse=True)
    return family(
        "paid_staff",
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[used]},
        np.concatenate([row.ravel(), np.arange(len(used))]),
        np.concatenate([staff_begin + own, begin + np.searchsorted(pools, used)]),
        np.concatenate([np.ones(len(own)), -np.ones(len(used))]),
        "<=",
        np.zeros(len(used)),
        "people",
        "everybody of {pool_id} on a staff is paid for",
    )


def _used(inputs: Inputs, layout: Layout, staff: pd.DataFrame, staff_begin: int, pools: Ints, begin: int) -> Rows:
    of_staff = staff["pool"].to_numpy(dtype=np.int64)
    pool = inputs.rights.places.pool[inputs.structure.taught_place]
    taught = np.flatnonzero(np.isin(pool, pools) & ~np.isin(pool, of_staff))
    own = np.flatnonzero(np.isin(of_staff, pools))
    each = np.arange(len(pools))
    row = np.searchsorted(pools, np.concatenate([pool[taught], of_staff[own]]))
    return family(
        "paid_use",
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pools]},
        np.concatenate([row, each]),
        np.concatenate([layout.taught_begin + taught, staff_begin + own, begin + each]),
        np.concatenate([-np.ones(len(row)), np.ones(len(each))]),
        "<=",
        np.zeros(len(pools)),
        "people",
        "nobody of {pool_id} is paid for without a group",
    )
