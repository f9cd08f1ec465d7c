"""The record of a student: what the students table holds, column by column; no names, no birth dates, no addresses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hitdesign.quantities import Count, Grade, Share
from hitdesign.tables.record import Mark, Record, column

Percentile = Annotated[float, Field(ge=0, le=100)]
Level = Annotated[int, Field(ge=1, le=20)]
Score = Annotated[float, Field(ge=0, le=100_000)]


class Student(Record):
    """A student with the measures by which need is found.

    A measure is a column named `<subject>_<ending>`; the ending says how it is read. Reading and math stand here; any
    other subject's columns are named, and checked, alike (`science_percentile`).
    """

    table = "students"
    caption = (
        "Instead of cohorts: one row per student, with the measures by which need is found. A measure is a column "
        "named `<subject>_percentile`, `<subject>_state_level` or `<subject>_score`, where the subject is the word "
        "that tutors and policies use for it. Reading and math are shown; other subjects are named alike "
        "(`science_percentile`), and measures that the district lacks may be left out. Names, birth dates and "
        "addresses have no place here. Faults name rows and columns of this table, never what a cell holds."
    )
    key = ("student_id",)
    endings = ("percentile", "state_level", "score")

    student_id: str = column(
        "The district's own id, text; it stays out of every message and report.", example="S0001", student=True
    )
    school_id: str = column("A school of the schools table.", example="0102", student=True)
    grade: Grade = column("The grade in which the student will be tutored.", example="3", student=True)
    iep: Mark = column("Has an IEP.", example="no", default="unknown", student=True)
    english_learner: Mark = column("Is an English learner.", example="no", default="unknown", student=True)
    low_income: Mark = column("Is from a low-income family.", example="yes", default="unknown", student=True)
    reading_percentile: Percentile | None = column(
        "National percentile rank in reading.", unit="percentile 0-100", example="18", default=None, student=True
    )
    math_percentile: Percentile | None = column(
        "National percentile rank in math.", unit="percentile 0-100", example="41", default=None, student=True
    )
    reading_state_level: Level | None = column(
        "Level of the state test in reading, 1 the lowest.", unit="level", example="2", default=None, student=True
    )
    math_state_level: Level | None = column(
        "Level of the state test in math, 1 the lowest.", unit="level", example="3", default=None, student=True
    )
    reading_score: Score | None = column(
        "Score in reading, on one scale for the whole column.", unit="points", example="", default=None, student=True
    )
    math_score: Score | None = column(
        "Score in math, on one scale for the whole column.", unit="points", example="", default=None, student=True
    )
    attendance_rate: Share | None = column(
        "Share of last year's days attended.", unit="share 0-1", example="0.93", default=None, student=True
    )
    teacher_recommended: Mark = column(
        "A teacher recommends tutoring.", example="unknown", default="unknown", student=True
    )
    automatically_eligible: Mark = column(
        "Eligible by law without a measure (homeless, migrant, Head Start and the like; which of them stays with you).",
        example="unknown",
        default="unknown",
        student=True,
    )
    already_in_program: Mark = column(
        "Another program tutors the student already: yes is taken off the need, in every subject.",
        example="no",
        default="unknown",
        student=True,
    )
    consent: Mark = column(
        "The family agrees: no is not invited, yes and unknown are.", example="unknown", default="unknown", student=True
    )
    skill_areas: tuple[str, ...] = column(
        "Skills to work on, ; between; a roster may seat students with the same ones together.",
        default=(),
        student=True,
    )
    service_minutes_blocked: Count | None = column(
        "Minutes a week in which other services (IEP, English learner) need the student; what service_times does not "
        "account for is an open check of a roster.",
        unit="minutes a week",
        default=None,
        student=True,
    )
    service_times: tuple[str, ...] = column(
        "When those services take place, as days and clock times, ; between: MW 09:00-09:30;T 10:15-10:45.",
        default=(),
        student=True,
    )
