"""Equity: groups of students whose served shares are compared, and the least of these shares as a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.district.cohorts import MARKS
from hitdesign.policy import LevelName
from hitdesign.solving.parts import Columns

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Between = Literal["schools", "marks", "areas"]
#: What each level of equity compares.
BETWEEN: dict[LevelName, Between] = {
    "equity_between_schools": "schools",
    "equity_between_marks": "marks",
    "equity_between_areas": "areas",
}


@dataclass(frozen=True)
class Groups:
    """Groups of students: `table` has between, group, need, with_right, counted, why; then who belongs to which.

    `member_group`, `member_cohort`: positions in `table` and in the need's cohorts; a cohort is in one group per mark.
    """

    table: pd.DataFrame
    member_group: Ints
    member_cohort: Ints

    def served(self, by_cohort: Floats) -> Floats:
        """Seats per group from seats per cohort."""
        found = np.bincount(self.member_group, weights=by_cohort[self.member_cohort], minlength=len(self.table))
        return found.astype(float)

    def least(self, by_cohort: Floats) -> float:
        """The least served share of the groups that count; NaN where none does."""
        counted = self.table["counted"].to_numpy(dtype=bool)
        need = self.table["with_right"].to_numpy(dtype=float)[counted]
        return float((self.served(by_cohort)[counted] / need).min()) if counted.any() else float("nan")


def groups_between(inputs: Inputs, between: Between) -> Groups:
    """The groups that a level of equity compares, with those that it leaves out and why.

    A group counts with its students of whom at least one could be taught somewhere (`with_right`): nobody else's share
    can be changed by sharing out differently. Students whose mark is unknown are a group apart that does not count;
    so are those of a row in which several marks were counted each alone, for who carries two of them is not known.
    """
    cohorts = inputs.need.cohorts
    labels, cohort, outside = _labels(inputs, between)
    names, member = np.unique(labels, return_inverse=True)
    students = cohorts["students"].to_numpy(dtype=float)
    able = np.zeros(len(inputs.need.bands), dtype=bool)
    able[inputs.structure.pair_band] = True
    with_right = students * able[cohorts["band"].to_numpy(dtype=np.int64)]
    need = np.bincount(member, weights=students[cohort], minlength=len(names))
    right = np.bincount(member, weights=with_right[cohort], minlength=len(names))
    why = [
        outside.get(str(name), "") or _why_not(*two)
        for name, two in zip(names, zip(need, right, strict=True), strict=True)
    ]
    table = pd.DataFrame({"between": between, "group": names.astype(object), "need": need, "with_right": right})
    table["counted"], table["why"] = [not word for word in why], why
    return Groups(table, member.astype(np.int64), cohort)


def _why_not(need: float, right: float) -> str:
    if not need:
        return "nobody is in need"
    return "" if right else "no tutoring model, block, pool and stream can serve anybody of it"


def _labels(inputs: Inputs, between: Between) -> tuple[NDArray[np.str_], Ints, dict[str, str]]:
    """Names of groups, the cohorts in them, and which names do not count, with the reason."""
    cohorts = inputs.need.cohorts
    each = np.arange(len(cohorts))
    if between == "schools":
        return cohorts["school_id"].to_numpy(dtype=str), each, {}
    if between == "areas":
        schools = inputs.facts.schools
        area = pd.Series(schools["board_area"].to_numpy(dtype=object), index=schools["school_id"].to_numpy())
        found = area.reindex(cohorts["school_id"]).fillna("").to_numpy(dtype=str)
        blank = "no board area"
        return np.where(found == "", blank, found), each, {blank: "its schools name no board_area"}
    parts = list(_marks(cohorts))
    labels = np.concatenate([one for one, _ in parts]).astype(str)
    outside = {name: why for _, left_out in parts for name, why in left_out.items()}
    return labels, np.tile(each, len(parts)), outside


def _marks(cohorts: pd.DataFrame) -> Iterator[tuple[NDArray[np.str_], dict[str, str]]]:
    """Per mark: each cohort's group, and the groups that do not count."""
    together = cohorts["marks_apart"].to_numpy(dtype=bool)
    for mark in MARKS:
        said = cohorts[mark].to_numpy(dtype=str)
        counted_alone = together & (said != "unknown")
        unknown, alone = f"{mark}: unknown", f"{mark}: counted apart from other marks"
        labels = np.where(counted_alone, alone, [f"{mark}: {word}" for word in said])
        yield (
            labels.astype(str),
            {
                unknown: "whether they carry the mark is not known",
                alone: "several marks were counted each alone, so who of the seated carries it is not known",
            },
        )


def least_share(inputs: Inputs, layout: Layout, begin: int, level: LevelName) -> Extra:
    """The least served share of a level's groups, as one column with a row per group.

    Formula: sum over the group's c, m of students[c, m] >= students with some right x least share; the column stands at
    `begin`. Without a group that counts there is no column.
    """
    groups = groups_between(inputs, BETWEEN[level])
    counted = np.flatnonzero(groups.table["counted"].to_numpy(dtype=bool))
    number = np.full(len(groups.table), -1, dtype=np.int64)
    number[counted] = np.arange(len(counted))
    size = int(len(counted) > 0)
    group, column = _cells(groups, layout)
    mine = number[group] >= 0
    need = groups.table["with_right"].to_numpy(dtype=float)[counted]
    own = np.zeros(size * len(counted), dtype=np.int64) + begin
    rows = family(
        f"{level}_share",
        {"group": groups.table["group"].to_numpy(dtype=object)[counted]},
        np.concatenate([number[group[mine]], np.arange(len(counted))]),
        np.concatenate([column[mine], own]),
        np.concatenate([np.ones(int(mine.sum())), -need]),
        ">=",
        np.zeros(len(counted)),
        "students",
        "the served share of {group} is not below the least share",
    )
    keys = pd.DataFrame({"between": [BETWEEN[level]] * size})
    columns = Columns(f"least_share_{BETWEEN[level]}", keys, np.zeros(size), np.ones(size), False)

    def values(all_columns: Floats) -> Floats:
        seats = np.bincount(layout.student_cohort, all_columns[: len(layout.student_cohort)], len(inputs.need.cohorts))
        return np.full(size, groups.least(seats.astype(float)))

    return Extra(columns=columns, school=np.full(size, -1, dtype=np.int64), rows=(rows,), values=values)


def _cells(groups: Groups, layout: Layout) -> tuple[Ints, Ints]:
    """Every (group, students column) with a student of the group."""
    order = np.argsort(groups.member_cohort, kind="stable")
    cohort, group = groups.member_cohort[order], groups.member_group[order]
    first = np.searchsorted(cohort, layout.student_cohort, side="left")
    count = np.searchsorted(cohort, layout.student_cohort, side="right") - first
    column = np.repeat(np.arange(len(layout.student_cohort)), count)
    within = np.arange(len(column)) - np.repeat(np.cumsum(count) - count, count)
    return group[first[column] + within], column
