"""The records of what a district must do and must not touch: mandates, reservations, private schools, rebuttals."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hitdesign.quantities import Count, Dollars, Grade, Hours, Minutes, Positive, Share, Weeks
from hitdesign.tables.record import Mark, Record, Tier, When, column

TitleI = Literal["schoolwide", "targeted", "eligible_not_served", "not_eligible", "unknown"]
Support = Literal["csi", "tsi", "atsi", "none"]
Purpose = Literal["administration", "parent_and_family", "homeless", "neglected", "equitable_services", "other"]


class Mandate(Record):
    """A duty to give certain students a certain service: a law's, named by its key, or the district's own promise."""

    table = "mandates"
    caption = (
        "Optional: what must be done whatever else is wanted, one row per duty. A row that names a mandate of the "
        "evidence takes from it what is blank here; a row without one is the district's own promise. Each school on "
        "its own must reach what is owed there."
    )
    key = ("mandate_id",)

    mandate_id: str = column("A name for the duty.", example="state_tutoring")
    mandate: str = column("A mandate of the evidence; blank = the district's own.", example="", default="")
    made_by: Literal["law", "board", "agreement"] | None = column(
        "What makes it a duty; blank = law where the row names a mandate of the evidence, else board.", default=None
    )
    schools: tuple[str, ...] = column("Schools it holds at, ; between; blank = all.", default=())
    title_i_status: tuple[TitleI, ...] = column("Only schools of this Title I status; blank = any.", default=())
    support_status: tuple[Support, ...] = column("Only schools identified so; blank = any.", default=())
    subjects: tuple[str, ...] = column("Subjects it speaks of, ; between; blank = all.", default=())
    tiers: tuple[Tier, ...] = column("How strong the need is of those it covers; blank = any.", default=())
    grade_low: Grade | None = column("Lowest grade it covers; blank = any.", example="3", default=None)
    grade_high: Grade | None = column("Highest grade it covers; blank = any.", example="8", default=None)
    iep: Mark = column("Only students with (yes) or without (no) an IEP; unknown = both.", default="unknown")
    english_learner: Mark = column("Only English learners (yes) or others (no); unknown = both.", default="unknown")
    low_income: Mark = column("Only low-income students (yes) or others (no); unknown = both.", default="unknown")
    share: Share | None = column(
        "Share of the students not opted out who must be served; blank = all.", unit="share 0-1", default=None
    )
    opt_out_share: Share = column(
        "Share of the students whose families decline: nobody owes them.", unit="share 0-1", default=0.0
    )
    least_hours: Hours | None = column("Least hours in all; blank = any.", unit="hours", example="30", default=None)
    least_sessions_per_week: Positive | None = column(
        "Least sessions a week; blank = any.", unit="sessions a week", default=None
    )
    least_minutes_per_session: Minutes | None = column("Shortest session; blank = any.", unit="minutes", default=None)
    least_weeks: Weeks | None = column("Fewest weeks; blank = any.", unit="weeks", default=None)
    largest_group: Positive | None = column(
        "Most students to a tutor; blank = any.", unit="students", example="4", default=None
    )
    when: tuple[When, ...] = column("Times of day that count, ; between; blank = all.", default=())
    starts_by: date | None = column("Last day on which it may begin; blank = any.", default=None)
    source: str = column("Where the duty is written; needed for an own row.", example="board policy", default="")
    as_of: date | None = column("The day it was read; needed for an own row.", example="2026-08-01", default=None)


class Reservation(Record):
    """Money of an award that is set aside before anything is planned."""

    table = "reservations"
    caption = (
        "Optional: what is set aside of an award, one row per award and purpose: dollars, or a share of the award."
    )
    key = ("stream_id", "purpose", "reservation_id")

    stream_id: str = column("A row of the funding table.", example="title_i_2026")
    purpose: Purpose = column("What it is set aside for.", example="parent_and_family")
    reservation_id: str = column("A name, where one purpose has several rows.", default="1")
    dollars: Dollars | None = column("How much; blank = by share.", unit="dollars", example="8500", default=None)
    share: Share | None = column("Share of the award; blank = by dollars.", unit="share of the award", default=None)
    source: str = column("What it rests on: the law, the application, the decision.", default="")


class PrivateSchool(Record):
    """A private school's children, from whom its share of federal programs is computed."""

    table = "private_schools"
    caption = (
        "Optional: private schools with a share in federal programs (equitable services), one row per school; a row "
        "for one award or program holds there instead of the row for all."
    )
    key = ("private_school_id", "share_of")

    private_school_id: str = column("A name for the school.", example="st_brendan")
    share_of: str = column(
        "A stream, a program, or a share rule of the evidence; * = every program that owes a share.", default="*"
    )
    low_income_children: Count | None = column(
        "Its low-income children who live in attendance areas that take part in Title I.",
        unit="children",
        example="24",
        default=None,
    )
    enrolled_children: Count | None = column("Its children.", unit="children", example="160", default=None)
    participates: Literal["yes", "no"] = column(
        "Whether it takes part; one that does not has no share.", example="yes", default="yes"
    )


class Rebuttal(Record):
    """A recorded reason why money that must add to what is there may pay for a service all the same."""

    table = "rebuttals"
    caption = (
        "Optional: recorded reasons why a service that state or local money paid last year, or that a law requires, "
        "may be paid by money whose test presumes that to be supplanting."
    )
    key = ("about", "stream_id")

    about: str = column("A program_id of existing_programs, or a mandate_id.", example="reading_corps")
    stream_id: str = column("The stream that may then pay, or * for every one.", example="*")
    reason: str = column("Why the service would end without this money.", example="The state grant ended in June.")
    recorded_by: str = column("The role of who recorded it; no name.", example="federal programs director")
    recorded_on: date = column("The day of the record.", example="2026-07-15")


#: The tables of this file, in reading order.
DUTY_RECORDS: tuple[type[Record], ...] = (Mandate, Reservation, PrivateSchool, Rebuttal)
