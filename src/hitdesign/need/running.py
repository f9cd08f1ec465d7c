"""What already runs, taken off the need first: whom it covers, what is left, and of whom the marks are certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.district.defaults import printed
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.held import at_schools
from hitdesign.evidence.assumption import Assumption
from hitdesign.need.left_over import left_over
from hitdesign.need.shared_out import Taker, shared_out
from hitdesign.quantities import print_count

Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
COLUMNS = ("program_id", "decision", "school_id", "subject", "students", "need", "taken_off")
ENDS = ("students", "students_low", "students_high")


@dataclass(frozen=True)
class Running:
    """What existing programs take off the need.

    `programs`: one row per program, school and subject of the need there: program_id, decision, school_id, subject,
    students (NaN = not known), need (students in need whom it may serve, before anything is taken off), taken_off.
    `notes`: sentences on what could not be taken off, or is not known.
    """

    programs: pd.DataFrame
    assumptions: tuple[Assumption, ...] = ()
    notes: tuple[str, ...] = ()


def taken_off(
    cohorts: pd.DataFrame, programs: Sequence[ExistingProgram], *, recorded: bool = False
) -> tuple[pd.DataFrame, Running]:
    """The cohorts without the students of kept programs, and the account of it.

    `cohorts`: canonical, split by marks that are certain (`Need.cohorts` before bands). Per school and subject the
    students of kept programs come off the parts that they may be among (grades that overlap, tier, marks that do not
    contradict), in whole numbers and never below 0, at both ends of masked counts; see `shared_out`. Where grades,
    tiers and take-up are the same, whose marks are left is counted only as far as it is certain; see `left_over`.
    `recorded`: student records say who is in a program, so that counts take nobody off a second time.
    """
    rows = [row for row in programs if row.students is not None and row.decision == "keep"]
    table = _table(cohorts, programs)
    if recorded or not rows:
        return cohorts, Running(table, notes=_notes(table, programs, recorded=recorded))
    kept = _by_school(programs, sorted(set(cohorts["school_id"])))
    pieces, spread, unmarked = [], 0, 0
    taken: dict[tuple[str, str, str], int] = {}
    for key, part in cohorts.groupby(["school_id", "subject"], sort=True):
        school_id, subject = str(key[0]), str(key[1])
        takers = _takers(part, kept.get(school_id, []), subject)
        if not takers:
            pieces.append(part)
            continue
        off = {name: shared_out(part[name].to_numpy(dtype=np.int64), takers) for name in ENDS}
        taken.update({(one.name, school_id, subject): int(off["students"][n].sum()) for n, one in enumerate(takers)})
        cells = part.groupby(["grade_low", "grade_high", "tier"], sort=True).ngroup().to_numpy()
        spread += sum(int(row.sum()) for row in off["students"] if len(set(cells[row > 0])) > 1)
        piece = left_over(part, off, np.array([one.may for one in takers]))
        unmarked += int(piece.loc[~piece.index.isin(part.index), "students"].sum())
        pieces.append(piece)
    keys = list(zip(table["program_id"], table["school_id"], table["subject"], strict=True))
    table["taken_off"] = np.array([taken.get(one, 0) for one in keys], dtype=np.int64)
    out = pd.concat(pieces, ignore_index=True)
    return out, Running(table, _assumed(table, spread, unmarked), _notes(table, programs, recorded=False))


def may_be_among(part: pd.DataFrame, row: ExistingProgram, subject: str) -> Bools:
    """Which of these rows of need, all of one subject, a program's students may be among."""
    if row.subjects and subject not in row.subjects:
        return np.zeros(len(part), dtype=bool)
    low = -np.inf if row.grade_low is None else row.grade_low
    high = np.inf if row.grade_high is None else row.grade_high
    may = (part["grade_low"] <= high) & (part["grade_high"] >= low)
    if row.tier is not None:
        may &= part["tier"] == row.tier
    for mark in MARKS:
        said = getattr(row, mark)
        if said != "unknown":
            may &= part[mark].isin([said, "unknown"])
    found: Bools = may.to_numpy(dtype=bool)
    return found


def _by_school(programs: Sequence[ExistingProgram], school_ids: Sequence[str]) -> dict[str, list[ExistingProgram]]:
    """Kept programs with students, by the schools at which they hold."""
    found: dict[str, list[ExistingProgram]] = {}
    for row, schools in at_schools(programs, school_ids):
        if row.decision == "keep" and row.students:
            for school_id in schools:
                found.setdefault(school_id, []).append(row)
    return found


def _takers(part: pd.DataFrame, here: Sequence[ExistingProgram], subject: str) -> list[Taker]:
    """The programs of one school with students in this subject."""
    takers = [Taker(row.program_id, row.students or 0, may_be_among(part, row, subject)) for row in here]
    return [one for one in takers if one.may.any()]


def _table(cohorts: pd.DataFrame, programs: Sequence[ExistingProgram]) -> pd.DataFrame:
    """One row per program, school and subject in which there is need that it may serve."""
    need = {(str(key[0]), str(key[1])): part for key, part in cohorts.groupby(["school_id", "subject"], sort=True)}
    by_school: dict[str, list[str]] = {}
    for school_id, subject in need:
        by_school.setdefault(school_id, []).append(subject)
    rows = []
    for row, schools in at_schools(programs, sorted(by_school)):
        for school_id in schools:
            for subject in by_school.get(school_id, []):
                part = need[school_id, subject]
                may = may_be_among(part, row, subject)
                if may.any():
                    students = float("nan") if row.students is None else float(row.students)
                    there = int(part["students"].to_numpy()[may].sum())
                    rows.append((row.program_id, row.decision, school_id, subject, students, there, 0))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"students": "float64", "taken_off": "int64"})
    return table.sort_values(["program_id", "school_id", "subject"], kind="stable").reset_index(drop=True)


def _assumed(table: pd.DataFrame, spread: int, unmarked: int) -> tuple[Assumption, ...]:
    """What had to be taken for granted, with the students it concerns."""
    kept = table[table["taken_off"] > 0]
    several = kept.groupby(["school_id", "subject"])["taken_off"].agg(["size", "sum"])
    readings = [
        (
            "existing_programs.in_need",
            "in need",
            "Students of a kept program are among those in need, as far as there are so many.",
            int(kept["taken_off"].sum()),
        ),
        (
            "existing_programs.spread",
            "in proportion",
            "Where a kept program names no single tier and grades, its students come off those that it may serve in "
            "proportion to their need.",
            spread,
        ),
        (
            "existing_programs.apart",
            "different students",
            "No student is in two kept programs of one school and subject.",
            int(several.loc[several["size"] > 1, "sum"].sum()),
        ),
        (
            "existing_programs.marks",
            "unknown",
            "Of students who stay where others of their kind are in a kept program, marks that are not certain are "
            "unknown: money limited to a mark does not find them.",
            unmarked,
        ),
    ]
    return tuple(printed(name, value, why, cells, verified=False) for name, value, why, cells in readings if cells)


def _notes(table: pd.DataFrame, programs: Sequence[ExistingProgram], *, recorded: bool) -> tuple[str, ...]:
    """What was not taken off, and why."""
    kept = table[table["decision"] == "keep"]
    unknown = sorted({row.program_id for row in programs if row.decision == "keep" and row.students is None})
    notes = []
    if unknown:
        notes.append(f"How many students {', '.join(unknown)} serves is not known: nobody is taken off for it.")
    if recorded:
        if kept["students"].sum() > 0:
            seats = print_count(kept["students"].sum(), "seat")
            notes.append(
                f"Student records say who is in a program already: the {seats} of kept programs are not taken off a "
                "second time."
            )
        return tuple(notes)
    beyond = (kept["students"] - kept["taken_off"]).sum()
    if beyond > 0:
        notes.append(
            f"Kept programs serve {print_count(beyond, 'seat')} more than the need that they may serve holds: those "
            "students are taken to be outside the need."
        )
    return tuple(notes)
