"""Choices about the team: who holds which role, beyond what the people table says."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from hitdesign.choice import Choice


class TeamChoices(Choice):
    """How the work is shared out."""

    #: Share of a person's hours for the program from which on the load is called too much.
    full_load: float = Field(default=1.0, gt=0, le=2)
    #: Who does a responsibility in the place of the role that the knowledge names: {"hire_and_check": "provider"}.
    done_by: Mapping[str, str] = Field(default_factory=dict)
