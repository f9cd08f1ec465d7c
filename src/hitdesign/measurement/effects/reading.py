"""A trial read from a frame with one row a student: checked as a whole, every fault at once, no cell ever quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.effects.arms import ArmCount, BaselineDifference, arm_count, baseline_differences
from hitdesign.measurement.effects.choices import Asked
from hitdesign.measurement.effects.columns import TABLE, Codes, Flags, Numbers, Reader, Regressors, covariate_of, joined
from hitdesign.measurement.effects.within import taken_out
from hitdesign.measurement.given import refuse


@dataclass(frozen=True, repr=False, eq=False)
class Trial:
    """The students analysed, by row: outcome, offer (1 or 0), further arms, covariates, fixed effects and the rest.

    `also`: further columns of numbers that were asked for, by name. `strata`: the words of each fixed effect, as codes.
    `students_looked_at`: whether a column of ids was there. `impossible`: outcomes beyond their bounds that were
    counted as missing. `filled`: covariates with a mean in place of blanks.
    """

    asked: Asked
    response: Numbers
    offered: Regressors
    others: Regressors
    covariates: Regressors
    strata: dict[str, Codes]
    schools: Codes | None
    clusters: Codes | None
    weights: Numbers | None
    also: dict[str, Numbers]
    treated: ArmCount
    comparison: ArmCount
    baseline: tuple[BaselineDifference, ...]
    students_looked_at: bool
    impossible: int
    filled: tuple[str, ...]

    @property
    def arms(self) -> Regressors:
        """Indicators of every arm but the comparison: the offer first."""
        return joined([self.offered, self.others], len(self.response))

    @property
    def without(self) -> str | None:
        """The fixed effect whose means are taken out instead of a column for each of its words."""
        return taken_out(self.strata, self.clusters, self.asked.error_kind, self.asked.freedom_kind)


def read_trial(frame: pd.DataFrame, asked: Asked, also: Sequence[str] = ()) -> Trial:
    """The trial of a frame; `also`: further columns of numbers that every student has.

    Raises InputError with every fault: columns absent, text among numbers, words of arms that were not named, a student
    twice or in two arms, an arm without outcomes.
    """
    reader = Reader(frame)
    _named(reader, asked, also)
    arms = _arms(reader, asked)
    _students(reader, asked, arms)
    response, impossible = _outcome(reader, asked)
    columns, filled = _covariates(reader, asked, ~np.isnan(response))
    strata = {name: reader.words(name, required=True) for name in asked.fixed_effects}
    schools = reader.words(str(asked.school), required=True).codes if reader.stands(asked.school) else None
    clusters = None if asked.clusters is None else reader.words(asked.clusters, required=True).codes
    weights = None if asked.weights is None else reader.positive(asked.weights)
    more = {name: reader.numbers(name, required=True) for name in also}
    refuse(reader.faults)
    lost = np.asarray(np.isnan(response), dtype=np.bool_)
    blank = np.asarray(np.isnan(columns.values).any(axis=1), dtype=np.bool_)
    incomplete = np.zeros_like(blank) if asked.missing_covariates == "indicator" else blank
    counts = [arm_count(rows, lost, incomplete, response, schools, clusters) for rows in arms[:2]]
    refuse([*_empty(counts), *_one_cluster(asked, clusters)])
    stays = ~lost & ~incomplete & np.any(arms, axis=0)
    return Trial(
        asked=asked,
        response=response[stays],
        offered=Regressors((asked.arm,), (asked.arm,), arms[0][stays].astype(np.float64)[:, None]),
        others=_others(asked, arms, stays),
        covariates=_whole(columns.taken(stays)),
        strata={name: words.codes[stays] for name, words in strata.items()},
        schools=None if schools is None else schools[stays],
        clusters=None if clusters is None else np.unique(clusters[stays], return_inverse=True)[1].astype(np.int64),
        weights=None if weights is None else weights[stays],
        also={name: numbers[stays] for name, numbers in more.items()},
        treated=counts[0],
        comparison=counts[1],
        baseline=baseline_differences(columns.taken(stays), arms[0][stays], arms[1][stays], asked.evidence),
        students_looked_at=reader.stands(asked.student),
        impossible=impossible,
        filled=filled if blank[stays].any() else (),
    )


def _named(reader: Reader, asked: Asked, also: Sequence[str]) -> None:
    """Refuse a frame in which a named column is missing or stands twice."""
    names = [asked.outcome, asked.arm, *asked.covariates, *asked.fixed_effects, *also]
    names += [name for name in (asked.clusters, asked.weights) if name is not None]
    optional = (("student_id", asked.student), ("school_id", asked.school))
    names += [name for default, name in optional if name is not None and name != default]
    for name in dict.fromkeys(names):
        reader.has(name)
    refuse(reader.faults)


def _arms(reader: Reader, asked: Asked) -> list[Flags]:
    """The rows of each arm: treated, comparison, the others as named."""
    arms = [reader.same(asked.arm, word) for word in (asked.treated, asked.comparison, *asked.other_arms)]
    none = ~np.any(arms, axis=0)
    blank = reader.frame[asked.arm].isna().to_numpy()
    named = ", ".join(repr(word) for word in (asked.treated, asked.comparison, *asked.other_arms))
    what_to_do = "Leave out who was in no arm; name the words in treated=, comparison= and other_arms="
    reader.report(blank, asked.arm, "is blank", named, what_to_do)
    reader.report(none & ~blank, asked.arm, "is none of the words of the arms", named, what_to_do)
    return arms


def _students(reader: Reader, asked: Asked, arms: list[Flags]) -> None:
    if not reader.stands(asked.student):
        return
    name = str(asked.student)
    found = reader.words(name, required=True)
    known = found.codes >= 0
    codes = np.where(known, found.codes, 0)
    often = np.bincount(codes[known], minlength=len(found.labels) + 1)[codes] > 1
    places = sum(
        (np.bincount(codes[known & rows], minlength=len(found.labels) + 1) > 0).astype(np.int64) for rows in arms
    )
    both = known & (np.asarray(places)[codes] > 1)
    what_to_do = "Keep the arm that the student was drawn into, as the list of the lottery says"
    reader.report(both, name, "is a student who stands in two arms", "one arm a student", what_to_do)
    what_to_do = "Keep one row a student: one subject, one test, one year"
    reader.report(known & often & ~both, name, "is a student who stands here twice", "one row a student", what_to_do)


def _outcome(reader: Reader, asked: Asked) -> tuple[Numbers, int]:
    response = reader.numbers(asked.outcome, required=False)
    if asked.outcome_bounds is None:
        return response, 0
    low, high = asked.outcome_bounds
    beyond = np.isfinite(response) & ((response < low) | (response > high))
    if asked.impossible == "refuse":
        what_to_do = 'Correct or blank the cells, or give impossible="missing" to count them as missing'
        reader.report(beyond, asked.outcome, "is impossible", f"a number from {low:g} to {high:g}", what_to_do)
    return np.where(beyond, np.nan, response), int(beyond.sum())


def _covariates(reader: Reader, asked: Asked, known: Flags) -> tuple[Regressors, tuple[str, ...]]:
    """Covariates as columns, NaN where blank, and the names of those with blanks; `known`: rows with an outcome."""
    columns = joined([covariate_of(reader, name) for name in asked.covariates], len(reader.frame))
    gone = np.isnan(columns.values)
    blanks = {source: gone[:, place] for place, source in enumerate(columns.sources) if gone[known, place].any()}
    if asked.missing_covariates == "refuse":
        what_to_do = 'Fill the cells, or give missing_covariates="drop" or "indicator"'
        for name, rows in blanks.items():
            reader.report(rows & known, name, "is blank", "a value for every student with an outcome", what_to_do)
    return columns, tuple(blanks)


def _whole(columns: Regressors) -> Regressors:
    """Means in place of blanks, and an indicator of blanks for each column of the frame that has some."""
    gone = np.isnan(columns.values)
    if not gone.any():
        return columns
    means = np.array([np.nanmean(one) if (~np.isnan(one)).any() else 0.0 for one in columns.values.T])
    filled = Regressors(columns.names, columns.sources, np.where(gone, means, columns.values))
    blanks = {source: gone[:, place] for place, source in enumerate(columns.sources) if gone[:, place].any()}
    values = np.column_stack([one.astype(np.float64) for one in blanks.values()])
    indicators = Regressors(tuple(f"{name}: blank" for name in blanks), tuple(blanks), values)
    return joined([filled, indicators], len(columns.values))


def _others(asked: Asked, arms: list[Flags], stays: Flags) -> Regressors:
    names = tuple(f"{asked.arm}: {word}" for word in asked.other_arms)
    values = np.array([rows[stays] for rows in arms[2:]], dtype=np.float64).reshape(len(names), int(stays.sum())).T
    return Regressors(names, (asked.arm,) * len(names), values)


def _one_cluster(asked: Asked, clusters: Codes | None) -> list[Fault]:
    """A fault where errors by cluster would rest on one."""
    if clusters is None or len(np.unique(clusters)) > 1 or not asked.error_kind.startswith("CR"):
        return []
    what_to_do = "Choose errors without clusters, and say that one cluster cannot show how clusters differ"
    return [Fault(TABLE, "all students are of one cluster", "2 or more", what_to_do, column=asked.clusters)]


def _empty(counts: list[ArmCount]) -> list[Fault]:
    return [
        Fault(
            TABLE,
            f"the {arm} arm has {count.students_analysed} of {count.students_drawn} students with all that is needed",
            "2 or more",
            "Check the words of the arms and the outcome",
        )
        for arm, count in zip(("treated", "comparison"), counts, strict=True)
        if count.students_analysed < 2
    ]
