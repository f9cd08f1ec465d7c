"""What tutoring did to those who took it up because it was offered: the offer instruments what was received."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.evidence.library import number, shipped
from hitdesign.measurement.distributions import t_quantile
from hitdesign.measurement.effects.choices import WHERE, Asked, Choices
from hitdesign.measurement.effects.columns import Numbers
from hitdesign.measurement.effects.design import Design
from hitdesign.measurement.effects.errors import Estimate, Fitted
from hitdesign.measurement.effects.found import FoundEffect, amount, common_of
from hitdesign.measurement.effects.intent import fit_of, rest_of, scale_in
from hitdesign.measurement.effects.notes import notes_on
from hitdesign.measurement.effects.reading import Trial, read_trial
from hitdesign.measurement.given import number_faults, refuse


@dataclass(frozen=True, kw_only=True)
class EffectOnTreated(FoundEffect):
    """The effect of one unit of receipt on those whose receipt the offer changed; other fields as in `FoundEffect`.

    `unit`: "student tutored" where receipt is yes or no, else what the caller calls it. `first_stage`: what the offer
    did to receipt (for yes and no the share of compliers); `first_stage_f` with the errors asked for, `classic_f`
    with equal variances. `received_treated`, `received_comparison`: mean receipt by arm, without weights;
    `any_treated`, `any_comparison`: shares with any. `weak_low` to `weak_high`: the Anderson-Rubin interval, right
    however weak the offer; -inf to inf where the offer is too weak to say; None where it is not one piece.
    `adequate`: units that the policy calls adequate, `effect_at_adequate` and its interval for so many; None else.
    """

    received: str
    unit: str
    first_stage: Estimate
    first_stage_f: float
    classic_f: float
    received_treated: float
    received_comparison: float
    any_treated: float
    any_comparison: float
    weak_low: float | None
    weak_high: float | None
    adequate: float | None
    effect_at_adequate: float | None
    low_at_adequate: float | None
    high_at_adequate: float | None
    effect_at_adequate_sd: float | None

    def sentences(self) -> tuple[str, ...]:
        """The finding in plain words: what was found, for whom, how sure, and what it rests on."""
        direction = "higher" if self.effect >= 0 else "lower"
        per = (
            "Among students who were tutored because of the offer" if self.binary else f"For each {self.unit} received"
        )
        return (
            f"{per}, {self.outcome} was {amount(abs(self.effect))} {direction} for it ({self.interval_said()}): "
            f"{self.sd_said()}.",
            *self._adequate_said(),
            self._receipt_said(),
            *self.rests_said(),
            *self.notes,
            *self.doubt_said(),
            "This holds for those whom the offer moved, not for those tutored anyway or never. It takes for granted "
            "that the offer was drawn by lot, acts only through what was received, and kept nobody from tutoring"
            f"{'' if self.binary else ', and that each unit does as much as the one before'}.",
        )

    @property
    def binary(self) -> bool:
        """Whether receipt is yes or no."""
        return self.unit == STUDENT

    def _adequate_said(self) -> tuple[str, ...]:
        if self.adequate is None or self.effect_at_adequate is None or self.effect_at_adequate_sd is None:
            return ()
        interval = f"{amount(self.low_at_adequate or 0.0)} to {amount(self.high_at_adequate or 0.0)}"
        return (
            f"At {amount(self.adequate)} ({self.unit}), the dosage called adequate, the effect would be "
            f"{amount(self.effect_at_adequate)} ({interval}; {self.effect_at_adequate_sd:.2f} standard deviations).",
        )

    def _receipt_said(self) -> str:
        f = f"F of the first stage {self.first_stage_f:,.1f}"
        if self.binary:
            return (
                f"Tutored: {self.received_treated:.1%} of those offered, {self.received_comparison:.1%} of those not; "
                f"the offer moved {self.first_stage.value:.1%} of students ({f})."
            )
        any_ = f"{self.any_treated:.1%} and {self.any_comparison:.1%} received any"
        return (
            f"Received on average ({self.unit}): {amount(self.received_treated)} with the offer, "
            f"{amount(self.received_comparison)} without; {any_}; {f}."
        )


STUDENT = "student tutored"


def effect_on_treated(
    frame: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    received: str,
    unit: str = "hour",
    adequate: float | None = None,
    **choices: Unpack[Choices],
) -> EffectOnTreated:
    """The effect of what was received, by two-stage least squares with the offer as instrument; one row a student.

    `received`: a column of 0 and 1, or of amounts such as hours, known for every student; `unit` names one of them;
    `adequate`: units to scale the effect to. Choices as in `Asked`; errors of kind HC2, HC3 and CR2 take the leverage
    of the fitted first stage. Raises InputError with every fault, also where the offer changed nothing. Formula: the
    coefficient of receipt with its fitted values in its place, residuals with receipt itself. Sources: Angrist, Imbens
    and Rubin, Journal of the American Statistical Association 91 (1996); Anderson and Rubin, Annals of Mathematical
    Statistics 20 (1949).

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.treated import effect_on_treated
    >>> frame = pd.DataFrame({"arm": ["tutoring", "comparison"] * 4, "score": [5, 4, 7, 5, 6, 3, 8, 4]})
    >>> frame["got"] = [1, 0, 1, 0, 0, 0, 1, 1]
    >>> found = effect_on_treated(frame, outcome="score", arm="arm", received="got")
    >>> round(found.effect, 3), round(found.first_stage.value, 3)
    (5.0, 0.5)
    """
    if adequate is not None:
        refuse(number_faults(WHERE, "adequate", adequate, above=0))
    trial = read_trial(frame, Asked(outcome=outcome, arm=arm, **choices), also=[received])
    return treated_of(trial, received, unit, adequate)


def treated_of(trial: Trial, received: str, unit: str, adequate: float | None) -> EffectOnTreated:
    """The effect of receipt in a trial that was read with the column of receipt."""
    asked, got = trial.asked, trial.also[received]
    kind, free = asked.error_kind, asked.freedom_kind
    design, reduced = fit_of(trial)
    first = design.fit(got, trial.weights, trial.clusters)
    moved = first.estimate(design.contrast(), kind, free, asked.confidence)
    _check_moved(moved, first, received)
    fit = _second(trial, design, got, first)
    found = fit.estimate(design.contrast(), kind, free, asked.confidence)
    classic = first.estimate(design.contrast(), "classic", "residual", asked.confidence)
    scale, binary = scale_in(trial), bool(np.isin(got, (0.0, 1.0)).all())
    offered, compared = trial.offered.values[:, 0] > 0, trial.arms.values.sum(axis=1) == 0
    f = moved.t**2
    low, high = _anderson_rubin(trial, design, reduced, first, moved.degrees_of_freedom)
    times = adequate if adequate is not None else math.nan
    return EffectOnTreated(
        **common_of(asked, found, scale),
        **rest_of(
            trial, design, fit, (*notes_on(trial, design, found.degrees_of_freedom), *_weak(trial, f, low, high))
        ),
        received=received,
        unit=STUDENT if binary else unit,
        first_stage=moved,
        first_stage_f=f,
        classic_f=classic.t**2,
        received_treated=float(got[offered].mean()),
        received_comparison=float(got[compared].mean()),
        any_treated=float((got[offered] != 0).mean()),
        any_comparison=float((got[compared] != 0).mean()),
        weak_low=low,
        weak_high=high,
        adequate=adequate,
        effect_at_adequate=None if adequate is None else times * found.value,
        low_at_adequate=None if adequate is None else times * found.low,
        high_at_adequate=None if adequate is None else times * found.high,
        effect_at_adequate_sd=None if adequate is None else times * found.value * scale.per_unit,
    )


def _second(trial: Trial, design: Design, got: Numbers, first: Fitted) -> Fitted:
    """The second stage: fitted receipt in place of the offer, with the residuals of receipt itself.

    The response of the fit is what it predicts plus those residuals; as they are orthogonal to the fitted rows, least
    squares gives the same coefficients and every kind of error is that of two stages.
    """
    rows = design.values.copy()
    rows[:, design.asked[0]] = design.values @ first.coefficients
    plain = replace(design, values=rows).fit(trial.response, trial.weights, trial.clusters)
    actual = design.values.copy()
    actual[:, design.asked[0]] = design.less_means(got)
    residuals = design.less_means(trial.response) - actual @ plain.coefficients
    root = 1.0 if trial.weights is None else np.sqrt(trial.weights)
    centre = np.average(trial.response, weights=trial.weights)
    total = float(((root * (trial.response - centre)) ** 2).sum())
    r_squared = 1 - float(((root * residuals) ** 2).sum()) / total if total > 0 else math.nan
    return replace(plain, residuals=root * residuals, r_squared=r_squared)


def _anderson_rubin(
    trial: Trial, design: Design, reduced: Fitted, first: Fitted, free: float
) -> tuple[float | None, float | None]:
    """Every effect b that the test of the offer on outcome - b receipt does not reject; None, None for two pieces.

    With q the squared quantile: (y - b d)^2 <= q (Vy - 2 b Vyd + b^2 Vd), a quadratic in b. The variance of a sum of
    two responses gives Vyd, for a sandwich is quadratic in its residuals.
    """
    kind, contrast = trial.asked.error_kind, design.contrast()
    both = replace(first, residuals=first.residuals + reduced.residuals)
    vy, vd, vs = (float(contrast @ fit.covariance(kind) @ contrast) for fit in (reduced, first, both))
    y, d = float(contrast @ reduced.coefficients), float(contrast @ first.coefficients)
    q = t_quantile(0.5 + trial.asked.confidence / 2, free) ** 2
    a, b, c = d**2 - q * vd, y * d - q * (vs - vy - vd) / 2, y**2 - q * vy
    inside = b**2 - a * c
    if a > 0:
        root = math.sqrt(max(inside, 0.0))
        return (b - root) / a, (b + root) / a
    return (-math.inf, math.inf) if inside <= 0 else (None, None)


def _weak(trial: Trial, f: float, low: float | None, high: float | None) -> tuple[str, ...]:
    known = trial.asked.evidence or shipped()
    weak, sure = number(known, "effects.weak_instrument_f"), number(known, "effects.sure_instrument_f")
    if f >= sure:
        return ()
    usable = low is not None and math.isfinite(low)
    instead = f"{amount(low or 0.0)} to {amount(high or 0.0)}" if usable else "no interval, the offer is too weak"
    if f < weak:
        return (
            f"The offer hardly moved receipt (F {f:.1f}, below {weak:g}): it is a weak instrument, and this effect and "
            f"its interval cannot be relied on; use the effect of the offer. Right for weak offers: {instead}.",
        )
    return (f"F {f:.1f} is below {sure:g}, so the interval may be too narrow; right in every case: {instead}.",)


def _check_moved(moved: Estimate, first: Fitted, received: str) -> None:
    size = float(np.abs(first.rows).max()) * max(float(np.abs(first.coefficients).max()), 1e-300)
    if abs(moved.value) <= 1e-12 * size or not math.isfinite(moved.value):
        problem = "the offer changed nothing in what was received"
        expected = "more received with the offer than without"
        refuse([Fault("students", problem, expected, "Report the effect of the offer alone", column=received)])
