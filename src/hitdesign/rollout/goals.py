"""Choices about goals: what is promised, on which assessment, and from how many sessions on a student counts."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from hitdesign.choice import Choice


class GoalChoices(Choice):
    """What the district promises; blank: what the plan can reach."""

    #: The assessment on which growth is measured, by subject, such as {"math": "NWEA MAP"}.
    assessments: Mapping[str, str] = Field(default_factory=dict)
