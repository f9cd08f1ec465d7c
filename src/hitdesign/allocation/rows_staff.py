"""Row families of salaried staff: whole people at a school, paid for every hour of the year, taught or not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.rights.costs import year_weeks
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]


def staff_of_taught(inputs: Inputs, staff: pd.DataFrame) -> Ints:
    """Per taught column: the staff column (pool, school) it belongs to, -1 where the pool is not salaried."""
    places, structure = inputs.rights.places, inputs.structure
    if staff.empty:
        return np.full(len(structure.taught_place), -1)
    pool = places.pool[structure.taught_place]
    school = inputs.facts.blocks["school"].to_numpy(dtype=np.int64)[places.block[structure.taught_place]]
    width = len(inputs.facts.schools) + 1
    key = pd.Index(staff["pool"] * width + staff["school"])
    found: Ints = key.get_indexer(pool * width + school).astype(np.int64)
    return found


def staff_rows(inputs: Inputs, layout: Layout, staff: pd.DataFrame, begin: int) -> tuple[Rows, ...]:
    """The four families of salaried people; `begin` is the position of the staff columns, idle hours follow them.

    staff: sum over schools of staff[p, s] <= tutors x (1 - vacancy_rate).
    staff_hours: paid hours taught + idle[p, s] = staff x hours a week x weeks of the year.
    staff_at_once: sum of at_once x taught <= staff, per set of overlapping blocks.
    staff_week: sum of weekly hours x taught <= staff x hours a week, between term boundaries.
    """
    if staff.empty:
        return ()
    of_taught = staff_of_taught(inputs, staff)
    hours = inputs.facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)[staff["pool"]]
    calendar = inputs.rights.calendar
    return (
        _people(inputs, staff, begin),
        _year(inputs, layout, staff, begin, of_taught, hours),
        _weekly(inputs, layout, staff, begin, of_taught, hours, calendar.intervals),
        _present(inputs, layout, staff, begin, of_taught, calendar.overlaps),
    )


def _keys(inputs: Inputs, staff: pd.DataFrame, rows: Ints) -> dict[str, object]:
    facts = inputs.facts
    return {
        "pool_id": facts.tutors["pool_id"].to_numpy()[staff["pool"].to_numpy()[rows]],
        "school_id": facts.schools["school_id"].to_numpy()[staff["school"].to_numpy()[rows]],
    }


def _people(inputs: Inputs, staff: pd.DataFrame, begin: int) -> Rows:
    pools, row = np.unique(staff["pool"].to_numpy(dtype=np.int64), return_inverse=True)
    return family(
        "staff",
        {"pool_id": inputs.facts.tutors["pool_id"].to_numpy()[pools]},
        row,
        begin + np.arange(len(row)),
        np.ones(len(row)),
        "<=",
        inputs.facts.tutors["people"].to_numpy(dtype=float)[pools],
        "people",
        "{pool_id} has {limit} people for all schools",
    )


def _year(
    inputs: Inputs, layout: Layout, staff: pd.DataFrame, begin: int, of_taught: Ints, hours: NDArray[np.float64]
) -> Rows:
    taught = np.flatnonzero(of_taught >= 0)
    paid = inputs.rights.costs.paid_hours[inputs.structure.taught_place[taught]]
    each = np.arange(len(staff))
    return family(
        "staff_hours",
        _keys(inputs, staff, each),
        np.concatenate([of_taught[taught], each, each]),
        np.concatenate([layout.taught_begin + taught, begin + len(staff) + each, begin + each]),
        np.concatenate([paid, np.ones(len(staff)), -hours * year_weeks(inputs.facts)]),
        "=",
        np.zeros(len(staff)),
        "hours",
        "{pool_id} at {school_id} is paid for taught and idle hours of the year",
    )


def _entries(inputs: Inputs, of_taught: Ints, sets: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Rows (staff column, set) as one number each, and their entries over taught columns."""
    taught = np.flatnonzero(of_taught >= 0)
    time_class = inputs.rights.calendar.time_class[inputs.rights.places.block[inputs.structure.taught_place[taught]]]
    number, entry = np.nonzero(sets[:, time_class])
    keys, row = np.unique(of_taught[taught[entry]] * len(sets) + number, return_inverse=True)
    return keys // max(len(sets), 1), row, taught[entry]


def _weekly(
    inputs: Inputs,
    layout: Layout,
    staff: pd.DataFrame,
    begin: int,
    of_taught: Ints,
    hours: NDArray[np.float64],
    sets: NDArray[np.bool_],
) -> Rows:
    who, row, taught = _entries(inputs, of_taught, sets)
    weekly = inputs.rights.costs.weekly_hours[inputs.structure.taught_place[taught]]
    return family(
        "staff_week",
        _keys(inputs, staff, who),
        np.concatenate([row, np.arange(len(who))]),
        np.concatenate([layout.taught_begin + taught, begin + who]),
        np.concatenate([weekly, -hours[who]]),
        "<=",
        np.zeros(len(who)),
        "hours a week",
        "{pool_id} at {school_id} teaches within its weekly hours",
    )


def _present(
    inputs: Inputs, layout: Layout, staff: pd.DataFrame, begin: int, of_taught: Ints, sets: NDArray[np.bool_]
) -> Rows:
    who, row, taught = _entries(inputs, of_taught, sets)
    at_once = inputs.rights.costs.at_once[inputs.structure.taught_place[taught]]
    return family(
        "staff_at_once",
        _keys(inputs, staff, who),
        np.concatenate([row, np.arange(len(who))]),
        np.concatenate([layout.taught_begin + taught, begin + who]),
        np.concatenate([at_once, -np.ones(len(who))]),
        "<=",
        np.zeros(len(who)),
        "people",
        "{pool_id} at {school_id} teaches no more at once than it has people",
    )
