"""What is wrong with tables of counts: all faults at once, by table, row and column, never by label."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.disclosure.tables import (
    AT_LEAST,
    AT_MOST,
    KNOWN_LEAST,
    KNOWN_MOST,
    OUT_OF,
    STUDENTS,
    CountTable,
    Dimension,
)

#: Columns that belong to students; a table that leaves the district is never divided by them.
OF_STUDENTS = ("student_id", "student", "student_name", "ssid", "last_name", "first_name", "birth_date")
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
_FIX_SUM = "Correct the total or its parts, or say in the dimension which labels add up"


def check_tables(tables: Sequence[CountTable], before: Sequence[CountTable] = ()) -> None:
    """Raise InputError with every fault of the tables; blanks are allowed in what was published before."""
    every, names = [*tables, *before], [table.name for table in tables]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults = [Fault(name, "two tables have this name", "one name a table", "Rename one of the two") for name in twice]
    for table, blank in [*((one, False) for one in tables), *((one, True) for one in before)]:
        shape = list(_shape(table))
        faults += shape
        if not shape:
            faults += list(_numbers(table, blank=blank))
            faults += list(_rows(table))
    if not faults:
        for table in every:
            faults += list(_sums(table))
        faults += list(_twice(every))
    if faults:
        raise InputError(faults)


def line(position: int) -> int:
    """The line a person sees in a spreadsheet: the header is row 1."""
    return position + 2


def _shape(table: CountTable) -> Iterator[Fault]:
    wanted = [*(one.name for one in table.dimensions), *(column for column, _ in table.columns)]
    for column in sorted({name for name in wanted if name not in table.cells}):
        yield Fault(table.name, "a column is missing", f"a column {column}", "Add it", column=column)
    if not table.dimensions:
        yield Fault(table.name, "the table has no dimension", "one at least", "Say what the table is divided by")
    for one in table.dimensions:
        if one.name.lower() in OF_STUDENTS:
            yield Fault(
                table.name,
                "the table is divided by single students",
                "counts of students by school, grade, group and the like",
                "Count the students first; student records never leave through a table",
                column=one.name,
            )


def _numbers(table: CountTable, *, blank: bool) -> Iterator[Fault]:
    read = {column: _read(table.cells[column]) for column, _ in table.columns}
    for column, numbers in read.items():
        missing = table.cells[column].isna().to_numpy()
        for place in np.flatnonzero(~missing & ~(np.isfinite(numbers) & (numbers >= 0) & (numbers % 1 == 0))).tolist():
            found = f"{numbers[place]:g}" if np.isfinite(numbers[place]) else None
            yield Fault(
                table.name,
                "a count is no whole number of students",
                "0, 1, 2, ...",
                "Enter the count of students; shares and text are no counts",
                line(place),
                column,
                found,
            )
        for place in np.flatnonzero(missing).tolist() if not blank else []:
            yield Fault(
                table.name, "a count is blank", "0, 1, 2, ...", "Enter the count; 0 if none", line(place), column
            )
    if OUT_OF in read:
        for place in np.flatnonzero(read[STUDENTS] > read[OUT_OF]).tolist():
            yield Fault(
                table.name,
                "more students are counted than the group has",
                f"at most {read[OUT_OF][place]:g}",
                "Correct one of the two counts",
                line(place),
                STUDENTS,
                f"{read[STUDENTS][place]:g}",
            )
    yield from _known(table, read[STUDENTS])
    for column in (AT_LEAST, AT_MOST):
        given = table.cells[column] if column in table.cells else pd.Series(dtype="float64")
        shares, missing = _read(given), given.isna().to_numpy()
        for place in np.flatnonzero(~missing & ~((shares >= 0) & (shares <= 1))).tolist():
            yield Fault(table.name, "a share lies outside 0 to 1", "0 to 1", "Write 95% as 0.95", line(place), column)


def _known(table: CountTable, students: Numbers) -> Iterator[Fault]:
    """What anybody knows of a count holds of it."""
    for column, sign in ((KNOWN_LEAST, 1.0), (KNOWN_MOST, -1.0)):
        if column not in table.cells:
            continue
        ends, missing = _read(table.cells[column]), table.cells[column].isna().to_numpy()
        wrong = ~missing & (np.isnan(ends) | (sign * (ends - students) > 0) | (ends < 0))
        for place in np.flatnonzero(wrong).tolist():
            yield Fault(
                table.name,
                "what is known of the count does not hold of it",
                "an end of students on the right side of the count, or a blank",
                "Correct the end or the count",
                line(place),
                column,
            )


def _read(column: pd.Series) -> Numbers:
    """The column as floats; text and true/false become NaN, without its words in any error."""
    return np.array([_number(value) for value in column.tolist()], dtype=np.float64)


def _number(value: object) -> float:
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return float(value)
    return math.nan


def _rows(table: CountTable) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for position, labels in enumerate(table.labels()):
        if labels in seen:
            problem = f"the labels are those of row {line(seen[labels])}"
            yield Fault(table.name, problem, "one row for each cell", "Delete one of the two rows", line(position))
        seen.setdefault(labels, position)
    for one in table.dimensions:
        said = {label for whole, parts in (*one.sums, *one.within) for label in (whole, *parts)}
        wanted = said | ({one.total} if one.total is not None else set())
        if wanted - set(table.cells[one.name].astype(str)):
            yield Fault(
                table.name,
                "the dimension names labels that stand in no row",
                "total, sums and within in the words of the column",
                "Correct the label, add its rows, or leave it out of the dimension (total=None without totals)",
                column=one.name,
            )
        for position in np.flatnonzero(table.cells[one.name].isna().to_numpy()).tolist():
            yield Fault(table.name, "a label is blank", "a label", "Enter it", line(position), one.name)


def _sums(table: CountTable) -> Iterator[Fault]:
    rows = {labels: position for position, labels in enumerate(table.labels())}
    for column, _ in table.columns:
        numbers = table.numbers(column)
        for place, one in enumerate(table.dimensions):
            for whole, parts in table.sums_of(one):
                yield from _one_sum(table, column, numbers, rows, place, whole, parts)
            yield from _within(table, column, numbers, rows, place, one)


def _one_sum(
    table: CountTable,
    column: str,
    numbers: list[float],
    rows: dict[tuple[str, ...], int],
    place: int,
    whole: str,
    parts: tuple[str, ...],
) -> Iterator[Fault]:
    for labels, position in rows.items():
        if labels[place] != whole:
            continue
        here = [rows.get((*labels[:place], part, *labels[place + 1 :])) for part in parts]
        if None in here:
            if column == STUDENTS:
                yield Fault(
                    table.name,
                    f"{here.count(None)} of the {len(parts)} cells that add up to this row are missing",
                    "a row for each part of a total",
                    "Add the missing rows, with 0 where nobody is counted",
                    line(position),
                    table.dimensions[place].name,
                )
            continue
        total = sum(numbers[at] for at in here if at is not None)
        if not math.isnan(total + numbers[position]) and total != numbers[position]:
            yield Fault(
                table.name,
                f"the {len(parts)} parts of this total add up to {total:g}",
                f"{total:g}",
                _FIX_SUM,
                line(position),
                column,
                f"{numbers[position]:g}",
            )


def _within(
    table: CountTable,
    column: str,
    numbers: list[float],
    rows: dict[tuple[str, ...], int],
    place: int,
    dimension: Dimension,
) -> Iterator[Fault]:
    for whole, parts in dimension.within:
        for labels, position in rows.items():
            at = rows.get((*labels[:place], whole, *labels[place + 1 :]))
            if labels[place] in parts and at is not None and numbers[position] > numbers[at]:
                yield Fault(
                    table.name,
                    f"a part is larger than its whole in row {line(at)}",
                    f"at most {numbers[at]:g}",
                    "Correct one of the two counts",
                    line(position),
                    column,
                    f"{numbers[position]:g}",
                )


def _twice(tables: Sequence[CountTable]) -> Iterator[Fault]:
    """The same count in two tables is one number."""
    seen: dict[object, tuple[CountTable, int, float]] = {}
    for table in tables:
        labels = table.labels()
        for column, counts in table.columns:
            for position, number in enumerate(table.numbers(column)):
                if math.isnan(number):
                    continue
                first = seen.setdefault(table.place(counts, labels[position]), (table, position, number))
                if first[2] != number:
                    yield Fault(
                        table.name,
                        f"the same count stands in {first[0].name}, row {line(first[1])}, as {first[2]:g}",
                        f"{first[2]:g}, or another as_of where the facts are of another day",
                        "Correct one of the two counts",
                        line(position),
                        column,
                        f"{number:g}",
                    )
