"""A least-squares regression on a frame's columns with named errors: for what is not a trial, and to check the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.measurement.effects.choices import ErrorKind, FreedomKind, error_faults, error_kind, freedom_kind
from hitdesign.measurement.effects.columns import Codes, Flags, Numbers, Reader, Regressors, covariate_of, joined
from hitdesign.measurement.effects.design import design_of
from hitdesign.measurement.effects.errors import Estimate, Fitted
from hitdesign.measurement.effects.within import taken_out
from hitdesign.measurement.given import refuse


@dataclass(frozen=True)
class Coefficient:
    """One column of a regression and its estimate."""

    name: str
    estimate: Estimate


@dataclass(frozen=True)
class Regression:
    """A regression: the coefficients of the regressors in order, R squared, rows used, rows with a blank left out."""

    outcome: str
    coefficients: tuple[Coefficient, ...]
    r_squared: float
    rows: int
    rows_left_out: int
    residual_freedom: int
    errors: ErrorKind
    freedom: FreedomKind
    clusters: int | None

    def of(self, name: str) -> Estimate:
        """The estimate of a column by its name; KeyError where there is none."""
        return {one.name: one.estimate for one in self.coefficients}[name]


@dataclass(frozen=True, repr=False, eq=False)
class Rows:
    """The complete rows of a frame: outcome, each regressor's columns, fixed effects, clusters, weights."""

    response: Numbers
    regressors: dict[str, Regressors]
    strata: dict[str, Codes]
    clusters: Codes | None
    weights: Numbers | None
    left_out: int


def regress(
    frame: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    fixed_effects: Sequence[str] = (),
    clusters: str | None = None,
    weights: str | None = None,
    errors: ErrorKind | None = None,
    degrees_of_freedom: FreedomKind | None = None,
    confidence: float = 0.95,
) -> Regression:
    """Least squares of an outcome on regressors and a constant; words become indicators, the first left out.

    A row with a blank in outcome or regressors is left out and counted. `errors`, `degrees_of_freedom`, `clusters`,
    `weights`, `fixed_effects` as in `Asked`. Raises InputError with every fault, also for a regressor that the others
    determine; MissingExtra where scipy or statsmodels is absent.

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.regression import regress
    >>> frame = pd.DataFrame({"hours": [0, 1, 2, 3, 4, 5], "score": [1, 3, 4, 4, 6, 8]})
    >>> round(regress(frame, outcome="score", regressors=["hours"], errors="HC1").of("hours").value, 3)
    1.257
    """
    refuse(error_faults(errors, degrees_of_freedom, clusters, confidence))
    rows = read_rows(frame, outcome, regressors, fixed_effects, clusters, weights)
    kind = error_kind(errors, clusters)
    free = freedom_kind(degrees_of_freedom, kind)
    columns = joined(list(rows.regressors.values()), len(rows.response))
    fit, names = fit_rows(rows, rows.response, columns, kind, free)
    contrasts = np.eye(len(names))
    found = [
        Coefficient(name, fit.estimate(contrasts[place], kind, free, confidence))
        for place, name in enumerate(names)
        if name == "constant" or name in columns.names
    ]
    return Regression(
        outcome=outcome,
        coefficients=tuple(found),
        r_squared=fit.r_squared,
        rows=len(rows.response),
        rows_left_out=rows.left_out,
        residual_freedom=fit.residual_freedom,
        errors=kind,
        freedom=free,
        clusters=None if clusters is None else fit.cluster_count,
    )


def read_rows(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    fixed_effects: Sequence[str],
    clusters: str | None,
    weights: str | None,
) -> Rows:
    """The complete rows of a frame; InputError with every fault."""
    reader = Reader(frame)
    named = [outcome, *regressors, *fixed_effects, *(one for one in (clusters, weights) if one is not None)]
    for name in dict.fromkeys(named):
        reader.has(name)
    refuse(reader.faults)
    response = reader.numbers(outcome, required=False)
    columns = {name: covariate_of(reader, name) for name in regressors}
    strata = {name: reader.words(name, required=True).codes for name in fixed_effects}
    codes = None if clusters is None else reader.words(clusters, required=True).codes
    heavy = None if weights is None else reader.positive(weights)
    refuse(reader.faults)
    blanks = [np.isnan(response), *(np.isnan(one.values).any(axis=1) for one in columns.values())]
    stays: Flags = ~np.any(blanks, axis=0)
    return Rows(
        response=response[stays],
        regressors={name: one.taken(stays) for name, one in columns.items()},
        strata={name: one[stays] for name, one in strata.items()},
        clusters=None if codes is None else np.unique(codes[stays], return_inverse=True)[1].astype(np.int64),
        weights=None if heavy is None else heavy[stays],
        left_out=int((~stays).sum()),
    )


def fit_rows(
    rows: Rows, response: Numbers, columns: Regressors, errors: ErrorKind, freedom: FreedomKind
) -> tuple[Fitted, tuple[str, ...]]:
    """The regression of a response on these columns and the fixed effects of the rows, and its columns' names."""
    nothing = joined([], len(response))
    design = design_of(
        len(response),
        rows.weights,
        strata=rows.strata,
        without=taken_out(rows.strata, rows.clusters, errors, freedom),
        covariates=columns,
        asked=nothing,
        beside=nothing,
    )
    return design.fit(response, rows.weights, rows.clusters), design.names
