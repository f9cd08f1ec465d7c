"""The shape of a rule on risks: what is looked at, from where on it is a risk, and how bad it then is."""

from __future__ import annotations

from math import isnan
from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.evidence.known import Known
from hitdesign.quantities import Share

#: What a risk is about, in the words of the barriers table.
RiskKind = Literal[
    "schedule", "space", "staff", "money", "technology", "transport", "attendance", "instruction", "law", "other"
]


class RiskRule(Known):
    """One rule: the value of a place is held against `trigger`; at or beyond it, on the `worse` side, it is a risk.

    Likelihood is low at the trigger, medium from `likely_medium`, high from `likely_high` on the same value.
    Consequence is medium from `hurts_medium`, high from `hurts_high` on the share of the plan's seats or dollars
    behind it, whichever is larger. Texts hold words in braces that the plan's own numbers fill.
    """

    name: str = Field(min_length=1)
    kind: RiskKind
    #: What the value is, and its unit.
    measures: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    worse: Literal["higher", "lower"]
    trigger: float
    likely_medium: float
    likely_high: float
    hurts_medium: Share
    hurts_high: Share
    #: What is said of a place at which it is a risk, and of one of which the value is not known.
    says: str = Field(min_length=1)
    unknown: str = Field(min_length=1)
    #: What can be done about it, in words.
    mitigation: str = Field(min_length=1)
    #: The concern of the guide that it stands for.
    section: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        sign = 1 if self.worse == "higher" else -1
        if not sign * self.trigger <= sign * self.likely_medium <= sign * self.likely_high:
            raise ValueError("trigger, likely_medium and likely_high run from bad to worse")
        if self.hurts_medium > self.hurts_high:
            raise ValueError("hurts_medium is above hurts_high")
        return self

    def beyond(self, value: float, bound: float) -> bool:
        """Whether a value is at the bound or worse; what is not known never is.

        >>> from hitdesign.evidence.library import shipped
        >>> rule = shipped().risk_rules["pool_nearly_full"]
        >>> rule.beyond(0.98, rule.trigger), rule.beyond(0.5, rule.trigger)
        (True, False)
        """
        slack = 1e-9 * max(1.0, abs(bound))
        return value >= bound - slack if self.worse == "higher" else value <= bound + slack

    def likelihood(self, value: float) -> str:
        """low, medium or high for a value at or beyond the trigger."""
        if self.beyond(value, self.likely_high):
            return "high"
        return "medium" if self.beyond(value, self.likely_medium) else "low"

    def consequence(self, share: float) -> str:
        """low, medium or high for the share of the plan that is behind it; not known counts as high."""
        if isnan(share) or share >= self.hurts_high:
            return "high"
        return "medium" if share >= self.hurts_medium else "low"
