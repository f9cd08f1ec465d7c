"""The goal of engagement: students are at school more often on days with tutoring than on their other days."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from hitdesign.errors import InputError, MissingExtra
from hitdesign.evidence.library import number
from hitdesign.measurement.power.detection import minimum_detectable_effect, required_size
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.goals.common import called, end_of, owner_of, span_of, stated_check
from hitdesign.plan.goals.goal import Check, Goal
from hitdesign.plan.goals.sample import DaysWithin

KEY = "engagement"
#: What was seen elsewhere: absence on days with tutoring, in percentage points.
SEEN = "absence.on_tutoring_days."
#: Days of a school week.
WEEKDAYS = "MTWRF"
#: Times of day of a school day.
OF_SCHOOL_DAYS = ("before_school", "during_school", "after_school")
#: Attendance whose days differ the most: what is taken where nobody knows it.
EVEN = 0.5


def engagement_goals(plan: Drafted, seats: pd.DataFrame) -> Iterator[Goal]:
    """The goal of all students with seats."""
    template, due = plan.evidence.goals[KEY], end_of(plan, seats)
    seen = sorted(-number(plan.evidence, key) for key in plan.evidence.parameters if key.startswith(SEEN))
    chosen = plan.policy.rollout.goals.attendance_points
    target = chosen if chosen is not None else seen[0] if seen else None
    rate = attendance_known(plan)
    owner, owner_says = owner_of(plan, template.family, template.owner)
    low, high = span_of(seats)
    what = called("", seats)
    said = "Unknown: no table says how often these students are at school; collect daily_attendance from the first day."
    yield Goal(
        goal_id=KEY,
        family=template.family,
        sentence=template.sentence.format(due=due.day, what=what, target="?" if target is None else f"{target:g}"),
        subject="",
        grade_low=low,
        grade_high=high,
        whom=what,
        baseline=rate,
        baseline_says=said if rate is None else f"{rate:.1%} of days attended, by the district's own goals.",
        target=target,
        target_from="policy" if chosen is not None else "evidence",
        unit=template.unit,
        measure=template.measure,
        formula=template.formula,
        data=template.data,
        computed_by=template.computed_by,
        due=due.day,
        due_from=due.source,
        owner=owner,
        owner_says=owner_says,
        checks=(*_checks(plan, seats, target, seen, rate), stated_check(plan)),
        because=("allocation.seats", "tutoring_models", "blocks.days", f"evidence {SEEN}", "strategic_goals"),
    )


def attendance_known(plan: Drafted) -> float | None:
    """The attendance from which a goal of the district's own plan starts; the lowest where several say one."""
    rows = [row for row in plan.district.strategic_goals if row.measure == "attendance_rate"]
    return min((row.baseline for row in rows if row.baseline is not None), default=None)


def _checks(
    plan: Drafted, seats: pd.DataFrame, target: float | None, seen: list[float], rate: float | None
) -> Iterator[Check]:
    """Days to compare with, what was seen elsewhere, and students enough."""
    both = seats[seats["when"].isin(OF_SCHOOL_DAYS) & (seats["tutoring_days"] < len(WEEKDAYS))]
    n_seats = float(both["students"].sum())
    if not n_seats:
        says = "No student has school days with tutoring and school days without."
        yield Check("dosage", "no", says, f"A tutoring model of at most {len(WEEKDAYS) - 1} days a school week.")
        return
    days = float((both["tutoring_days"] * both["students"]).sum() / n_seats)
    says = f"{n_seats:,.0f} seats have school days with tutoring ({days:.1f} a week on average) and without."
    yield Check("dosage", "yes", says)
    if target is None:
        says = "Neither the policy nor the evidence gives a number."
        yield Check("forecast", "unknown", says, "Set policy.rollout.goals.attendance_points.")
        return
    yield _seen_elsewhere(target, seen)
    yield _sample(plan, both, target, rate)


def _seen_elsewhere(target: float, seen: list[float]) -> Check:
    if not seen:
        return Check("forecast", "unknown", "No difference was seen elsewhere.")
    says = f"Elsewhere {seen[0]:g} to {seen[-1]:g} points were seen, in reports without a trial."
    if target <= seen[0]:
        return Check("forecast", "yes", says)
    return Check("forecast", "unknown", says, f"A target of {seen[0]:g} points is the least that was seen.")


def _sample(plan: Drafted, both: pd.DataFrame, target: float, rate: float | None) -> Check:
    """Whether so many students, each compared with himself, can show the target; an unknown rate counts as even."""
    share = EVEN if rate is None else rate
    children = min(float(both["students"].sum()), float(plan.allocation.students_served[0]))
    mean = float((both["tutoring_days"] * both["students"]).sum() / both["students"].sum())
    weeks = float(both["weeks"].min())
    days = {"tutoring_days": mean * weeks, "other_days": (len(WEEKDAYS) - mean) * weeks}
    power, alpha = number(plan.evidence, "goals.power"), number(plan.evidence, "wwc.alpha")
    if children < 2 or share in (0.0, 1.0):
        return Check("sample", "unknown", "Too few students, or no day to be missed, to say what can be shown.")
    study = DaysWithin(students=math.floor(children), spread=math.sqrt(share * (1 - share)), **days)
    try:
        smallest = 100 * minimum_detectable_effect(study, convention="central", power=power, alpha=alpha).effect
        needed = required_size(study, target / 100, convention="central", power=power, alpha=alpha)
    except (InputError, MissingExtra) as fault:
        return Check("sample", "unknown", "What these students can show was not computed.", str(fault))
    says = f"{study.students:,} students compared with themselves show {smallest:.2f} points or more"
    says += "." if rate is not None else ", if nothing is known of their attendance."
    if smallest <= target:
        return Check("sample", "yes", says)
    would = f"{needed.size:,} students show {target:g} points."
    if rate is None:
        return Check("sample", "unknown", says, f"{would} State their attendance: a rate near 1 needs fewer.")
    return Check("sample", "no", says, would)
