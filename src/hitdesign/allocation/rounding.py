"""Rows that cut away fractions: whole groups in rooms, and the last group of a band that is not full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
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
