"""How far missing outcomes could move an effect: the range that holds whatever they were, or under one assumption."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Unpack

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.distributions import normal_below
from hitdesign.measurement.effects.arms import ArmCount
from hitdesign.measurement.effects.choices import WHERE, Asked, Choices
from hitdesign.measurement.effects.columns import Numbers
from hitdesign.measurement.effects.found import amount, arm_said
from hitdesign.measurement.effects.reading import Trial, read_trial
from hitdesign.measurement.given import refuse, word_faults

BoundKind = Literal["lee", "worst_case"]


@dataclass(frozen=True)
class EffectBounds:
    """The range of the effect of the offer, `low` to `high`, with an interval that covers the effect at `confidence`.

    `kind`: "lee", for students who would have an outcome in either arm, or "worst_case", for all who were drawn.
    `observed`: the difference of means of those with an outcome. `trimmed_share`: of the arm with more outcomes, 0 for
    the worst case. Neither covariates nor fixed effects nor clusters enter.
    """

    kind: BoundKind
    outcome: str
    observed: float
    low: float
    high: float
    low_standard_error: float
    high_standard_error: float
    interval_low: float
    interval_high: float
    confidence: float
    trimmed_share: float
    treated: ArmCount
    comparison: ArmCount

    def sentences(self) -> tuple[str, ...]:
        """The range, the assumption it rests on, and whom it speaks of."""
        share = f"{100 * self.confidence:g} %"
        drawn = f"of the treated {arm_said(self.treated)}, of the comparison arm {arm_said(self.comparison)}"
        if self.kind == "lee":
            why = (
                "This holds for students who would have an outcome in either arm, if the offer made everybody at "
                f"least as likely to have one, or nobody more likely; {self.trimmed_share:.1%} of the arm with more "
                "outcomes were set aside, once from the top and once from the bottom."
            )
        else:
            why = "This holds for all who were drawn, whatever the missing outcomes were within their bounds."
        return (
            f"With missing outcomes the effect of the offer on {self.outcome} lies between {amount(self.low)} and "
            f"{amount(self.high)} ({share} interval {amount(self.interval_low)} to {amount(self.interval_high)}); the "
            f"difference of those with outcomes is {amount(self.observed)}.",
            f"Outcomes are there: {drawn}.",
            why,
            "Students are taken for independent of one another; with schools assigned the interval is too narrow.",
        )


def bounds_for_missing(
    frame: pd.DataFrame, *, outcome: str, arm: str, kind: BoundKind, **choices: Unpack[Choices]
) -> EffectBounds:
    """Bounds on the effect of the offer with missing outcomes, one row a student; without covariates or weights.

    "lee": the arm with more outcomes is trimmed by the excess, from the top for one end and from the bottom for the
    other; an observation on the cut counts in part. "worst_case": missing outcomes at the ends of `outcome_bounds` (0
    and 1 where the outcome is yes or no). The interval is Imbens and Manski's. Raises InputError with every fault, also
    for a worst case without bounds. Sources: Lee, Review of Economic Studies 76 (2009), standard errors by proposition
    3; Horowitz and Manski, Journal of the American Statistical Association 95 (2000); Imbens and Manski, Econometrica
    72 (2004).

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.bounds import bounds_for_missing
    >>> frame = pd.DataFrame({"arm": ["tutoring", "comparison"] * 5, "score": [5, 4, 7, 5, 6, 3, 8, None, 4, 4]})
    >>> found = bounds_for_missing(frame, outcome="score", arm="arm", kind="lee")
    >>> round(found.low, 3), round(found.high, 3)
    (1.5, 2.5)
    """
    refuse(word_faults(WHERE, "kind", kind, ("lee", "worst_case")))
    asked = Asked(outcome=outcome, arm=arm, **choices)
    refuse(_ignored(asked))
    trial = read_trial(frame, asked)
    offered = trial.offered.values[:, 0] > 0
    one, other = trial.response[offered], trial.response[~offered]
    if kind == "lee":
        ends, errors, trimmed = _lee(one, other, trial)
    else:
        ends, errors, trimmed = *_worst(one, other, trial, _ends(trial)), 0.0
    reach = _imbens_manski(ends, errors, asked.confidence)
    return EffectBounds(
        kind=kind,
        outcome=outcome,
        observed=float(one.mean() - other.mean()),
        low=ends[0],
        high=ends[1],
        low_standard_error=errors[0],
        high_standard_error=errors[1],
        interval_low=ends[0] - reach * errors[0],
        interval_high=ends[1] + reach * errors[1],
        confidence=asked.confidence,
        trimmed_share=trimmed,
        treated=trial.treated,
        comparison=trial.comparison,
    )


Pair = tuple[float, float]


def _ignored(asked: Asked) -> Iterator[Fault]:
    """A fault for each choice that bounds take no account of."""
    for name in ("covariates", "fixed_effects", "clusters", "weights", "other_arms"):
        if getattr(asked, name):
            yield Fault(WHERE, "bounds take no account of it", "nothing", "Leave it out of the bounds", column=name)


def _lee(one: Numbers, other: Numbers, trial: Trial) -> tuple[Pair, Pair, float]:
    drawn = trial.treated.students_drawn, trial.comparison.students_drawn
    shares = len(one) / drawn[0], len(other) / drawn[1]
    turned = shares[1] > shares[0]
    if turned:
        one, other, shares, drawn = other, one, shares[::-1], drawn[::-1]
    excess = 1 - shares[1] / shares[0]
    means, errors = [], []
    for values, sign in ((np.sort(one), 1.0), (np.sort(-one), -1.0)):
        mean, variance, cut = _trimmed(values, 1 - excess)
        students = len(values)
        room = (cut - mean) ** 2
        noise = variance / (students * (1 - excess)) + room * excess / (students * (1 - excess))
        known = (1 - shares[0]) / (drawn[0] * shares[0]) + (1 - shares[1]) / (drawn[1] * shares[1])
        noise += room * known + float(other.var(ddof=1)) / len(other)
        means.append(sign * mean - float(other.mean()))
        errors.append(math.sqrt(noise))
    if turned:
        return (-means[1], -means[0]), (errors[1], errors[0]), excess
    return (means[0], means[1]), (errors[0], errors[1]), excess


def _trimmed(values: Numbers, share: float) -> tuple[float, float, float]:
    """Mean and variance of the lowest share of sorted values, and the value at the cut; the last counts in part."""
    mass = share * len(values)
    whole = min(math.floor(mass + 1e-9), len(values))
    weights = np.zeros(len(values))
    weights[:whole] = 1.0
    if whole < len(values):
        weights[whole] = max(mass - whole, 0.0)
    mean = float(np.average(values, weights=weights))
    last = int(np.flatnonzero(weights)[-1])
    return mean, float(np.average((values - mean) ** 2, weights=weights)), float(values[last])


def _ends(trial: Trial) -> Pair:
    """What a missing outcome may have been: the bounds given, 0 and 1 for yes or no."""
    if trial.asked.outcome_bounds is not None:
        return trial.asked.outcome_bounds
    if not bool(np.isin(trial.response, (0.0, 1.0)).all()):
        what_to_do = "Give the least and the most possible outcome"
        expected = "outcome_bounds, or an outcome of 0 and 1"
        refuse([Fault(WHERE, "a worst case needs bounds", expected, what_to_do, column="outcome_bounds")])
    return 0.0, 1.0


def _worst(one: Numbers, other: Numbers, trial: Trial, bounds: Pair) -> tuple[Pair, Pair]:
    ends, errors = [], []
    for first, second in (bounds, bounds[::-1]):
        filled = [
            np.concatenate([values, np.full(count.students_drawn - len(values), end)])
            for values, count, end in ((one, trial.treated, first), (other, trial.comparison, second))
        ]
        ends.append(float(filled[0].mean() - filled[1].mean()))
        errors.append(math.sqrt(sum(float(part.var(ddof=1)) / len(part) for part in filled)))
    return (ends[0], ends[1]), (errors[0], errors[1])


def _imbens_manski(ends: Pair, errors: Pair, confidence: float) -> float:
    """The c with Phi(c + (high - low) / the larger error) - Phi(-c) = confidence, by halving."""
    width = (ends[1] - ends[0]) / max(errors) if max(errors) > 0 else 0.0
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        if normal_below(middle + width) - normal_below(-middle) < confidence:
            low = middle
        else:
            high = middle
    return high
