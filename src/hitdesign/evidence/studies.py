"""The shapes of what is known about judging studies: how many may be lost, and what a tier of evidence asks for."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.evidence.known import Known
from hitdesign.quantities import Positive

StudyDesign = Literal["randomised", "comparison", "correlational"]
StudyRating = Literal["without_reservations", "with_reservations", "does_not_meet", "not_rated"]
#: Percentages of a whole.
WHOLE = 100


class AttritionBoundary(Known):
    """The most that two arms' losses may differ for a study to keep low attrition, by what is lost overall.

    Percentage points, the first at an overall loss of 0%, each further one at one percent more; past the last,
    attrition is high whatever the difference.
    """

    name: str
    assumption: Literal["cautious", "optimistic"]
    standard: str
    most_differential_points: tuple[float, ...] = Field(min_length=2, max_length=WHOLE + 1)

    @model_validator(mode="after")
    def _are_points(self) -> Self:
        if not all(0 <= points <= WHOLE for points in self.most_differential_points):
            raise ValueError("most_differential_points lie between 0 and 100")
        return self


class EvidenceTier(Known):
    """What a study must be to reach a tier of evidence; a blank condition asks for nothing."""

    tier: int = Field(ge=1, le=9)
    name: str
    summary: str
    designs: tuple[StudyDesign, ...] = ()
    ratings: tuple[StudyRating, ...] = ()
    least_students: Positive | None = None
    least_sites: Positive | None = None
    #: A statistically significant and positive effect on a relevant outcome.
    significant_positive: bool = False
    #: No statistically significant and negative effect that stands against it.
    no_overriding_negative: bool = False
    #: Statistical controls for selection, where the design is one of these.
    controls_where: tuple[StudyDesign, ...] = ()
    #: A rationale from research, and a study of the effects that is under way.
    rationale: bool = False
    ongoing_study: bool = False
    #: Conditions of an otherwise verified tier that a person has to check first.
    unverified_fields: tuple[str, ...] = ()
