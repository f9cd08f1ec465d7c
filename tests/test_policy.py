"""Choices: complete by default, frozen, and deaf to names they do not know."""

from datetime import date

import pytest
from pydantic import ValidationError

from hitdesign.policy import Floor, Policy


def test_an_empty_policy_is_complete():
    policy = Policy()
    assert policy.levels == ("seats", "recommendation", "minimum_spending", "restricted_money", "dollars")
    assert policy.tier_weights["intensive"] > policy.tier_weights["strategic"] > policy.tier_weights["on_level"]


def test_a_policy_cannot_be_changed_only_replaced():
    policy = Policy()
    with pytest.raises(ValidationError):
        policy.gap = 0.5
    assert policy.model_copy(update={"gap": 0.5}).gap == 0.5
    assert policy.gap != 0.5


def test_a_misspelt_choice_is_refused():
    with pytest.raises(ValidationError):
        Policy(acceptable_margins=1)


def test_a_share_above_one_is_refused():
    with pytest.raises(ValidationError):
        Floor(name="too much", share=1.5)


def test_a_year_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValidationError, match="starts_on is after ends_on"):
        Policy(starts_on=date(2027, 6, 1), ends_on=date(2026, 9, 1))


def test_the_most_specific_objective_holds_subject_and_tier_then_tier_then_subject():
    policy = Policy(
        objective="recovery",
        objective_by_tier={"on_level": "acceleration"},
        objective_by_subject={"math": "test_preparation", "reading": {"on_level": "skill_reinforcement"}},
    )
    asked = [("math", "strategic"), ("math", "on_level"), ("reading", "on_level"), ("reading", "strategic")]
    assert [policy.objective_for(*one) for one in asked] == [
        "test_preparation",
        "acceleration",
        "skill_reinforcement",
        "recovery",
    ]
    assert policy.objective_for("science", "on_level") == "acceleration"


def test_an_objective_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        Policy(objective_by_subject={"math": "fun"})
