"""What is wanted of several years: the most in all, the most that every year can keep, or a floor under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.policy import Policy
from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import YearProgram
from hitdesign.scenarios.years_records import Aim
from hitdesign.solving.linear import LinearAnswer, solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
#: Shares of a level that rounding may take where the levels after it find no answer otherwise.
HAIRS = (0.0, 1e-9, 1e-7)
STEADY, CHANGES, FLOOR, FLOOR_AIM = "steady", "changes", "year_floor", "floor"


def weighted_seats(formulation: Formulation) -> Floats:
    """A year's seats by its columns, each weighed as the policy weighs it."""
    return np.asarray(formulation.values["seats"].value, dtype=np.float64)


def plain_seats(formulation: Formulation) -> Floats:
    """A year's seats by its columns, each counted as one."""
    out = np.zeros(formulation.program.n_columns)
    out[: len(formulation.layout.student_cohort)] = 1.0
    return out


def aimed(stack: Stack, policy: Policy, aim: Aim, floor: float | None = None) -> Program:
    """The joint program with the levels of an aim.

    most: the policy's levels, summed over the years; of equal plans, the one with the fewest seats moved between years
    (after the first level). steady: before all that, the smallest year's seats, made large. floor: as most, with a row
    for each year: seats >= floor x its need. Seats of the first and of `changes` are weighed as the policy weighs them.
    """
    program, years = stack.program, stack.years
    of_policy = _levels(stack, policy)
    if len(years) == 1 and (aim == "most" or (aim == "steady" and of_policy[0].name == "seats")):
        return program.with_levels(of_policy)
    size, further = program.n_columns, 2 * (len(years) - 1) + 1
    zeros = np.zeros(further)
    wide = [replace(level, value=np.concatenate([level.value, zeros])) for level in of_policy]
    least = np.zeros(size + further)
    least[size] = 1.0
    moves = np.zeros(size + further)
    moves[size + 1 :] = 1.0
    tolerance = policy.tolerance
    first = [Level(STEADY, "weighted seats", "max", least, tolerance)] if aim == "steady" else []
    between = [Level(CHANGES, "weighted seats", "min", moves, tolerance)] if len(years) > 1 else []
    columns = (Columns(STEADY, pd.DataFrame({"year": ["every year"]}), np.zeros(1), np.full(1, np.inf)), _moves(years))
    rows = [_smallest(stack), _changes(stack)]
    if aim == FLOOR_AIM:
        rows.append(_floors(stack, floor or 0.0))
    return Program(
        (*program.columns, *(part for part in columns if part.size)),
        (*program.rows, *(part for part in rows if part.size)),
        (*first, wide[0], *between, *wide[1:]),
    )


def answered(program: Program, *, solver: Any = None, levels: int | None = None) -> LinearAnswer:
    """The program's answer; where a level that must stay to the last digit leaves none, a hair of it may give way.

    Raises SolverError where no answer can be trusted.
    """
    for hair in HAIRS:
        loose = [replace(level, tolerance=max(hair, level.tolerance)) for level in program.levels]
        answer = solve_linear(program.with_levels(loose), solver=solver, levels=levels)
        if answer.values is not None or answer.solves[0].values is None:
            break
    return answer


def _levels(stack: Stack, policy: Policy) -> list[Level]:
    """The policy's levels, summed over the years that have them."""
    every = [year.formulation.program.levels for year in stack.years]
    names = [name for name in policy.levels if any(level.name == name for own in every for level in own)]
    levels = []
    for name in names or ["seats"]:
        own = [(year, level) for year, one in enumerate(every) for level in one if level.name == name]
        value = sum((stack.spread(year, level.value) for year, level in own), np.zeros(stack.begins[-1]))
        levels.append(replace(own[0][1], value=value))
    return levels


def _moves(years: Sequence[YearProgram]) -> Columns:
    """Seats more, then fewer, than in the year before."""
    labels = [year.days.label for year in years[1:]]
    keys = pd.DataFrame({"year": labels * 2, "way": ["more"] * len(labels) + ["fewer"] * len(labels)})
    return Columns(CHANGES, keys, np.zeros(len(keys)), np.full(len(keys), np.inf))


def _smallest(stack: Stack) -> Rows:
    """steady: no year has fewer weighted seats than the smallest. Formula: seats of the year - smallest >= 0."""
    entries = [_entries(stack, year, weighted_seats(one.formulation)) for year, one in enumerate(stack.years)]
    count = len(entries)
    return Rows(
        STEADY,
        pd.DataFrame({"year": [year.days.label for year in stack.years]}),
        np.concatenate([*(np.full(len(column), year) for year, (column, _) in enumerate(entries)), np.arange(count)]),
        np.concatenate([*(column for column, _ in entries), np.full(count, stack.begins[-1])]),
        np.concatenate([*(value for _, value in entries), np.full(count, -1.0)]),
        ">=",
        np.zeros(count),
        "weighted seats",
        "{year} keeps what every year keeps",
    )


def _changes(stack: Stack) -> Rows:
    """changes: how far a year stands from the one before. Formula: seats - seats before - more + fewer = 0."""
    count = len(stack.years) - 1
    entries = [_entries(stack, year, weighted_seats(one.formulation)) for year, one in enumerate(stack.years)]
    row, column, value = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    begin = stack.begins[-1] + 1
    for at in range(count):
        (old, old_value), (new, new_value) = entries[at], entries[at + 1]
        row.append(np.full(len(old) + len(new) + 2, at))
        column += [new, old, np.array([begin + at, begin + count + at])]
        value += [new_value, -old_value, np.array([-1.0, 1.0])]
    return Rows(
        CHANGES,
        pd.DataFrame({"year": [year.days.label for year in stack.years[1:]]}),
        np.concatenate(row),
        np.concatenate(column),
        np.concatenate(value),
        "=",
        np.zeros(count),
        "weighted seats",
        "{year} is as far from the year before as counted",
    )


def _floors(stack: Stack, floor: float) -> Rows:
    """year_floor: no year falls below a share of its need. Formula: seats of the year >= floor x need."""
    entries = [_entries(stack, year, plain_seats(one.formulation)) for year, one in enumerate(stack.years)]
    return Rows(
        FLOOR,
        pd.DataFrame({"year": [year.days.label for year in stack.years]}),
        np.concatenate([np.full(len(column), year) for year, (column, _) in enumerate(entries)]),
        np.concatenate([column for column, _ in entries]),
        np.concatenate([value for _, value in entries]),
        ">=",
        np.array([floor * year.need.students for year in stack.years], dtype=float),
        "students",
        "{year} serves {limit} students",
    )


def _entries(stack: Stack, year: int, value: Floats) -> tuple[Ints, Floats]:
    own = np.flatnonzero(value).astype(np.int64)
    return stack.begins[year] + own, value[own]
