"""Attendance or engagement on days with tutoring against a student's own other days: a description, not an effect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.delivery.days import StudentDays
from hitdesign.measurement.delivery.statsmodels import clustered
from hitdesign.measurement.delivery.tables import floats
from hitdesign.measurement.distributions import t_quantile, t_two_sided_p
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.solving.numbers import Floats

#: What is held fixed: the student; and the weekday; and the month; or each weekday of each student.
Fixed = Literal["student", "student_and_weekday", "student_weekday_and_month", "student_by_weekday"]
#: Small-sample factor of the variance with G students, N days, k slopes. none: 1. clusters: G / (G - 1). nested: that x
#: (N - 1) / (N - k - 1), fixed effects within students not counted. dummies: that x (N - 1) / (N - k - fixed effects).
Correction = Literal["none", "clusters", "nested", "dummies"]
FIXED: tuple[Fixed, ...] = ("student", "student_and_weekday", "student_weekday_and_month", "student_by_weekday")
CORRECTIONS: tuple[Correction, ...] = ("none", "clusters", "nested", "dummies")
#: What is left of tutoring once weekdays are taken off has at least this share, or the two cannot be told apart.
APART = 1e-8


@dataclass(frozen=True)
class WithinStudents:
    """Days with tutoring less other days of the same students; descriptive.

    tutoring_mean, other_mean: over days, nothing held fixed; difference: with `fixed` held; standard_error: robust to
    what days of one student share; degrees_of_freedom: students - 1. With `student_by_weekday` only weekdays of a
    student that have both kinds of days tell anything; the others are left out.
    """

    tutoring_mean: float
    other_mean: float
    difference: float
    standard_error: float
    low: float
    high: float
    p: float
    degrees_of_freedom: int
    students: int
    tutoring_days: int
    other_days: int
    fixed: Fixed
    correction: Correction
    confidence: float
    outcome: str

    @property
    def raw_difference(self) -> float:
        """Means over all days, weekdays and students as they fell."""
        return self.tutoring_mean - self.other_mean

    def sentences(self) -> tuple[str, ...]:
        """The difference in words, what was held fixed, and what it cannot show."""
        times, unit = (100, "percentage points") if self.outcome == "attended" else (1, "points of its scale")
        what = "Attendance at school" if self.outcome == "attended" else "Engagement"
        held = {
            "student": "the same student; weekdays are NOT held fixed: tutoring on good weekdays looks alike",
            "student_and_weekday": "the same student, and weekdays alike",
            "student_weekday_and_month": "the same student, weekdays and months alike",
            "student_by_weekday": "the same student and the same weekday",
        }[self.fixed]
        low, high = times * self.low, times * self.high
        return (
            f"{what} on days with a session on the schedule differs by {times * self.difference:+.1f} {unit} from "
            f"other days ({self.confidence:.0%} interval {low:+.1f} to {high:+.1f}), compared with {held}.",
            f"Without holding anything fixed: {times * self.raw_difference:+.1f}. Students with both kinds of days: "
            f"{self.students:,}.",
            "This describes; it does not show that tutoring brings students to school: days are not drawn by lot, and "
            "sessions may have been put where attendance is good.",
        )


def within_students(
    given: StudentDays,
    *,
    fixed: Fixed = "student_and_weekday",
    correction: Correction = "nested",
    confidence: float = 0.95,
) -> WithinStudents:
    """The difference between a student's days with tutoring and the other ones, averaged over students.

    Regression of the outcome on tutoring with fixed effects, errors clustered by student, t with students - 1 degrees
    of freedom. Raises InputError where fewer than two students are left or weekdays and tutoring are one and the same;
    MissingExtra where statsmodels or scipy is absent. Formula: least squares on columns less their means by student (or
    by student and weekday); factors of the variance as `Correction` says. Sources: statsmodels OLS with cov_type
    "cluster"; `nested` is the factor of Stata's xtreg and areg's is `dummies`.

    >>> import pandas as pd
    >>> from hitdesign.measurement.delivery.days import StudentDays
    >>> from hitdesign.tables.private import PrivateTable
    >>> days = {"student_id": ["a", "a", "b", "b"], "weekday": [0, 0, 0, 0], "tutoring": [True, False] * 2}
    >>> given = StudentDays(PrivateTable(pd.DataFrame(days | {"outcome": [1.0, 0, 1, 1]})), "attended", 0, 0, 0)
    >>> within_students(given, fixed="student_by_weekday").difference
    0.5
    """
    words = [*word_faults("days", "fixed", fixed, FIXED), *word_faults("days", "correction", correction, CORRECTIONS)]
    refuse([*words, *number_faults("days", "confidence", confidence, above=0, below=1)])
    frame = _telling(given.days.frame, fixed)
    outcome, columns, absorbed = _columns(frame, fixed)
    difference, variance = clustered(outcome, columns, pd.factorize(frame["student_id"])[0])
    on, students = frame["tutoring"], int(frame["student_id"].nunique())
    error = math.sqrt(_factor(correction, students, len(frame), columns.shape[1], absorbed) * variance)
    reach = t_quantile(0.5 + confidence / 2, students - 1) * error
    return WithinStudents(
        tutoring_mean=float(frame.loc[on, "outcome"].mean()),
        other_mean=float(frame.loc[~on, "outcome"].mean()),
        difference=difference,
        standard_error=error,
        low=difference - reach,
        high=difference + reach,
        p=t_two_sided_p(difference / error, students - 1) if error > 0 else math.nan,
        degrees_of_freedom=students - 1,
        students=students,
        tutoring_days=int(on.sum()),
        other_days=int((~on).sum()),
        fixed=fixed,
        correction=correction,
        confidence=confidence,
        outcome=given.outcome,
    )


def _telling(frame: pd.DataFrame, fixed: Fixed) -> pd.DataFrame:
    """The days that tell something: for each weekday of a student only where that has both kinds."""
    if fixed == "student_by_weekday":
        share = frame.groupby(["student_id", "weekday"])["tutoring"].transform("mean")
        frame = frame[(share > 0) & (share < 1)]
    if frame["student_id"].nunique() < 2:
        expected = "two students at least with days of both kinds"
        refuse([Fault("days", "too few students can be compared with themselves", expected, "Give more days")])
    return frame


def _columns(frame: pd.DataFrame, fixed: Fixed) -> tuple[Floats, Floats, int]:
    """Outcome and columns, tutoring first, less their means by what is fixed; how many fixed effects that takes off."""
    keys = ["student_id", "weekday"] if fixed == "student_by_weekday" else ["student_id"]
    named = [] if fixed == "student_by_weekday" else [name for name in ("weekday", "month") if name in fixed]
    others = [pd.get_dummies(frame[name], prefix=name, drop_first=True, dtype="float64") for name in named]
    columns = pd.concat([frame[["tutoring"]].astype("float64"), *others], axis=1)
    group = frame.groupby(keys).ngroup()
    less: Floats = (columns - columns.groupby(group).transform("mean")).to_numpy(dtype=np.float64)
    outcome = floats(frame["outcome"] - frame["outcome"].groupby(group).transform("mean"))
    rest = less[:, 1:]
    left = less[:, 0]
    if rest.shape[1]:
        left = left - rest @ np.linalg.lstsq(rest, left, rcond=None)[0]
    if float(left @ left) <= APART * len(frame):
        problem = "sessions fall on the same weekdays for every student, so the two cannot be told apart"
        advice = "Add days or students on another schedule, or ask for fixed='student' and say so"
        refuse([Fault("days", problem, "tutoring and weekdays that differ", advice, column="fixed", found=fixed)])
    return outcome, less, int(group.nunique())


def _factor(correction: Correction, students: int, rows: int, slopes: int, absorbed: int) -> float:
    """What the variance is multiplied with."""
    if correction == "none":
        return 1.0
    factor = students / (students - 1)
    if correction == "nested":
        factor *= (rows - 1) / max(rows - slopes - 1, 1)
    if correction == "dummies":
        factor *= (rows - 1) / max(rows - slopes - absorbed, 1)
    return factor
