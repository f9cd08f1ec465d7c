"""The goal of a simulation: so many seats; whether a scenario reaches it, and whether any plan could."""

from __future__ import annotations

from typing import get_args

from pydantic import Field, ValidationError

from hitdesign.district.records import Tier
from hitdesign.errors import Fault, InputError
from hitdesign.levers import Part
from hitdesign.policy import Policy
from hitdesign.quantities import print_count
from hitdesign.scenarios.outcome import Outcome

#: How far seats may be below the goal, relative to it, and still be the goal: what a solver leaves of a whole number.
SAME = 1e-6


class Goal(Part):
    """At least so many seats, of one tier or (blank) of all; a student with two subjects has two seats.

    >>> from hitdesign.scenarios.chance_goal import Goal
    >>> str(Goal(seats=400, tier="intensive"))
    '400 intensive seats'
    """

    seats: float = Field(ge=0, allow_inf_nan=False)
    tier: Tier | None = None

    def __str__(self) -> str:
        return print_count(self.seats, f"{self.tier} seat".replace("_", " ") if self.tier else "seat")

    def met_by(self, seats: float) -> bool:
        """Whether so many seats are the goal; unknown ones are not."""
        return seats >= self.seats - SAME * max(1.0, self.seats)

    def served(self, outcome: Outcome) -> float:
        """The seats of a scenario that count for the goal; NaN where it has no plan."""
        return outcome.served.get(self.tier, float("nan")) if self.tier else outcome.seats


def goal_of(goal: Goal | float) -> Goal:
    """A goal, also from a bare number of seats; raises InputError where that is none."""
    if isinstance(goal, Goal):
        return goal
    try:
        return Goal(seats=goal)
    except ValidationError:
        fault = Fault("goal", "this is no number of seats", "0 seats or more", "Correct it", found=str(goal))
        raise InputError([fault]) from None


def goal_first(policy: Policy, goal: Goal) -> Policy:
    """The policy with one level: as many as possible of the seats that count for the goal, each as much as another.

    Floors, mandates, dates and what money may pay for stay. A goal can be kept where this policy's plan reaches it.

    >>> from hitdesign.policy import Policy
    >>> from hitdesign.scenarios.chance_goal import Goal, goal_first
    >>> goal_first(Policy(), Goal(seats=10)).levels
    ('seats',)
    """
    changed: dict[str, object] = {
        "levels": ("seats",),
        "level_tolerances": {},
        "tolerance": 0.0,
        "tier_weights": {tier: float(goal.tier in (None, tier)) for tier in get_args(Tier)},
        "school_priorities": {},
        "subject_priorities": {},
        "grade_priorities": {},
    }
    return Policy(**{**dict(policy), **changed})


def most_seats(outcome: Outcome) -> float:
    """The seats that a scenario under `goal_first` reaches; NaN where it has no plan."""
    return outcome.levels["seats"][0] if "seats" in outcome.levels else float("nan")
