"""Where each column of the formulation stands, and the expression that counts seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.structure import Structure
from hitdesign.district.columns import Facts
from hitdesign.need.need import Need
from hitdesign.rights.rights import Rights
from hitdesign.solving.parts import Rows, Sense

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Inputs:
    """What every row family reads: facts, need, rights and the skeleton."""

    facts: Facts
    need: Need
    rights: Rights
    structure: Structure


@dataclass(frozen=True)
class Layout:
    """The columns' keys as arrays and the global position at which each kind begins.

    students: one per (cohort, pair). groups: one per pair of a shared class. taught: one per (class, block, pool).
    seats: one per (pair, kind, outlet), only where a class has several outlets. A *count* is one (pair, kind, outlet)
    of a class of one band: `count_*` are its keys, and (`term_count`, `term_column`) lists the columns that add up to
    it: its own seats column, or the students columns behind it.
    """

    student_cohort: Ints
    student_pair: Ints
    group_pair: Ints
    seat_pair: Ints
    seat_kind: Ints
    seat_outlet: Ints
    count_pair: Ints
    count_kind: Ints
    count_outlet: Ints
    term_count: Ints
    term_column: Ints
    n_taught: int
    taught_begin: int
    groups_begin: int
    seats_begin: int
    money_begin: int

    @property
    def taught_columns(self) -> Ints:
        """Global positions of the taught columns."""
        return self.taught_begin + np.arange(self.n_taught)


def layout_of(inputs: Inputs) -> Layout:
    """Positions of all columns but dollars, which come last."""
    need, structure = inputs.need, inputs.structure
    band = need.cohorts["band"].to_numpy(dtype=np.int64)
    pair, cohort = cross(structure.pair_band, band)
    present = need.cohorts["students"].to_numpy()[cohort] > 0
    pair, cohort = pair[present], cohort[present]
    shared = structure.class_shared[structure.pair_class]
    group_pair = np.flatnonzero(shared)
    count_pair, count_kind, count_outlet = _counts(structure, pair, structure.kind[cohort])
    own = structure.class_outlets[structure.pair_class[count_pair]] > 1
    n_students, n_groups, n_taught = len(pair), len(group_pair), len(structure.taught_class)
    taught_begin = n_students + n_groups
    seats_begin = taught_begin + n_taught
    single, single_column = _terms(structure, pair, structure.kind[cohort], count_pair, count_kind, own)
    term_count = np.concatenate([np.flatnonzero(own), single])
    term_column = np.concatenate([seats_begin + np.arange(int(own.sum())), single_column])
    return Layout(
        student_cohort=cohort,
        student_pair=pair,
        group_pair=group_pair,
        seat_pair=count_pair[own],
        seat_kind=count_kind[own],
        seat_outlet=count_outlet[own],
        count_pair=count_pair,
        count_kind=count_kind,
        count_outlet=count_outlet,
        term_count=term_count,
        term_column=term_column,
        n_taught=n_taught,
        taught_begin=taught_begin,
        groups_begin=n_students,
        seats_begin=seats_begin,
        money_begin=seats_begin + int(own.sum()),
    )


def cross(wanted: Ints, key: Ints) -> tuple[Ints, Ints]:
    """For each wanted key, every position that holds it; `key` is sorted (cohorts stand by band)."""
    first = np.searchsorted(key, wanted, side="left")
    count = np.searchsorted(key, wanted, side="right") - first
    which = np.repeat(np.arange(len(wanted)), count)
    within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return which, first[which] + within


def _counts(structure: Structure, pair: Ints, kind: Ints) -> tuple[Ints, Ints, Ints]:
    """(pair, kind, outlet) of every class of one band."""
    solo = ~structure.class_shared[structure.pair_class[pair]]
    keys = (
        np.unique(np.stack([pair[solo], kind[solo]], axis=1), axis=0)
        if solo.any()
        else np.zeros((0, 2), dtype=np.int64)
    )
    order = np.argsort(structure.outlet_class, kind="stable")
    which, place = cross(structure.pair_class[keys[:, 0]], structure.outlet_class[order])
    return keys[which, 0], keys[which, 1], order[place]


def _terms(
    structure: Structure, pair: Ints, kind: Ints, count_pair: Ints, count_kind: Ints, own: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Where a class has one outlet: the students columns that add up to its count."""
    width = len(structure.kind_band) + 1
    counts = np.flatnonzero(~own)
    known = count_pair[counts] * width + count_kind[counts]
    order = np.argsort(known, kind="stable")
    wanted = pair * width + kind
    if not len(known):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    hit = known[order][place] == wanted
    return counts[order[place[hit]]], np.flatnonzero(hit)


def family(
    name: str,
    keys: dict[str, object],
    row: Ints,
    column: Ints,
    value: Floats,
    sense: Sense,
    limits: Floats,
    unit: str,
    says: str,
) -> Rows:
    """A family of rows from its arrays."""
    return Rows(
        family=name,
        key_columns=keys,
        row=row,
        column=column,
        value=np.asarray(value, dtype=float),
        sense=sense,
        limits=np.asarray(limits, dtype=float),
        unit=unit,
        says=says,
    )


def join(*parts: NDArray[np.generic]) -> NDArray[np.generic]:
    """Arrays end to end."""
    return np.concatenate(parts)
