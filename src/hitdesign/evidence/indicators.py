"""The shape of a leading indicator: what shows early whether tutoring runs as designed, and from where on one acts."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.evidence.known import Known
from hitdesign.quantities import Share

Better = Literal["higher", "lower"]


class IndicatorFact(Known):
    """A leading indicator with its goal (`target`), the value at or beyond which one acts (`act_at`), and the week.

    `unit`: "share 0-1", or what it is counted in; `low` and `high`: the ends that a value can have, blank: none.
    """

    name: str
    measures: str
    formula: str
    unit: str
    data: tuple[str, ...] = Field(min_length=1)
    better: Better
    target: float
    act_at: float
    low: float = 0.0
    high: float | None = None
    #: Weeks after launch from which on it is read.
    due_weeks: int = Field(ge=0, le=52)
    #: A value older than so many days says nothing any more.
    fresh_days: int = Field(ge=1, le=366)
    #: At least this share of what it should count has to be known.
    least_known_share: Share
    owner: str
    #: What to do where it stands between the goal and `act_at`, and where it is worse.
    on_watch: str
    on_act: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        worse = self.act_at < self.target if self.better == "higher" else self.act_at > self.target
        if not worse:
            raise ValueError("act_at is worse than target")
        ends = (self.low, self.high if self.high is not None else float("inf"))
        if not all(ends[0] <= value <= ends[1] for value in (self.target, self.act_at)):
            raise ValueError("target and act_at lie between low and high")
        return self
