"""Bands that no tutoring model can serve: which fact of the district leaves them with none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.recommendation.hearing import Heard, judgements
from hitdesign.recommendation.rules import FACTS

#: Where no fact alone empties a band: what the policy asks for does.
NO_MODEL = "no_model:no_model"


def emptied_of(heard: Heard) -> pd.Series:
    """By band_id, of every band without a model: the code of the fact that stops most of the models left to it.

    Left are those that only a fact (time, rooms, tutors, money) excludes, and no wish or standard; where there are none
    the code is NO_MODEL. Of codes that stop as many the first by the alphabet: blocks, then pools, then streams.
    """
    empty = np.flatnonzero(heard.excluded.all(axis=1))
    if not len(empty):
        return pd.Series(dtype=object)
    situation = heard.situation.rows(empty)
    left = np.ones(situation.shape, dtype=bool)
    for rule, verdict in judgements(situation, heard.knowledge, heard.rules):
        left &= (rule.name in FACTS) | ~verdict.excluded
    stopped = situation.reason[:, :, np.newaxis] == np.arange(len(situation.reasons))
    counts = (left[:, :, np.newaxis] & stopped).sum(axis=1)
    most = np.where(counts.any(axis=1), counts.argmax(axis=1), len(situation.reasons))
    codes = np.array([*situation.reasons, NO_MODEL], dtype=object)[most]
    return pd.Series(codes, index=[str(name) for name in situation.band_id[:, 0]], dtype=object)
