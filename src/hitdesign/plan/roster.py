"""The roster: which student sits in which group of a plan, who waits and why, and what a person still has to check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.district.students import Students, students_of
from hitdesign.errors import Fault, InputError
from hitdesign.plan.applicants import Applicants, applicants_of
from hitdesign.plan.hall import Group, Hall, Row, Unit
from hitdesign.plan.placing import fill
from hitdesign.plan.plan import Plan
from hitdesign.plan.roster_audit import roster_faults
from hitdesign.plan.seating import GROUP, Seating, seating_of
from hitdesign.plan.services import Services
from hitdesign.plan.ties import Lists, Ties, ties_of
from hitdesign.plan.waiting import why_waiting
from hitdesign.tables.private import PrivateTable

#: Positions of students with other skills are further apart than any two with the same.
SKILLS_APART = 3.0


class Placed(PrivateTable):
    """Who sits where: student_id, school_id, band_id, subject, tier, block_id, pool_id, model_id, group, tutor."""


class Waiting(PrivateTable):
    """Who waits: student_id, school_id, band_id, subject, tier, place_in_line (by need, from 1), reason, sentence."""


class TakenOff(PrivateTable):
    """Who is not asked: student_id, reason."""


class OpenChecks(PrivateTable):
    """What a person must check before a student starts: student_id, school_id, subject, block_id, group, check."""


@dataclass(frozen=True, repr=False, eq=False)
class Roster:
    """Student records: the four tables are private, and only `write_roster` writes them.

    `spread`: per band the students placed and waiting, the mean range of a group on the band's line of need (0 to 1,
    see `line_of`), and whether number, order and range are proved to be the best (`exact`) or came of a rule.
    """

    placed: Placed
    waiting: Waiting
    taken_off: TakenOff
    open_checks: OpenChecks
    spread: pd.DataFrame
    _asked: Applicants = field(repr=False)
    _seating: Seating = field(repr=False)
    _ties: Ties = field(repr=False)

    def __repr__(self) -> str:
        sizes = f"{len(self.placed):,} placed, {len(self.waiting):,} waiting, {len(self.taken_off):,} taken off"
        return f"Roster({sizes}; {len(self.open_checks):,} open checks)"

    def audit(self) -> list[str]:
        """Every rule that the tables break, recomputed from them, in sentences of counts; empty where none is."""
        return roster_faults(self.placed.frame, self.waiting.frame, self._asked, self._seating, self._ties)


def roster(
    plan: Plan,
    students: Students | pd.DataFrame | None = None,
    *,
    keep_together: Lists = (),
    keep_apart: Lists = (),
    near: Literal["need", "skills"] = "need",
) -> Roster:
    """Place identified students in a plan's groups: the neediest first, nearest needs together, every rule kept.

    `students`: a table with the columns of the Student record (None: the plan's own); need is found in it under the
    plan's criteria. `keep_together`, `keep_apart`: lists of student ids; those kept together sit in one group in every
    subject in which they share a band, or wait. `near`: whether a group's students are near in need, or first have the
    same skill_areas. Raises InputError, without an id, where the plan has no timetable or a table cannot be used.

    >>> import hitdesign as hit
    >>> hit.roster(plan, students)  # doctest: +SKIP
    Roster(812 placed, 40 waiting, 9 taken off; 3 open checks)
    """
    table = students_of(students) if students is not None else plan.district.students
    if table is None:
        raise InputError([_no_students()])
    seating, asked = seating_of(plan), applicants_of(plan, table.frame)
    ties = _of_planned(ties_of(table.frame["student_id"], keep_together, keep_apart), table.frame, asked)
    services = Services(asked, seating)
    rows = asked.rows.assign(at=line_of(asked.rows, near))
    group = np.full(len(rows), -1, dtype=np.int64)
    reasons = np.full(len(rows), "", dtype=object)
    exact: set[str] = set()
    groups_of = {str(key): own for key, own in seating.groups.groupby("school_id", sort=True)}
    for school, own in rows.groupby("school_id", sort=True):
        units = _units(own, ties)
        hall = _hall(seating, groups_of.get(str(school), seating.groups.iloc[:0]), services, ties, units)
        exact |= fill(hall, units).exact
        for unit in units:
            for row in unit:
                group[row.number] = hall.seated.get(row, -1)
                reasons[row.number] = "" if row in hall.seated else why_waiting(hall, unit, row)
    return _handed_over(rows, group, reasons, exact, asked, seating, ties, services)


def _no_students() -> Fault:
    return Fault(
        table="students",
        problem="the plan's district gives counts, and no students were passed",
        expected="a students table",
        what_to_do="Pass the students as the second argument",
    )


def _of_planned(ties: Ties, frame: pd.DataFrame, asked: Applicants) -> Ties:
    """The ties in the codes that the applicants have: of students found in need."""
    code = asked.rows.drop_duplicates("student_id").set_index("student_id")["student"].to_dict()
    ids = frame["student_id"].tolist()
    new = {place: int(code[name]) for place, name in enumerate(ids) if name in code}
    together = [frozenset(new[one] for one in own if one in new) for own in ties.together]
    apart = {new[one]: frozenset(new[o] for o in own if o in new) for one, own in ties.apart.items() if one in new}
    return Ties(tuple(own for own in together if len(own) > 1), {one: own for one, own in apart.items() if own})


def line_of(rows: pd.DataFrame, near: str) -> pd.Series:
    """Where each row stands on its band's line, along which groups are cut: from 0, the greatest need, to 1.

    Formula: (greatest need index of the band - own) / (greatest - least), 0 where all are equal; who has no index
    stands in the middle of the others. With `near` skills each set of skills has a line of its own, SKILLS_APART
    further on.
    """
    standing = rows["standing"]
    band = standing.groupby(rows["band_id"])
    low, span = band.transform("min"), band.transform("max") - band.transform("min")
    at = ((standing - low) / span.where(span > 0)).where(span != 0, 0.0)
    at = at.fillna(at.groupby(rows["band_id"]).transform("median")).fillna(0.0)
    if near == "skills":
        skills = rows["skills"].map(lambda text: ";".join(sorted(part.strip() for part in str(text).split(";"))))
        at = at + SKILLS_APART * pd.factorize(skills, sort=True)[0]
    return at.astype(float)


def _units(rows: pd.DataFrame, ties: Ties) -> list[Unit]:
    """Rows that sit down together: one each, but those kept together who share a band."""
    own = {
        int(number): Row(int(number), int(student), str(band), int(rank), float(at), int(has), consent == "yes")
        for number, student, band, rank, at, has, consent in zip(
            rows.index, *(rows[name] for name in ("student", "band_id", "rank", "at", "has", "consent")), strict=True
        )
    }
    label = {student: number for number, together in enumerate(ties.together) for student in together}
    units: dict[tuple[str, int, int], list[Row]] = {}
    for row in own.values():
        tied = label.get(row.student)
        units.setdefault((row.band, 0, row.number) if tied is None else (row.band, 1, tied), []).append(row)
    return [tuple(unit) for _, unit in sorted(units.items())]


def _hall(seating: Seating, groups: pd.DataFrame, services: Services, ties: Ties, units: list[Unit]) -> Hall:
    names = ("band_id", "place", "students", "most", "enrolment", "week")
    columns = (groups.index, *(groups[name] for name in names))
    seats = [
        Group(int(number), str(band), int(place), int(planned), int(most), enrolment == "opt_in", int(week))
        for number, band, place, planned, most, enrolment, week in zip(*columns, strict=True)
    ]
    own = seating.seats[seating.seats["place"].isin({seat.place for seat in seats})]
    kinds: dict[int, list[tuple[int, int]]] = {}
    for place, needs, students in zip(own["place"], own["needs"], own["students"], strict=True):
        kinds.setdefault(int(place), []).append((int(needs), int(students)))
    tied = frozenset(row for unit in units if len(unit) > 1 for row in unit)
    return Hall(seats, kinds, seating.overlap, services.misses, ties.apart, tied)


def _handed_over(
    rows: pd.DataFrame,
    group: np.ndarray[tuple[int], np.dtype[np.int64]],
    reasons: np.ndarray[tuple[int], np.dtype[np.object_]],
    exact: set[str],
    asked: Applicants,
    seating: Seating,
    ties: Ties,
    services: Services,
) -> Roster:
    sits = np.flatnonzero(group >= 0)
    who = rows.iloc[sits][["student_id", "school_id", "grade", "band_id", "subject", "tier"]].reset_index(drop=True)
    where = seating.groups.iloc[group[sits]][["block_id", "pool_id", "model_id", "group", "tutor", "term"]]
    placed = pd.concat([who, where.reset_index(drop=True)], axis=1)
    placed = placed.sort_values([*GROUP, "student_id"], kind="stable", ignore_index=True)
    waits = np.flatnonzero(group < 0)
    waiting = rows.iloc[waits][["student_id", "school_id", "grade", "band_id", "subject", "tier"]].reset_index(
        drop=True
    )
    waiting["place_in_line"] = waiting.groupby("band_id", sort=False).cumcount() + 1
    waiting["reason"] = [str(reason).partition(":")[0] for reason in reasons[waits]]
    waiting["sentence"] = [str(reason).partition(":")[2] for reason in reasons[waits]]
    return Roster(
        placed=Placed(placed),
        waiting=Waiting(waiting),
        taken_off=TakenOff(asked.off),
        open_checks=OpenChecks(services.open_checks(rows, group)),
        spread=_spread(rows, group, exact | _without_group(rows, seating)),
        _asked=asked,
        _seating=seating,
        _ties=ties,
    )


def _without_group(rows: pd.DataFrame, seating: Seating) -> set[str]:
    """Bands for which the plan has no group: nobody can sit, and so nothing was left to a rule."""
    return set(rows["band_id"]) - set(seating.groups["band_id"])


def _spread(rows: pd.DataFrame, group: np.ndarray[tuple[int], np.dtype[np.int64]], exact: set[str]) -> pd.DataFrame:
    """Per band: placed, waiting, the mean range of its groups, and whether the answer is proved."""
    own = rows.assign(group=group)
    seated = own[own["group"] >= 0]
    ranges = seated.groupby(["band_id", "group"])["at"].agg(lambda at: at.max() - at.min()).groupby("band_id").mean()
    bands = own.groupby("band_id", sort=True)["group"].agg(
        placed_students=lambda one: int((one >= 0).sum()), waiting_students=lambda one: int((one < 0).sum())
    )
    bands["mean_range"] = ranges.reindex(bands.index)
    bands["exact"] = bands.index.isin(exact)
    return bands.reset_index()
