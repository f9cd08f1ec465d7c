"""The goals of the district's own plan beside those of the program: which are served, which by nothing here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from hitdesign.district.program_records import StrategicGoal
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.goals.goal import BETWEEN, Goal
from hitdesign.plan.student_groups import EVERYBODY, mark_of, seats_serving
from hitdesign.quantities import TOLERANCE, print_count, print_grades

COLUMNS = ("goal_id", "goal", "served", "served_by", "seats", "needed_students", "reachable", "by", "sentence")


def strategic_table(plan: Drafted, goals: Sequence[Goal]) -> pd.DataFrame:
    """One row per goal of the district's own plan: what serves it, with how many seats, and whether that can do.

    `served`: yes (seats whose grades all lie within its own), no (no seat for its subject, grades and students),
    unknown (its students or grades are not told apart in the tables). needed_students: that have to cross the line for
    its target, of the enrollment spread evenly over grades.
    `reachable` by the seats alone: no where they are fewer than those students, else unknown: a score that grows does
    not say who crosses a line.
    """
    rows = [_row(plan, one, goals) for one in plan.district.strategic_goals]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def with_served(goals: Sequence[Goal], table: pd.DataFrame) -> tuple[Goal, ...]:
    """The goals, each with the goals of the district's own plan that it serves."""
    served: dict[str, list[str]] = {goal.goal_id: [] for goal in goals}
    for own, by in table[["goal_id", "served_by"]].itertuples(index=False):
        for one in str(by).split(BETWEEN) if by else []:
            served[one].append(str(own))
    return tuple(replace(goal, serves=tuple(served[goal.goal_id])) for goal in goals)


def _row(plan: Drafted, own: StrategicGoal, goals: Sequence[Goal]) -> tuple[object, ...]:
    mark = mark_of(own.student_group)
    sure, maybe = seats_serving(plan, own)
    served = "yes" if len(sure) else "unknown" if len(maybe) else "no"
    by = _serving(own, mark, goals, sure["subject"].unique().tolist()) if served == "yes" else []
    most = float(maybe["students"].sum())
    needed = needed_students(plan, own)
    lacks = bool(not math.isnan(needed) and most < needed - TOLERANCE)
    reachable = "no" if served == "no" or lacks else "unknown"
    says = _sentence(own, served, float(sure["students"].sum()), most, needed, lacks=lacks)
    seats_of = float(sure["students"].sum())
    return own.goal_id, own.goal, served, BETWEEN.join(by), seats_of, needed, reachable, own.by, says


def _serving(own: StrategicGoal, mark: str | None, goals: Sequence[Goal], subjects: list[str]) -> list[str]:
    """Goals of the program that serve it: engagement for attendance, else participation and growth of its subject."""
    if own.measure == "attendance_rate":
        return [goal.goal_id for goal in goals if goal.family == "engagement"]
    wanted = [goal for goal in goals if goal.family in ("participation", "growth")]
    by_mark = [goal.goal_id for goal in wanted if mark and goal.goal_id.endswith(f":{mark}")]
    return [goal.goal_id for goal in wanted if goal.subject in subjects] + by_mark


def needed_students(plan: Drafted, own: StrategicGoal) -> float:
    """Students who have to cross the line for the target: its distance x those enrolled in its grades; NaN unknown."""
    signs = {"share_proficient": 1, "share_below_proficient": -1}
    if own.measure not in signs or own.baseline is None or own.target is None:
        return float("nan")
    if mark_of(own.student_group) != EVERYBODY:
        return float("nan")
    schools = plan.facts.schools
    low, high = (schools[name].to_numpy(dtype=float) for name in ("grade_low", "grade_high"))
    inside = np.clip(np.minimum(high, own.grade_high) - np.maximum(low, own.grade_low) + 1, 0, None)
    enrolled = schools["enrollment"].to_numpy(dtype=float) * inside / (high - low + 1)
    here = enrolled[inside > 0]
    if not len(here) or np.isnan(here).any():
        return float("nan")
    return max(0.0, math.ceil(signs[own.measure] * (own.target - own.baseline) * float(here.sum()) - TOLERANCE))


def _sentence(own: StrategicGoal, served: str, seats: float, most: float, needed: float, *, lacks: bool) -> str:
    grades = print_grades(own.grade_low, own.grade_high) if own.grade_low > -2 or own.grade_high < 13 else "all"
    what = f"{own.subject or 'any subject'}, grades {grades}, {own.student_group}"
    if served == "no":
        return f"{own.goal_id}: no part of the plan serves it ({what}): it has no seats there."
    if served == "unknown":
        many = print_count(most, "seat")
        return f"{own.goal_id}: {many} may serve it ({what}); the tables do not tell its students or grades apart."
    text = f"{own.goal_id}: served by {print_count(seats, 'seat')} ({what})."
    if lacks:
        short = print_count(needed - most, "seat")
        text += f" Its target takes {needed:,.0f} students, so tutoring alone cannot reach it: {short} short."
    elif not math.isnan(needed):
        text += f" Its target takes {needed:,.0f} students across the line; whether as many cross it is not forecast."
    return text
