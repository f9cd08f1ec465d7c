"""Why a program cannot be kept: which families of rows clash, and the least change of each that would help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import SolverError
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole


@dataclass(frozen=True, eq=False)
class Conflict:
    """What clashes and what would help.

    families: they cannot hold together, yet would if any one of them were dropped; empty where bounds and identities
    clash by themselves. repairs: family, amount, unit: the least total change of that family's limits alone that
    makes the program keepable, NaN where that family alone cannot help.
    """

    families: tuple[str, ...]
    repairs: pd.DataFrame


def explain_infeasible(
    program: Program,
    relaxable: Mapping[str, str] | None = None,
    *,
    identities: Collection[str] = (),
    solver: Any = None,
) -> Conflict:
    """Explain why a program cannot be kept.

    relaxable: families whose limits somebody could change, with the unit of the change (None: all but the
    identities, in their own units); identities: families that are true by definition, never blamed nor changed.
    Raises SolverError if the program can be kept after all.
    """
    ask = _Asker(solver, whole=False)
    if ask.keepable(program):
        ask = _Asker(solver, whole=True)
        if ask.keepable(program):
            raise SolverError("there is no conflict to explain: the program can be kept")
    blamable = [rows.family for rows in program.rows if rows.family not in identities]
    units = {name: program.family(name).unit for name in blamable} if relaxable is None else dict(relaxable)
    repairs = [(family, ask.least_change(program, family), unit) for family, unit in units.items()]
    table = pd.DataFrame(repairs, columns=pd.Index(["family", "amount", "unit"]))
    return Conflict(_irreducible(program, blamable, ask), table)


def _irreducible(program: Program, blamable: list[str], ask: _Asker) -> tuple[str, ...]:
    """Drop one family after another for good, unless dropping it would resolve the clash (deletion filtering).

    Source: Chinneck, Feasibility and Infeasibility in Optimization, chapter 6.
    """
    current = program
    for family in blamable:
        without = current.without([family])
        if not ask.keepable(without):
            current = without
    return tuple(rows.family for rows in current.rows if rows.family in blamable)


@dataclass(frozen=True)
class _Asker:
    """Asks whether programs can be kept, as linear ones or in whole numbers."""

    solver: Any
    whole: bool

    def keepable(self, program: Program) -> bool:
        """Whether any values keep the program."""
        return self._best(program, nothing_to_gain(program)) is not None

    def least_change(self, program: Program, family: str) -> float:
        """The least total change of one family's limits that lets the program be kept; NaN where none does."""
        elastic, level = _elastic(program, family)
        values = self._best(elastic, level)
        return float("nan") if values is None else level.of(values)

    def _best(self, program: Program, level: Level) -> Floats | None:
        if self.whole:
            return solve_whole(program.with_levels([level]), solver=self.solver).values
        return solve_level(program.with_levels([]), level, settings=Settings(), solver=self.solver).values


def _elastic(program: Program, family: str) -> tuple[Program, Level]:
    """The program with one more column per row and direction of a family, and the level that keeps them small."""
    rows = program.family(family)
    signs = {"<=": [-1.0], ">=": [1.0], "=": [1.0, -1.0]}[rows.sense]
    extra = rows.size * len(signs)
    free = Columns(f"change of {family}", pd.DataFrame(index=range(extra)), np.zeros(extra), np.full(extra, np.inf))
    loose = Rows(
        rows.family,
        rows.keys,
        np.concatenate([rows.row, np.tile(np.arange(rows.size), len(signs))]),
        np.concatenate([rows.column, program.n_columns + np.arange(extra)]),
        np.concatenate([rows.value, np.repeat(signs, rows.size)]),
        rows.sense,
        rows.limits,
        rows.unit,
        rows.says,
    )
    others = tuple(loose if part.family == family else part for part in program.rows)
    level = Level("change", rows.unit, "min", np.r_[np.zeros(program.n_columns), np.ones(extra)])
    return Program((*program.columns, free), others, (level,)), level
