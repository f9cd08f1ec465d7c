"""Money, contracts, salaries and other costs of the rest of a year: what is left once the past is paid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hitdesign.allocation.rows_money import ANY_TIME
from hitdesign.district.columns import Facts
from hitdesign.district.district import District
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.district.records import Contract, ContractTier, FundingStream, OtherCost
from hitdesign.plan.plan import Plan
from hitdesign.rights.costs import year_weeks
from hitdesign.scenarios.replan_sunk import Sunk

#: Costs that are due once where something opens; those of a group, person or seat are counted in full again.
ONCE = ("program", "school", "block")
AGAIN = ("group", "tutor", "student")


def with_money_left(now: District, plan: Plan, sunk: Sunk) -> District:
    """The district with what is sunk among each stream's spent dollars, and contracts and costs at what is left.

    Formulas: spent = spent on other things + sunk; minimum spending = minimum - sunk, not below 0; of a
    contract in use, minimums, maximum, flat fee and steps of price less what it has billed; a cost that is due once,
    where it was due before, at the largest part that one of its payers has still to pay. Caps per student stay: see
    `with_caps_left`.
    """
    funding = tuple(_stream(row, sunk) for row in now.funding)
    contracts, tiers = _contracts(now, plan, sunk)
    return replace(
        now,
        funding=funding,
        contracts=contracts,
        contract_tiers=tiers,
        school_allocations=_school_money(now, sunk),
        other_costs=_costs(now, sunk),
    )


def with_salaries_left(rest: District, facts: Facts, plan: Plan) -> District:
    """The district with yearly salaries at the part that the rest of the year bears: an hour costs what it did.

    Formula: salary x weeks of the rest / weeks of the plan, from the first day of the first term to the last of the
    last.
    """
    share = year_weeks(facts) / max(year_weeks(plan.facts), 1e-9)
    tutors = tuple(
        row
        if row.annual_cost_dollars is None
        else row.model_copy(update={"annual_cost_dollars": row.annual_cost_dollars * share})
        for row in rest.tutors
    )
    return replace(rest, tutors=tutors)


def _stream(row: FundingStream, sunk: Sunk) -> FundingStream:
    gone = sunk.of(row.stream_id)
    update: dict[str, object] = {
        "spent_dollars": round(row.spent_dollars + gone, 2),
        "minimum_spend_dollars": max(0.0, round(row.minimum_spend_dollars - gone, 2)),
    }
    return row.model_copy(update=update)


def _school_money(now: District, sunk: Sunk) -> tuple[SchoolAllocation, ...]:
    """Dollars that schools control, less what was charged there."""
    gone = sunk.charges.groupby(["stream_id", "school_id"])[["before", "week"]].sum().sum(axis=1) / 100
    out: list[SchoolAllocation] = []
    for row in now.school_allocations:
        paid = float(gone.get((row.stream_id, row.school_id), 0.0))
        out.append(row.model_copy(update={"dollars": max(0.0, round(row.dollars - paid, 2))}))
    return tuple(out)


def _contracts(now: District, plan: Plan, sunk: Sunk) -> tuple[tuple[Contract, ...], tuple[ContractTier, ...]]:
    billed, units = billed_so_far(plan, sunk)
    contracts = []
    for row in now.contracts:
        dollars, bought = billed.get(row.contract_id, 0.0), units.get(row.contract_id, 0.0)
        update: dict[str, object] = {
            "minimum_dollars": max(0.0, round(row.minimum_dollars - dollars, 2)),
            "minimum_units": max(0.0, row.minimum_units - bought),
        }
        if row.maximum_dollars is not None:
            update["maximum_dollars"] = max(0.01, round(row.maximum_dollars - dollars, 2))
        if row.price_basis == "flat":
            update["price_dollars"] = max(0.01, round(row.price_dollars - dollars, 2))
        contracts.append(row.model_copy(update=update))
    return _stepped(tuple(contracts), now.contract_tiers, units)


def _stepped(
    contracts: tuple[Contract, ...], tiers: tuple[ContractTier, ...], units: dict[str, float]
) -> tuple[tuple[Contract, ...], tuple[ContractTier, ...]]:
    """Steps of price moved down by the units already billed; a step that is passed is the contract's price."""
    prices: dict[str, float] = {}
    left: list[ContractTier] = []
    for row in sorted(tiers, key=lambda one: (one.contract_id, one.from_units)):
        begins = row.from_units - units.get(row.contract_id, 0.0)
        if begins <= 0:
            prices[row.contract_id] = row.price_dollars
        else:
            left.append(row.model_copy(update={"from_units": begins}))
    out = tuple(
        row.model_copy(update={"price_dollars": prices[row.contract_id]}) if row.contract_id in prices else row
        for row in contracts
    )
    return out, tuple(left)


def billed_so_far(plan: Plan, sunk: Sunk) -> tuple[dict[str, float], dict[str, float]]:
    """Dollars and units that each contract has billed before the change takes hold, as the plan's lines have it.

    Formula: what the contract may bill in the plan x charges so far / charges of its pools; units in the same part.
    """
    tutors = plan.facts.tutors
    own = tutors[tutors["pay"] == "contract"]
    of_pool = dict(zip(own["pool_id"].astype(str), own["contract_id"].astype(str), strict=True))
    contract = sunk.charges["pool_id"].astype(str).str.split(";").str[0].map(of_pool)
    gone = (sunk.charges["before"] + sunk.charges["week"]).groupby(contract).sum() / 100
    whole = sunk.charges["dollars"].astype(float).groupby(contract).sum()
    bills = plan.allocation.contract_bills
    dollars, units = {}, {}
    for name, bill, bought in zip(
        bills["contract_id"].astype(str), bills["not_to_exceed_dollars"], bills["units"], strict=True
    ):
        total = float(whole.get(name, 0.0))
        share = float(gone.get(name, 0.0)) / total if total > 0 else 0.0
        dollars[name], units[name] = share * float(bill), share * float(bought)
    return dollars, units


def _costs(now: District, sunk: Sunk) -> tuple[OtherCost, ...]:
    """Costs that are due once: at what is left where they were due before, in full everywhere else."""
    schools = [school.school_id for school in now.schools]
    out: list[OtherCost] = []
    for row in now.other_costs:
        own = sunk.charges[(sunk.charges["cost_kind"] == row.use) & (sunk.charges["period"] == ANY_TIME)]
        if row.per not in ONCE or own.empty:
            out.append(row)
            continue
        before, week, dollars = (own[name].to_numpy(dtype=float) for name in ("before", "week", "dollars"))
        share = float(np.min((before + week) / np.maximum(np.rint(100 * dollars), 1)))
        left = row.model_copy(update={"dollars": row.dollars * (1 - share)})
        wanted = row.schools or tuple(schools)
        open_before = tuple(one for one in wanted if one in set(own["school_id"]))
        if row.per == "program":
            out.append(left)
            continue
        others = tuple(one for one in wanted if one not in open_before)
        if open_before:
            out.append(left.model_copy(update={"schools": open_before}))
        if others:
            name = f"{row.item} (new)" if open_before else row.item
            out.append(row.model_copy(update={"item": name, "schools": others}))
    return tuple(out)


def counted_again(rest: District) -> bool:
    """Whether there are costs of groups, people or seats, which are counted in full again for what runs."""
    return any(row.per in AGAIN for row in rest.other_costs)
