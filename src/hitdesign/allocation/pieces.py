"""Column values taken apart again: which band's groups stand at which place, and which cohort's students sit there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.match import CRUMB, evenly, matched

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pieces:
    """Groups of one (band, model) at one place: `pair`, `taught` (column), `groups`; then the seats in them.

    Per seat entry: `cohort`, `piece` (position above) and `students`.
    """

    pair: Ints
    taught: Ints
    groups: Floats
    cohort: Ints
    piece: Ints
    students: Floats


def pieces_of(formulation: Formulation, values: Floats, *, whole: bool) -> Pieces:
    """The pieces of a solution; whole values give whole pieces."""
    values = np.rint(values) if whole else np.maximum(values, 0.0)
    pair, taught, groups = _groups(formulation, values)
    cohort, piece, students = _seats(formulation, values, pair, taught, groups, whole=whole)
    return Pieces(pair=pair, taught=taught, groups=groups, cohort=cohort, piece=piece, students=students)


def _groups(formulation: Formulation, values: Floats) -> tuple[Ints, Ints, Floats]:
    """Groups by (pair, taught column): a solo class is its pair; a shared class is matched band by band."""
    structure, layout = formulation.inputs.structure, formulation.layout
    taught_value = values[layout.taught_columns]
    pair_of_class = np.full(len(structure.class_shared), -1, dtype=np.int64)
    pair_of_class[structure.pair_class[::-1]] = np.arange(len(structure.pair_class))[::-1]
    solo = np.flatnonzero(~structure.class_shared[structure.taught_class] & (taught_value > CRUMB))
    shared = np.flatnonzero(structure.class_shared[structure.taught_class])
    shared = shared[np.argsort(structure.taught_class[shared], kind="stable")]
    group_value = values[layout.groups_begin : layout.groups_begin + len(layout.group_pair)]
    order = np.argsort(structure.pair_class[layout.group_pair], kind="stable")
    a, b, amount = matched(
        structure.pair_class[layout.group_pair[order]],
        group_value[order],
        structure.taught_class[shared],
        taught_value[shared],
    )
    pair = np.concatenate([pair_of_class[structure.taught_class[solo]], layout.group_pair[order[a]]])
    taught = np.concatenate([solo, shared[b]])
    groups = np.concatenate([taught_value[solo], amount])
    place = formulation.inputs.structure.taught_place[taught]
    sort = np.lexsort((place, structure.taught_outlet[taught], pair))
    return pair[sort], taught[sort], groups[sort]


def _seats(
    formulation: Formulation, values: Floats, pair: Ints, taught: Ints, groups: Floats, *, whole: bool
) -> tuple[Ints, Ints, Floats]:
    """Students of each cohort by piece: first over the outlets of their kind, then over the places of the outlet."""
    structure, layout, entries = formulation.inputs.structure, formulation.layout, formulation.entries
    kinds, outlets = len(structure.kind_band) + 1, len(structure.outlet_class) + 1
    key = entries.pair * kinds + entries.kind
    counts, of_entry = np.unique(key * outlets + entries.outlet, return_inverse=True)
    amount = np.bincount(of_entry, weights=values[entries.column], minlength=len(counts))
    student_key = layout.student_pair * kinds + structure.kind[layout.student_cohort]
    order = np.argsort(student_key, kind="stable")
    a, b, seats = matched(student_key[order], values[: len(order)][order], counts // outlets, amount.astype(float))
    column, outlet = order[a], counts[b] % outlets
    first = layout.student_pair[column] * outlets + outlet
    second = pair * outlets + structure.taught_outlet[taught]
    sort = np.argsort(first, kind="stable")
    names, code = np.unique(np.concatenate([first, second]), return_inverse=True)
    first_code, second_code = code[: len(first)][sort], code[len(first) :]
    total = np.bincount(first_code, weights=seats[sort], minlength=len(names)).astype(float)
    filled = _filled(total, groups, second_code, whole=whole)
    a, piece, students = matched(first_code, seats[sort], second_code, filled)
    return layout.student_cohort[column[sort[a]]], piece, students


def _filled(total: Floats, groups: Floats, key: Ints, *, whole: bool) -> Floats:
    """Students per piece: groups of equal size, to within one student where they are whole."""
    if whole:
        return evenly(np.rint(total).astype(np.int64), np.rint(groups).astype(np.int64), key).astype(float)
    every = np.bincount(key, weights=groups, minlength=len(total))
    shares: Floats = total[key] * groups / np.maximum(every[key], CRUMB)
    return shares
