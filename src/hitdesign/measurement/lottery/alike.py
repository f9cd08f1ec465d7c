"""How far a draw is from the draw that one would wish: one number over all covariates, and its chance by lot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hitdesign.errors import MissingExtra
from hitdesign.measurement.comparison.covariates import Missing, independent
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.lottery.draw import Lots
from hitdesign.solving.numbers import Bools, Floats, Ints

#: Decimals to which distances are compared, so that no machine's last digit decides.
DIGITS = 9
#: What is smaller than this share of the largest is no direction of its own.
RANK = 1e-9


@dataclass(frozen=True, kw_only=True)
class Redraw:
    """Draw again until the arms are alike: a rule fixed with the seed, before any draw.

    `covariates`: columns on which the arms shall be alike; `accepted_share`: of all draws, those with the smallest
    Mahalanobis distance are accepted (0.1: the best tenth); `most_draws`: after which it gives up; `missing`: `refuse`,
    or `indicator` to keep students whose value is unknown. Raises InputError where a number is out of bounds. Source:
    Morgan and Rubin, Annals of Statistics 40 (2012).

    >>> from hitdesign.measurement.lottery.alike import Redraw
    >>> Redraw(covariates=("pretest",), accepted_share=0.1).most_draws
    10000
    """

    covariates: tuple[str, ...]
    accepted_share: float
    most_draws: int = 10_000
    missing: Missing = "refuse"

    def __post_init__(self) -> None:
        object.__setattr__(self, "covariates", tuple(self.covariates))
        refuse(
            [
                *number_faults("redraw", "accepted_share", self.accepted_share, above=0, at_most=1),
                *number_faults("redraw", "most_draws", self.most_draws, at_least=1, at_most=10_000_000, whole=True),
                *number_faults("redraw", "covariates", len(self.covariates), at_least=1, whole=True),
                *word_faults("redraw", "missing", self.missing, ("refuse", "indicator")),
            ]
        )


@dataclass(frozen=True, repr=False, eq=False)
class Likeness:
    """What the distance of a draw is measured with: `totals` of each unit's covariates, centred in its stratum.

    Formula: D = sum over units of (served - m/n) x, with n units and m served in the stratum; V = sum over strata of
    m (n - m) / n x S, S the covariance of x among the stratum's units (divisor n - 1); distance = D' V^-1 D. It is
    chi-square of as many degrees of freedom as there are independent covariates. With one stratum it is Morgan and
    Rubin's distance, n p (1 - p) (difference of means)' cov^-1 (difference of means); with several, Hansen and Bowers'
    omnibus statistic, Statistical Science 23 (2008).
    """

    lots: Lots
    totals: Floats
    spread: tuple[Floats, ...]

    def distances(self, served: Bools) -> Floats:
        """The Mahalanobis distance of each draw (rows), rounded to nine digits; 0 where nothing can differ."""
        units = self.lots.units_in
        chosen = self.lots.sums_by_stratum(served)
        away = (served - (chosen / np.maximum(units, 1))[:, self.lots.stratum]) @ self.totals
        found = np.zeros(len(served))
        different, which = np.unique(chosen, axis=0, return_inverse=True)
        for place, counts in enumerate(different):
            rows = which.reshape(-1) == place
            found[rows] = np.einsum("ij,jk,ik->i", away[rows], self._inverse(counts, units), away[rows])
        return np.round(found, DIGITS)

    def _inverse(self, chosen: Floats, units: Ints) -> Floats:
        size = self.totals.shape[1]
        covariance = sum(
            (m * (n - m) / n * one for m, n, one in zip(chosen, units, self.spread, strict=True) if 0 < m < n),
            np.zeros((size, size)),
        )
        return np.asarray(np.linalg.pinv(covariance, rcond=RANK, hermitian=True))

    @property
    def degrees_of_freedom(self) -> int:
        """Independent covariates, over all strata in which something is drawn."""
        pooled = sum(self.spread, np.zeros((self.totals.shape[1],) * 2))
        return int(np.linalg.matrix_rank(pooled, tol=RANK * max(float(np.trace(pooled)), 1e-300), hermitian=True))


def likeness_of(lots: Lots, unit_of: object, values: Floats) -> Likeness:
    """The measure for a lottery; `unit_of`: each student's unit (a place), `values`: covariates by student."""
    scaled, unit = independent(values), np.asarray(unit_of)
    stratum = lots.stratum[unit]
    count = np.maximum(np.bincount(stratum, minlength=lots.strata), 1)
    totals = np.zeros((len(lots.units), scaled.shape[1]))
    for place in range(scaled.shape[1]):
        mean = np.bincount(stratum, weights=scaled[:, place], minlength=lots.strata) / count
        totals[:, place] = np.bincount(unit, weights=scaled[:, place] - mean[stratum], minlength=len(lots.units))
    spread = []
    for one in range(lots.strata):
        inside = totals[lots.stratum == one]
        centred = inside - inside.mean(axis=0) if len(inside) else inside
        spread.append(centred.T @ centred / max(len(inside) - 1, 1))
    return Likeness(lots, totals, tuple(spread))


def chance_below(distance: float, degrees_of_freedom: int) -> float:
    """The share of draws that come closer than this, by the chi-square distribution; MissingExtra without scipy.

    >>> from hitdesign.measurement.lottery.alike import chance_below
    >>> round(chance_below(3.8415, 1), 3)
    0.95
    """
    return float(_chi_square().cdf(distance, degrees_of_freedom))


def furthest_accepted(share: float, degrees_of_freedom: int) -> float:
    """The distance that this share of draws does not exceed (chi-square); MissingExtra without scipy.

    >>> from hitdesign.measurement.lottery.alike import furthest_accepted
    >>> round(furthest_accepted(0.001, 2), 4)
    0.002
    """
    return float(_chi_square().ppf(share, degrees_of_freedom))


def _chi_square() -> Any:
    try:
        from scipy.stats import chi2
    except ImportError as absent:
        raise MissingExtra("scipy", "measurement") from absent
    return chi2
