"""Each arm before and after: students offered, lost and analysed, and how alike the arms were before tutoring."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hitdesign.evidence.records import Evidence
from hitdesign.measurement.effects.columns import Codes, Flags, Numbers, Regressors
from hitdesign.measurement.standards.attrition import Attrition, attrition
from hitdesign.measurement.standards.baseline import Baseline, baseline_equivalence
from hitdesign.measurement.standards.effects import Arm, cox_index, hedges_g


@dataclass(frozen=True)
class ArmCount:
    """One arm: students drawn into it, without an outcome, left out for a missing covariate, and analysed.

    `schools` and `clusters` hold students analysed; None where the column is not known. `mean` and
    `standard_deviation` of the outcome among them, without weights.
    """

    students_drawn: int
    students_without_outcome: int
    students_without_covariates: int
    students_analysed: int
    schools: int | None
    clusters: int | None
    mean: float
    standard_deviation: float


@dataclass(frozen=True)
class BaselineDifference:
    """One covariate before the offer, among the students analysed who have it.

    `measure`: "hedges_g" or, for yes and no, "cox_index"; `difference_sd` in standard deviations, None where it does
    not exist (no variation, or a share of 0 or 1); `verdict`: that of the What Works Clearinghouse, None then.
    """

    name: str
    treated_mean: float
    comparison_mean: float
    measure: str
    difference_sd: float | None
    verdict: Baseline | None


def arm_count(
    drawn: Flags, lost: Flags, incomplete: Flags, response: Numbers, schools: Codes | None, clusters: Codes | None
) -> ArmCount:
    """The counts of an arm; every argument by row of the frame, `drawn`: the rows of this arm."""
    stays = drawn & ~lost & ~incomplete
    outcomes = response[stays]
    return ArmCount(
        students_drawn=int(drawn.sum()),
        students_without_outcome=int((drawn & lost).sum()),
        students_without_covariates=int((drawn & ~lost & incomplete).sum()),
        students_analysed=int(stays.sum()),
        schools=None if schools is None else len(np.unique(schools[stays])),
        clusters=None if clusters is None else len(np.unique(clusters[stays])),
        mean=float(outcomes.mean()) if len(outcomes) else math.nan,
        standard_deviation=float(outcomes.std(ddof=1)) if len(outcomes) > 1 else math.nan,
    )


def attrition_of(treated: ArmCount, comparison: ArmCount) -> Attrition:
    """Overall and differential attrition, from the students drawn to those analysed, whatever they lack."""
    return attrition(
        treated.students_drawn, treated.students_analysed, comparison.students_drawn, comparison.students_analysed
    )


def baseline_differences(
    covariates: Regressors, treated: Flags, comparison: Flags, evidence: Evidence | None
) -> tuple[BaselineDifference, ...]:
    """The difference of each covariate between the arms; `covariates` with NaN where a student has none."""
    return tuple(
        _difference(name, covariates.values[treated, place], covariates.values[comparison, place], evidence)
        for place, name in enumerate(covariates.names)
    )


def _difference(name: str, treated: Numbers, comparison: Numbers, evidence: Evidence | None) -> BaselineDifference:
    one, other = treated[~np.isnan(treated)], comparison[~np.isnan(comparison)]
    both = np.concatenate([one, other])
    binary = bool(np.isin(both, (0.0, 1.0)).all())
    first, second = (float(part.mean()) if len(part) else math.nan for part in (one, other))
    difference: float | None = None
    if min(len(one), len(other)) >= 2:
        if binary:
            if 0 < first < 1 and 0 < second < 1:
                difference = cox_index(first, second, len(both), small_sample=True)
        elif min(one.std(), other.std()) > 0:
            arms = [Arm(float(part.mean()), float(part.std(ddof=1)), len(part)) for part in (one, other)]
            difference = hedges_g(*arms)
    verdict = None if difference is None else baseline_equivalence(difference, evidence)
    return BaselineDifference(name, first, second, "cox_index" if binary else "hedges_g", difference, verdict)
