"""What contracts bill in a whole plan where awards ask for match or for spending: no more than is due."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.contract_columns import Bills, bills_in
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.rows_spending import required_of
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def exact_bills(formulation: Formulation, begin: int) -> tuple[Columns, tuple[Rows, ...]]:
    """`bills`: whether a contract is filled up to its least, then whether a rising step after the first is open.

    Elsewhere more than is due may be charged and is taken off afterwards; a dollar that is match, or that a strict
    minimum counts, cannot be. Without awards that ask for either there are no columns and no rows.
    """
    bills = bills_in(formulation.opened)
    if bills is None or not (formulation.matching is not None or spends_strictly(formulation)):
        return Columns("bills", pd.DataFrame({"contract_id": []}), np.zeros(0), np.zeros(0), True), ()
    steps = bills.steps
    later = np.append(False, steps.contract[1:] == steps.contract[:-1])[: len(steps.contract)]
    doors = np.flatnonzero(later & ~steps.falls)
    which = np.concatenate([bills.floored, steps.contract[doors]])
    columns = Columns("bills", _keys(bills, which), np.zeros(len(which)), np.ones(len(which)), True)
    door_begin = begin + len(bills.floored)
    return columns, (_in_use(formulation, bills), _filled(formulation, bills, begin), _order(bills, doors, door_begin))


def spends_strictly(formulation: Formulation) -> bool:
    """Whether some award has a minimum that the plan must keep."""
    basis = formulation.basis
    return basis is not None and basis.policy.strict_minimum_spending and bool(required_of(formulation.inputs))


def _keys(bills: Bills, which: Ints) -> pd.DataFrame:
    return pd.DataFrame({"contract_id": bills.inputs.facts.contracts["contract_id"].to_numpy(dtype=object)[which]})


def _rows(
    bills: Bills, name: str, which: Ints, parts: list[tuple[Ints, Ints, Floats]], limits: Floats, unit: str, says: str
) -> Rows:
    row, column, value = (np.concatenate([part[one] for part in parts]) for one in range(3))
    keys: dict[str, object] = {"contract_id": _keys(bills, which)["contract_id"].to_numpy()}
    return family(name, keys, row, column, value, "<=", limits, unit, says)


def _in_use(formulation: Formulation, bills: Bills) -> Rows:
    """contract_in_use: a used contract has a group.

    Formula: used <= sum of taught under the contract.
    """
    layout, entries = formulation.layout, bills.entries
    row_of = np.full(len(bills.inputs.facts.contracts), -1, dtype=np.int64)
    row_of[bills.own] = each = np.arange(len(bills.own))
    group = (entries.column >= layout.taught_begin) & (entries.column < layout.taught_begin + layout.n_taught)
    own = np.flatnonzero(group & (row_of[entries.contract] >= 0))
    parts = [
        (each, bills.used_column[bills.own], np.ones(len(each))),
        (row_of[entries.contract[own]], entries.column[own], -np.ones(len(own))),
    ]
    says = "{contract_id} is used only where a group is taught under it"
    return _rows(bills, "contract_in_use", bills.own, parts, np.zeros(len(each)), "groups", says)


def _filled(formulation: Formulation, bills: Bills, begin: int) -> Rows:
    """contract_filled: what fills a contract up ends where its least is reached.

    Formula: added <= least x filled; filled <= used; all that it bills <= least where filled, else <= what all streams
    have and the contract's maximum.
    """
    contracts, which, starts = bills.inputs.facts.contracts, bills.floored, bills.starts
    least = contracts["least_dollars"].to_numpy(dtype=float)[which]
    most = np.fmin(
        contracts["maximum_dollars"].to_numpy(dtype=float)[which],
        float(bills.inputs.facts.funding["available_dollars"].sum()),
    )
    room = np.maximum(most - least, 0.0)
    size, each = len(which), np.arange(len(which))
    one, added, filled = np.ones(size), starts[5] + each, begin + each
    row_of = np.full(len(contracts), -1, dtype=np.int64)
    row_of[which] = 2 * size + each
    entry = np.flatnonzero(row_of[bills.entries.contract] >= 0)
    parts = [
        (each, added, one),
        (each, filled, -least),
        (size + each, filled, one),
        (size + each, bills.used_column[which], -one),
        (2 * size + each, added, one),
        (2 * size + each, filled, room),
        (row_of[bills.entries.contract[entry]], bills.entries.column[entry], bills.entries.dollars[entry]),
    ]
    for part, other in ((3, bills.flat), (4, bills.tiered)):
        here = np.flatnonzero(row_of[other] >= 0)
        parts.append((row_of[other[here]], starts[part] + here, np.ones(len(here))))
    limits = np.concatenate([np.zeros(2 * size), least + room])
    says = "{contract_id} is filled up to its least and no further"
    return _rows(bills, "contract_filled", np.tile(which, 3), parts, limits, "dollars", says)


def _order(bills: Bills, doors: Ints, begin: int) -> Rows:
    """contract_rising: a dearer step begins where the one before it is full.

    Formula: width x open <= units of the step before; units <= width x open.
    """
    steps, first = bills.steps, bills.starts[1]
    number = np.arange(len(doors))
    one = np.ones(len(doors))
    parts = [
        (2 * number, first + doors, one),
        (2 * number, begin + number, -steps.width[doors]),
        (2 * number + 1, begin + number, steps.width[doors - 1]),
        (2 * number + 1, first + doors - 1, -one),
    ]
    says = "a dearer price of {contract_id} begins where the step before is full"
    which = np.repeat(steps.contract[doors], 2)
    return _rows(bills, "contract_rising", which, parts, np.zeros(len(which)), "units", says)
