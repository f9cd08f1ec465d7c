"""Choices about scope: whether to begin with a pilot, how large, and which schools must or must not be in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hitdesign.choice import Choice

#: What pilot schools and all schools are compared by.
PilotMeasure = Literal["levels", "poverty", "size", "need", "locale", "board_area"]
MeasureWeight = Annotated[float, Field(ge=0, le=1000)]


class PilotChoices(Choice):
    """What the district wants of a pilot; blank: what the plan's own facts speak for.

    >>> from hitdesign.rollout.pilot import PilotChoices
    >>> PilotChoices(n_schools=4, weights={"need": 2.0}).stages
    3
    """

    #: Schools of the pilot; None: as many as the facts speak for.
    n_schools: int | None = Field(default=None, ge=1)
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    #: How much each measure counts; who is not named counts 1, and 0 leaves it to the comparison afterwards.
    weights: Mapping[PilotMeasure, MeasureWeight] = Field(default_factory=dict)
    #: What a year of the pilot may take; None: what there is.
    most_dollars: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    most_tutors: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    #: Proved distance to the best choice there is, as a share of it.
    gap: float = Field(default=0.01, ge=0, le=1)
    #: Random choices that the pilot is held against, and the number that they are drawn from.
    draws: int = Field(default=10_000, ge=100, le=1_000_000)
    seed: int = Field(default=1, ge=0)
    #: Steps from the pilot to all schools, both counted, and the months from one to the next.
    stages: int = Field(default=3, ge=2, le=10)
    months_between_stages: int = Field(default=12, ge=1, le=60)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        both = sorted(set(self.must) & set(self.must_not))
        if both:
            raise ValueError(f"must and must_not both name {', '.join(both)}")
        return self
