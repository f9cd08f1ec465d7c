"""What a move of students costs beyond its groups and seats, and the money left to pay it, are those of the plan."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

import hitdesign as hit
from allocation.two_schools import block, case, cohort, pool, stream
from hitdesign.allocation.charging import KINDS
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.records import Contract, ContractTier
from hitdesign.plan.slack import Slack, slack_of
from hitdesign.policy import Policy
from laws.districts import Case
from laws.solved import plan_of
from laws.together import together

#: Districts whose plans pay fees, dearer steps, a coordinator and kits; at night many more.
CHOSEN = (16, 33)
SEEDS = range(1, 400) if os.environ.get("HITDESIGN_TESTS") == "nightly" else CHOSEN


FEW_AIMS = Policy(gap=0.0, tolerance=0.0, levels=("seats", "dollars"))


def planned(given: Case) -> hit.Allocation:
    plan = plan_of(given)
    assert isinstance(plan, hit.Allocation), plan
    return plan


def slack(**tables: Any) -> Slack:
    """What a plan of school A alone leaves: 12 students, groups of three at $240."""
    plan = planned(case([cohort("A", 12)], policy=FEW_AIMS, **tables))
    assert plan.formulation is not None
    return slack_of(plan.formulation, plan)


def place(of: Slack, pool_id: str) -> int:
    """The place of a pool, which teaches in one block here."""
    pools = of.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[of.inputs.rights.places.pool]
    return int(np.flatnonzero(pools == pool_id)[0])


def lacks(of: Slack, pool_id: str, groups: float, students: float, freed: str = "") -> dict[str, tuple[float, float]]:
    """Per limit that stands in the way at a pool's place: needed, left."""
    gone = np.array([place(of, freed)] if freed else [], dtype=np.int64)
    return {name: (need, left) for name, need, left in of.lacks(place(of, pool_id), groups, students, gone)}


def firm(basis: str, price: float, **other: Any) -> dict[str, Any]:
    """One hour a week of our own people, and a firm."""
    tiers = other.pop("tiers", ())
    terms = Contract(contract_id="deal", price_basis=basis, price_dollars=price, **other)
    own = pool(tutors=1, hours_per_tutor_week=1.5)
    hired = pool("firm", pay="contract", contract_id="deal", hourly_cost_dollars=None, tutors=9)
    return {"tutors": (own, hired), "contracts": (terms,), "contract_tiers": tiers, "blocks": (block("A"), block("B"))}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_beyond_groups_and_seats_is_what_plans_are_charged_for_it(seed: int) -> None:
    given = together(seed, tiny=True)
    costs = tuple(row for row in given.district.other_costs if row.per != "tutor")
    plan = plan_of(given.with_tables(other_costs=costs), levels=1)
    if isinstance(plan, hit.Allocation) and plan.formulation is not None:
        further = plan.charges.loc[~plan.charges["cost_kind"].isin(KINDS), "dollars"].sum()
        found = slack_of(plan.formulation, plan)
        places = np.flatnonzero(found.groups > 0)
        dollars = found.beyond.dollars(places, found.groups[places], found.seats[places]) if found.beyond else 0.0
        assert dollars == pytest.approx(further, abs=0.05)
        assert further > 0 or seed not in CHOSEN


def test_the_fee_of_a_contract_that_is_not_used_yet_is_part_of_what_a_move_needs() -> None:
    left = slack(**firm("flat", 790), funding=(stream("money", award=700),))
    assert left.groups[place(left, "people")] == 1
    assert left.groups[place(left, "firm")] == 0
    assert lacks(left, "firm", 1, 3) == {"budget": (790, 460)}
    assert lacks(left, "firm", 1, 3, freed="people") == {"budget": (790, 700)}


def test_units_that_only_fill_a_contract_up_to_its_least_need_no_further_money() -> None:
    given = firm("session", 10, minimum_dollars=970, maximum_dollars=980)
    left = slack(**given, funding=(stream("money", award=1000),))
    assert left.groups[place(left, "firm")] == 4
    assert lacks(left, "firm", 1, 3)["contract"] == (230, 10)
    assert left.more_beyond(place(left, "firm"), 1, 3, np.zeros(0, dtype=np.int64)) == -10


def test_a_dearer_step_is_counted_where_the_move_reaches_it() -> None:
    tiers = (ContractTier(contract_id="deal", from_units=24, price_dollars=30),)
    left = slack(**firm("session", 5, tiers=tiers), funding=(stream("money", award=400),))
    assert left.more_beyond(place(left, "firm"), 2, 6, np.zeros(0, dtype=np.int64)) in (25 * 24, 25 * 48)


def test_what_is_opened_by_a_move_comes_on_top_and_what_it_closes_goes() -> None:
    costs = (
        OtherCost(item="site", per="school", dollars=55, use="start_up", pools=("other",)),
        OtherCost(item="kit", per="group", dollars=7, use="materials", pools=("people",)),
    )
    pools = (pool(), pool("other", hourly_cost_dollars=90))
    left = slack(
        tutors=pools, other_costs=costs, funding=(stream("money", award=2000),), blocks=(block("A"), block("B"))
    )
    groups = left.groups[place(left, "people")]
    assert groups == 4
    gone = np.array([place(left, "people")], dtype=np.int64)
    assert left.more_beyond(place(left, "other"), 4, 12, gone) == 55 - 4 * 7


def test_money_that_nobody_can_match_is_not_left() -> None:
    funding = (stream("grant", award=5000, match_share_of_total=0.5, match_source="own"), stream("own", award=480))
    left = slack(funding=funding)
    assert left.groups.sum() == 4
    assert left.unspent.sum() == pytest.approx(0, abs=0.02)
    assert lacks(left, "people", 1, 3)["budget"][0] == 240


def test_salaried_hours_that_are_paid_anyway_need_no_money() -> None:
    people = pool("people", pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=900, tutors=1)
    left = slack(tutors=(people,), funding=(stream("money", award=901),))
    assert left.idle.sum() > 24
    assert "budget" not in lacks(left, "people", 1, 3)
    assert lacks(left, "people", 100, 3)["budget"][0] > 1000
