"""The plan as CSV files: its answer, table by table, and the tables for reading."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.report.files import write_folder_whole
from hitdesign.report.reading import Reading, answer_tables, reading_of
from hitdesign.report.words import plain

#: What a spreadsheet program would take for a formula, with the apostrophes that may already stand before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def write_tables(plan: Plan | Reading, folder: str | Path) -> tuple[Path, ...]:
    """Write every table of a plan as a CSV file into a folder, all of them or none; returns their paths.

    UTF-8 with a byte order mark, so that a spreadsheet program shows accents as they are (`encoding="utf-8-sig"` reads
    it); dollars, students and hours unrounded under the column names of the tables; unknown cells blank. A text that a
    spreadsheet program would run as a formula (it starts with = + - @, a tab or a line end) gets a leading apostrophe,
    in text columns only; `unguard` takes it away. Counts are not protected. Raises OutputError.

    >>> from hitdesign.report.tables import write_tables
    >>> [path.name for path in write_tables(plan, "out")][:2]  # doctest: +SKIP
    ['assumptions.csv', 'by_cost.csv']
    """
    reading = reading_of(plan)
    tables = {**answer_tables(reading.plan), **reading.tables}
    return write_folder_whole(folder, {f"{name}.csv": csv_bytes(table) for name, table in tables.items()})


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as the bytes of a CSV file, texts guarded, the same on every machine."""
    guarded = pd.DataFrame(
        {
            name: table[name] if pd.api.types.is_numeric_dtype(table[name]) else [_cell(value) for value in table[name]]
            for name in table.columns
        }
    )
    return guarded.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _cell(value: object) -> object:
    return guard(value) if isinstance(value, str) else value


def guard(text: str) -> str:
    """Text with an apostrophe before what a spreadsheet program would run.

    >>> from hitdesign.report.tables import guard, unguard
    >>> guard("=1+1"), unguard(guard("=1+1"))
    ("'=1+1", '=1+1')
    """
    clean = plain(text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
