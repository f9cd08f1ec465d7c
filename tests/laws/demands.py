"""What awards demand, drawn for small districts: match, minimums, caps, money of schools, fiscal years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hitdesign.district.money_records import MatchGift, SchoolAllocation
from hitdesign.district.records import FundingStream
from hitdesign.evidence.records import Program

if TYPE_CHECKING:
    from laws.districts import Case, Dice

#: One flag per kind of demand.
DEMANDS = ("match", "minimum_spend", "admin_cap", "hour_caps", "school_money", "fiscal_year")


def _law(name: str, restrictiveness: int, **rules: object) -> Program:
    base = {"source": "planning_default", "as_of": date(2026, 1, 1), "verified": False}
    return Program.model_validate({"name": name, "summary": name, "restrictiveness": restrictiveness, **base, **rules})


#: Laws of money that demand something, or that may be match.
DEMANDING = {
    "local": _law("local", 1, federal=False),
    "restricted": _law("restricted", 3, restricted_indirect=True),
    "gifts_count": _law("gifts_count", 3, match_in_kind=True, match_share_of_total=0.3),
    "carry_over": _law("carry_over", 4, carry_over_share=0.4, carry_over_after_months=5, carry_over_from_dollars=100.0),
}


def with_demands(dice: Dice, has: frozenset[str], case: Case) -> Case:
    """The case with what its awards demand."""
    funding = list(case.district.funding)
    number = dice.pick(range(len(funding)))
    one = funding[number]
    gifts: tuple[MatchGift, ...] = ()
    allocations: tuple[SchoolAllocation, ...] = ()
    policy = case.policy
    if "match" in has:
        one, local, gifts = _matched(dice, one)
        funding += local
    if "minimum_spend" in has:
        one = _spent(dice, one)
        policy = policy.model_copy(update={"strict_minimum_spending": dice.pick([True, False])})
    if "admin_cap" in has:
        share, rate = dice.pick([0.03, 0.05]), dice.pick([0.08, 0.153])
        one = one.model_copy(update={"administration_cap_share": share, "indirect_rate": rate})
    if "hour_caps" in has:
        one = one.model_copy(update={"per_hour_cap_dollars": dice.pick([15.0, 22.22])})
    if "school_money" in has:
        allocations = _of_schools(dice, one, [school.school_id for school in case.district.schools])
    if "fiscal_year" in has:
        policy = policy.model_copy(update={"fiscal_year_ends": dice.pick(["09-30", "12-31", ""])})
        one = one.model_copy(update={"fiscal_year_ends": dice.pick(["", "10-31"])})
    funding[number] = one
    tables = {"funding": tuple(funding), "match_gifts": gifts, "school_allocations": allocations}
    return replace(case.with_tables(**tables), policy=policy)


def _matched(dice: Dice, one: FundingStream) -> tuple[FundingStream, list[FundingStream], tuple[MatchGift, ...]]:
    """A stream that needs match, who may pay it, and gifts."""
    other = one.model_copy(
        update={"stream_id": "local", "program": "local", "award_dollars": dice.pick([300.0, 1200.0, 55.5])}
    )
    source = dice.pick(["", "local"])
    if dice.pick([True, False]) and one.program == "anything":
        one = one.model_copy(update={"program": "gifts_count", "match_source": source})
        gift = MatchGift(gift_id="hours", stream_id=one.stream_id, dollars=dice.pick([100.0, 33.33]))
        alone = source == "" and dice.pick([True, False])
        return one, [] if alone else [other], (gift,)
    one = one.model_copy(update={"match_share_of_total": dice.pick([0.25, 0.5, 0.1]), "match_source": source})
    return one, [other], ()


def _spent(dice: Dice, one: FundingStream) -> FundingStream:
    """A stream of which so much should be spent."""
    if one.program == "anything" and dice.pick([True, False]):
        return one.model_copy(update={"program": "carry_over"})
    least = round((one.award_dollars - one.committed_dollars) * dice.pick([0.3, 0.8]), 2)
    return one.model_copy(update={"minimum_spend_dollars": least})


def _of_schools(dice: Dice, one: FundingStream, schools: Sequence[str]) -> tuple[SchoolAllocation, ...]:
    """Parts of an award that schools hold."""
    shares = zip(schools, dice.pick([(0.5, 0.3), (0.2, 0.8), (0.9, 0.1), (0.0, 0.6)]), strict=False)
    return tuple(
        SchoolAllocation(
            stream_id=one.stream_id,
            school_id=name,
            dollars=round(share * one.award_dollars, 2),
            controlled_by=dice.pick(["school", "school", "district"]),
        )
        for name, share in shares
        if share
    )
