"""Students found, counted: what the tables of the need are made of, and what became of everybody else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS, cohort_table
from hitdesign.need.caught import TIERS, Caught
from hitdesign.need.looked_at import TAKEN_OFF
from hitdesign.need.rows import Row

Codes = npt.NDArray[np.int64]

OUTCOMES = (*TAKEN_OFF, "not_measured", "not_found", *TIERS[1:])


def outcomes_of(subject: str, off: Codes, judged: Caught) -> list[Row]:
    """How many students had which outcome in this subject."""
    counts = np.zeros(len(OUTCOMES), dtype=np.int64)
    counts[: len(TAKEN_OFF)] = np.bincount(off, minlength=len(TAKEN_OFF) + 1)[:-1]
    none = judged.tier == 0
    counts[len(TAKEN_OFF)] = int((none & ~judged.known).sum())
    counts[len(TAKEN_OFF) + 1] = int((none & judged.known).sum())
    counts[len(TAKEN_OFF) + 2 :] = np.bincount(judged.tier, minlength=len(TIERS))[1:]
    return [(subject, outcome, int(count)) for outcome, count in zip(OUTCOMES, counts, strict=True)]


def cohorts_of(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of every grade gathered by school, band, subject, tier and marks, in canonical form."""
    keys = ["school_id", "grade_low", "grade_high", "subject", "tier", *MARKS]
    return cohort_table(counts.groupby(keys, sort=True)["students"].sum().reset_index())


def children_of(row: Codes, found: pd.DataFrame) -> pd.DataFrame:
    """Students found per school and band, each once."""
    place = ["school_id", "grade_low", "grade_high"]
    once = np.diff(row, prepend=-1) != 0
    counted: pd.DataFrame = found.loc[once].groupby(place, sort=True).size().rename("students").reset_index()
    return counted


def counts_of(found: pd.DataFrame, grade: Codes) -> pd.DataFrame:
    """Students found by school, grade (and its band), subject, tier and marks, which is finer than a cohort."""
    rows = found.assign(grade=grade)
    keys = ["school_id", "grade", "grade_low", "grade_high", "subject", "tier", *MARKS]
    counted: pd.DataFrame = rows.groupby(keys, observed=True, sort=True).size().rename("students").reset_index()
    texts = counted.select_dtypes("category").columns
    return counted.astype(dict.fromkeys(texts, "str"))
