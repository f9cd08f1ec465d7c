"""The shapes of knowledge: every number and every rule of law carries unit, source, date and whether it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hitdesign.evidence.duties import MandateRule, PrivateShare
from hitdesign.evidence.goal_templates import GoalTemplate
from hitdesign.evidence.indicators import IndicatorFact
from hitdesign.evidence.known import Known, Source
from hitdesign.evidence.messages import AudienceFact, WordingFact
from hitdesign.evidence.risk_facts import RiskRule
from hitdesign.evidence.scoping import ScopeRule
from hitdesign.evidence.studies import AttritionBoundary, EvidenceTier
from hitdesign.evidence.tasks import DocumentFact, PurchaseThreshold, PurchaseWay, TaskFact
from hitdesign.evidence.team_facts import TeamDuty, TeamRole, TeamSize
from hitdesign.evidence.terms import AwardTerms
from hitdesign.quantities import Dollars, Grade, Hours, Minutes, Positive, Share, Weeks


class Parameter(Known):
    """One number or word with its unit; `low` and `high` bound it where the source does."""

    value: float | str
    unit: str = Field(min_length=1)
    label: str
    low: float | None = None
    high: float | None = None


#: Kinds of cost that a program may or may not pay for.
CostUse = Literal[
    "tutoring", "materials", "coordination", "supervision", "transport", "training", "start_up", "administration"
]
#: The test by which money must add to what is there: a method of handing out state and local money that ignores it,
#: presumptions on what was paid before or is required anyway, none, or not known.
Supplanting = Literal["methodology", "presumptions", "none", "unknown"]


class Program(AwardTerms, Known):
    """The law behind a stream, as far as it decides who, where, when and what its money may pay for.

    A blank condition means that the program does not restrict it.
    """

    name: str
    summary: str
    #: Higher is more restricted; restricted money is used first.
    restrictiveness: int = Field(ge=0, le=9)
    title_i_status: tuple[str, ...] = ()
    support_status: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    requires_marks: tuple[str, ...] = ()
    excludes_marks: tuple[str, ...] = ()
    grade_low: int | None = None
    grade_high: int | None = None
    largest_group: Positive | None = None
    tutor_kinds: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    #: No obligation after this day, whatever the award letter says (ESSER is the first case).
    closed_after: date | None = None
    pays_tutoring: bool = True
    #: Kinds of cost that it may pay for; blank: all.
    uses: tuple[CostUse, ...] = ()
    #: Federal money; blank: not known. Without a named source only money known not to be federal pays a match.
    federal: bool | None = None
    administration_cap_share: Share | None = None
    per_student_cap_dollars: Dollars | None = None
    per_hour_cap_dollars: Dollars | None = None
    #: Share of the total that other money must pay, and whether gifts of time and things count for it.
    match_share_of_total: Share | None = None
    match_in_kind: bool = False
    #: Dosage that a service must have to be paid for.
    least_sessions_per_week: Positive | None = None
    least_minutes_per_session: Minutes | None = None
    least_minutes_per_week: Minutes | None = None
    least_weeks: Weeks | None = None
    least_hours: Hours | None = None
    #: How its awards run: months from the first day to the last on which they may be obligated, and the day (month and
    #: day, `07-01`) on which they begin; blank: the award letter alone decides.
    window_months: Positive | None = None
    window_begins: str = ""
    #: Days after the window until bills must be paid.
    liquidation_days: Positive | None = None
    #: At most this share of an award of at least so many dollars may be left after so many months.
    carry_over_share: Share | None = None
    carry_over_after_months: Positive | None = None
    carry_over_from_dollars: Dollars | None = None
    #: Which test of supplement, not supplant applies to it.
    supplanting: Supplanting = "unknown"
    #: Whether private schools have a share in it (equitable services).
    equitable_services: Literal["yes", "no", "unknown"] = "unknown"
    #: Indirect cost at the restricted rate only.
    restricted_indirect: bool | None = None
    #: Programs into which its money may be moved or as which it may be used.
    transfers_to: tuple[str, ...] = ()
    #: What the library cannot test; the report prints each as an open check.
    open_checks: tuple[str, ...] = ()


class CatalogueModel(Known):
    """A tutoring model of the catalogue."""

    model_id: str
    label: str
    students_per_tutor: Positive
    sessions_per_week: Positive
    minutes_per_session: Minutes
    weeks: Weeks
    modality: Literal["in_person", "online"]
    materials_dollars_per_student: Dollars = 0.0


#: Elements of a standard that no plan can show; the last is a way out of its other elements.
Untestable = Literal[
    "same_tutor", "tutor_training", "materials", "progress_data", "enrolment", "one_to_one_first", "exceptions"
]
#: Elements that can be tested where the standard gives a number or a word for them.
Testable = Literal[
    "group_size",
    "sessions_a_week",
    "minutes_a_session",
    "minutes_a_week",
    "weeks",
    "hours_in_all",
    "school_day",
    "objective",
    "grades",
]


class SizeByGrade(BaseModel):
    """The largest group for these grades."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grade_low: Grade
    grade_high: Grade
    largest_group: Positive


class Standard(Known):
    """A named, dated definition of high-impact tutoring; blank elements are not part of it."""

    name: str
    largest_group: Positive | None = None
    #: In place of one size for all; grades that it does not name have no size.
    largest_group_by_grade: tuple[SizeByGrade, ...] = ()
    least_sessions_per_week: Positive | None = None
    least_minutes_per_session: Minutes | None = None
    #: Grades up to this one may have shorter sessions of at least `short_minutes`.
    short_up_to_grade: int | None = None
    short_minutes: Minutes | None = None
    least_minutes_per_week: Minutes | None = None
    least_weeks: Weeks | None = None
    #: Hours in all; several where the student's score decides which of them holds.
    least_hours: tuple[Hours, ...] = ()
    during_school_only: bool = False
    #: Named as better and not required: it is printed and never fails.
    during_school_preferred: bool = False
    #: Objectives that do not count as high-impact tutoring under it.
    excluded_objectives: tuple[str, ...] = ()
    #: The grades it is written for.
    grade_low: Grade | None = None
    grade_high: Grade | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    #: What it says in words that the library cannot test, by element; never called passed.
    not_testable: Mapping[Testable | Untestable, str] = Field(default_factory=dict)

    def ended(self, day: date | None = None) -> bool:
        """Whether it is no longer in force on this day (blank: the day it was looked at)."""
        return self.in_force_until is not None and (day or self.as_of) > self.in_force_until


class SelectionMeasure(BaseModel):
    """A measure of a way of selecting students; its thresholds are keys of the parameters, blank where it has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str = Field(min_length=1)
    catches: Literal["at_or_below", "below", "at_or_above", "above"] = "at_or_below"
    intensive: str = ""
    strategic: str = ""
    weight: float = Field(default=1.0, gt=0)
    grade_low: int | None = None
    grade_high: int | None = None


class Selection(Known):
    """A way of selecting students for tutoring, as data: which measures, how many of them, which grades.

    `grade_low` and `grade_high`: keys of the parameters; blank: every grade.
    """

    name: str
    summary: str
    measures: tuple[SelectionMeasure, ...] = Field(min_length=1)
    needed: float = Field(default=1.0, gt=0)
    missing: Literal["not_caught", "caught", "in_proportion"] = "not_caught"
    everyone: bool = False
    automatic: Literal["intensive", "strategic"] | None = None
    grade_low: str = ""
    grade_high: str = ""
    #: What the tables cannot show and a person has to see to.
    open_checks: tuple[str, ...] = ()


class StaffingRule(Known):
    """A rule on who may teach, or over what a time may stand; a blank condition holds everywhere.

    `fact` is a column of `table`; its words in `refused` forbid, those in `open` leave a check to a person.
    """

    name: str
    says: str
    table: Literal["tutors", "blocks"]
    fact: Literal["background_check", "agreement_covers", "qualified", "supervised_by", "over"]
    refused: tuple[str, ...]
    open: tuple[str, ...] = ("unknown",)
    kinds: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    title_i_status: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All shipped knowledge, or the shipped knowledge with a district's own values laid over it."""

    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    programs: Mapping[str, Program]
    standards: Mapping[str, Standard]
    tutoring_models: Mapping[str, CatalogueModel]
    selections: Mapping[str, Selection] = field(default_factory=dict)
    staffing: Mapping[str, StaffingRule] = field(default_factory=dict)
    mandates: Mapping[str, MandateRule] = field(default_factory=dict)
    private_shares: Mapping[str, PrivateShare] = field(default_factory=dict)
    attrition_boundaries: Mapping[str, AttritionBoundary] = field(default_factory=dict)
    evidence_tiers: Mapping[str, EvidenceTier] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorFact] = field(default_factory=dict)
    tasks: Mapping[str, TaskFact] = field(default_factory=dict)
    purchase_thresholds: Mapping[str, PurchaseThreshold] = field(default_factory=dict)
    purchase_ways: Mapping[str, PurchaseWay] = field(default_factory=dict)
    documents: Mapping[str, DocumentFact] = field(default_factory=dict)
    team_roles: Mapping[str, TeamRole] = field(default_factory=dict)
    team_sizes: Mapping[str, TeamSize] = field(default_factory=dict)
    team_duties: Mapping[str, TeamDuty] = field(default_factory=dict)
    risk_rules: Mapping[str, RiskRule] = field(default_factory=dict)
    scope_rules: Mapping[str, ScopeRule] = field(default_factory=dict)
    audiences: Mapping[str, AudienceFact] = field(default_factory=dict)
    wordings: Mapping[str, WordingFact] = field(default_factory=dict)
    goals: Mapping[str, GoalTemplate] = field(default_factory=dict)
