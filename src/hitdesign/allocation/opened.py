"""The answer's table of what is open and what it costs, made from column values and read back by the audit."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.openings import COUNTED, OPEN, is_opening
from hitdesign.allocation.paid_people import PAID
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.shapes import SHAPES
from hitdesign.quantities import TOLERANCE, print_count, print_dollars

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def opened_kinds(formulation: Formulation) -> Iterator[tuple[Extra, int]]:
    """The kinds of columns that stand in the table `openings`, each with its first column."""
    begin = formulation.opened_begin
    for extra in formulation.opened:
        if is_opening(extra.columns.kind):
            yield extra, begin
        begin += extra.columns.size


def opened_ids(formulation: Formulation, column: Ints, name: str) -> NDArray[np.object_]:
    """The id of each opened column, blank for every other column and where it has none."""
    ids = np.full(len(column), "", dtype=object)
    for extra, begin in opened_kinds(formulation):
        inside = np.flatnonzero((column >= begin) & (column < begin + extra.columns.size))
        if name in extra.columns.keys:
            ids[inside] = extra.columns.keys[name].to_numpy(dtype=object)[column[inside] - begin]
    return ids


def put_openings(formulation: Formulation, values: Floats, openings: pd.DataFrame, unknown: list[str]) -> None:
    """Write the table's amounts into the columns for which its rows stand, in their order."""
    kinds = list(opened_kinds(formulation))
    size = sum(extra.columns.size for extra, _ in kinds)
    if len(openings) != size:
        unknown.append(f"openings: {len(openings)} rows stand for {size} things that may be open or counted")
        return
    amount, first = openings["amount"].to_numpy(dtype=float), 0
    for extra, begin in kinds:
        values[begin : begin + extra.columns.size] = amount[first : first + extra.columns.size]
        first += extra.columns.size


def openings_table(formulation: Formulation, pieces: Pieces, values: Floats, *, whole: bool) -> pd.DataFrame:
    """One row per gate, pool whose people are counted, and item of cost at its place; dollars without indirect cost."""
    parts = []
    for extra, begin in opened_kinds(formulation):
        keys = extra.columns.keys
        amount = values[begin : begin + extra.columns.size]
        part = {name: keys[name].to_numpy(dtype=object) if name in keys else "" for name in _IDS}
        kind = extra.columns.kind
        counted = kind.startswith(COUNTED)
        part["what"] = keys["level"].to_numpy(dtype=object) if kind == OPEN else "cost" if counted else "people"
        part["cost_kind"] = extra.cost_kind
        part["amount"] = np.rint(amount) if whole and extra.columns.whole.all() else amount
        part["dollars"] = _dollars(formulation, begin, extra.columns.size, amount)
        frame = pd.DataFrame(part, index=range(extra.columns.size))
        parts.append(frame.assign(**_taught(formulation, pieces, frame, kind)))
    columns = list(SHAPES["openings"][1])
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    return table.assign(sentence=[_sentence(row) for row in table.to_dict("records")])[columns]


_IDS = ("item", "school_id", "block_id", "pool_id")


def _dollars(formulation: Formulation, begin: int, size: int, amount: Floats) -> Floats:
    money = formulation.money
    inside = np.flatnonzero((money.column >= begin) & (money.column < begin + size))
    price = np.bincount(money.column[inside] - begin, weights=money.dollars[inside], minlength=size)
    return np.asarray((price * amount).round(6), dtype=float)


def _taught(formulation: Formulation, pieces: Pieces, frame: pd.DataFrame, kind: str) -> dict[str, Floats]:
    """Groups and students behind each gate of all groups; unknown (NaN) for other rows."""
    unknown = np.full(len(frame), np.nan)
    if kind != OPEN:
        return {"students": unknown, "groups": unknown}
    inputs = formulation.inputs
    block = inputs.rights.places.block[inputs.structure.taught_place[pieces.taught]]
    facts = inputs.facts
    school = facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy()[block]]
    name = facts.blocks["block_id"].to_numpy(dtype=object)[block]
    students = np.bincount(pieces.piece, weights=pieces.students, minlength=len(pieces.groups))
    found: dict[str, list[float]] = {"students": [], "groups": []}
    for row in frame.to_dict("records"):
        here = np.ones(len(block), dtype=bool)
        here &= (school == row["school_id"]) | (row["school_id"] == "")
        here &= (name == row["block_id"]) | (row["block_id"] == "")
        found["students"].append(float(students[here].sum()))
        found["groups"].append(float(pieces.groups[here].sum()))
    return {column: np.array(amounts) for column, amounts in found.items()}


def _sentence(row: Mapping[Hashable, object]) -> str:
    """What the row says to a reader."""
    amount, where = float(str(row["amount"])), " ".join(str(row[name]) for name in _IDS[1:] if row[name])
    if row["what"] == "cost":
        at = f" at {where}" if where else ""
        return f"{row['item']}{at} costs {print_dollars(float(str(row['dollars'])))}."
    if row["what"] == "people":
        return f"{amount:g} people of {where} teach, and a price is paid for each."
    named = f"{row['what']} {where}".strip()
    if amount <= TOLERANCE:
        return f"The {named} is not open in this plan."
    students, groups = (round(float(str(row[name])), 6) for name in ("students", "groups"))
    return f"The {named} is open for {print_count(groups, 'group')} of {print_count(students, 'student')}."


def closed_columns(formulation: Formulation, values: Floats) -> Ints:
    """Taught columns behind a gate that is closed."""
    shut: list[Ints] = [np.zeros(0, dtype=np.int64)]
    rows = next((part for part in formulation.program.rows if part.family == "opened"), None)
    if rows is None:
        return shut[0]
    taught = rows.column - formulation.layout.taught_begin
    is_gate = (taught < 0) | (taught >= formulation.layout.n_taught)
    gate = np.zeros(rows.size)
    gate[rows.row[is_gate]] = values[rows.column[is_gate]]
    behind: Ints = np.unique(taught[~is_gate & (gate[rows.row] <= TOLERANCE)])
    return behind


def paid_pools_of(formulation: Formulation) -> tuple[Ints, int]:
    """The pools whose people are counted, and where their columns begin; none and 0 where no price is paid a person."""
    ids = pd.Index(formulation.inputs.facts.tutors["pool_id"])
    for extra, begin in opened_kinds(formulation):
        if extra.columns.kind == PAID:
            return ids.get_indexer(extra.columns.keys["pool_id"]).astype(np.int64), begin
    return np.zeros(0, dtype=np.int64), 0


def unpaid_people(openings: pd.DataFrame, timetable: pd.DataFrame) -> list[str]:
    """Pools with more people in the timetable than a price is paid for."""
    paid = openings[openings["what"] == "people"]
    count = timetable.groupby("pool_id")["tutor"].nunique()
    teach = count.reindex(paid["pool_id"]).fillna(0).to_numpy(dtype=float)
    over = teach > paid["amount"].to_numpy(dtype=float) + 1e-6
    return [f"timetable: more people of {one} teach than are paid for" for one in paid["pool_id"][over]]
