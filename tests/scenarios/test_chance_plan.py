"""A plan made now: a draw takes seats away and adds none, and without doubt all remain; attendance empties chairs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hitdesign.design import design
from hitdesign.plan.plan import Plan
from hitdesign.scenarios.chance import simulate
from hitdesign.scenarios.chance_goal import Goal
from hitdesign.scenarios.chance_kept import seats_of
from hitdesign.scenarios.chance_plan import Kept, still_kept
from hitdesign.scenarios.chance_spread import Listed, Range
from scenarios.doubts import SEAT_DOLLARS, hiring, money, penniless, uncertain


@pytest.fixture(scope="module")
def plan() -> Plan:
    return design(penniless(), rank_assumptions=False).or_raise()


@pytest.fixture(scope="module")
def found(plan: Plan) -> Kept:
    return still_kept(plan, [money(0.5, 1.3), hiring()], goal=30, draws=3, seed=3)


def test_where_nothing_is_uncertain_the_whole_plan_remains(plan: Plan) -> None:
    sure = still_kept(plan, [money(1, 1)], goal=plan.allocation.seats_served, draws=2)
    assert sure.table["seats"].tolist() == pytest.approx([plan.allocation.seats_served] * 2, abs=1e-6)
    assert sure.chance == 1.0 and sure.planned == plan.allocation.seats_served


def test_no_draw_leaves_more_than_was_planned_or_than_any_plan_could_reach(plan: Plan, found: Kept) -> None:
    assert (found.table["seats"] <= plan.allocation.seats_served + 1e-6).all()
    assert found.table["seats"].max() == pytest.approx(plan.allocation.seats_served)
    anew = simulate(penniless(), None, [money(0.5, 1.3), hiring()], goal=30, draws=3, seed=3)
    assert (anew.values == found.values).all(axis=None)
    assert (anew.table["reached"] | ~found.table["reached"]).all()


def test_where_money_alone_binds_what_remains_is_what_it_still_pays(plan: Plan) -> None:
    kept = still_kept(plan, [money(0.5, 1.5)], goal=30, draws=3, seed=3)
    pays = [min(plan.allocation.seats_served, 4000 * float(one) / SEAT_DOLLARS) for one in kept.values["Awards"]]
    assert kept.table["seats"].tolist() == pytest.approx(pays, abs=1e-3)
    assert kept.chance == pytest.approx(sum(one >= 30 for one in pays) / 3)


def test_attendance_takes_no_seat_and_empties_chairs(plan: Plan) -> None:
    comes = uncertain("Attendance", "blocks", "attendance_rate", "value", Range(low=0.6, high=0.9))
    kept = still_kept(plan, [comes], goal=1, draws=3)
    seats = plan.allocation.seats_served
    assert kept.table["seats"].tolist() == pytest.approx([seats] * 3, abs=1e-6)
    assert kept.table["attending"].tolist() == pytest.approx([seats * float(one) for one in kept.values["Attendance"]])


def test_take_up_takes_seats_where_families_choose(plan: Plan) -> None:
    joins = uncertain("Take-up", "blocks", "take_up_rate", "value", Range(low=0.0, high=0.0))
    open_blocks = uncertain("Choice", "blocks", "enrolment", "value", Listed(values=("opt_in",)))
    kept = still_kept(plan, [joins, open_blocks], goal=1, draws=1)
    assert kept.table["seats"].iloc[0] == pytest.approx(0.0, abs=1e-6) and kept.chance == 0.0


def test_a_goal_of_one_tier_counts_its_seats_alone(plan: Plan) -> None:
    seats = seats_of(plan.allocation.seats, Goal(seats=0, tier="strategic"))
    kept = still_kept(plan, [money(1, 1)], goal=Goal(seats=seats + 1, tier="strategic"), draws=1)
    assert not kept.table["reached"].any()


def test_other_workers_find_the_same(plan: Plan, found: Kept) -> None:
    with ThreadPoolExecutor(2) as executor:
        there = still_kept(plan, [money(0.5, 1.3), hiring()], goal=30, draws=3, seed=3, executor=executor)
    assert there.table.to_csv() == found.table.to_csv()


def test_sentences_say_what_remains_and_that_it_is_the_most(found: Kept) -> None:
    assert found.sentences[0].startswith(
        f"In {found.table['reached'].sum()} of 3 draws there remain 30 seats of this plan"
    )
    assert "the most that can be left" in " ".join(found.sentences)
    assert found.convergence["draws"].tolist() == [3]
