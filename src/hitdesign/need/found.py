"""Students in need, found in the students table and counted: who is found, how strongly, in which order, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.district.defaults import printed
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.need.agreement import CAUGHT_BY, PAIRS, caught_by, pairs
from hitdesign.need.caught import TIERS, caught, sentence
from hitdesign.need.counted import OUTCOMES, children_of, cohorts_of, counts_of, outcomes_of
from hitdesign.need.index import index_of, lottery, places
from hitdesign.need.looked_at import TAKEN_OFF, Spans, bands_of, spans_of, taken_off
from hitdesign.need.measures import Bound, Measures, measures_for
from hitdesign.need.precision import COLUMNS as NEAR_COLUMNS
from hitdesign.need.precision import NEAR, errors_assumed, near_cut_off
from hitdesign.need.presets import preset_assumed
from hitdesign.need.rows import Row, table_of
from hitdesign.need.sensitivity import COLUMNS as MOVED_COLUMNS
from hitdesign.need.sensitivity import sensitivity
from hitdesign.policy import SelectionCriteria
from hitdesign.tables.private import PrivateTable

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

__all__ = ["OUTCOMES", "TAKEN_OFF", "Flagged", "Found", "find", "spans_of"]

WORDS = ("yes", "no", "unknown")
MISSING = {
    "not_caught": "An unknown measure catches nobody.",
    "caught": "An unknown measure counts as beyond its strategic threshold.",
    "in_proportion": "Where a measure is unknown, less is needed, in proportion to the weight that is known.",
}
#: Each table of counts: its columns, and those of whole numbers.
TABLES = {
    "outcomes": (("subject", "outcome", "students"), ("students",)),
    "caught_by": (CAUGHT_BY, CAUGHT_BY[2:]),
    "pairs": (PAIRS, PAIRS[3:8]),
    "near": (NEAR_COLUMNS, ()),
    "sensitivity": (MOVED_COLUMNS, MOVED_COLUMNS[5:]),
}
TEXTS = ("subject", "outcome", "measure", "other", "tier", "basis")
OUT_OF_REACH = "In the grades of these students the measures never add up to what is needed, so none is found by them."


@dataclass(frozen=True, repr=False, eq=False)
class Flagged(PrivateTable):
    """Students found, one row per student and subject, by student_id and subject.

    Columns: student_id, school_id, grade, grade_low, grade_high, subject, tier, iep, english_learner, low_income,
    reason (the measures that spoke, with their thresholds), near_cut_off (yes, no, unknown: within a standard error of
    a threshold), need_index (standard deviations below the cut-offs), lottery (0 to 1), place (in subject and tier over
    the whole table, 1 first: greater index, then lower lottery number).
    """


@dataclass(frozen=True)
class Found:
    """What the students table says of need; all but `flagged` are counts.

    `cohorts`: in canonical form, counted. `children`: school_id, grade_low, grade_high, students (each once, however
    many subjects). `outcomes`: subject, outcome (one of OUTCOMES), students; each subject's add up to all students.
    `counts`: the found by school_id, grade, its band, subject, tier, marks. `caught_by`, `pairs`: which measure catches
    whom, and how far two agree. `near`: students within a standard error of each threshold. `sensitivity`: how many
    more or fewer at another threshold. `lottery_seed`: what ties were drawn with.
    """

    cohorts: pd.DataFrame
    flagged: Flagged
    children: pd.DataFrame
    outcomes: pd.DataFrame
    counts: pd.DataFrame
    caught_by: pd.DataFrame
    pairs: pd.DataFrame
    near: pd.DataFrame
    sensitivity: pd.DataFrame
    lottery_seed: str
    assumptions: tuple[Assumption, ...]


class _Subject(NamedTuple):
    """One subject's findings: rows of the looked-at students, and the tables of counts."""

    here: Codes
    tier: Codes
    reason: list[str]
    which: Codes
    near: Codes
    depth: Floats
    unknown: int
    out_of_reach: int
    rows: dict[str, list[Row]]


def find(
    frame: pd.DataFrame, criteria: SelectionCriteria, evidence: Evidence, spans: Spans, blank: Sequence[str] = ()
) -> Found:
    """Students in need of a students table in canonical form.

    Grades are gathered to bands clipped to the school's span; where that is unknown, to the grades of its students in
    the table. `blank`: measures that no student has, for faults. Raises InputError where criteria and table do not fit.
    """
    measures = measures_for(frame, criteria, evidence, blank)
    school, ids = pd.factorize(frame["school_id"].to_numpy(dtype=object), sort=True)
    low, high = bands_of(frame["grade"].to_numpy(), school, [str(school_id) for school_id in ids], spans)
    off = taken_off(frame, low, high, criteria)
    looked_at = np.flatnonzero(off == len(TAKEN_OFF))
    part = frame.iloc[looked_at]
    subjects = [_subject(name, part, bound, criteria, evidence, off) for name, bound in measures.by_subject.items()]
    code = np.repeat(np.arange(len(subjects)), [len(one.here) for one in subjects])
    row = np.concatenate([looked_at[one.here] for one in subjects])
    order = np.lexsort((code, row))
    row, code = row[order], code[order]
    tier, near = (np.concatenate([getattr(one, name) for one in subjects])[order] for name in ("tier", "near"))
    found = pd.DataFrame({"school_id": ids[school[row]], "grade_low": low[row], "grade_high": high[row]})
    found["subject"] = _words(code, measures.by_subject)
    found["tier"] = _words(tier - 1, TIERS[1:])
    for mark in MARKS:
        found[mark] = pd.Categorical(frame[mark].to_numpy(dtype=object)[row], categories=WORDS)
    found["reason"] = _reasons(subjects, order)
    found["near_cut_off"] = _words(near, NEAR)
    found["need_index"] = np.concatenate([one.depth for one in subjects])[order]
    found["lottery"] = _lots(frame, row, criteria)
    found["place"] = places(code * len(TIERS) + tier, found["need_index"].to_numpy(), found["lottery"].to_numpy())
    counts = counts_of(found, frame["grade"].to_numpy()[row])
    return Found(
        cohorts=cohorts_of(counts),
        flagged=_flagged(frame, row, found),
        children=children_of(row, found),
        counts=counts,
        lottery_seed=criteria.lottery_seed,
        assumptions=_assumptions(part, measures, criteria, evidence, subjects),
        **{
            name: table_of((row for one in subjects for row in one.rows[name]), columns, texts=TEXTS, whole=whole)
            for name, (columns, whole) in TABLES.items()
        },
    )


def _subject(
    name: str, part: pd.DataFrame, bound: tuple[Bound, ...], criteria: SelectionCriteria, evidence: Evidence, off: Codes
) -> _Subject:
    """Who of the looked-at students is found in one subject, and what the measures say of each other."""
    judged = caught(part, bound, criteria)
    here = np.flatnonzero(judged.tier)
    patterns, which = np.unique(judged.pattern[here], return_inverse=True)
    near_rows, near = near_cut_off(name, judged, evidence)
    rows = {
        "outcomes": outcomes_of(name, off, judged),
        "caught_by": caught_by(name, judged),
        "pairs": pairs(name, judged),
        "near": near_rows,
        "sensitivity": sensitivity(name, judged),
    }
    reason = [sentence(int(pattern), bound) for pattern in patterns]
    depth = index_of(judged)[here]
    return _Subject(
        here,
        judged.tier[here],
        reason,
        which,
        near[here],
        depth,
        judged.unknown_values,
        int(judged.out_of_reach.sum()),
        rows,
    )


def _reasons(subjects: list[_Subject], order: Codes) -> pd.Categorical:
    """Each row's reason; each sentence is held once."""
    codes: dict[str, int] = {}
    said = [np.array([codes.setdefault(text, len(codes)) for text in one.reason], dtype=np.int64) for one in subjects]
    return _words(np.concatenate([own[one.which] for own, one in zip(said, subjects, strict=True)])[order], codes)


def _lots(frame: pd.DataFrame, row: Codes, criteria: SelectionCriteria) -> Floats:
    """Each row's lottery number; rows of one student follow each other and share it."""
    new = np.diff(row, prepend=-1) != 0
    drawn = lottery(frame["student_id"].to_numpy(dtype=object)[row[new]].tolist(), criteria.lottery_seed)
    return drawn[np.cumsum(new) - 1] if len(row) else drawn


def _words(codes: Codes, words: Iterable[str]) -> pd.Categorical:
    """Codes as words, each held once."""
    return pd.Categorical.from_codes(codes, pd.Index(list(words), dtype="str"))


def _flagged(frame: pd.DataFrame, row: Codes, found: pd.DataFrame) -> Flagged:
    who = frame[["student_id", "grade"]].iloc[row].reset_index(drop=True)
    columns = ["student_id", "school_id", "grade", *[name for name in found.columns if name != "school_id"]]
    return Flagged(pd.concat([who, found], axis=1)[columns])


def _assumptions(
    part: pd.DataFrame, measures: Measures, criteria: SelectionCriteria, evidence: Evidence, subjects: list[_Subject]
) -> tuple[Assumption, ...]:
    """The thresholds, standard errors and preset that nobody in the district chose, and readings of what is unknown."""
    bound = [one for several in measures.by_subject.values() for one in several]
    made = [*measures.assumptions, *preset_assumed(criteria, evidence), *errors_assumed(bound, evidence)]
    beyond = [
        printed(f"need.out_of_reach.{name}", "nobody found", OUT_OF_REACH, one.out_of_reach, verified=False)
        for name, one in zip(measures.by_subject, subjects, strict=True)
        if one.out_of_reach
    ]
    return (*made, *beyond, *_assumed(part, criteria, sum(one.unknown for one in subjects)))


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
