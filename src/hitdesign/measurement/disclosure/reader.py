"""What a reader can work out: the least and the most that each hidden count can be, from everything published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.errors import Fault, InputError, SolverError
from hitdesign.measurement.disclosure.cells import ABOVE, AMOUNT, BELOW, Cells
from hitdesign.solving.extents import Extents
from hitdesign.solving.numbers import Bools, Floats, Ints
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole

#: Two ends closer than this are the same number.
SAME = 1e-6


@dataclass(frozen=True, eq=False)
class Ends:
    """Per asked count: the least and the most it can be, in students; inf where nothing stops it."""

    low: Floats
    high: Floats


def reader_program(cells: Cells, open_cells: Bools, *, whole: bool = False) -> Program:
    """What a reader knows of the open counts: every sum, with what is published put in, and the known ends.

    open_cells: the counts without a published number. whole: whether counts are whole numbers (shares of coded rates
    and what they leave need not be). Rows `sums`: sum of coefficient x open count = -(sum of coefficient x published).
    """
    columns = np.flatnonzero(open_cells)
    place = np.full(len(cells.places), -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    known = np.where(open_cells, 0.0, cells.value)
    limit = -np.bincount(cells.row, weights=cells.coefficient * known[cells.column], minlength=cells.n_rows)
    inside = open_cells[cells.column]
    used, row = np.unique(cells.row[inside], return_inverse=True)
    counted = np.array(
        [cells.places[one].side not in (ABOVE, BELOW, AMOUNT) for one in columns.tolist()], dtype=np.bool_
    )
    part = Columns("cells", {"cell": columns}, cells.low[columns], cells.high[columns], counted if whole else False)
    sums = Rows(
        "sums",
        {"sum": used},
        row.astype(np.int64),
        place[cells.column[inside]],
        cells.coefficient[inside],
        "=",
        np.asarray(limit[used] + 0.0, dtype=np.float64),
        "students",
        "sum {sum} of the tables holds",
    )
    return Program((part,), (sums,), ())


def completed(cells: Cells) -> Cells:
    """The system with a value for every count: where none is known, one that fits everything known.

    Raises InputError where nothing fits: the tables, published and new, contradict each other.
    """
    unknown = np.isnan(cells.value)
    program = reader_program(cells, unknown)
    residual = np.bincount(
        cells.row, weights=cells.coefficient * np.where(unknown, 0.0, cells.value)[cells.column], minlength=cells.n_rows
    )
    open_row = np.bincount(cells.row, weights=unknown[cells.column], minlength=cells.n_rows) > 0
    breach = (np.abs(residual) > SAME) & ~open_row
    outside = ~unknown & ((cells.value < cells.low - SAME) | (cells.value > cells.high + SAME))
    fits = not breach.any() and not outside.any()
    value = cells.value.copy()
    if fits and unknown.any():
        solved = solve_level(program, nothing_to_gain(program), settings=Settings())
        fits = solved.values is not None
        if solved.values is not None:
            value[unknown] = np.clip(solved.values, cells.low[unknown], cells.high[unknown])
    if not fits:
        raise InputError([_contradiction()])
    return cells.completed(value)


def ends_of(cells: Cells, open_cells: Bools, asked: Ints) -> Ends:
    """The least and the most of each asked count by linear programming, one proved answer per end.

    A reader who also uses that counts are whole may know more, never less (`whole_ends_of`).
    """
    low, high = cells.value[asked].copy(), cells.value[asked].copy()
    program = reader_program(cells, open_cells)
    reader, columns = Extents(program), np.cumsum(open_cells) - 1
    try:
        for position in np.flatnonzero(open_cells[asked]).tolist():
            column = int(columns[asked[position]])
            low[position] = reader.push(column, up=False).end
            high[position] = reader.push(column, up=True).end
    except SolverError:
        if solve_level(program, nothing_to_gain(program), settings=Settings()).status == "infeasible":
            raise InputError([_contradiction()]) from None
        raise
    return Ends(low, high)


def whole_ends_of(cells: Cells, open_cells: Bools, asked: Ints) -> Ends:
    """The same in whole numbers: exact, and slow for large tables."""
    linear = ends_of(cells, open_cells, asked)
    low, high = linear.low.copy(), linear.high.copy()
    program, columns = reader_program(cells, open_cells, whole=True), np.cumsum(open_cells) - 1
    for position in np.flatnonzero(open_cells[asked]).tolist():
        value = np.zeros(program.n_columns)
        value[columns[asked[position]]] = 1.0
        for ends, aim in ((low, "min"), (high, "max")):
            if np.isfinite(ends[position]):
                level = Level("end", "students", "max" if aim == "max" else "min", value)
                answer = solve_whole(program.with_levels([level]))
                if answer.status == "infeasible":
                    raise InputError([_contradiction()])
                ends[position] = answer.levels[0].bound
    return Ends(np.where(np.isfinite(low), np.ceil(low - SAME), low), np.floor(high + SAME))


def _contradiction() -> Fault:
    return Fault(
        "all tables together",
        "the tables, those published before, the links and the changes contradict each other",
        "numbers that can all be true",
        "Give facts of another day another as_of, and check the links and what is said of changes",
    )
