"""Who may teach, hold and pay whom: places with payers and costs, for the recommendation and the allocation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.rights.calendar import Calendar, Periods, calendar_of, periods_of
from hitdesign.rights.costs import Costs, costs_of
from hitdesign.rights.payers import Bits, Payers, materials_barred, payers_of
from hitdesign.rights.places import Places, places_of
from hitdesign.rights.terms import bearers_of

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rights:
    """Everything allowed, as arrays over places; `payers` (places x periods) holds the bits that may pay then.

    `code` says per (band, model) pair which rule left it without a place: blank, `no_block:...`, `no_pool:...` or
    `no_stream:...`. `bearers`: per place, who may bear what its contract bills beyond groups and seats. `no_materials`:
    bits of the streams whose programs pay for no materials; `payers` holds them for the rest of a service.
    """

    places: Places
    limited: Bits
    cohorts: Bits
    payers: NDArray[np.uint64]
    costs: Costs
    calendar: Calendar
    periods: Periods
    code: NDArray[np.object_]
    bearers: Bits
    no_materials: np.uint64


def rights_of(facts: Facts, need: Need, evidence: Evidence, band: Ints, model: Ints) -> Rights:
    """The rights of the given (band, model) pairs (positions in `need.bands` and `facts.models`)."""
    places = places_of(facts, need, band, model, tuple(evidence.staffing.values()))
    calendar = calendar_of(facts.blocks)
    periods = periods_of(facts.blocks, facts.funding)
    allowed = payers_of(facts, need, evidence, places)
    costs = costs_of(facts, places, periods)
    payers = _payers_by_period(allowed, costs, periods)
    charged = (costs.group_cents > 0) | (costs.seat_cents > 0)
    barred = materials_barred(facts, evidence)
    material = (costs.material_cents == 0) | (payers & ~barred != 0)
    taught = (~charged | (payers != 0)).all(axis=1)
    paid = taught & material.all(axis=1)
    code = _with_streams(places, allowed, taught, paid, len(band))
    return Rights(
        places=_keep_places(places, paid),
        limited=allowed.limited[paid],
        cohorts=allowed.cohorts,
        payers=payers[paid] * charged[paid].astype(np.uint64),
        costs=_keep_costs(costs, paid),
        calendar=calendar,
        periods=periods,
        code=code,
        bearers=bearers_of(facts, places, payers, allowed.limited, costs.works)[paid],
        no_materials=barred,
    )


def restricted(rights: Rights, keep: NDArray[np.bool_]) -> Rights:
    """The rights at some of their places only; a pair that loses its last place is left by a term that is too short."""
    left = np.zeros(len(rights.code), dtype=bool)
    left[rights.places.pair[keep]] = True
    code = np.where((rights.code == "") & ~left, "no_block:term_too_short", rights.code).astype(object)
    return replace(
        rights,
        places=_keep_places(rights.places, keep),
        limited=rights.limited[keep],
        payers=rights.payers[keep],
        costs=_keep_costs(rights.costs, keep),
        code=code,
        bearers=rights.bearers[keep],
    )


def _payers_by_period(allowed: Payers, costs: Costs, periods: Periods) -> NDArray[np.uint64]:
    """The streams whose window holds the period, by whether staff or a contract does the work."""
    bits = np.uint64(1) << np.arange(periods.employed.shape[1], dtype=np.uint64)
    employed = (periods.employed * bits).sum(axis=1, dtype=np.uint64)
    contracted = (periods.contracted * bits).sum(axis=1, dtype=np.uint64)
    window = np.where(costs.contracted[:, None], contracted[None, :], employed[None, :])
    by_period: NDArray[np.uint64] = allowed.may[:, None] & window
    return by_period


def _with_streams(
    places: Places, allowed: Payers, taught: NDArray[np.bool_], paid: NDArray[np.bool_], n_pairs: int
) -> NDArray[np.object_]:
    """The codes of the places, and `no_stream` where no place of a pair can be paid (`taught`: all but materials)."""
    payable = np.zeros(n_pairs, dtype=bool)
    payable[places.pair[paid]] = True
    some = np.zeros(n_pairs, dtype=bool)
    some[places.pair[allowed.may != 0]] = True
    guarded = np.zeros(n_pairs, dtype=bool)
    guarded[places.pair[allowed.guarded != 0]] = True
    word = np.where(guarded, "no_stream:supplanting", "no_stream:rules").astype(object)
    word = np.where(some, "no_stream:window", word)
    all_but_materials = np.zeros(n_pairs, dtype=bool)
    all_but_materials[places.pair[taught]] = True
    word = np.where(all_but_materials, "no_stream:materials", word)
    codes: NDArray[np.object_] = np.where((places.code == "") & ~payable, word, places.code)
    return codes


def _keep_places(places: Places, keep: NDArray[np.bool_]) -> Places:
    arrays = {name: getattr(places, name)[keep] for name in ("pair", "band", "model", "block", "pool")}
    return replace(places, **arrays)


def _keep_costs(costs: Costs, keep: NDArray[np.bool_]) -> Costs:
    return Costs(**{name: getattr(costs, name)[keep] for name in Costs.__dataclass_fields__})
