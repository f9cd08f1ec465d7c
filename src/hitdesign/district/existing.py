"""The record of what already runs: programs with the students, rooms, tutors and dollars that they hold."""

from __future__ import annotations

from typing import Literal

from hitdesign.quantities import Count, Dollars, Grade, Hours
from hitdesign.tables.record import Mark, Record, Tier, column


class ExistingProgram(Record):
    """A tutoring or intervention program that runs today at a school, and what becomes of it."""

    table = "existing_programs"
    caption = (
        "Optional: what already runs, one row per program and school. `keep`: its students are taken off the need "
        "first, and its rooms, tutors and dollars are not there for the new program. `fold_in`: its students stay in "
        "the need, and its rooms, tutors and dollars are there for the new program. `replace`: its students stay in "
        "the need, its rooms are free, its tutors leave, and its dollars count only in the stream that paid_by names. "
        "The blocks, tutors and funding tables hold everything, also what these programs use today. A school_id of * "
        "holds at every school without a row of this program: students and groups_at_once are then those of each such "
        "school, tutors, hours and dollars those of the row as a whole."
    )
    key = ("program_id", "school_id")

    program_id: str = column("A name for the program.", example="reading_corps")
    school_id: str = column("A school, or * for every school without a row of this program.", example="0102")
    decision: Literal["keep", "fold_in", "replace"] = column("What becomes of it.", example="keep")
    grade_low: Grade | None = column("Lowest grade it serves; blank = any.", example="3", default=None)
    grade_high: Grade | None = column("Highest grade it serves; blank = any.", example="5", default=None)
    subjects: tuple[str, ...] = column("Subjects it teaches, ; between; blank = all.", default=())
    tier: Tier | None = column("How strong its students' need is; blank = any.", default=None)
    iep: Mark = column("All of its students have an IEP (yes), none (no), or unknown.", default="unknown")
    english_learner: Mark = column(
        "All of its students are English learners (yes), none (no), or unknown.", default="unknown"
    )
    low_income: Mark = column(
        "All of its students are from low-income families (yes), none (no), or unknown.", default="unknown"
    )
    students: Count | None = column(
        "Students it serves at the school, in each of its subjects; blank = not known, and nobody is taken off.",
        unit="students",
        example="12",
        default=None,
    )
    block_id: str = column("The block whose rooms it uses; blank = none.", example="intervention", default="")
    groups_at_once: Count | None = column(
        "Its groups at the same time in that block; needed with block_id.", unit="groups", example="1", default=None
    )
    pool_id: str = column("The pool of its tutors; blank = none of the tutors table.", default="")
    tutors: Count | None = column("People of that pool who teach only in it.", unit="people", default=None)
    hours_per_week: Hours | None = column(
        "Paid hours a week that it takes of the pool's other people; taken evenly from all of them.",
        unit="hours a week",
        default=None,
    )
    dollars: Dollars | None = column("What it costs this year; blank = not known.", unit="dollars", default=None)
    paid_by: str = column(
        "Who paid last year: a stream of the funding table, whose dollars it then holds, or a program of the "
        "evidence; blank = not known.",
        default="",
    )
    paid_last_year_with: Literal["state_or_local", "federal", "other", "unknown"] | None = column(
        "Whose money that was; blank = federal or state_or_local as the evidence says of the program behind paid_by "
        "(a gift counts as local), unknown where it does not say.",
        default=None,
    )
