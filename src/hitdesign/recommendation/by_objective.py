"""Program objectives: what the district wants of tutoring decides how close it should be."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.columns import Flags, Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, graded, rule, speak

TARGETED = ("recovery", "test_preparation", "acceleration")
GROUPED = ("skill_reinforcement", "homework_help", "social_emotional_learning")


def _is_one_of(situation: Situation, objectives: tuple[str, ...]) -> Flags:
    return np.asarray(np.isin(situation.objective.astype("U32"), objectives), dtype=np.bool_)


@rule(
    "objective",
    "Recovery, test preparation and acceleration",
    "guide",
    {
        "targeted_alone": "The objective is {objective}: one to one is the most targeted way.",
        "targeted_small": "The objective is {objective}: {size} to a tutor can still be taught what each one lacks.",
        "targeted_large": "The objective is {objective}: {size} to a tutor cannot each be taught what they lack.",
    },
)
def targeted_objective(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Objectives that need targeting prefer smaller groups; strength x one-to-one preference of the size."""
    preference = knowledge.preference("one_to_one", situation.size)
    voice = knowledge["strength.targeted_objective"]
    return graded("targeted", _is_one_of(situation, TARGETED), preference, voice, situation.size)


@rule(
    "objective",
    "Skill reinforcement, homework help and social-emotional learning",
    "guide",
    {
        "grouped_alone": "The objective is {objective}, which one to one serves at a high cost and without peers.",
        "grouped_small": "The objective is {objective}: {size} students make an engaging group at a moderate cost.",
        "grouped_large": "The objective is {objective}, but {size} students are more than a small group.",
    },
)
def group_objective(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Objectives that suit groups; strength x group preference of the size."""
    preference = knowledge.preference("group", situation.size)
    voice = knowledge["strength.group_objective"]
    return graded("grouped", _is_one_of(situation, GROUPED), preference, voice, situation.size)


@rule(
    "objective",
    "Homework help is not high-impact tutoring",
    "nssa_homework",
    {
        "homework_not_high_impact": "The objective is homework help, which does not count as high-impact tutoring, "
        "whatever the size of the group."
    },
)
def homework_help(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against every model: whoever wants homework help should not expect the effects of tutoring."""
    where = situation.objective == "homework_help"
    return speak(Case("homework_not_high_impact", where, -knowledge["strength.homework_help"]))


RULES: tuple[Rule, ...] = (targeted_objective, group_objective, homework_help)
