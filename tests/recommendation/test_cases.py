"""Every rule is tried by the scenes in tests/cases, and the scenes fail when the rule is turned round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hitdesign.evidence.library import shipped
from hitdesign.recommendation.hearing import hear
from hitdesign.recommendation.recommendation import recommend_from
from hitdesign.recommendation.rule import Knowledge, Rule, Verdict
from hitdesign.recommendation.rules import RULES
from recommendation.cases import Scene, cases, failures, rule_named, said_by, stage

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_says_what_the_case_expects(case: Scene) -> None:
    assert not list(failures(case, rule_named(case.rule)))


def test_every_case_holds_in_the_hearing_of_all_rules() -> None:
    for case in CASES:
        there = stage(case.given)
        heard = hear(there.situation, there.knowledge)
        (mine,) = [verdict for rule, verdict in heard.judged if rule.name == case.rule]
        assert said_by(mine) == case.expect["code"], case.name
        assert case.expect["says"] != "excludes" or heard.excluded.all(), case.name


@pytest.mark.parametrize("name", ["The youngest gain most", "A school without tutors cannot be taught"])
def test_the_table_of_verdicts_holds_what_the_rule_said(name: str) -> None:
    (case,) = [case for case in CASES if case.name == name]
    there = stage(case.given)
    table = recommend_from(there.situation, there.knowledge.policy, shipped()).verdicts
    mine = table[table["rule"] == case.rule]
    assert mine["code"].item() == case.expect["code"]
    assert mine["direction"].item() == (-1 if case.expect["says"] == "excludes" else 0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_code_of_a_rule_has_a_case(rule: Rule) -> None:
    tried = {case.expect["code"] for case in CASES if case.rule == rule.name}
    assert set(rule.sentences) <= tried, "write a case into tests/cases for each code"


def test_names_are_sentences_of_their_own_and_every_case_says_why() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case.because.endswith(".") and not case.name.endswith(".") for case in CASES)


Judge = Callable[[Verdict], Verdict]
#: Ways in which a rule may be wrong; each must make some case of the rule fail.
WRONG: dict[str, Judge] = {
    "turned round": lambda said: replace(said, points=-said.points),
    "silent": lambda said: replace(said, code=np.full_like(said.code, -1)),
    "never silent": lambda said: replace(said, code=np.maximum(said.code, 0)),
    "loud": lambda said: replace(said, points=np.where(said.code >= 0, said.points + 9.0, said.points)),
    "forbidding": lambda said: replace(said, excluded=~said.excluded & (said.code >= 0)),
}


def wrong(rule: Rule, how: Judge) -> Rule:
    def judge(situation: object, knowledge: Knowledge) -> Verdict:
        return how(rule.judge(situation, knowledge))

    return replace(rule, judge=judge)


def never_changed(rule: Rule, name: str) -> bool:
    """A rule without points cannot be turned round, one that always speaks cannot be made to."""
    mine = [case for case in CASES if case.rule == rule.name]
    if name == "turned round":
        return all(case.expect["says"] in ("informs", "excludes", "nothing") for case in mine)
    return name == "never silent" and rule.name in ALWAYS_SPEAK


#: Rules that speak of every model and every band that is possible, whatever the facts.
ALWAYS_SPEAK = {"breadth", "yearly_minutes", "grades"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_wrong_rule_fails_a_case(rule: Rule) -> None:
    mine = [case for case in CASES if case.rule == rule.name]
    unseen = [
        name
        for name, how in WRONG.items()
        if not never_changed(rule, name) and not any(any(failures(case, wrong(rule, how))) for case in mine)
    ]
    assert not unseen, "no case of the rule fails when the rule is wrong in these ways"
