"""The plan drawn up from the four answers."""

from __future__ import annotations

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.plan.moves import ranked
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommendation import Recommendation


def draft(
    district: District,
    policy: Policy,
    evidence: Evidence,
    need: Need,
    recommendation: Recommendation,
    allocation: Allocation,
    *,
    rank_assumptions: bool = True,
) -> Plan:
    """The plan of a district from its need, recommendation and allocation, with the assumptions that they rest on.

    `rank_assumptions`: solve the linear program again per assumption with a range, to say what each moves.
    """
    facts = facts_of(district, policy, evidence)
    assumptions = (*facts.assumptions, *need.assumptions)
    if rank_assumptions:
        assumptions = ranked(district, policy, evidence, need, recommendation)
    return Plan(
        district=district,
        policy=policy,
        evidence=evidence,
        facts=facts,
        need=need,
        recommendation=recommendation,
        allocation=allocation,
        assumptions=assumptions,
    )
