"""All rules in the order in which they are heard and added up."""

from __future__ import annotations

from hitdesign.recommendation import (
    by_budget,
    by_evidence,
    by_logistics,
    by_need,
    by_objective,
    by_programs,
    by_readers,
    by_standard,
    by_trials,
)
from hitdesign.recommendation.rule import Rule

RULES: tuple[Rule, ...] = (
    *by_need.RULES,
    *by_objective.RULES,
    *by_budget.RULES,
    *by_logistics.RULES,
    *by_evidence.RULES,
    *by_trials.RULES,
    *by_readers.RULES,
    *by_programs.RULES,
    *by_standard.RULES,
)
