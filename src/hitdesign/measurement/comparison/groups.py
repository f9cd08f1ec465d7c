"""Two lists of students, those tutored and those who might stand beside them, read and checked as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.measurement.comparison.covariates import MISSING_WORDS, Covariates, Missing, covariates_of
from hitdesign.measurement.comparison.frames import Reading, plain, refuse_all
from hitdesign.measurement.given import word_faults
from hitdesign.solving.numbers import Bools, Ints
from hitdesign.tables.ids import same_id

TABLES = ("tutored", "candidates")


@dataclass(frozen=True, repr=False, eq=False)
class Groups:
    """All students in the order of ids, tutored first: who was, the covariates, the exact cell (a place), the sites."""

    ids: npt.NDArray[np.object_]
    treated: Bools
    covariates: Covariates
    cell: Ints
    cells: int
    sites: int | None
    frame: pd.DataFrame


def groups_of(
    tutored: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    covariates: Sequence[str],
    exact: Sequence[str],
    student_id: str,
    site: str | None,
    missing: Missing,
) -> Groups:
    """The two lists as one; InputError with every fault: columns, blanks, a student twice or in both lists."""
    readings = [Reading(name, frame) for name, frame in zip(TABLES, (tutored, candidates), strict=True)]
    wrong = list(word_faults("comparison", "missing", missing, MISSING_WORDS))
    ids = []
    for reading in readings:
        ids.append(reading.texts(student_id))
        reading.once(student_id, ids[-1])
        for name in [*exact, *([site] if site else [])]:
            reading.texts(name)
        covariates_of(reading, covariates, "indicator" if wrong else missing)
        if not len(reading.frame) and not reading.faults:
            reading.add("has no rows", "a row for each student", "Give the list", None)
    if not covariates:
        readings[0].add("no covariate is named", "at least a pretest", "Name what shall be alike", "covariates")
    known = {same_id(one) for one in ids[0]} - {""}
    both = [same_id(one) in known for one in ids[1]]
    readings[1].rows(both, student_id, "is among the tutored too", "students who were not tutored", "Leave them out")
    refuse_all(wrong, *(reading.faults for reading in readings))
    names = list(dict.fromkeys([student_id, *covariates, *exact, *([site] if site else [])]))
    whole = pd.concat([reading.frame[names] for reading in readings], ignore_index=True)
    treated = np.arange(len(whole)) < len(ids[0])
    order = np.lexsort((np.concatenate(ids).astype(str), ~treated))
    whole = whole.iloc[order].reset_index(drop=True)
    read = covariates_of(Reading("comparison", whole), covariates, missing)
    labels = [plain(whole[name]).astype(str).str.strip() for name in exact]
    keys = pd.Series(list(zip(*labels, strict=True)) if labels else [()] * len(whole))
    cell, names_of_cells = pd.factorize(keys)
    sites = None if site is None else int(whole.loc[treated[order], site].nunique())
    return Groups(
        np.concatenate(ids)[order], treated[order], read, cell.astype(np.int64), len(names_of_cells), sites, whole
    )


def cell_shares(groups: Groups) -> npt.NDArray[np.float64]:
    """A column of zeros and ones for each exact cell but the first."""
    return np.asarray(groups.cell[:, None] == np.arange(1, groups.cells)[None, :], dtype=np.float64)
