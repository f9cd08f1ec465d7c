"""Whole rooms where a block's rooms are cut by session length or shared with blocks that overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.rows_time import shared_rooms
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class RoomUse:
    """(block, session length) pairs that need whole rooms of their own; `of_taught` is -1 where a block needs none."""

    block: Ints
    minutes: Ints
    of_taught: Ints
    shared: list[Ints]


def room_use_of(formulation: Formulation) -> RoomUse:
    """Blocks with several session lengths, and blocks that share rooms with another."""
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    block = inputs.rights.places.block[place]
    minutes = inputs.facts.models["minutes_per_session"].to_numpy(dtype=np.int64)[inputs.rights.places.model[place]]
    keys, of_taught = np.unique(np.stack([block, minutes], axis=1), axis=0, return_inverse=True)
    several = np.bincount(keys[:, 0], minlength=len(inputs.facts.blocks)) > 1
    shared = shared_rooms(inputs, np.unique(block))
    several[[one for members in shared for one in members]] = True
    kept = np.flatnonzero(several[keys[:, 0]])
    number = np.full(len(keys), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return RoomUse(block=keys[kept, 0], minutes=keys[kept, 1], of_taught=number[of_taught.ravel()], shared=shared)


def room_columns(formulation: Formulation, use: RoomUse) -> Columns:
    """rooms: whole rooms of a block kept for one session length."""
    blocks = formulation.inputs.facts.blocks
    capacity = blocks["groups_at_once"].to_numpy(dtype=float)[use.block]
    keys = pd.DataFrame({"block": use.block, "minutes": use.minutes})
    return Columns("rooms", keys, np.zeros(len(keys)), capacity, True)


def room_limits(formulation: Formulation, use: RoomUse, begin: int) -> tuple[Rows, Rows]:
    """whole_room_use and whole_room_limit.

    Formula: sum of at_once x taught <= rooms[block, length]; sum of rooms over a block's lengths, and over overlapping
    blocks that share rooms, <= groups_at_once.
    """
    inputs = formulation.inputs
    taught = np.flatnonzero(use.of_taught >= 0)
    at_once = inputs.rights.costs.at_once[inputs.structure.taught_place[taught]]
    each = np.arange(len(use.block))
    block_id = inputs.facts.blocks["block_id"].to_numpy()
    used = family(
        "whole_room_use",
        {"block_id": block_id[use.block]},
        np.concatenate([use.of_taught[taught], each]),
        np.concatenate([formulation.layout.taught_begin + taught, begin + each]),
        np.concatenate([at_once, -np.ones(len(each))]),
        "<=",
        np.zeros(len(each)),
        "rooms",
        "{block_id} has a room for every group",
    )
    capacity = inputs.facts.blocks["groups_at_once"].to_numpy(dtype=float)
    sets = [np.array([one]) for one in np.unique(use.block)] + use.shared
    row = [np.full(int(np.isin(use.block, members).sum()), number) for number, members in enumerate(sets)]
    column = [np.flatnonzero(np.isin(use.block, members)) for members in sets]
    none = np.zeros(0, dtype=np.int64)
    limit = family(
        "whole_room_limit",
        {"block_id": block_id[np.array([members[0] for members in sets], dtype=np.int64)]},
        np.concatenate([none, *row]),
        begin + np.concatenate([none, *column]),
        np.ones(sum(len(part) for part in row)),
        "<=",
        np.array([capacity[members].max() for members in sets]),
        "rooms",
        "{block_id} has {limit} rooms",
    )
    return used, limit


def rooms_of_blocks(formulation: Formulation, program: Program, values: NDArray[np.float64]) -> Ints:
    """Per block the rooms that it may use: its own, or what column values give it of rooms that it shares."""
    rooms = formulation.inputs.facts.blocks["groups_at_once"].to_numpy(dtype=np.int64).copy()
    kept = next(part for part in program.columns if part.kind == "rooms")
    block = kept.keys["block"].to_numpy(dtype=np.int64)
    for members in shared_rooms(formulation.inputs, np.unique(block)):
        given = np.bincount(block, weights=np.rint(values[program.slice("rooms")]), minlength=len(rooms))
        rooms[members] = given[members].astype(np.int64)
    return rooms
