"""How firmly a first choice stands: under how many of all weightings of the five factors it would come first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.recommendation.columns import Amounts, Flags
from hitdesign.recommendation.hearing import DECIMALS, Heard
from hitdesign.recommendation.rule import FACTORS
from hitdesign.recommendation.volume import shares_of_simplex

#: Problems that are cut at once, so that memory stays small.
AT_ONCE = 256


def robustness_of(heard: Heard) -> pd.DataFrame:
    """Columns band_id, first_choice, share_of_weightings, students; bands without a choice are left out.

    Formula: the share of the simplex of weightings (five weights, none below zero, that add up to one, all equally
    likely) under which the first choice scores no less than any model that is not excluded. Scores are lines in the
    weights, so the share is the volume of a polytope, computed as in `shares_of_simplex`: exact but for rounding below
    1e-9. Bands with the same points share one computation. Weights of single rules stay as the policy has them.
    """
    first, points = heard.firsts(), points_of(heard)
    some = np.flatnonzero(first >= 0)
    ahead = points[some, first[some]][:, np.newaxis, :] - points[some]
    ahead[heard.excluded[some]] = 0.0
    ids = heard.situation.model_id[0]
    return pd.DataFrame(
        {
            "band_id": pd.Series([str(name) for name in heard.situation.band_id[some, 0]], dtype="str"),
            "first_choice": pd.Series([str(ids[column]) for column in first[some]], dtype="str"),
            "share_of_weightings": _shares(ahead),
            "students": heard.situation.students[some, 0],
        }
    )


def weightings_of(heard: Heard, band: int) -> pd.DataFrame:
    """Columns model_id, share_of_weightings of one band, the largest first; the shares add up to one.

    Models that are excluded are left out; of models with the same points the first by id has all of them.
    """
    points, left = points_of(heard)[band], np.flatnonzero(~heard.excluded[band])
    ahead = points[left][:, np.newaxis, :] - points[left][np.newaxis]
    shares = np.where(_has_twin_before(ahead), 0.0, _shares(ahead))
    ids = [str(heard.situation.model_id[0, column]) for column in left]
    table = pd.DataFrame({"model_id": pd.Series(ids, dtype="str"), "share_of_weightings": shares})
    return table.sort_values(["share_of_weightings", "model_id"], ascending=[False, True], ignore_index=True)


def points_of(heard: Heard) -> Amounts:
    """Points by factor before weights, shape (bands, models, factors), rounded as scores are."""
    points = np.stack([heard.by_factor[factor] for factor in FACTORS], axis=2)
    return np.asarray(np.round(points, DECIMALS) + 0.0, dtype=np.float64)


def _has_twin_before(ahead: Amounts) -> Flags:
    same = (ahead == 0).all(axis=2)
    return np.asarray(np.tril(same, k=-1).any(axis=1), dtype=np.bool_)


def _shares(ahead: Amounts) -> Amounts:
    """Each problem's share; equal problems, and conditions that hold or fail for all weights, cost nothing."""
    if not len(ahead):
        return np.zeros(0)
    sure = (ahead >= 0).all(axis=2, keepdims=True)
    flat = np.where(sure, 0.0, ahead).reshape(len(ahead), -1)
    distinct, place = np.unique(flat, axis=0, return_inverse=True)
    problems = distinct.reshape(len(distinct), *ahead.shape[1:])
    parts = [shares_of_simplex(problems[at : at + AT_ONCE]) for at in range(0, len(problems), AT_ONCE)]
    shares = np.clip(np.concatenate(parts), 0.0, 1.0)
    return np.asarray(shares[place.ravel()], dtype=np.float64)
