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


def _fails(code: str, element: Element, situation: Situation, knowledge: Knowledge) -> Verdict:
    """It costs no points: a failing element excludes, or is only named."""
    where = element.fails(knowledge.standard, situation)
    return speak(Case(code, where), excludes=knowledge.policy.enforce_standard)


@rule(
    "evidence",
    "The standard's group size",
    POLICY_STANDARD,
    {"standard_size": "{size} students to a tutor are more than the {standard_size} of {standard}."},
)
def standard_size(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the size is above the standard's largest group for any of the band's grades."""
    return _fails("standard_size", SIZE, situation, knowledge)


@rule(
    "evidence",
    "The standard's sessions a week",
    POLICY_STANDARD,
    {"standard_sessions": "{sessions} sessions a week are fewer than the {standard_sessions} of {standard}."},
)
def standard_sessions(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where sessions a week are fewer than the standard's least."""
    return _fails("standard_sessions", SESSIONS, situation, knowledge)


@rule(
    "evidence",
    "The standard's minutes a session",
    POLICY_STANDARD,
    {
        "standard_minutes": "Sessions of {minutes} minutes for grades {grades} are shorter than the "
        "{standard_minutes} of"
        " {standard}."
    },
)
def standard_minutes(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where a session is shorter than the least; bands up to the standard's young grade may have short ones."""
    return _fails("standard_minutes", MINUTES, situation, knowledge)


@rule(
    "evidence",
    "The standard's minutes a week",
    POLICY_STANDARD,
    {"standard_week": "{week_minutes} minutes a week are fewer than the {standard_week} of {standard}."},
)
def standard_week(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where sessions x minutes are fewer than the standard's least minutes a week."""
    return _fails("standard_week", WEEK, situation, knowledge)


@rule(
    "evidence",
    "The standard's length of the program",
    POLICY_STANDARD,
    {"standard_weeks": "{weeks} weeks are fewer than the {standard_weeks} of {standard}."},
)
def standard_weeks(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the program is shorter than the standard's least weeks."""
    return _fails("standard_weeks", WEEKS, situation, knowledge)


@rule(
    "evidence",
    "The standard's hours in all",
    POLICY_STANDARD,
    {"standard_hours": "{year_hours} hours in all are fewer than the {standard_hours} of {standard}."},
)
def standard_hours(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the whole program has fewer hours than the standard's least, whatever a student's score."""
    return _fails("standard_hours", HOURS, situation, knowledge)


@rule(
    "evidence",
    "The standard's time of day",
    POLICY_STANDARD,
    {"standard_school_day": "{standard} asks for the school day, and here it could only run outside it."},
)
def standard_school_day(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the standard asks for the school day and no block in it fits."""
    return _fails("standard_school_day", SCHOOL_DAY, situation, knowledge)


@rule(
    "evidence",
    "The standard's objectives",
    POLICY_STANDARD,
    {"standard_objective": "Tutoring for {objective} does not count as high-impact under {standard}."},
)
def standard_objective(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the standard leaves the band's objective out."""
    return _fails("standard_objective", OBJECTIVE, situation, knowledge)


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


RULES: tuple[Rule, ...] = (
    standard_size,
    standard_sessions,
    standard_minutes,
    standard_week,
    standard_weeks,
    standard_hours,
    standard_school_day,
    standard_objective,
    standard_score_hours,
    standard_untested,
    standard_in_force,
    standard_grades,
)
