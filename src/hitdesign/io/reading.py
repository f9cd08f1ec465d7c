"""A folder of CSV files or a workbook to a District: all faults of all tables in one InputError."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from hitdesign.district.account_codes import AccountCode
from hitdesign.district.checks import check_district
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.cohorts import built_ids, cohort_table
from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.district.district import District
from hitdesign.district.duties import Mandate, PrivateSchool, Rebuttal, Reservation
from hitdesign.district.last_plan import LastSeats
from hitdesign.district.money_records import MatchGift, SchoolAllocation
from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, StrategicGoal, Technology
from hitdesign.district.records import (
    RECORDS,
    TABLES,
    Block,
    Cohort,
    Contract,
    ContractTier,
    FundingStream,
    OtherCost,
    Record,
    School,
    Student,
    TutoringModel,
    TutorPool,
)
from hitdesign.district.row_checks import Places
from hitdesign.district.student_checks import both_given
from hitdesign.district.students import Students
from hitdesign.district.year_records import LedgerLine, SessionLog
from hitdesign.errors import Fault, InputError
from hitdesign.io.archives import sheet_places
from hitdesign.io.layout import Grid
from hitdesign.io.rows import TableRows, read_rows
from hitdesign.io.student_rows import students_in
from hitdesign.io.text_files import grids_of_text, refusal
from hitdesign.io.workbooks import grids_of_workbook, is_workbook
from hitdesign.tables.fields import columns_of

WHAT_IS_READ = "a folder of CSV files or an .xlsx workbook"
#: Tables without which there is no plan; the others may be absent. Students may stand in the place of cohorts.
NEEDED = ("schools", "cohorts", "blocks", "tutors", "funding")
#: Two statements of the need, of which a district gives one.
EITHER = (Cohort.table, Student.table)


@dataclass(frozen=True)
class ReadTables:
    """The tables as far as they could be read, before there is a District."""

    schools: tuple[School, ...]
    cohorts: pd.DataFrame
    blocks: tuple[Block, ...]
    tutors: tuple[TutorPool, ...]
    funding: tuple[FundingStream, ...]
    tutoring_models: tuple[TutoringModel, ...]
    contracts: tuple[Contract, ...]
    students: Students | None
    existing_programs: tuple[ExistingProgram, ...]
    results: tuple[Result, ...]
    reference_values: tuple[ReferenceValue, ...]
    perspectives: tuple[Perspective, ...]
    barriers: tuple[Barrier, ...]
    mandates: tuple[Mandate, ...]
    reservations: tuple[Reservation, ...]
    private_schools: tuple[PrivateSchool, ...]
    rebuttals: tuple[Rebuttal, ...]
    school_allocations: tuple[SchoolAllocation, ...]
    match_gifts: tuple[MatchGift, ...]
    other_costs: tuple[OtherCost, ...]
    contract_tiers: tuple[ContractTier, ...]
    account_codes: tuple[AccountCode, ...]
    last_plan: tuple[LastSeats, ...]
    ledger: tuple[LedgerLine, ...]
    sessions: tuple[SessionLog, ...]
    calendar: tuple[ClosedDays, ...]
    people: tuple[StaffRole, ...]
    technology: tuple[Technology, ...]
    strategic_goals: tuple[StrategicGoal, ...]
    dates: tuple[DistrictDate, ...]
    purchases: tuple[Purchase, ...]
    signoffs: tuple[Signoff, ...]


def read_district(
    folder_or_workbook: str | Path, *, name: str | None = None, masked: tuple[int, int] | None = None
) -> District:
    """The district that a folder of CSV files or an .xlsx workbook describes, one file or sheet per table.

    `name` is the district's name in reports (default: the folder's or file's). `masked` says what a mask without a
    range of its own, such as `*`, stands for in these files, for example (1, 9); without it such a count is refused.
    What was skipped or read with another meaning stands in the district's `notes`.
    Raises InputError with every fault of every table; MissingExtra where a workbook is given without openpyxl.

    >>> import hitdesign as hit
    >>> district = hit.read_district("my_district.xlsx")  # doctest: +SKIP
    """
    path = Path(folder_or_workbook)
    grids, faults, notes = _grids(path)
    read = {table: read_rows(grid, TABLES[table], masked) for table, grid in grids.items()}
    faults.extend(_absent(read, path))
    tables = _tables(read)
    for rows in read.values():
        faults.extend(rows.faults)
        notes.extend(rows.notes)
    places = Places(
        {table: rows.lines for table, rows in read.items()},
        {table: frozenset(rows.lost_ids) for table, rows in read.items()},
    )
    faults.extend(_cross_checks(tables, places, read))
    if tables.students is None and all(table in read and read[table].rows_in_file for table in EITHER):
        faults.append(both_given())
    if faults:
        raise InputError(sorted(faults, key=_reading_order))
    return District(name=name or path.stem, notes=tuple(notes), **vars(tables))


def _reading_order(fault: Fault) -> tuple[int, int]:
    """Tables in reading order, rows from the top."""
    order = [record.table for record in RECORDS]
    return order.index(fault.table) if fault.table in order else len(order), fault.row or 0


def _grids(path: Path) -> tuple[dict[str, Grid], list[Fault], list[str]]:
    """One grid per table, faults of files that cannot be read, and notes on what was left unread."""
    if path.is_dir():
        return _folder_grids(path)
    if not path.exists():
        raise refusal(path, "there is no such file or folder", WHAT_IS_READ, "Check the path")
    if not is_workbook(path):
        raise refusal(path, "one file cannot hold all tables", WHAT_IS_READ, "Give the folder that holds the file")
    grids = grids_of_workbook(path, wanted=tuple(TABLES))
    named, faults = _by_table([(grid.table, grid) for grid in grids], "sheet")
    others = [place.name for place in sheet_places(path) if _table_name(place.name) not in TABLES]
    more, left = _not_read(others, named, "sheet")
    return named, faults + more, left


def _folder_grids(path: Path) -> tuple[dict[str, Grid], list[Fault], list[str]]:
    files = sorted(file for file in path.iterdir() if file.suffix.casefold() == ".csv")
    if not files:
        raise refusal(
            path,
            "the folder holds no CSV files",
            "one CSV file per table: " + ", ".join(NEEDED),
            "Give the workbook itself if the tables are in one",
        )
    grids: list[tuple[str, Grid]] = []
    faults: list[Fault] = []
    for file in files:
        record = TABLES.get(_table_name(file.stem))
        if record is None:
            continue
        try:
            grids.append((file.stem, grids_of_text(file, tuple(record.model_fields))[0]))
        except InputError as trouble:
            faults.extend(trouble.faults)
            grids.append((file.stem, Grid(file.stem, ())))
    named, more = _by_table(grids, "file")
    others, notes = _not_read([file.stem for file in files if _table_name(file.stem) not in TABLES], named, "file")
    return named, faults + more + others, notes


def _table_name(text: str) -> str:
    return text.strip().casefold()


def _by_table(grids: Iterable[tuple[str, Grid]], what: str) -> tuple[dict[str, Grid], list[Fault]]:
    named: dict[str, Grid] = {}
    faults = []
    for name, grid in grids:
        table = _table_name(name)
        if table in named:
            faults.append(
                Fault(
                    table=table, problem=f"two {what}s have this name", expected="one of them", what_to_do="Remove one"
                )
            )
        named[table] = grid
    return named, faults


def _not_read(names: list[str], named: dict[str, Grid], what: str) -> tuple[list[Fault], list[str]]:
    """A name close to a missing table's is a fault; another is noted as not read."""
    faults, notes = [], []
    free = [table for table in TABLES if table not in named]
    for name in names:
        near = get_close_matches(_table_name(name), free, n=1, cutoff=0.75)
        if near:
            faults.append(
                Fault(
                    table=near[0],
                    problem=f"a {what} is named {name[:60]!r}",
                    expected=f"the name {near[0]}",
                    what_to_do=f"Rename the {what} if it is this table",
                )
            )
        else:
            notes.append(f"The {what} {name[:60]!r} is no table of this library; it was not read.")
    return faults, notes


def _absent(read: dict[str, TableRows], path: Path) -> list[Fault]:
    """Needed tables that are not there, and needed tables without a row."""
    faults = []
    for table in _needed(read):
        caption = TABLES[table].caption.rstrip(".")
        problem, what_to_do = "the table has no rows yet", "Fill it below the column names"
        if table not in read:
            problem, what_to_do = f"{path.name} has no such table", "Add it; write_template writes an empty one"
        elif read[table].rows_in_file or read[table].faults:
            continue
        if table == Cohort.table:
            what_to_do += "; or give students instead"
        faults.append(Fault(table=table, problem=problem, expected=caption, what_to_do=what_to_do))
    return faults


def _needed(read: dict[str, TableRows]) -> tuple[str, ...]:
    """The needed tables: cohorts only where no students are given."""
    students = read.get(Student.table)
    given = students is not None and bool(students.rows_in_file or students.faults)
    return tuple(table for table in NEEDED if not (given and table == Cohort.table))


def _tables(read: dict[str, TableRows]) -> ReadTables:
    def made(record: type[Record]) -> Any:
        return read[record.table].records(record) if record.table in read else ()

    return ReadTables(
        schools=made(School),
        cohorts=_cohorts(read.get(Cohort.table)),
        blocks=made(Block),
        tutors=made(TutorPool),
        funding=made(FundingStream),
        tutoring_models=made(TutoringModel),
        contracts=made(Contract),
        students=students_in(read.get(Student.table)),
        existing_programs=made(ExistingProgram),
        results=made(Result),
        reference_values=made(ReferenceValue),
        perspectives=made(Perspective),
        barriers=made(Barrier),
        mandates=made(Mandate),
        reservations=made(Reservation),
        private_schools=made(PrivateSchool),
        rebuttals=made(Rebuttal),
        school_allocations=made(SchoolAllocation),
        match_gifts=made(MatchGift),
        other_costs=made(OtherCost),
        contract_tiers=made(ContractTier),
        account_codes=made(AccountCode),
        last_plan=made(LastSeats),
        ledger=made(LedgerLine),
        sessions=made(SessionLog),
        calendar=made(ClosedDays),
        people=made(StaffRole),
        technology=made(Technology),
        strategic_goals=made(StrategicGoal),
        dates=made(DistrictDate),
        purchases=made(Purchase),
        signoffs=made(Signoff),
    )


def _cohorts(rows: TableRows | None) -> pd.DataFrame:
    """The cohorts as a column table, with the lines of `rows` put in the table's order."""
    if rows is None or not rows.lines:
        return cohort_table(())
    frame = pd.DataFrame(rows.values)
    for column in columns_of(Cohort):
        if column.default is None and not column.required:
            frame[column.name] = frame[column.name].astype("float64")
    frame["cohort_id"] = frame["cohort_id"].where(frame["cohort_id"] != "", built_ids(frame))
    order = np.argsort(frame["cohort_id"].to_numpy(dtype=object), kind="stable")
    rows.lines = [rows.lines[place] for place in order.tolist()]
    return cohort_table(frame)


def _cross_checks(tables: ReadTables, places: Places, read: dict[str, TableRows]) -> list[Fault]:
    """The faults of the tables taken together; a table that could not be read at all is nobody's fault twice."""
    unread = {table for table in TABLES if table not in read or not read[table].values}
    found = check_district(cast("Any", tables), places)
    return [fault for fault in found if not _refers_to(fault, unread)]


def _refers_to(fault: Fault, unread: set[str]) -> bool:
    return any(fault.problem.startswith(f"no row of {table} has this id") for table in unread)
