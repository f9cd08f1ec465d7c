"""Goals of academic growth: what tutored students gain beyond comparable students who were not tutored."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.evidence.library import number
from hitdesign.need.results import results_table
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.forecast import Forecast
from hitdesign.plan.goals.common import Due, called, end_of, owner_of, span_of, stated_check, subjects_of
from hitdesign.plan.goals.goal import Check, Goal
from hitdesign.plan.goals.sample import growth_sample

KEY = "growth"
#: Targets taken from a forecast are rounded down to so many parts of a standard deviation.
PARTS = 1000
BELOW = "share_below_proficient"


@dataclass(frozen=True)
class Expected:
    """The forecast of a subject until the assessment: effect of a seat with its ends, hours designed and attended."""

    low: float
    value: float
    high: float
    designed_hours: float
    attended_hours: float
    share_of_time: float | None


def growth_goals(plan: Drafted, forecast: Forecast, seats: pd.DataFrame) -> Iterator[Goal]:
    """One goal for each subject with seats."""
    for subject in subjects_of(seats):
        yield _goal(plan, forecast, seats[seats["subject"] == subject], subject)


def assessed_on(plan: Drafted, name: str, seats: pd.DataFrame) -> date | None:
    """The last day of the named assessment in the table of dates after tutoring begins; None where there is none."""
    first, by = seats["starts_on"].min().date(), plan.policy.rollout.goals.by
    days = [
        row.until or row.on
        for row in plan.district.dates
        if row.kind == "assessment" and name and name.casefold() in row.label.casefold()
    ]
    return max((day for day in days if day > first and (by is None or day <= by)), default=None)


def expected_of(forecast: Forecast, seats: pd.DataFrame, subject: str, day: date | None) -> Expected:
    """What the forecast gives a seat of the subject, at the low end as far as the sessions are over on the day.

    Formula of the low end: x the least share of a block's days that lie before the day; an effect grows no faster than
    the hours, so that this is never too much.
    """
    parts = forecast.parts
    own = parts[(parts["by"] == "subject") & (parts["part"] == subject)]
    value, low, high = (float(own[f"expected_effect_sd{end}"].iloc[0]) for end in ("", "_low", "_high"))
    students = seats["students"].to_numpy(dtype=float)
    hours = seats["designed_hours"].to_numpy(dtype=float)
    attended = hours * seats["attendance_rate"].to_numpy(dtype=float)
    designed, held = (float(students @ one) / float(students.sum()) for one in (hours, attended))
    if day is None:
        return Expected(low, value, high, designed, held, None)
    whole = (seats["ends_on"] - seats["starts_on"]).dt.days + 1
    over = (pd.Timestamp(day) - seats["starts_on"]).dt.days.clip(lower=0) + 1
    share = float((over / whole).clip(upper=1).min())
    return Expected(low * share, value, high, designed, held, share)


def _goal(plan: Drafted, forecast: Forecast, seats: pd.DataFrame, subject: str) -> Goal:
    template, choices = plan.evidence.goals[KEY], plan.policy.rollout.goals
    assessment = choices.assessments.get(subject, "")
    day = assessed_on(plan, assessment, seats)
    due = Due(day, "dates.on: the last day of the assessment") if day else end_of(plan, seats)
    expected = expected_of(forecast, seats, subject, day)
    chosen = choices.growth_sd.get(subject)
    target = math.floor(PARTS * expected.low) / PARTS if chosen is None else chosen
    baseline, says = baseline_of(plan, seats, subject)
    owner, owner_says = owner_of(plan, template.family, template.owner)
    low, high = span_of(seats)
    what = called(subject, seats)
    named = assessment or "an assessment that is still to be named"
    return Goal(
        goal_id=f"{KEY}:{subject}",
        family=template.family,
        sentence=template.sentence.format(due=due.day, what=what, target=f"{target:g}", assessment=named),
        subject=subject,
        grade_low=low,
        grade_high=high,
        whom=what,
        baseline=baseline,
        baseline_says=f"{says} {_alike(plan)}",
        target=target,
        target_from="plan" if chosen is None else "policy",
        unit=template.unit,
        measure=f"{template.measure}: {named}",
        formula=template.formula,
        data=template.data,
        computed_by=template.computed_by,
        due=due.day,
        due_from=due.source if day or not assessment else f"{due.source}; the table of dates has none of {assessment}",
        owner=owner,
        owner_says=owner_says,
        checks=(
            _named(assessment, subject),
            _in_time(assessment, day, expected),
            _dosage_and_effect(plan, expected, target),
            growth_sample(plan, seats, target, expected.high),
            stated_check(plan),
        ),
        because=("allocation.seats", "blocks.attendance_rate", "tutors.kind", "evidence effect.", "results", "dates"),
    )


def baseline_of(plan: Drafted, seats: pd.DataFrame, subject: str) -> tuple[float | None, str]:
    """Share proficient now at the schools with seats, of the goal's grades; None where no result says it."""
    if not plan.district.results:
        return None, f"Unknown: no result of these schools in {subject}; fill the table of results."
    table = results_table(plan.district.results, plan.district.schools)
    low, high = span_of(seats)
    here = table["school_id"].isin(seats["school_id"]) & (table["subject"] == subject)
    here &= (table["student_group"] == "all") & (table["measure"] == BELOW)
    here &= (table["grade_high"] >= low) & (table["grade_low"] <= high)
    known = table[here & table["share_low"].notna() & (table["students"] > 0)]
    missing = sorted(set(seats["school_id"]) - set(known["school_id"]))
    if known.empty:
        return None, f"Unknown: no result of these schools in {subject}; fill the table of results."
    least, most = (float((known["students"] * (1 - known[name])).sum()) for name in ("share_high", "share_low"))
    students = float(known["students"].sum())
    ends = f"{least / students:.0%}" if least == most else f"{least / students:.0%} to {most / students:.0%}"
    lacks = f" Unknown for {len(missing)} of the schools." if missing else ""
    return (least + most) / 2 / students, f"{ends} of students there are proficient now.{lacks}"


def _alike(plan: Drafted) -> str:
    bound = number(plan.evidence, "wwc.baseline.adjusted")
    return f"Before tutoring the two groups must lie within {bound:g} standard deviations of each other."


def _named(assessment: str, subject: str) -> Check:
    if assessment:
        return Check("assessment", "yes", f"Growth is measured on {assessment}.")
    says = f"No assessment is named for {subject}."
    return Check("assessment", "unknown", says, f"Name one: policy.rollout.goals.assessments['{subject}'].")


def _in_time(assessment: str, day: date | None, expected: Expected) -> Check:
    """Whether the assessment comes late enough to show what the sessions did."""
    if not assessment:
        return Check("time", "unknown", "Without an assessment there is no day of it.")
    if day is None:
        says = f"The table of dates has no day of {assessment} after tutoring begins."
        return Check("time", "unknown", says, f"Add its days to dates, kind assessment, labelled {assessment}.")
    share = expected.share_of_time or 0.0
    over = "all" if share >= 1 else f"{share:.0%}"
    return Check("time", "yes", f"By {day} {over} of the tutoring time is over; the low end counts no more of it.")


def _dosage_and_effect(plan: Drafted, expected: Expected, target: float) -> Check:
    """Whether the forecast reaches the target: surely at its low end, never beyond its high end."""
    adequate = number(plan.evidence, "dosage.adequate_hours")
    says = (
        f"The forecast is {expected.value:.2f} standard deviations, from {expected.low:.3f} to {expected.high:.2f}, at "
        f"{expected.designed_hours:.0f} hours designed and {expected.attended_hours:.0f} attended of {adequate:g} "
        "that are adequate."
    )
    if target > expected.high:
        would = f"A target of at most {expected.high:.2f}; no more is forecast at the best."
        return Check("forecast", "no", says, would)
    if target > expected.low or target <= 0:
        more = max(0.0, adequate - expected.attended_hours)
        hours = f" {more:.0f} more hours attended would make the dosage adequate." if more else ""
        would = f"A target of {math.floor(PARTS * expected.low) / PARTS:g} is within reach at the low end.{hours}"
        return Check("forecast", "unknown", says, would)
    return Check("forecast", "yes", says)
