"""What the district wants: every choice in one frozen record, none of it a fact and none of it evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hitdesign.choice import Choice
from hitdesign.district.fiscal import is_day_of_year
from hitdesign.district.records import Tier
from hitdesign.quantities import Grade, Share
from hitdesign.rollout.rollout import Rollout

Objective = Literal[
    "recovery", "acceleration", "test_preparation", "skill_reinforcement", "homework_help", "social_emotional_learning"
]
LevelName = Literal[
    "seats",
    "recommendation",
    "minimum_spending",
    "restricted_money",
    "dollars",
    "expected_learning",
    "equity_between_schools",
    "equity_between_marks",
    "equity_between_areas",
    "least_change",
]
Factor = Literal["student_need", "objective", "budget_and_staffing", "logistics", "evidence"]
Weight = Annotated[float, Field(ge=0, le=1000)]
LevelShare = Annotated[float, Field(ge=0, lt=1)]


def even_weights() -> Mapping[Factor, Weight]:
    """Every factor of the recommendation counts the same."""
    return {"student_need": 1.0, "objective": 1.0, "budget_and_staffing": 1.0, "logistics": 1.0, "evidence": 1.0}


def greatest_need_first() -> Mapping[Tier, Weight]:
    """A seat of an intensive tier counts three, of a strategic one two, of acceleration one."""
    return {"intensive": 3.0, "strategic": 2.0, "on_level": 1.0}


class Floor(Choice):
    """A promise: at least this share of these students, or this many of them, are served, in whole students.

    Blank conditions mean all. Formula: served >= floor(share x need), or >= students, whichever is given.
    """

    name: str
    share: Share | None = None
    students: int | None = Field(default=None, ge=0)
    school_id: str | None = None
    subject: str | None = None
    tier: Tier | None = None
    mark: Literal["iep", "english_learner", "low_income"] | None = None


class Measure(Choice):
    """One column of the students table, and from which value on it catches a student, by tier.

    `column`: a column's name, in which `{subject}` stands for each subject in turn (`{subject}_percentile`,
    `attendance_rate`). In a column of yes and no, yes is 1 and no is 0 (`teacher_recommended`, at_or_above, 1). A tier
    without a threshold is one that the measure cannot speak for. It holds for these subjects and grades; blank: all.

    >>> from hitdesign.policy import Measure
    >>> Measure(column="attendance_rate", catches="below", strategic=0.9).weight
    1.0
    """

    column: str = Field(min_length=1)
    catches: Literal["at_or_below", "below", "at_or_above", "above"] = "at_or_below"
    intensive: float | None = Field(default=None, allow_inf_nan=False)
    strategic: float | None = Field(default=None, allow_inf_nan=False)
    weight: float = Field(default=1.0, gt=0, le=1000)
    subjects: tuple[str, ...] = ()
    grade_low: Grade | None = None
    grade_high: Grade | None = None
    #: Standard error of measurement in the column's unit; None: the evidence's where it has one, else unknown.
    standard_error: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    #: Left out, not refused, where the table lacks the column.
    optional: bool = False
    #: Parameters of the evidence that the thresholds were taken from; each becomes an assumption.
    from_evidence: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.intensive is None and self.strategic is None:
            raise ValueError("a measure needs a threshold: intensive, strategic, or both")
        if self.intensive is not None and self.strategic is not None:
            upward = self.catches in ("at_or_above", "above")
            if (self.intensive < self.strategic) if upward else (self.intensive > self.strategic):
                raise ValueError("whom the intensive threshold catches, the strategic one must catch too")
        if self.grade_low is not None and self.grade_high is not None and self.grade_low > self.grade_high:
            raise ValueError("grade_low is above grade_high")
        return self


class Needed(Choice):
    """What the measures have to add up to in these subjects and grades; blank: all."""

    needed: float = Field(gt=0)
    subjects: tuple[str, ...] = ()
    grade_low: Grade | None = None
    grade_high: Grade | None = None


class SelectionCriteria(Choice):
    """Which students of the students table need tutoring in a subject, and how strongly.

    A student is intensive where the weights of the measures beyond their intensive threshold add up to `needed`, else
    strategic where those beyond their strategic threshold do: with weights of 1, any `needed` of the measures. A value
    that equals a threshold is caught or not as the measure's `catches` says.

    >>> from hitdesign.policy import SelectionCriteria
    >>> SelectionCriteria(needed=2).missing
    'not_caught'
    """

    name: str = "need driven"
    #: Blank: percentiles and levels of the state test, with the evidence's thresholds, listed as assumptions.
    measures: tuple[Measure, ...] = Field(default=(), max_length=20)
    needed: float = Field(default=1.0, gt=0)
    #: Where another number is needed; the first that fits a student's grade and the subject holds.
    needed_in: tuple[Needed, ...] = ()
    #: What an unknown value does: nothing; it counts as strategic; or `needed` shrinks with the weight that is known.
    missing: Literal["not_caught", "caught", "in_proportion"] = "not_caught"
    #: Universal: who is in neither tier takes part as on_level.
    everyone: bool = False
    #: Blank: every subject with a measure.
    subjects: tuple[str, ...] = ()
    #: Nobody is looked for outside these grades; blank: every grade.
    grade_low: Grade | None = None
    grade_high: Grade | None = None
    #: The tier that students marked automatically_eligible reach without a measure; None: the mark decides nothing.
    automatic: Literal["intensive", "strategic"] | None = None
    #: Equal need is put in order by lot, drawn from this text and the student's id; settle it before looking.
    lottery_seed: str = "hitdesign"
    #: Key of the evidence's selections that these criteria were made of.
    preset: str = ""


class Policy(Choice):
    """Choices with their defaults; `Policy()` is a complete policy.

    Shares are 0 to 1; weights are relative; dates bound the program year (blank: the blocks' own terms).
    """

    name: str = "base"
    objective: Objective = "recovery"
    objective_by_tier: Mapping[Tier, Objective] = Field(default_factory=dict)
    #: Per subject an objective, or objectives by tier: {"math": "test_preparation", "reading": {"on_level": ...}}.
    objective_by_subject: Mapping[str, Objective | Mapping[Tier, Objective]] = Field(default_factory=dict)
    standard: str = "edresearch_2024"
    #: Enforced: a model must meet the standard. Off: a model that fails is kept and the failing element is named.
    enforce_standard: bool = True
    factor_weights: Mapping[Factor, Weight] = Field(default_factory=even_weights)
    #: Weights of single rules of the recommendation; who is not named weighs 1. No weight undoes an exclusion.
    rule_weights: Mapping[str, Weight] = Field(default_factory=dict)
    #: Models within this much of the best score may serve a band; 0 keeps the first choice and its ties.
    acceptable_margin: float = Field(default=0.0, ge=0)
    #: What the plan is judged by, the most important first; any of them, in any order, each once.
    levels: tuple[LevelName, ...] = Field(
        default=("seats", "recommendation", "minimum_spending", "restricted_money", "dollars"), min_length=1
    )
    #: What single levels may give up for the next ones, where that is not `tolerance`; of shares, in points of 1.
    level_tolerances: Mapping[LevelName, LevelShare] = Field(default_factory=dict)
    #: Size of the program by which expected learning shrinks, settled beforehand (blank: all seats needed).
    program_students: int | None = Field(default=None, ge=1)
    tier_weights: Mapping[Tier, Weight] = Field(default_factory=greatest_need_first)
    school_priorities: Mapping[str, Weight] = Field(default_factory=dict)
    subject_priorities: Mapping[str, Weight] = Field(default_factory=dict)
    #: A seat of a band counts the mean over its grades; grades that are not named count 1.
    grade_priorities: Mapping[Grade, Weight] = Field(default_factory=dict)
    floors: tuple[Floor, ...] = ()
    #: Who needs tutoring, where the district gives students; counted cohorts say it themselves.
    criteria: SelectionCriteria = SelectionCriteria()
    #: Which end of a masked count the plan uses.
    masked_counts: Literal["low", "high"] = "low"
    separate_groups_by: tuple[Literal["iep", "english_learner", "low_income"], ...] = ()
    include_unawarded: bool = False
    #: A school that is served at all is served with at least so many seats, and at least so many groups.
    least_students_per_school: int | None = Field(default=None, ge=1)
    least_groups_per_school: int | None = Field(default=None, ge=1)
    #: Only these schools take part (a pilot); blank: all. At most so many schools are served; None: any number.
    schools: tuple[str, ...] = ()
    most_schools: int | None = Field(default=None, ge=0)
    #: Schools that answered `ask` (or nothing) are planned for.
    plan_undecided_schools: bool = True
    starts_on: date | None = None
    ends_on: date | None = None
    #: Month and day on which the district's fiscal year ends, such as 06-30; blank: charges are not told apart by year.
    fiscal_year_ends: str = ""
    #: What awards must spend at the least is a limit of every plan; off: the plan comes as near as money fits students.
    strict_minimum_spending: bool = False
    #: The program around the plan: launch, pilot, goals, team, messages.
    rollout: Rollout = Rollout()
    #: Proved distance to the best possible value at which the whole-number search stops.
    gap: float = Field(default=0.001, ge=0, le=1)
    #: What each level may give up for the next ones: at 0 no student gives way to a cheaper or tidier plan.
    tolerance: float = Field(default=0.0, ge=0, lt=1)
    #: Search limits: nodes stop the same way every time, seconds do not (the answer then says reproducible=False).
    node_limit: int | None = Field(default=None, ge=0)
    time_limit_seconds: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.starts_on is not None and self.ends_on is not None and self.starts_on > self.ends_on:
            raise ValueError("starts_on is after ends_on")
        if self.fiscal_year_ends and not is_day_of_year(self.fiscal_year_ends):
            raise ValueError("fiscal_year_ends is a day that some year lacks; write for example 06-30")
        return self

    @model_validator(mode="after")
    def _has_levels(self) -> Self:
        twice = sorted({name for name in self.levels if self.levels.count(name) > 1})
        if twice:
            raise ValueError(f"each level stands once; twice found: {', '.join(twice)}")
        lost = sorted(set(self.level_tolerances) - set(self.levels))
        if lost:
            raise ValueError(f"level_tolerances names what is not among the levels: {', '.join(lost)}")
        return self

    def tolerance_of(self, level: LevelName) -> float:
        """What this level may give up for the next ones: its own, else the policy's.

        >>> from hitdesign.policy import Policy
        >>> Policy(level_tolerances={"seats": 0.02}).tolerance_of("seats")
        0.02
        """
        return self.level_tolerances.get(level, self.tolerance)

    def objective_for(self, subject: str, tier: Tier) -> Objective:
        """The objective of students of this subject and tier: the most specific that the policy gives.

        Order: that of subject and tier together, of the tier, of the subject, of the policy. The tier comes before the
        subject because it says of the students themselves what the subject says of all of them.

        >>> from hitdesign.policy import Policy
        >>> choices = {"objective_by_tier": {"on_level": "acceleration"}, "objective_by_subject": {"math": "recovery"}}
        >>> Policy(**choices).objective_for("math", "on_level")
        'acceleration'
        """
        own = self.objective_by_subject.get(subject, self.objective)
        if not isinstance(own, str):
            return own.get(tier, self.objective_by_tier.get(tier, self.objective))
        return self.objective_by_tier.get(tier, own)
