"""Rows that cut away fractions: whole groups in rooms, and the last group of a band that is not full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_students import Choices, choices_of, when_codes
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]


def rounded_rooms(formulation: Formulation) -> Rows:
    """whole_rooms: where all groups of a block hold the same share of a room, whole groups that fit.

    Formula: sum of taught <= floor(groups_at_once / at_once).
    """
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    size, block = inputs.rights.costs.at_once[place], inputs.rights.places.block[place]
    used, row = np.unique(block, return_inverse=True)
    low, high = np.full(len(used), np.inf), np.zeros(len(used))
    np.minimum.at(low, row, size)
    np.maximum.at(high, row, size)
    rooms = inputs.facts.blocks["groups_at_once"].to_numpy(dtype=float)[used]
    fit = np.floor(rooms / np.maximum(low, TOLERANCE) + TOLERANCE)
    keep = np.flatnonzero((high - low < TOLERANCE) & (fit * high < rooms - TOLERANCE))
    number = np.full(len(used), -1, dtype=np.int64)
    number[keep] = np.arange(len(keep))
    entry = np.flatnonzero(number[row] >= 0)
    return family(
        "whole_rooms",
        {"block_id": inputs.facts.blocks["block_id"].to_numpy()[used[keep]]},
        number[row[entry]],
        formulation.layout.taught_begin + entry,
        np.ones(len(entry)),
        "<=",
        fit[keep],
        "groups",
        "{limit} whole groups fit the rooms of {block_id}",
    )


def full_groups(formulation: Formulation) -> Rows:
    """whole_groups: the last group of a band is not full.

    Formula: with need = q x z + r and z the largest group,
    students <= q (z - r) + sum over m of min(size[m], r) x groups[m].
    """
    inputs = formulation.inputs
    size = inputs.facts.models["students_per_tutor"].to_numpy(dtype=np.int64)
    need = inputs.need.bands["students"].to_numpy(dtype=np.int64)
    largest = np.zeros(len(need), dtype=np.int64)
    np.maximum.at(largest, inputs.structure.pair_band, size[inputs.structure.pair_model])
    quotient, rest = np.divmod(need, np.maximum(largest, 1))
    rest[largest == 0] = 0
    bands = np.flatnonzero(rest > 0)
    row_of = np.full(len(need), -1, dtype=np.int64)
    row_of[bands] = np.arange(len(bands))
    band, model, column = _group_columns(formulation)
    student_band = inputs.structure.pair_band[formulation.layout.student_pair]
    value = -np.minimum(size[model], rest[band]).astype(float)
    row = np.concatenate([row_of[student_band], row_of[band]])
    entry = np.flatnonzero(row >= 0)
    return family(
        "whole_groups",
        {"band_id": inputs.need.bands["band_id"].to_numpy()[bands]},
        row[entry],
        np.concatenate([np.arange(len(student_band)), column])[entry],
        np.concatenate([np.ones(len(student_band)), value])[entry],
        "<=",
        (quotient * (largest - rest))[bands].astype(float),
        "students",
        "the last group of {band_id} is no fuller than its students",
    )


def chosen_groups(formulation: Formulation) -> Rows:
    """whole_choice: the last group at a time that families choose is not full.

    Formula: as whole_groups, with the students who choose the time in place of the need; only where one rate holds.
    """
    inputs, entries = formulation.inputs, formulation.entries
    choices = choices_of(inputs, entries)
    times = int(when_codes(inputs).max(initial=0)) + 1
    keys, of_row = np.unique(inputs.structure.kind_band[choices.kind] * times + choices.when, return_inverse=True)
    most = np.bincount(of_row, weights=choices.limit, minlength=len(keys)).astype(np.int64)
    size = inputs.facts.models["students_per_tutor"].to_numpy(dtype=np.int64)
    band, model, column = _group_columns(formulation)
    group_key = band * times + _group_times(formulation)
    place = np.minimum(np.searchsorted(keys, group_key), max(len(keys) - 1, 0))
    known = (keys[place] == group_key) if len(keys) else np.zeros(len(group_key), dtype=bool)
    largest = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(largest, place[known], size[model[known]])
    quotient, rest = np.divmod(most, np.maximum(largest, 1))
    rest[(largest == 0) | ~_one_rate(inputs, choices, of_row, len(keys))] = 0
    kept = np.flatnonzero(rest > 0)
    number = np.full(len(keys), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    groups = np.flatnonzero(known & (number[place] >= 0)) if len(keys) else np.zeros(0, dtype=np.int64)
    seat_row = number[of_row[choices.row]]
    seats = np.flatnonzero(seat_row >= 0)
    return family(
        "whole_choice",
        {"band_id": inputs.need.bands["band_id"].to_numpy()[keys[kept] // times]},
        np.concatenate([seat_row[seats], number[place[groups]]]),
        np.concatenate([entries.column[choices.entry[seats]], column[groups]]),
        np.concatenate([np.ones(len(seats)), -np.minimum(size[model[groups]], rest[place[groups]]).astype(float)]),
        "<=",
        (quotient * (largest - rest))[kept].astype(float),
        "students",
        "the last group of {band_id} at a chosen time is no fuller than its students",
    )


def _one_rate(inputs: Inputs, choices: Choices, of_row: Ints, n_keys: int) -> NDArray[np.bool_]:
    """Bands and times with one row per kind, each of them counted: no seat there escapes the limit."""
    kinds = np.bincount(inputs.structure.kind_band, minlength=len(inputs.need.bands))
    rows = np.bincount(of_row, minlength=n_keys)
    band = np.zeros(n_keys, dtype=np.int64)
    band[of_row] = inputs.structure.kind_band[choices.kind]
    low, high = np.full(n_keys, np.inf), np.zeros(n_keys)
    np.minimum.at(low, of_row, choices.rate)
    np.maximum.at(high, of_row, choices.rate)
    seats = np.bincount(of_row[choices.row], minlength=n_keys)
    one: NDArray[np.bool_] = (rows == kinds[band]) & (low == high) & (seats > 0)
    return one


def _group_times(formulation: Formulation) -> Ints:
    """Time of day (code) of each of `_group_columns`; a shared class stands for that of its first place."""
    structure, places = formulation.inputs.structure, formulation.inputs.rights.places
    solo = np.flatnonzero(~structure.class_shared[structure.taught_class])
    first = np.zeros(len(structure.class_shared), dtype=np.int64)
    first[structure.taught_class[::-1]] = structure.taught_place[::-1]
    shared = first[structure.pair_class[formulation.layout.group_pair]]
    place = np.concatenate([shared, structure.taught_place[solo]])
    times: Ints = when_codes(formulation.inputs)[places.block[place]]
    return times


def _group_columns(formulation: Formulation) -> tuple[Ints, Ints, Ints]:
    """Band, tutoring model and column of everything that counts groups of one band."""
    structure, layout, places = formulation.inputs.structure, formulation.layout, formulation.inputs.rights.places
    solo = np.flatnonzero(~structure.class_shared[structure.taught_class])
    place = structure.taught_place[solo]
    return (
        np.concatenate([structure.pair_band[layout.group_pair], places.band[place]]),
        np.concatenate([structure.pair_model[layout.group_pair], places.model[place]]),
        np.concatenate([layout.groups_begin + np.arange(len(layout.group_pair)), layout.taught_begin + solo]),
    )
