"""What every estimate of an effect holds, whatever it is the effect of, and how it is said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from hitdesign.measurement.effects.arms import ArmCount, BaselineDifference
from hitdesign.measurement.effects.choices import Adjustment, Asked, ErrorKind, FreedomKind
from hitdesign.measurement.effects.errors import Estimate
from hitdesign.measurement.effects.scale import Scale
from hitdesign.measurement.standards.attrition import Attrition

ERRORS_SAID = {
    "classic": "assuming equal variances",
    "HC0": "robust to unequal variances (HC0)",
    "HC1": "robust to unequal variances (HC1)",
    "HC2": "robust to unequal variances (HC2)",
    "HC3": "robust to unequal variances (HC3)",
    "CR0": "by cluster (CR0)",
    "CR1": "by cluster (CR1)",
    "CR1S": "by cluster (CR1S, Stata's)",
    "CR2": "by cluster, corrected for few of them (CR2)",
}
#: Effects whose interval stays below it, such as those of one hour, are printed with two digits more.
SMALL_SD = 0.05


@dataclass(frozen=True, kw_only=True)
class FoundEffect:
    """An effect in the unit of the outcome and in standard deviations, with all it rests on.

    `low` to `high`: the interval at `confidence`; `p` two-sided; the same in standard deviations takes the standard
    deviation for known. `coefficients`: how many the regression has; `cluster_count` None without clusters. `notes`:
    what should make a reader careful.
    """

    outcome: str
    effect: float
    standard_error: float
    low: float
    high: float
    t: float
    p: float
    degrees_of_freedom: float
    confidence: float
    effect_sd: float
    standard_error_sd: float
    low_sd: float
    high_sd: float
    scale: Scale
    errors: ErrorKind
    freedom: FreedomKind
    adjustment: Adjustment
    covariates: tuple[str, ...]
    fixed_effects: tuple[str, ...]
    clusters: str | None
    cluster_count: int | None
    treated: ArmCount
    comparison: ArmCount
    attrition: Attrition
    baseline: tuple[BaselineDifference, ...]
    r_squared: float
    coefficients: int
    notes: tuple[str, ...]

    def interval_said(self) -> str:
        """The interval and the p, for a sentence."""
        share = f"{100 * self.confidence:g} % interval {amount(self.low)} to {amount(self.high)}"
        return f"{share}; {p_said(self.p)}"

    def sd_said(self) -> str:
        """The effect in standard deviations with its interval and whose deviation it is, for a sentence."""
        digits = 2 if max(abs(self.low_sd), abs(self.high_sd)) >= SMALL_SD else 4
        interval = f"{self.low_sd:.{digits}f} to {self.high_sd:.{digits}f}"
        return f"{self.effect_sd:.{digits}f} times {self.scale.said()}, interval {interval}"

    def doubt_said(self) -> tuple[str, ...]:
        """What an interval that holds 0 does not say, where it does."""
        if self.low <= 0 <= self.high:
            return ("No effect was shown. That is not the same as no effect: the interval holds what is possible.",)
        return ()

    def rests_said(self) -> tuple[str, ...]:
        """On whom the estimate rests and how its errors were found, in sentences."""
        adjusted = "Nothing was adjusted for"
        if self.adjustment != "none" and (self.covariates or self.fixed_effects):
            how = ", with slopes by arm" if self.adjustment == "interacted" else ""
            adjusted = f"Adjusted for {', '.join((*self.covariates, *self.fixed_effects))}{how}"
        elif self.fixed_effects:
            adjusted = f"Compared within {', '.join(self.fixed_effects)}"
        by = "" if self.clusters is None else f", {self.cluster_count} clusters of {self.clusters}"
        free = "normal" if math.isinf(self.degrees_of_freedom) else f"{self.degrees_of_freedom:.1f} degrees of freedom"
        return (
            f"Analysed: of the treated {arm_said(self.treated)}, of the comparison arm {arm_said(self.comparison)}.",
            f"{adjusted}; standard error {amount(self.standard_error)}, {ERRORS_SAID[self.errors]}{by}, {free}.",
        )


def common_of(asked: Asked, found: Estimate, scale: Scale) -> dict[str, Any]:
    """The fields that follow from the choices and the estimate."""
    return {
        "outcome": asked.outcome,
        "effect": found.value,
        "standard_error": found.standard_error,
        "low": found.low,
        "high": found.high,
        "t": found.t,
        "p": found.p,
        "degrees_of_freedom": found.degrees_of_freedom,
        "confidence": asked.confidence,
        "effect_sd": found.value * scale.per_unit,
        "standard_error_sd": found.standard_error * scale.per_unit,
        "low_sd": found.low * scale.per_unit,
        "high_sd": found.high * scale.per_unit,
        "scale": scale,
        "errors": asked.error_kind,
        "freedom": asked.freedom_kind,
        "adjustment": asked.adjustment,
        "covariates": tuple(asked.covariates),
        "fixed_effects": tuple(asked.fixed_effects),
        "clusters": asked.clusters,
    }


def amount(value: float) -> str:
    """A number of the outcome's unit, four digits.

    >>> from hitdesign.measurement.effects.found import amount
    >>> amount(1794.3424), amount(-0.0312)
    ('1,794', '-0.0312')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def counted(number: int, noun: str) -> str:
    """A count with its noun, for a sentence.

    >>> from hitdesign.measurement.effects.found import counted
    >>> counted(1, "student"), counted(1200, "student")
    ('1 student', '1,200 students')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def p_said(p: float) -> str:
    """A p for a sentence, never 0.

    >>> from hitdesign.measurement.effects.found import p_said
    >>> p_said(0.0000012), p_said(0.2)
    ('p below 0.001', 'p = 0.200')
    """
    return "p below 0.001" if p < 0.001 else f"p = {p:.3f}"


def arm_said(arm: ArmCount) -> str:
    """Students of an arm, analysed and drawn, and their schools, for a sentence."""
    at = "" if arm.schools is None else f" in {counted(arm.schools, 'school')}"
    return f"{arm.students_analysed:,} of {arm.students_drawn:,} students{at}"
