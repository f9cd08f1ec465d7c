"""The policy's standard, element by element: each that fails is named, and excludes where the policy enforces it."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.columns import Flags, Situation
from hitdesign.recommendation.rule import POLICY_STANDARD, Case, Knowledge, Rule, Verdict, rule, speak


def _fails(code: str, where: Flags, knowledge: Knowledge) -> Verdict:
    """It costs no points: a failing element excludes, or is only named."""
    return speak(Case(code, where), excludes=knowledge.policy.enforce_standard)


@rule(
    "evidence",
    "The standard's group size",
    POLICY_STANDARD,
    {"standard_size": "{size} students to a tutor are more than the {standard_size} of {standard}."},
)
def standard_size(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the size is above the standard's largest group."""
    largest = knowledge.standard.largest_group
    return _fails("standard_size", situation.size > (np.inf if largest is None else largest), knowledge)


@rule(
    "evidence",
    "The standard's sessions a week",
    POLICY_STANDARD,
    {"standard_sessions": "{sessions} sessions a week are fewer than the {standard_sessions} of {standard}."},
)
def standard_sessions(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where sessions a week are fewer than the standard's least."""
    least = knowledge.standard.least_sessions_per_week or 0
    return _fails("standard_sessions", situation.sessions < least, knowledge)


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
    standard = knowledge.standard
    least = standard.least_minutes_per_session or 0
    young_up_to = -99 if standard.short_up_to_grade is None else standard.short_up_to_grade
    needed = np.where(situation.grade_high <= young_up_to, standard.short_minutes or least, least)
    return _fails("standard_minutes", situation.minutes < needed, knowledge)


@rule(
    "evidence",
    "The standard's length of the program",
    POLICY_STANDARD,
    {"standard_weeks": "{weeks} weeks are fewer than the {standard_weeks} of {standard}."},
)
def standard_weeks(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the program is shorter than the standard's least weeks."""
    return _fails("standard_weeks", situation.weeks < (knowledge.standard.least_weeks or 0), knowledge)


@rule(
    "evidence",
    "The standard's time of day",
    POLICY_STANDARD,
    {"standard_school_day": "{standard} asks for the school day, and here it could only run outside it."},
)
def standard_school_day(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the standard asks for the school day and no block in it fits."""
    outside = situation.possible & ~situation.during_school
    return _fails("standard_school_day", outside & knowledge.standard.during_school_only, knowledge)


@rule(
    "evidence",
    "The standard's objectives",
    POLICY_STANDARD,
    {"standard_objective": "Tutoring for {objective} does not count as high-impact under {standard}."},
)
def standard_objective(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Fails where the standard leaves the band's objective out."""
    left_out = np.isin(situation.objective.astype("U32"), knowledge.standard.excluded_objectives)
    return _fails("standard_objective", np.asarray(left_out, dtype=np.bool_), knowledge)


RULES: tuple[Rule, ...] = (
    standard_size,
    standard_sessions,
    standard_minutes,
    standard_weeks,
    standard_school_day,
    standard_objective,
)
