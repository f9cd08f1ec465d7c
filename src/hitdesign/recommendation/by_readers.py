"""Research by grade, subject and tutor that bears on the choice without deciding it: it informs and gives no points."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.columns import Flags, Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak

#: How the names of reading, as a school subject, begin.
READING = ("read", "liter", "english", "ela")


def is_reading(situation: Situation) -> Flags:
    """Bands whose subject is reading, by the beginning of its name: (B, 1)."""
    subjects = {subject: str(subject).lower().startswith(READING) for subject in set(situation.subject.ravel())}
    return np.array([[subjects[subject]] for subject in situation.subject.ravel()], dtype=bool).reshape(-1, 1)


def early(situation: Situation, knowledge: Knowledge) -> Flags:
    """Bands that hold no grade above the early ones: (B, 1)."""
    return np.asarray(situation.grade_high <= knowledge["threshold.early_grade"], dtype=np.bool_)


@rule(
    "evidence",
    "The earlier, the larger the effect",
    "nickow_2024_moderators",
    {
        "grades_early": "In kindergarten and grade 1 tutoring gained {n[effect.grade.0]:.2f} and"
        " {n[effect.grade.1]:.2f} standard deviations, more than later; means over different studies, their"
        " errors not seen.",
        "grades_later": "Above grade 1 tutoring gained less than in kindergarten and grade 1 ("
        "{n[effect.grade.0]:.2f} and {n[effect.grade.1]:.2f} standard deviations); how much less was not seen.",
    },
)
def grades(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It says of every model what to expect of the band's grades, and moves none against another."""
    young = early(situation, knowledge)
    return speak(Case("grades_early", young), Case("grades_later", ~young))


@rule(
    "evidence",
    "Reading early, mathematics later",
    "nickow_2020",
    {
        "reading_early": "Reading tutoring gains most in the early grades, which these are; by how much was not seen.",
        "reading_later": "Reading tutoring gains most in earlier grades than these; by how much was not seen.",
        "math_early": "Mathematics tutoring gains more in later grades than these; by how much was not seen.",
        "math_later": "Mathematics tutoring gains more in later grades; by how much, and from which on, was not seen.",
    },
)
def subject_by_grade(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It informs about the choice of grades and subjects; the review's summary names no boundary and no number."""
    young, reads, counts = early(situation, knowledge), is_reading(situation), situation.is_math()
    return speak(
        Case("reading_early", reads & young),
        Case("reading_later", reads),
        Case("math_early", counts & young),
        Case("math_later", counts),
    )


def _readers(situation: Situation, knowledge: Knowledge) -> Flags:
    """Bands of readers in need up to grade 5: (B, 1)."""
    young = situation.grade_high <= knowledge["threshold.readers_grade"]
    return np.asarray(is_reading(situation) & young & (situation.tier != "on_level"), dtype=np.bool_)


@rule(
    "evidence",
    "Struggling readers in K to 5",
    "neitzel_2022",
    {
        "readers_alone": "In struggling readers of K to 5 one to one gained about"
        " {n[effect.struggling_readers.one_to_one]:.2f} standard deviations; this figure is from memory and was not"
        " checked.",
        "readers_group": "In struggling readers of K to 5 groups of 2 to {n[threshold.readers_group]:g} gained"
        " {n[effect.ratio.small_group_struggling_readers]:.2f} standard deviations over"
        " {n[study.count.struggling_readers]:g} studies, its error not seen.",
    },
)
def struggling_readers(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It gives no points, because one side of the comparison was not read."""
    readers = _readers(situation, knowledge)
    group = (situation.size > 1) & (situation.size <= knowledge["threshold.readers_group"])
    return speak(Case("readers_alone", readers & (situation.size == 1)), Case("readers_group", readers & group))


@rule(
    "evidence",
    "Assistants who did as well as teachers",
    "neitzel_2022",
    {
        "assistants_as_good": "In struggling readers of K to 5 small groups with assistants gained"
        " {n[effect.struggling_readers.assistant]:.2f} standard deviations and with teachers"
        " {n[effect.struggling_readers.teacher]:.2f}: here teachers were not better; errors not seen."
    },
)
def assistants_as_good(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of the rule on who teaches, for small groups of struggling readers: it informs."""
    group = (situation.size > 1) & (situation.size <= knowledge["threshold.readers_group"])
    return speak(Case("assistants_as_good", _readers(situation, knowledge) & group))


@rule(
    "evidence",
    "An older review that found no gap",
    "slavin_2011",
    {
        "older_no_gap": "A review of 2011 found no gap: small groups gained {n[effect.older_review.small_group]:.2f}"
        " standard deviations, one to one with teachers {n[effect.older_review.one_to_one_teacher]:.2f} and with"
        " volunteers {n[effect.older_review.one_to_one_volunteer]:.2f}; errors not seen."
    },
)
def older_review(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of the advantage of one to one, for reading, of which the review is: it informs."""
    small = situation.size <= knowledge["threshold.guide_group"]
    return speak(Case("older_no_gap", is_reading(situation) & small))


RULES: tuple[Rule, ...] = (grades, subject_by_grade, struggling_readers, assistants_as_good, older_review)
