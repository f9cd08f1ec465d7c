"""Which measures catch which students: one bit pattern a student, one sentence a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.need.measures import Bound, values_of
from hitdesign.policy import Measure, Needed, SelectionCriteria

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

#: Tiers by their code; 0 is none.
TIERS = ("", "intensive", "strategic", "on_level")
INTENSIVE, STRATEGIC, ON_LEVEL = 1, 2, 3
#: What a measure says of a student, two bits of the pattern each.
SILENT, BELOW_STRATEGIC, BELOW_INTENSIVE, COUNTED = 0, 1, 2, 3
WORDS = {"at_or_below": "at or below", "below": "below", "at_or_above": "at or above", "above": "above"}
#: The bit of a pattern that says eligible by law; twenty measures lie below it.
BY_LAW_BIT = 40
#: Sums of weights closer than this are equal.
SLACK = 1e-9


class Measured(NamedTuple):
    """What one measure says of every student: all arrays have one entry a student.

    `applies`: it holds for the grade; `known`: and has a value; `strong`: beyond the intensive threshold; `weak`:
    beyond the strategic one and not strong; `counted`: unknown and counted as weak.
    """

    bound: Bound
    values: Floats
    applies: Flags
    known: Flags
    strong: Flags
    weak: Flags
    counted: Flags


class Caught(NamedTuple):
    """Per student the tier's code, the pattern (two bits a measure, one more for who is eligible by law).

    `points`: sums of weights beyond the intensive and the strategic threshold; `needed`: what either must reach;
    `by_law`: who reaches which of the two tiers without a measure; `out_of_reach`: for whose grade all measures
    together add up to less than is needed; `measured` lies in the order of the measures.
    """

    tier: Codes
    pattern: Codes
    points: Floats
    needed: Floats
    by_law: Flags
    out_of_reach: Flags
    measured: tuple[Measured, ...]

    @property
    def known(self) -> Flags:
        """Whether any measure of the student is known, or needs not to be."""
        found: Flags = np.logical_or.reduce([one.known for one in self.measured]) | self.by_law[1]
        return found

    @property
    def unknown_values(self) -> int:
        """Values that were not, of measures that hold for the student's grade."""
        return sum(int((one.applies & ~one.known).sum()) for one in self.measured)


def caught(frame: pd.DataFrame, bound: Sequence[Bound], criteria: SelectionCriteria) -> Caught:
    """Who is caught by the measures of one subject, and how strongly.

    Formula: with w the weights of the measures that hold for the student's grade, a tier is reached where the sum of w
    over the measures beyond that tier's threshold is above 0 and at least `needed` (missing in_proportion: `needed` x
    the sum of w that is known / the sum of all w). A measure beyond its intensive threshold counts for both tiers; an
    unknown one counts for the strategic tier where missing is caught. The stronger tier holds.
    """
    grade = frame["grade"].to_numpy()
    each = tuple(measured_by(frame, grade, one, criteria) for one in bound)
    points = np.zeros((2, len(frame)))
    known_weight, all_weight = np.zeros(len(frame)), np.zeros(len(frame))
    pattern = np.zeros(len(frame), dtype=np.int64)
    for place, one in enumerate(each):
        weight = one.bound.measure.weight
        pattern |= (one.weak * BELOW_STRATEGIC + one.strong * BELOW_INTENSIVE + one.counted * COUNTED) << (2 * place)
        points[0] += weight * one.strong
        points[1] += weight * (one.strong | one.weak | one.counted)
        known_weight += weight * one.known
        all_weight += weight * one.applies
    needed = needed_of(grade, bound, criteria)
    short = (all_weight < needed - SLACK) & (not criteria.everyone)
    if criteria.missing == "in_proportion":
        needed *= np.divide(known_weight, all_weight, out=np.ones(len(frame)), where=all_weight > 0)
    by_law = _by_law(frame, criteria)
    pattern |= by_law[1].astype(np.int64) << BY_LAW_BIT
    reached = enough(points, needed) | by_law
    rest = ON_LEVEL if criteria.everyone else 0
    tier = np.where(reached[0], INTENSIVE, np.where(reached[1], STRATEGIC, rest))
    return Caught(tier, pattern, points, needed, by_law, short, each)


def measured_by(frame: pd.DataFrame, grade: Codes, one: Bound, criteria: SelectionCriteria) -> Measured:
    """What one measure says of every student of the frame."""
    values = values_of(frame, one.column)
    applies = _applies(one.measure, grade)
    known = applies & ~np.isnan(values)
    strong = known & beyond(values, one.measure.intensive, one.measure)
    weak = known & beyond(values, one.measure.strategic, one.measure) & ~strong
    lenient = criteria.missing == "caught" and one.measure.strategic is not None
    return Measured(one, values, applies, known, strong, weak, applies & ~known & lenient)


def enough(points: Floats, needed: Floats) -> Flags:
    """Where points are some, and as many as needed."""
    found: Flags = (points > 0) & (points >= needed - SLACK)
    return found


def needed_of(grade: Codes, bound: Sequence[Bound], criteria: SelectionCriteria) -> Floats:
    """What is needed per student in the subject of these measures; the first exception that fits the grade holds."""
    needed = np.full(len(grade), float(criteria.needed))
    for one in reversed(criteria.needed_in):
        if bound and one.subjects and bound[0].subject not in one.subjects:
            continue
        needed[_applies(one, grade)] = one.needed
    return needed


def sentence(pattern: int, bound: Sequence[Bound]) -> str:
    """Why a student with this pattern was found: the measures that spoke, with their thresholds and no value.

    >>> from hitdesign.need.caught import sentence
    >>> from hitdesign.need.measures import Bound
    >>> from hitdesign.policy import Measure
    >>> percentile = Measure(column="{subject}_percentile", intensive=10, strategic=25)
    >>> sentence(2, [Bound(percentile, "math", "math_percentile")])
    'math percentile at or below 10'
    """
    said = [_said(one, (pattern >> (2 * place)) & 3) for place, one in enumerate(bound)]
    said += ["eligible by law without a measure"] if pattern >> BY_LAW_BIT else []
    return "; ".join(text for text in said if text) or "no measure beyond its threshold; everyone takes part"


def _said(one: Bound, state: int) -> str:
    name = one.column.replace("_", " ")
    if state == SILENT:
        return ""
    if state == COUNTED:
        return f"{name} unknown, counted as strategic"
    threshold = one.measure.intensive if state == BELOW_INTENSIVE else one.measure.strategic
    return f"{name} {WORDS[one.measure.catches]} {threshold:g}"


def _by_law(frame: pd.DataFrame, criteria: SelectionCriteria) -> Flags:
    """Per tier, who reaches it without a measure."""
    found = np.zeros((2, len(frame)), dtype=bool)
    if criteria.automatic is not None:
        found[1] = (frame["automatically_eligible"] == "yes").to_numpy(dtype=bool)
        found[0] = found[1] & (criteria.automatic == "intensive")
    return found


def _applies(measure: Measure | Needed, grade: npt.NDArray[np.int64]) -> Flags:
    """Whether the measure holds for each student's grade."""
    low = -np.inf if measure.grade_low is None else measure.grade_low
    high = np.inf if measure.grade_high is None else measure.grade_high
    found: Flags = (grade >= low) & (grade <= high)
    return found


def beyond(values: Floats, threshold: float | None, measure: Measure) -> Flags:
    """Where a value lies on the needy side of a threshold; nowhere where there is none."""
    if threshold is None:
        return np.zeros(len(values), dtype=bool)
    compare = {"at_or_below": np.less_equal, "below": np.less, "at_or_above": np.greater_equal, "above": np.greater}[
        measure.catches
    ]
    found: Flags = compare(values, threshold)
    return found
