"""What a program opens and pays besides tutors and materials, as kinds of columns with their rows and costs."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.counted import Counted, counted_columns, counted_lines, counted_of, counted_rows
from hitdesign.allocation.extra import Extra, Lines
from hitdesign.allocation.gates import gates_of
from hitdesign.allocation.layout import Inputs, Layout
from hitdesign.allocation.paid_people import PAID, paid_columns, paid_pools, paid_rows
from hitdesign.allocation.rows_openings import opening_rows
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.district.columns import Facts
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import CostUse
from hitdesign.policy import Policy
from hitdesign.rights.other_costs import Item
from hitdesign.rights.rights import Rights
from hitdesign.solving.parts import Columns, Rows
from hitdesign.tables.ids import nearest

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
OPEN = "open"
#: How the kinds of columns begin that count what other costs are charged on.
COUNTED = "counted_"


def costs_told_apart(facts: Facts, rights: Rights, items: tuple[Item, ...]) -> tuple[Ints, ...]:
    """Codes per place that no outlet may mix: blocks with a limit on bus seats, and what a seat there costs beside."""
    limited = np.isfinite(facts.blocks["transport_seats"].to_numpy(dtype=float))[rights.places.block]
    codes = [np.where(limited, rights.places.block, -1)] if limited.any() else []
    by_seat = [item for item in items if item.per == "student"]
    return (*codes, *(np.where(item.due, item.payers.astype(np.int64), -1) for item in by_seat))


def openings_of(
    inputs: Inputs,
    layout: Layout,
    entries: SeatEntries,
    staff: pd.DataFrame,
    items: tuple[Item, ...],
    policy: Policy,
    begin: int,
) -> tuple[Extra, ...]:
    """`open`, `paid_people` and a kind of counted columns per use, from column `begin` on; nothing where none is asked.

    Raises InputError where the policy names a school that the district does not have.
    """
    _check_schools(inputs.facts, policy)
    gates = gates_of(inputs, items, policy)
    pools = paid_pools(inputs, items)
    found = []
    if len(gates.level):
        rows = opening_rows(inputs, layout, policy, gates, begin)
        columns = Columns(OPEN, gates.keys(inputs), np.zeros(len(gates.level)), np.ones(len(gates.level)), True)
        found.append(_extra(columns, gates.school, rows, begin))
    people_begin = begin + len(gates.level)
    if len(pools):
        rows = paid_rows(inputs, layout, staff, layout.money_begin, pools, people_begin)
        nowhere = np.full(len(pools), -1, dtype=np.int64)
        found.append(_extra(paid_columns(inputs, pools), nowhere, rows, people_begin))
    if items:
        counted = counted_of(inputs, layout, entries, items, gates, begin, pools, people_begin)
        found += _charged(inputs, counted, items, people_begin + len(pools))
    return tuple(found)


def _charged(inputs: Inputs, counted: Counted, items: tuple[Item, ...], begin: int) -> list[Extra]:
    """One kind of counted columns for each use, in the order of the words."""
    uses = np.array([item.use for item in items], dtype=object)[counted.item]
    found = []
    for use in get_args(CostUse):
        own = counted.taken(uses == use)
        if len(own.item):
            columns = counted_columns(inputs, own, items, COUNTED + use)
            rows = (counted_rows(inputs, own, items, begin, use),)
            found.append(_extra(columns, own.school, rows, begin, lines=counted_lines(own, begin), cost_kind=use))
            begin += columns.size
    return found


def _extra(
    columns: Columns, school: Ints, rows: tuple[Rows, ...], begin: int, lines: Lines | None = None, cost_kind: str = ""
) -> Extra:
    """A kind whose values the answer's table `openings` holds: the audit has put them there before it asks."""

    def held(values: Floats) -> Floats:
        return values[begin : begin + columns.size]

    return Extra(columns=columns, school=school, rows=rows, values=held, lines=lines, cost_kind=cost_kind)


def _check_schools(facts: Facts, policy: Policy) -> None:
    known = set(facts.schools["school_id"].astype(str))
    faults = []
    for one in policy.schools:
        if one not in known:
            near = nearest(one, known)
            faults.append(
                Fault(
                    table="policy",
                    column="schools",
                    found=one,
                    problem="no row of schools has this id",
                    expected="ids of the schools table",
                    what_to_do=f"Did you mean {near!r}? Correct it" if near else "Correct it",
                )
            )
    if faults:
        raise InputError(faults)


def is_opening(kind: str) -> bool:
    """Whether this file makes columns of the kind.

    >>> [is_opening(kind) for kind in ("open", "counted_transport", "taught")]
    [True, True, False]
    """
    return kind in (OPEN, PAID) or kind.startswith(COUNTED)
