"""Ranking and verdicts as tables, made from the arrays of a hearing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.recommendation.columns import Words
from hitdesign.recommendation.hearing import DECIMALS, Heard
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, FACTORS, Verdict

Positions = npt.NDArray[np.integer[Any]]


def ranking_of(heard: Heard) -> pd.DataFrame:
    """The ranking's table, sorted by band_id, rank, model_id; columns as in Recommendation.ranking."""
    situation, score, excluded = heard.situation, heard.score, heard.excluded
    bands, models = situation.shape
    best = np.where(excluded, -np.inf, score).max(axis=1, keepdims=True, initial=-np.inf)
    margin = heard.knowledge.policy.acceptable_margin + 10.0**-DECIMALS
    chosen = ~excluded & (score >= best - margin)
    sequence = np.argsort(situation.band_id.ravel(), kind="stable")
    column = np.lexsort((-score, excluded))[sequence].ravel()
    row = sequence.repeat(models)
    return pd.DataFrame(
        {
            "band_id": _named(situation.band_id, row),
            "model_id": _named(situation.model_id, column),
            "rank": np.tile(np.arange(1, models + 1), bands),
            "score": score[row, column],
            "excluded": excluded[row, column],
            "meets_standard": heard.meets_standard[row, column],
            "chosen": chosen[row, column],
        }
    )


def scores_of(heard: Heard) -> pd.DataFrame:
    """The scores by factor; columns as in Recommendation.scores."""
    situation, own = heard.situation, heard.knowledge.policy.factor_weights
    bands, models = situation.shape
    weights = np.array([own.get(factor, DEFAULT_WEIGHT) for factor in FACTORS])
    row = np.argsort(situation.band_id.ravel(), kind="stable")
    points = np.stack([heard.by_factor[factor][row] for factor in FACTORS], axis=2)
    each = len(FACTORS)
    column, factor = np.tile(np.arange(models).repeat(each), bands), np.tile(np.arange(each), bands * models)
    return pd.DataFrame(
        {
            "band_id": _category(row.repeat(models * each), _texts(situation.band_id)),
            "model_id": _category(column, _texts(situation.model_id)),
            "factor": _category(factor, FACTORS),
            "points": points.ravel(),
            "weight": weights[factor],
            "counts": (points * weights).ravel(),
        }
    )


def verdicts_of(heard: Heard) -> pd.DataFrame:
    """The verdicts' table; rows by rule, then band and tutoring model; columns as in Recommendation.verdicts."""
    situation, rules = heard.situation, [rule for rule, _ in heard.judged]
    codes = sorted({code for _, verdict in heard.judged for code in verdict.codes})
    at = {code: place for place, code in enumerate(codes)}
    parts = [_spoken(place, verdict, at, situation.shape) for place, (_, verdict) in enumerate(heard.judged)]
    cells = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    which = cells["rule"]
    return pd.DataFrame(
        {
            "band_id": _category(cells["band"], _texts(situation.band_id)),
            "model_id": _category(cells["column"], _texts(situation.model_id)),
            "factor": _shared(which, [rule.factor for rule in rules]),
            "rule": _category(which, [rule.name for rule in rules]),
            "direction": np.where(cells["excluded"], -1, np.sign(cells["points"])).astype(np.int8),
            "excluded": cells["excluded"],
            "strength": np.abs(cells["points"]),
            "code": _category(cells["code"], codes),
            "source": _shared(which, [heard.knowledge.source_of(rule) for rule in rules]),
        }
    )


def _spoken(place: int, verdict: Verdict, at: dict[str, int], shape: tuple[int, int]) -> dict[str, npt.NDArray[Any]]:
    """The cells in which one rule spoke, as flat arrays."""
    code = np.broadcast_to(verdict.code, shape)
    band, column = np.nonzero(code >= 0)
    place_of = np.array([*(at[name] for name in verdict.codes), -1], dtype=np.int32)
    return {
        "band": band.astype(np.int32),
        "column": column.astype(np.int16),
        "rule": np.full(len(band), place, dtype=np.int16),
        "points": np.broadcast_to(verdict.points, shape)[band, column],
        "excluded": np.broadcast_to(verdict.excluded, shape)[band, column],
        "code": place_of[code[band, column]],
    }


def _texts(ids: Words) -> list[str]:
    return [str(name) for name in ids.ravel()]


def _named(ids: Words, positions: Positions) -> pd.Series:
    """Text for positions; each id is made text once."""
    return pd.Series(_texts(ids), dtype="str").take(positions).reset_index(drop=True)


def _category(positions: Positions, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(positions, categories=pd.Index(list(names), dtype="str"))


def _shared(positions: Positions, names: Sequence[str]) -> pd.Categorical:
    """A category of a name that several rules share."""
    distinct = sorted(set(names))
    place = np.array([distinct.index(name) for name in names], dtype=np.int16)
    return _category(place[positions], distinct)
