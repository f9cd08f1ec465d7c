"""What a program pays for, and nothing else: each of its conditions in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from hitdesign.evidence.records import Program
from hitdesign.quantities import print_grades
from hitdesign.rights.whole_streams import Standing

#: Rules on who the students are; the others are on the service.
STUDENTS = ("tiers", "subjects", "grades", "marks")
#: What a school is by its Title I status: what schools do that the money reaches, and what one is.
TITLE_I = {
    "schoolwide": ("run a schoolwide program", "runs a schoolwide program"),
    "targeted": ("run a targeted program", "runs a targeted program"),
    "eligible_not_served": ("are eligible and not served", "is eligible but not served"),
    "not_eligible": ("are not eligible", "is not eligible"),
    "unknown": ("have no status", "has no Title I status in the schools table"),
}
WITH = {"iep": "students with an IEP", "english_learner": "English learners", "low_income": "low-income students"}
WITHOUT = {
    "iep": "students known to have no IEP",
    "english_learner": "students known not to be English learners",
    "low_income": "students known not to be low-income",
}
TIMES = {
    "before_school": "before school",
    "during_school": "during school",
    "after_school": "after school",
    "saturday": "on Saturdays",
    "summer": "in summer",
}
KINDS = {
    "certified_teacher": "certified teachers",
    "paraprofessional": "paraprofessionals",
    "college_student": "college students",
    "volunteer": "volunteers",
    "peer": "fellow students",
}
#: Conditions on the dosage: the field, and what stands behind its number.
DOSAGE = {
    "least_sessions_per_week": "sessions a week",
    "least_minutes_per_session": "minutes a session",
    "least_minutes_per_week": "minutes a week",
    "least_weeks": "weeks",
    "least_hours": "hours in all",
}


def only(program: Program, standing: Standing, rule: str) -> str:
    """The condition behind a rule, to be read after `pays only`; blank where the program has none.

    >>> from datetime import date
    >>> from hitdesign.evidence.library import shipped
    >>> always = Standing("", True, True, date(2026, 7, 1), date(2028, 9, 30), date(2028, 9, 30), date(2028, 9, 30))
    >>> only(shipped().programs["title_iii_a"], always, "marks")
    'for English learners'
    >>> only(shipped().programs["texas_hb_1416"], always, "largest_group")
    'in groups of at most 4'
    """
    if rule in DOSAGE:
        least = getattr(program, rule)
        return "" if least is None else f"for at least {least:g} {DOSAGE[rule]}"
    if rule == "contracts":
        return "for contracted services" if standing.contracted else "for the work of its own staff"
    return _listed_condition(program, rule)


def _listed_condition(program: Program, rule: str) -> str:
    """Conditions on students, size, time and tutors."""
    marks = [*(WITH[mark] for mark in program.requires_marks), *(WITHOUT[mark] for mark in program.excludes_marks)]
    low, high = program.grade_low, program.grade_high
    grades = print_grades(-2 if low is None else low, 12 if high is None else high)
    words = {
        "tiers": (program.tiers, f"for students whose need is {listed(program.tiers, 'or')}"),
        "subjects": (program.subjects, f"for {listed(program.subjects, 'or')}"),
        "grades": (low is not None or high is not None, f"for grades {grades}"),
        "marks": (marks, f"for {listed(marks, 'who are also')}"),
        "largest_group": (program.largest_group, f"in groups of at most {program.largest_group}"),
        "modalities": (program.modalities, listed([one.replace("_", " ") for one in program.modalities], "or")),
        "when": (program.when, listed([TIMES[one] for one in program.when], "or")),
        "tutor_kinds": (
            program.tutor_kinds,
            f"where {listed([KINDS[one] for one in program.tutor_kinds], 'or')} teach",
        ),
    }
    held, text = words.get(rule, (False, ""))
    return text if held else ""


def listed(words: Sequence[str], last: str) -> str:
    """The words in a row, the last two joined by `last`.

    >>> listed(["a", "b", "c"], "or")
    'a, b or c'
    """
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
