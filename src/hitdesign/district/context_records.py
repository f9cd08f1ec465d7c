"""The records of where a district stands: results, what they are held against, what people say, what is in the way."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hitdesign.district.existing import ExistingProgram
from hitdesign.quantities import Count, Grade, Positive, Share
from hitdesign.tables.record import Record, column

__all__ = ["CONTEXT_RECORDS", "Barrier", "ExistingProgram", "Perspective", "ReferenceValue", "Result"]

#: What may be measured; proficient is read as one minus below proficient.
ResultMeasure = Literal["share_below_proficient", "share_far_below", "share_proficient"]
Rating = Annotated[int, Field(ge=1, le=5)]
#: Grades that stand for "any" where a cell is blank.
LOWEST, HIGHEST = -2, 13
ALL_STUDENTS = "all"


class Result(Record):
    """A school's result in one subject, grades and group of students in one year."""

    table = "results"
    caption = "Optional: what schools reached, one row per school, subject, grades, group of students and year."
    key = ("school_id", "subject", "student_group", "measure", "grade_low", "grade_high", "school_year")

    school_id: str = column("A school of the schools table.", example="0102")
    subject: str = column("math, reading, or the district's word for it.", example="math")
    grade_low: Grade = column("Lowest grade of the result; blank = the school's.", example="3", default=LOWEST)
    grade_high: Grade = column("Highest grade of the result; blank = the school's.", example="5", default=HIGHEST)
    student_group: str = column(
        "all, or the district's word for a group of students.", example="all", default=ALL_STUDENTS
    )
    measure: ResultMeasure = column("What the share is of.", example="share_below_proficient")
    share: Share | None = column(
        "The share; a masked one such as >95% is kept as its range; blank = not published.",
        unit="share 0-1",
        example="0.58",
        default=None,
    )
    share_high: Share | None = column(
        "Upper end of a masked share; blank where the share is known.", unit="share 0-1", default=None
    )
    tested: Count | None = column(
        "Students behind the share; blank = by enrollment, spread evenly over the school's grades.",
        unit="students",
        example="190",
        default=None,
    )
    school_year: str = column("The school year, so written that later years sort later.", example="2025-26")
    source: str = column("Where it was read; printed only.", default="")


class ReferenceValue(Record):
    """What a result is held against: the state's, the district's, or a target."""

    table = "reference_values"
    caption = (
        "Optional: what results are held against, one row per level, subject, grades, group of students and year. "
        "Without a row of level district the district's own value is computed from its results."
    )
    key = ("level", "subject", "student_group", "measure", "grade_low", "grade_high", "school_year")

    level: Literal["state", "district", "target"] = column("Whose value it is.", example="state")
    subject: str = column("A subject as in results.", example="math")
    grade_low: Grade = column("Lowest grade; blank = any.", example="3", default=LOWEST)
    grade_high: Grade = column("Highest grade; blank = any.", example="5", default=HIGHEST)
    student_group: str = column("A group as in results.", example="all", default=ALL_STUDENTS)
    measure: ResultMeasure = column("What the share is of.", example="share_below_proficient")
    share: Share = column("The value.", unit="share 0-1", example="0.44")
    school_year: str = column("The school year, written as in results.", example="2025-26")
    source: str = column("Where it was read.", example="state report card", default="")


class Perspective(Record):
    """What one kind of people said about one theme."""

    table = "perspectives"
    caption = "Optional: what people said, one row per answer or per group of equal answers. No names of people."
    key = ("perspective_id",)

    perspective_id: str = column("A name for the row.", example="p1")
    role: Literal[
        "teacher",
        "principal",
        "curriculum_director",
        "district_leader",
        "tutor",
        "family",
        "student",
        "board",
        "community",
        "other",
    ] = column("Who answered.", example="teacher")
    school_id: str = column("A school, or * for the district as a whole.", example="*", default="*")
    theme: str = column("What it is about, in a word or two.", example="schedule")
    rating: Rating | None = column(
        "1 = speaks against, 3 = neither, 5 = speaks for.", unit="points 1-5", example="2", default=None
    )
    said: str = column("In short, without names; kept, in no report.", default="", student=True)
    respondents: Positive = column("How many people the row stands for.", unit="people", example="14", default=1)


class Barrier(Record):
    """Something that the district says stands in the way."""

    table = "barriers"
    caption = "Optional: what the district itself sees in the way, one row per barrier; those in the tables are found."
    key = ("barrier_id",)

    barrier_id: str = column("A name for the row.", example="b1")
    kind: Literal["schedule", "space", "staff", "money", "technology", "transport", "attendance", "other"] = column(
        "What it is about.", example="schedule"
    )
    school_id: str = column("A school, or * for every school.", example="*", default="*")
    subject: str = column("The subject it touches; blank = all.", default="")
    barrier: str = column("In one sentence, without names of people.", example="Grade 5 has no intervention period.")
    mitigation: str = column("What could be done about it.", default="")


#: The tables of this file, in reading order.
CONTEXT_RECORDS: tuple[type[Record], ...] = (ExistingProgram, Result, ReferenceValue, Perspective, Barrier)
