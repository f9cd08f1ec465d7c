"""Whole plans: as good as trying everything, never better than their bound, honest about how they stopped."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import SolverError
from hitdesign.solving import whole as whole_file
from hitdesign.solving.check import violations
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.standard import Raw
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program, random_program
from solving.test_linear import dense


def tried_everything(program):
    """The best value over every whole point within the bounds; None where no point keeps the rows."""
    level = program.levels[0]
    ranges = [np.arange(low, high + 1) for low, high in zip(program.lower, program.upper, strict=True)]
    points = np.array(list(itertools.product(*ranges)))
    kept = np.ones(len(points), dtype=bool)
    for rows in program.rows:
        activity = points[:, rows.column] @ rows.value
        kept &= {"<=": activity <= rows.limits[0], ">=": activity >= rows.limits[0], "=": activity == rows.limits[0]}[
            rows.sense
        ]
    return max((points[kept] @ level.value) * -level.sign) * -level.sign if kept.any() else None


@pytest.mark.parametrize("times", [300, pytest.param(20_000, marks=pytest.mark.slow)])
def test_as_good_as_trying_everything(times):
    rng = np.random.default_rng(11)
    for _ in range(times):
        program = random_program(rng, columns=int(rng.integers(1, 5)), rows=int(rng.integers(0, 4)), whole=True)
        answer = solve_whole(program)
        assert answer.status == "optimal"
        assert answer.levels[0].value == tried_everything(program)
        assert violations(program, answer.values, 1e-9).empty


def test_two_levels_are_as_good_as_trying_everything():
    rng = np.random.default_rng(12)
    for _ in range(60):
        program = random_program(rng, columns=4, rows=2, whole=True)
        second = Level("second", "u", "min", rng.integers(-3, 4, 4).astype(float))
        answer = solve_whole(program.with_levels([program.levels[0], second]), tolerance=0.0)
        best = tried_everything(program)
        kept = Rows("kept", pd.DataFrame({"n": [0]}), np.zeros(4, int), np.arange(4), program.levels[0].value, "=",
                    [best], "u", "{n}")  # fmt: skip
        assert answer.levels[0].value == best
        assert answer.levels[1].value == tried_everything(program.with_rows(kept).with_levels([second]))


def test_knapsack_of_martello_and_toth():
    """Ten things, 165 units of room: 309. Source: Kreher and Stinson, Combinatorial Algorithms, problem p01."""
    weight, profit = [23, 31, 29, 44, 53, 38, 63, 85, 89, 82], [92, 57, 49, 68, 60, 43, 67, 84, 87, 72]
    answer = solve_whole(dense(profit, [weight], ["<="], [165], aim="max", upper=1, whole=True))
    assert answer.levels[0].value == 309
    assert np.flatnonzero(answer.values).tolist() == [0, 1, 2, 3, 5]


def test_assignment_is_as_good_as_every_order():
    rng = np.random.default_rng(2)
    for _ in range(20):
        cost = rng.integers(1, 50, (5, 5)).astype(float)
        rows = [np.kron(np.eye(5)[i], np.ones(5)) for i in range(5)] + [np.tile(np.eye(5)[j], 5) for j in range(5)]
        program = dense(cost.ravel(), rows, ["="] * 10, np.ones(10), upper=1, whole=True)
        best = min(sum(cost[i, j] for i, j in enumerate(order)) for order in itertools.permutations(range(5)))
        assert solve_whole(program).levels[0].value == best


def test_a_plan_is_exactly_whole_and_keeps_every_row():
    """Trap 25: a solver's 8.999999 is 9, and the dollars beside it are found again after the rounding."""
    program = district_program(6, whole=True)
    answer = solve_whole(program, gap=1e-3)
    assert np.array_equal(answer.values[program.whole], np.round(answer.values[program.whole]))
    assert violations(program, answer.values, 1e-9).empty
    assert answer.levels[0].value <= answer.levels[0].bound <= solve_linear(program, levels=1).levels[0].bound + 1e-6


def test_an_optimum_is_claimed_only_where_value_and_bound_meet():
    wide, exact = (solve_whole(district_program(4, whole=True), gap=gap, levels=1) for gap in (0.2, 0.0))
    assert exact.status == "optimal" and exact.levels[0].gap == 0
    assert (wide.status == "gap_reached") == (wide.levels[0].gap > 1e-9)
    assert wide.levels[0].value <= exact.levels[0].value <= wide.levels[0].bound


def test_a_clock_that_stops_it_is_never_an_optimum_and_never_reproducible():
    """Trap 2: PuLP 3 calls a time limit optimal."""
    answer = solve_whole(district_program(150, whole=True), time_limit_seconds=0.05)
    assert answer.status == "time_limit" and not answer.reproducible


def test_counted_nodes_stop_it_reproducibly():
    program = district_program(12, whole=True)
    one, other = (solve_whole(program, node_limit=1, levels=1) for _ in range(2))
    assert one.status in {"node_limit", "optimal"} and one.reproducible
    assert one.values is None or one.values.tobytes() == other.values.tobytes()


def test_a_start_is_used_and_may_know_only_some_columns():
    program = district_program(4, whole=True)
    best = solve_whole(program, levels=1)
    partly = best.values.copy()
    partly[program.slice("dollars")] = np.nan
    again = solve_whole(program, start=partly, levels=1)
    assert again.levels[0].value == best.levels[0].value


def test_an_impossible_start_does_no_harm():
    program = district_program(4, whole=True)
    wrong = np.full(program.n_columns, 1e6)
    assert solve_whole(program, start=wrong, levels=1).status == "optimal"


def test_later_levels_may_give_up_the_tolerance_but_no_more():
    program = district_program(4, whole=True)
    for tolerance in (0.0, 0.05):
        answer = solve_whole(program, tolerance=tolerance)
        first = answer.levels[0]
        assert first.value >= first.bound - tolerance * first.bound - 1e-9
        assert first.tolerance == tolerance


def test_whole_and_other_columns_together_are_as_good_as_fixing_each_whole_point():
    rng = np.random.default_rng(21)
    for _ in range(25):
        program = random_program(rng, columns=4, rows=3)
        part = program.columns[0]
        mixed = program.with_columns([Columns("x", part.keys, part.lower, part.upper, np.array([1, 1, 0, 0], bool))])
        best = None
        for a, b in itertools.product(range(int(part.upper[0]) + 1), range(int(part.upper[1]) + 1)):
            fixed = (np.r_[a, b, part.lower[2:]], np.r_[a, b, part.upper[2:]])
            answer = solve_linear(mixed.with_columns([Columns("x", part.keys, *fixed)]))
            if answer.status == "optimal":
                value = answer.levels[0].value * program.levels[0].sign
                best = value if best is None else min(best, value)
        found = solve_whole(mixed)
        assert found.levels[0].value * program.levels[0].sign == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize(
    "lie",
    [
        lambda raw: Raw(raw.status, raw.values + 0.4, bound=raw.bound),
        lambda raw: Raw(raw.status, raw.values + 1.0, bound=raw.bound),
        lambda raw: Raw(raw.status, raw.values, bound=raw.bound + 100.0),
        lambda raw: Raw("error"),
    ],
    ids=["fractions", "rows broken", "a bound that the plan beats", "an error"],
)
def test_a_lying_solver_is_refused(lie, monkeypatch):
    honest = whole_file.solve_arrays
    monkeypatch.setattr(whole_file, "solve_arrays", lambda *given: lie(honest(*given)))
    with pytest.raises(SolverError, match="could be trusted"):
        solve_whole(district_program(2, whole=True))


def test_a_program_without_whole_columns_is_solved_all_the_same():
    program = district_program(3)
    assert solve_whole(program).levels[0].value == pytest.approx(solve_linear(program).levels[0].value, rel=1e-5)


def test_programs_that_cannot_be_kept_or_have_no_end_say_so():
    columns = Columns("x", pd.DataFrame(index=[0]), [0.0], [np.inf], True)
    level = Level("l", "u", "max", [1.0])
    half = Rows("half", pd.DataFrame({"n": [0]}), [0], [0], [2.0], "=", [3.0], "u", "{n}")
    assert solve_whole(Program((columns,), (half,), (level,))).status == "infeasible"
    assert solve_whole(Program((columns,), (), (level,))).status == "unbounded"


def test_a_no_is_believed_only_when_it_is_said_without_presolve_too(monkeypatch):
    honest, asked = whole_file.solve_arrays, []

    def first_no(arrays, settings, solver=None):
        asked.append(settings.presolve)
        return Raw("infeasible") if settings.presolve else honest(arrays, settings, solver)

    monkeypatch.setattr(whole_file, "solve_arrays", first_no)
    answer = solve_whole(district_program(2, whole=True))
    assert answer.status == "optimal"
    assert asked[:2] == [True, False]


def test_no_dollar_moves_to_a_stream_of_later_use_for_nothing():
    """Rows that keep earlier levels leave a millionth of them: no later level spends it on a stream of later use."""
    groups = Columns("groups", pd.DataFrame({"id": [0]}), [0.0], [10_000.0], True)
    dollars = Columns("dollars", pd.DataFrame({"id": ["grant", "general"]}), np.zeros(2), np.full(2, np.inf))
    keys = pd.DataFrame({"payers": ["grant;general"]})
    cost = Rows("cost", keys, [0, 0, 0], [0, 1, 2], [958.0, -1.0, -1.0], "=", [0.0], "dollars", "{payers}")
    levels = (
        Level("seats", "seats", "max", [1.0, 0.0, 0.0], 0.0),
        Level("order", "dollars x order", "min", [0.0, 0.6, 0.8], 0.0),
        Level("dollars", "dollars", "min", [-1e-3, 1.0, 0.9999999], 0.0),
    )
    values = solve_whole(Program((groups, dollars), (cost,), levels)).values
    assert values.tolist() == pytest.approx([10_000.0, 9_580_000.0, 0.0], abs=1e-6)
