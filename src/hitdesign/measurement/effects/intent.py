"""What the offer of tutoring did: students compared as they were drawn, whatever came of the offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from hitdesign.evidence.records import Evidence
from hitdesign.measurement.effects.arms import attrition_of
from hitdesign.measurement.effects.choices import Adjustment, Asked, ErrorKind, FreedomKind, MissingCovariates
from hitdesign.measurement.effects.design import Design, design_of, interactions
from hitdesign.measurement.effects.errors import Fitted
from hitdesign.measurement.effects.found import FoundEffect, amount, common_of
from hitdesign.measurement.effects.notes import notes_on
from hitdesign.measurement.effects.reading import Trial, read_trial
from hitdesign.measurement.effects.scale import Scale, scale_of


@dataclass(frozen=True, kw_only=True)
class IntentToTreat(FoundEffect):
    """The effect of the offer: the arms compared as they were drawn; fields as in `FoundEffect`."""

    def sentences(self) -> tuple[str, ...]:
        """The finding in plain words: what was found, for whom, how sure, and what it does not say."""
        direction = "higher" if self.effect >= 0 else "lower"
        return (
            f"With the offer of tutoring {self.outcome} was {amount(abs(self.effect))} {direction} than without it "
            f"({self.interval_said()}): {self.sd_said()}.",
            *self.rests_said(),
            *self.notes,
            *self.doubt_said(),
            "This is what the offer did, taken up or not. Whether the arms were drawn by lot is not seen here; without "
            "a lot it is a difference between groups that may have differed before in what no column holds.",
        )


def intent_to_treat(
    frame: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    treated: object = "tutoring",
    comparison: object = "comparison",
    other_arms: Sequence[object] = (),
    student: str | None = "student_id",
    school: str | None = "school_id",
    covariates: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    clusters: str | None = None,
    weights: str | None = None,
    errors: ErrorKind | None = None,
    degrees_of_freedom: FreedomKind | None = None,
    confidence: float = 0.95,
    adjustment: Adjustment = "ancova",
    standardised_by: Literal["pooled", "comparison"] | float = "pooled",
    small_sample: bool = True,
    outcome_bounds: tuple[float, float] | None = None,
    impossible: Literal["refuse", "missing"] = "refuse",
    missing_covariates: MissingCovariates = "drop",
    redundant: Literal["refuse", "drop"] = "refuse",
    evidence: Evidence | None = None,
) -> IntentToTreat:
    """The difference between the students offered tutoring and those not, one row a student; see `Asked` for choices.

    Raises InputError with every fault of the frame, MissingExtra without scipy and statsmodels. Formula: the
    coefficient of the offer in a (weighted) least-squares regression of the outcome.

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.intent import intent_to_treat
    >>> frame = pd.DataFrame({"arm": ["tutoring", "comparison"] * 4, "score": [5, 4, 7, 5, 6, 3, 8, 4]})
    >>> round(intent_to_treat(frame, outcome="score", arm="arm").effect, 3)
    2.5
    """
    asked = {name: value for name, value in locals().items() if name != "frame"}
    return intent_of(read_trial(frame, Asked(**asked)))


def intent_of(trial: Trial) -> IntentToTreat:
    """The effect of the offer in a trial that was read."""
    asked = trial.asked
    design, fit = fit_of(trial)
    found = fit.estimate(design.contrast(), asked.error_kind, asked.freedom_kind, asked.confidence)
    return IntentToTreat(
        **common_of(asked, found, scale_in(trial)),
        **rest_of(trial, design, fit, notes_on(trial, design, found.degrees_of_freedom)),
    )


def scale_in(trial: Trial) -> Scale:
    """The scale that the trial asks for."""
    asked = trial.asked
    return scale_of(trial.treated, trial.comparison, asked.standardised_by, small_sample=asked.small_sample)


def rest_of(trial: Trial, design: Design, fit: Fitted, notes: tuple[str, ...]) -> dict[str, Any]:
    """The fields that follow from the trial and its regression."""
    return {
        "cluster_count": None if trial.clusters is None else fit.cluster_count,
        "treated": trial.treated,
        "comparison": trial.comparison,
        "attrition": attrition_of(trial.treated, trial.comparison),
        "baseline": trial.baseline,
        "r_squared": fit.r_squared,
        "coefficients": design.coefficients,
        "notes": notes,
    }


def fit_of(trial: Trial) -> tuple[Design, Fitted]:
    """The regression that the trial asks for: adjusted not at all, by one slope a covariate, or by slopes by arm."""
    asked, rows = trial.asked, len(trial.response)
    covariates = trial.covariates if asked.adjustment != "none" else trial.covariates.kept([])
    after = None
    if asked.adjustment == "interacted":
        covariates, after = interactions(trial.arms, covariates, trial.weights)
    design = design_of(
        rows,
        trial.weights,
        strata=trial.strata,
        without=trial.without,
        covariates=covariates,
        asked=trial.offered,
        beside=trial.others,
        after=after,
        redundant=asked.redundant,
    )
    return design, design.fit(trial.response, trial.weights, trial.clusters)
