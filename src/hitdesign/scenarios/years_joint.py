"""The years' programs stacked to one, with one row over the years where an award may pay in several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.scenarios.years_made import YearProgram
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
#: Families whose limit is the award's, whatever the year: one row over all years in which it may pay.
OF_AWARDS = ("budget", "administration", "match", "school_money", "district_money")
#: Families that ask of an award what its first open year asks, and later years do not ask again.
OF_FIRST = ("minimum_spending",)


@dataclass(frozen=True)
class Stack:
    """The joint program without levels; `begins`: each year's first column, and at its end where they all end."""

    years: tuple[YearProgram, ...]
    program: Program
    begins: tuple[int, ...]

    def of(self, values: Floats, year: int) -> Floats:
        """One year's part of values over all columns."""
        return values[self.begins[year] : self.begins[year + 1]]

    def spread(self, year: int, value: Floats) -> Floats:
        """One year's values among zeros for all others."""
        out = np.zeros(self.begins[-1])
        out[self.begins[year] : self.begins[year + 1]] = value
        return out


def stacked(years: Sequence[YearProgram]) -> Stack:
    """The years' columns one after another, and their rows by family; those of awards joined.

    Formula of a joined row: sum over years of what the award's row counts <= the award's limit, once.
    """
    programs = [year.formulation.program for year in years]
    begins = np.cumsum([0, *(program.n_columns for program in programs)]).tolist()
    columns = tuple(
        Columns(f"{part.kind} {year.days.label}", part.keys, part.lower, part.upper, part.whole)
        for year, program in zip(years, programs, strict=True)
        for part in program.columns
    )
    names = dict.fromkeys(part.family for program in programs for part in program.rows)
    first = _first_years(years)
    rows = tuple(_family(name, years, begins, first) for name in names)
    kept = tuple(part for part in rows if part.size)
    return Stack(tuple(years), Program(columns, kept, ()), tuple(begins))


def _first_years(years: Sequence[YearProgram]) -> dict[str, int]:
    """The number of the first year in which each award may pay; of one that never may, its own year's."""
    first: dict[str, int] = {}
    for year in years:
        for award in year.may_pay:
            first.setdefault(award.name, year.days.number)
    return {award.name: first.get(award.name, award.year) for year in years for award in year.awards}


def _family(name: str, years: Sequence[YearProgram], begins: Sequence[int], firsts: Mapping[str, int]) -> Rows:
    """One family over all years, with the column `year` in its keys."""
    parts: list[tuple[YearProgram, int, Rows]] = []
    for year, begin in zip(years, begins, strict=False):
        own = [part for part in year.formulation.program.rows if part.family == name]
        parts += [(year, begin, _asked(part, year, firsts) if name in OF_FIRST else part) for part in own]
    keys = pd.concat([_keys(name, part, year) for year, _, part in parts], ignore_index=True)
    first = parts[0][2]
    place: NDArray[np.int64] = np.arange(len(keys), dtype=np.int64)
    if name in OF_AWARDS:
        known = [str(column) for column in keys.columns if column != "year"]
        place = keys.groupby(known, sort=False).ngroup().to_numpy().astype(np.int64)
        spans = keys["year"].groupby(place).agg(", ".join)
        keys = keys.iloc[np.unique(place, return_index=True)[1]].assign(year=spans.to_numpy(dtype=object))
        keys = keys.reset_index(drop=True)
    heads = np.cumsum([0, *(part.size for _, _, part in parts)])
    limits = np.concatenate([part.limits for _, _, part in parts])
    return Rows(
        family=name,
        key_columns=keys,
        row=np.concatenate([place[head + part.row] for head, (_, _, part) in zip(heads, parts, strict=False)]),
        column=np.concatenate([begin + part.column for _, begin, part in parts]),
        value=np.concatenate([part.value for _, _, part in parts]),
        sense=first.sense,
        limits=limits[np.unique(place, return_index=True)[1]] if len(place) else limits,
        unit=first.unit,
        says=first.says,
    )


def _keys(name: str, part: Rows, year: YearProgram) -> pd.DataFrame:
    """A year's keys with its label; awards by their own names."""
    keys = part.keys.assign(year=year.days.label)
    if name in OF_AWARDS:
        keys["stream_id"] = [year.named[str(one)].name for one in keys["stream_id"]]
    return keys


def _asked(part: Rows, year: YearProgram, firsts: Mapping[str, int]) -> Rows:
    """The rows of awards that may pay in this year first."""
    numbers = [firsts[year.named[str(one)].name] for one in part.keys["stream_id"]]
    own = np.array(numbers, dtype=np.int64) == year.days.number
    if own.all():
        return part
    entries = own[part.row]
    at = np.cumsum(own) - 1
    return replace(
        part,
        key_columns=part.keys[own].reset_index(drop=True),
        row=at[part.row[entries]],
        column=part.column[entries],
        value=part.value[entries],
        limits=part.limits[own],
    )
