"""Programs of which a part is over: laws look at the whole of them, costs at what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: A column of the facts' tutoring models that only a re-plan adds: weeks with those that are over.
WEEKS_IN_ALL = "weeks_in_all"
#: A column of them that only a re-plan adds: the tutoring model that each stands for.
PLAIN = "plain_model_id"


def weeks_in_all(models: pd.DataFrame) -> Ints:
    """Weeks of each tutoring model, with those that its running groups have had."""
    return models[WEEKS_IN_ALL if WEEKS_IN_ALL in models else "weeks"].to_numpy(dtype=np.int64)


def plain_models(models: pd.DataFrame) -> Ints:
    """Per tutoring model the position of the one that it stands for: itself, but where a re-plan says another."""
    own = np.arange(len(models))
    if PLAIN not in models:
        return own
    found = pd.Index(models["model_id"]).get_indexer(models[PLAIN])
    plain: Ints = np.where(found >= 0, found, own).astype(np.int64)
    return plain


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
