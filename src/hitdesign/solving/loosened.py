"""A program whose limits may give way, each at a cost: what is least to change, and the proof that nothing keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program

#: How the kinds of columns begin by which limits give way, and those of a proof that nothing keeps a program.
CHANGE, SLACK = "change of ", "slack of "


def signs_of(rows: Rows) -> list[float]:
    """Coefficients of a change: what relieves a `<=` row is taken off it, what relieves a `>=` row is added."""
    return {"<=": [-1.0], ">=": [1.0], "=": [1.0, -1.0]}[rows.sense]


def loosened(
    program: Program, weights: Mapping[str, float], kind: str = CHANGE
) -> tuple[Program, Level, dict[str, int]]:
    """The program with one more column per row and direction of each family, and the level that keeps them small."""
    kinds, parts, begins, cost = list(program.columns), [], {}, [np.zeros(program.n_columns)]
    begin = program.n_columns
    for rows in program.rows:
        if rows.family not in weights:
            parts.append(rows)
            continue
        signs = signs_of(rows)
        extra = rows.size * len(signs)
        begins[rows.family] = begin
        parts.append(
            replace(
                rows,
                row=np.concatenate([rows.row, np.tile(np.arange(rows.size), len(signs))]),
                column=np.concatenate([rows.column, begin + np.arange(extra)]),
                value=np.concatenate([rows.value, np.repeat(signs, rows.size)]),
            )
        )
        none = np.zeros(extra)
        kinds.append(Columns(f"{kind}{rows.family}", pd.DataFrame(index=range(extra)), none, none + np.inf))
        cost.append(np.full(extra, weights[rows.family]))
        begin += extra
    level = Level("change", "change", "min", np.concatenate(cost))
    return Program(tuple(kinds), tuple(parts), (level,)), level, begins
