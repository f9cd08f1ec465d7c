"""Hearing: every rule on every band and tutoring model, added up by factor and weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hitdesign.policy import Factor
from hitdesign.recommendation.columns import Amounts, Flags, Situation, Whole
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, FACTORS, POLICY_STANDARD, Knowledge, Rule, Verdict
from hitdesign.recommendation.rules import RULES

#: Scores are kept to this many decimals, so that rounding errors decide nothing.
DECIMALS = 9

Judged = tuple[tuple[Rule, Verdict], ...]


@dataclass(frozen=True, eq=False)
class Heard:
    """What the rules said about a situation; arrays of shape (bands, models).

    `said` holds one verdict per rule, in the order of RULES. `by_factor` holds points before the
    policy's weights; `meets_standard` is true where no element of it failed.
    """

    situation: Situation
    knowledge: Knowledge
    said: tuple[Verdict, ...]
    by_factor: Mapping[Factor, Amounts]
    score: Amounts
    excluded: Flags
    meets_standard: Flags

    @property
    def judged(self) -> Judged:
        """Every rule with its verdict."""
        return tuple(zip(RULES, self.said, strict=True))

    def order(self, band: int) -> list[int]:
        """Columns of the models of a band, best first; excluded ones last, ties by model_id."""
        return [int(column) for column in np.lexsort((-self.score[band], self.excluded[band]))]

    def firsts(self) -> Whole:
        """Column of the first choice of each band, -1 where every model is excluded."""
        order = np.lexsort((-self.score, self.excluded))
        return np.asarray(np.where(self.excluded.all(axis=1), -1, order[:, 0]), dtype=np.int64)


def hear(situation: Situation, knowledge: Knowledge) -> Heard:
    """Judge a situation; every cell is computed on its own, so neither order nor company changes a score.

    Formula: score = sum over factors of weight x points, points = sum of the points of the factor's rules.
    """
    said = tuple(rule.judge(situation, knowledge) for rule in RULES)
    by_factor: dict[Factor, Amounts] = {factor: np.zeros(situation.shape) for factor in FACTORS}
    excluded = np.zeros(situation.shape, dtype=bool)
    fails = np.zeros(situation.shape, dtype=bool)
    for rule, verdict in zip(RULES, said, strict=True):
        by_factor[rule.factor] += verdict.points
        excluded |= verdict.excluded
        if rule.source == POLICY_STANDARD:
            fails |= verdict.code >= 0
    return Heard(situation, knowledge, said, by_factor, weighed(by_factor, knowledge), excluded, ~fails)


def weighed(by_factor: Mapping[Factor, Amounts], knowledge: Knowledge) -> Amounts:
    """Points times the policy's weights, added up in a fixed order; a factor that it does not name weighs 1."""
    weights = knowledge.policy.factor_weights
    parts = [weights.get(factor, DEFAULT_WEIGHT) * by_factor[factor] for factor in FACTORS]
    return np.asarray(np.round(sum(parts[1:], start=parts[0]), DECIMALS) + 0.0, dtype=np.float64)
