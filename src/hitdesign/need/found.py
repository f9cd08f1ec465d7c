"""Students in need, found in the students table and counted: who is taken off first, who is found, in which cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS, cohort_table
from hitdesign.district.defaults import printed
from hitdesign.district.private import PrivateTable
from hitdesign.district.records import School
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.need.caught import TIERS, Caught, caught, sentence
from hitdesign.need.measures import measures_for
from hitdesign.need.rates import GRADE_BANDS
from hitdesign.policy import SelectionCriteria

Codes = npt.NDArray[np.int64]
Spans = Mapping[str, tuple[int | None, int | None]]

#: Why a student is not looked at, in the order in which students are taken off.
TAKEN_OFF = ("already_in_program", "consent_refused", "no_grade_band")
OUTCOMES = (*TAKEN_OFF, "not_measured", "not_found", *TIERS[1:])
WORDS = ("yes", "no", "unknown")
MISSING = {
    "not_caught": "An unknown measure catches nobody.",
    "caught": "An unknown measure counts as beyond its strategic threshold.",
    "in_proportion": "Where a measure is unknown, less is needed, in proportion to the weight that is known.",
}


@dataclass(frozen=True, repr=False, eq=False)
class Flagged(PrivateTable):
    """Students found, one row per student and subject, by student_id and subject.

    Columns: student_id, school_id, grade, grade_low, grade_high, subject, tier, iep, english_learner, low_income,
    reason (the measures that spoke, with their thresholds).
    """


@dataclass(frozen=True)
class Found:
    """What the students table says of need.

    `cohorts`: in canonical form, counted. `children`: school_id, grade_low, grade_high, students (each once, however
    many subjects). `outcomes`: subject, outcome (one of OUTCOMES), students; each subject's add up to all students.
    """

    cohorts: pd.DataFrame
    flagged: Flagged
    children: pd.DataFrame
    outcomes: pd.DataFrame
    assumptions: tuple[Assumption, ...]


def spans_of(schools: Iterable[School]) -> Spans:
    """The grades of each school, as far as they are known."""
    return {school.school_id: (school.grade_low, school.grade_high) for school in schools}


def find(frame: pd.DataFrame, criteria: SelectionCriteria, evidence: Evidence, spans: Spans) -> Found:
    """Students in need of a students table in canonical form.

    Grades are gathered to bands clipped to the school's span; where that is unknown, to the grades of its students in
    the table. Raises InputError where criteria and table do not fit.
    """
    measures = measures_for(frame, criteria, evidence)
    school, ids = pd.factorize(frame["school_id"].to_numpy(dtype=object), sort=True)
    low, high = _bands(frame["grade"].to_numpy(), school, [str(school_id) for school_id in ids], spans)
    off = _taken_off(frame, low, high)
    looked_at = np.flatnonzero(off == len(TAKEN_OFF))
    part = frame.iloc[looked_at]
    reasons: dict[str, int] = {}
    rows, outcomes, unknown = [], [], 0
    for code, (subject, bound) in enumerate(measures.by_subject.items()):
        judged = caught(part, bound, criteria)
        unknown += judged.unknown_values
        here = np.flatnonzero(judged.tier)
        patterns, which = np.unique(judged.pattern[here], return_inverse=True)
        said = [reasons.setdefault(sentence(int(pattern), bound), len(reasons)) for pattern in patterns]
        reason = np.array(said, dtype=np.int64)[which]
        rows.append(np.stack([looked_at[here], np.full(len(here), code), judged.tier[here], reason]))
        outcomes.append(_outcomes(subject, off, judged))
    row, subject_code, tier, reason = np.concatenate(rows, axis=1)
    order = np.lexsort((subject_code, row))
    row = row[order]
    found = pd.DataFrame({"school_id": ids[school[row]], "grade_low": low[row], "grade_high": high[row]})
    found["subject"] = _words(subject_code[order], measures.by_subject)
    found["tier"] = _words(tier[order] - 1, TIERS[1:])
    for mark in MARKS:
        found[mark] = pd.Categorical(frame[mark].to_numpy(dtype=object)[row], categories=WORDS)
    found["reason"] = _words(reason[order], reasons)
    return Found(
        cohorts=_cohorts(found),
        flagged=_flagged(frame, row, found),
        children=_children(row, found),
        outcomes=pd.concat(outcomes, ignore_index=True),
        assumptions=(*measures.assumptions, *_assumed(part, criteria, unknown)),
    )


def _words(codes: Codes, words: Iterable[str]) -> pd.Categorical:
    """Codes as words, each held once."""
    return pd.Categorical.from_codes(codes, pd.Index(list(words), dtype="str"))


def _bands(grade: Codes, school: Codes, ids: list[str], spans: Spans) -> tuple[Codes, Codes]:
    """Lowest and highest grade of each student's band at the school; above and below each other where there is none."""
    known = np.array([spans.get(school_id, (None, None)) for school_id in ids], dtype=float).reshape(-1, 2)
    seen = np.tile([np.inf, -np.inf], (len(ids), 1))
    np.minimum.at(seen[:, 0], school, grade)
    np.maximum.at(seen[:, 1], school, grade)
    span = np.where(np.isnan(known), seen, known)[school]
    low, high = np.zeros(len(grade), dtype=np.int64), np.full(len(grade), -1, dtype=np.int64)
    for first, last in GRADE_BANDS:
        here = (grade >= first) & (grade <= last)
        low[here] = np.maximum(span[here, 0], first)
        high[here] = np.minimum(span[here, 1], last)
    return low, high


def _taken_off(frame: pd.DataFrame, low: Codes, high: Codes) -> Codes:
    """Per student the place of the first reason in TAKEN_OFF, or their number for who is looked at."""
    conditions = [(frame["already_in_program"] == "yes").to_numpy(), (frame["consent"] == "no").to_numpy(), low > high]
    return np.select(conditions, range(len(TAKEN_OFF)), default=len(TAKEN_OFF)).astype(np.int64)


def _outcomes(subject: str, off: Codes, judged: Caught) -> pd.DataFrame:
    """How many students had which outcome in this subject."""
    counts = np.zeros(len(OUTCOMES), dtype=np.int64)
    counts[: len(TAKEN_OFF)] = np.bincount(off, minlength=len(TAKEN_OFF) + 1)[:-1]
    none = judged.tier == 0
    counts[len(TAKEN_OFF)] = int((none & ~judged.known).sum())
    counts[len(TAKEN_OFF) + 1] = int((none & judged.known).sum())
    counts[len(TAKEN_OFF) + 2 :] = np.bincount(judged.tier, minlength=len(TIERS))[1:]
    return pd.DataFrame({"subject": subject, "outcome": OUTCOMES, "students": counts})


def _cohorts(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of students counted by school, band, subject, tier and marks."""
    keys = ["school_id", "grade_low", "grade_high", "subject", "tier", *MARKS]
    counted = found.groupby(keys, observed=True, sort=True).size().rename("students").reset_index()
    texts = counted.select_dtypes("category").columns
    return cohort_table(counted.astype(dict.fromkeys(texts, "str")))


def _flagged(frame: pd.DataFrame, row: Codes, found: pd.DataFrame) -> Flagged:
    who = frame[["student_id", "grade"]].iloc[row].reset_index(drop=True)
    columns = ["student_id", "school_id", "grade", *[name for name in found.columns if name != "school_id"]]
    return Flagged(pd.concat([who, found], axis=1)[columns])


def _children(row: Codes, found: pd.DataFrame) -> pd.DataFrame:
    """Students found per school and band, each once."""
    place = ["school_id", "grade_low", "grade_high"]
    once = np.diff(row, prepend=-1) != 0
    counted: pd.DataFrame = found.loc[once].groupby(place, sort=True).size().rename("students").reset_index()
    return counted


def _assumed(part: pd.DataFrame, criteria: SelectionCriteria, unknown: int) -> list[Assumption]:
    """What an unknown value was taken for, with the number of such values."""
    readings = [
        ("need.missing", criteria.missing.replace("_", " "), MISSING[criteria.missing], unknown),
        (
            "students.already_in_program",
            "no",
            "Where it is not known whether another program tutors the student, none does.",
            int((part["already_in_program"] == "unknown").sum()),
        ),
        (
            "students.consent",
            "invited",
            "Where a family has not answered, the student is invited.",
            int((part["consent"] == "unknown").sum()),
        ),
    ]
    return [printed(name, value, why, cells, verified=False) for name, value, why, cells in readings if cells]
