"""What already runs, taken off the need first: whom it covers, what is left, and of whom the marks are certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.district.defaults import printed
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.held import at_schools
from hitdesign.evidence.assumption import Assumption
from hitdesign.need.left_over import cells_of, left_over
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
    students of kept programs come off the rows that they may be among (grades that overlap, tier, marks that do not
    contradict), in whole numbers and never below 0, at both ends of masked counts; see `shared_out`. Where grades,
    tiers and take-up are the same, whose marks are left is counted only as far as it is certain; see `left_over`.
    `recorded`: student records say who is in a program, so that counts take nobody off a second time.
    """
    need = {name: cohorts[name].to_numpy() for name in (*ENDS, "grade_low", "grade_high", "tier", *MARKS)}
    cells = cells_of(cohorts)
    gone, lost = np.zeros((len(cohorts), len(ENDS)), np.int64), np.zeros((len(cohorts), len(ENDS)), np.int64)
    rows, spread = [], 0
    by_school = _by_school(programs, sorted(set(cohorts["school_id"])))
    for school_id, subject, here in _components(cohorts):
        own = by_school.get(school_id, [])
        running = [(row, may) for row in own if (may := may_be_among(need, here, row, subject)).any()]
        kept = [pair for pair in running if pair[0].decision == "keep" and pair[0].students and not recorded]
        taken = _taken(need, here, kept)
        gone[here], lost[here] = _gone_and_lost(taken, np.array([may for _, may in kept]), cells[here])
        spread += _spread(taken[0], need, here)
        off = {row.program_id: int(one.sum()) for (row, _), one in zip(kept, taken[0], strict=True)}
        rows += [_account(row, school_id, subject, may, need["students"][here], off) for row, may in running]
    out = left_over(cohorts, cells, gone, lost)
    unmarked = int(out["students"].iloc[len(cohorts) :].sum())
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"students": "float64", "taken_off": "int64"})
    table = table.sort_values(["program_id", "school_id", "subject"], kind="stable").reset_index(drop=True)
    return out, Running(table, _assumed(table, spread, unmarked), _notes(table, programs, recorded=recorded))


def may_be_among(need: Mapping[str, npt.NDArray[Any]], here: Counts, row: ExistingProgram, subject: str) -> Bools:
    """Which of these rows of need, all of one school and subject, a program's students may be among."""
    if row.subjects and subject not in row.subjects:
        return np.zeros(len(here), dtype=bool)
    low = -np.inf if row.grade_low is None else row.grade_low
    high = np.inf if row.grade_high is None else row.grade_high
    may: Bools = (need["grade_low"][here] <= high) & (need["grade_high"][here] >= low)
    if row.tier is not None:
        may &= need["tier"][here] == row.tier
    for mark in MARKS:
        said = getattr(row, mark)
        if said != "unknown":
            may &= (need[mark][here] == said) | (need[mark][here] == "unknown")
    return may


def _components(cohorts: pd.DataFrame) -> Iterator[tuple[str, str, Counts]]:
    """School, subject and positions of the rows of each school and subject."""
    schools, subjects = cohorts["school_id"].to_numpy(dtype=object), cohorts["subject"].to_numpy(dtype=object)
    codes = cohorts.groupby(["school_id", "subject"], sort=True).ngroup().to_numpy(dtype=np.int64)
    order = np.argsort(codes, kind="stable").astype(np.int64)
    for here in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(here):
            yield str(schools[here[0]]), str(subjects[here[0]]), here


def _by_school(programs: Sequence[ExistingProgram], school_ids: Sequence[str]) -> dict[str, list[ExistingProgram]]:
    """Programs by the schools at which they hold."""
    found: dict[str, list[ExistingProgram]] = {}
    for row, schools in at_schools(programs, school_ids):
        for school_id in schools:
            found.setdefault(school_id, []).append(row)
    return found


def _taken(
    need: Mapping[str, npt.NDArray[Any]], here: Counts, kept: Sequence[tuple[ExistingProgram, Bools]]
) -> list[Counts]:
    """Per count column what each program takes of each row (programs x rows)."""
    takers = [Taker(row.program_id, row.students or 0, may) for row, may in kept]
    taken: list[Counts] = []
    for place, name in enumerate(ENDS):
        alike = [n for n in range(place) if (need[ENDS[n]][here] == need[name][here]).all()]
        taken.append(taken[alike[0]] if alike else shared_out(need[name][here], takers))
    return taken


def _gone_and_lost(taken: Sequence[Counts], may: Bools, cells: Counts) -> tuple[Counts, Counts]:
    """Per row and count column: students taken of it, and the most that may have been its own (rows x columns).

    The most: all that the programs which may serve the row took in its cell.
    """
    alike = (cells[:, None] == cells[None, :]).astype(np.int64)
    gone = np.stack([one.sum(axis=0) for one in taken], axis=1)
    lost = np.stack([((one @ alike) * may).sum(axis=0) if len(one) else one.sum(axis=0) for one in taken], axis=1)
    return gone, lost


def _spread(taken: Counts, need: Mapping[str, npt.NDArray[Any]], here: Counts) -> int:
    """Students of programs that took from several tiers or grades."""
    kinds = list(zip(need["grade_low"][here], need["grade_high"][here], need["tier"][here], strict=True))
    return sum(int(row.sum()) for row in taken if len({kinds[n] for n in np.flatnonzero(row)}) > 1)


def _account(
    row: ExistingProgram, school_id: str, subject: str, may: Bools, students: Counts, off: Mapping[str, int]
) -> tuple[object, ...]:
    """One row of the account: what a program serves, may serve and took off at a school in a subject."""
    serves = float("nan") if row.students is None else float(row.students)
    there, gone = int(students[may].sum()), off.get(row.program_id, 0)
    return (row.program_id, row.decision, school_id, subject, serves, there, gone if row.decision == "keep" else 0)


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
    counted = {row.program_id for row in programs if row.decision == "keep" and row.students}
    if idle := sorted(counted - set(kept["program_id"])):
        notes.append(f"No need is stated that {', '.join(idle)} may serve: nobody is taken off for it.")
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
