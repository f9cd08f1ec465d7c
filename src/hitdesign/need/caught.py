"""Which measures catch which students: one bit pattern a student, one sentence a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.need.measures import Bound, values_of
from hitdesign.policy import Measure, SelectionCriteria

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

#: Tiers by their code; 0 is none.
TIERS = ("", "intensive", "strategic", "on_level")
INTENSIVE, STRATEGIC, ON_LEVEL = 1, 2, 3
#: What a measure says of a student, two bits of the pattern each.
SILENT, BELOW_STRATEGIC, BELOW_INTENSIVE, COUNTED = 0, 1, 2, 3
WORDS = {"at_or_below": "at or below", "below": "below", "at_or_above": "at or above", "above": "above"}
#: Sums of weights closer than this are equal.
SLACK = 1e-9


class Caught(NamedTuple):
    """Per student the tier's code, the pattern (two bits a measure) and whether any measure is known.

    `unknown_values`: values that were not, of measures that hold for the student's grade.
    """

    tier: Codes
    pattern: Codes
    known: Flags
    unknown_values: int


def caught(frame: pd.DataFrame, bound: Sequence[Bound], criteria: SelectionCriteria) -> Caught:
    """Who is caught by the measures of one subject, and how strongly.

    Formula: with w the weights of the measures that hold for the student's grade, a tier is reached where the sum of w
    over the measures beyond that tier's threshold is above 0 and at least `needed` (missing in_proportion: `needed` x
    the sum of w that is known / the sum of all w). A measure beyond its intensive threshold counts for both tiers; an
    unknown one counts for the strategic tier where missing is caught. The stronger tier holds.
    """
    grade = frame["grade"].to_numpy()
    points = np.zeros((2, len(frame)))
    known_weight, all_weight = np.zeros(len(frame)), np.zeros(len(frame))
    pattern = np.zeros(len(frame), dtype=np.int64)
    known_any = np.zeros(len(frame), dtype=bool)
    unknown_values = 0
    for place, one in enumerate(bound):
        values = values_of(frame, one.column)
        applies = _applies(one.measure, grade)
        known = applies & ~np.isnan(values)
        strong = known & _beyond(values, one.measure.intensive, one.measure)
        weak = known & _beyond(values, one.measure.strategic, one.measure) & ~strong
        lenient = criteria.missing == "caught" and one.measure.strategic is not None
        counted = applies & ~known & lenient
        pattern |= (weak * BELOW_STRATEGIC + strong * BELOW_INTENSIVE + counted * COUNTED) << (2 * place)
        points[0] += one.measure.weight * strong
        points[1] += one.measure.weight * (strong | weak | counted)
        known_weight += one.measure.weight * known
        all_weight += one.measure.weight * applies
        known_any |= known
        unknown_values += int((applies & ~known).sum())
    needed = np.full(len(frame), criteria.needed)
    if criteria.missing == "in_proportion":
        needed *= np.divide(known_weight, all_weight, out=np.ones(len(frame)), where=all_weight > 0)
    reached = (points > 0) & (points >= needed - SLACK)
    rest = ON_LEVEL if criteria.everyone else 0
    tier = np.where(reached[0], INTENSIVE, np.where(reached[1], STRATEGIC, rest))
    return Caught(tier, pattern, known_any, unknown_values)


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
    return "; ".join(text for text in said if text) or "no measure beyond its threshold; everyone takes part"


def _said(one: Bound, state: int) -> str:
    name = one.column.replace("_", " ")
    if state == SILENT:
        return ""
    if state == COUNTED:
        return f"{name} unknown, counted as strategic"
    threshold = one.measure.intensive if state == BELOW_INTENSIVE else one.measure.strategic
    return f"{name} {WORDS[one.measure.catches]} {threshold:g}"


def _applies(measure: Measure, grade: npt.NDArray[np.int64]) -> Flags:
    """Whether the measure holds for each student's grade."""
    low = -np.inf if measure.grade_low is None else measure.grade_low
    high = np.inf if measure.grade_high is None else measure.grade_high
    found: Flags = (grade >= low) & (grade <= high)
    return found


def _beyond(values: Floats, threshold: float | None, measure: Measure) -> Flags:
    if threshold is None:
        return np.zeros(len(values), dtype=bool)
    compare = {"at_or_below": np.less_equal, "below": np.less, "at_or_above": np.greater_equal, "above": np.greater}[
        measure.catches
    ]
    found: Flags = compare(values, threshold)
    return found
