"""The rule book holds every rule with its label, source, numbers, sentences and scenes."""

from __future__ import annotations

import pytest

from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.listing import numbers_of, source_words
from hitdesign.recommendation.rule import POLICY_STANDARD, Rule, knowledge_of
from hitdesign.recommendation.rules import RULES
from pages import ROOT
from recommendation.cases import cases, statements
from recommendation.situations import bands


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_book_tells_each_rule_whole(rule: Rule) -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    _, heading, rest = page.partition(f"### {rule.label}\n\n`{rule.name}`. Source: ")
    assert rule.label
    assert heading
    part = rest.partition("\n### ")[0].partition("\n## ")[0]
    assert source_words(rule, shipped()) in part
    assert rule.source == POLICY_STANDARD or shipped().sources[rule.source].as_of
    assert all(f"| `{code}` |" in part for code in rule.sentences)
    mine = [case for case in cases() if case.rule == rule.name]
    assert mine, "write a case into tests/cases"
    assert all(f"- **{case.name}.** {case.because}" in part for case in mine)
    numbers = numbers_of(rule, bands([{}]), knowledge_of(shipped(), Policy()))
    assert all(f"`{key}`" in part for key in numbers if not key.startswith("size_preference."))
    assert all(
        f"`{key}` to `6` = " in part for key in numbers if key.startswith("size_preference.") and key.endswith(".1")
    )


def test_every_case_tries_a_rule_there_is() -> None:
    assert {case.rule for case in cases()} == {rule.name for rule in RULES}


def test_every_statement_of_the_guide_is_carried_by_rules_and_every_rule_of_the_guide_carries_one() -> None:
    carried = {rule for one in statements() for rule in one["rules"]}
    assert all(one["rules"] for one in statements())
    assert carried <= {rule.name for rule in RULES}
    assert {rule.name for rule in RULES if rule.source == "guide"} <= carried
