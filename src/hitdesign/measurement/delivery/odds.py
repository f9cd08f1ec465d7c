"""Attendance yes or no on days with tutoring and other days: odds within students, and pairs of one day each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.delivery.days import StudentDays
from hitdesign.measurement.delivery.statsmodels import conditional_logit, tables
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.solving.numbers import Floats

Method = Literal["mantel_haenszel", "conditional_logit"]


@dataclass(frozen=True)
class OddsRatio:
    """Odds of being at school on days with tutoring over the odds on the same student's other days; descriptive.

    students: who were at school on some days and not on others of the same kind of day; only they tell anything.
    """

    odds_ratio: float
    low: float
    high: float
    p: float
    students: int
    method: Method
    confidence: float


@dataclass(frozen=True)
class Pairs:
    """One day with tutoring and the nearest other day of the same weekday, one pair a student; descriptive.

    Counts of pairs: at school on both, only on the day with tutoring, only on the other one, on neither.
    """

    both: int
    only_tutoring: int
    only_other: int
    neither: int

    @property
    def difference(self) -> float:
        """Share of days at school: with tutoring less without."""
        pairs = self.both + self.only_tutoring + self.only_other + self.neither
        return (self.only_tutoring - self.only_other) / pairs if pairs else float("nan")


@dataclass(frozen=True)
class McNemar:
    """McNemar's test; statistic: chi-square with one degree of freedom, or the smaller count where exact."""

    statistic: float
    p: float
    exact: bool
    correction: bool


def attendance_odds(given: StudentDays, *, method: Method = "mantel_haenszel", confidence: float = 0.95) -> OddsRatio:
    """The odds ratio of being at school, within students.

    method: mantel_haenszel over each weekday of each student, so weekdays are held fixed (interval of Robins, Breslow
    and Greenland); conditional_logit by student with weekdays as columns, which takes minutes where students have a
    hundred days. Both take the days of a student for independent. Raises InputError where a day is attended in part or
    nobody's attendance varies; MissingExtra where statsmodels is absent. Source: statsmodels StratifiedTable,
    ConditionalLogit.
    """
    refuse(
        [
            *word_faults("days", "method", method, ("mantel_haenszel", "conditional_logit")),
            *number_faults("days", "confidence", confidence, above=0, below=1),
            *_not_binary(given),
        ]
    )
    frame = given.days.frame
    keys = ["student_id", "weekday"] if method == "mantel_haenszel" else ["student_id"]
    kinds = frame.groupby(keys)[["outcome", "tutoring"]].transform("nunique")
    kept = frame[(kinds == 2).all(axis=1)]
    if not len(kept):
        problem = "nobody is at school on some days and not on others, with and without tutoring"
        refuse([Fault("days", problem, "attendance that varies", "Give more days", column="attended")])
    fit = _stratified(kept, keys, confidence) if method == "mantel_haenszel" else _conditional(kept, confidence)
    return OddsRatio(*fit, int(kept["student_id"].nunique()), method, confidence)


def paired_days(given: StudentDays) -> Pairs:
    """For each student the pair of days, one with a session and one without, of the same weekday and nearest in time.

    One pair a student, so that pairs are independent; of equally near ones the earliest. Raises InputError where a day
    is attended in part.
    """
    refuse(_not_binary(given))
    frame = given.days.frame.sort_values("date", kind="stable")
    on, off = frame[frame["tutoring"]], frame[~frame["tutoring"]].assign(other_date=lambda part: part["date"])
    keys = ["student_id", "weekday"]
    off = off[[*keys, "date", "other_date", "outcome"]].rename(columns={"outcome": "other"})
    pairs = pd.merge_asof(on, off, on="date", by=keys, direction="nearest").dropna(subset=["other"])
    pairs = pairs.assign(apart=(pairs["date"] - pairs["other_date"]).abs())
    best = pairs.sort_values(["student_id", "apart", "date"]).drop_duplicates("student_id")
    with_tutoring, without = best["outcome"] == 1, best["other"] == 1
    counts = (with_tutoring & without, with_tutoring & ~without, ~with_tutoring & without, ~with_tutoring & ~without)
    return Pairs(*(int(one.sum()) for one in counts))


def mcnemar(pairs: Pairs, *, exact: bool = True, correction: bool = True) -> McNemar:
    """McNemar's test that days with and without tutoring are alike.

    exact: binomial; else chi-square, with Edwards' continuity correction or without. Raises InputError where no pair
    differs; MissingExtra where statsmodels is absent. Formula: (|b - c| - 1)^2 / (b + c), without the 1 uncorrected.

    >>> from hitdesign.measurement.delivery.odds import Pairs, mcnemar
    >>> round(mcnemar(Pairs(both=50, only_tutoring=21, only_other=9, neither=3)).p, 4)
    0.0428
    """
    if pairs.only_tutoring + pairs.only_other == 0:
        refuse([Fault("pairs", "no pair differs", "pairs that do", "Give more days", column="attended")])
    cells = [[pairs.both, pairs.only_tutoring], [pairs.only_other, pairs.neither]]
    found = tables()[0](cells, exact=exact, correction=correction)
    return McNemar(float(found.statistic), float(found.pvalue), exact, correction and not exact)


def _not_binary(given: StudentDays) -> list[Fault]:
    rows = int((~given.days.frame["outcome"].isin([0.0, 1.0])).sum())
    if not rows:
        return []
    problem = f"{rows:,} days are neither 0 nor 1"
    return [
        Fault("days", problem, "days attended or not", "Round them first, or use within_students", column="outcome")
    ]


def _stratified(kept: pd.DataFrame, keys: list[str], confidence: float) -> tuple[float, float, float, float]:
    """Odds ratio, low, high, p over one table of four counts for each stratum."""
    stratum = kept.groupby(keys).ngroup().to_numpy()
    cell = 2 * (1 - kept["tutoring"].to_numpy(dtype=np.int64)) + (1 - kept["outcome"].to_numpy(dtype=np.int64))
    counts = np.bincount(4 * stratum + cell, minlength=4 * (stratum.max() + 1)).reshape(-1, 2, 2)
    found = tables()[1](counts.transpose(1, 2, 0).astype(np.float64))
    low, high = found.oddsratio_pooled_confint(alpha=1 - confidence)
    return float(found.oddsratio_pooled), float(low), float(high), float(found.test_null_odds().pvalue)


def _conditional(kept: pd.DataFrame, confidence: float) -> tuple[float, float, float, float]:
    """Odds ratio, low, high, p with weekdays as columns."""
    columns = pd.get_dummies(kept["weekday"], prefix="weekday", drop_first=True, dtype="float64")
    columns.insert(0, "tutoring", kept["tutoring"].astype("float64"))
    groups = pd.factorize(kept["student_id"])[0]
    fit = conditional_logit()(kept["outcome"].to_numpy(), columns.to_numpy(), groups=groups).fit(disp=0)
    ends: Floats = np.asarray(fit.conf_int(alpha=1 - confidence))[0]
    point, p = float(np.asarray(fit.params)[0]), float(np.asarray(fit.pvalues)[0])
    return float(np.exp(point)), float(np.exp(ends[0])), float(np.exp(ends[1])), p
