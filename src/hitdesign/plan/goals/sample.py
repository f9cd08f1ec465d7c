"""What the plan's own students can show: the smallest difference that a comparison would detect."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import pandas as pd

from hitdesign.errors import InputError, MissingExtra
from hitdesign.evidence.library import number
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.power.detection import minimum_detectable_effect, required_size
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.planning import PREFIX, planning_values
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.goals.goal import Check
from hitdesign.plan.goals.seat_rows import unserved_of

#: The planning values that are taken where the evidence has none of the subject.
CAREFUL_ICC = "wwc.icc.achievement"


@dataclass(frozen=True)
class Likeness:
    """How alike students of a group are, what a score before explains, and where both are from."""

    group_icc: float
    r_squared: float
    source: str


def likeness_of(evidence: Evidence, subject: str, low: int, high: int) -> Likeness:
    """Planning values of the subject's nearest grade; a subject without any is planned with care: nothing explained."""
    start = f"{PREFIX}.{subject}.grade_"
    grades = {int(key[len(start) :].split(".")[0]) for key in evidence.parameters if key.startswith(start)}
    if not grades:
        source = f"evidence parameters.{CAREFUL_ICC}, a score before explaining nothing: none is known of {subject}"
        return Likeness(number(evidence, CAREFUL_ICC), 0.0, source)
    grade = min(sorted(grades), key=lambda one: max(low - one, one - high, 0))
    found = planning_values(subject, grade, evidence)
    icc = number(evidence, CAREFUL_ICC) if found.class_icc is None else found.class_icc
    return Likeness(icc, found.r_squared_students or 0.0, f"evidence parameters.{start}{grade}")


def growth_sample(plan: Drafted, seats: pd.DataFrame, target: float, most: float) -> Check:
    """Whether tutored students and those in need without a seat are enough to show a difference of `target`.

    `most`: the high end of the forecast, beyond which no other target is offered.

    Design: students drawn one by one into groups or none (`PartiallyNested`); groups are those of the plan.
    """
    if target <= 0:
        return Check("sample", "unknown", "Without a target above 0 there is nothing to show.")
    subject = str(seats["subject"].iloc[0])
    cohorts = plan.need.cohorts
    cohorts = cohorts[cohorts["subject"] == subject]
    others = float(unserved_of(plan).reindex(cohorts["cohort_id"]).fillna(0.0).sum())
    groups = plan.allocation.groups
    n_groups = float(groups.loc[groups["band_id"].isin(seats["band_id"]), "groups"].sum())
    tutored = float(seats["students"].sum())
    design = f"{tutored:,.0f} students in {n_groups:,.0f} groups beside {others:,.0f} in need without a seat"
    low, high = int(seats["grade_low"].min()), int(seats["grade_high"].max())
    like, asked = likeness_of(plan.evidence, subject, low, high), _asked(plan.evidence)
    try:
        return _compared((math.floor(n_groups), tutored, math.floor(others)), like, asked, (target, most), design)
    except InputError:
        says = f"There are too few to compare: {design}."
        would = "Draw the seats by lot among students in need, begin in waves, or compare at the cut-off of selection."
        return Check("sample", "no", says, would)
    except MissingExtra as absent:
        return Check("sample", "unknown", f"What {design} can show was not computed.", str(absent))


@dataclass(frozen=True)
class Asked:
    """What is asked of a comparison: power, share of false findings, share of students without a score."""

    power: float
    alpha: float
    attrition: float


def _asked(evidence: Evidence) -> Asked:
    return Asked(*(number(evidence, key) for key in ("goals.power", "wwc.alpha", "goals.outcome_attrition")))


def _compared(
    numbers: tuple[int, float, int], like: Likeness, asked: Asked, effects: tuple[float, float], design: str
) -> Check:
    (groups, tutored, others), (target, most) = numbers, effects
    study = PartiallyNested(
        groups=groups,
        students_per_group=max(1.0, tutored / groups if groups else 0.0),
        comparison_students=others,
        group_icc=like.group_icc,
        attrition=asked.attrition,
        r_squared=like.r_squared,
        covariates=1 if like.r_squared else 0,
    )
    smallest = minimum_detectable_effect(study, convention="central", power=asked.power, alpha=asked.alpha).effect
    says = f"A comparison of {design} detects {smallest:.2f} standard deviations or more ({like.source})."
    if smallest <= target:
        return Check("sample", "yes", says)
    size = required_size(study, target, convention="central", power=asked.power, alpha=asked.alpha).size
    beside = study.with_size("groups", size).comparison_students
    would = f"To show {target:g} takes {size:,} groups and {beside:,} students without a seat; "
    if smallest <= most:
        would += f"a target of {math.ceil(1000 * smallest) / 1000:g} could be shown as it is."
    else:
        would += f"as it is, not even {most:.2f} could be shown, the most that is forecast."
    return Check("sample", "no", f"{says} Reached or not, {target:g} could not be told from chance.", would)


@dataclass(frozen=True, kw_only=True)
class DaysWithin:
    """The same students on days with and without tutoring, as a design of which power can be asked.

    `spread`: standard deviation of a day's attendance; days of one student count as independent, which is hopeful.
    Formula: SE = spread x sqrt((1 / days with + 1 / days without) / students), df = students - 1.
    """

    sizes: ClassVar[tuple[str, ...]] = ("students",)

    students: int
    tutoring_days: float
    other_days: float
    spread: float

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the difference, in shares of a day."""
        return self.spread * math.sqrt((1 / self.tutoring_days + 1 / self.other_days) / self.students)

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom: students - 1."""
        return self.students - 1.0

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another number of students."""
        return replace(self, **{name: size})
