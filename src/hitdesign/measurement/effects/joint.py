"""Whether several coefficients are 0 together: one F, with the degrees of freedom of the kind of errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.measurement.distributions import f_above
from hitdesign.measurement.effects.choices import ErrorKind, FreedomKind
from hitdesign.measurement.effects.errors import Fitted, Numbers


@dataclass(frozen=True)
class JointTest:
    """F with its two degrees of freedom, and the share of such F or larger where all are 0."""

    f: float
    tested: int
    degrees_of_freedom: float
    p: float


def joint_test(fit: Fitted, contrasts: Numbers, errors: ErrorKind, kind: FreedomKind) -> JointTest:
    """The Wald test that every combination (row of `contrasts`) is 0; MissingExtra where scipy is absent.

    Formula: Q = (C b)' (C V C')^-1 (C b), F = Q / q with q and the residual, G - 1 or infinite degrees of freedom; with
    CR2 and satterthwaite Hotelling's: F = (h - q + 1) / (h q) Q with q and h - q + 1, h = q (q + 1) / sum of the
    variances of the entries of the covariance, scaled to the identity, under independent errors of equal variance (HTZ
    of Pustejovsky and Tipton 2018). HC2 with satterthwaite takes the smallest of the single degrees of freedom.

    NaN where so few clusters are left that h - q + 1 is not above 0.
    """
    tested = len(contrasts)
    found, covariance = contrasts @ fit.coefficients, contrasts @ fit.covariance(errors) @ contrasts.T
    q = float(found @ np.linalg.solve(covariance, found))
    if kind == "satterthwaite" and errors == "CR2":
        free = _hotelling(fit, contrasts) - tested + 1
        f = q * free / ((free + tested - 1) * tested)
    else:
        free = min(fit.freedom(one, errors, kind) for one in contrasts)
        f = q / tested
    if not free > 0:
        return JointTest(float("nan"), tested, free, float("nan"))
    return JointTest(f, tested, free, f_above(f, tested, free))


def _hotelling(fit: Fitted, contrasts: Numbers) -> float:
    """The degrees of freedom h of the covariance of these combinations."""
    pulled = fit.rows @ (fit.bread @ contrasts.T)
    adjusted = [(rows, adjust(pulled[place])) for place, rows, adjust in fit.adjusters()]
    own = np.array([one.T @ one for _, one in adjusted])
    joined = np.array([rows.T @ one for rows, one in adjusted])
    first = np.einsum("gks,kl,glt->st", joined, fit.bread, joined)
    values, vectors = np.linalg.eigh(own.sum(axis=0) - first)
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    own, joined = root @ own @ root, joined @ root
    shared = np.einsum("gks,kl,hlt->stgh", joined, fit.bread, joined)
    products = -shared
    places = np.arange(len(adjusted))
    products[:, :, places, places] += own.transpose(1, 2, 0)
    diagonal = np.array([products[one, one] for one in range(len(contrasts))])
    variance = sum(
        float((diagonal[s] * diagonal[t]).sum() + (products[s, t] * products[t, s]).sum())
        for s in range(len(contrasts))
        for t in range(len(contrasts))
    )
    return len(contrasts) * (len(contrasts) + 1) / variance
