"""Row families that count students: need, seats by outlet, ratio, teaching, take-up, promises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.structure import take_up
from hitdesign.policy import Floor, Policy
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SeatEntries:
    """Every (pair, kind, outlet) with the columns whose sum is its seats, one entry per column."""

    pair: Ints
    kind: Ints
    outlet: Ints
    column: Ints


def seat_entries(inputs: Inputs, layout: Layout) -> SeatEntries:
    """Seats of all classes: own seats columns, or the students columns where a class has one outlet."""
    structure = inputs.structure
    counts = layout.term_count
    shared = np.flatnonzero(structure.class_shared[structure.pair_class[layout.student_pair]])
    sole = np.full(len(structure.class_shared), -1, dtype=np.int64)
    sole[structure.outlet_class] = np.arange(len(structure.outlet_class))
    pair = layout.student_pair[shared]
    return SeatEntries(
        pair=np.concatenate([layout.count_pair[counts], pair]),
        kind=np.concatenate([layout.count_kind[counts], structure.kind[layout.student_cohort[shared]]]),
        outlet=np.concatenate([layout.count_outlet[counts], sole[structure.pair_class[pair]]]),
        column=np.concatenate([layout.term_column, shared]),
    )


def need_rows(inputs: Inputs, layout: Layout) -> Rows:
    """need: the seats of a cohort over all tutoring models are at most its students.

    Formula: sum over m of students[c, m] <= students in c.
    """
    cohorts = inputs.need.cohorts
    used, row = np.unique(layout.student_cohort, return_inverse=True)
    return family(
        "need",
        {"cohort_id": cohorts["cohort_id"].to_numpy()[used]},
        row,
        np.arange(len(row)),
        np.ones(len(row)),
        "<=",
        cohorts["students"].to_numpy(dtype=float)[used],
        "students",
        "{cohort_id} has {limit} students in need",
    )


def seat_rows(inputs: Inputs, layout: Layout) -> Rows:
    """seats: the seats of a kind over its outlets are its students.

    Formula: sum over o of seats[band, m, kind, o] = sum over c in kind of students[c, m].
    """
    structure, bands = inputs.structure, inputs.need.bands
    width = len(structure.kind_band) + 1
    keys, seat_row = np.unique(layout.seat_pair * width + layout.seat_kind, return_inverse=True)
    student_key = layout.student_pair * width + structure.kind[layout.student_cohort]
    place = np.minimum(np.searchsorted(keys, student_key), max(len(keys) - 1, 0))
    hit = np.flatnonzero(keys[place] == student_key) if len(keys) else np.zeros(0, dtype=np.int64)
    seats = layout.seats_begin + np.arange(len(layout.seat_pair))
    return family(
        "seats",
        {"band_id": bands["band_id"].to_numpy()[structure.pair_band[keys // width]]},
        np.concatenate([seat_row, place[hit]]),
        np.concatenate([seats, hit]),
        np.concatenate([np.ones(len(seats)), -np.ones(len(hit))]),
        "=",
        np.zeros(len(keys)),
        "students",
        "the seats of {band_id} over its blocks are its students",
    )


def ratio_rows(inputs: Inputs, layout: Layout) -> Rows:
    """ratio: no group is larger than the tutoring model allows.

    Formula: seats <= students_per_tutor[m] x groups, per band where a class holds several, else per outlet; online no
    more than online_seats of the block x groups, for a group is online together.
    """
    structure, bands = inputs.structure, inputs.need.bands
    any_place = np.zeros(len(structure.class_shared), dtype=np.int64)
    any_place[structure.taught_class] = structure.taught_place
    shared_place = any_place[structure.pair_class[layout.group_pair]]
    n_shared = len(layout.group_pair)
    row_of_pair = np.full(len(structure.pair_band), -1, dtype=np.int64)
    row_of_pair[layout.group_pair] = np.arange(n_shared)
    shared = np.flatnonzero(row_of_pair[layout.student_pair] >= 0)
    solo_outlet = np.flatnonzero(~structure.class_shared[structure.outlet_class])
    row_of_outlet = np.full(len(structure.outlet_class), -1, dtype=np.int64)
    row_of_outlet[solo_outlet] = n_shared + np.arange(len(solo_outlet))
    taught = np.flatnonzero(row_of_outlet[structure.taught_outlet] >= 0)
    band = np.concatenate([structure.pair_band[layout.group_pair], _outlet_bands(inputs)[solo_outlet]])
    return family(
        "ratio",
        {"band_id": bands["band_id"].to_numpy()[band]},
        np.concatenate(
            [
                row_of_pair[layout.student_pair[shared]],
                np.arange(n_shared),
                row_of_outlet[layout.count_outlet[layout.term_count]],
                row_of_outlet[structure.taught_outlet[taught]],
            ]
        ),
        np.concatenate(
            [shared, layout.groups_begin + np.arange(n_shared), layout.term_column, layout.taught_begin + taught]
        ),
        np.concatenate(
            [
                np.ones(len(shared)),
                -group_size(inputs, shared_place),
                np.ones(len(layout.term_column)),
                -group_size(inputs, structure.taught_place[taught]),
            ]
        ),
        "<=",
        np.zeros(len(band)),
        "students",
        "groups of {band_id} are no larger than the tutoring model allows",
    )


def group_size(inputs: Inputs, place: Ints) -> Floats:
    """Most students in one group at each place: students_per_tutor, online no more than the block's seats online."""
    models, places = inputs.facts.models, inputs.rights.places
    size = models["students_per_tutor"].to_numpy(dtype=float)[places.model[place]]
    online = (models["modality"].to_numpy() == "online")[places.model[place]]
    seats = inputs.facts.blocks["online_seats"].to_numpy(dtype=float)[places.block[place]]
    most: Floats = np.where(online, np.minimum(size, seats), size)
    return most


def _outlet_bands(inputs: Inputs) -> Ints:
    return inputs.rights.places.band[inputs.structure.outlet_place]


def teaching_rows(inputs: Inputs, layout: Layout) -> Rows:
    """teaching: the groups of a shared class are its taught groups.

    Formula: sum over bands in the class of groups[band, m] = sum over b, p of taught[class, b, p].
    """
    structure, facts = inputs.structure, inputs.facts
    shared = np.flatnonzero(structure.class_shared)
    row_of = np.full(len(structure.class_shared), -1, dtype=np.int64)
    row_of[shared] = np.arange(len(shared))
    taught = np.flatnonzero(row_of[structure.taught_class] >= 0)
    leader = np.zeros(len(structure.class_shared), dtype=np.int64)
    leader[structure.taught_class] = structure.taught_place
    school = facts.blocks["school"].to_numpy()[inputs.rights.places.block[leader[shared]]]
    return family(
        "teaching",
        {"school_id": facts.schools["school_id"].to_numpy()[school]},
        np.concatenate([row_of[structure.pair_class[layout.group_pair]], row_of[structure.taught_class[taught]]]),
        np.concatenate([layout.groups_begin + np.arange(len(layout.group_pair)), layout.taught_begin + taught]),
        np.concatenate([np.ones(len(layout.group_pair)), -np.ones(len(taught))]),
        "=",
        np.zeros(len(shared)),
        "groups",
        "every group at {school_id} has a block and a pool",
    )


@dataclass(frozen=True)
class Choices:
    """Limits of what families choose: per row its kind, time of day (code) and rate, and the seats that count to it."""

    kind: Ints
    when: Ints
    rate: Floats
    limit: Floats
    row: Ints
    entry: Ints


def choices_of(inputs: Inputs, entries: SeatEntries) -> Choices:
    """A row per kind, time of day and each take-up rate below 1; a seat counts to its own rate and every higher one."""
    structure, blocks = inputs.structure, inputs.facts.blocks
    block = inputs.rights.places.block[structure.outlet_place[entries.outlet]]
    rate = take_up(inputs.facts)[block]
    own = np.full(len(structure.kind_band), np.nan)
    own[structure.kind] = inputs.need.cohorts["take_up_rate"].to_numpy(dtype=float)
    asked = (blocks["enrolment"].to_numpy() != "assigned")[block]
    rate = np.where(asked & ~np.isnan(own[entries.kind]), own[entries.kind], rate)
    when = when_codes(inputs)[block]
    chosen = np.flatnonzero(rate < 1)
    keys = np.stack([entries.kind[chosen], when[chosen], np.rint(rate[chosen] * 1e9).astype(np.int64)], axis=1)
    rows, own_row = np.unique(keys, axis=0, return_inverse=True)
    row, entry = _up_to(rows, own_row.ravel())
    need = np.bincount(
        structure.kind, weights=inputs.need.cohorts["students"].to_numpy(dtype=float), minlength=len(own)
    )
    limit = np.floor(rows[:, 2] / 1e9 * need[rows[:, 0]] + TOLERANCE)
    return Choices(rows[:, 0], rows[:, 1], rows[:, 2] / 1e9, limit, row, chosen[entry])


def when_codes(inputs: Inputs) -> Ints:
    """Each block's time of day as a position among the sorted words."""
    codes: Ints = np.unique(inputs.facts.blocks["when"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
    return codes


def take_up_rows(inputs: Inputs, layout: Layout, entries: SeatEntries) -> Rows:
    """take_up: seats at times that families choose are at most the share that joins.

    Formula: sum of seats at blocks of one `when` with take-up up to r <= floor(r x students), per kind and each r < 1.
    """
    choices = choices_of(inputs, entries)
    names = np.unique(inputs.facts.blocks["when"].to_numpy(dtype=str))
    band = inputs.structure.kind_band[choices.kind]
    return family(
        "take_up",
        {"band_id": inputs.need.bands["band_id"].to_numpy()[band], "when": names[choices.when]},
        choices.row,
        entries.column[choices.entry],
        np.ones(len(choices.row)),
        "<=",
        choices.limit,
        "students",
        "families of at most {limit} students of {band_id} choose {when}",
    )


def _up_to(rows: Ints, own_row: Ints) -> tuple[Ints, Ints]:
    """Each entry in its own row and in every row of the same kind and time with a higher rate."""
    row, entry = [own_row], [np.arange(len(own_row))]
    group = rows[:, :2]
    step = 1
    while len(rows) > step and (group[step:] == group[:-step]).all(axis=1).any():
        target = np.minimum(own_row + step, len(rows) - 1)
        same = (own_row + step < len(rows)) & (group[target] == group[own_row]).all(axis=1)
        row.append(target[same])
        entry.append(np.flatnonzero(same))
        step += 1
    return np.concatenate(row), np.concatenate(entry)


def floor_rows(inputs: Inputs, layout: Layout, policy: Policy) -> Rows:
    """floors: a promise of the policy, in whole students.

    Formula: sum over matching c, m of students[c, m] >= floor(share x need), or >= students.
    """
    cohorts = inputs.need.cohorts
    matches = [matching(inputs.need.cohorts, floor) for floor in policy.floors]
    row = [np.full(int(match[layout.student_cohort].sum()), number) for number, match in enumerate(matches)]
    column = [np.flatnonzero(match[layout.student_cohort]) for match in matches]
    none = np.zeros(0, dtype=np.int64)
    students = cohorts["students"].to_numpy(dtype=float)
    limits = [
        promised(floor, float(students[match].sum())) for floor, match in zip(policy.floors, matches, strict=True)
    ]
    return family(
        "floors",
        {"floor": np.array([floor.name for floor in policy.floors], dtype=object)},
        np.concatenate([none, *row]),
        np.concatenate([none, *column]),
        np.ones(sum(len(part) for part in row)),
        ">=",
        np.array(limits),
        "students",
        "{floor} promises {limit} students",
    )


def promised(floor: Floor, need: float) -> float:
    """Whole students that a floor promises of this need."""
    return (
        float(floor.students)
        if floor.students is not None
        else float(np.floor((floor.share or 0.0) * need + TOLERANCE))
    )


def matching(cohorts: pd.DataFrame, floor: Floor) -> NDArray[np.bool_]:
    """Which cohorts a floor speaks of."""
    match = np.ones(len(cohorts), dtype=bool)
    for column in ("school_id", "subject", "tier"):
        wanted = getattr(floor, column)
        if wanted is not None:
            match &= cohorts[column].to_numpy() == wanted
    if floor.mark is not None:
        match &= cohorts[floor.mark].to_numpy() == "yes"
    return match
