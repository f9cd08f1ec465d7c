"""A table as a file holds it: texts, with the lines they stand on; any column of any file can then be understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hitdesign.errors import Fault, InputError
from hitdesign.io.archives import check_archive, sheet_places
from hitdesign.io.cells import NUMBERS, Cell, Form, parse
from hitdesign.io.layout import Grid, foreign_table
from hitdesign.io.text_files import grids_of_text, refusal
from hitdesign.io.workbooks import grids_of_workbook, is_workbook

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RawColumn:
    """The texts of one column and the line of each."""

    table: str
    name: str
    texts: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class RawTable:
    """A table of texts: nothing converted, nothing guessed; `notes` says what was skipped or how the file was read."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> RawColumn:
        """One column by its name; raises InputError that lists the names where there is none."""
        if name not in self.columns:
            raise InputError(
                [
                    Fault(
                        table=self.name,
                        column=name,
                        problem="the table has no such column",
                        expected="one of: " + ", ".join(self.columns),
                        what_to_do="Correct the name",
                    )
                ]
            )
        place = self.columns.index(name)
        return RawColumn(self.name, name, tuple(row[place] for row in self.rows), self.lines)


@dataclass(frozen=True)
class Understood:
    """One column with its meaning.

    `values`: what each cell says, None where it says nothing certain. `low`, `high`: for kinds of numbers, float64 ends
    of the interval in which each value lies (equal where it is known, NaN where nothing is known, inf without an end).
    `meanings`: each text that is no plain value, and what it was read as. `faults`: every refused cell.
    """

    values: tuple[object, ...]
    low: Floats
    high: Floats
    meanings: Mapping[str, str]
    faults: tuple[Fault, ...]

    def or_raise(self) -> Understood:
        """This column, or InputError with every refused cell."""
        if self.faults:
            raise InputError(self.faults)
        return self


def read_table(path: str | Path, sheet: str | None = None) -> RawTable:
    """Any table of a CSV file (comma, semicolon or tab) or a sheet of a workbook, as texts.

    The header is the widest of the first ten lines; lines above it, repeated headers, comment lines (#) and footers are
    skipped, each with a note, and blank lines without. Names that stand twice are told apart by the names above them.
    Raises InputError where the file cannot be read as a table (row numbers named), MissingExtra without openpyxl.

    >>> from hitdesign.io.tables import read_table
    >>> read_table("schools.csv").columns  # doctest: +SKIP
    ('school_id', 'school_name')
    """
    path = Path(path)
    grid = _chosen_sheet(path, sheet) if is_workbook(path) else grids_of_text(path)[0]
    columns, rows, lines, notes = foreign_table(grid)
    return RawTable(grid.table, columns, rows, lines, (*grid.notes, *notes))


def understand(
    column: RawColumn,
    kind: str,
    *,
    low: float | None = 0,
    high: float | None = None,
    words: Sequence[str] = (),
    range_of_mask: tuple[float, float] | None = None,
    meanings: Mapping[str, str] | None = None,
    mask: RawColumn | None = None,
    shown: bool = True,
) -> Understood:
    """Every cell of a column as text, id, word, list, grade, date, whole, share, percent, dollars or number.

    `low`, `high`: what the column can hold (low=None allows negative amounts). `range_of_mask`: what `*` stands for in
    this publisher's files. `meanings`: texts that mean something else there, as {"0%": "N/A"}. `mask`: a second column
    of codes; where it is not blank, its code (through `meanings`) is the cell. `shown=False` keeps the cells' content
    out of every fault, for columns about students.
    """
    form = Form(kind, tuple(words), low, high, range_of_mask)
    texts = _masked_texts(column, mask)
    said = {text.strip(): meaning for text, meaning in (meanings or {}).items()}
    read = {text: parse(said.get(text.strip(), text), form) for text in dict.fromkeys(texts)}
    cells = [read[text] for text in texts]
    faults = [
        fault_of(column, line, text, read[text], form, shown)
        for text, line in zip(texts, column.lines, strict=True)
        if read[text].problem
    ]
    low_ends, high_ends = _ends(cells, kind)
    named = {text: cell.meaning for text, cell in read.items() if cell.meaning}
    return Understood(tuple(cell.value for cell in cells), low_ends, high_ends, named, tuple(faults))


def fault_of(column: RawColumn, line: int, text: str, cell: Cell, form: Form, shown: bool = True) -> Fault:
    """The fault of a refused cell; a long text is cut, and a hidden one left out."""
    found = text.strip()[:60] if shown else None
    advice = cell.advice if shown else cell.advice_unseen or cell.advice
    return Fault(
        table=column.table,
        row=line,
        column=column.name,
        found=found,
        problem=cell.problem,
        expected=form.expected,
        what_to_do=advice,
    )


def _masked_texts(column: RawColumn, mask: RawColumn | None) -> tuple[str, ...]:
    """The column's texts, or the mask's code where there is one (codes such as 3.0 are read as 3)."""
    if mask is None:
        return column.texts
    codes = [code.strip().removesuffix(".0") for code in mask.texts]
    return tuple(code or text for text, code in zip(column.texts, codes, strict=True))


def _ends(cells: Sequence[Cell], kind: str) -> tuple[Floats, Floats]:
    ends = np.full((2, len(cells)), np.nan)
    if kind in NUMBERS:
        for place, cell in enumerate(cells):
            if cell.value is not None:
                ends[:, place] = cell.value
            elif cell.low is not None and cell.high is not None:
                ends[:, place] = cell.low, cell.high
    return ends[0], ends[1]


def _chosen_sheet(path: Path, sheet: str | None) -> Grid:
    """The sheet of that name, or the only one there is."""
    check_archive(path)
    names = [place.name for place in sheet_places(path)]
    if sheet is None and len(names) == 1:
        sheet = names[0]
    if sheet not in names:
        problem = "the file has several sheets" if sheet is None else f"the file has no sheet {sheet!r}"
        raise refusal(path, problem, "one of: " + ", ".join(names), "Name the sheet")
    grids = grids_of_workbook(path, wanted=(sheet.strip().casefold(),))
    found = next((grid for grid in grids if grid.table == sheet), None)
    if found is None:
        raise refusal(path, f"sheet {sheet!r} holds no cells", "a sheet with a table", "Choose another sheet")
    return found
