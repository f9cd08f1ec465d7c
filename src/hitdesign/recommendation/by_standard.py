"""The policy's standard, element by element: each that fails is named, and excludes where the policy enforces it."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.columns import Flags, Situation
from hitdesign.recommendation.elements import (
    HOURS,
    MINUTES,
    OBJECTIVE,
    SCHOOL_DAY,
    SESSIONS,
    SIZE,
    WEEK,
    WEEKS,
    Element,
    is_for_other_grades,
)
from hitdesign.recommendation.rule import POLICY_STANDARD, Case, Knowledge, Rule, Verdict, rule, speak


def element_rule(name: str, element: Element, label: str, says: str) -> Rule:
    """The rule that an element of the policy's standard is met; what the element asks for stands in elements.py.

    It costs no points: a failing element excludes where the policy enforces the standard, else it is only named.
    """

    def judge(situation: Situation, knowledge: Knowledge) -> Verdict:
        where = element.fails(knowledge.standard, situation)
        return speak(Case(name, where), excludes=knowledge.policy.enforce_standard)

    return Rule(name, "evidence", label, POLICY_STANDARD, {name: says}, judge)


ELEMENT_RULES: tuple[Rule, ...] = (
    element_rule(
        "standard_size",
        SIZE,
        "The standard's group size",
        "{size} students to a tutor are more than the {standard_size} of {standard}.",
    ),
    element_rule(
        "standard_sessions",
        SESSIONS,
        "The standard's sessions a week",
        "{sessions} sessions a week are fewer than the {standard_sessions} of {standard}.",
    ),
    element_rule(
        "standard_minutes",
        MINUTES,
        "The standard's minutes a session",
        "Sessions of {minutes} minutes for grades {grades} are shorter than the {standard_minutes} of {standard}.",
    ),
    element_rule(
        "standard_week",
        WEEK,
        "The standard's minutes a week",
        "{week_minutes} minutes a week are fewer than the {standard_week} of {standard}.",
    ),
    element_rule(
        "standard_weeks",
        WEEKS,
        "The standard's length of the program",
        "{weeks} weeks are fewer than the {standard_weeks} of {standard}.",
    ),
    element_rule(
        "standard_hours",
        HOURS,
        "The standard's hours in all",
        "{year_hours} hours in all are fewer than the {standard_hours} of {standard}.",
    ),
    element_rule(
        "standard_school_day",
        SCHOOL_DAY,
        "The standard's time of day",
        "{standard} asks for the school day, and here it could only run outside it.",
    ),
    element_rule(
        "standard_objective",
        OBJECTIVE,
        "The standard's objectives",
        "Tutoring for {objective} does not count as high-impact under {standard}.",
    ),
)


@rule(
    "evidence",
    "Hours that hang on a student's score",
    "library_review",
    {
        "standard_hours_open": "{year_hours} hours in all: students with some scores need {standard_hours_most} under"
        " {standard}, which is to be checked student by student."
    },
)
def standard_score_hours(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It informs where the program has the least hours that the standard names and not the most."""
    standard = knowledge.standard
    return speak(Case("standard_hours_open", HOURS.unsure(standard, situation) & ~HOURS.fails(standard, situation)))


@rule(
    "evidence",
    "What the standard says that cannot be tested",
    "library_review",
    {"standard_untested": "{standard} also asks for what no plan can show: {standard_untested}."},
)
def standard_untested(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It informs: what was not tested is not met for that."""
    said: Flags = np.full((1, 1), bool(knowledge.standard.not_testable))
    return speak(Case("standard_untested", said))


@rule(
    "evidence",
    "A standard that has ended",
    "library_review",
    {"standard_ended": "{standard} ended on {standard_until} and is no longer in force: name one that is."},
)
def standard_in_force(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It informs where the standard ended before the program starts, or before the day on which it was looked at."""
    ended: Flags = np.full((1, 1), knowledge.standard.ended(knowledge.policy.starts_on))
    return speak(Case("standard_ended", ended))


@rule(
    "evidence",
    "A standard for other grades",
    "library_review",
    {"standard_other_grades": "{standard} is not written for all of grades {grades}; it was tested all the same."},
)
def standard_grades(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It informs where a grade of the band lies outside those that the standard is written for."""
    return speak(Case("standard_other_grades", is_for_other_grades(knowledge.standard, situation)))


RULES: tuple[Rule, ...] = (*ELEMENT_RULES, standard_score_hours, standard_untested, standard_in_force, standard_grades)
