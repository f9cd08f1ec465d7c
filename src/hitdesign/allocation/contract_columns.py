"""The columns of contracts that bill more than groups and seats, and what they must be for given groups and seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.bills import Entries, Steps, bill_entries, most_units, steps_of
from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.allocation.rows_time import at_once_rows, hour_rows, room_rows
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Units and dollars closer than this are the same.
CLOSE = 1e-7


@dataclass(frozen=True, eq=False)
class Bills:
    """Where the columns of contracts stand, and what they must be for given groups and seats.

    `own`: positions of the contracts with columns; from `begin` on stand their `used`, the units of each of `steps`,
    whether a falling step after the first is open (`doors`: positions in `steps`), then the dollars of fees (`flat`),
    further prices (`tiered`) and leasts (`floored`), each a list of contracts.
    """

    inputs: Inputs
    entries: Entries
    steps: Steps
    most: Floats
    own: Ints
    doors: Ints
    flat: Ints
    tiered: Ints
    floored: Ints
    begin: int
    capacity: tuple[Rows, ...]

    @property
    def sizes(self) -> Ints:
        """Columns of each part, in order."""
        parts = (self.own, self.steps.contract, self.doors, self.flat, self.tiered, self.floored)
        return np.array([len(part) for part in parts], dtype=np.int64)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each part begins, and where the last ends."""
        return tuple(int(one) for one in self.begin + np.concatenate([[0], np.cumsum(self.sizes)]))

    @cached_property
    def used_column(self) -> Ints:
        """Per contract of the district: the column that says it is used, -1 without one."""
        column = np.full(len(self.inputs.facts.contracts), -1, dtype=np.int64)
        column[self.own] = self.begin + np.arange(len(self.own))
        return column

    def billed(self, values: Floats) -> Floats:
        """Per contract: dollars of its groups and seats at the lowest price."""
        return self.entries.of(values, self.entries.dollars, len(self.inputs.facts.contracts))

    def units(self, values: Floats) -> Floats:
        """Per contract: units billed."""
        return self.entries.of(values, self.entries.units, len(self.inputs.facts.contracts))

    def used(self, values: Floats, *, whole: bool) -> Floats:
        """Per contract: 1 where a group is taught under it; in fractions the largest share of a limit that it takes.

        Limits are those of rooms, people and hours, and in fractions the most units that it can bill.
        """
        taken = np.zeros(len(self.inputs.facts.contracts))
        for rows in self.capacity:
            sums = np.bincount(rows.row, weights=rows.value * values[rows.column], minlength=rows.size)
            share = sums / np.maximum(rows.limits, CLOSE)
            np.maximum.at(taken, rows.keys["contract"].to_numpy(dtype=np.int64), share)
        if whole:
            return (taken > CLOSE).astype(float)
        return np.maximum(taken, self.units(values) / np.maximum(self.most, CLOSE))

    def settled(self, values: Floats, *, whole: bool) -> Floats:
        """What all these columns are, no more than must be, for the groups and seats in `values`."""
        contracts = self.inputs.facts.contracts
        used, units = self.used(values, whole=whole), self.units(values)
        filled = self.steps.filled(units, self.most, whole=whole)
        share = units / np.maximum(self.most, CLOSE)
        door = filled[self.doors] > CLOSE if whole else share[self.steps.contract[self.doors]]
        fee = contracts["price_dollars"].to_numpy(dtype=float) * used
        tier = np.bincount(self.steps.contract, weights=self.steps.above * filled, minlength=len(contracts))
        sums = self.billed(values)
        sums[self.flat] += fee[self.flat]
        least = np.maximum(contracts["least_dollars"].to_numpy(dtype=float) * used - sums - tier, 0.0)
        parts = (used[self.own], filled, door, fee[self.flat], tier[self.tiered], least[self.floored])
        return np.concatenate([np.asarray(part, dtype=float) for part in parts])

    def pools(self, column: Ints) -> NDArray[np.object_]:
        """The pools, ; between, of the contract to which each of its columns of dollars belongs; blank for others."""
        which = np.concatenate([self.flat, self.tiered, self.floored])
        names = np.array([*self.pool_names(which), ""], dtype=object)
        offset = column - self.starts[3]
        found: NDArray[np.object_] = names[np.where((offset >= 0) & (offset < len(which)), offset, len(which))]
        return found

    def pool_names(self, which: Ints) -> list[str]:
        """The pools of each of these contracts, ; between."""
        tutors, ids = self.inputs.facts.tutors, self.inputs.facts.contracts["contract_id"]
        own = [
            tutors.loc[(tutors["contract_id"] == ids[one]) & (tutors["pay"] == "contract"), "pool_id"] for one in which
        ]
        return [";".join(pools) for pools in own]

    def part(self, number: int) -> Callable[[Floats], Floats]:
        """The values of one part in whole plans: 0 for used, steps and doors, then fees, further prices, leasts."""
        first, last = ((0, 3), (3, 4), (4, 5), (5, 6))[number]
        begin, end = self.starts[first] - self.begin, self.starts[last] - self.begin
        return lambda values: self.settled(values, whole=True)[begin:end]


@dataclass(frozen=True)
class ContractUse(Extra):
    """The columns that say which contract is used, with the bills that all columns of contracts are settled by."""

    bills: Bills | None = None


def bills_of(inputs: Inputs, layout: Layout, entries: SeatEntries, own: Ints, begin: int) -> Bills:
    """The bills of these contracts, their columns from `begin` on."""
    contracts, most = inputs.facts.contracts, most_units(inputs)
    steps = steps_of(inputs, most)
    kept = np.isin(steps.contract, own)
    steps = Steps(steps.contract[kept], steps.width[kept], steps.above[kept], steps.falls[kept])
    billed = bill_entries(inputs, layout, entries)
    first = np.concatenate([[True], steps.contract[1:] != steps.contract[:-1]]) if len(steps.contract) else steps.falls
    return Bills(
        inputs=inputs,
        entries=billed,
        steps=steps,
        most=most,
        own=own,
        doors=np.flatnonzero(steps.falls & ~first),
        flat=own[(contracts["price_basis"].to_numpy() == "flat")[own]],
        tiered=np.unique(steps.contract),
        floored=own[(contracts["least_dollars"] > 0).to_numpy()[own]],
        begin=begin,
        capacity=capacity_of(inputs, layout, billed, own),
    )


def capacity_of(inputs: Inputs, layout: Layout, entries: Entries, own: Ints) -> tuple[Rows, ...]:
    """The limits of rooms, people at once and paid hours, per contract: its part of each alone stays within it."""
    of_column = np.full(layout.money_begin, -1, dtype=np.int64)
    group = (entries.column >= layout.taught_begin) & (entries.column < layout.taught_begin + layout.n_taught)
    of_column[entries.column[group]] = entries.contract[group]
    of_column[~np.isin(of_column, own)] = -1
    out = []
    for rows in (room_rows(inputs, layout), at_once_rows(inputs, layout), hour_rows(inputs, layout)):
        entry = np.flatnonzero(of_column[rows.column] >= 0)
        keys = np.stack([of_column[rows.column[entry]], rows.row[entry]], axis=1)
        found, row = np.unique(keys, axis=0, return_inverse=True)
        out.append(
            family(
                rows.family,
                {"contract": found[:, 0], "row": found[:, 1]},
                row.ravel(),
                rows.column[entry],
                rows.value[entry],
                "<=",
                rows.limits[found[:, 1]],
                rows.unit,
                rows.says,
            )
        )
    return tuple(out)


def bills_in(opened: tuple[Extra, ...]) -> Bills | None:
    """The bills among these kinds of columns; None where no contract bills more than groups and seats."""
    return next((extra.bills for extra in opened if isinstance(extra, ContractUse)), None)
