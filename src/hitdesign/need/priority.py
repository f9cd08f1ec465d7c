"""Who gets a seat and who waits where seats are short: priority of grades and subjects first, then greatest need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from hitdesign.choice import Choice
from hitdesign.district.defaults import assumption_of
from hitdesign.district.records import Tier
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.caught import TIERS
from hitdesign.need.found import Flagged
from hitdesign.quantities import Grade
from hitdesign.tables.private import PrivateTable

Codes = npt.NDArray[np.int64]
SeatCount = Annotated[int, Field(ge=0)]

#: Why a student has a seat or waits; the limits in the order in which they are asked.
REASONS = ("seated", "no_seat_at_the_school", "no_seat_in_the_subject", "no_seat_left")
KEYS = ("need.priority.grade_low", "need.priority.grade_high", "need.priority.subjects")
COUNTED = ("priority", "school_id", "subject", "tier", "outcome")


class Priority(Choice):
    """A class of students that comes before the next: these grades, subjects and tiers; blank: all."""

    name: str
    grade_low: Grade | None = None
    grade_high: Grade | None = None
    subjects: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()


class SeatLimits(Choice):
    """How many seats there are: over all, by school, by subject; what is blank or not named has no limit."""

    overall: SeatCount | None = None
    per_school: Mapping[str, SeatCount] = Field(default_factory=dict)
    per_subject: Mapping[str, SeatCount] = Field(default_factory=dict)


@dataclass(frozen=True)
class Prioritised:
    """`students`: the flagged rows with priority, order (1 first) and outcome, in that order; `counts`: COUNTED, seats.

    `outcome` is one of REASONS. `waiting`, `seated`: seats. `assumptions`: the evidence's priorities, where they stood
    in.
    """

    students: PrivateTable
    counts: pd.DataFrame
    assumptions: tuple[Assumption, ...]

    @property
    def seated(self) -> int:
        """Rows with a seat."""
        return int(self.counts.loc[self.counts["outcome"] == REASONS[0], "seats"].sum())

    @property
    def waiting(self) -> int:
        """Rows without."""
        return int(self.counts["seats"].sum()) - self.seated


def default_priorities(evidence: Evidence) -> tuple[Priority, ...]:
    """The guide's default: its grades in its subjects come first; everybody else after them.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.need.priority import default_priorities
    >>> default_priorities(shipped())[0].subjects
    ('math', 'reading')
    """
    low, high = (round(number(evidence, key)) for key in KEYS[:2])
    subjects = tuple(part.strip() for part in str(parameter(evidence, KEYS[2]).value).split(";"))
    return (Priority(name=f"grades {low} to {high}", grade_low=low, grade_high=high, subjects=subjects),)


def prioritise(
    flagged: Flagged,
    priorities: Sequence[Priority] | None = None,
    seats: SeatLimits | None = None,
    *,
    evidence: Evidence | None = None,
) -> Prioritised:
    """The students found, in the order in which they get a seat, and who waits for which limit.

    Order: the first class of `priorities` that a row fits (rows that fit none come last, as "others"), then the tier,
    then the greater need index, then the lower lottery number. A seat is given in this order where the school, the
    subject and the whole still have one; who waits never gives way to somebody later who wants the same seat. It keeps
    the order, and does not look for the most seats. `priorities` None: the evidence's, of the guide.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.need.priority import SeatLimits, prioritise
    >>> rows = {"student_id": ["S1", "S2"], "school_id": "01", "grade": [2, 3], "math_percentile": [3, 22]}
    >>> prioritise(hit.identify(pd.DataFrame(rows)).found.flagged, seats=SeatLimits(overall=1)).waiting
    1
    """
    evidence, seats = evidence or shipped(), seats or SeatLimits()
    chosen = tuple(default_priorities(evidence) if priorities is None else priorities)
    frame = flagged.frame
    rank = _class_of(frame, chosen)
    tier = _codes(frame["tier"], TIERS)
    order = np.lexsort((frame["lottery"], -frame["need_index"], tier, rank))
    outcome = _dealt(frame.iloc[order], seats)
    names = pd.Index([*(one.name for one in chosen), "others"], dtype="str")
    rows = frame.iloc[order].reset_index(drop=True)
    rows["priority"] = names.to_numpy(dtype=object)[rank[order]]
    rows["order"] = np.arange(1, len(rows) + 1)
    rows["outcome"] = np.array(REASONS, dtype=object)[outcome]
    texts = dict.fromkeys(COUNTED, "str")
    counts = rows.astype(texts).groupby(list(COUNTED), sort=True).size().rename("seats").reset_index()
    used = [assumption_of(key, parameter(evidence, key)) for key in KEYS] if priorities is None else []
    return Prioritised(PrivateTable(rows), counts, tuple(used))


def _class_of(frame: pd.DataFrame, priorities: Sequence[Priority]) -> Codes:
    """Per row the position of the first class that it fits, or their number."""
    grade = frame["grade"].to_numpy()
    rank = np.full(len(frame), len(priorities), dtype=np.int64)
    for place in reversed(range(len(priorities))):
        one = priorities[place]
        fits = np.ones(len(frame), dtype=bool)
        fits &= grade >= (-np.inf if one.grade_low is None else one.grade_low)
        fits &= grade <= (np.inf if one.grade_high is None else one.grade_high)
        fits &= frame["subject"].isin(one.subjects).to_numpy() if one.subjects else True
        fits &= frame["tier"].isin(one.tiers).to_numpy() if one.tiers else True
        rank[fits] = place
    return rank


def _dealt(ordered: pd.DataFrame, seats: SeatLimits) -> Codes:
    """Per row, in order, the position of its outcome in REASONS."""
    left = len(ordered) if seats.overall is None else seats.overall
    limits = []
    for column, given in (("school_id", seats.per_school), ("subject", seats.per_subject)):
        codes, names = pd.factorize(ordered[column].astype(object))
        limits.append((codes.tolist(), [given.get(str(name), len(ordered)) for name in names]))
    (schools, at_school), (subjects, in_subject) = limits
    outcome = []
    for school, subject in zip(schools, subjects, strict=True):
        if not at_school[school]:
            outcome.append(1)
        elif not in_subject[subject]:
            outcome.append(2)
        elif not left:
            outcome.append(3)
        else:
            outcome.append(0)
            at_school[school] -= 1
            in_subject[subject] -= 1
            left -= 1
    return np.array(outcome, dtype=np.int64)


def _codes(values: pd.Series, words: Sequence[str]) -> Codes:
    codes = {word: place for place, word in enumerate(words)}
    return np.array([codes[str(value)] for value in values], dtype=np.int64)
