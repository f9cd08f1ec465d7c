"""The compact skeleton of the allocation: which bands may share a column, and where seats must be told apart.

A row keeps the coarsest key that every rule on it can see. Bands of one school and tutoring model with the same places
form a *class* and share their taught groups. Where a rule looks at a seat's block, payers or marks, a class is one
band, its seats are counted per *outlet* (places that no rule tells apart) and per *kind* (cohorts of the band that no
rule tells apart).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.need.need import Need
from hitdesign.rights.duties import cohort_signatures, place_signatures
from hitdesign.rights.rights import Rights
from hitdesign.rights.terms import terms_of

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Structure:
    """Positions that say which column stands for what.

    Pairs are (band, tutoring model) with at least one place. Per pair: `pair_band`, `pair_model`, `pair_class`.
    Per taught column: `taught_class`, `taught_place` (a representative place), `taught_outlet`. Per outlet:
    `outlet_class`, `outlet_place`. Per class: `class_shared` (several bands, groups counted per band). Per cohort:
    `kind` (position of its kind; kinds never cross bands). Per taught column: `fine` (its seats are counted at its own
    place) and `own_cost` (its cost is charged apart from all others).
    """

    pair_band: Ints
    pair_model: Ints
    pair_class: Ints
    taught_class: Ints
    taught_place: Ints
    taught_outlet: Ints
    outlet_class: Ints
    outlet_place: Ints
    class_shared: Bools
    class_outlets: Ints
    kind: Ints
    kind_band: Ints
    kind_bits: Bits
    fine: Bools
    own_cost: Bools


def structure_of(
    facts: Facts, need: Need, rights: Rights, *, plain: bool = False, apart: Sequence[Ints] = ()
) -> Structure:
    """The skeleton for the rights of a district; `plain` keeps every band and place apart.

    `apart`: codes per place; places with different codes are different outlets, for levels and costs
    that look at a seat's place.

    Formula of sharing: equal school, tutoring model and places (block, pool, payers by period, take-up, seat costs),
    exactly one outlet, and nothing charged or limited by marks or per student.
    """
    places = rights.places
    pairs, pair_of_place = np.unique(places.pair, return_inverse=True)
    first = np.searchsorted(places.pair, pairs)
    own_cost = _capped_places(facts, rights) | plain
    fine = own_cost | (_payers(rights) & rights.limited != 0)
    tag = _outlet_tags(facts, need, rights, fine, apart)
    one_outlet = _one_per_group(pair_of_place, tag, len(pairs))
    solo = np.zeros(len(pairs), dtype=bool)
    np.logical_or.at(solo, pair_of_place, fine)
    solo |= ~one_outlet
    pair_class = _classes(places.model[first], pair_of_place, places.block, places.pool, tag, solo)
    return _assemble(facts, need, rights, pair_of_place, first, pair_class, tag, fine, own_cost)


def _payers(rights: Rights) -> Bits:
    """Per place: whoever may pay at some time."""
    payers: Bits = np.bitwise_or.reduce(rights.payers, axis=1, initial=0)
    return payers


def _capped_places(facts: Facts, rights: Rights) -> Bools:
    """Places where a payer may pay only up to an amount per student, or per paid tutor hour, of the service."""
    caps = facts.funding[["per_student_cap_dollars", "per_hour_cap_dollars"]].to_numpy(dtype=float)
    capped = np.isfinite(caps).any(axis=1)
    bits = np.uint64(sum(1 << number for number in np.flatnonzero(capped)))
    places: Bools = (_payers(rights) & bits) != 0
    return places


def take_up(facts: Facts) -> NDArray[np.float64]:
    """Per block: the share of invited students who join, 1 where students are assigned."""
    rate: NDArray[np.float64] = np.where(
        facts.blocks["enrolment"].to_numpy() == "assigned", 1.0, facts.blocks["take_up_rate"].to_numpy(dtype=float)
    )
    return rate


def _outlet_tags(facts: Facts, need: Need, rights: Rights, fine: Bools, apart: Sequence[Ints]) -> Ints:
    """A code per place: places of one class with the same code are the same outlet."""
    places = rights.places
    own = np.zeros(len(need.bands), dtype=bool)
    own[need.cohorts["band"].to_numpy(dtype=np.int64)[need.cohorts["take_up_rate"].notna().to_numpy()]] = True
    rate = take_up(facts)[places.block]
    chosen = (rate < 1) | own[places.band]
    when = np.unique(facts.blocks["when"].to_numpy(dtype=str), return_inverse=True)[1][places.block]
    online = (facts.models["modality"].to_numpy() == "online")[places.model]
    by_seat = terms_of(facts).by_seat[places.pool]
    attended = facts.blocks["attendance_rate"].to_numpy(dtype=float)[places.block]
    columns = [
        place_signatures(facts, need, places),
        np.where(by_seat, places.pool, -1),
        *([np.where(by_seat, np.rint(attended * 1e9), -1).astype(np.int64)] if by_seat.any() else []),
        np.where(chosen, when, -1),
        np.where(chosen, np.rint(rate * 1e9), -1).astype(np.int64),
        np.where(online, places.block, -1),
        np.where(fine, np.arange(len(fine)), -1),
        *rights.payers.astype(np.int64).T,
        *rights.costs.seat_cents.T,
        *apart,
    ]
    return _codes(columns)


def _codes(columns: list[NDArray[np.int64]]) -> Ints:
    """One code per distinct row of the columns, in the rows' order of values."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, inverse = np.unique(column, return_inverse=True)
        code = np.unique(code * len(values) + inverse, return_inverse=True)[1].astype(np.int64)
    return code


def _one_per_group(group: Ints, tag: Ints, n_groups: int) -> Bools:
    """Whether each group's entries all carry one tag."""
    low = np.full(n_groups, np.iinfo(np.int64).max)
    high = np.full(n_groups, -1)
    np.minimum.at(low, group, tag)
    np.maximum.at(high, group, tag)
    same: Bools = low == high
    return same


def _classes(model: Ints, pair: Ints, block: Ints, pool: Ints, tag: Ints, solo: Bools) -> Ints:
    """A class per pair: pairs with the same model and the same list of (block, pool, tag), solo pairs alone."""
    n_pairs = len(model)
    entry = _codes([block, pool, tag])
    start = np.searchsorted(pair, np.arange(n_pairs))
    length = np.diff(np.append(start, len(pair)))
    key = [model, length, np.where(solo, np.arange(n_pairs), -1)]
    for position in range(int(length.max(initial=0))):
        inside = position < length
        key.append(np.where(inside, entry[np.minimum(start + position, len(pair) - 1)], -1))
    return _first_order(_codes(key))


def _first_order(codes: Ints) -> Ints:
    """The same classes, numbered by where they first appear."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]


def _assemble(
    facts: Facts,
    need: Need,
    rights: Rights,
    pair_of_place: Ints,
    first: Ints,
    pair_class: Ints,
    tag: Ints,
    fine: Bools,
    own_cost: Bools,
) -> Structure:
    places = rights.places
    n_classes = int(pair_class.max(initial=-1)) + 1
    leader = np.full(n_classes, -1, dtype=np.int64)
    leader[pair_class[::-1]] = np.arange(len(pair_class))[::-1]
    taught_place = np.flatnonzero(leader[pair_class[pair_of_place]] == pair_of_place)
    taught_class = pair_class[pair_of_place[taught_place]]
    outlet_code = _first_order(_codes([taught_class, tag[taught_place]]))
    n_outlets = int(outlet_code.max(initial=-1)) + 1
    outlet_place = np.full(n_outlets, -1, dtype=np.int64)
    outlet_place[outlet_code[::-1]] = taught_place[::-1]
    outlet_class = np.full(n_outlets, -1, dtype=np.int64)
    outlet_class[outlet_code] = taught_class
    kind, kind_band, kind_bits = _kinds(need, rights, cohort_signatures(facts, need))
    return Structure(
        pair_band=places.band[first],
        pair_model=places.model[first],
        pair_class=pair_class,
        taught_class=taught_class,
        taught_place=taught_place,
        taught_outlet=outlet_code,
        outlet_class=outlet_class,
        outlet_place=outlet_place,
        class_shared=np.bincount(pair_class, minlength=n_classes) > 1,
        class_outlets=np.bincount(outlet_class, minlength=n_classes),
        kind=kind,
        kind_band=kind_band,
        kind_bits=kind_bits,
        fine=fine[taught_place],
        own_cost=own_cost[taught_place],
    )


def _kinds(need: Need, rights: Rights, duties: Ints) -> tuple[Ints, Ints, Bits]:
    """Cohorts of a band that no limited stream, no take-up rate of their own and no duty tells apart."""
    limited = np.zeros(len(need.bands), dtype=np.uint64)
    np.bitwise_or.at(limited, rights.places.band, rights.limited)
    band = need.cohorts["band"].to_numpy(dtype=np.int64)
    bits = rights.cohorts & limited[band]
    rate = np.rint(need.cohorts["take_up_rate"].fillna(-1.0).to_numpy(dtype=float) * 1e9).astype(np.int64)
    kind = _first_order(_codes([band, bits.astype(np.int64), rate, duties]))
    n_kinds = int(kind.max(initial=-1)) + 1
    kind_band, kind_bits = np.zeros(n_kinds, dtype=np.int64), np.zeros(n_kinds, dtype=np.uint64)
    kind_band[kind], kind_bits[kind] = band, rights.cohorts
    return kind, kind_band, kind_bits
