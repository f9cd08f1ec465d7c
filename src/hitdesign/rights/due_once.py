"""What is due once for many students, spread over as many of them as it could serve: the least a seat bears of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.costs import year_weeks
from hitdesign.rights.other_costs import Item, items_of, unit_cents
from hitdesign.rights.places import Places
from hitdesign.rights.rights import Rights
from hitdesign.rights.terms import terms_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CENTS = 100.0


def beside_the_price(facts: Facts, need: Need, rights: Rights, evidence: Evidence) -> tuple[Floats, Floats]:
    """Dollars of a seat in a full group at each place, beside its price: what every one causes, and what is due once.

    What every group, hour or seat causes of other costs is spread over the group. Due once are the flat fee of a
    contract, what is paid to open the program, a school or a block, and what is paid for each person: dollars / the
    most students that it could serve. No seat bears less where all of them are served; where fewer are, each bears
    more. The most students: those in need of the bands that it may serve, and no more than the people of the pools can
    teach in their hours of the year, in full groups of the tutoring model that takes the fewest hours a student. What a
    contract bills to reach its least, or at dearer steps, is left out: full use needs none of the one, and how much of
    the other only a plan says.
    """
    size = facts.models["students_per_tutor"].to_numpy(dtype=float)[rights.places.model]
    hours = rights.costs.paid_hours / size
    every, once = np.zeros(len(size)), _fees(facts, need, rights.places, hours)
    for item in items_of(facts, rights, evidence):
        if item.per in ("group", "hour", "student"):
            each = unit_cents(facts, item)[rights.places.model] / CENTS
            every += np.where(item.due, each / (1.0 if item.per == "student" else size), 0.0)
        elif item.per == "tutor":
            of_year = facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)[rights.places.pool] * year_weeks(facts)
            once += np.where(item.due, item.dollars.max(initial=0.0) * hours / np.maximum(of_year, TOLERANCE), 0.0)
        else:
            once += _opening(facts, need, rights.places, item)
    return every, once


def _fees(facts: Facts, need: Need, places: Places, hours: Floats) -> Floats:
    """Each place's part of the flat fee of its contract."""
    contracts, contract = facts.contracts, terms_of(facts).contract
    flat = (contracts["price_basis"] == "flat").to_numpy(dtype=bool)
    if not flat.any():
        return np.zeros(len(places.pair))
    key = np.where(np.append(flat, False)[contract], contract, -1)
    of_place = key[places.pool]
    students = _in_need(need, places, of_place, len(contracts))
    tutors = facts.tutors
    year = (tutors["people"] * tutors["hours_per_tutor_week"]).to_numpy(dtype=float) * year_weeks(facts)
    own, taught = of_place >= 0, np.zeros(len(contracts))
    np.add.at(taught, key[key >= 0], year[key >= 0])
    least = np.full(len(contracts), np.inf)
    np.minimum.at(least, of_place[own], hours[own])
    most = np.minimum(students, taught / np.maximum(least, TOLERANCE))
    part = contracts["price_dollars"].to_numpy(dtype=float) / np.maximum(most, 1.0)
    return np.where(own, np.append(part, 0.0)[of_place], 0.0)


def _opening(facts: Facts, need: Need, places: Places, item: Item) -> Floats:
    """Each place's part of what opens the program, its school or its block."""
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[places.block]
    gate = {"program": np.zeros_like(school), "school": school}.get(item.per, places.block)
    size = {"program": 1, "school": len(facts.schools)}.get(item.per, len(facts.blocks))
    price = item.dollars if item.per in ("block", "day") else np.full(size, item.dollars.max(initial=0.0))
    part = price / np.maximum(_in_need(need, places, np.where(item.due, gate, -1), size), 1.0)
    return np.where(item.due, part[gate], 0.0)


def _in_need(need: Need, places: Places, key: Ints, size: int) -> Floats:
    """Students in need of all bands that have a place with each key (-1: none)."""
    own = key >= 0
    pairs = np.unique(np.stack([key[own], places.band[own]], axis=1), axis=0)
    students = need.bands["students"].to_numpy(dtype=float)
    return np.bincount(pairs[:, 0], weights=students[pairs[:, 1]], minlength=size).astype(float)
