"""Choices about scope: whether to begin with a pilot, how large, and which schools must or must not be in it."""

from __future__ import annotations

from pydantic import Field

from hitdesign.choice import Choice


class PilotChoices(Choice):
    """What the district wants of a pilot; blank: what the plan's own facts speak for."""

    #: Schools of the pilot; None: as many as the facts speak for.
    n_schools: int | None = Field(default=None, ge=1)
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
