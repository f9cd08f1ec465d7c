"""Plans with choices about goals, and plans much larger than what a test can solve."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hitdesign.plan.forecast.forecast import Forecast, forecast_of
from hitdesign.plan.goals.goal import Check, Goal
from hitdesign.plan.goals.goals import Goals, goals_of
from hitdesign.plan.plan import Plan
from hitdesign.rollout.goals import GoalChoices
from hitdesign.rollout.rollout import Rollout
from plan.forecast.drafts import rich_plan


def promising(plan: Plan | None = None, **choices: Any) -> Plan:
    """The plan under these choices about goals."""
    one = plan or rich_plan()
    rollout = Rollout(goals=GoalChoices(**choices))
    return replace(one, policy=one.policy.model_copy(update={"rollout": rollout}))


def many_times(plan: Plan, factor: int) -> Plan:
    """The plan with so many times its students in need, seats and groups, in a program that counts as its own size."""
    need, allocation = plan.need, plan.allocation
    cohorts = need.cohorts.copy()
    cohorts[["students", "students_low", "students_high"]] *= factor
    size = plan.policy.program_students or need.students
    return replace(
        plan,
        policy=plan.policy.model_copy(update={"program_students": size}),
        need=replace(need, cohorts=cohorts),
        allocation=replace(
            allocation,
            seats=allocation.seats.assign(students=allocation.seats["students"] * factor),
            groups=allocation.groups.assign(groups=allocation.groups["groups"] * factor),
            unserved=allocation.unserved.assign(students=allocation.unserved["students"] * factor),
        ),
    )


def promised(plan: Plan) -> Goals:
    """The goals of a plan; choices and tables that no forecast reads share one."""
    key = (id(plan.facts), id(plan.need), id(plan.allocation), plan.policy.program_students)
    if key not in KNOWN:
        KNOWN[key] = plan, forecast_of(plan)
    return goals_of(plan, KNOWN[key][1])


#: Forecasts by what they are made of, kept with the plan so that no part of it is forgotten.
KNOWN: dict[tuple[int | None, ...], tuple[Plan, Forecast]] = {}


def goal(found: Goals, goal_id: str) -> Goal:
    """The goal of that id."""
    return next(one for one in found.goals if one.goal_id == goal_id)


def check(found: Goals, goal_id: str, about: str) -> Check:
    """One check of a goal."""
    return next(one for one in goal(found, goal_id).checks if one.about == about)
