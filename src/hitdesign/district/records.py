"""One frozen record per table of facts: the one truth for validation, template and documentation.

A field says what it means, in which unit, and, where a blank is allowed, what a blank stands for: either
a default written here (no fact about tutoring, only an absence such as "no one committed any of it yet"), or the
key of a sourced default in the evidence (`assumed`), which the plan then lists as an assumption.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.context_records import CONTEXT_RECORDS
from hitdesign.district.duties import DUTY_RECORDS
from hitdesign.district.last_plan import KEPT_RECORDS
from hitdesign.district.money_records import MONEY_RECORDS
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.program_records import PROGRAM_RECORDS
from hitdesign.district.staff import Contract, ContractTier, TutorKind, TutorPool
from hitdesign.district.student import Student
from hitdesign.district.year_records import YEAR_RECORDS
from hitdesign.quantities import Count, Dollars, Grade, Minutes, Positive, Share, Weeks
from hitdesign.tables.record import Mark, Modality, Record, Tier, When, column

__all__ = [
    "EVERY_SCHOOL",
    "RECORDS",
    "TABLES",
    "Block",
    "Cohort",
    "Contract",
    "ContractTier",
    "FundingStream",
    "Mark",
    "Modality",
    "OtherCost",
    "Record",
    "School",
    "Student",
    "Tier",
    "TutorKind",
    "TutorPool",
    "TutoringModel",
    "When",
]

#: A row whose school_id is this holds for every school without a row of its own.
EVERY_SCHOOL = "*"


class School(Record):
    """A school, or a site that counts as one."""

    table = "schools"
    caption = "One row per school."
    key = ("school_id",)

    school_id: str = column("The district's own id, or the 12-character NCES id; text.", example="0102")
    school_name: str = column("The name that reports print.", example="Alder Creek Elementary")
    grade_low: Grade | None = column("Lowest grade: -1 = PK, 0 = K.", example="0", default=None)
    grade_high: Grade | None = column("Highest grade.", example="5", default=None)
    enrollment: Count | None = column("Students enrolled.", unit="students", example="412", default=None)
    low_income_students: Count | None = column(
        "Students from low-income families, as the district ranks schools.",
        unit="students",
        example="301",
        default=None,
    )
    title_i_status: Literal["schoolwide", "targeted", "eligible_not_served", "not_eligible", "unknown"] = column(
        "How Title I Part A runs here this year; eligible is not served.", example="schoolwide", default="unknown"
    )
    support_status: Literal["csi", "tsi", "atsi", "none"] = column(
        "Identified for support under ESSA, or none.", example="none", default="none"
    )
    locale: str = column("NCES locale code or words; printed only.", example="12", default="")
    board_area: str = column("The board member's area, for reports by area.", example="3", default="")
    opted_in: Literal["yes", "no", "ask"] = column(
        "Whether the school takes part; a school that says no is not planned for.", example="yes", default="ask"
    )


class Cohort(Record):
    """Students of one school, grade band, subject, need tier and same marks, counted."""

    table = "cohorts"
    caption = "One row per school, grade band, subject, tier and marks: how many students need tutoring."
    key = ("cohort_id",)

    cohort_id: str = column("Built from the other columns where blank.", example="", default="")
    school_id: str = column("A school of the schools table.", example="0102")
    grade_low: Grade = column("Lowest grade of the band.", example="3")
    grade_high: Grade = column("Highest grade of the band.", example="5")
    subject: str = column("math, reading, or the district's word for it.", example="math")
    tier: Tier = column("How strong the need is.", example="strategic")
    students: Count = column(
        "Students in need; a masked count such as <10 is kept as its range.", unit="students", example="36"
    )
    students_high: Count | None = column(
        "Upper end of a masked count; blank where the count is known.", unit="students", default=None
    )
    iep: Mark = column("All of them have an IEP (yes), none (no), or unknown.", example="no", default="unknown")
    english_learner: Mark = column(
        "All of them are English learners (yes), none (no), or unknown.", example="no", default="unknown"
    )
    low_income: Mark = column(
        "All of them are from low-income families (yes), none (no), or unknown.", example="yes", default="unknown"
    )
    iep_students: Count | None = column(
        "How many of them have an IEP, where the row is not split by it.", unit="students", default=None
    )
    english_learner_students: Count | None = column(
        "How many of them are English learners, where the row is not split by it.", unit="students", default=None
    )
    low_income_students: Count | None = column(
        "How many are from low-income families, where the row is not split by it.", unit="students", default=None
    )
    take_up_rate: Share | None = column(
        "Share that joins where families choose, for this cohort; blank = the block's rate.",
        unit="share 0-1",
        default=None,
    )


class Block(Record):
    """A scheduled time at one school for one dated term."""

    table = "blocks"
    caption = (
        "One row per scheduled time at a school and term; a school_id of * holds for every school "
        "without rows of its own."
    )
    key = ("school_id", "block_id")

    school_id: str = column("A school, or * for every school without rows of its own.", example="*")
    block_id: str = column("A name for this time, unique at the school.", example="intervention")
    when: When = column("The time of day.", example="during_school")
    days: str = column("Days of the week as letters: M T W R F, S for Saturday.", example="MTWRF")
    minutes: Minutes = column("Length on one day.", unit="minutes", example="40")
    starts_on: date = column("First day of the term.", example="2026-09-14")
    ends_on: date = column("Last day of the term.", example="2027-05-21")
    groups_at_once: Count = column(
        "Groups that fit at the same time (rooms; a library holds several).", unit="groups", example="4"
    )
    starts_at: str = column(
        "Clock time hh:mm; blank = overlaps every block of the same time of day.", example="", default=""
    )
    over: Literal["intervention", "advisory", "elective", "core", "iep_service", "el_service", "none", "unknown"] = (
        column("What students would otherwise have at this time.", example="intervention", default="unknown")
    )
    room_group: str = column("Blocks of a school with the same word here share their rooms.", example="", default="")
    grade_low: Grade | None = column("Lowest grade it serves; blank = the school's.", default=None)
    grade_high: Grade | None = column("Highest grade it serves; blank = the school's.", default=None)
    online_seats: Count | None = column(
        "Students online at the same time (devices, connectivity); blank = none.",
        unit="students",
        assumed="blocks.online_seats",
        default=None,
    )
    held: Literal["in_person", "online", "either"] = column(
        "How sessions can be held at this time: a day that students spend at home allows online only.",
        example="either",
        default="either",
    )
    enrolment: Literal["opt_out", "opt_in", "assigned"] | None = column(
        "How students join: families opt out, opt in, or are not asked.", assumed="blocks.enrolment", default=None
    )
    take_up_rate: Share | None = column(
        "Share of invited students who join.", unit="share 0-1", assumed="blocks.take_up_rate", default=None
    )
    attendance_rate: Share | None = column(
        "Share of sessions an enrolled student attends.",
        unit="share 0-1",
        assumed="blocks.attendance_rate",
        default=None,
    )
    transport_seats: Count | None = column(
        "Bus seats for this time; blank = not limited.", unit="students", default=None
    )
    supervisor_dollars_per_day: Dollars = column(
        "Cost of opening the building on a day it is used.", unit="dollars a day", default=0.0
    )


class FundingStream(Record):
    """One award of money of one year, with its window."""

    table = "funding"
    caption = "One row per award: last year's carry-over is a row of its own."
    key = ("stream_id",)

    stream_id: str = column("A name for the award.", example="title_i_2026")
    program: str = column("The law behind it: an id of the evidence's programs.", example="title_i_a_schoolwide")
    award_dollars: Dollars = column("The award.", unit="dollars", example="850000")
    committed_dollars: Dollars = column("Promised to something else.", unit="dollars", default=0.0)
    spent_dollars: Dollars = column("Already spent.", unit="dollars", default=0.0)
    status: Literal["awarded", "estimated", "applied"] = column(
        "What is not awarded stays out of the base plan.", example="awarded", default="awarded"
    )
    obligate_from: date = column("First day it may be obligated.", example="2026-07-01")
    obligate_by: date = column("Last day it may be obligated.", example="2027-09-30")
    services_by: date | None = column("Last day of contracted services; blank = obligate_by.", default=None)
    liquidate_by: date | None = column(
        "Last day to pay bills: contracted services end by then; blank = as many days after obligate_by as the program "
        "gives, else no limit.",
        default=None,
    )
    schools: tuple[str, ...] = column("Schools it may pay for, ; between; blank = all the program allows.", default=())
    per_student_cap_dollars: Dollars | None = column(
        "Most per student's seat; blank = the program's, else no cap.", unit="dollars", default=None
    )
    per_hour_cap_dollars: Dollars | None = column(
        "Most per paid tutor hour of a service, preparation included; money with such a cap pays no idle time; blank = "
        "the program's, else no cap.",
        unit="dollars an hour",
        default=None,
    )
    minimum_spend_dollars: Dollars = column(
        "Least that this plan should spend of it; what is committed or spent already does not count.",
        unit="dollars",
        default=0.0,
    )
    administration_cap_share: Share | None = column(
        "Most for administration, indirect cost included; blank = the program's.", unit="share", default=None
    )
    indirect_rate: Share = column(
        "Indirect cost charged on top of every dollar.", unit="share of direct cost", default=0.0
    )
    restricted_indirect_rate: Share | None = column(
        "The restricted rate, for programs that allow no other; blank = indirect_rate.",
        unit="share of direct cost",
        default=None,
    )
    match_share_of_total: Share | None = column(
        "Share of the total that other money must pay; blank = the program's, else none.", unit="share", default=None
    )
    match_source: str = column(
        "Stream that pays the match; blank = any whose program is known not to be federal.", default=""
    )
    fiscal_year_ends: str = column(
        "Last day of its fiscal years, month and day; blank = the policy's.", example="06-30", default=""
    )


class TutoringModel(Record):
    """Students per tutor, dosage and modality."""

    table = "tutoring_models"
    caption = "Optional: the evidence's catalogue is used where the table is absent."
    key = ("model_id",)

    model_id: str = column("A name for the model.", example="small_group_3")
    students_per_tutor: Positive = column("Largest group.", unit="students", example="3")
    sessions_per_week: Positive = column("Sessions a week.", unit="sessions a week", example="3")
    minutes_per_session: Minutes = column("Length of a session.", unit="minutes", example="30")
    weeks: Weeks = column("Length of the program.", unit="weeks", example="30")
    modality: Modality = column("In person or online.", example="in_person")
    materials_dollars_per_student: Dollars = column(
        "Materials for a student's seat.", unit="dollars a seat", default=0.0
    )


#: The tables of a district folder or workbook, in reading order.
RECORDS: tuple[type[Record], ...] = (
    *(School, Cohort, Student, Block, TutorPool, FundingStream, TutoringModel, Contract, ContractTier),
    OtherCost,
    ClosedDays,
    *CONTEXT_RECORDS,
    *DUTY_RECORDS,
    *MONEY_RECORDS,
    *PROGRAM_RECORDS,
    *KEPT_RECORDS,
    *YEAR_RECORDS,
)
TABLES: dict[str, type[Record]] = {record.table: record for record in RECORDS}
