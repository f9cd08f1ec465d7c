"""What a district decides about small numbers in what it publishes; no value here is law."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hitdesign.quantities import Count, Positive


class Band(BaseModel):
    """From so many students in a group on, a rate within `share` of 0 % or 100 % is coded, as `≤5%` or `≥95%`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_students: Positive
    share: float = Field(gt=0, lt=0.5, allow_inf_nan=False)


class DisclosurePolicy(BaseModel):
    """The district's choices about small numbers. The defaults are common practice, not a rule of law.

    threshold_students: counts from 1 to below it are hidden. zeros: whether a count of 0 is shown.
    both_sides: whether the others of a group (its size less the count) are protected in the same way.
    bands: how rates near 0 % and 100 % are coded, by the size of the group; empty: never.
    lower_students, upper_students, width_students: how far a reader must stay from a hidden count: what can be worked
    out must reach so far below it (no further than 0), so far above it (None: up to the threshold), and be so wide.
    measure: what counts as lost, `cells` or `students` in them; total_weight: how many cells a total counts for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold_students: Positive = 10
    zeros: Literal["show", "hide"] = "show"
    both_sides: bool = True
    bands: tuple[Band, ...] = (
        Band(from_students=20, share=0.20),
        Band(from_students=50, share=0.10),
        Band(from_students=100, share=0.05),
    )
    lower_students: Count = 1
    upper_students: Count | None = None
    width_students: Count = 5
    measure: Literal["cells", "students"] = "cells"
    total_weight: float = Field(default=3.0, ge=1, le=1000, allow_inf_nan=False)

    @field_validator("bands")
    @classmethod
    def _by_size(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        ordered = tuple(sorted(bands, key=lambda band: band.from_students))
        if len({band.from_students for band in ordered}) != len(ordered):
            raise ValueError("two bands begin at the same number of students")
        return ordered

    def share_for(self, group_students: float) -> float | None:
        """The band's share for a group of this size; None where its rates are not coded."""
        share = None
        for band in self.bands:
            if band.from_students <= group_students:
                share = band.share
        return share

    def small(self, students: float) -> bool:
        """Whether a count is too small to be shown."""
        return 0 < students < self.threshold_students or (students == 0 and self.zeros == "hide")

    def reach_above(self, students: float) -> float:
        """How far above a hidden count a reader must still hold possible, in students."""
        to_threshold = self.threshold_students - students
        return max(0.0, to_threshold if self.upper_students is None else float(self.upper_students))
