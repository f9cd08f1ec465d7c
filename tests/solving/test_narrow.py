"""Large whole programs: a quick plan, with a bound that the linear answer proves."""

from __future__ import annotations

import numpy as np
import pytest

from hitdesign.solving import whole as whole_file
from hitdesign.solving.check import violations
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.narrow import narrow_plan, narrowed
from hitdesign.solving.parts import Rows
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program


def test_a_narrow_plan_is_whole_kept_and_within_its_gap():
    program = district_program(20, whole=True)
    found = narrow_plan(program, program.levels[0], Settings(gap=0.01))
    assert found.gap <= 0.01 and violations(program, found.values, 1e-9).empty
    assert found.bound == pytest.approx(solve_linear(program, levels=1).certificate.bound)


def test_only_columns_that_cost_something_are_held():
    program = district_program(4, whole=True)
    relaxed = solve_level(program, program.levels[0], settings=Settings())
    held = narrowed(program, relaxed).upper < program.upper
    assert held.any()
    assert np.all(relaxed.values[held] <= 1e-9) and np.all(np.abs(relaxed.reduced_costs[held]) > 0)
    assert not held[~program.whole].any()


def test_narrow_and_full_plans_agree_within_the_gap(monkeypatch):
    program = district_program(8, whole=True)
    full = solve_whole(program, gap=0.01, levels=1)
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    quick = solve_whole(program, gap=0.01, levels=1)
    assert quick.levels[0].gap <= 0.01 and quick.reproducible
    assert quick.levels[0].value >= full.levels[0].value * 0.99
    assert violations(program, quick.values, 1e-9).empty


def test_where_narrow_is_not_enough_the_full_program_goes_on_from_there(monkeypatch):
    program = district_program(4, whole=True)
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    close = solve_whole(program, gap=1e-9, levels=1)
    assert close.levels[0].value == solve_whole(program, levels=1).levels[0].value


def test_a_clash_is_seen_by_the_linear_program_already(monkeypatch):
    monkeypatch.setattr(whole_file, "WORTH_NARROWING", 0)
    program = district_program(2, whole=True)
    size = program.slice("students").stop
    floor = Rows("floor", program.columns[2].keys[:1], np.zeros(size, int), np.arange(size), np.ones(size), ">=",
                 [1e6], "students", "{number}")  # fmt: skip
    answer = solve_whole(program.with_rows(floor), gap=0.01)
    assert (answer.status, answer.values) == ("infeasible", None)


def test_a_complete_start_is_kept_where_no_time_is_left():
    program = district_program(6, whole=True)
    plan = solve_whole(program, gap=0.05, levels=1).values
    answer = solve_whole(program, start=plan, time_limit_seconds=0.0, levels=1)
    assert answer.status in {"time_limit", "optimal"} and answer.levels[0].value >= program.levels[0].of(plan)
    assert violations(program, answer.values, 1e-6).empty
