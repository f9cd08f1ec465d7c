"""The spine: from a district and its choices to a plan, read aloud."""

from __future__ import annotations

from typing import Any

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import need_of
from hitdesign.plan.draft import draft
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.rules import RuleBook


def design(
    district: District,
    policy: Policy | None = None,
    *,
    evidence: Evidence | None = None,
    rules: RuleBook | None = None,
    solver: Any = None,
    rank_assumptions: bool = True,
    last: Allocation | None = None,
) -> Plan | Infeasible:
    """A district's tutoring program: who needs it, which tutoring model and why, who serves whom with what money.

    `rules`: those of the recommendation (None: the shipped ones). `solver`: any PuLP solver (None: HiGHS).
    `rank_assumptions`: say what each assumption moves (solves the linear program once for each; off, a city's plan
    comes sooner). `last`: a plan to stay near to, for the level least_change. Returns Infeasible where the policy's
    floors cannot be kept; raises InputError where the evidence lacks what the tables name, SolverError where no answer
    can be trusted.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award))
    >>> plan.allocation.proved
    True
    """
    policy, evidence = policy or Policy(), evidence or shipped()
    need = need_of(district, policy, evidence=evidence)
    recommendation = recommend(district, need, policy, evidence=evidence, rules=rules)
    allocation = allocate(district, need, recommendation, policy, evidence=evidence, solver=solver, last=last)
    if isinstance(allocation, Infeasible):
        return allocation
    return draft(district, policy, evidence, need, recommendation, allocation, rank_assumptions=rank_assumptions)
