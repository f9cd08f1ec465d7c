"""A plan keeps its rules, and whatever recommends again on its behalf hears the same ones."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.plan import moves
from hitdesign.recommendation.rule import Case, Verdict, rule, speak
from hitdesign.recommendation.rules import SHIPPED, RuleBook

SCHOOL = {"school_id": "01", "enrollment": 9, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
AWARD = {"award_dollars": 900_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}


@rule("logistics", "Pairs only", "district", {"not_pairs": "{size} students do not fit our rooms."})
def pairs_only(situation: Any, knowledge: Any) -> Verdict:
    return speak(Case("not_pairs", situation.size != 2), excludes=True)


def test_the_rules_of_a_plan_are_heard_again_where_others_are_in_need(monkeypatch: pytest.MonkeyPatch) -> None:
    base = hit.starter(pd.DataFrame([SCHOOL]), pool={"tutors": 60}, award=AWARD)
    heard: list[RuleBook | None] = []
    again = moves.recommend

    def recommend(*args: Any, rules: RuleBook | None = None, **other: Any) -> Any:
        heard.append(rules)
        return again(*args, rules=rules, **other)

    monkeypatch.setattr(moves, "recommend", recommend)
    book = SHIPPED.with_rule(pairs_only)
    plan = hit.design(base, rules=book, rank_assumptions=False).or_raise()
    assert plan.rules is book
    moves._found_anew(
        moves._Base(plan.district, plan.policy, plan.evidence, plan.need, plan.recommendation), plan.evidence
    )
    assert [rules is book for rules in heard] == [True]
    sizes = plan.facts.models.set_index("model_id")["students_per_tutor"]
    assert set(plan.allocation.groups["model_id"].map(sizes)) == {2}
