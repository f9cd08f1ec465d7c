"""Goals of participation: how many of the students in need attend enough sessions to count."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.evidence.library import number
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.reaching import share_reaching
from hitdesign.plan.goals.common import Due, called, count, end_of, owner_of, span_of, stated_check
from hitdesign.plan.goals.goal import Check, Goal, Reachable
from hitdesign.plan.goals.seat_rows import MARKS, in_need
from hitdesign.quantities import TOLERANCE, print_count

KEY = "participation"
HOPEFUL = " That attendance is hopeful: elsewhere at most {seen:.0%} of the sessions took place and were attended."


@dataclass(frozen=True)
class Turnout:
    """Students of a goal: in need (as planned, at least, at most), with a seat, with a seat of enough sessions.

    `sure`, `most`: who reach the minimum at the blocks' attendance, whatever the differences between students.
    """

    need: float
    need_least: float
    need_most: float
    seats: float
    long_enough: float
    sure: float
    most: float


def participation_goals(plan: Drafted, seats: pd.DataFrame) -> Iterator[Goal]:
    """One goal for each subject with seats, then one for each mark that students with seats have."""
    need = in_need(plan)
    for subject in sorted(str(one) for one in seats["subject"].unique()):
        here, cohorts = seats[seats["subject"] == subject], need[need["subject"] == subject]
        yield _goal(plan, here, cohorts, subject, "")
    for mark in MARKS:
        here, cohorts = seats[seats[mark] == "yes"], need[need[mark] == "yes"]
        if len(here):
            yield _goal(plan, here, cohorts, "", mark)


def least_sessions(plan: Drafted, seats: pd.DataFrame) -> tuple[int, str]:
    """Sessions from which on a student counts: the policy's, else the standard's, else what adequate hours ask for.

    Formula: standard: sessions a week x weeks, both at the least; hours: low end of adequate hours / hours of the
    longest session, rounded up.
    """
    chosen = plan.policy.rollout.goals.least_sessions
    if chosen is not None:
        return chosen, "policy.rollout.goals.least_sessions"
    standard = plan.evidence.standards[plan.policy.standard]
    if standard.least_sessions_per_week and standard.least_weeks:
        return standard.least_sessions_per_week * standard.least_weeks, f"evidence standards.{plan.policy.standard}"
    entry = plan.evidence.parameters["dosage.adequate_hours"]
    hours = number(plan.evidence, "dosage.adequate_hours") if entry.low is None else entry.low
    longest = float((seats["designed_hours"] / seats["designed_sessions"]).max())
    return math.ceil(hours / longest - TOLERANCE), "evidence parameters.dosage.adequate_hours"


def turnout_of(seats: pd.DataFrame, cohorts: pd.DataFrame, least: int) -> Turnout:
    """How many students of these cohorts attend at least so many sessions, at least and at most."""
    students = seats["students"].to_numpy(dtype=float)
    threshold = least / seats["designed_sessions"].to_numpy(dtype=float)
    low, high = share_reaching(seats["attendance_rate"].to_numpy(dtype=float), threshold)
    return Turnout(
        need=float(cohorts["students"].sum()),
        need_least=float(cohorts["students_least"].sum()),
        need_most=float(cohorts["students_most"].sum()),
        seats=float(students.sum()),
        long_enough=float(students[threshold <= 1].sum()),
        sure=float(students @ low),
        most=float(students @ high),
    )


def _goal(plan: Drafted, seats: pd.DataFrame, cohorts: pd.DataFrame, subject: str, mark: str) -> Goal:
    template, due = plan.evidence.goals[KEY], end_of(plan, seats)
    least, least_from = least_sessions(plan, seats)
    turnout = turnout_of(seats, cohorts, least)
    share = plan.policy.rollout.goals.participation_shares.get(subject) if subject else None
    wanted = _wanted(turnout, share)
    owner, owner_says = owner_of(plan, template.family, template.owner)
    low, high = span_of(seats)
    what = called(subject, seats, mark)
    seen = plan.evidence.parameters["dosage.actual_share"].high
    hopeful = "" if seen is None or not (seats["attendance_rate"] > seen).any() else HOPEFUL.format(seen=seen)
    checks = (*_checks(turnout, wanted, share, least, seats, hopeful), _in_time(due, seats), stated_check(plan))
    return Goal(
        goal_id=f"{KEY}:{subject or mark}",
        family=template.family,
        sentence=template.sentence.format(
            due=due.day,
            number=count(wanted),
            need=count(turnout.need),
            what=what,
            share=f"{wanted / turnout.need:.0%}",
            least=least,
        ),
        subject=subject,
        grade_low=low,
        grade_high=high,
        whom=what,
        baseline=0.0,
        baseline_says=f"Nobody has attended a session of this program before it begins; {count(turnout.need)} need it.",
        target=wanted / turnout.need,
        target_from="plan" if share is None else "policy",
        unit=template.unit,
        measure=template.measure,
        formula=f"{template.formula}; minimum = {least} ({least_from})",
        data=template.data,
        computed_by=template.computed_by,
        due=due.day,
        due_from=due.source,
        owner=owner,
        owner_says=owner_says,
        checks=checks,
        because=("allocation.seats", "cohorts.students", "blocks.take_up_rate", "blocks.attendance_rate", least_from),
    )


def _wanted(turnout: Turnout, share: float | None) -> float:
    """Students that the goal asks for: the policy's share of the need, else those who are sure to take part.

    Where nobody is sure, those who may; where nobody may, all with a seat.
    """
    if share is not None:
        return float(math.ceil(share * turnout.need - TOLERANCE))
    for known in (turnout.sure, turnout.most):
        if math.floor(known + TOLERANCE) >= 1:
            return float(math.floor(known + TOLERANCE))
    return turnout.seats


def _checks(
    turnout: Turnout, wanted: float, share: float | None, least: int, seats: pd.DataFrame, hopeful: str
) -> Iterator[Check]:
    """Seats for so many, sessions enough in their models, attendance enough whatever the differences.

    `hopeful`: a warning of attendance beyond what was seen elsewhere.
    """
    surely = wanted if share is None else math.ceil(share * turnout.need_most - TOLERANCE)
    maybe = wanted if share is None else math.ceil(share * turnout.need_least - TOLERANCE)
    short = surely - turnout.seats
    status = _status(surely=turnout.seats >= surely, never=turnout.seats < maybe)
    says = f"The plan has {print_count(turnout.seats, 'seat')} for {print_count(wanted, 'student')}."
    more = print_count(max(short, 0.0), "further seat")
    yield Check("seats", status, says, f"It takes {more}: money, tutors or rooms for them.")
    status = _status(surely=turnout.long_enough >= surely, never=turnout.long_enough < maybe)
    longest = float(seats["designed_sessions"].max())
    able = print_count(turnout.long_enough, "seat")
    says = f"In models of {least} sessions or more: {able}; the longest has {longest:.0f}."
    yield Check("dosage", status, says, f"Models of at least {least} sessions for {print_count(surely, 'student')}.")
    status = _status(surely=turnout.sure >= surely - TOLERANCE, never=turnout.most < maybe - TOLERANCE)
    says = (
        f"At the blocks' attendance at least {count(math.floor(turnout.sure + TOLERANCE))} and at most "
        f"{count(math.floor(turnout.most + TOLERANCE))} students attend {least} sessions, depending on how they differ."
        f"{hopeful}"
    )
    yield Check("attendance", status, says, _rate_needed(turnout, float(surely), least, seats))


def _status(*, surely: bool, never: bool) -> Reachable:
    return "yes" if surely else "no" if never else "unknown"


def _rate_needed(turnout: Turnout, surely: float, least: int, seats: pd.DataFrame) -> str:
    """The attendance with which the goal is sure: threshold + share of seats x (1 - threshold), at its greatest."""
    if not turnout.long_enough or surely > turnout.long_enough:
        return ""
    able = seats[seats["designed_sessions"] >= least]
    threshold = least / able["designed_sessions"].to_numpy(dtype=float)
    rate = float(np.max(threshold + surely / turnout.long_enough * (1 - threshold)))
    return f"Attendance of {math.ceil(1000 * rate - TOLERANCE) / 10:g}% on average would make it sure."


def _in_time(due: Due, seats: pd.DataFrame) -> Check:
    """Whether the sessions are over by the day."""
    last = seats["ends_on"].max().date()
    if due.day is None or due.day >= last:
        return Check("time", "yes", f"All sessions are held by {last}.")
    says = f"Sessions go on until {last}, after {due.day}; how many are held by then was not counted."
    return Check("time", "unknown", says, f"Set the day to {last} or later.")
