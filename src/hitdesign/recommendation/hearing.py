"""Hearing: every rule on every band and tutoring model, added up by factor and weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from hitdesign.policy import Factor
from hitdesign.recommendation.columns import Amounts, Flags, Situation, Whole
from hitdesign.recommendation.distinct import distinct_rows
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, FACTORS, POLICY_STANDARD, Knowledge, Rule, Verdict
from hitdesign.recommendation.rules import SHIPPED, RuleBook

#: Scores are kept to this many decimals, so that rounding errors decide nothing.
DECIMALS = 9
#: Of so many cells, bands x models, the verdicts are kept: some fifty megabytes.
MOST_KEPT = 100_000

Judged = tuple[tuple[Rule, Verdict], ...]


@dataclass(frozen=True, eq=False)
class Heard:
    """What the rules said about a situation; arrays of shape (bands, models).

    `by_factor` holds points before the policy's weights of factors; `meets_standard` is true where no element of it
    failed. What each rule said is kept for few cells; of many it is judged again when it is asked for, which gives the
    same and spares the memory.
    """

    situation: Situation
    knowledge: Knowledge
    rules: RuleBook
    by_factor: Mapping[Factor, Amounts]
    score: Amounts
    excluded: Flags
    meets_standard: Flags
    kept: tuple[Verdict, ...] | None = field(default=None, repr=False)

    @cached_property
    def said(self) -> tuple[Verdict, ...]:
        """One verdict per rule, in the order of the book."""
        return self.kept or tuple(verdict for _, verdict in judgements(self.situation, self.knowledge, self.rules))

    @property
    def judged(self) -> Judged:
        """Every rule with its verdict."""
        return tuple(zip(self.rules.rules, self.said, strict=True))

    def alone(self, band: int) -> Heard:
        """The same about one band."""
        return hear(self.situation.rows([band]), self.knowledge, self.rules)

    def order(self, band: int) -> list[int]:
        """Columns of the models of a band, best first; excluded ones last, ties by model_id."""
        return [int(column) for column in np.lexsort((-self.score[band], self.excluded[band]))]

    def firsts(self) -> Whole:
        """Column of the first choice of each band, -1 where every model is excluded."""
        return firsts_of(self.score, self.excluded)


def firsts_of(score: Amounts, excluded: Flags) -> Whole:
    """Column of the best model that is not excluded in each row, the first of equals; -1 where there is none."""
    best = np.argmax(np.where(excluded, -np.inf, score), axis=1)
    return np.asarray(np.where(excluded.all(axis=1), -1, best), dtype=np.int64)


def judgements(situation: Situation, knowledge: Knowledge, rules: RuleBook) -> Iterator[tuple[Rule, Verdict]]:
    """Each rule with its verdict, its points times the weight that the policy gives the rule."""
    weights = knowledge.policy.rule_weights
    for rule in rules.rules:
        verdict, weight = rule.judge(situation, knowledge), weights.get(rule.name, DEFAULT_WEIGHT)
        yield rule, verdict if weight == DEFAULT_WEIGHT else replace(verdict, points=weight * verdict.points)


def hear(situation: Situation, knowledge: Knowledge, rules: RuleBook = SHIPPED) -> Heard:
    """Judge a situation; every cell is computed on its own, so neither order nor company changes a score.

    Bands in the same situation are judged once. Formula: score = sum over factors of weight x points, points = sum
    over the factor's rules of the rule's weight x its points.
    """
    first, of_band = distinct_rows(situation)
    if 2 * len(first) > len(of_band):
        return _judged(situation, knowledge, rules)
    once = _judged(situation.rows(first), knowledge, rules)
    return replace(
        once,
        situation=situation,
        by_factor={factor: points[of_band] for factor, points in once.by_factor.items()},
        score=once.score[of_band],
        excluded=once.excluded[of_band],
        meets_standard=once.meets_standard[of_band],
        kept=None,
    )


def _judged(situation: Situation, knowledge: Knowledge, rules: RuleBook) -> Heard:
    by_factor: dict[Factor, Amounts] = {factor: np.zeros(situation.shape) for factor in FACTORS}
    excluded = np.zeros(situation.shape, dtype=bool)
    fails = np.zeros(situation.shape, dtype=bool)
    kept: list[Verdict] = []
    few = excluded.size <= MOST_KEPT
    for rule, verdict in judgements(situation, knowledge, rules):
        if few:
            kept.append(verdict)
        by_factor[rule.factor] += verdict.points
        excluded |= verdict.excluded
        if rule.source == POLICY_STANDARD:
            fails |= verdict.code >= 0
    score = weighed(by_factor, knowledge)
    return Heard(situation, knowledge, rules, by_factor, score, excluded, ~fails, tuple(kept) or None)


def weighed(by_factor: Mapping[Factor, Amounts], knowledge: Knowledge) -> Amounts:
    """Points times the policy's weights, added up in a fixed order; a factor that it does not name weighs 1."""
    weights = knowledge.policy.factor_weights
    parts = [weights.get(factor, DEFAULT_WEIGHT) * by_factor[factor] for factor in FACTORS]
    return np.asarray(np.round(sum(parts[1:], start=parts[0]), DECIMALS) + 0.0, dtype=np.float64)
