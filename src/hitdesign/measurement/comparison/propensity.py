"""How likely each student was to be tutored, from what was known before (logit), and how far the arms overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError, MissingExtra
from hitdesign.measurement.comparison.covariates import Covariates, independent
from hitdesign.solving.numbers import Bools, Floats

#: Bins of the propensity score in which the arms are counted.
BINS = 10
#: Pivots of the covariates below which a column says nothing that the others do not.
PIVOT = 1e-8


@dataclass(frozen=True)
class Profile:
    """A covariate's mean among the tutored who were kept and those who were left out."""

    covariate: str
    kept_mean: float
    left_out_mean: float


@dataclass(frozen=True)
class Overlap:
    """How far the arms overlap before anything is chosen, and who was left out.

    `bins`: students of exact cells with both arms, by ten bins of the propensity score. `outside_students`: tutored
    with a score beyond every candidate's (None, and no bins, where the covariates tell the arms apart).
    `left_out_students`: tutored without a counterpart; `left_out`: who they look like, None where fewer than ten (they
    could be known).
    """

    bins: pd.DataFrame
    outside_students: int | None
    tutored_students: int
    left_out_students: int
    left_out: tuple[Profile, ...] | None

    def shown(self, threshold_students: int = 10) -> pd.DataFrame:
        """The bins for eyes outside: counts from 1 to below the threshold are blank, and never a single one of an arm.

        Linked tables are protected by `protect` (measurement.disclosure); this rule looks at one table.
        """
        bins = self.bins.astype({"tutoring": np.float64, "comparison": np.float64})
        for arm in ("tutoring", "comparison"):
            counts = bins[arm].to_numpy()
            hidden = (counts > 0) & (counts < threshold_students)
            if hidden.sum() == 1 and (counts[~hidden] > 0).any():
                hidden |= counts == counts[~hidden & (counts > 0)].min()
            bins[arm] = np.where(hidden, np.nan, counts)
        return bins


def propensity(treated: Bools, columns: Floats) -> Floats:
    """The chance of each student to be among the tutored, by a logit on these columns and a constant.

    Raises InputError where the columns separate the arms, MissingExtra where statsmodels is absent. Formula: P = 1 / (1
    + exp(-(a + b'x))), by maximum likelihood (statsmodels). Columns that others already say are left out.

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.propensity import propensity
    >>> tutored = np.array([True, True, False, True, False, False])
    >>> propensity(tutored, np.array([[1.0], [1], [1], [0], [0], [0]])).round(3).tolist()
    [0.667, 0.667, 0.667, 0.333, 0.333, 0.333]
    """
    logit, separated = _statsmodels()
    scaled = spanning(independent(columns))
    if not scaled.shape[1]:
        return np.full(len(treated), treated.mean())
    program = logit(treated.astype(np.float64), np.column_stack([np.ones(len(treated)), scaled]))
    program.raise_on_perfect_prediction = True
    try:
        fit = program.fit(disp=0, maxiter=200, warn_convergence=False, skip_hessian=True)
    except (separated, np.linalg.LinAlgError):
        raise InputError([_separated()]) from None
    chance = np.asarray(fit.predict(), dtype=np.float64)
    if not fit.mle_retvals["converged"] or not ((chance > 0) & (chance < 1)).all():
        raise InputError([_separated()])
    return chance


def _statsmodels() -> tuple[Any, Any]:
    try:
        from statsmodels.discrete.discrete_model import Logit
        from statsmodels.tools.sm_exceptions import PerfectSeparationError
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
    return Logit, PerfectSeparationError


def _separated() -> Fault:
    return Fault(
        "comparison",
        "the covariates tell the tutored from the candidates almost without exception",
        "candidates who could have been tutored",
        "Find other candidates, or use fewer or coarser covariates; a cut-off is better studied at the cut-off",
        column="covariates",
    )


def spanning(columns: Floats) -> Floats:
    """The columns without those that are sums of earlier ones (by Gram and Schmidt).

    >>> import numpy as np
    >>> from hitdesign.measurement.comparison.propensity import spanning
    >>> spanning(np.array([[1.0, 0, 1], [0, 1, 1], [-1, 0, -1]])).shape
    (3, 2)
    """
    kept: list[int] = []
    basis = np.ones((len(columns), 1)) / np.sqrt(max(len(columns), 1))
    for place in range(columns.shape[1]):
        left = columns[:, place] - basis @ (basis.T @ columns[:, place])
        left -= basis @ (basis.T @ left)
        if np.linalg.norm(left) > PIVOT * max(float(np.linalg.norm(columns[:, place])), 1e-300):
            kept.append(place)
            basis = np.column_stack([basis, left / np.linalg.norm(left)])
    return columns[:, kept]


def overlap_of(treated: Bools, chance: Floats, covariates: Covariates, kept: Bools, few: int = 10) -> Overlap:
    """The overlap of two arms; `kept`: students with a weight."""
    edges = np.linspace(0, 1, BINS + 1)
    scored = ~np.isnan(chance)
    place = np.clip(np.digitize(np.nan_to_num(chance), edges) - 1, 0, BINS - 1)
    counts = [np.bincount(place[arm & scored], minlength=BINS) for arm in (treated, ~treated)]
    bins = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "tutoring": counts[0], "comparison": counts[1]})
    others, outside = chance[~treated & scored], None
    if len(others):
        outside = int((treated & ((chance > others.max()) | (chance < others.min()))).sum())
    else:
        bins = bins.head(0)
    gone = treated & ~kept
    told = few <= gone.sum() and (treated & kept).any()
    profile = _profile(covariates, treated & kept, gone) if told else None
    return Overlap(bins, outside, int(treated.sum()), int(gone.sum()), profile)


def _profile(covariates: Covariates, kept: Bools, gone: Bools) -> tuple[Profile, ...]:
    values: Sequence[Floats] = [covariates.values[arm].mean(axis=0) for arm in (kept, gone)]
    return tuple(
        Profile(name, float(values[0][place]), float(values[1][place])) for place, name in enumerate(covariates.names)
    )
