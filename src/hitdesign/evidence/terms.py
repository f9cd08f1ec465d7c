"""Terms of an award beyond who, where and when: its parts, its match by years, and what of it is not checked."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from hitdesign.quantities import Dollars, Grade, Positive, Share

#: The words that a condition of a program may use, as the tables of a district have them.
WORDS: dict[str, tuple[str, ...]] = {
    "title_i_status": ("schoolwide", "targeted", "eligible_not_served", "not_eligible"),
    "support_status": ("csi", "tsi", "atsi", "none"),
    "when": ("before_school", "during_school", "after_school", "saturday", "summer"),
    "tiers": ("intensive", "strategic", "on_level"),
    "requires_marks": ("iep", "english_learner", "low_income"),
    "excludes_marks": ("iep", "english_learner", "low_income"),
    "tutor_kinds": ("certified_teacher", "paraprofessional", "college_student", "volunteer", "peer"),
    "modalities": ("in_person", "online"),
}


class ActivityShare(BaseModel):
    """The share of an award, or of another of its activities, that an activity must or may take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    activity: str = Field(min_length=1)
    #: What the shares are of: the award, or the name of an activity.
    of: str = "award"
    least_share: Share | None = None
    most_share: Share | None = None
    #: Whether tutoring counts as this activity.
    holds_tutoring: bool = False


class SubjectGrades(BaseModel):
    """A subject in some grades."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = Field(min_length=1)
    grade_low: Grade = -2
    grade_high: Grade = 13


class AwardTerms(BaseModel):
    """What the law says of the award itself; a blank term says nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Students whom it is only for where the tables have no mark of them: such money pays for nobody in a plan.
    unmarked_students: str = ""
    #: The state whose program it is, in two letters.
    state: str = ""
    #: A school needs this share of low-income students, or a waiver where the law allows one.
    least_low_income_share: Share | None = None
    low_income_waiver: bool = False
    #: Days by which bills had to be paid where they are given; the later one holds with a written approval.
    liquidated_by: date | None = None
    late_liquidated_by: date | None = None
    #: The program out of whose award it is taken, and the least and most of that award.
    part_of: str = ""
    least_share_of_whole: Share | None = None
    most_share_of_whole: Share | None = None
    #: Activities among which an award of at least so many dollars is divided.
    activity_shares: tuple[ActivityShare, ...] = ()
    activity_shares_from_dollars: Dollars | None = None
    #: In place of one match: that of the first so many years of support, of the next so many, and so on.
    match_shares_by_period: tuple[Share, ...] = ()
    match_period_years: Positive | None = None
    #: What it may pay for without the match.
    no_match_for: tuple[SubjectGrades, ...] = ()
    #: Further keys of the sources file that its fields were read in.
    more_sources: tuple[str, ...] = ()
    #: Fields of an otherwise verified program that a person has to check first.
    unverified_fields: tuple[str, ...] = ()
