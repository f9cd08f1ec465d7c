"""Estimators that describe days: the only file of dosage that knows statsmodels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hitdesign.errors import MissingExtra
from hitdesign.solving.numbers import Floats


def clustered(outcome: Floats, columns: Floats, groups: npt.NDArray[np.intp]) -> tuple[float, float]:
    """The first coefficient of least squares and its variance, robust to groups, without a small-sample factor.

    Raises MissingExtra where statsmodels is absent. Formula: (X'X)^-1 (sum over groups X_g' e e' X_g) (X'X)^-1.

    >>> import numpy as np
    >>> from hitdesign.measurement.delivery.statsmodels import clustered
    >>> clustered(np.array([1.0, 2, 3, 6]), np.ones((4, 1)), np.array([0, 0, 1, 1]))
    (3.0, 1.125)
    """
    try:
        from statsmodels.regression.linear_model import OLS
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
    how = {"groups": groups, "use_correction": False}
    fit = OLS(outcome, columns).fit(cov_type="cluster", cov_kwds=how)
    return float(np.asarray(fit.params)[0]), float(np.asarray(fit.cov_params())[0, 0])


def tables() -> tuple[Any, Any]:
    """McNemar's test, and tables of four counts in strata; MissingExtra where statsmodels is absent.

    >>> from hitdesign.measurement.delivery.statsmodels import tables
    >>> tables()[0].__name__
    'mcnemar'
    """
    try:
        from statsmodels.stats.contingency_tables import StratifiedTable, mcnemar
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
    return mcnemar, StratifiedTable


def conditional_logit() -> Any:
    """The logit of days given how many of them each student attended; MissingExtra where statsmodels is absent.

    >>> from hitdesign.measurement.delivery.statsmodels import conditional_logit
    >>> conditional_logit().__name__
    'ConditionalLogit'
    """
    try:
        from statsmodels.discrete.conditional_models import ConditionalLogit
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
    return ConditionalLogit
