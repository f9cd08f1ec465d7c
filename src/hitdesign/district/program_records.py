"""The records of the program around a plan: people, technology, strategic goals, dates, purchases, sign-offs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol

from hitdesign.quantities import Count, Grade, Hours, Positive, Share
from hitdesign.tables.record import Record, column

LOWEST, HIGHEST = -2, 13
EVERYWHERE = "*"
Known = Literal["yes", "no", "unknown"]


class StaffRole(Record):
    """People in one role who have hours for the program."""

    table = "people"
    caption = "Optional: who can work on the program, one row per role at the district (*) or at a school. No names."
    key = ("role", "school_id")

    role: str = column("The role, such as program_coordinator, principal, finance_director.", example="principal")
    school_id: str = column("A school, or * for the district's own staff.", example="*", default=EVERYWHERE)
    people: Positive = column("How many people hold it there.", unit="people", example="1", default=1)
    hours_per_week: Hours | None = column(
        "Hours a week that each of them has for the program; blank = unknown.",
        unit="hours a week",
        example="10",
        default=None,
    )


class Technology(Record):
    """What a school has for tutoring online."""

    table = "technology"
    caption = "Optional: what each school has for tutoring online, one row per school; blank = unknown."
    key = ("school_id",)

    school_id: str = column("A school, or * for every school without a row.", example="0102")
    devices: Count | None = column("Working devices free at tutoring times.", unit="devices", default=None)
    headsets: Count | None = column("Headsets with a microphone.", unit="headsets", default=None)
    connectivity: Known = column("Whether all rooms carry so many calls at once.", default="unknown")
    accounts: Known = column("Whether every student and tutor can sign in.", default="unknown")
    privacy_agreement: Literal["signed", "pending", "none", "unknown"] = column(
        "The data-privacy agreement with whoever runs the platform.", default="unknown"
    )


class StrategicGoal(Record):
    """One goal of the district's or its board's own plan."""

    table = "strategic_goals"
    caption = "Optional: the goals of the district's own strategic plan, one row per goal."
    key = ("goal_id",)

    goal_id: str = column("A name for the goal.", example="g1")
    goal: str = column("The goal in one sentence.", example="More third graders read on grade level.")
    subject: str = column("The subject it is about; blank = all.", example="reading", default="")
    grade_low: Grade = column("Lowest grade; blank = any.", example="3", default=LOWEST)
    grade_high: Grade = column("Highest grade; blank = any.", example="3", default=HIGHEST)
    student_group: str = column("all, or the district's word for a group of students.", default="all")
    measure: Literal["share_proficient", "share_below_proficient", "attendance_rate", "other"] = column(
        "What it is measured by.", example="share_proficient", default="other"
    )
    baseline: Share | None = column("Where it stands.", unit="share 0-1", example="0.38", default=None)
    target: Share | None = column("Where it is to stand.", unit="share 0-1", example="0.50", default=None)
    by: date | None = column("By when.", example="2028-06-30", default=None)


class DistrictDate(Record):
    """A date that the program has to reckon with."""

    table = "dates"
    caption = "Optional: dates that tasks are hung on: board meetings, assessments, training days, family events."
    key = ("kind", "on", "school_id")

    kind: Literal["board_meeting", "assessment", "staff_training", "family_event", "report_due", "other"] = column(
        "What happens.", example="board_meeting"
    )
    on: date = column("The day, or the first of several.", example="2026-08-18")
    until: date | None = column("The last of several days; blank = one day.", default=None)
    school_id: str = column("A school, or * for the district.", default=EVERYWHERE)
    label: str = column("What it is called, such as the assessment's name.", example="NWEA MAP fall", default="")


class Purchase(Record):
    """How a contract is bought, and how far that is."""

    table = "purchases"
    caption = "Optional: how each contract is bought, one row per contract of the contracts table."
    key = ("contract_id",)

    contract_id: str = column("A contract of the contracts table.", example="online_provider")
    way: Literal[
        "", "micro_purchase", "quotes", "sealed_bids", "sealed_proposals", "state_list", "sole_source", "existing"
    ] = column("How it is bought; blank = by its size, as the law's and the district's thresholds say.", default="")
    begun_on: date | None = column("When the purchase was begun; blank = not yet.", default=None)
    signed_on: date | None = column("When the contract was signed; blank = not yet.", default=None)


class Signoff(Record):
    """A task or an item of the checklist that somebody has signed off."""

    table = "signoffs"
    caption = "Optional: tasks that were begun, done or are not needed, by the task's id; what is not here is open."
    key = ("task_id", "school_id")

    task_id: str = column("The task's id, as the timeline prints it.", example="confirm_budget")
    school_id: str = column("A school, or * for the district.", default=EVERYWHERE)
    status: Literal["done", "begun", "not_needed"] = column("How far it is.", example="done")
    on: date | None = column("When that was.", example="2026-08-18", default=None)
    role: str = column("The role of whoever signed.", example="finance_director", default="")
    note: str = column("Why, where it is not needed; kept, in no report.", default="", student=True)


class ProgramTables(Protocol):
    """The tables of the program around a plan."""

    @property
    def people(self) -> tuple[StaffRole, ...]:
        """Rows of people."""

    @property
    def technology(self) -> tuple[Technology, ...]:
        """Rows of technology."""

    @property
    def strategic_goals(self) -> tuple[StrategicGoal, ...]:
        """Rows of strategic_goals."""

    @property
    def dates(self) -> tuple[DistrictDate, ...]:
        """Rows of dates."""

    @property
    def purchases(self) -> tuple[Purchase, ...]:
        """Rows of purchases."""

    @property
    def signoffs(self) -> tuple[Signoff, ...]:
        """Rows of signoffs."""


def program_tables(district: ProgramTables) -> list[tuple[str, Sequence[Record]]]:
    """These tables with their names."""
    return [
        ("people", district.people),
        ("technology", district.technology),
        ("strategic_goals", district.strategic_goals),
        ("dates", district.dates),
        ("purchases", district.purchases),
        ("signoffs", district.signoffs),
    ]


#: The tables of this file, in reading order.
PROGRAM_RECORDS: tuple[type[Record], ...] = (StaffRole, Technology, StrategicGoal, DistrictDate, Purchase, Signoff)
