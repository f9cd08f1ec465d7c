"""Row families of what is open: groups and students only behind open gates, least sizes, a pilot's schools, buses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.gates import Gates
from hitdesign.allocation.layout import Inputs, Layout, cross, family
from hitdesign.allocation.rows_students import SeatEntries, ratio_rows
from hitdesign.policy import Policy
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def opening_rows(inputs: Inputs, layout: Layout, policy: Policy, gates: Gates, begin: int) -> tuple[Rows, ...]:
    """Every family of this file but transport; `begin` is where the open columns begin."""
    rows = [_opened(inputs, layout, gates, begin), _students(inputs, layout, gates, begin)]
    rows.append(_used(inputs, layout, gates, begin))
    schools = gates.of("school", 0)
    if policy.schools:
        rows.append(_pilot(inputs, policy, gates, schools, begin))
    if policy.most_schools is not None:
        rows.append(_most(policy, schools, begin))
    if policy.least_students_per_school is not None:
        rows.append(_least_students(inputs, layout, policy.least_students_per_school, gates, schools, begin))
    if policy.least_groups_per_school is not None:
        rows.append(_least_groups(inputs, layout, policy.least_groups_per_school, gates, schools, begin))
        rows.append(_attended(inputs, layout))
    return tuple(rows)


def _opened(inputs: Inputs, layout: Layout, gates: Gates, begin: int) -> Rows:
    """opened: groups meet only where it is open.

    Formula: sum of at_once x taught[b] <= groups_at_once[b] x open, per gate and block.
    """
    block = inputs.rights.places.block[inputs.structure.taught_place[gates.taught]]
    width = len(inputs.facts.blocks) + 1
    keys, row = np.unique(gates.gate * width + block, return_inverse=True)
    gate, where = keys // width, keys % width
    rooms = inputs.facts.blocks["groups_at_once"].to_numpy(dtype=float)[where]
    names = gates.keys(inputs).iloc[gate]
    return family(
        "opened",
        {
            "level": names["level"].to_numpy(),
            "school_id": names["school_id"].to_numpy(),
            "block_id": inputs.facts.blocks["block_id"].to_numpy(dtype=object)[where],
        },
        np.concatenate([row.ravel(), np.arange(len(keys))]),
        np.concatenate([layout.taught_begin + gates.taught, begin + gate]),
        np.concatenate([inputs.rights.costs.at_once[inputs.structure.taught_place[gates.taught]], -rooms]),
        "<=",
        np.zeros(len(keys)),
        "groups at once",
        "groups of {school_id} meet in {block_id} only where the {level} is open",
    )


def _students(inputs: Inputs, layout: Layout, gates: Gates, begin: int) -> Rows:
    """opened_seats: students are taught only where it is open.

    Formula: sum over m of students[c, m] <= students in c x open, where all places of c's band lie behind the gate.
    """
    band, gate = _bands_behind(inputs, gates)
    cohort_band = inputs.need.cohorts["band"].to_numpy(dtype=np.int64)
    used = np.unique(layout.student_cohort)
    row_gate, row_cohort = [], []
    for number in np.unique(gate):
        own = used[np.isin(cohort_band[used], band[gate == number])]
        row_gate.append(np.full(len(own), number))
        row_cohort.append(own)
    none = np.zeros(0, dtype=np.int64)
    at, cohort = np.concatenate([none, *row_gate]), np.concatenate([none, *row_cohort])
    order = np.argsort(layout.student_cohort, kind="stable")
    known = layout.student_cohort[order]
    row, position = cross(cohort, known)
    column = order[position]
    students = inputs.need.cohorts["students"].to_numpy(dtype=float)[cohort]
    return family(
        "opened_seats",
        {"cohort_id": inputs.need.cohorts["cohort_id"].to_numpy()[cohort], "level": gates.level[at]},
        np.concatenate([row, np.arange(len(cohort))]),
        np.concatenate([column, begin + at]),
        np.concatenate([np.ones(len(row)), -students]),
        "<=",
        np.zeros(len(cohort)),
        "students",
        "students of {cohort_id} are taught only where the {level} is open",
    )


def _bands_behind(inputs: Inputs, gates: Gates) -> tuple[Ints, Ints]:
    """(band, gate) of every band all of whose places lie behind the gate."""
    structure = inputs.structure
    classes, bands = len(structure.class_shared) + 1, len(inputs.need.bands) + 1
    size = np.bincount(structure.taught_class, minlength=classes)
    keys, count = np.unique(gates.gate * classes + structure.taught_class[gates.taught], return_counts=True)
    inside = keys[count == size[keys % classes]]
    order = np.argsort(structure.pair_class, kind="stable")
    each, position = cross(inside % classes, structure.pair_class[order])
    pair = order[position]
    found, count = np.unique((inside // classes)[each] * bands + structure.pair_band[pair], return_counts=True)
    pairs = np.bincount(structure.pair_band, minlength=bands)
    kept = found[count == pairs[found % bands]]
    return kept % bands, kept // bands


def _used(inputs: Inputs, layout: Layout, gates: Gates, begin: int) -> Rows:
    """opened_use: what is open holds a group.

    Formula: open <= sum of taught behind it.
    """
    each = np.arange(len(gates.level))
    names = gates.keys(inputs)
    return family(
        "opened_use",
        {str(name): names[name].to_numpy() for name in ("level", "school_id", "block_id")},
        np.concatenate([each, gates.gate]),
        np.concatenate([begin + each, layout.taught_begin + gates.taught]),
        np.concatenate([np.ones(len(each)), -np.ones(len(gates.gate))]),
        "<=",
        np.zeros(len(each)),
        "groups",
        "the {level} {school_id} {block_id} is open for a group",
    )


def _pilot(inputs: Inputs, policy: Policy, gates: Gates, schools: Ints, begin: int) -> Rows:
    """pilot: only the schools that the policy names are open.

    Formula: open <= 0 for every other school.
    """
    ids = gates.keys(inputs)["school_id"].to_numpy(dtype=object)
    other = schools[~np.isin(ids[schools].astype(str), list(policy.schools))]
    return family(
        "pilot",
        {"school_id": ids[other]},
        np.arange(len(other)),
        begin + other,
        np.ones(len(other)),
        "<=",
        np.zeros(len(other)),
        "schools",
        "{school_id} is no school of the pilot",
    )


def _most(policy: Policy, schools: Ints, begin: int) -> Rows:
    """most_schools: no more schools are open than the policy says.

    Formula: sum of open over schools <= most_schools.
    """
    return family(
        "most_schools",
        {"level": np.array(["school"], dtype=object)},
        np.zeros(len(schools), dtype=np.int64),
        begin + schools,
        np.ones(len(schools)),
        "<=",
        np.array([float(policy.most_schools or 0)]),
        "schools",
        "at most {limit} schools are open",
    )


def _least_students(inputs: Inputs, layout: Layout, least: int, gates: Gates, schools: Ints, begin: int) -> Rows:
    """least_students: a school that is served is served with enough seats to be worth it.

    Formula: sum over its cohorts of students[c, m] >= least_students_per_school x open.
    """
    position = {str(name): number for number, name in enumerate(inputs.facts.schools["school_id"])}
    of_cohort = np.array([position[str(name)] for name in inputs.need.cohorts["school_id"]], dtype=np.int64)
    row_of = np.full(len(position) + 1, -1, dtype=np.int64)
    row_of[gates.school[schools]] = np.arange(len(schools))
    row = row_of[of_cohort[layout.student_cohort]]
    column = np.flatnonzero(row >= 0)
    each = np.arange(len(schools))
    return family(
        "least_students",
        {"school_id": gates.keys(inputs)["school_id"].to_numpy()[schools]},
        np.concatenate([row[column], each]),
        np.concatenate([column, begin + schools]),
        np.concatenate([np.ones(len(column)), np.full(len(schools), -float(least))]),
        ">=",
        np.zeros(len(schools)),
        "students",
        f"{{school_id}} is served with at least {least} seats or not at all",
    )


def _least_groups(inputs: Inputs, layout: Layout, least: int, gates: Gates, schools: Ints, begin: int) -> Rows:
    """least_groups: a school that is served is served with enough groups to be worth it.

    Formula: sum of taught at the school >= least_groups_per_school x open.
    """
    row_of = np.full(len(gates.level) + 1, -1, dtype=np.int64)
    row_of[schools] = np.arange(len(schools))
    entry = np.flatnonzero(row_of[gates.gate] >= 0)
    each = np.arange(len(schools))
    return family(
        "least_groups",
        {"school_id": gates.keys(inputs)["school_id"].to_numpy()[schools]},
        np.concatenate([row_of[gates.gate[entry]], each]),
        np.concatenate([layout.taught_begin + gates.taught[entry], begin + schools]),
        np.concatenate([np.ones(len(entry)), np.full(len(schools), -float(least))]),
        ">=",
        np.zeros(len(schools)),
        "groups",
        f"{{school_id}} is served with at least {least} groups or not at all",
    )


def _attended(inputs: Inputs, layout: Layout) -> Rows:
    """attended: no group without a student, where groups are counted.

    Formula: groups <= seats, per band where a class holds several, else per outlet: the ratio's rows with other values.
    """
    ratio = ratio_rows(inputs, layout)
    return family(
        "attended",
        {str(name): ratio.keys[name].to_numpy() for name in ratio.keys.columns},
        ratio.row,
        ratio.column,
        np.where(ratio.value > 0, -1.0, 1.0),
        "<=",
        ratio.limits,
        "students",
        "no group of {band_id} is without a student",
    )


def transport_rows(inputs: Inputs, entries: SeatEntries) -> Rows:
    """transport: students at a block fit its buses.

    Formula: sum of seats at the block <= transport_seats, for every student may need the bus on any of its days.
    """
    facts = inputs.facts
    limit = facts.blocks["transport_seats"].to_numpy(dtype=float)
    block = inputs.rights.places.block[inputs.structure.outlet_place[entries.outlet]]
    here = np.flatnonzero(np.isfinite(limit[block]))
    used, row = np.unique(block[here], return_inverse=True)
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[used]
    return family(
        "transport",
        {
            "school_id": facts.schools["school_id"].to_numpy()[school],
            "block_id": facts.blocks["block_id"].to_numpy()[used],
        },
        row.ravel(),
        entries.column[here],
        np.ones(len(here)),
        "<=",
        limit[used],
        "students",
        "{school_id} has {limit} bus seats for {block_id}",
    )
