"""What cannot be kept is explained: who clashes with whom, and the least change that helps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving.conflicts import explain_infeasible
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from solving.instances import district_program

IDENTITIES = ("ratio", "cost")


def with_floor(program, students):
    size = program.slice("students").stop
    keys = pd.DataFrame({"district_id": ["D"]})
    says = "{district_id}: at least {limit} students"
    floor = Rows("floor", keys, np.zeros(size, int), np.arange(size), np.ones(size), ">=", [students], "students", says)
    return program.with_rows(floor)


def test_a_floor_beyond_the_rooms_clashes_with_the_rooms():
    program = with_floor(district_program(5), 1100)
    generous = program.with_limits("budget", program.family("budget").limits * 100)
    conflict = explain_infeasible(generous, identities=IDENTITIES)
    assert conflict.families == ("rooms", "floor")


def test_each_repair_by_itself_lets_the_program_be_kept_and_no_less_would():
    program = with_floor(district_program(5), 700)
    conflict = explain_infeasible(program, {"budget": "dollars", "floor": "students", "rooms": "groups"})
    assert "floor" in conflict.families
    amounts = conflict.repairs.set_index("family").amount
    for family in ("budget", "floor"):
        limits = program.family(family).limits
        sign = 1.0 if family == "budget" else -1.0
        one = np.eye(len(limits))[0]
        enough = program.with_limits(family, limits + sign * (amounts[family] + 1e-4) * one)
        short = program.with_limits(family, limits + sign * (amounts[family] * 0.99) * one)
        assert solve_linear(enough).status == "optimal"
        assert solve_linear(short).status == "infeasible"
    assert np.isnan(amounts["rooms"]), "rooms alone cannot help where dollars are short"


def test_dropping_any_one_family_of_the_conflict_resolves_it():
    program = with_floor(district_program(5), 1100)
    conflict = explain_infeasible(program, identities=IDENTITIES)
    others = [rows.family for rows in program.rows if rows.family not in {*conflict.families, *IDENTITIES}]
    bare = program.without(others).with_levels([])
    assert solve_linear(bare).status == "infeasible"
    for family in conflict.families:
        assert solve_linear(bare.without([family])).status == "optimal"


def test_identities_are_never_blamed_nor_relaxed():
    conflict = explain_infeasible(with_floor(district_program(5), 1100), identities=IDENTITIES)
    assert not {*IDENTITIES} & {*conflict.families, *conflict.repairs.family}
    assert conflict.repairs.columns.tolist() == ["family", "amount", "unit"]


def test_a_clash_of_whole_numbers_alone_is_explained_too():
    columns = Columns("groups", pd.DataFrame(index=[0]), [0.0], [9.0], True)
    exact = Rows("exact", pd.DataFrame({"n": [0]}), [0], [0], [2.0], "=", [3.0], "students", "{n}")
    program = Program((columns,), (exact,), (Level("l", "u", "max", [1.0]),))
    assert solve_linear(program).status == "optimal"
    conflict = explain_infeasible(program)
    assert conflict.families == ("exact",)
    assert conflict.repairs.amount.tolist() == [1.0]


def test_bounds_that_clash_with_identities_blame_no_family():
    columns = Columns("x", pd.DataFrame(index=[0]), [0.0], [1.0])
    identity = Rows("ratio", pd.DataFrame({"n": [0]}), [0], [0], [1.0], "=", [3.0], "u", "{n}")
    conflict = explain_infeasible(Program((columns,), (identity,), ()), identities=("ratio",))
    assert conflict.families == () and conflict.repairs.empty


def test_a_program_that_can_be_kept_has_no_conflict():
    with pytest.raises(SolverError, match="no conflict"):
        explain_infeasible(district_program(1))
