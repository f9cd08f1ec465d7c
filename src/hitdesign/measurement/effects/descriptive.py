"""How attendance goes with growth: an association, never an effect, beside what selection alone could make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.effects.choices import ErrorKind, FreedomKind, error_faults, error_kind, freedom_kind
from hitdesign.measurement.effects.columns import TABLE, Numbers, Regressors, joined
from hitdesign.measurement.effects.errors import Estimate, Fitted
from hitdesign.measurement.effects.found import ERRORS_SAID, amount, counted, p_said
from hitdesign.measurement.effects.regression import Rows, fit_rows, read_rows
from hitdesign.measurement.effects.selection import (
    OsterNumbers,
    e_value,
    oster_beta,
    oster_delta,
    partial_r_squared,
    risk_ratio_of,
    robustness_value,
)
from hitdesign.measurement.given import refuse

LABEL = "descriptive"


@dataclass(frozen=True)
class Benchmark:
    """What an observed covariate explains: shares of what the others leave, of outcome and of exposure."""

    name: str
    of_outcome: float
    of_exposure: float


@dataclass(frozen=True)
class Selection:
    """What it would take of something unseen to make all of the association; see `effects.selection`.

    `robustness_value` for the estimate, `robustness_value_significant` for its significance at 1 - confidence. `delta`
    and `beta` by Oster, None without covariates; `r_squared_max` assumed for them. `e_value` of one standard deviation
    of exposure, `e_value_limit` of the end of the interval nearest to 0 (1 where the interval holds 0).
    """

    partial_r_squared: float
    robustness_value: float
    robustness_value_significant: float
    benchmarks: tuple[Benchmark, ...]
    delta: float | None
    beta: float | None
    r_squared_max: float | None
    e_value: float
    e_value_limit: float


@dataclass(frozen=True)
class Association:
    """The slope of an outcome on an exposure such as sessions attended, after covariates: `label` is "descriptive".

    `slope` in units of outcome to one of exposure; `unadjusted`: without covariates, fixed effects kept; `per_sd`:
    standard deviations of outcome to one of exposure. `students` used, `students_left_out` for a blank.
    """

    label: str
    outcome: str
    exposure: str
    slope: Estimate
    unadjusted: float
    per_sd: float
    confidence: float
    errors: ErrorKind
    freedom: FreedomKind
    covariates: tuple[str, ...]
    fixed_effects: tuple[str, ...]
    students: int
    students_left_out: int
    selection: Selection

    def sentences(self) -> tuple[str, ...]:
        """The association and its doubts; every sentence says that it is descriptive."""
        found, chosen = self.slope, self.selection
        after = f" after {', '.join((*self.covariates, *self.fixed_effects))}" if self.covariates else ""
        interval = f"{100 * self.confidence:g} % interval {amount(found.low)} to {amount(found.high)}"
        said = [
            f"One more of {self.exposure} goes with {amount(found.value)} more of {self.outcome}{after} ({interval}; "
            f"{p_said(found.p)}; errors {ERRORS_SAID[self.errors]}), over {counted(self.students, 'student')}.",
            "It does not say what tutoring did: students who attend more differ in what no column holds, such as "
            "motivation, health and help at home, and would have grown differently without it.",
            f"Something unseen that explains {chosen.robustness_value:.1%} of what is left of both would make all of "
            f"it; {chosen.robustness_value_significant:.1%} would make it insignificant.",
        ]
        if chosen.benchmarks:
            most = max(chosen.benchmarks, key=lambda one: one.of_outcome * one.of_exposure)
            said.append(
                f"For comparison, {most.name} explains {most.of_outcome:.1%} of what the others leave of "
                f"{self.outcome} and {most.of_exposure:.1%} of {self.exposure}."
            )
        if chosen.delta is not None and chosen.beta is not None and chosen.r_squared_max is not None:
            together = f"if all together explain {chosen.r_squared_max:.0%}"
            said.append(
                f"Selection by the unseen {chosen.delta:.2f} times as strong as by the covariates would make all of "
                f"it; at equal strength {amount(chosen.beta)} is left ({together})."
            )
        said.append(
            f"As risk ratios, the unseen would need {chosen.e_value:.2f} with both (E-value; "
            f"{chosen.e_value_limit:.2f} for the end of the interval)."
        )
        if self.students_left_out:
            said.append(f"Left out for a blank: {counted(self.students_left_out, 'student')}.")
        return tuple(f"Descriptive: {sentence}" for sentence in said)


def descriptive_association(
    frame: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    covariates: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    clusters: str | None = None,
    weights: str | None = None,
    errors: ErrorKind | None = None,
    degrees_of_freedom: FreedomKind | None = None,
    confidence: float = 0.95,
    r_squared_max: float | None = None,
    evidence: Evidence | None = None,
) -> Association:
    """The association of an exposure with an outcome, one row a student, and how strong selection must be to make it.

    Rows with a blank are left out. `r_squared_max`: what seen and unseen explain together of what fixed effects leave;
    None: evidence `effects.oster_r_squared_factor` times what the covariates explain, at most 1 (Oster 2019). Partial R
    squared and robustness value rest on classic errors always. Raises InputError with every fault.

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.descriptive import descriptive_association
    >>> frame = pd.DataFrame({"hours": [0, 1, 2, 3, 4, 5], "before": [2, 1, 3, 2, 3, 5], "growth": [1, 3, 4, 4, 6, 8]})
    >>> found = descriptive_association(frame, outcome="growth", exposure="hours", covariates=["before"])
    >>> found.label, round(found.slope.value, 2), round(found.selection.robustness_value, 2)
    ('descriptive', 1.08, 0.87)
    """
    refuse(error_faults(errors, degrees_of_freedom, clusters, confidence))
    rows = read_rows(frame, outcome, [exposure, *covariates], fixed_effects, clusters, weights)
    free = freedom_kind(degrees_of_freedom, kind := error_kind(errors, clusters))
    fit, contrast = _fit(rows, exposure, kind, free)
    found, left = fit.estimate(contrast, kind, free, confidence), _Left.of(rows, exposure)
    per_unit = float(np.std(rows.regressors[exposure].values, ddof=1) / np.std(rows.response, ddof=1))
    return Association(
        label=LABEL,
        outcome=outcome,
        exposure=exposure,
        slope=found,
        unadjusted=left.short(),
        per_sd=found.value * per_unit,
        confidence=confidence,
        errors=kind,
        freedom=free,
        covariates=tuple(covariates),
        fixed_effects=tuple(fixed_effects),
        students=len(rows.response),
        students_left_out=rows.left_out,
        selection=_selection(left, fit, contrast, found, per_unit, 1 - confidence, r_squared_max, evidence),
    )


def _fit(rows: Rows, exposure: str, kind: ErrorKind, free: FreedomKind) -> tuple[Fitted, Numbers]:
    """The regression with the exposure last, and the combination that is its slope."""
    columns = rows.regressors
    if columns[exposure].names != (exposure,):
        refuse([Fault(TABLE, "it holds words", "numbers, such as hours attended", "Count it", column=exposure)])
    others = [part for name, part in columns.items() if name != exposure]
    every = joined([*others, columns[exposure]], len(rows.response))
    fit, names = fit_rows(rows, rows.response, every, kind, free)
    return fit, np.array([float(name == exposure) for name in names])


@dataclass(frozen=True, repr=False, eq=False)
class _Left:
    """What constant and fixed effects leave of outcome, exposure and covariates, weighted."""

    outcome: Numbers
    exposure: Numbers
    covariates: dict[str, Numbers]

    @staticmethod
    def of(rows: Rows, exposure: str) -> _Left:
        nothing = joined([], len(rows.response))

        def left(values: Numbers) -> Numbers:
            return np.column_stack([fit_rows(rows, one, nothing, "HC0", "residual")[0].residuals for one in values.T])

        parts: dict[str, Regressors] = rows.regressors
        covariates = {name: left(part.values) for name, part in parts.items() if name != exposure}
        outcome = left(rows.response[:, None])[:, 0]
        return _Left(outcome, left(parts[exposure].values)[:, 0], covariates)

    def short(self) -> float:
        """The slope without covariates."""
        return float(self.exposure @ self.outcome / (self.exposure @ self.exposure))

    def beside(self, without: str = "") -> Numbers:
        """The covariates side by side, but for one."""
        kept = [values for name, values in self.covariates.items() if name != without]
        return np.column_stack(kept) if kept else np.zeros((len(self.outcome), 0))


def _selection(
    left: _Left,
    fit: Fitted,
    contrast: Numbers,
    found: Estimate,
    per_unit: float,
    alpha: float,
    r_squared_max: float | None,
    evidence: Evidence | None,
) -> Selection:
    classic = fit.estimate(contrast, "classic", "residual", 1 - alpha)
    free = float(fit.residual_freedom)
    benchmarks = tuple(_benchmark(left, name) for name in left.covariates)
    delta = beta = most = None
    if left.covariates:
        numbers = _oster_numbers(left)
        factor = number(evidence or shipped(), "effects.oster_r_squared_factor")
        most = min(1.0, factor * numbers.full_r_squared) if r_squared_max is None else r_squared_max
        delta, beta = oster_delta(numbers, most), oster_beta(numbers, most)
    nearest = 0.0 if found.low <= 0 <= found.high else min(found.low, found.high, key=abs)
    return Selection(
        partial_r_squared=partial_r_squared(classic.t, free),
        robustness_value=robustness_value(classic.t, free),
        robustness_value_significant=robustness_value(classic.t, free, alpha=alpha),
        benchmarks=benchmarks,
        delta=delta,
        beta=beta,
        r_squared_max=most,
        e_value=e_value(risk_ratio_of(found.value * per_unit)),
        e_value_limit=e_value(risk_ratio_of(nearest * per_unit)),
    )


def _oster_numbers(left: _Left) -> OsterNumbers:
    count, covariates = len(left.outcome), left.beside()
    full = np.column_stack([left.exposure, covariates])
    total = float(left.outcome @ left.outcome)
    coefficients = np.linalg.lstsq(full, left.outcome, rcond=None)[0]
    return OsterNumbers(
        short=left.short(),
        short_r_squared=1 - _squares(left.outcome, left.exposure[:, None]) / total,
        full=float(coefficients[0]),
        full_r_squared=1 - _squares(left.outcome, full) / total,
        outcome_variance=total / count,
        exposure_variance=float(left.exposure @ left.exposure) / count,
        exposure_left=_squares(left.exposure, covariates) / count,
    )


def _benchmark(left: _Left, name: str) -> Benchmark:
    others, every = left.beside(name), left.beside()

    def share(values: Numbers, with_: Numbers, without: Numbers) -> float:
        return 1 - _squares(values, with_) / _squares(values, without)

    outcome = [np.column_stack([left.exposure, one]) for one in (every, others)]
    return Benchmark(name, share(left.outcome, *outcome), share(left.exposure, every, others))


def _squares(values: Numbers, columns: Numbers) -> float:
    """The sum of squares that the columns leave."""
    rest = values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0] if columns.shape[1] else values
    return float(rest @ rest)
