"""Students served against dollars: the exact curve, its breaks, and what begins to bind at each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.carried import carried_by
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.limits import limits_of
from hitdesign.errors import Fault, InputError
from hitdesign.solving.parametric import FAR, ValueCurve
from hitdesign.solving.parts import Level

Floats = NDArray[np.float64]
COLUMNS = ("dollars", "value", "unit", "per_1000_dollars", "begins_to_bind", "all_that_begin")
#: Limits that a row names; the rest is counted there, and all stand in a column of their own.
MOST_NAMED = 3


def ask_curve(
    asked: Allocation | Formulation,
    *,
    streams: Collection[str] | None = None,
    lowest: float = 0.0,
    highest: float | None = None,
    of: Literal["students", "level"] = "students",
    solver: Any = None,
) -> pd.DataFrame:
    """The most that can be served for every amount of money, in the linear program of a plan.

    `streams`: whose dollars move, together and in proportion to what each has (None: all with money; one: that one).
    `lowest` and `highest`: dollars of them together (None: until more money serves nobody more). `of`: students
    served, each counting one, or the policy's first level. Between two rows the curve is a straight line.
    Columns: dollars, value, unit, per_1000_dollars (from there on; NaN at `highest`, beyond which nothing is asked),
    begins_to_bind (limits that hold from there on and did not before: how many, and those that press most),
    all_that_begin (all of them). Raises InputError where a stream is unknown or has no money, NoFormulationError where
    an allocation carries no program.
    """
    formulation = carried_by(asked)
    program = formulation.program
    budget = next((rows for rows in program.rows if rows.family == "budget"), None)
    if budget is None:
        raise InputError([_no_stream([], [])])
    ids = budget.keys["stream_id"].astype(str)
    wanted = set(ids if streams is None else map(str, streams))
    moves = np.where(ids.isin(wanted), budget.limits, 0.0)
    if wanted - set(ids) or not moves.sum() > 0:
        raise InputError([_no_stream(sorted(wanted - set(ids)), list(ids))])
    total = float(moves.sum())
    level = program.levels[0] if of == "level" else _students(formulation)
    curve = ValueCurve(program, level, {"budget": moves / total}, solver=solver)
    breaks = curve.breaks(lowest - total, FAR if highest is None else highest - total)
    breaks = breaks if highest is not None else breaks[:-1]
    rows = []
    before: list[str] = []
    for number, point in enumerate(breaks):
        after = breaks[number + 1] if number + 1 < len(breaks) else None
        end = after.at if after is not None else point.at + (total if highest is None else 0.0)
        binds = _binding(curve, (point.at + end) / 2)
        flat = 0.0 if highest is None else np.nan
        slope = flat if after is None else (after.value - point.value) / (after.at - point.at)
        begins = [name for name in binds if name not in before]
        rows.append((point.at + total, point.value, level.unit, 1000 * slope, _few(begins), "; ".join(begins)))
        before = binds
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _students(formulation: Formulation) -> Level:
    program = formulation.program
    count = np.zeros(program.n_columns)
    count[program.slice("students")] = 1.0
    return Level("students", "students", "max", count)


def _binding(curve: ValueCurve, at: float) -> list[str]:
    """The limits that bind with a price at this point of the curve, those that press most first."""
    solved = curve.again.solve(curve.moved(at))
    if solved.values is None or solved.row_duals is None:
        return []
    limits = limits_of(curve.moved(at), solved.values, solved.row_duals)
    return [limit.name for limit in limits if limit.binds and abs(limit.dual) > 1e-9]


def _few(names: list[str]) -> str:
    """The first names, and how many there are where not all are said.

    >>> _few(["a", "b"]), _few(["a", "b", "c", "d", "e"])
    ('a; b', '5 limits, among them a; b; c')
    """
    said = "; ".join(names[:MOST_NAMED])
    return said if len(names) <= MOST_NAMED else f"{len(names)} limits, among them {said}"


def _no_stream(unknown: list[str], known: list[str]) -> Fault:
    return Fault(
        table="funding",
        column="stream_id",
        found=", ".join(unknown) or "streams without money",
        problem="no curve can be drawn for it",
        expected="a stream with money that may pay in this plan: " + (", ".join(known) or "there is none"),
        what_to_do="Name one of these, or none for all",
    )
