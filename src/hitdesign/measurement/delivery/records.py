"""What a log of sessions, an enrolment table, closed days and daily attendance hold: one row, one record each."""

from __future__ import annotations

import datetime
from typing import Literal

from hitdesign.quantities import Minutes, Positive, Share, Weeks
from hitdesign.tables.record import Record, column

#: Why a session was not held for a student; `not_said` stands for a blank.
WhyNotHeld = Literal[
    "student_absent",
    "student_elsewhere",
    "tutor_absent",
    "no_room",
    "technology",
    "school_event",
    "school_closed",
    "other",
    "not_said",
]
#: A row whose school_id is this closes the day for every school.
EVERY_SCHOOL = "*"


class StudentSession(Record):
    """One session of one student, as it was scheduled and as it was held."""

    table = "student_sessions"
    caption = "One row per student and scheduled session, held or not."
    key = ("student_id", "date", "starts_at", "provider", "pool_id", "subject")

    student_id: str = column("The student.", student=True)
    school_id: str = column("Where the session was to be held.", example="0102")
    provider: str = column("Who tutors; one word for the district's own tutors.", example="district", default="")
    pool_id: str = column("The pool of tutors.", example="paraprofessionals", default="")
    subject: str = column("The subject.", example="reading", default="")
    date: datetime.date = column("The day.", example="2026-10-05", student=True)
    starts_at: str = column(
        "Clock time of 24 hours; without it only equal rows are seen as twice the same.", default="", student=True
    )
    scheduled_minutes: float = column("Minutes that were scheduled.", unit="minutes", example="30", student=True)
    attended_minutes: float | None = column(
        "Minutes that the student was there; 0 where it was not held; blank = not recorded.",
        unit="minutes",
        example="28",
        default=None,
        student=True,
    )
    why_not_held: WhyNotHeld = column("Why nobody or not this student was there.", default="not_said", student=True)


class Enrolment(Record):
    """One student's place in the program, with the dosage that was designed."""

    table = "enrolment"
    caption = "Optional: one row per student (and subject, where a student has several)."
    key = ("student_id", "subject")

    student_id: str = column("The student.", student=True)
    school_id: str = column("The student's school.", example="0102")
    subject: str = column("The subject; blank = all that the student is tutored in.", default="")
    marks: tuple[str, ...] = column(
        "Groups that the student belongs to; several separated by ;.", default=(), student=True
    )
    enrolled_on: datetime.date | None = column(
        "First day in the program; blank = the first day of the year.", default=None, student=True
    )
    left_on: datetime.date | None = column("Last day in the program; blank = still in it.", default=None, student=True)
    sessions_per_week: Positive | None = column(
        "Designed sessions a week.", unit="sessions", default=None, student=True
    )
    minutes_per_session: Minutes | None = column(
        "Designed minutes a session.", unit="minutes", default=None, student=True
    )
    weeks: Weeks | None = column("Designed weeks.", unit="weeks", default=None, student=True)


class ClosedDay(Record):
    """A day on which a school is not held."""

    table = "closed_days"
    caption = "Optional: days without school, one row a day."
    key = ("date", "school_id")

    date: datetime.date = column("The day.", example="2026-11-26")
    school_id: str = column("A school, or * for every school.", example="*", default=EVERY_SCHOOL)


class AttendanceDay(Record):
    """Whether one student was at school on one day."""

    table = "daily_attendance"
    caption = "One row per student and school day."
    key = ("student_id", "date")

    student_id: str = column("The student.", student=True)
    date: datetime.date = column("The school day.", example="2026-10-05", student=True)
    attended: Share = column("Share of the day attended: 1, 0 or a part.", unit="share 0-1", student=True)
    engagement: float | None = column("A measure of engagement on its own scale.", student=True, default=None)
