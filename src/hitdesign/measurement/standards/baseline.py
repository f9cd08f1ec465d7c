"""Whether two arms were alike before tutoring began, as the What Works Clearinghouse judges it (5.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse

BaselineWord = Literal["satisfied", "satisfied_with_adjustment", "not_satisfied"]
#: An effect that arithmetic left this far above a bound still stands on it.
SLACK = 1e-9


@dataclass(frozen=True)
class Baseline:
    """The verdict on one measure: the difference before tutoring in standard deviations, and the two bounds."""

    difference: float
    verdict: BaselineWord
    satisfied_up_to: float
    adjusted_up_to: float


def baseline_equivalence(difference: float, evidence: Evidence | None = None) -> Baseline:
    """Whether a difference before tutoring, in standard deviations, leaves the arms alike enough.

    `difference`: Hedges' g or Cox index of the pretest among the students analysed; its sign does not matter. Both
    bounds belong to the milder verdict: 0.05 is satisfied, 0.25 can still be adjusted for. Raises InputError where it
    is no number. Source: evidence `wwc.baseline.satisfied`, `wwc.baseline.adjusted`.

    >>> from hitdesign.measurement.standards.baseline import baseline_equivalence
    >>> [baseline_equivalence(g).verdict for g in (-0.05, 0.25, 0.26)]
    ['satisfied', 'satisfied_with_adjustment', 'not_satisfied']
    """
    refuse(number_faults("study", "difference", difference))
    known = evidence or shipped()
    satisfied, adjusted = number(known, "wwc.baseline.satisfied"), number(known, "wwc.baseline.adjusted")
    verdict: BaselineWord = "not_satisfied"
    if abs(difference) <= satisfied + SLACK:
        verdict = "satisfied"
    elif abs(difference) <= adjusted + SLACK:
        verdict = "satisfied_with_adjustment"
    return Baseline(difference, verdict, satisfied, adjusted)
