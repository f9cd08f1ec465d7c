"""Proof that an LP answer is the best there is, re-checked from the program, the values and the duals alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.solving.check import breach_of, row_scale
from hitdesign.solving.numbers import Floats, ProgramError
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program


@dataclass(frozen=True)
class Certificate:
    """How far an LP answer is from keeping the conditions of optimality; all near 0 proves it, whoever solved it.

    Each number is the worst scaled residual: `feasibility` of rows and bounds; `signs` of the duals (a limit that
    gives more must not be worth less than nothing); `reduced_costs` where no bound holds the column;
    `slackness` (a limit with room left has no price); `objective` (the value equals what the prices say it is).
    value: the level's value; bound: the value that the duals prove cannot be passed.
    Source: linear programming duality, as in HiGHS's own checks; scales as in check.row_scale.
    """

    feasibility: float
    signs: float
    reduced_costs: float
    slackness: float
    objective: float
    value: float
    bound: float
    tolerance: float = 1e-6

    @property
    def worst(self) -> float:
        """The largest of the five residuals."""
        return max(self.feasibility, self.signs, self.reduced_costs, self.slackness, self.objective)

    @property
    def holds(self) -> bool:
        """Whether all residuals lie within the tolerance."""
        return bool(self.worst <= self.tolerance)


def certify(
    program: Program, level: Level, values: Floats, row_duals: Floats, *, tolerance: float = 1e-6
) -> Certificate:
    """Check an LP answer of one level; whole-number demands are left aside.

    values: one per column; row_duals: one per row, d level / d limit in the level's own sense (more of a `<=` limit
    is worth >= 0 when maximising). Raises ProgramError where sizes do not fit or a number is not finite.
    """
    values, duals = np.asarray(values, dtype=np.float64), np.asarray(row_duals, dtype=np.float64)
    if values.shape != (program.n_columns,) or duals.shape != (program.n_rows,):
        raise ProgramError("a certificate needs one value per column and one dual per row")
    if not (np.isfinite(values).all() and np.isfinite(duals).all()):
        raise ProgramError("a certificate needs finite values and duals")
    prices = level.sign * duals
    reduced = reduced_costs_of(program, level, duals) * level.sign
    wrong_signs = _wrong_signs(program, prices)
    unbounded = _unbounded(program, reduced)
    value, bound = level.of(values), level.sign * _dual_value(program, prices, reduced)
    activity, scale = program.matrix.times(values), row_scale(program, values)
    return Certificate(
        feasibility=breach_of(program, values, activity, scale),
        signs=_worst(wrong_signs / np.maximum(1.0, np.abs(prices))),
        reduced_costs=_worst(unbounded / _cost_scale(program, level, duals)) if unbounded.any() else 0.0,
        slackness=max(_row_slackness(program, activity, scale, prices), _column_slackness(program, values, reduced)),
        objective=abs(value - bound) / max(1.0, abs(value)),
        value=value,
        bound=bound,
        tolerance=tolerance,
    )


def reduced_costs_of(program: Program, level: Level, row_duals: Floats) -> Floats:
    """What one more of each column would change, rows at their prices: value - A' duals, in the level's own sense."""
    return np.asarray(level.value - program.matrix.transposed_times(row_duals))


def _wrong_signs(program: Program, prices: Floats) -> Floats:
    """Of a minimisation: a price above 0 needs a lower limit, one below 0 an upper limit."""
    too_high = np.where(np.isfinite(program.row_lower), 0.0, np.maximum(prices, 0.0))
    too_low = np.where(np.isfinite(program.row_upper), 0.0, np.maximum(-prices, 0.0))
    return np.asarray(too_high + too_low)


def _unbounded(program: Program, reduced: Floats) -> Floats:
    up = np.where(np.isfinite(program.lower), 0.0, np.maximum(reduced, 0.0))
    down = np.where(np.isfinite(program.upper), 0.0, np.maximum(-reduced, 0.0))
    return np.asarray(up + down)


def _cost_scale(program: Program, level: Level, duals: Floats) -> Floats:
    sums = program.matrix.transposed_times_sizes(duals)
    return np.maximum(1.0, np.maximum(np.abs(level.value), sums))


def _dual_value(program: Program, prices: Floats, reduced: Floats) -> float:
    """The sum of price x limit over rows and bounds, each price at the limit its sign points to."""
    return _at_limits(prices, program.row_lower, program.row_upper) + _at_limits(reduced, program.lower, program.upper)


def _at_limits(prices: Floats, lower: Floats, upper: Floats) -> float:
    limit = np.where(prices > 0, lower, upper)
    return float(np.sum(np.where(np.isfinite(limit), prices * np.where(np.isfinite(limit), limit, 0.0), 0.0)))


def _row_slackness(program: Program, activity: Floats, scale: Floats, prices: Floats) -> float:
    room = _room(activity, prices, program.row_lower, program.row_upper)
    return _worst(np.abs(prices) * room / (scale * np.maximum(1.0, np.abs(prices))))


def _column_slackness(program: Program, values: Floats, reduced: Floats) -> float:
    room = _room(values, reduced, program.lower, program.upper)
    return _worst(np.abs(reduced) * room / (np.maximum(1.0, np.abs(values)) * np.maximum(1.0, np.abs(reduced))))


def _room(activity: Floats, prices: Floats, lower: Floats, upper: Floats) -> Floats:
    """How far each activity is from the limit that its price points to; 0 where there is no such limit."""
    limit = np.where(prices > 0, lower, upper)
    known = np.isfinite(limit)
    return np.asarray(np.where(known, np.abs(activity - np.where(known, limit, 0.0)), 0.0))


def _worst(residuals: Floats) -> float:
    return float(np.max(residuals, initial=0.0))
