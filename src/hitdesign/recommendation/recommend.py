"""Recommend: hear every rule on every band and tutoring model, add up, rank."""

from __future__ import annotations

from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Policy
from hitdesign.recommendation.gather import situation_of
from hitdesign.recommendation.objectives import check_objectives
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from hitdesign.recommendation.rules import RuleBook
from hitdesign.rights.reach import reach_of


def recommend(
    district: District,
    need: Need | None = None,
    policy: Policy | None = None,
    *,
    evidence: Evidence | None = None,
    rules: RuleBook | None = None,
) -> Recommendation:
    """The tutoring models of every band, ranked, with every verdict.

    Blank arguments: the need that the district's cohorts state, the default policy, the shipped evidence and rules.
    Raises InputError where the policy names a standard, a rule or an objective's subject, or a stream a program, that
    there is none of, and where a rule of your own cannot be heard.

    >>> from hitdesign.recommendation.recommend import recommend
    >>> recommend  # doctest: +ELLIPSIS
    <function recommend at ...>
    """
    policy = policy or Policy()
    evidence = evidence or shipped()
    check_objectives(policy, district)
    need = need or need_of(district, policy, evidence=evidence)
    facts = facts_of(district, policy, evidence)
    reach = reach_of(facts, need, evidence, policy)
    return recommend_from(situation_of(facts, need, reach, policy), policy, evidence, rules)
