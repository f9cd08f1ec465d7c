"""What contracts bill beyond groups and seats: flat fees, further prices, and the least that a used contract costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout
from hitdesign.allocation.rows_money import CENTS
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.rights.costs import year_weeks
from hitdesign.rights.terms import has_more, terms_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Entries:
    """Which column adds how much to which contract, one entry per group or seat column."""

    contract: Ints
    column: Ints
    dollars: Floats
    units: Floats

    def of(self, values: Floats, what: Floats, n_contracts: int) -> Floats:
        """The sum per contract of dollars, or of units."""
        return np.bincount(self.contract, weights=what * values[self.column], minlength=n_contracts).astype(float)


@dataclass(frozen=True)
class Steps:
    """The prices of contracts that have several: one entry per step of units, those of a contract in order.

    `width`: units in the step, no more than can be billed at all; `above`: dollars above the lowest price; `falls`:
    whether this contract's prices fall, so that a step counts only once the one before it is full.
    """

    contract: Ints
    width: Floats
    above: Floats
    falls: NDArray[np.bool_]

    def filled(self, units: Floats, most: Floats, *, whole: bool) -> Floats:
        """Units in each step: one full after the other; in fractions falling prices are spread (their lower hull)."""
        out = np.zeros(len(self.width))
        for one in np.unique(self.contract):
            own = np.flatnonzero(self.contract == one)
            if self.falls[own[0]] and not whole:
                out[own] = self.width[own] * units[one] / max(float(most[one]), 1e-9)
                continue
            until = np.minimum(np.cumsum(self.width[own]), units[one])
            until[-1] = units[one]
            out[own] = np.diff(until, prepend=0.0)
        return out


def bill_entries(inputs: Inputs, layout: Layout, entries: SeatEntries) -> Entries:
    """What each group and each seat adds to the bill of its contract, at its lowest price."""
    structure, costs = inputs.structure, inputs.rights.costs
    terms, pool = terms_of(inputs.facts), inputs.rights.places.pool
    if not (terms.contract >= 0).any():
        none = np.zeros(0, dtype=np.int64)
        return Entries(none, none, none.astype(float), none.astype(float))
    taught = structure.taught_place
    group = np.flatnonzero(terms.contract[pool[taught]] >= 0)
    place = structure.outlet_place[entries.outlet]
    seat = np.flatnonzero((terms.contract[pool[place]] >= 0) & terms.by_seat[pool[place]])
    at = np.concatenate([taught[group], place[seat]])
    return Entries(
        contract=terms.contract[pool[at]],
        column=np.concatenate([layout.taught_begin + group, entries.column[seat]]),
        dollars=np.concatenate([costs.group_cents[taught[group]].sum(axis=1) / CENTS, costs.seat_price[place[seat]]]),
        units=np.concatenate([costs.group_units[taught[group]], costs.seat_units[place[seat]]]),
    )


def most_units(inputs: Inputs) -> Floats:
    """Per contract: units that no plan can exceed; inf for a flat fee.

    Formula: by seat, sum over bands in reach of students x the most units of a seat; by group, sum over pools of
    people x hours a week x weeks of the year x the most units of a paid hour; never more than maximum / lowest price.
    """
    facts, costs, places = inputs.facts, inputs.rights.costs, inputs.rights.places
    terms, contracts = terms_of(facts), facts.contracts
    of_place = terms.contract[places.pool]
    own = of_place >= 0
    hours = (facts.tutors["people"] * facts.tutors["hours_per_tutor_week"]).to_numpy(dtype=float) * year_weeks(facts)
    per_hour = np.zeros(len(hours))
    np.maximum.at(per_hour, places.pool, costs.group_units / np.maximum(costs.paid_hours, 1e-9))
    most = np.zeros(len(contracts))
    with_terms = terms.contract >= 0
    np.add.at(most, terms.contract[with_terms], (hours * per_hour)[with_terms])
    key = pd.Series(costs.seat_units[own]).groupby([of_place[own], places.band[own]]).max()
    students = inputs.need.bands["students"].to_numpy(dtype=float)[key.index.get_level_values(1).to_numpy(np.int64)]
    np.add.at(most, key.index.get_level_values(0).to_numpy(np.int64), students * key.to_numpy(dtype=float))
    lowest = contracts["lowest_dollars"].to_numpy(dtype=float)
    paid = contracts["maximum_dollars"].to_numpy(dtype=float) / np.where(lowest > 0, lowest, np.nan)
    most = np.fmin(most, paid)
    most[contracts["price_basis"].to_numpy() == "flat"] = np.inf
    return most


def steps_of(inputs: Inputs, most: Floats) -> Steps:
    """The steps of every contract with several prices, cut at the most units that can be billed."""
    contracts = inputs.facts.contracts
    rows: list[tuple[int, float, float, bool]] = []
    for number, (ladder, lowest) in enumerate(zip(contracts["ladder"], contracts["lowest_dollars"], strict=True)):
        if len(ladder) < 2:
            continue
        ends = [*(start for start, _ in ladder[1:]), float("inf")]
        falls = ladder[-1][1] < ladder[0][1]
        for step, ((start, price), end) in enumerate(zip(ladder, ends, strict=True)):
            width = min(end, float(most[number])) - start
            if width > 0 or not step:
                rows.append((number, max(width, 0.0), price - lowest, falls))
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return Steps(table[:, 0].astype(np.int64), table[:, 1], table[:, 2], table[:, 3] > 0)


def bearing(inputs: Inputs) -> NDArray[np.uint64]:
    """Per contract: the streams that may bear what it bills beyond groups and seats."""
    of_place = terms_of(inputs.facts).contract[inputs.rights.places.pool]
    own = of_place >= 0
    bits = np.zeros(len(inputs.facts.contracts), dtype=np.uint64)
    np.bitwise_or.at(bits, of_place[own], inputs.rights.bearers[own])
    return bits


def places_of_bills(inputs: Inputs) -> Ints:
    """Per contract: what stands for the place of its bills: below -1, of its own, where a bearer has a cap per hour.

    Elsewhere -1: no rule tells them apart from the bills of other contracts with the same bearers.
    """
    capped = np.isfinite(inputs.facts.funding["per_hour_cap_dollars"].to_numpy(dtype=float))
    bits = np.uint64(sum(1 << int(number) for number in np.flatnonzero(capped)))
    bears = bearing(inputs)
    found: Ints = np.where(bears & bits != 0, -2 - np.arange(len(bears)), -1).astype(np.int64)
    return found


def contracts_with_more(inputs: Inputs) -> Ints:
    """Positions of contracts that bill something beyond groups and seats and that somebody could work under."""
    if not has_more(inputs.facts.contracts).any():
        return np.zeros(0, dtype=np.int64)
    of_place = terms_of(inputs.facts).contract[inputs.rights.places.pool]
    here = np.zeros(len(inputs.facts.contracts) + 1, dtype=bool)
    here[of_place] = True
    more: Ints = np.flatnonzero(has_more(inputs.facts.contracts) & here[:-1])
    return more
