"""How each contract of the plan must be bought: its dollars, whose money pays, the limits, the lawful way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.district.program_records import Purchase
from hitdesign.evidence.records import Evidence
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.limits import Limits, limits_of
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_dollars

#: Ways that are lawful at any amount, if a person finds that their conditions are met.
CONDITIONAL = frozenset({"state_list", "sole_source", "existing"})
#: The way that is reckoned with where the lawful one is not known: the slowest.
CAUTIOUS = "sealed_proposals"
NOT_KNOWN = "cannot_be_told"


@dataclass(frozen=True)
class Buying:
    """One contract of the plan and how it is bought.

    `dollars`: what it may bill at most. `lawful_way`: what its dollars ask for, `cannot_be_told` where limits are not
    known. `way`: the one that is reckoned with: the stated one, else the lawful one, else the slowest. `allowed`:
    whether the stated way is as open as the lawful one, or conditional; None where that is not known.
    """

    contract_id: str
    dollars: float
    streams: tuple[str, ...]
    federal: str
    limits: Limits
    lawful_way: str
    way: str
    allowed: bool | None
    row: Purchase | None

    @property
    def because(self) -> str:
        """Why it is bought so, in a sentence."""
        stated = "" if self.row is None or not self.row.way else f" The purchases table says {self.row.way}."
        return f"It may bill up to {print_dollars(self.dollars)}; {self.limits.because}.{stated}"

    @property
    def signed_on(self) -> date | None:
        """When it was signed; None: not yet."""
        return None if self.row is None else self.row.signed_on


def buyings_of(plan: Drafted, used: Used) -> tuple[Buying, ...]:
    """Every contract that the plan makes use of, in order of ids."""
    bills = plan.allocation.contract_bills
    rows = {row.contract_id: row for row in plan.district.purchases}
    return tuple(
        _buying(plan, used, bill, rows.get(str(bill["contract_id"])))
        for _, bill in bills[bills["used"].astype(bool)].sort_values("contract_id").iterrows()
    )


def _buying(plan: Drafted, used: Used, bill: pd.Series, row: Purchase | None) -> Buying:
    name, choices = str(bill["contract_id"]), plan.policy.rollout.timeline
    dollars = _dollars(plan, bill)
    streams = _streams(plan, name)
    federal = _federal(plan, streams)
    begun = None if row is None else row.begun_on
    day = begun or choices.as_of or choices.work_from or used.launch_on
    limits = limits_of(plan.evidence, choices, day, federal=federal != "no")
    lawful = lawful_way(dollars, limits)
    stated = "" if row is None else row.way
    return Buying(
        contract_id=name,
        dollars=dollars,
        streams=streams,
        federal=federal,
        limits=limits,
        lawful_way=lawful,
        way=stated or (CAUTIOUS if lawful == NOT_KNOWN else lawful),
        allowed=allowed(plan.evidence, stated, lawful),
        row=row,
    )


def _dollars(plan: Drafted, bill: pd.Series) -> float:
    """What the contract may bill: not to exceed in the plan, or its own maximum where that is more."""
    terms = next((one for one in plan.district.contracts if one.contract_id == bill["contract_id"]), None)
    most = 0.0 if terms is None or terms.maximum_dollars is None else terms.maximum_dollars
    return max(float(bill["not_to_exceed_dollars"]), most)


def lawful_way(dollars: float, limits: Limits) -> str:
    """The least open way that a contract of so many dollars may be bought in.

    Formula: micro_purchase up to the micro limit, quotes up to the other, else competitive proposals; not known where a
    limit that decides is not.

    >>> from hitdesign.plan.timeline.buying import lawful_way
    >>> from hitdesign.plan.timeline.limits import Limits
    >>> [lawful_way(dollars, Limits(10_000, 250_000, "")) for dollars in (10_000, 10_001, 250_001)]
    ['micro_purchase', 'quotes', 'sealed_proposals']
    """
    if limits.micro_dollars is not None and dollars <= limits.micro_dollars:
        return "micro_purchase"
    if limits.quotes_dollars is None:
        return NOT_KNOWN
    return "quotes" if dollars <= limits.quotes_dollars else "sealed_proposals"


def allowed(evidence: Evidence, stated: str, lawful: str) -> bool | None:
    """Whether a stated way is as open as the lawful one; a conditional one may be, and blank is the lawful one."""
    if not stated or stated in CONDITIONAL:
        return True
    if lawful == NOT_KNOWN:
        return None
    ways = evidence.purchase_ways
    return ways[stated].competition >= ways[lawful].competition


def _streams(plan: Drafted, contract_id: str) -> tuple[str, ...]:
    pools = {pool.pool_id for pool in plan.district.tutors if pool.contract_id == contract_id}
    charges = plan.allocation.charges
    return tuple(sorted({str(one) for one in charges.loc[charges["pool_id"].isin(pools), "stream_id"]}))


def _federal(plan: Drafted, streams: tuple[str, ...]) -> str:
    """Whether federal money pays: yes, no, or unknown; what is not known is treated as federal."""
    programs = {row.stream_id: row.program for row in plan.district.funding}
    laws = [plan.evidence.programs.get(programs.get(name, "")) for name in streams]
    words = [None if law is None else law.federal for law in laws]
    if any(words):
        return "yes"
    return "unknown" if not words or None in words else "no"
