"""The same years under each aim, the highest floor under all of them, and what survives the end of each stream."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hitdesign.policy import Policy
from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.scenarios.prepared import served_of
from hitdesign.scenarios.years_aims import FLOOR_AIM, aimed, answered, plain_seats
from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import Made
from hitdesign.scenarios.years_records import AIMS, Aim
from hitdesign.scenarios.years_tables import paid
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
PHASES = ("aim", "year", "seats", "need", "served_share", "dollars", "fewer_seats", "sentence")
WITHOUT = ("stream_id", "steady_value", "seats", "fewer_seats", "sentence")
#: What there is of an award, and what must be spent of it.
OF_MONEY = ("budget", "minimum_spending")
#: What a floor that is itself the answer of a program gives way, so that rounding does not refuse it.
ROUNDING = 1e-9


def phases_table(
    parts: Made, stack: Stack, policy: Policy, *, floor: float | None = None, solver: Any = None
) -> pd.DataFrame:
    """One row per aim and year: aim, year, seats, need, served_share, dollars, fewer_seats (than the year before).

    `floor`: the share of need under the aim floor; None: the highest that every year can keep. Where an aim cannot be
    kept its numbers are NaN, and the sentence says so.
    """
    highest = highest_floor(stack, solver=solver)
    wanted = (highest or 0.0) * (1 - ROUNDING) if floor is None else floor
    rows: list[tuple[object, ...]] = []
    aims: tuple[Aim, ...] = ("most", "steady", "floor")
    for aim in aims:
        program = aimed(stack, policy, aim, wanted)
        values = answered(program, solver=solver).values
        said = _of_aim(aim, wanted, highest, kept=values is not None)
        before = float("nan")
        for number, year in enumerate(parts.years):
            need, label = year.need.students, year.days.label
            seats, dollars = float("nan"), float("nan")
            if values is not None:
                own = stack.of(values, number)
                seats, dollars = float(served_of(year.formulation, own).sum()), sum(paid(year, own).values())
            fewer = float("nan") if np.isnan(seats - before) else max(0.0, before - seats)
            share = seats / need if need else float("nan")
            text = f" {label}: {print_count(round(seats, 1), 'seat')} for {print_dollars(dollars)}."
            text = said if values is None else said + text
            rows.append((aim, label, seats, need, share, dollars, fewer, text))
            before = seats
    return pd.DataFrame(rows, columns=list(PHASES))


def _of_aim(aim: Aim, floor: float, highest: float | None, *, kept: bool) -> str:
    words = AIMS[aim]
    if aim == FLOOR_AIM:
        words = f"no year below {print_share(floor, 1)} of its need, then the most in all"
    if kept:
        return f"{words[0].upper()}{words[1:]}."
    most = "" if highest is None else f", the highest floor that every year can keep is {print_share(highest, 1)}"
    return f"{words[0].upper()}{words[1:]}: this cannot be kept{most}."


def highest_floor(stack: Stack, *, solver: Any = None) -> float | None:
    """The largest share of its need that every year can reach at once; None where no year has need, or no plan stands.

    Formula: max f with seats of the year >= f x need, for each year with need.
    """
    years = [(at, year) for at, year in enumerate(stack.years) if year.need.students]
    if not years:
        return None
    size = stack.program.n_columns
    entries = [np.flatnonzero(plain_seats(year.formulation)) + stack.begins[at] for at, year in years]
    count = len(years)
    rows = Rows(
        "highest_floor",
        pd.DataFrame({"year": [year.days.label for _, year in years]}),
        np.concatenate([*(np.full(len(own), row) for row, own in enumerate(entries)), np.arange(count)]),
        np.concatenate([*entries, np.full(count, size)]),
        np.concatenate([np.ones(sum(map(len, entries))), [-float(year.need.students) for _, year in years]]),
        ">=",
        np.zeros(count),
        "students",
        "{year} serves the share of its need that every year serves",
    )
    column = Columns("highest_floor", pd.DataFrame({"year": ["every year"]}), [0.0], [1.0])
    value = np.zeros(size + 1)
    value[size] = 1.0
    level = Level("highest_floor", "share", "max", value)
    program = Program((*stack.program.columns, column), (*stack.program.rows, rows), (level,))
    answer = solve_linear(program, solver=solver)
    return None if answer.values is None else min(1.0, max(0.0, answer.levels[0].value))


def without_table(parts: Made, stack: Stack, policy: Policy, *, solver: Any = None) -> pd.DataFrame:
    """The largest steady program with all streams (a blank stream_id), and without each that may pay.

    Columns: stream_id, steady_value, seats, fewer_seats, sentence.
    `steady_value`: weighted seats that every year can keep; `seats`: those of the smallest year; `fewer_seats`: than
    with all streams. NaN where the policy's promises cannot be kept without the stream.
    """
    streams = dict.fromkeys(award.stream_id for year in parts.years for award in year.may_pay)
    rows: list[tuple[object, ...]] = []
    every = float("nan")
    for stream in ("", *streams):
        gone = {stream, *(award.name for award in parts.awards if award.stream_id == stream)} - {""}
        value, seats = _steady(stack, policy, gone, solver)
        every = every if stream else seats
        fewer = float(np.maximum(every - seats, 0.0))
        rows.append((stream, value, seats, fewer, _survives(stream, seats, every)))
    return pd.DataFrame(rows, columns=list(WITHOUT))


def _steady(stack: Stack, policy: Policy, gone: set[str], solver: Any) -> tuple[float, float]:
    """Weighted seats that every year keeps without these awards and what must be spent of them; the fewest seats."""
    program = aimed(stack, policy, "steady")
    for family in {part.family for part in program.rows} & set(OF_MONEY):
        rows = program.family(family)
        out = rows.keys["stream_id"].isin(gone).to_numpy(dtype=bool)
        program = program.with_limits(family, np.where(out, 0.0, rows.limits))
    answer = answered(program, solver=solver, levels=2)
    if answer.values is None:
        return float("nan"), float("nan")
    seats = [
        float(served_of(year.formulation, stack.of(answer.values, at)).sum()) for at, year in enumerate(stack.years)
    ]
    return answer.levels[0].value, min(seats)


def _survives(stream: str, seats: float, every: float) -> str:
    if not stream:
        return f"With every stream each year can keep {print_count(round(seats, 1), 'seat')}."
    if np.isnan(seats):
        return f"Without {stream} the policy's promises cannot be kept in every year."
    fewer = round(every - seats, 1)
    than = f", {print_count(fewer, 'seat')} fewer" if fewer > 0 else ", as many as with it"
    return f"Without {stream} each year can keep {print_count(round(seats, 1), 'seat')}{than}."
