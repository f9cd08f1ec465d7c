"""A roster as files in a folder that its user names: student records, marked as such, never beside a report."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hitdesign.errors import OutputError
from hitdesign.plan.roster import Roster
from hitdesign.report.audience import INTERNAL_NOTE, PUBLIC_PREFIX
from hitdesign.report.files import write_folder_whole
from hitdesign.report.reading import CAPTIONS
from hitdesign.report.tables import csv_bytes

#: First line of every file.
MARK = "STUDENT RECORDS: for the staff who need them; keep, share and destroy as the district's rules on records say"


def write_roster(roster: Roster, folder: str | Path) -> tuple[Path, ...]:
    """Write a roster as four CSV files into an existing folder, all of them or none; returns their paths.

    `roster_placed.csv`, `roster_waiting.csv`, `roster_taken_off.csv`, `roster_open_checks.csv`: the first line marks
    them as student records, the second holds the columns (`pandas.read_csv(path, skiprows=1)`); UTF-8, texts guarded as
    `write_tables` does. Raises OutputError where the folder does not exist, or holds a report or the tables of a plan:
    student records do not lie beside what is passed on.

    >>> from hitdesign.report.roster_files import write_roster
    >>> [path.name for path in write_roster(roster, "kept_here")][:1]  # doctest: +SKIP
    ['roster_open_checks.csv']
    """
    place = Path(folder)
    if not place.is_dir():
        raise OutputError(f"{folder} is not a folder that exists. Make one that only those may read who need it.")
    if beside := _reports(place):
        raise OutputError(
            f"{folder} holds a plan's report ({beside}). Student records do not lie beside it: name another folder."
        )
    tables = {
        "roster_placed": roster.placed.frame,
        "roster_waiting": roster.waiting.frame,
        "roster_taken_off": roster.taken_off.frame,
        "roster_open_checks": roster.open_checks.frame,
    }
    return write_folder_whole(place, {f"{name}.csv": _marked(table) for name, table in tables.items()})


def _reports(place: Path) -> str:
    """The first file of the folder that a report or its tables may be; blank where there is none."""
    tables = {INTERNAL_NOTE, *(f"{name}.csv" for name in (*CAPTIONS, "seats", "groups", "timetable"))}
    names = sorted(path.name for path in place.iterdir())
    written = (name for name in names if name.endswith((".html", ".xlsx")) or name.startswith(PUBLIC_PREFIX))
    return next(written, next((name for name in names if name in tables), ""))


def _marked(table: pd.DataFrame) -> bytes:
    text = csv_bytes(table).decode("utf-8-sig")
    return f"{MARK}\r\n{text}".encode("utf-8-sig")
