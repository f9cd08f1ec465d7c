"""Who lies so close to a cut-off that the error of measurement alone may have put the student on this side of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hitdesign.district.defaults import assumption_of
from hitdesign.district.student import Student
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import number, parameter
from hitdesign.evidence.records import Evidence
from hitdesign.need.caught import Caught
from hitdesign.need.measures import Bound
from hitdesign.need.rows import Row
from hitdesign.tables.fields import subject_and_ending

COLUMNS = (
    "subject", "measure", "tier", "threshold", "standard_error", "basis", "students", "caught", "not_caught"
)  # fmt: skip
#: What is known of a student's nearness to a cut-off.
NEAR = ("no", "yes", "unknown")
#: A difference of decimal numbers is off by less than this.
SLACK = 1e-9


class StandardError(NamedTuple):
    """A measure's standard error in its unit (NaN: unknown), and where it is from: criteria, evidence, unknown."""

    value: float
    basis: str


def standard_error(one: Bound, evidence: Evidence) -> StandardError:
    """The criteria's standard error, else the evidence's for columns of this ending, else unknown."""
    if one.measure.standard_error is not None:
        return StandardError(one.measure.standard_error, "criteria")
    key = _key(one)
    return (
        StandardError(number(evidence, key), "evidence")
        if key in evidence.parameters
        else StandardError(np.nan, "unknown")
    )


def near_cut_off(subject: str, judged: Caught, evidence: Evidence) -> tuple[list[Row], npt.NDArray[np.int64]]:
    """Counts of students within one standard error of each threshold, and per student a code of NEAR.

    Counts, columns COLUMNS: `students` within it, of them on the needy side (`caught`) and on the other; NaN where the
    standard error is unknown. A student is near where any measure that is known lies within its standard error of one
    of its thresholds; unknown where no measure with a known error speaks of the student.
    """
    rows: list[Row] = []
    near, told = np.zeros(len(judged.tier), dtype=bool), np.zeros(len(judged.tier), dtype=bool)
    for one in judged.measured:
        error, basis = standard_error(one.bound, evidence)
        told |= one.known & ~np.isnan(error)
        for tier, caught in (("intensive", one.strong), ("strategic", one.strong | one.weak)):
            threshold = getattr(one.bound.measure, tier)
            if threshold is None:
                continue
            within = one.known & (np.abs(one.values - threshold) <= error + SLACK)
            near |= within
            here = int(within.sum())
            needy = int((within & caught).sum())
            counts = (here, needy, here - needy) if basis != "unknown" else (np.nan, np.nan, np.nan)
            rows.append((subject, one.bound.column, tier, threshold, error, basis, *counts))
    return rows, np.where(near, 1, np.where(told, 0, 2)).astype(np.int64)


def errors_assumed(bound: list[Bound], evidence: Evidence) -> list[Assumption]:
    """The evidence's standard errors that stood in, with the number of measures that had none of their own."""
    used = [_key(one) for one in bound if standard_error(one, evidence).basis == "evidence"]
    return [assumption_of(key, parameter(evidence, key), used.count(key)) for key in dict.fromkeys(used)]


def _key(one: Bound) -> str:
    return f"need.standard_error.{subject_and_ending(one.column, Student)[1] or one.column}"
