"""A sweep says of each scenario what the plan of its own facts says, wherever and in whatever company it is solved."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import pandas as pd
import pytest

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.design import design
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.levers import Change, Lever
from hitdesign.policy import Floor, Policy
from hitdesign.recommendation.recommend import recommend
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.sweep import InterruptedSweep, Sweep, sweep
from scenarios.scenes import award, budgets, district, people

FACTORS = [0.2 + 0.1 * step for step in range(14)]
MIXED = [*budgets([0.5, 0.9, 1.0, 1.3]), people(0.5), people(0.8), award(0.4, "general"), people(1.0)]


@pytest.fixture(scope="module")
def swept() -> Sweep:
    return sweep(district(), levers=budgets(FACTORS))


def level_values(found: Sweep) -> pd.Series:
    return found.levels.set_index(["scenario", "level"])["value"]


def test_every_row_is_the_linear_plan_of_its_own_facts(swept: Sweep) -> None:
    recommendation = recommend(swept.given.district)
    for lever, found in zip(swept.levers, swept.outcomes, strict=True):
        there = pull(swept.given, lever)
        alone = allocate(there.district, None, recommendation, there.policy, whole=False)
        assert found is not None and found.status == "solved" and not isinstance(alone, Infeasible)
        for name, value in alone.levels.set_index("level")["value"].items():
            assert found.levels[str(name)][0] == pytest.approx(value, rel=1e-9, abs=1e-9), (lever.name, name)
        assert found.seats == pytest.approx(alone.seats_served, rel=1e-7)
        assert sum(found.spent.values()) == pytest.approx(alone.charges["dollars"].sum(), abs=0.05)


def test_most_scenarios_of_a_budget_are_answered_without_a_solve_of_their_own(swept: Sweep, monkeypatch: Any) -> None:
    from hitdesign.solving import chain

    solves, own = [], chain.Chain._solved
    monkeypatch.setattr(chain.Chain, "_solved", lambda this, program: (solves.append(1), own(this, program))[1])
    again = sweep(district(), levers=budgets([0.2 + 0.01 * step for step in range(140)]))
    assert set(again.table["status"]) == {"solved"}
    assert len(solves) < 70


def test_a_scenario_at_factor_one_is_the_base(swept: Sweep) -> None:
    row = swept.table.set_index("scenario").loc["all money x 1"]
    assert row[["change_in_seats", "change_in_dollars", "change_in_value"]].abs().max() < 1e-6
    assert row["sentence"].endswith("no change in seats and no change in dollars.")


def test_more_money_never_lowers_the_first_level(swept: Sweep) -> None:
    values = swept.table["value"].to_list()[1:]
    assert all(after >= before - 1e-9 for before, after in pairwise(values))
    assert values[0] < values[-1]


def test_a_part_of_a_sweep_has_the_rows_of_the_whole_one(swept: Sweep) -> None:
    part = sweep(district(), levers=[swept.levers[place] for place in (9, 2, 5)])
    whole = level_values(swept)
    pd.testing.assert_series_equal(level_values(part), whole.loc[level_values(part).index], rtol=1e-9, atol=1e-9)


def test_rows_stand_in_the_callers_order_with_the_base_first() -> None:
    found = sweep(district(), levers=MIXED)
    assert found.table["scenario"].to_list() == ["base", *(lever.name for lever in MIXED)]


def test_tables_add_up(swept: Sweep) -> None:
    table = swept.table.set_index("scenario")
    tiers = swept.served[swept.served["group"].isin(["intensive", "strategic", "on_level"])]
    pd.testing.assert_series_equal(
        tiers.groupby("scenario")["students"].sum(), table["seats"].sort_index(), check_names=False
    )
    dollars = swept.spending.groupby("scenario")["dollars"].sum()
    pd.testing.assert_series_equal(dollars, table["dollars"].sort_index(), check_names=False)
    assert (table["binds"] != "").any()


def test_where_nobody_asks_who_is_served_only_levels_stand_there() -> None:
    found = sweep(district(), levers=budgets([0.5, 0.6, 0.7, 0.8]), who=False, levels=1)
    assert found.table["seats"].isna().all()
    assert set(found.levels["level"]) == {"seats"}


def test_a_scenario_that_cannot_be_planned_is_a_row_with_what_would_help() -> None:
    policy = Policy(floors=(Floor(name="half of A", school_id="A", share=0.5),))
    wrong = Lever(
        name="no such stream",
        changes=(Change(table="funding", column="award_dollars", where={"stream_id": ("x",)}, factor=1),),
    )
    found = sweep(district(), policy, [award(0.1), wrong, award(1.0)])
    table = found.table.set_index("scenario")
    assert table["status"].to_list() == ["solved", "no plan", "refused", "solved"]
    assert "Possible" in table.loc["all money x 0.1", "sentence"]
    assert "no row is meant" in table.loc["no such stream", "sentence"]
    assert pd.isna(table.loc["all money x 0.1", "seats"])


def test_a_base_that_cannot_be_kept_is_a_row_too() -> None:
    policy = Policy(floors=(Floor(name="everybody", share=1.0),))
    found = sweep(district(), policy, [award(1.0), award(20.0), award(30.0), award(40.0)])
    assert found.table["status"].to_list()[0] == "no plan"
    assert found.table["change_in_seats"].isna().all()


def test_a_plan_on_demand_is_the_plan_of_those_facts() -> None:
    found = sweep(district(), levers=[award(0.5)])
    there = pull(Given(district(), Policy(), shipped()), award(0.5))
    plan, alone = found.plan("all money x 0.5", rank_assumptions=False), design(there.district, rank_assumptions=False)
    assert not isinstance(plan, Infeasible) and not isinstance(alone, Infeasible)
    pd.testing.assert_frame_equal(plan.allocation.seats, alone.allocation.seats)
    with pytest.raises(InputError, match="no scenario has this name"):
        found.plan("all the money")


def test_whole_scenarios_are_whole_plans() -> None:
    found = sweep(district(), levers=[award(0.5)], whole=True)
    plan = found.plan("all money x 0.5", rank_assumptions=False)
    assert not isinstance(plan, Infeasible)
    assert found.table["seats"].to_list()[1] == plan.allocation.seats_served


def test_tutoring_models_are_kept_or_recommended_anew_as_asked() -> None:
    kept, anew = (sweep(district(), levers=[award(0.1)], models=how) for how in ("kept", "anew"))
    assert kept.table["status"].to_list() == anew.table["status"].to_list() == ["solved", "solved"]


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two scenarios have one name"):
        sweep(district(), levers=[award(0.5), award(0.5)])
    with pytest.raises(InputError, match="held against"):
        sweep(district(), levers=[Lever(name="base")])


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_other_workers_give_the_same_bytes(kind: str) -> None:
    made = {
        "threads": lambda: ThreadPoolExecutor(2),
        "processes": lambda: ProcessPoolExecutor(1, mp_context=get_context("spawn")),
    }[kind]
    here = sweep(district(), levers=MIXED)
    told: list[tuple[int, int]] = []
    with made() as executor:
        there = sweep(district(), levers=MIXED, executor=executor, progress=lambda *how: told.append(how))
    for name in ("table", "served", "spending", "levels"):
        assert getattr(here, name).to_csv() == getattr(there, name).to_csv()
    assert told[-1] == (len(MIXED), len(MIXED))


def test_a_sweep_that_is_stopped_hands_over_its_rows() -> None:
    def stop(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedSweep) as stopped:
        sweep(district(), levers=MIXED, progress=stop)
    part = stopped.value.sweep
    assert len(part.table) == 4 and len(part.missing) == len(MIXED) - 3
    assert part.why.startswith("stopped after 3 of") and "done=" in part.why


def test_a_stopped_sweep_goes_on_to_the_very_rows_of_one_that_was_not_stopped() -> None:
    every = sweep(district(), levers=MIXED)
    for stop_at in (3, 6):

        def stop(done: int, _: int, stop_at: int = stop_at) -> None:
            if done == stop_at:
                raise KeyboardInterrupt

        with pytest.raises(InterruptedSweep) as stopped:
            sweep(district(), levers=MIXED, progress=stop)
        told: list[int] = []
        rest = sweep(
            district(), levers=MIXED, done=stopped.value.sweep, progress=lambda done, _, told=told: told.append(done)
        )
        assert told[-1] == len(MIXED) and 0 < len(told) <= len(MIXED)
        assert (rest.why, rest.missing) == ("", ())
        for name in ("table", "served", "spending", "levels"):
            assert getattr(rest, name).to_csv() == getattr(every, name).to_csv()
    again = sweep(district(), levers=MIXED, done=every, progress=lambda *_: pytest.fail("nothing was left to do"))
    assert again.table.equals(every.table)


def test_a_sweep_of_something_else_is_not_gone_on_with() -> None:
    found = sweep(district(), levers=MIXED[:2])
    for other in ({"levers": MIXED[:3]}, {"levers": MIXED[:2], "who": False}):
        with pytest.raises(InputError, match="was of something else"):
            sweep(district(), done=found, **other)
    poorer = pull(Given(district(), Policy(), shipped()), award(0.5)).district
    with pytest.raises(InputError, match="base comes to something else"):
        sweep(poorer, levers=MIXED[:2], done=found)
