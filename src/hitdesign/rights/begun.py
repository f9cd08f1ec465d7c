"""Programs of which a part is over: laws look at the whole of them, costs at what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: A column of the facts' tutoring models that only a re-plan adds: weeks with those that are over.
WEEKS_IN_ALL = "weeks_in_all"


def weeks_in_all(models: pd.DataFrame) -> Ints:
    """Weeks of each tutoring model, with those that its running groups have had."""
    return models[WEEKS_IN_ALL if WEEKS_IN_ALL in models else "weeks"].to_numpy(dtype=np.int64)


def share_left(models: pd.DataFrame) -> Floats:
    """The part of each tutoring model that is still to come.

    Formula: weeks / weeks in all; 1 where nothing is over.
    """
    left: Floats = models["weeks"].to_numpy(dtype=float) / np.maximum(weeks_in_all(models), 1)
    return left


def has_begun(models: pd.DataFrame) -> NDArray[np.bool_]:
    """Tutoring models whose groups run already."""
    begun: NDArray[np.bool_] = weeks_in_all(models) > models["weeks"].to_numpy(dtype=np.int64)
    return begun
