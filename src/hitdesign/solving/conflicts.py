"""Why a program cannot be kept: which families of rows clash, and the least change of each that would help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import SolverError
from hitdesign.solving.elastic import Changes, keepable, least_changes
from hitdesign.solving.program import Program


@dataclass(frozen=True, eq=False)
class Conflict:
    """What clashes and what would help.

    families: they cannot hold together, yet would if any one of them were dropped; empty where bounds and identities
    clash by themselves. repairs: family, amount, unit: the least total change of that family's limits alone that
    makes the program keepable, NaN where that family alone cannot help. changes: for each family that can help, how
    far each of its limits moves. together: where no family alone can help, the moves of several that do, none of which
    can be left out; empty else. whole: whether whole numbers are what clashes.
    """

    families: tuple[str, ...]
    repairs: pd.DataFrame
    changes: Mapping[str, Changes]
    together: Changes
    whole: bool


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
    found = {family: ask.least(program, {family: 1.0}) for family in units}
    changes = {family: moves for family, moves in found.items() if moves is not None}
    repairs = [(family, _total(changes.get(family), family), unit) for family, unit in units.items()]
    table = pd.DataFrame(repairs, columns=pd.Index(["family", "amount", "unit"]))
    together = {} if changes else _together(program, list(units), ask)
    return Conflict(_irreducible(program, blamable, ask), table, changes, together, ask.whole)


def _total(changes: Changes | None, family: str) -> float:
    return float("nan") if changes is None else float(np.abs(changes[family]).sum())


def _together(program: Program, families: list[str], ask: _Asker) -> Changes:
    """The least change of several families' limits, each measured by its own size, with none that can be left out."""
    weights = {name: 1.0 / max(1.0, float(np.abs(program.family(name).limits).mean())) for name in families}
    best = ask.least(program, weights)
    for name in families:
        if best is None or name not in best:
            continue
        without = ask.least(program, {other: weights[other] for other in best if other != name})
        best = best if without is None else without
    return {} if best is None else best


def least_together(program: Program, families: Collection[str], *, solver: Any = None) -> Changes:
    """The least change of several families' limits together that lets the linear program be kept; empty without one.

    Each family is measured by the mean size of its limits, and none of those named can be left out.
    """
    return _together(program, list(families), _Asker(solver, whole=False))


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
        return keepable(program, whole=self.whole, solver=self.solver)

    def least(self, program: Program, weights: Mapping[str, float]) -> Changes | None:
        """The least change of some families' limits that lets the program be kept; None where none does."""
        return least_changes(program, weights, whole=self.whole, solver=self.solver)
