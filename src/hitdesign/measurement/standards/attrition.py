"""Who was lost between the lot and the analysis, and whether so many and so unevenly that the lot protects no more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.evidence.library import shipped, unknown_key
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse, share_faults

Assumption = Literal["cautious", "optimistic"]
#: A difference that arithmetic left this far above a boundary still stands on it.
SLACK = 1e-9


@dataclass(frozen=True)
class Attrition:
    """Shares lost: of all, of each arm, and the difference between the arms (never negative)."""

    overall: float
    treated: float
    comparison: float
    differential: float


@dataclass(frozen=True)
class AttritionVerdict:
    """Low or high by one boundary; `most_differential`: the largest difference still low, None past the boundary."""

    level: Literal["low", "high"]
    assumption: str
    most_differential: float | None
    attrition: Attrition


def attrition(treated_drawn: int, treated_analysed: int, comparison_drawn: int, comparison_analysed: int) -> Attrition:
    """Overall and differential attrition from students (or schools) drawn and those analysed.

    Raises InputError where a count is negative, not whole, or more are analysed than were drawn. Formula: overall = 1 -
    analysed / drawn of both arms; differential = |lost share treated - lost share comparison|. Source: WWC Standards
    4.1.

    >>> from hitdesign.measurement.standards.attrition import attrition
    >>> lost = attrition(100, 90, 100, 80)
    >>> round(lost.overall, 3), round(lost.differential, 3)
    (0.15, 0.1)
    """
    arms = {"treated": (treated_drawn, treated_analysed), "comparison": (comparison_drawn, comparison_analysed)}
    refuse(fault for arm, counts in arms.items() for fault in _arm_faults(arm, *counts))
    drawn, analysed = treated_drawn + comparison_drawn, treated_analysed + comparison_analysed
    treated, comparison = 1 - treated_analysed / treated_drawn, 1 - comparison_analysed / comparison_drawn
    return Attrition(1 - analysed / drawn, treated, comparison, abs(treated - comparison))


def attrition_level(lost: Attrition, assumption: str, evidence: Evidence | None = None) -> AttritionVerdict:
    """Whether attrition is low or high by the cautious or the optimistic boundary.

    Cautious where the program may decide who stays, optimistic where it hardly can; a review's protocol says which. The
    boundary is published at whole percents of overall loss; between two it is drawn straight (this library's choice),
    past the last one attrition is high. Raises InputError where no such boundary is known or a share is out of bounds.
    Source: evidence `attrition_boundaries`.

    >>> from hitdesign.measurement.standards.attrition import attrition, attrition_level
    >>> lost = attrition(100, 92, 100, 88)
    >>> attrition_level(lost, "cautious").level, attrition_level(attrition(100, 73, 100, 67), "cautious").level
    ('low', 'high')
    """
    boundaries = (evidence or shipped()).attrition_boundaries
    if assumption not in boundaries:
        refuse([unknown_key("attrition_boundaries", str(assumption), list(boundaries))])
    refuse(share_faults("attrition", {"overall": lost.overall, "differential": lost.differential}, one=True))
    most = _most(boundaries[assumption].most_differential_points, 100 * lost.overall)
    low = most is not None and 100 * lost.differential <= most + SLACK
    return AttritionVerdict("low" if low else "high", assumption, None if most is None else most / 100, lost)


def _most(points: tuple[float, ...], percent: float) -> float | None:
    """The boundary at a percentage of overall loss, in points."""
    below = math.floor(percent + SLACK)
    part = max(percent - below, 0.0)
    if part < SLACK:
        return points[below] if below < len(points) else None
    if below + 1 >= len(points):
        return None
    return points[below] + part * (points[below + 1] - points[below])


def _arm_faults(arm: str, drawn: int, analysed: int) -> Iterator[Fault]:
    faults = [*number_faults("attrition", f"{arm}_drawn", drawn, at_least=1, whole=True)]
    yield from faults
    most = math.inf if faults else drawn
    yield from number_faults("attrition", f"{arm}_analysed", analysed, at_least=0, at_most=most, whole=True)
