"""The plan as CSV files: its answer, table by table, and the tables for reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from hitdesign.allocation.shapes import SHAPES
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.plan import Plan
from hitdesign.report.audience import INTERNAL_MARK, INTERNAL_NOTE, PUBLIC_PREFIX, Audience, is_public, refuse_mixing
from hitdesign.report.files import write_folder_whole
from hitdesign.report.published import Published, published_of, whole_reading
from hitdesign.report.reading import CAPTIONS, Reading, answer_tables
from hitdesign.report.words import plain

#: What a spreadsheet program would take for a formula, with the apostrophes that may already stand before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def write_tables(
    plan: Plan | Reading | Published,
    folder: str | Path,
    *,
    audience: Audience = "internal",
    disclosure: DisclosurePolicy | None = None,
) -> tuple[Path, ...]:
    """Write every table of a plan as a CSV file into a folder, all of them or none; returns their paths.

    `audience`: `internal` (the default: files that the district's own people and programs work with) writes everything,
    and a note beside it that says so; `public` the published tables alone, as `public_<name>.csv`, small counts hidden
    under `disclosure` (None: its defaults), with a note on how. One folder never holds both. UTF-8 with a byte order
    mark, so that a spreadsheet program shows accents as they are (`encoding="utf-8-sig"` reads it); internal dollars,
    students and hours unrounded under the column names of the tables; unknown cells blank. A text that a spreadsheet
    program would run as a formula (it starts with = + - @, a tab or a line end) gets a leading apostrophe, in text
    columns only; `unguard` takes it away. Raises OutputError, and InputError where policy and audience contradict.

    >>> from hitdesign.report.tables import write_tables
    >>> [path.name for path in write_tables(plan, "out")][:2]  # doctest: +SKIP
    ['INTERNAL_DO_NOT_PUBLISH.txt', 'assumptions.csv']
    """
    public = is_public(audience, disclosure, published=isinstance(plan, Published))
    refuse_mixing(folder, public=public, internal_names=[f"{name}.csv" for name in (*CAPTIONS, *SHAPES)])
    if public:
        view = published_of(plan, disclosure)
        files = {f"{PUBLIC_PREFIX}{name}.csv": csv_bytes(frame) for name, frame in view.frames.items()}
        return write_folder_whole(folder, {**files, f"{PUBLIC_PREFIX}about.txt": _text(view.about)})
    reading = whole_reading(plan)
    tables = {**answer_tables(reading.plan), **reading.tables}
    files = {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
    note = (INTERNAL_MARK, plain(f"The tables of the tutoring plan for {reading.plan.district.name}."))
    return write_folder_whole(folder, {**files, INTERNAL_NOTE: _text(note)})


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


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
