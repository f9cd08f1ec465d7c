"""The records of those who teach: pools of tutors, and the terms of the providers that employ some of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hitdesign.quantities import Count, Dollars, Grade, Hours, Positive, Share, Units
from hitdesign.tables.record import Mark, Modality, Record, When, column

TutorKind = Literal["certified_teacher", "paraprofessional", "college_student", "volunteer", "peer"]


class TutorPool(Record):
    """Tutors of one kind who share hours."""

    table = "tutors"
    caption = "One row per pool of tutors who share hours."
    key = ("pool_id",)

    pool_id: str = column("A name for the pool.", example="teachers_after_hours")
    kind: TutorKind = column("Who they are.", example="certified_teacher")
    employer: Literal["district", "provider", "college", "partner"] = column(
        "Who employs them.", example="district", default="district"
    )
    modality: Modality = column("Where they teach.", example="in_person")
    tutors: Count = column("People.", unit="people", example="24")
    hours_per_tutor_week: Hours = column(
        "Paid hours a week each, preparation included.", unit="hours a week", example="12"
    )
    starts_on: date | None = column("First day they can work; blank = any.", default=None)
    ends_on: date | None = column("Last day they can work; blank = any.", default=None)
    pay: Literal["hourly", "extra_duty", "salaried", "contract"] = column("How they are paid.", example="extra_duty")
    hourly_cost_dollars: Dollars | None = column(
        "Per paid hour, before benefits (hourly, extra_duty).", unit="dollars an hour", example="38", default=None
    )
    annual_cost_dollars: Dollars | None = column(
        "Per person and year, before benefits (salaried).", unit="dollars a year", default=None
    )
    contract_id: str = column("A row of the contracts table (contract).", default="")
    benefits_rate: Share | None = column(
        "Benefits on top of pay.", unit="share of pay", assumed="tutors.benefits_rate", default=None
    )
    paid_preparation_share: Share | None = column(
        "Paid preparation per hour of teaching.",
        unit="share of teaching time",
        assumed="tutors.paid_preparation_share",
        default=None,
    )
    vacancy_rate: Share | None = column(
        "Share of the people not yet hired or lost.", unit="share 0-1", assumed="tutors.vacancy_rate", default=None
    )
    sites_per_tutor: Positive | None = column(
        "Schools one person serves in person; blank = not limited. Online nobody travels: there it limits nothing.",
        unit="schools",
        default=None,
    )
    schools: tuple[str, ...] = column("Schools they serve, ; between; blank = all.", default=())
    subjects: tuple[str, ...] = column("Subjects they teach; blank = all.", default=())
    grade_low: Grade | None = column("Lowest grade they teach; blank = any.", default=None)
    grade_high: Grade | None = column("Highest grade they teach; blank = any.", default=None)
    when: tuple[When, ...] = column("Times of day they work; blank = all.", default=())
    background_check: Mark = column(
        "Everybody of the pool has a cleared background check.", example="yes", default="unknown"
    )
    qualified: Mark = column(
        "Everybody meets the state's standards for paraprofessionals (paraprofessionals only).", default="unknown"
    )
    supervised_by: Literal["teacher", "other", "nobody", "unknown"] = column(
        "Who supervises their teaching directly.", example="teacher", default="unknown"
    )
    agreement_covers: Mark = column("The labor agreement lets this work be given to them.", default="unknown")
    agreement_hours_per_week: Hours | None = column(
        "Most paid hours a week of this work that the labor agreement allows one person; blank = not known, and "
        "hours_per_tutor_week holds.",
        unit="hours a week",
        default=None,
    )
    agreement_notice_days: Count | None = column(
        "Days of notice that the labor agreement asks for before the work begins; blank = not known.",
        unit="days",
        default=None,
    )


class Contract(Record):
    """A provider's terms."""

    table = "contracts"
    caption = "One row per contract with a provider."
    key = ("contract_id",)

    contract_id: str = column("A name for the contract.", example="online_provider")
    price_basis: Literal["hour", "session", "seat", "student", "student_hour", "student_session", "flat"] = column(
        "What one price buys: a tutor hour taught, a group's session, a student's seat for the whole model, a student "
        "once whatever the subjects (at most every seat is billed), a student's hour, a student's session, or all of "
        "it (flat: a fee once the contract is used).",
        example="hour",
    )
    price_dollars: Dollars = column("Price of one; with contract_tiers, of the first.", unit="dollars", example="45")
    minimum_dollars: Dollars = column("Least that is billed once the contract is used.", unit="dollars", default=0.0)
    minimum_units: Units = column(
        "Fewest units of the price basis that are billed once the contract is used, taught or not.",
        unit="units of price_basis",
        default=0.0,
    )
    maximum_dollars: Dollars | None = column(
        "Most that may be billed; blank = not limited.", unit="dollars", default=None
    )
    signed_on: date | None = column("Day the contract is signed; blank = first day of the program.", default=None)
    absence_borne_by: Literal["district", "provider"] | None = column(
        "Who bears the price of a seat, student's hour or student's session while the student is absent; blank = the "
        "provider where one of these is priced, else the district.",
        default=None,
    )
    contingent_share: Share = column(
        "Share of the price that is paid only where the agreed outcomes are met; all of it is set aside.",
        unit="share 0-1",
        default=0.0,
    )
    expected_attainment: Share | None = column(
        "Share of the contingent part that you expect to pay; blank = not known, and a range is shown.",
        unit="share 0-1",
        default=None,
    )


class ContractTier(Record):
    """From how many units on a contract has another price."""

    table = "contract_tiers"
    caption = "One row per further price of a contract: from so many units on, each further unit costs this."
    key = ("contract_id", "from_units")

    contract_id: str = column("A row of the contracts table.", example="online_provider")
    from_units: Units = column(
        "Units of the contract's price basis after which this price begins.", unit="units of price_basis", example="500"
    )
    price_dollars: Dollars = column("Price of each unit from there on.", unit="dollars", example="39")
    applies_to: Literal["further_units", "all_units"] = column(
        "further_units: those from there on. all_units cannot be planned with, and is refused.",
        example="further_units",
        default="further_units",
    )
