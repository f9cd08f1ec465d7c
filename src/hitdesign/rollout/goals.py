"""Choices about goals: what is promised, on which assessment, and from how many sessions on a student counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hitdesign.choice import Choice
from hitdesign.quantities import Share

GoalFamily = Literal["design", "participation", "growth", "engagement"]
#: No program moves students by more than this.
Deviations = Annotated[float, Field(gt=0, le=3)]


class GoalChoices(Choice):
    """What the district promises; blank: what the plan can reach."""

    #: The assessment on which growth is measured, by subject, such as {"math": "NWEA MAP"}.
    assessments: Mapping[str, str] = Field(default_factory=dict)
    #: Sessions attended from which on a student counts as a participant; None: what the policy's standard asks.
    least_sessions: int | None = Field(default=None, ge=1, le=1000)
    #: Share of the students in need who are to take part, by subject; others: what the plan can reach.
    participation_shares: Mapping[str, Share] = Field(default_factory=dict)
    #: Growth beyond that of students without tutoring, in standard deviations, by subject; others: the forecast's low
    #: end.
    growth_sd: Mapping[str, Deviations] = Field(default_factory=dict)
    #: Percentage points by which attendance is to be higher on days with tutoring; None: the least seen elsewhere.
    attendance_points: float | None = Field(default=None, gt=0, le=100)
    #: The day by which all but the goals of design are to be reached; None: each its own.
    by: date | None = None
    #: The role that answers for a family of goals, where it is not the usual one.
    owners: Mapping[GoalFamily, str] = Field(default_factory=dict)
