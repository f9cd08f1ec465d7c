"""The least change of one factor's weight that gives another first choice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hitdesign.policy import Factor
from hitdesign.recommendation.changed import Change
from hitdesign.recommendation.columns import Amounts, Whole
from hitdesign.recommendation.hearing import DECIMALS, Heard, firsts_of
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, FACTORS

#: The largest weight that a policy may hold, and weights to the thousandth; points closer than SAME are the same.
MOST_WEIGHT, THOUSAND, SAME = 1000, 1000, 1e-9


def weight_changes(heard: Heard, band: int, now: int) -> Iterator[Change]:
    """Per factor one row for more weight and one for less: the nearest thousandth at which another model comes first.

    Formula: a rival's lead is a line in the weight, so it catches up at w + gap / (its points - the first's); the
    thousandths about every such crossing are scored, and the nearest that flips is taken.
    """
    for factor in FACTORS:
        weight = heard.knowledge.policy.factor_weights.get(factor, DEFAULT_WEIGHT)
        tried = _thousandths(heard, band, now, factor, weight)
        first = firsts_at(heard, band, factor, tried / THOUSAND)
        flips = first != now
        for direction, side in (("more", tried > weight * THOUSAND), ("less", tried < weight * THOUSAND)):
            found = np.flatnonzero(flips & side)
            at = None if not len(found) else found[0] if direction == "more" else found[-1]
            to = None if at is None else float(tried[at] / THOUSAND)
            yield Change(
                kind="weight",
                what=factor,
                direction=direction,
                now=float(weight),
                changed_to=to,
                unit="weight",
                to_model="" if at is None else str(heard.situation.model_id[0, first[at]]),
                note="every thousandth from 0 to 1000",
                change=0.0 if to is None else to - weight,
            )


def _thousandths(heard: Heard, band: int, now: int, factor: Factor, weight: float) -> Whole:
    """Thousandths about every crossing, sorted."""
    score, points = heard.score[band], heard.by_factor[factor][band]
    more = points - points[now]
    crosses = ~heard.excluded[band] & (np.abs(more) > SAME)
    crossing = weight + (score[now] - score[crosses]) / more[crosses]
    near = np.floor(np.clip(crossing, -1, MOST_WEIGHT + 1) * THOUSAND).astype(np.int64)
    tried = np.unique(near[:, np.newaxis] + np.arange(-1, 3))
    return tried[(tried >= 0) & (tried <= MOST_WEIGHT * THOUSAND)]


def firsts_at(heard: Heard, band: int, factor: Factor, weights: Amounts) -> Whole:
    """The column that is first at each weight of one factor, added up as in `weighed`."""
    own = heard.knowledge.policy.factor_weights
    parts = [
        (weights[:, np.newaxis] if name == factor else own.get(name, DEFAULT_WEIGHT)) * heard.by_factor[name][[band]]
        for name in FACTORS
    ]
    score = np.round(sum(parts[1:], start=parts[0]), DECIMALS) + 0.0
    score = np.broadcast_to(score, (len(weights), heard.situation.shape[1]))
    return firsts_of(score, np.broadcast_to(heard.excluded[band], score.shape))
