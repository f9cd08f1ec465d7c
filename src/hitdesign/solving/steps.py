"""One level of a whole program as it was solved: its plan, its bound, and how both were come by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.solving.linear import relative_gap
from hitdesign.solving.narrow import NarrowPlan
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level
from hitdesign.solving.standard import Status


@dataclass(frozen=True, eq=False)
class Step:
    """One level solved: its plan (the plan before where this level found none), and what it proved."""

    level: Level
    status: Status
    values: Floats | None
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How far the plan is from the bound; inf where there is no plan or no bound."""
        gap = float("inf") if self.values is None else relative_gap(self.level.of(self.values), self.bound)
        return gap if np.isfinite(gap) else float("inf")


def outer(level: Level, bound: float, value: float) -> float:
    """The bound, never on the wrong side of a value that was reached."""
    return level.sign * min(level.sign * bound, level.sign * value)


def status_of(said: Status, value: float, bound: float) -> Status:
    """Optimal only where value and bound meet, whatever the solver said."""
    if abs(bound - value) <= 1e-6 + 1e-9 * abs(value):
        return "optimal"
    return "gap_reached" if said == "optimal" else said


def step_of(level: Level, plan: NarrowPlan) -> Step:
    """A step from a plan with its bound."""
    if plan.values is None:
        return Step(level, plan.status, None, plan.bound, plan.seconds)
    value = level.of(plan.values)
    bound = outer(level, plan.bound, value)
    return Step(level, status_of(plan.status, value, bound), plan.values, bound, plan.seconds)
