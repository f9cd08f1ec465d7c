"""Standard errors of a least-squares fit that hold without equal variances, within clusters, and with few of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hitdesign.errors import MissingExtra
from hitdesign.measurement.distributions import t_quantile, t_two_sided_p
from hitdesign.measurement.effects.choices import ErrorKind, FreedomKind
from hitdesign.measurement.effects.within import Within

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
#: What is left of an observation's own residual below which its own coefficient is taken to explain it.
EXPLAINED = 1e-10


@dataclass(frozen=True)
class Estimate:
    """One estimate: value, standard error, interval, t, two-sided p and degrees of freedom."""

    value: float
    standard_error: float
    low: float
    high: float
    t: float
    p: float
    degrees_of_freedom: float


@dataclass(frozen=True, repr=False, eq=False)
class Fitted:
    """A least-squares fit: rows and response are those of the fit, weighted; `clusters` as codes from 0, or None.

    `bread` is (X'X)^-1. `within`: groups whose means were taken out of both. For two stages, rows are those fitted by
    the first and residuals those of the actual receipt.
    """

    coefficients: Numbers
    bread: Numbers
    rows: Numbers
    residuals: Numbers
    clusters: Codes | None
    r_squared: float
    within: Within | None = None

    @property
    def residual_freedom(self) -> int:
        """Rows less coefficients."""
        taken = 0 if self.within is None else self.within.groups
        return int(self.rows.shape[0] - self.rows.shape[1] - taken)

    @property
    def cluster_count(self) -> int:
        """Clusters, or rows where there are none."""
        return self.rows.shape[0] if self.clusters is None else int(self.clusters.max()) + 1

    def covariance(self, errors: ErrorKind) -> Numbers:
        """The covariance of the coefficients.

        Formulas: classic, s^2 (X'X)^-1, s^2 = e'e / (N - K). HC: (X'X)^-1 X' diag(f e^2) X (X'X)^-1 with f = 1, then
        N / (N - K), 1 / (1 - h), 1 / (1 - h)^2. CR: (X'X)^-1 sum_g X_g' A_g e_g e_g' A_g X_g
        (X'X)^-1 times 1 (CR0), G / (G - 1) (CR1), G / (G - 1) (N - 1) / (N - K) (CR1S); CR2 with A_g = (I - H_gg)^-1/2,
        the inverse taken of what is left where a cluster's own coefficients explain a direction wholly. Sources:
        MacKinnon and White, Journal of Econometrics 29 (1985); Bell and McCaffrey, Survey Methodology 28 (2002);
        Pustejovsky and Tipton, Journal of Business and Economic Statistics 36 (2018).
        """
        number, free, groups = self.rows.shape[0], self.residual_freedom, self.cluster_count
        if errors == "classic":
            return self.bread * float(self.residuals @ self.residuals) / free
        if errors.startswith("HC"):
            scores = self.rows * (self.residuals * self._factors(errors))[:, None]
        else:
            scores = self._cluster_scores(adjusted=errors == "CR2")
        factor = {
            "HC1": number / free,
            "CR1": groups / max(groups - 1, 1),
            "CR1S": groups / max(groups - 1, 1) * (number - 1) / free,
        }.get(errors, 1.0)
        half = scores @ self.bread
        return np.asarray(factor * (half.T @ half), dtype=np.float64)

    def freedom(self, contrast: Numbers, errors: ErrorKind, kind: FreedomKind) -> float:
        """Degrees of freedom of a combination of coefficients.

        Formula of "satterthwaite": tr(P)^2 / sum of P_gh^2 with P_gh = u_g'(I - H)_gh u_h, u_g = A_g X_g (X'X)^-1 c,
        under independent errors of equal variance. Sources: as for the covariance; Imbens and Kolesar, Review of
        Economics and Statistics 98 (2016).
        """
        if kind == "normal":
            return float("inf")
        if kind != "satterthwaite":
            return float(self.residual_freedom if kind == "residual" else self.cluster_count - 1)
        pulled = self.rows @ (self.bread @ contrast)
        if errors == "HC2":
            adjusted = pulled * self._factors(errors)
            own, joined = adjusted**2, self.rows * adjusted[:, None]
        else:
            pairs = [(rows, adjust(pulled[place])) for place, rows, adjust in self.adjusters()]
            own = np.array([float(one @ one) for _, one in pairs])
            joined = np.array([rows.T @ one for rows, one in pairs])
        shared = np.einsum("ij,jk,ik->i", joined, self.bread, joined)
        product = self.bread @ (joined.T @ joined)
        squares = float((own**2).sum() - 2 * (own * shared).sum() + np.trace(product @ product))
        return float((own - shared).sum() ** 2 / squares) if squares > 0 else float("nan")

    def estimate(self, contrast: Numbers, errors: ErrorKind, kind: FreedomKind, confidence: float) -> Estimate:
        """The estimate of a combination of coefficients; MissingExtra where scipy is absent."""
        value = float(contrast @ self.coefficients)
        error = float(np.sqrt(max(float(contrast @ self.covariance(errors) @ contrast), 0.0)))
        free = self.freedom(contrast, errors, kind)
        return estimated(value, error, free, confidence)

    def _codes(self) -> Codes:
        return np.arange(self.rows.shape[0], dtype=np.int64) if self.clusters is None else self.clusters

    def _factors(self, errors: str) -> Numbers:
        """What each residual is multiplied by before it is squared."""
        if errors not in ("HC2", "HC3"):
            return np.ones(self.rows.shape[0])
        left = 1 - np.einsum("ij,ij->i", self.rows @ self.bread, self.rows)
        if self.within is not None:
            left = left - self.within.shares
        known = left > EXPLAINED
        power = -0.5 if errors == "HC2" else -1.0
        return np.where(known, np.power(np.where(known, left, 1.0), power), 0.0)

    def _cluster_scores(self, *, adjusted: bool) -> Numbers:
        if adjusted:
            return np.array([rows.T @ adjust(self.residuals[place]) for place, rows, adjust in self.adjusters()])
        scores = np.zeros((self.cluster_count, self.rows.shape[1]))
        np.add.at(scores, self._codes(), self.rows * self.residuals[:, None])
        return scores

    def adjusters(self) -> Any:
        """For each cluster: its places, its rows, and what multiplies a vector by (I - H_gg)^-1/2.

        With X_g R = U S V' (R R' the bread), H_gg = U S^2 U', so only a thin factor is needed, never students squared.
        """
        root = np.linalg.cholesky(self.bread)
        codes = self._codes()
        order = np.argsort(codes, kind="stable")
        for place in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
            rows = self.rows[place]
            basis, singular, _ = np.linalg.svd(rows @ root, full_matrices=False)
            left = 1 - singular**2
            known = left > EXPLAINED
            factor = np.where(known, np.power(np.where(known, left, 1.0), -0.5), 0.0) - 1
            yield place, rows, lambda one, basis=basis, factor=factor: one + (basis * factor) @ (basis.T @ one)


def estimated(value: float, error: float, free: float, confidence: float) -> Estimate:
    """An estimate with its interval and test, from its standard error and degrees of freedom.

    >>> from hitdesign.measurement.effects.errors import estimated
    >>> round(estimated(2.0, 1.0, 10, 0.95).high, 3)
    4.228
    """
    reach = t_quantile(0.5 + confidence / 2, free) * error
    t = value / error if error > 0 else float("nan")
    p = t_two_sided_p(t, free) if error > 0 else float("nan")
    return Estimate(value, error, value - reach, value + reach, t, p, free)


def fitted(
    response: Numbers, rows: Numbers, weights: Numbers | None, clusters: Codes | None, within: Within | None = None
) -> Fitted:
    """Weighted least squares by statsmodels; `rows` of full rank, one column a coefficient, the constant included.

    With `within` the rows are those less the means of its groups, without a constant. Raises MissingExtra where
    statsmodels is absent.
    """
    try:
        from statsmodels.regression.linear_model import WLS
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
    heavy = np.ones(len(response)) if weights is None else weights
    left = response if within is None else within.of(response)
    fit = WLS(left, rows, weights=heavy, hasconst=within is None).fit(method="qr")
    whitened, residuals = np.asarray(fit.model.wexog, dtype=np.float64), np.asarray(fit.wresid, dtype=np.float64)
    bread = np.asarray(fit.normalized_cov_params, dtype=np.float64)
    total = float(heavy @ (response - np.average(response, weights=heavy)) ** 2)
    r_squared = 1 - float(residuals @ residuals) / total if total > 0 else float("nan")
    return Fitted(np.asarray(fit.params, np.float64), bread, whitened, residuals, clusters, r_squared, within)
