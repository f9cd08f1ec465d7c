"""One grid to the rows of one of our tables: columns matched by name, every cell parsed by its record's field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf
from typing import Any

from pydantic import ValidationError

from hitdesign.district.context_records import Result
from hitdesign.district.records import Cohort, Record
from hitdesign.errors import Fault
from hitdesign.io.cells import Cell, Form, parse
from hitdesign.io.layout import HEADER_LINES, Grid, body, header_by_names, plain_name
from hitdesign.io.tables import RawColumn, fault_of
from hitdesign.tables.cell_faults import unknown_id
from hitdesign.tables.fields import Column, columns_of
from hitdesign.tables.many_rows import fault_of_rows

#: Columns in which a masked count is kept as its two ends: the column, and the one that takes the high end.
INTERVALS = {(Cohort.table, "students"): "students_high", (Result.table, "share"): "share_high"}
#: Ids that may be NCES school ids: a spreadsheet drops the leading zero of the states 01 to 09.
NCES_COLUMNS = ("school_id", "schools")
STATES_WITH_ZERO = "1245689"


@dataclass
class TableRows:
    """What one table's file gave: values by column (good rows only), their lines, and everything wrong with it."""

    table: str
    values: dict[str, list[Any]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: First key column of rows that could not be read, so that no other table's reference to them is a second fault.
    lost_ids: set[str] = field(default_factory=set)
    rows_in_file: int = 0

    def records(self, record: type[Record]) -> tuple[Record, ...]:
        """One record per good row; what a record refuses becomes a fault of its row."""
        made = []
        for place, line in enumerate(self.lines):
            row = validated(record, {name: cells[place] for name, cells in self.values.items()}, line)
            if isinstance(row, Record):
                made.append(row)
            else:
                self.faults.extend(row)
        return tuple(made)


def validated(record: type[Record], values: Mapping[str, Any], line: int | None = None) -> Record | list[Fault]:
    """The record of these values, or the faults that it finds in them, without their content."""
    try:
        return record(**values)
    except ValidationError as trouble:
        found = trouble.errors(include_input=False, include_url=False, include_context=False)
        return [
            Fault(
                table=record.table,
                row=line,
                column=".".join(map(str, error["loc"])),
                problem=error["msg"],
                expected="a value that the column can hold",
                what_to_do="Correct it",
            )
            for error in found
        ]


def read_rows(grid: Grid, record: type[Record], range_of_mask: tuple[float, float] | None = None) -> TableRows:
    """The rows of one table with every fault of every cell; never raises for what the file holds."""
    read = TableRows(record.table, notes=list(grid.notes))
    columns = {column.name: column for column in columns_of(record)}
    required = [name for name, column in columns.items() if column.required]
    head = header_by_names(grid, list(columns), required)
    if head is None:
        read.faults.append(_no_header(record, required))
        return read
    width = max(place + 1 for place, cell in enumerate(grid.rows[head]) if cell.strip())
    names = [plain_name(cell) for cell in grid.rows[head][:width]]
    columns = {column.name: column for column in columns_of(record, names)}
    if head:
        read.notes.append(f"{record.table}: the column names stand on line {head + 1}; the lines above were skipped.")
    rows, lines, ragged = body(Grid(record.table, grid.rows), head, width, read.notes)
    read.faults.extend(_name_faults(record.table, names, columns, rows, head + 1))
    read.faults.extend(ragged)
    read.rows_in_file = len(rows)
    missing = [name for name in required if name not in names]
    read.faults.extend(_missing(record.table, columns[name], head + 1) for name in missing)
    _read_columns(read, record, columns, names, rows, lines, range_of_mask, {fault.row for fault in ragged})
    return read


def _read_columns(
    read: TableRows,
    record: type[Record],
    columns: dict[str, Column],
    names: list[str],
    rows: Sequence[tuple[str, ...]],
    lines: tuple[int, ...],
    range_of_mask: tuple[float, float] | None,
    bad_lines: set[int | None],
) -> None:
    """Every known column's cells; rows with a fault are left out of the values, their ids kept as lost."""
    for name, column in columns.items():
        if names.count(name) == 1:
            place = names.index(name)
            texts = tuple(row[place] for row in rows)
            raw = RawColumn(record.table, name, texts, lines)
            bad_lines |= _read_column(read, raw, column, range_of_mask)
        elif not column.required:
            read.values.setdefault(name, [column.default] * len(rows))
    good = [line not in bad_lines for line in lines]
    first = record.key[0]
    if first in names:
        place = names.index(first)
        read.lost_ids = {row[place].strip() for row, fine in zip(rows, good, strict=True) if not fine}
    whole = all(name in read.values for name in columns) and len(set(names)) == len(names)
    read.lines = [line for line, fine in zip(lines, good, strict=True) if fine and whole]
    read.values = {
        name: [value for value, fine in zip(read.values.get(name, []), good, strict=False) if fine and whole]
        for name in columns
    }


def _read_column(
    read: TableRows, raw: RawColumn, column: Column, range_of_mask: tuple[float, float] | None
) -> set[int | None]:
    """One column's values into `read`; the lines with a fault."""
    form = form_of(column, range_of_mask)
    cells = {text: _checked(parse(text, form), column, read.table) for text in dict.fromkeys(raw.texts)}
    bad: set[int | None] = set()
    refused = {text for text, cell in cells.items() if cell.problem}
    together: dict[tuple[str, str], list[int]] = {}
    for text, line in zip(raw.texts, raw.lines, strict=True) if refused else ():
        if text in refused:
            bad.add(line)
            fault = fault_of(raw, line, text, cells[text], form, shown=not column.student)
            if column.student:
                together.setdefault((fault.problem, fault.what_to_do), []).append(line)
            else:
                read.faults.append(fault)
    for (problem, what_to_do), lines in together.items():
        read.faults.append(fault_of_rows(read.table, column.name, lines, problem, form.expected, what_to_do))
    read.notes.extend(_said(raw, cells))
    one_value = {text: _value(cell, column) for text, cell in cells.items()}
    values = [one_value[text] for text in raw.texts]
    high_end = INTERVALS.get((read.table, column.name))
    if high_end is not None:
        read.values[high_end] = [cells[text].high for text in raw.texts]
    if column.name in INTERVALS.values() and column.name in read.values:
        ends = read.values[column.name]
        values = [end if value is None else value for value, end in zip(values, ends, strict=True)]
    read.values[column.name] = values
    return bad


def _value(cell: Cell, column: Column) -> Any:
    """The value, the low end of an interval, or what a blank stands for."""
    if cell.value is not None:
        return cell.value
    return column.default if cell.low is None else cell.low


def form_of(column: Column, range_of_mask: tuple[float, float] | None = None) -> Form:
    """How the cells of a column are parsed: ids are texts that nothing may change."""
    is_id = column.kind == "text" and column.name.endswith("_id")
    of_counts = None if column.kind == "share" else range_of_mask
    return Form("id" if is_id else column.kind, column.words, column.low, column.high, of_counts)


def _checked(cell: Cell, column: Column, table: str) -> Cell:
    """The cell with what this column adds: required cells are not blank, and only some columns take an interval."""
    if cell.low is not None and cell.high is not None:
        return _checked_interval(cell, cell.high, column, table)
    if cell.value is None and column.required and not cell.problem:
        return Cell(
            problem="is blank" if not cell.meaning else f"says that the value is {cell.meaning}", advice="Fill the cell"
        )
    return _with_zero(cell) if column.name in NCES_COLUMNS and cell.value is not None else cell


def _checked_interval(cell: Cell, high: float, column: Column, table: str) -> Cell:
    if (table, column.name) not in INTERVALS:
        blank = "" if column.required else ", or leave it blank"
        said = "masked" if column.student else cell.meaning
        return Cell(
            problem=f"is {said}, and this column needs one number",
            advice="Write the number that the district knows" + blank,
        )
    if isinf(high):
        return Cell(
            problem="is masked, and the mask gives no upper end",
            advice="Write the range, such as 1-9, or read with masked=(low, high)",
        )
    return cell


def _with_zero(cell: Cell) -> Cell:
    """An 11-digit NCES school id gets back the zero that a spreadsheet dropped."""
    if isinstance(cell.value, tuple):
        return Cell(value=tuple(_restored(part) for part in cell.value))
    restored = _restored(cell.value)
    return cell if restored == cell.value else Cell(value=restored, meaning="read with the leading zero it lost")


def _restored(school_id: str) -> str:
    damaged = len(school_id) == 11 and school_id.isascii() and school_id.isdigit() and school_id[0] in STATES_WITH_ZERO
    return "0" + school_id if damaged else school_id


def _said(raw: RawColumn, cells: dict[str, Cell]) -> list[str]:
    """One sentence per meaning that is not the plain text, with the number of cells."""
    counts: Counter[str] = Counter()
    said = {text: _meaning(cell) for text, cell in cells.items() if cell.meaning and not cell.problem}
    for text in raw.texts if said else ():
        if text in said:
            counts[said[text]] += 1
    return [
        f"{raw.table}, column {raw.name}: {count} cell{'s' if count > 1 else ''} {meaning}."
        for meaning, count in sorted(counts.items())
    ]


def _meaning(cell: Cell) -> str:
    if cell.low is not None:
        return "masked, kept as the range"
    return cell.meaning if cell.value is not None else f"read as blank ({cell.meaning})"


def _no_header(record: type[Record], required: list[str]) -> Fault:
    return Fault(
        table=record.table,
        problem=f"no line with the column names among the first {HEADER_LINES}",
        expected="a line with " + ", ".join(required),
        what_to_do="Write the column names above the rows",
    )


def _missing(table: str, column: Column, line: int) -> Fault:
    return Fault(
        table=table,
        row=line,
        column=column.name,
        problem="the required column is missing",
        expected=column.meaning.rstrip("."),
        what_to_do="Add the column",
    )


def _name_faults(
    table: str, names: list[str], columns: dict[str, Column], rows: Sequence[tuple[str, ...]], line: int
) -> list[Fault]:
    """Column names that nobody knows, that stand twice, or that are blank above filled cells."""
    faults = []
    for place, name in enumerate(names):
        if not name and any(row[place].strip() for row in rows):
            faults.append(
                Fault(
                    table=table,
                    row=line,
                    problem=f"column {place + 1} has cells but no name",
                    expected="a name above every column",
                    what_to_do="Name the column or clear it",
                )
            )
        if name and name not in columns:
            faults.append(
                Fault(
                    table=table,
                    row=line,
                    column=name[:60],
                    problem="not a column of this table",
                    expected="one of: " + ", ".join(columns),
                    what_to_do=unknown_id(name, columns).replace(
                        "Correct the id or add its row", "Rename the column or remove it"
                    ),
                )
            )
        if name in columns and names.index(name) < place:
            faults.append(
                Fault(
                    table=table,
                    row=line,
                    column=name,
                    problem="the column name stands twice",
                    expected="one column of each name",
                    what_to_do="Remove one of them",
                )
            )
    return faults
