"""The shape of a rule on scope: what it looks at, and from which value on it speaks for a pilot or for all schools."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.evidence.known import Known
from hitdesign.quantities import Share

ScopeFamily = Literal["evidence", "capacity", "money", "readiness", "buy_in"]


class ScopeRule(Known):
    """One rule of the book on pilot or district-wide.

    `measures`: what its number is, in `unit`; `better`: which end of it speaks for all schools. At `pilot_at` or worse
    it speaks for a pilot, at `district_at` or better for all schools, between them for neither; a blank end never
    speaks. `strength`: how much it counts. `for_pilot`, `for_district`, `for_neither`: sentences with the rule's
    numbers to fill in; `provide`: what to give where its number is unknown.
    """

    name: str
    family: ScopeFamily
    measures: str
    unit: str = Field(min_length=1)
    better: Literal["higher", "lower"] = "higher"
    pilot_at: float | None = None
    district_at: float | None = None
    strength: Share
    for_pilot: str = ""
    for_district: str = ""
    for_neither: str
    provide: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.pilot_at is None and self.district_at is None:
            raise ValueError("a rule needs pilot_at, district_at, or both")
        if self.pilot_at is not None and self.district_at is not None:
            apart = self.district_at - self.pilot_at
            if (apart if self.better == "higher" else -apart) < 0:
                raise ValueError("district_at lies on the better side of pilot_at")
        if (self.pilot_at is not None) != bool(self.for_pilot):
            raise ValueError("for_pilot stands beside pilot_at")
        if (self.district_at is not None) != bool(self.for_district):
            raise ValueError("for_district stands beside district_at")
        return self
