"""What other costs are charged on: one column per item and place, how often its price is due, and who may pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Lines
from hitdesign.allocation.gates import LEVELS, Gates, scopes_of
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.rows_money import CENTS
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.rights.other_costs import Bits, Item, unit_cents
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Per column: `item` (position), `school`, `block`, `pool` (-1 where none), `payers` (bits), `dollars` of one.

    Entries (`row`, `column`, `value`): what the column counts, `row` being its position here.
    """

    item: Ints
    school: Ints
    block: Ints
    pool: Ints
    payers: Bits
    dollars: Floats
    row: Ints
    column: Ints
    value: Floats

    def taken(self, keep: NDArray[np.bool_]) -> Counted:
        """Some of the columns, with their entries."""
        number = np.cumsum(keep) - 1
        entry = keep[self.row]
        own = {name: getattr(self, name)[keep] for name in ("item", "school", "block", "pool", "payers", "dollars")}
        return Counted(**own, row=number[self.row[entry]], column=self.column[entry], value=self.value[entry])


def counted_of(
    inputs: Inputs,
    layout: Layout,
    entries: SeatEntries,
    items: tuple[Item, ...],
    gates: Gates,
    open_begin: int,
    pools: Ints,
    people_begin: int,
) -> Counted:
    """The columns of all items in their order; `pools` are the pools whose people are counted, from `people_begin`.

    Formula: a cost per program, school, block or day counts what is open; per group, taught; per hour, taught at the
    price of the tutoring model's hours, up to a cent; per student, seats; per tutor, people. Groups and seats are
    counted apart for every school, set of payers and price.
    """
    parts = []
    scope = scopes_of(inputs, items)[1]
    for number, item in enumerate(items):
        if item.per in LEVELS:
            parts.append(
                _behind_gates(inputs, item, number, gates, gates.of(LEVELS[item.per], scope[number]), open_begin)
            )
        elif item.per == "tutor":
            parts.append(_of_people(inputs, item, number, pools, people_begin))
        else:
            parts.append(_of_teaching(inputs, layout, entries, item, number))
    return _joined(parts)


def _behind_gates(inputs: Inputs, item: Item, number: int, gates: Gates, own: Ints, open_begin: int) -> Counted:
    """One column per gate; whoever may pay for some of the work behind it."""
    payers = np.zeros(len(gates.level), dtype=np.uint64)
    np.bitwise_or.at(payers, gates.gate, item.payers[inputs.structure.taught_place[gates.taught]])
    dollars = item.dollars[np.maximum(gates.block[own], 0)]
    each, none = np.arange(len(own)), np.full(len(own), -1, dtype=np.int64)
    return Counted(
        item=np.full(len(own), number, dtype=np.int64),
        school=gates.school[own],
        block=gates.block[own],
        pool=none,
        payers=payers[own],
        dollars=dollars,
        row=each,
        column=open_begin + own,
        value=np.ones(len(own)),
    )


def _of_people(inputs: Inputs, item: Item, number: int, pools: Ints, people_begin: int) -> Counted:
    """One column per pool whose groups cause the cost."""
    place = inputs.structure.taught_place
    due = np.flatnonzero(item.due[place])
    pool = inputs.rights.places.pool[place[due]]
    payers = np.zeros(len(inputs.facts.tutors), dtype=np.uint64)
    np.bitwise_or.at(payers, pool, item.payers[place[due]])
    own = np.flatnonzero(np.isin(pools, pool))
    none = np.full(len(own), -1, dtype=np.int64)
    return Counted(
        item=np.full(len(own), number, dtype=np.int64),
        school=none,
        block=none,
        pool=pools[own],
        payers=payers[pools[own]],
        dollars=item.dollars[np.zeros(len(own), dtype=np.int64)],
        row=np.arange(len(own)),
        column=people_begin + own,
        value=np.ones(len(own)),
    )


def _of_teaching(inputs: Inputs, layout: Layout, entries: SeatEntries, item: Item, number: int) -> Counted:
    """One column per school, set of payers and price, over the groups or seats there; hours make a price of a group."""
    structure = inputs.structure
    if item.per == "student":
        place, column = structure.outlet_place[entries.outlet], entries.column
    else:
        place, column = structure.taught_place, layout.taught_columns
    kept = np.flatnonzero(item.due[place])
    school = inputs.facts.blocks["school"].to_numpy(dtype=np.int64)[inputs.rights.places.block[place[kept]]]
    payers = item.payers[place[kept]].astype(np.int64)
    price = unit_cents(inputs.facts, item)[inputs.rights.places.model[place[kept]]]
    keys, row = np.unique(np.stack([school, payers, price], axis=1), axis=0, return_inverse=True)
    none = np.full(len(keys), -1, dtype=np.int64)
    return Counted(
        item=np.full(len(keys), number, dtype=np.int64),
        school=keys[:, 0],
        block=none,
        pool=none,
        payers=keys[:, 1].astype(np.uint64),
        dollars=keys[:, 2] / CENTS,
        row=row.ravel().astype(np.int64),
        column=column[kept],
        value=np.ones(len(kept)),
    )


def _joined(parts: list[Counted]) -> Counted:
    """The items' columns end to end."""
    begin = np.cumsum([0, *(len(part.item) for part in parts)])
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Counted.__dataclass_fields__}
    whole["row"] = np.concatenate([part.row + first for part, first in zip(parts, begin, strict=False)])
    return Counted(**whole)


def counted_columns(inputs: Inputs, counted: Counted, items: tuple[Item, ...], kind: str) -> Columns:
    """The columns with their ids; blank where one has none."""
    facts = inputs.facts
    names = np.array([item.name for item in items], dtype=object)
    ids = {
        "school_id": np.append(facts.schools["school_id"].to_numpy(dtype=object), "")[counted.school],
        "block_id": np.append(facts.blocks["block_id"].to_numpy(dtype=object), "")[counted.block],
        "pool_id": np.append(facts.tutors["pool_id"].to_numpy(dtype=object), "")[counted.pool],
    }
    frame = pd.DataFrame({"item": names[counted.item], **ids})
    return Columns(kind, frame, np.zeros(len(frame)), np.full(len(frame), np.inf))


def counted_rows(inputs: Inputs, counted: Counted, items: tuple[Item, ...], begin: int, use: str) -> Rows:
    """counted: how often the price is due.

    Formula: counted = sum of value x what is counted (open, taught, seats, people).
    """
    each = np.arange(len(counted.item))
    keys = counted_columns(inputs, counted, items, use).keys
    return family(
        f"counted_{use}",
        {str(name): keys[name].to_numpy() for name in keys.columns},
        np.concatenate([counted.row, each]),
        np.concatenate([counted.column, begin + each]),
        np.concatenate([counted.value, -np.ones(len(each))]),
        "=",
        np.zeros(len(each)),
        "times",
        "{item} is charged as often as it is due {school_id} {block_id} {pool_id}",
    )


def counted_lines(counted: Counted, begin: int) -> Lines:
    """A cost line per column with a price, at no time of its own: its payers pay whenever their windows are open."""
    priced = np.flatnonzero(counted.dollars > 0)
    nowhere = np.full(len(priced), -1, dtype=np.int64)
    return Lines(
        school=counted.school[priced],
        payers=counted.payers[priced],
        limited=np.zeros(len(priced), dtype=np.uint64),
        period=nowhere,
        place=nowhere,
        service=nowhere,
        column=begin + priced,
        dollars=counted.dollars[priced],
    )
