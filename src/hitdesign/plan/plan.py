"""The plan: the four answers of one district under one policy, and everything they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.questions import OF_SCHOOLS, ask_why_not_schools
from hitdesign.district.columns import Facts
from hitdesign.district.district import District
from hitdesign.errors import SolverError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.need.presets import selection_checks
from hitdesign.plan.answers.answer import Answer
from hitdesign.plan.answers.answers import answers_of
from hitdesign.plan.departures import departures_of
from hitdesign.plan.forecast.forecast import Forecast, forecast_of
from hitdesign.plan.goals.goals import Goals, goals_of
from hitdesign.plan.instruction.instruction import Instruction, instruction_of
from hitdesign.plan.risks.risks import Risks, risks_of
from hitdesign.plan.scope.scope import Scope, scope_of
from hitdesign.plan.stakeholders.stakeholders import Stakeholders, stakeholders_of
from hitdesign.plan.team.team import Team, team_of
from hitdesign.plan.technology.technology import TechnologyPlan, technology_of
from hitdesign.plan.timeline.documents import Document, documents_of
from hitdesign.plan.timeline.timeline import Timeline, timeline_of
from hitdesign.policy import Policy
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.recommendation.rules import RuleBook
from hitdesign.recommendation.standards import open_checks_of
from hitdesign.solving.numbers import ProgramError


@dataclass(frozen=True)
class Plan:
    """What `design` hands back: facts and choices, the answers in order, and the assumptions, largest mover first."""

    district: District
    policy: Policy
    evidence: Evidence
    facts: Facts
    need: Need
    recommendation: Recommendation
    allocation: Allocation
    assumptions: tuple[Assumption, ...]

    @property
    def rules(self) -> RuleBook:
        """The rules of the recommendation; whatever recommends again on this plan's behalf uses them."""
        return self.recommendation.rules

    @cached_property
    def departures(self) -> pd.DataFrame:
        """Bands taught with another model than their first choice: reason, and cost of both; see `departures_of`."""
        return departures_of(self.recommendation, self.allocation)

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """Schools with students left who could be taught, and what decided; see `ask_why_not_schools`.

        Empty where the allocation carries no program, or a solver gives no answer with prices.
        """
        if self.allocation.formulation is None:
            return pd.DataFrame(columns=list(OF_SCHOOLS))
        try:
            return ask_why_not_schools(self.allocation)
        except (SolverError, ProgramError):
            return pd.DataFrame(columns=list(OF_SCHOOLS))

    @cached_property
    def scope(self) -> Scope:
        """Pilot or all schools at once, with a verdict of every rule; the pilot's schools, and the stages to all."""
        return scope_of(self)

    @cached_property
    def forecast(self) -> Forecast:
        """Effect and cost as ranges, by service, part and dosage, with every number they rest on."""
        return forecast_of(self)

    @cached_property
    def goals(self) -> Goals:
        """What to promise, by the guide's four families, and whether the plan makes it reachable."""
        return goals_of(self, self.forecast)

    @cached_property
    def team(self) -> Team:
        """Roles, responsibilities with hours and dates, and whose hours they exceed."""
        return team_of(self)

    @cached_property
    def risks(self) -> Risks:
        """What may go wrong by the plan's own numbers, with a mitigation of each; see `scenarios.mitigations`."""
        return risks_of(self)

    @cached_property
    def timeline(self) -> Timeline:
        """Every task before launch with owner, days, status, and how each contract is bought in a lawful way.

        Raises InputError where the plan has no launch, or the policy's own tasks, days and owners have faults.
        """
        return timeline_of(self)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Drafts of the documents that tasks of the timeline ask for; raises InputError as `timeline`."""
        return documents_of(self, self.timeline)

    @cached_property
    def stakeholders(self) -> Stakeholders:
        """Who must hear of the program, what, when and by whom; `stakeholders_of` also takes a pilot's results."""
        return stakeholders_of(self)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Questions of a board, answered with the facts behind each answer."""
        return answers_of(self)

    @cached_property
    def instruction(self) -> Instruction:
        """What is taught in the groups, and what of it is not given."""
        return instruction_of(self)

    @cached_property
    def technology(self) -> TechnologyPlan:
        """What seats online need, lack and cost."""
        return technology_of(self)

    @property
    def open_checks(self) -> tuple[str, ...]:
        """What the library did not test, each a sentence; never to be read as passed."""
        standard = self.evidence.standards[self.policy.standard]
        selected = () if self.need.found is None else selection_checks(self.policy.criteria, self.evidence)
        return (*selected, *self.allocation.open_checks, *open_checks_of(standard, self.policy.starts_on))

    def or_raise(self) -> Plan:
        """The plan itself; `Infeasible` has the same method and raises."""
        return self
