"""Weights that make candidates stand for the tutored: by entropy balancing, or by the odds of having been tutored."""

from __future__ import annotations

import numpy as np

from hitdesign.errors import Fault, InputError, MissingExtra
from hitdesign.measurement.comparison.covariates import independent
from hitdesign.measurement.comparison.propensity import spanning
from hitdesign.solving.numbers import Bools, Floats

#: Differences that entropy balancing leaves, in standard deviations, are below this.
LEFT = 1e-6


def entropy_weights(treated: Bools, columns: Floats, *, moments: int = 1) -> Floats:
    """Weights of the candidates, as even as can be, under which their means are those of the tutored.

    moments: 2 also equates variances (means of squares). The weights of the candidates add up to the number of tutored,
    each of whom has 1. Raises InputError where no weights can do it, MissingExtra where scipy is absent. Formula: w
    proportional to exp(b'x), b minimising log(sum of exp(b'(x - mean of the tutored))). Source: Hainmueller, Political
    Analysis 20 (2012).

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.weights import entropy_weights
    >>> x = np.array([[1.0], [0.0], [0.0], [1.0], [0.0]])
    >>> entropy_weights(np.array([True, True, False, False, False]), x).round(3).tolist()
    [1.0, 1.0, 0.5, 1.0, 0.5]
    """
    try:
        from scipy.optimize import minimize
        from scipy.special import logsumexp
    except ImportError as absent:
        raise MissingExtra("scipy", "measurement") from absent
    scaled = independent(columns)
    wide = spanning(independent(np.column_stack([scaled, scaled**2]) if moments == 2 else scaled))
    away = wide[~treated] - wide[treated].mean(axis=0)

    def shares(prices: Floats) -> Floats:
        return np.asarray(np.exp(away @ prices - logsumexp(away @ prices)))

    def slope(prices: Floats) -> Floats:
        return np.asarray(shares(prices) @ away)

    def bend(prices: Floats) -> Floats:
        weight, mean = shares(prices), slope(prices)
        return np.asarray((away * weight[:, None]).T @ away - np.outer(mean, mean))

    def height(prices: Floats) -> float:
        return float(logsumexp(away @ prices))

    start = np.zeros(away.shape[1])
    prices = start
    if len(start):
        ends = {"gtol": LEFT / 100, "maxiter": 200}
        found = minimize(height, start, jac=slope, hess=bend, method="trust-exact", options=ends)
        prices = np.asarray(found.x, dtype=np.float64)
    if not np.isfinite(prices).all() or np.abs(slope(prices)).max(initial=0.0) > LEFT:
        raise InputError([_out_of_reach()])
    weights = np.ones(len(treated))
    weights[~treated] = shares(prices) * treated.sum()
    return weights


def odds_weights(treated: Bools, chance: Floats, *, for_everyone: bool = False, normalised: bool = True) -> Floats:
    """Weights from propensity scores: 1 for the tutored and P / (1 - P) for candidates, who then stand for the tutored.

    for_everyone: 1 / P and 1 / (1 - P), both arms standing for all. normalised: the weights of each arm add up to those
    it stands for (Hajek); else they stay as they are (Horvitz and Thompson).

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.weights import odds_weights
    >>> odds_weights(np.array([True, False, False]), np.array([0.5, 0.5, 0.2])).tolist()
    [1.0, 0.8, 0.2]
    """
    if for_everyone:
        weights = np.where(treated, 1 / chance, 1 / (1 - chance))
    else:
        weights = np.where(treated, 1.0, chance / (1 - chance))
    if normalised:
        stands_for = len(treated) if for_everyone else int(treated.sum())
        for arm in (treated, ~treated):
            weights[arm] *= stands_for / weights[arm].sum()
    return weights


def _out_of_reach() -> Fault:
    return Fault(
        "comparison",
        "no weights make the candidates' means those of the tutored",
        "candidates on both sides of the tutored in every covariate",
        "Use fewer covariates or moments, or find candidates who are more like them",
        column="covariates",
    )
