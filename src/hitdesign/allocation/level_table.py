"""The table of levels: what each reached, within which range, and what is proved of it, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import extra_values
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.level_parts import LevelValue
from hitdesign.allocation.shapes import SHAPES
from hitdesign.solving.linear import LevelResult, lock, relative_gap
from hitdesign.solving.parts import plain
from hitdesign.solving.program import Program
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings

Floats = NDArray[np.float64]
#: What two numbers may differ by and still be one.
ROUNDING = 1e-6
#: A level that was solved as asked and then gave up a part of its tolerance for the levels below it.
GAVE_WAY = "gave_way"


def settled(formulation: Formulation, values: Floats) -> Floats:
    """The column values with those that trail recomputed: a later level may leave a least share below what it is."""
    out = values.copy()
    extra_values(formulation.trailing, formulation.trailing_begin, out)
    return out


def reached(formulation: Formulation, results: Sequence[LevelResult], values: Floats) -> list[LevelResult]:
    """The results with value and gap under the final, settled values."""
    final = settled(formulation, values)[: formulation.program.n_columns]
    out = []
    for one in results:
        value = float(formulation.values[one.level].value @ final)
        out.append(replace(one, value=value, gap=relative_gap(value, one.bound)))
    return out


def later_bounds(
    program: Program, results: Sequence[LevelResult], values: Floats, least_tolerance: float
) -> dict[str, float]:
    """Bounds of the levels after the first: no plan that keeps the levels before them, as reached here, can pass them.

    From the certificate of the linear program with a row per earlier level, and without rows that cut plans off.
    """
    found: dict[str, float] = {}
    levels = {level.name: level for level in program.levels}
    for number, one in enumerate(results):
        level = levels[one.level]
        if number:
            certificate = solve_level(program, level, settings=Settings()).certificate
            bound = float("nan") if certificate is None else certificate.bound
            found[one.level] = level.sign * min(level.sign * bound, level.sign * level.of(values))
        program = program.with_rows(lock(level, level.of(values), max(one.tolerance, least_tolerance)))
    return found


def levels_table(formulation: Formulation, results: Sequence[LevelResult], values: Floats, gap: float) -> pd.DataFrame:
    """One row per level, in order, under the final values; `gap`: the proved distance that was asked for."""
    final = settled(formulation, values)[: formulation.program.n_columns]
    rows = []
    for number, one in enumerate(reached(formulation, results, values)):
        level = formulation.values[one.level]
        low, high = range_of(level, final)
        status = status_of(one, gap)
        own = {"low": low, "high": high, "status": status, "sentence": sentence(one, level, first=not number)}
        rows.append({name: own.get(name, getattr(one, name, None)) for name in SHAPES["levels"][1]})
    return pd.DataFrame(rows, columns=list(SHAPES["levels"][1]))


def range_of(level: LevelValue, values: Floats) -> tuple[float, float]:
    """The ends of what the level may be worth under these values; its value twice where it is known."""
    value = float(level.value @ values)
    low = value if level.low is None else float(level.low @ values)
    high = value if level.high is None else float(level.high @ values)
    return low, high


def status_of(result: LevelResult, gap: float) -> str:
    """How a level ended under the final values: `optimal` only where value and bound meet."""
    if result.status not in ("optimal", "gap_reached"):
        return result.status
    if abs(result.bound - result.value) <= ROUNDING + 1e-9 * abs(result.value):
        return "optimal"
    if result.gap <= max(gap, ROUNDING):
        return "gap_reached"
    return GAVE_WAY


def sentence(result: LevelResult, level: LevelValue, *, first: bool) -> str:
    """What is proved of a level, in words that claim no more."""
    plans = "No plan under these limits" if first else "No plan that keeps the aims above as they stand"
    if not level.value.any():
        return "Nothing counts in this aim here, so it decides nothing."
    if math.isnan(result.bound):
        return "How much better another plan could be was not proved."
    room = abs(result.bound - result.value)
    if room <= ROUNDING + 1e-9 * abs(result.value):
        return f"{plans} is better in this."
    word = "more" if level.sense == "max" else "less"
    text = f"{plans} can have more than {plain(_up(room))} {level.unit} {word}."
    if result.tolerance:
        text += f" This aim was free to give up {100 * result.tolerance:g}% for the aims below."
    return text


def _up(room: float) -> float:
    """Rounded up to two significant digits, so that `no more than` stays true."""
    unit = 10.0 ** (math.floor(math.log10(room)) - 1)
    return math.ceil(room / unit - 1e-9) * unit
