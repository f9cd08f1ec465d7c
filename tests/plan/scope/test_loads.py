"""What schools take is counted from the plan's own groups, and elsewhere from need at the plan's cost a seat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hitdesign.plan.scope.loads import BY_NEED, BY_PLAN, TAKES, UNKNOWN, loads_of, tutors_of
from plan.scope.towns import measured, planned


def test_hours_a_week_are_the_paid_hours_over_the_weeks_of_the_model() -> None:
    plan = planned()
    loads = measured().schools
    weeks = plan.facts.models.set_index("model_id")["weeks"]
    groups = plan.allocation.groups
    hours = (groups["paid_hours"] / groups["model_id"].map(weeks)).groupby(groups["school_id"]).sum()
    assert loads.loc[hours.index, "hours_per_week"].to_numpy() == pytest.approx(hours.to_numpy())


def test_rooms_and_sessions_of_the_timetable_agree() -> None:
    """A room through one scheduled time holds days x sessions that fit into a day."""
    plan = planned()
    loads = measured().schools
    sessions = plan.allocation.timetable.groupby("school_id").size()
    blocks, models = plan.facts.blocks, plan.facts.models.set_index("model_id")
    for school_id, count in sessions.items():
        minutes = models.loc[
            plan.allocation.groups.set_index("school_id").loc[[school_id], "model_id"], "minutes_per_session"
        ]
        a_day = {int(blocks["minutes"].iloc[0]) // int(one) for one in minutes}
        if len(a_day) == 1:
            assert loads.at[school_id, "room_times"] == pytest.approx(count / (5 * a_day.pop()))


def test_tutors_are_at_least_their_hours_and_the_groups_at_once() -> None:
    loads = measured().schools
    served = loads[loads["basis"] == BY_PLAN]
    assert (served["tutors"] >= served["hours_per_week"] / 20 - 1e-9).all()
    assert (served["tutors"] >= served["room_times"] - 1e-9).all()


def test_schools_whose_fullest_times_differ_share_their_tutors() -> None:
    """What the plan teaches, its people can teach, though each school alone would want more of them."""
    plan = planned()
    loads = measured()
    served = loads.schools.index[loads.schools["basis"] == BY_PLAN]
    assert tutors_of(loads, served) <= plan.facts.tutors["people"].sum()
    late = loads.running.assign(when=np.where(loads.running["school_id"] == served[0], "after_school", "during_school"))
    apart = replace(loads, running=late)
    alone = [tutors_of(apart, [one]) for one in served[:2]]
    assert tutors_of(apart, served[:2]) == pytest.approx(max(alone))


def test_dollars_of_schools_and_of_the_program_are_all_charges() -> None:
    plan = planned()
    loads = measured()
    served = loads.schools[loads.schools["basis"] == BY_PLAN]
    assert served["dollars"].sum() + loads.due_once_dollars == pytest.approx(plan.allocation.charges["dollars"].sum())


def test_a_school_that_is_not_served_takes_its_need_at_the_plans_cost_a_seat() -> None:
    loads = measured()
    others = loads.schools[loads.schools["basis"] == BY_NEED]
    assert len(others)
    for name in TAKES:
        assert others[name].to_numpy() == pytest.approx((others["need_seats"] * loads.per_seat[name]).to_numpy())
    assert loads.per_seat["seats"] == 1


def test_of_a_plan_that_serves_nobody_nothing_is_guessed() -> None:
    plan = planned()
    allocation = plan.allocation
    nobody = replace(
        allocation, **{name: getattr(allocation, name).iloc[:0] for name in ("seats", "groups", "charges", "timetable")}
    )
    loads = loads_of(replace(plan, allocation=nobody))
    assert (loads.schools["basis"] == UNKNOWN).all()
    assert loads.schools[list(TAKES)].isna().all(axis=None)
    assert np.isnan(loads.per_seat).all()
