"""How well a way of finding students foretold what came: hits, misses and false alarms against a later result."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from hitdesign.district.student import Student
from hitdesign.district.students import Students
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.caught import caught
from hitdesign.need.measures import measures_for
from hitdesign.policy import SelectionCriteria
from hitdesign.tables.fields import subject_and_ending

COLUMNS = (
    "rule", "students", "found", "without_follow_up", "found_without_follow_up", "followed", "in_need", "hits",
    "misses", "false_alarms", "rightly_left", "sensitivity", "specificity", "precision", "by_chance",
)  # fmt: skip


def flags_of(
    students: Students | pd.DataFrame,
    criteria: SelectionCriteria | None,
    subject: str,
    *,
    evidence: Evidence | None = None,
) -> pd.Series:
    """Whether each student would be found in a subject, by student_id, those in a program or who declined among them.

    Only the tiers below the cut-offs count, not who takes part because everybody does. Raises InputError where table
    and criteria do not fit, or the criteria do not speak of the subject.

    >>> import pandas as pd
    >>> from hitdesign.need.hindsight import flags_of
    >>> rows = {"student_id": ["S1", "S2"], "school_id": "01", "grade": 3, "math_percentile": [5, 80]}
    >>> flags_of(pd.DataFrame(rows), None, "math").tolist()
    [True, False]
    """
    frame = (students if isinstance(students, Students) else Students(students)).frame
    criteria = criteria or SelectionCriteria()
    by_subject = measures_for(frame, criteria, evidence or shipped()).by_subject
    if subject not in by_subject:
        raise InputError([_no_subject(subject, list(by_subject))])
    judged = caught(frame, by_subject[subject], criteria)
    found = (judged.tier == 1) | (judged.tier == 2)
    return pd.Series(found, index=pd.Index(frame["student_id"], name="student_id"), name=subject)


def hindsight(rules: Mapping[str, pd.Series], outcome: pd.Series) -> pd.DataFrame:
    """One row per rule, in students; columns COLUMNS.

    `rules`: by name, whether each student was found, by student id. `outcome`: by student id, whether the student was
    in need later; an id that is absent or unknown (NaN) was not followed up, is counted, and enters no rate.
    Formulas: sensitivity = hits / in need, of those in need later the share that was found; specificity = rightly left
    / not in need; precision = hits / found and followed; by_chance = in need / followed, the precision of a draw. NaN
    where nobody is below the line. Raises InputError where an id stands twice.
    """
    faults = [fault for name, flags in {**rules, "outcome": outcome}.items() for fault in _twice(name, flags)]
    if faults:
        raise InputError(faults)
    rows = [_row(name, flags.astype(bool), outcome.reindex(flags.index)) for name, flags in rules.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def lowest(scores: pd.Series, share: float) -> pd.Series:
    """Whether each score is among the lowest share of the known ones (at or below its quantile); unknown stays NaN.

    >>> import pandas as pd
    >>> from hitdesign.need.hindsight import lowest
    >>> lowest(pd.Series([1.0, 2.0, 3.0, None]), 0.34).tolist()
    [1.0, 0.0, 0.0, nan]
    """
    cut = scores.quantile(share)
    return (scores <= cut).astype(float).where(scores.notna())


def percentile_in(scores: pd.Series) -> pd.Series:
    """The percentile rank of each score among the known ones, 1 to 99: a local norm, not a national one.

    Formula: 100 x (below + half of the equal) / known, cut to 1 and 99.

    >>> import pandas as pd
    >>> from hitdesign.need.hindsight import percentile_in
    >>> percentile_in(pd.Series([10.0, 20.0, 20.0, 40.0])).tolist()
    [12.5, 50.0, 50.0, 87.5]
    """
    rank = scores.rank(method="average") - 0.5
    return (100 * rank / max(int(scores.notna().sum()), 1)).clip(1, 99)


def _row(name: str, found: pd.Series, later: pd.Series) -> tuple[object, ...]:
    known = later.notna().to_numpy()
    flags, need = found.to_numpy()[known], later.to_numpy()[known].astype(bool)
    hits, misses = int((flags & need).sum()), int((~flags & need).sum())
    alarms, left = int((flags & ~need).sum()), int((~flags & ~need).sum())
    lost, lost_found = int((~known).sum()), int(found.to_numpy()[~known].sum())
    counts = (len(found), int(found.sum()), lost, lost_found, len(need), hits + misses, hits, misses, alarms, left)
    rates = (
        _share(hits, hits + misses), _share(left, left + alarms), _share(hits, hits + alarms),
        _share(hits + misses, len(need)),
    )  # fmt: skip
    return (name, *counts, *rates)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else np.nan


def _twice(name: str, flags: pd.Series) -> list[Fault]:
    again = int(flags.index.duplicated().sum())
    if not again:
        return []
    return [
        Fault(
            table="hindsight",
            column=name[:60],
            problem=f"{again:,} rows hold a student who stands in an earlier row",
            expected="each student once, by student_id",
            what_to_do="Keep one row for each student",
        )
    ]


def _no_subject(subject: str, known: list[str]) -> Fault:
    ending = subject_and_ending(subject, Student)[0]
    return Fault(
        table="criteria",
        column="subjects",
        problem=f"no measure of these criteria speaks of {subject[:60]}",
        expected="one of: " + ", ".join(known),
        what_to_do=f"Name the subject alone, {ending!r}" if ending else "Correct the subject",
    )
