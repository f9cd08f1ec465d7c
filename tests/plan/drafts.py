"""Whole plans of the two small schools, with whatever tables a test puts in their place."""

from __future__ import annotations

from functools import cache
from typing import Any

from allocation.two_schools import case, cohort
from hitdesign.allocation.allocation import Allocation
from hitdesign.need.need import need_of
from hitdesign.plan.draft import draft
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend
from laws.solved import plan_of

#: Few aims, so that a plan takes little time.
QUICK = Policy(gap=0.0, tolerance=0.0, levels=("seats", "dollars"), enforce_standard=False)


@cache
def plain() -> Plan:
    """The plan of the two schools as they are; nothing may change it."""
    return drafted()


def drafted(*cohorts: dict[str, Any], policy: Policy = QUICK, **tables: Any) -> Plan:
    """The plan of the two schools (12 and 9 seats in need), with other cohorts and tables where given."""
    given = case(list(cohorts) or [cohort("A", 12), cohort("B", 9)], policy=policy, **tables)
    need = need_of(given.district, given.policy)
    recommendation = recommend(given.district, need, given.policy, evidence=given.evidence)
    allocation = plan_of(given)
    assert isinstance(allocation, Allocation), allocation
    return draft(given.district, given.policy, given.evidence, need, recommendation, allocation, rank_assumptions=False)
