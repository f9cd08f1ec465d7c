"""What is within a band's reach: places, dollars and tutor hours per student in need, for every tutoring model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.rights.due_once import beside_the_price
from hitdesign.rights.places import band_schools
from hitdesign.rights.rights import Rights, rights_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CENTS = 100.0


@dataclass(frozen=True)
class Reach:
    """Arrays of shape (bands, models) in the order of `need.bands` and `facts.models`; unknown amounts are NaN.

    `fits`: a block and a pool can hold it. `pays`: a stream may pay for it, or it costs nothing. `code`: why not, blank
    where both hold. `dollars_per_student`, `hours_per_student`: an equal share of every stream and pool that may serve
    the band, over all students it may serve. `cost_per_student`, `hours_needed_per_student`: of the cheapest place, in
    full groups; `due_once_per_student`: what of that cost is due once for many (flat fees, openings, what is paid per
    person), spread over as many students as it could serve, so that no seat costs less.
    """

    fits: Bools
    pays: Bools
    code: NDArray[np.object_]
    dollars_per_student: Floats
    cost_per_student: Floats
    due_once_per_student: Floats
    hours_per_student: Floats
    hours_needed_per_student: Floats
    block_minutes: Floats
    during_school: Bools
    tutor_certified_share: Floats


def reach_of(facts: Facts, need: Need, evidence: Evidence, policy: Policy) -> Reach:
    """The reach of every band under every tutoring model, before any choice is made.

    Formula: dollars per student = sum over streams that may pay of available / students in need that the stream may pay
    for; hours per student = sum over pools of people x hours a week / students in need that the pool may teach.
    """
    n_bands, n_models = len(need.bands), len(facts.models)
    band = np.repeat(np.arange(n_bands), n_models)
    model = np.tile(np.arange(n_models), n_bands)
    rights = rights_of(facts, need, evidence, band, model)
    shape = (n_bands, n_models)
    usable = np.zeros(n_bands * n_models, dtype=bool)
    usable[rights.places.pair] = True
    code = rights.code.reshape(shape)
    placed = [not str(word).startswith(("no_block", "no_pool")) for word in rights.code]
    fits = np.array(placed, dtype=bool).reshape(shape)
    every, once = beside_the_price(facts, need, rights, evidence)
    cost, due_once, hours = _cheapest(facts, rights, n_bands * n_models, every, once)
    during = np.zeros(n_bands * n_models, dtype=bool)
    during[rights.places.pair[(facts.blocks["when"].to_numpy() == "during_school")[rights.places.block]]] = True
    return Reach(
        fits=fits,
        pays=usable.reshape(shape),
        code=code,
        dollars_per_student=_dollars(facts, need, rights, shape),
        cost_per_student=cost.reshape(shape),
        due_once_per_student=due_once.reshape(shape),
        hours_per_student=_hours(facts, need, rights, shape),
        hours_needed_per_student=hours.reshape(shape),
        block_minutes=_longest(facts, need, n_models),
        during_school=during.reshape(shape),
        tutor_certified_share=_certified(facts, rights, shape),
    )


def _cheapest(facts: Facts, rights: Rights, n_pairs: int, every: Floats, once: Floats) -> tuple[Floats, ...]:
    """Dollars, those of them due once, and least weekly hours of a seat in a full group, at each pair's cheapest place.

    `every`, `once`: dollars of a seat at each place beside its price.
    """
    size = facts.models["students_per_tutor"].to_numpy(dtype=float)[rights.places.model]
    dollars = (rights.costs.group_cents.sum(axis=1) / size + rights.costs.seat_cents.sum(axis=1)) / CENTS
    dollars += every + once
    cost, due_once, hours = np.full(n_pairs, np.inf), np.full(n_pairs, np.inf), np.full(n_pairs, np.inf)
    np.minimum.at(cost, rights.places.pair, dollars)
    cheapest = dollars <= cost[rights.places.pair]
    np.minimum.at(due_once, rights.places.pair[cheapest], once[cheapest])
    np.minimum.at(hours, rights.places.pair, rights.costs.weekly_hours / size)
    return tuple(np.where(np.isfinite(one), one, np.nan) for one in (cost, due_once, hours))


def _per_student(served: Bools, amount: Floats, students: Floats) -> Floats:
    """Each (band, model)'s share: sum over what may serve it of amount / students that it may serve with any model.

    `served` has shape (bands, models, things).
    """
    wanted = served.any(axis=1).T @ students
    each: Floats = np.where(wanted > 0, amount / np.maximum(wanted, 1.0), 0.0)
    share: Floats = served @ each
    return share


def _served(places_thing: Ints, pair: Ints, shape: tuple[int, int], n_things: int) -> Bools:
    served = np.zeros((shape[0] * shape[1], n_things), dtype=bool)
    served[pair, places_thing] = True
    return served.reshape(*shape, n_things)


def _dollars(facts: Facts, need: Need, rights: Rights, shape: tuple[int, int]) -> Floats:
    payers = np.bitwise_or.reduce(rights.payers, axis=1) if len(rights.payers) else np.zeros(0, dtype=np.uint64)
    n_streams = len(facts.funding)
    place, stream = np.nonzero((payers[:, None] >> np.arange(n_streams, dtype=np.uint64)) & np.uint64(1))
    served = _served(stream, rights.places.pair[place], shape, n_streams)
    available = facts.funding["available_dollars"].to_numpy(dtype=float)
    return _per_student(served, available, need.bands["students"].to_numpy(dtype=float))


def _hours(facts: Facts, need: Need, rights: Rights, shape: tuple[int, int]) -> Floats:
    served = _served(rights.places.pool, rights.places.pair, shape, len(facts.tutors))
    hours = (facts.tutors["people"] * facts.tutors["hours_per_tutor_week"]).to_numpy(dtype=float)
    return _per_student(served, hours, need.bands["students"].to_numpy(dtype=float))


def _certified(facts: Facts, rights: Rights, shape: tuple[int, int]) -> Floats:
    """Share of the people within reach who are certified teachers; NaN where nobody is."""
    served = _served(rights.places.pool, rights.places.pair, shape, len(facts.tutors))
    people = facts.tutors["people"].to_numpy(dtype=float)
    certified = people * (facts.tutors["kind"].to_numpy() == "certified_teacher")
    everyone = served @ people
    share: Floats = np.divide(served @ certified, everyone, out=np.full(shape, np.nan), where=everyone > 0)
    return share


def _longest(facts: Facts, need: Need, n_models: int) -> Floats:
    """Minutes of the longest block of the band's school; NaN where the school has none."""
    longest = np.full(len(facts.schools), np.nan)
    minutes = facts.blocks.groupby("school")["minutes"].max()
    longest[minutes.index.to_numpy(dtype=np.int64)] = minutes.to_numpy(dtype=float)
    return np.repeat(longest[band_schools(facts, need)][:, None], n_models, axis=1)
