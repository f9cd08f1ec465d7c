"""What one more, or one fewer, unit of a limit is worth: every level solved again, never a dual taken at its word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.carried import carried_by
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.limits import Limit, limits_of
from hitdesign.allocation.price_words import price_sentence
from hitdesign.allocation.shapes import SHAPES
from hitdesign.errors import SolverError
from hitdesign.solving.again import Again
from hitdesign.solving.linear import lock
from hitdesign.solving.parametric import FAR, Piece, ValueCurve
from hitdesign.solving.parts import Level, Rows
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
#: Prices below this are nothing.
NOTHING = 1e-9


def ask_prices(
    asked: Allocation | Formulation,
    *,
    families: Collection[str] | None = None,
    most: int | None = 50,
    levels: int | None = None,
    solver: Any = None,
) -> pd.DataFrame:
    """What one more and one fewer unit of each limit is worth: one row per limit, level and side.

    Prices are those of the linear program that the plan's limits make: people and groups may be shared there, so a
    price says how much a limit presses, and a single group may take a whole one.
    `families`: row families to look at (None: all that a person can change). `most`: at most so many limits, those
    with the largest price times amount first, at the first level at which any has a price (None: all). `levels`: how
    many of the policy's levels (None: all).
    Columns: limit, level, side (more, less), value (in the level's unit per unit of the limit, signed as the level
    changes), unit, up_to (how far the value holds, inf where it never ends), seats_per_unit, sentence, family, keys (of
    the limit's row). NaN where the limit cannot be moved to that side. Raises NoFormulationError where an allocation
    carries no program, SolverError where it cannot be kept or no answer is trusted.
    """
    chain = _Chain(carried_by(asked), levels, solver)
    first = chain.steps[0].again.first
    if first.values is None or first.row_duals is None:
        raise SolverError("prices need a program that can be kept, and a solver that gives duals")
    rows = [
        row for limit in chain.limits(families)[:most] for side in ("more", "less") for row in chain.rows(limit, side)
    ]
    return pd.DataFrame(rows, columns=list(SHAPES["prices"][1]))


@dataclass(frozen=True)
class _Step:
    """One level under the rows that keep the levels before it."""

    level: Level
    program: Program
    again: Again


class _Chain:
    """The levels of a program in order, each ready to be solved again under other limits."""

    def __init__(self, formulation: Formulation, levels: int | None, solver: Any) -> None:
        self.formulation = formulation
        self.steps: list[_Step] = []
        program = formulation.program
        for level in program.levels[:levels]:
            again = Again(program, level, solver=solver)
            if again.first.values is None:
                raise SolverError(f"level {level.name} has no answer ({again.first.status}), so no limit has a price")
            self.steps.append(_Step(level, program, again))
            program = program.with_rows(lock(level, again.first.value))

    def limits(self, families: Collection[str] | None) -> list[Limit]:
        """The limits, those first that press most at the first level at which any of them presses."""
        found: list[Limit] = []
        for step in self.steps:
            first, program = step.again.first, self.formulation.program
            if first.values is None or first.row_duals is None:
                break
            limits = limits_of(program, first.values, first.row_duals[: program.n_rows], families)
            found = found or limits
            if any(abs(limit.dual) > NOTHING for limit in limits):
                return limits
        return found

    def rows(self, limit: Limit, side: str) -> list[tuple[object, ...]]:
        """The rows of one limit and side, one per level; a level's range is never longer than the one before it."""
        rows = self.formulation.program.family(limit.family)
        moves = np.zeros(rows.size)
        moves[limit.row] = 1.0
        end = _end(rows, limit, side, self.formulation.program)
        steps: dict[str, Floats] = {limit.family: moves}
        found: list[Piece | None] = []
        served = [np.nan, np.nan]
        for step in self.steps:
            curve = ValueCurve(step.program, step.level, steps, again=step.again)
            piece = None if end == 0 else curve.piece(0.0, end)
            found.append(piece)
            if piece is None or piece.length == 0:
                break
            end = float(np.sign(end) * piece.length)
            there = curve.point(end)
            if there is None:
                break
            served = [self._seats(step.again.first.values), self._seats(there.values)]
            steps = {**steps, f"level {step.level.name}": np.array([_kept(step, there.value) / end])}
        per_unit = (served[1] - served[0]) / end if end and len(found) == len(self.steps) else np.nan
        return [
            _row(limit, step.level, side, piece, per_unit)
            for step, piece in zip(self.steps, [*found, *[None] * (len(self.steps) - len(found))], strict=True)
        ]

    def _seats(self, values: Floats | None) -> float:
        return float("nan") if values is None else float(values[self.formulation.program.slice("students")].sum())


def _kept(step: _Step, value: float) -> float:
    """How far the row that keeps the level moves when its best value does."""
    first = step.again.first.value
    limits = [float(lock(step.level, one).limits[0]) for one in (first, value)]
    return limits[1] - limits[0]


def _end(rows: Rows, limit: Limit, side: str, program: Program) -> float:
    """How far a limit may go: down to nothing; up as far as its row can reach."""
    if side == "less":
        return -max(limit.amount, 0.0)
    if rows.sense != ">=":
        return FAR
    own = rows.row == limit.row
    most = float(np.maximum(rows.value[own], 0.0) @ program.upper[rows.column[own]])
    return max(0.0, min(FAR, most - limit.amount)) if np.isfinite(most) else FAR


def _row(limit: Limit, level: Level, side: str, piece: Piece | None, per_unit: float) -> tuple[object, ...]:
    value = np.nan if piece is None or piece.length == 0 else piece.slope * (1.0 if side == "more" else -1.0)
    value = 0.0 if abs(value) < NOTHING else value
    up_to = np.nan if np.isnan(value) or piece is None else (np.inf if piece.length >= FAR else piece.length)
    per_unit = np.nan if np.isnan(value) else per_unit * (1.0 if side == "more" else -1.0)
    per_unit = 0.0 if abs(per_unit) < NOTHING else per_unit
    unit = f"{level.unit} per {_one(limit.unit)}"
    sentence = price_sentence(limit, side, level, value, up_to, per_unit)
    return (limit.name, level.name, side, value, unit, up_to, per_unit, sentence, limit.family, limit.keys)


def _one(unit: str) -> str:
    """The unit of one: `dollar` of dollars."""
    return unit[:-1] if unit.endswith("s") and " " not in unit else f"unit ({unit})"


def worth_most(prices: pd.DataFrame, level: str, most: int = 5) -> Sequence[str]:
    """The sentences of the limits whose widening is worth most at this level, per unit."""
    more = prices[(prices["level"] == level) & (prices["side"] == "more") & (prices["value"] > 0)]
    return [str(one) for one in more.sort_values("value", ascending=False, kind="stable")["sentence"].head(most)]
