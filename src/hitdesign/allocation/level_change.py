"""Least change: how many seats stand elsewhere than in the last plan, and what of that plan cannot be compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.allocation.shapes import Answer
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.need.need import BAND
from hitdesign.rights.places import band_schools
from hitdesign.solving.parts import Columns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: What a seat is told by when two plans are compared: neither ids of cohorts nor marks, which change between years.
PLACE = (*BAND, "model_id", "block_id", "pool_id")
#: Its columns of numbers.
NUMBERS = ("grade_low", "grade_high", "students")


@dataclass(frozen=True)
class Change:
    """The last plan beside the seat entries of this one.

    `of_entry`: the known seats (position in `known`) that each entry stands at, -1 where the last plan had nobody.
    `known`, `unknown`: columns of PLACE and students; the second stands where nobody can be taught now.
    """

    of_entry: Ints
    known: pd.DataFrame
    unknown: pd.DataFrame


def last_seats(last: Answer | pd.DataFrame) -> pd.DataFrame:
    """The seats of an earlier plan by place: columns of PLACE and students, one row per place, those with students.

    `last`: an allocation, or its table of seats (as `write_tables` writes it). Raises InputError where a column is
    missing or a number of students is blank, negative or no number.

    >>> import pandas as pd
    >>> from hitdesign.allocation.level_change import PLACE, last_seats
    >>> row = dict(zip(PLACE, ["01", 3, 5, "math", "intensive", "two_to_one", "day", "teachers"]))
    >>> last_seats(pd.DataFrame([{**row, "students": 4}, {**row, "students": 2}]))["students"].tolist()
    [6.0]
    """
    table = last if isinstance(last, pd.DataFrame) else last.seats
    lost = [name for name in (*PLACE, "students") if name not in table.columns]
    if lost:
        expected = "the columns of an allocation's table of seats"
        raise InputError([Fault("last_plan", f"no {', '.join(lost)}", expected, "Give the plan's table of seats")])
    numbers = {name: pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float) for name in NUMBERS}
    faults = [fault for name, values in numbers.items() for fault in _unusable(name, values)]
    if faults:
        raise InputError(faults)
    students = numbers["students"]
    names = {name: table[name].astype(str).to_numpy(dtype=object) for name in PLACE if not name.startswith("grade")}
    grades = {name: numbers[name].astype(np.int64) for name in PLACE if name.startswith("grade")}
    frame = pd.DataFrame({name: {**names, **grades}[name] for name in PLACE}).assign(students=students)
    summed = frame[frame["students"] > 0].groupby(list(PLACE), sort=True)[["students"]].sum()
    return summed.reset_index()


def last_of(district: District, levels: Collection[str], last: Answer | pd.DataFrame | None) -> pd.DataFrame | None:
    """The seats to stay near to: those of `last`; else, where the level is asked for, the district's table.

    None where there is neither.
    """
    if last is not None:
        return last_seats(last)
    if not district.last_plan or "least_change" not in levels:
        return None
    return last_seats(pd.DataFrame([row.model_dump() for row in district.last_plan]))


def _unusable(column: str, values: Floats) -> list[Fault]:
    """A fault where cells of a column are blank or no number, or where numbers of students are below 0."""
    wrong = np.flatnonzero(~np.isfinite(values) | ((values < 0) & (column == "students")))
    if not len(wrong):
        return []
    problem, expected = f"{len(wrong)} cells cannot be used", "a number from 0" if column == "students" else "a grade"
    return [Fault("last_plan", problem, expected, "Correct them", column=column, row=int(wrong[0]) + 1)]


def change_of(inputs: Inputs, entries: SeatEntries) -> Change:
    """The facts' last plan against the places of this one; raises InputError where no plan was given."""
    last = inputs.facts.last_plan
    if last is None:
        expected = "a plan to stay near to, given as last=..."
        remedy = "Give the last plan, or take least_change out of the policy's levels"
        raise InputError([Fault("last_plan", "the level least_change has nothing to compare with", expected, remedy)])
    here = places_of(inputs, entries)
    both = pd.MultiIndex.from_frame(last[list(PLACE)])
    found = both.get_indexer(pd.MultiIndex.from_frame(here))
    known = np.zeros(len(last), dtype=bool)
    known[found[found >= 0]] = True
    position = np.append(np.where(known, np.cumsum(known) - 1, -1), -1)
    return Change(
        of_entry=position[found].astype(np.int64),
        known=last[known].reset_index(drop=True),
        unknown=last[~known].reset_index(drop=True),
    )


def places_of(inputs: Inputs, entries: SeatEntries) -> pd.DataFrame:
    """The columns of PLACE of every seat entry; a place stands for all of its outlet."""
    structure, facts, bands = inputs.structure, inputs.facts, inputs.need.bands
    band, place = structure.pair_band[entries.pair], structure.outlet_place[entries.outlet]
    block, pool = inputs.rights.places.block[place], inputs.rights.places.pool[place]
    own = {name: bands[name].to_numpy()[band] for name in BAND}
    return pd.DataFrame(
        {
            **{name: values if name.startswith("grade") else values.astype(object) for name, values in own.items()},
            "model_id": facts.models["model_id"].to_numpy(dtype=object)[structure.pair_model[entries.pair]],
            "block_id": facts.blocks["block_id"].to_numpy(dtype=object)[block],
            "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[pool],
        }
    )


def moved_seats(inputs: Inputs, entries: SeatEntries, begin: int) -> Extra:
    """Seats more and seats fewer than in the last plan, at each place that both plans know.

    Formula: sum of seats at the place - more + fewer = last seats there; the columns stand from `begin` on, first all
    of `more`, then all of `fewer`.
    """
    change = change_of(inputs, entries)
    last = change.known["students"].to_numpy(dtype=float)
    size = len(last)
    at = np.flatnonzero(change.of_entry >= 0)
    row, column = change.of_entry[at], entries.column[at]
    each = np.arange(size)
    rows = family(
        "least_change_seats",
        {name: change.known[name].to_numpy() for name in PLACE},
        np.concatenate([row, each, each]),
        np.concatenate([column, begin + each, begin + size + each]),
        np.concatenate([np.ones(len(at)), -np.ones(size), np.ones(size)]),
        "=",
        last,
        "students",
        "the seats of {school_id} in {block_id} with {pool_id} differ from the last plan's {limit} by what is counted",
    )
    keys = pd.concat([change.known[list(PLACE)]] * 2, ignore_index=True)
    keys.insert(0, "direction", np.repeat(np.array(["more", "fewer"], dtype=object), size))
    columns = Columns("moved_seats", keys, np.zeros(2 * size), np.full(2 * size, np.inf), False)
    school = np.full(size, -1, dtype=np.int64)
    school[row] = band_schools(inputs.facts, inputs.need)[inputs.structure.pair_band[entries.pair[at]]]

    def values(all_columns: Floats) -> Floats:
        now = np.bincount(row, weights=all_columns[column], minlength=size).astype(float)
        return np.concatenate([np.maximum(now - last, 0.0), np.maximum(last - now, 0.0)])

    return Extra(columns=columns, school=np.tile(school, 2), rows=(rows,), values=values)


def new_seats(inputs: Inputs, entries: SeatEntries) -> Ints:
    """The columns of seats where the last plan had nobody: each of them is a change."""
    return entries.column[change_of(inputs, entries).of_entry < 0]
