"""Every level, first and second: the compact form, the plain form and trying everything have the same best values."""

from __future__ import annotations

import os
import random

import pytest

from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.whole import whole_program
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.policy import LevelName
from hitdesign.solving.linear import lock, solve_linear
from hitdesign.solving.whole import KEPT, solve_whole
from laws.districts import FEATURES, Asked, asked, case_of
from oracles.brute import TooLargeError
from oracles.levels import NEW, TwoLevels, judged_by, plain_worth, worth_of
from oracles.plain import City

EFFORT = os.environ.get("HITDESIGN_TESTS", "dev")
#: Districts per level as fractions, and tiny ones tried in full.
FRACTIONS, TRIED = {"dev": (1, 1), "brief": (1, 1), "ci": (1, 1), "nightly": (750, 400)}[EFFORT]
PAIRS: tuple[tuple[LevelName, LevelName], ...] = (
    *((level, "seats") for level in NEW),
    *(("seats", level) for level in NEW),
    ("equity_between_schools", "expected_learning"),
    ("least_change", "equity_between_marks"),
)


def same(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) <= 1e-6 * max(1.0, abs(theirs))


def sign(case: Asked, number: int) -> float:
    return -case.formulation().program.levels[number].sign


@pytest.mark.parametrize("level", NEW)
def test_as_fractions_compact_long_and_plain_form_have_the_same_best_value(level: LevelName) -> None:
    for seed in range(FRACTIONS):
        case = judged_by(asked(case_of(800_000 + 1000 * NEW.index(level) + seed)), (level, "seats"), seed)
        compact = solve_linear(case.formulation().program)
        long = solve_linear(case.formulation(plain=True).program)
        status, value = plain_worth(case, level)
        assert compact.status == long.status == status
        if compact.values is None:
            continue
        assert same(sign(case, 0) * compact.levels[0].value, value), (seed, compact.levels[0].value, value)
        assert all(same(one.value, other.value) for one, other in zip(compact.levels, long.levels, strict=True)), seed


def tiny(seed: int, levels: tuple[LevelName, ...]) -> Asked:
    chance = random.Random(seed)
    wanted = [name for name in FEATURES if chance.random() < 0.35]
    if "equity_between_marks" in levels and "marks" not in wanted:
        wanted.append("marks")
    return judged_by(asked(case_of(seed, wanted, tiny=True)), levels, seed)


def judged(case: Asked, levels: tuple[LevelName, LevelName]) -> str:
    """How our whole plan stands beside the best of all under two levels; fails where it cannot stand."""
    city = City(case)
    try:
        best = TwoLevels(city, most_plans=1_000).best_of([worth_of(level, case, city) for level in levels])
    except TooLargeError:
        return "too large"
    formulation = case.formulation()
    program = whole_program(formulation).program
    first = solve_whole(program, levels=1)
    if first.values is None:
        assert best is None, f"a plan worth {best} was cut off"
        return "no plan"
    signs = [-level.sign for level in program.levels]
    value = signs[0] * first.levels[0].value
    assert best is None or best[0] <= value + 1e-6, f"a plan worth {best} was cut off at {value}"
    plan = whole_answer(
        formulation, band_codes(formulation, case.chosen), case.case.policy, case.case.evidence, levels=2
    )
    if not isinstance(plan, Allocation):
        assert best is None
        return "refused"
    if not plan.proved:
        return "unproved"
    assert best is not None
    assert abs(signs[0] * plan.value - best[0]) <= 1e-6, f"proved {plan.value}, but the best is {best}"
    second, bound = (signs[1] * float(plan.levels[name].iloc[1]) for name in ("value", "bound"))
    assert second - 1e-6 <= best[1] <= bound + 1e-6, f"{second} to {bound} does not hold the best, {best[1]}"
    kept = program.with_rows(lock(program.levels[0], plan.value, KEPT)).with_levels(program.levels[1:2])
    alone = solve_whole(kept).levels[0]
    assert best[1] <= signs[1] * alone.value + 1e-6, "the second level's best plan was cut off"
    if abs(bound - second) > 1e-6:
        return "second level not proved"
    return "same" if any(best) else "same, nobody served"


@pytest.mark.parametrize("levels", PAIRS, ids=" then ".join)
def test_the_best_whole_plan_under_two_levels_is_the_best_of_all_plans(levels: tuple[LevelName, LevelName]) -> None:
    first = 700_000 + 1000 * PAIRS.index(levels)
    found = [judged(tiny(seed, levels), levels) for seed in range(first, first + TRIED)]
    assert found.count("unproved") + found.count("second level not proved") <= 0.1 * len(found) + 1, found
