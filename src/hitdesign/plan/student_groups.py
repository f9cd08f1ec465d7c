"""Groups of students in a district's own goals: the marks that they stand for, and the seats that serve a goal."""

from __future__ import annotations

import pandas as pd

from hitdesign.district.program_records import StrategicGoal
from hitdesign.plan.drafted import Drafted

#: The mark of everybody, and the words for it.
EVERYBODY = ""
_ALL = ("", "all", "allstudents", "everybody", "everyone")
#: Compared in small letters, without anything that is no letter.
_WORDS = {
    "iep": ("iep", "ieps", "studentswithieps", "studentswithdisabilities", "swd", "specialeducation"),
    "english_learner": ("englishlearner", "englishlearners", "el", "els", "ell", "ells", "multilinguallearners"),
    "low_income": (
        *("lowincome", "lowincomestudents", "economicallydisadvantaged", "economicallydisadvantagedstudents"),
        *("freeorreducedlunch", "freeandreducedlunch"),
    ),
}


def mark_of(group: str) -> str | None:
    """The mark that a group's name stands for; EVERYBODY, or None for a group that no table marks.

    >>> mark_of("English-Learners"), mark_of("All students"), mark_of("athletes")
    ('english_learner', '', None)
    """
    plain = "".join(letter for letter in group.casefold() if letter.isalpha())
    if plain in _ALL:
        return EVERYBODY
    return next((mark for mark, words in _WORDS.items() if plain in words), None)


def of_goal(table: pd.DataFrame, goal: StrategicGoal) -> pd.DataFrame:
    """Rows of the goal's subject (all, where it has none) whose grades meet the goal's."""
    subject = goal.subject.casefold().strip()
    fits = (table["grade_low"] <= goal.grade_high) & (table["grade_high"] >= goal.grade_low)
    if subject:
        fits &= table["subject"].astype(str).str.casefold() == subject
    return table[fits]


def seats_serving(plan: Drafted, goal: StrategicGoal) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the plan's seats that serve a goal for certain, and those that may.

    For certain: all grades of the row lie within the goal's, and its students are all marked as the goal's group.
    """
    may = of_goal(plan.allocation.seats, goal)
    may = may[may["students"] > 0]
    sure = may[(may["grade_low"] >= goal.grade_low) & (may["grade_high"] <= goal.grade_high)]
    mark = mark_of(goal.student_group)
    if mark is None:
        return sure.iloc[:0], may
    if mark == EVERYBODY:
        return sure, may
    marks = dict(zip(plan.need.cohorts["cohort_id"], plan.need.cohorts[mark], strict=True))
    return sure[sure["cohort_id"].map(marks) == "yes"], may[may["cohort_id"].map(marks) != "no"]
