"""Student needs and learning goals: how large the gap is, who learns alone, and who learns with others."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, graded, rule, speak


@rule(
    "student_need",
    "Significant gaps call for close attention",
    "guide",
    {
        "gap_alone": "The need is {tier}: one to one is the guide's choice for a significant gap.",
        "gap_small": "The need is {tier}: with {size} to a tutor there is still close attention for a significant gap.",
        "gap_large": "The need is {tier}: {size} to a tutor leave little attention for a significant gap.",
    },
)
def significant_gap(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Intensive need prefers the smallest groups; strength x one-to-one preference of the size."""
    preference = knowledge.preference("one_to_one", situation.size)
    voice = knowledge["strength.significant_gap"]
    return graded("gap", situation.tier == "intensive", preference, voice, situation.size)


@rule(
    "student_need",
    "Individualized education programs",
    "guide",
    {
        "plan_alone": "{iep} of these students have an IEP, for whom the guide suggests one to one.",
        "plan_small": "{iep} of these students have an IEP; {size} to a tutor still leave room for an individual plan.",
        "plan_large": "{iep} of these students have an IEP; {size} to a tutor leave little room for "
        "an individual plan.",
    },
)
def individual_plan(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Students with an IEP: strength x their share x one-to-one preference of the size."""
    preference = knowledge.preference("one_to_one", situation.size)
    voice = knowledge["strength.individual_plan"] * situation.iep_share
    return graded("plan", situation.iep_share > 0, preference, voice, situation.size)


@rule(
    "student_need",
    "Individualized education programs, what research says",
    "library_review",
    {
        "plan_untested": "{iep} have an IEP, but no study was found that ties an IEP to one group "
        "size: ask what each plan "
        "requires."
    },
)
def individual_plan_research(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of the rule above: it informs and gives no points."""
    return speak(Case("plan_untested", situation.iep_share > 0))


@rule(
    "student_need",
    "Intensive remediation or acceleration",
    "guide",
    {
        "pace_change_alone": "Intensive remediation and acceleration are what the guide keeps one to one for.",
        "pace_change_small": "For intensive remediation or acceleration, {size} to a tutor come near one to one.",
        "pace_change_large": "For intensive remediation or acceleration, {size} to a tutor are many.",
    },
)
def remediation_or_acceleration(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Intensive need that is to recover, and on-level students or bands that are to accelerate."""
    recovering = (situation.tier == "intensive") & (situation.objective == "recovery")
    accelerating = (situation.tier == "on_level") | (situation.objective == "acceleration")
    preference = knowledge.preference("one_to_one", situation.size)
    voice = knowledge["strength.remediation_or_acceleration"]
    return graded("pace_change", recovering | accelerating, preference, voice, situation.size)


@rule(
    "student_need",
    "Personal pacing",
    "guide",
    {
        "pacing_own": "Each student has {attention} minutes a week of the tutor's own attention,"
        " {n[threshold.pacing_minutes]:g} or more, so each can go at a pace of their own.",
        "pacing_shared": "Each student has {attention} minutes a week of the tutor's own attention, fewer than"
        " {n[threshold.pacing_minutes]:g}: the pace is that of the group.",
    },
)
def personal_pacing(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Attention a = sessions x minutes / size against a reference r: strength x (a - r) / (a + r).

    It speaks where students differ most: intensive need, acceleration, students with an IEP.
    """
    attention = situation.sessions * situation.minutes / situation.size
    reference = knowledge["threshold.pacing_minutes"]
    points = knowledge["strength.personal_pacing"] * (attention - reference) / (attention + reference)
    differ = (situation.tier != "strategic") | (situation.iep_share > 0)
    enough = attention >= reference
    return speak(Case("pacing_own", differ & enough, points), Case("pacing_shared", differ & ~enough, points))


@rule(
    "student_need",
    "Students with similar needs",
    "guide",
    {
        "similar_alone": "These {students} share a {tier} need; one to one leaves what they share unused.",
        "similar_small": "These {students} share a {tier} need, so {size} can work together on it.",
        "similar_large": "These {students} share a {tier} need, but {size} to a tutor are more than a small group.",
    },
)
def similar_needs(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Strategic and on-level need is shared by many; strength x group preference of the size."""
    preference = knowledge.preference("group", situation.size)
    voice = knowledge["strength.similar_needs"]
    return graded("similar", situation.tier != "intensive", preference, voice, situation.size)


@rule(
    "student_need",
    "Enough students to fill a group",
    "guide",
    {"too_few_alike": "Only {students} here share this need: a group of {size} would stay partly empty."},
)
def students_alike(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against groups larger than the band: -strength x (1 - students / size)."""
    missing = 1 - np.minimum(1.0, situation.students / situation.size)
    points = -knowledge["strength.students_alike"] * missing
    return speak(Case("too_few_alike", missing > 0, points))


@rule(
    "student_need",
    "Peer collaboration and engagement",
    "guide",
    {
        "peers_alone": "One to one has no peers to work with.",
        "peers_small": "{size} students can explain to each other, which the guide counts as engagement.",
        "peers_large": "{size} students are too many for everyone to take part.",
    },
)
def peer_collaboration(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Where need is not intensive, or learning together is the aim: strength x group preference of the size."""
    together = (situation.tier != "intensive") | (situation.objective == "social_emotional_learning")
    preference = knowledge.preference("group", situation.size)
    return graded("peers", together, preference, knowledge["strength.peer_collaboration"], situation.size)


@rule(
    "student_need",
    "Personalization in a small group",
    "guide",
    {
        "personal_group": "A group of {size} keeps a level of personalization, says the guide: each student has"
        " {attention} minutes a week of the tutor's own attention, if it is shared evenly."
    },
)
def personal_group(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The guide's word on groups of two to five. It informs: personal pacing gives points to the same minutes."""
    return speak(Case("personal_group", (situation.size >= 2) & (situation.size <= knowledge["threshold.guide_group"])))


RULES: tuple[Rule, ...] = (
    significant_gap,
    individual_plan,
    individual_plan_research,
    remediation_or_acceleration,
    personal_pacing,
    similar_needs,
    students_alike,
    peer_collaboration,
    personal_group,
)
