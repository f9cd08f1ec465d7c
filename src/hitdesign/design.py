"""The spine: from a district and its choices to a plan, read aloud."""

from __future__ import annotations

from typing import Any

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import need_of
from hitdesign.plan.draft import draft
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend


def design(
    district: District, policy: Policy | None = None, *, evidence: Evidence | None = None, solver: Any = None
) -> Plan | Infeasible:
    """A district's tutoring program: who needs it, which tutoring model and why, who serves whom with what money.

    Returns Infeasible where the policy's floors cannot be kept; raises InputError or SolverError otherwise.

    >>> from hitdesign.design import design
    >>> design  # doctest: +ELLIPSIS
    <function design at ...>
    """
    policy, evidence = policy or Policy(), evidence or shipped()
    need = need_of(district, policy)
    recommendation = recommend(district, need, policy, evidence=evidence)
    allocation = allocate(district, need, recommendation, policy, evidence=evidence, solver=solver)
    if isinstance(allocation, Infeasible):
        return allocation
    return draft(district, policy, evidence, need, recommendation, allocation)
