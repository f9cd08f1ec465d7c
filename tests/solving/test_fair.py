"""The least of many shares made large by patterns: kept, never worse than before, never above a true bound."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from hitdesign.allocation.whole import schools_of_columns, whole_program
from hitdesign.solving import evener as evener_file
from hitdesign.solving import fair as fair_file
from hitdesign.solving import whole as whole_file
from hitdesign.solving.check import violations
from hitdesign.solving.fair import fair_plan
from hitdesign.solving.linear import lock
from hitdesign.solving.narrow import NarrowPlan
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program
from hitdesign.solving.shares import least_of
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.whole import KEPT, solve_whole
from laws.districts import FEATURES, asked, case_of
from oracles.levels import judged_by
from solving.test_blocks import rows_of

pytestmark = pytest.mark.once

#: Drawn programs, and drawn districts for each level of equity.
PROGRAMS, DISTRICTS = {"nightly": (400, 150)}.get(os.environ.get("HITDESIGN_TESTS", "dev"), (4, 3))


def schools(need, size, people, *, dollars=None):
    """Schools with students in need, groups of `size` (one person each), people and dollars for all of them.

    Columns: students of each school, then persons of each school, then the least share. Levels: it, seats, persons.
    """
    count, each = len(need), np.arange(len(need))
    own = np.r_[each, each], np.r_[each, count + each], np.r_[np.ones(count), -np.asarray(size, float)]
    shares = np.r_[each, each], np.r_[each, np.full(count, 2 * count)], np.r_[np.ones(count), -np.asarray(need, float)]
    persons = np.zeros(count, int), count + each, np.ones(count)
    rows = [
        rows_of("groups", *own, "<=", np.zeros(count)),
        rows_of("shares", *shares, ">=", np.zeros(count)),
        rows_of("persons", *persons, "<=", [people]),
    ]
    if dollars is not None:
        rows.append(rows_of("dollars", np.zeros(count, int), each, 1.0 + each % 3, "<=", [dollars]))
    keys = pd.DataFrame({"n": np.arange(2 * count + 1)})
    upper = np.r_[np.asarray(need, float), np.full(count, 99.0), [1.0]]
    columns = Columns("x", keys, np.zeros(2 * count + 1), upper, np.r_[np.ones(2 * count, bool), [False]])
    none = np.zeros(2 * count + 1)
    least, seats, fewest = none.copy(), none.copy(), none.copy()
    least[-1], seats[:count], fewest[count:-1] = 100.0, 1.0 + each % 2, 1.0
    levels = Level("even", "%", "max", least), Level("seats", "u", "max", seats), Level("persons", "u", "min", fewest)
    return Program((columns,), tuple(rows), levels), np.r_[each, each, [-1]]


def drawn(seed):
    """Six schools by chance."""
    rng = np.random.default_rng(seed)
    need, size = rng.integers(4, 16, 6), rng.integers(2, 5, 6)
    return schools(need, size, int(rng.integers(3, 14)), dollars=int(rng.integers(10, 70)) if seed % 2 else None)


def linear_bound(program, level):
    return solve_level(program, level, settings=Settings()).certificate.bound


def judged(program, block, level):
    """What became of a plan that keeps every row and was not made for this level: never worse, kept, bounded."""
    before = solve_whole(program.with_levels([nothing_to_gain(program)])).values
    if before is None:
        return None
    bound = linear_bound(program, level)
    found = fair_plan(program, level, block, Settings(), NarrowPlan("optimal", before, bound, 1.0, 0.0))
    if found is None:
        return None
    best = solve_whole(program.with_levels([level])).levels[0]
    assert best.gap <= 1e-6
    value, sign = level.of(found.values), level.sign
    assert sign * found.bound - 1e-6 <= sign * best.value
    assert sign * best.bound - 1e-6 <= sign * value <= sign * level.of(before) + 1e-6
    assert sign * found.bound >= sign * bound - 1e-6, "a bound weaker than that of the linear program"
    assert violations(program, found.values).empty
    return abs(found.bound - value) <= 1e-6


@pytest.fixture
def anywhere(monkeypatch):
    """Blocks are asked for patterns however few they are."""
    monkeypatch.setattr(fair_file, "BLOCKS", 1)
    monkeypatch.setattr(fair_file, "SHARED_EACH", 1_000)


@pytest.mark.usefixtures("anywhere")
def test_the_least_share_of_drawn_schools_is_kept_better_and_bounded_and_so_is_the_level_after_it():
    proved = []
    for seed in range(PROGRAMS):
        program, block = drawn(seed)
        even, seats = program.levels[:2]
        proved.append(judged(program, block, even))
        reached = solve_whole(program, levels=1).levels[0].value
        proved.append(judged(program.with_rows(lock(even, reached, KEPT)), block, seats))
    assert None not in proved
    assert sum(proved) > 0.6 * len(proved), proved


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("level", ["equity_between_schools", "equity_between_marks"])
def test_the_least_share_of_drawn_districts_is_kept_better_and_bounded(level):
    found = []
    for seed in range(DISTRICTS):
        features = [name for number, name in enumerate(FEATURES) if (seed + number) % 4 == 0 or name == "marks"]
        formulation = judged_by(asked(case_of(930_000 + seed, features)), (level, "seats"), seed).formulation()
        whole = whole_program(formulation)
        if least_of(whole.program, whole.program.levels[0]) is not None:
            found.append(judged(whole.program, schools_of_columns(formulation, whole), whole.program.levels[0]))
    assert any(one is not None for one in found), found


def test_shares_that_people_cannot_reach_in_whole_are_proved_out_of_reach():
    """16 schools with ten in need and groups of four: 24 people teach 96 in fractions, but 60% would need 32 people."""
    program, block = schools([10] * 16, [4] * 16, 24)
    even, seats = program.levels[:2]
    assert linear_bound(program, even) == pytest.approx(60)
    first = fair_plan(program, even, block, Settings(), NarrowPlan("optimal", np.zeros(33), 60.0, 1.0, 0.0))
    assert (even.of(first.values), first.bound) == (pytest.approx(40), pytest.approx(40))
    kept = program.with_rows(lock(even, 40.0, KEPT))
    second = fair_plan(kept, seats, block, Settings(), NarrowPlan("optimal", first.values, 999.0, 1.0, 0.0))
    # eight people more teach four each at the eight schools whose seats count twice
    assert (seats.of(second.values), second.bound) == (pytest.approx(160), pytest.approx(160))


def mid_size():
    rng = np.random.default_rng(5)
    return schools(rng.integers(20, 90, 24), rng.integers(2, 7, 24), 66, dollars=480)


def solved(program, block):
    return solve_whole(program, gap=0.001, node_limit=1, block_of_column=block)


@pytest.fixture(scope="module")
def answer():
    return solved(*mid_size())


def test_a_district_of_24_schools_comes_near_to_a_bound_below_the_linear_one_the_same_way_every_time(answer):
    program, block = mid_size()
    assert solved(program, block).values.tobytes() == answer.values.tobytes()
    assert answer.reproducible
    assert violations(program, answer.values).empty
    even = answer.levels[0]
    assert even.bound < linear_bound(program, program.levels[0]) - 0.3
    assert even.bound - even.value < 0.1


def test_a_plan_is_never_less_even_than_without_patterns(monkeypatch, answer):
    program, block = mid_size()
    monkeypatch.setattr(evener_file, "fair_plan", lambda *_: None)
    without = solved(program, block).levels[0]
    assert without.value < answer.levels[0].value <= answer.levels[0].bound < without.bound


def test_no_time_leaves_the_plan_before_and_is_said():
    program, block = mid_size()
    before = np.zeros(program.n_columns)
    known = NarrowPlan("optimal", before, 60.0, 1.0, 0.0)
    found = fair_plan(program, program.levels[0], block, Settings(time_limit_seconds=0.0), known)
    assert (found.status, found.bound) == ("time_limit", 60.0)
    assert found.values.tolist() == before.tolist()


def test_a_program_without_a_least_share_asks_no_patterns(monkeypatch):
    def never(*_):
        raise AssertionError("asked")

    monkeypatch.setattr(evener_file, "fair_plan", never)
    program, block = mid_size()
    assert whole_file.solve_whole(program.with_levels(program.levels[1:]), block_of_column=block).values is not None
    with pytest.raises(AssertionError, match="asked"):
        solved(program, block)
