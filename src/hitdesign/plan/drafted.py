"""What every further part of a plan is made from: the facts, the choices and the four answers."""

from __future__ import annotations

from typing import Protocol

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.columns import Facts
from hitdesign.district.district import District
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.recommendation.recommendation import Recommendation


class Drafted(Protocol):
    """A plan as its parts see it."""

    @property
    def district(self) -> District:
        """The facts as tables."""

    @property
    def policy(self) -> Policy:
        """The choices; those about the program around the plan stand in `policy.rollout`."""

    @property
    def evidence(self) -> Evidence:
        """What is known."""

    @property
    def facts(self) -> Facts:
        """The facts as columns."""

    @property
    def need(self) -> Need:
        """Who needs tutoring."""

    @property
    def recommendation(self) -> Recommendation:
        """Which tutoring models, and why."""

    @property
    def allocation(self) -> Allocation:
        """Who is served, by whom, with what money."""

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What nobody in the district said."""

    @property
    def open_checks(self) -> tuple[str, ...]:
        """What was not tested."""
