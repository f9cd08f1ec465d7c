"""A price is real inside its range and not beyond: every limit is moved and every level solved again from the start."""

from __future__ import annotations

import os
import random
from functools import cache

import numpy as np
import pytest

from hitdesign.allocation.curve import MOST_NAMED, ask_curve
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.limits import limits_of
from hitdesign.allocation.prices import ask_prices
from hitdesign.errors import InputError
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parametric import ValueCurve
from hitdesign.solving.program import Program
from laws.districts import FEATURES, asked, case_of

TRIED = {"dev": 2, "brief": 2, "ci": 3, "nightly": 400}[os.environ.get("HITDESIGN_TESTS", "dev")]


@cache
def formulations() -> list[Formulation]:
    """The first districts in which money is short."""
    found: list[Formulation] = []
    seed = 1000
    while len(found) < TRIED:
        seed += 1
        chance = random.Random(seed)
        one = asked(case_of(seed, [name for name in FEATURES if chance.random() < 0.3])).formulation()
        if money_is_short(one):
            found.append(one)
    return found


def money_is_short(formulation: Formulation) -> bool:
    program = formulation.program
    answer = solve_linear(program, levels=1)
    duals = answer.row_duals
    has_money = "budget" in {rows.family for rows in program.rows}
    return has_money and duals is not None and bool(duals[program.row_slice("budget")].max(initial=0) > 1e-6)


def moved(program: Program, family: str, row: int, by: float) -> Program:
    limits = program.family(family).limits.copy()
    limits[row] += by
    return program.with_limits(family, limits)


def values_of(program: Program) -> list[float]:
    """Each level's value when all levels are solved in order."""
    answer = solve_linear(program)
    return [solve.value for solve in answer.solves] if answer.values is not None else []


@pytest.mark.parametrize("number", range(TRIED))
def test_prices_are_what_solving_all_levels_again_gives(number: int) -> None:
    formulation = formulations()[number]
    program = formulation.program
    first = solve_linear(program, levels=1).solves[0]
    assert first.values is not None and first.row_duals is not None
    limits = {one.name: one for one in limits_of(program, first.values, first.row_duals)}
    base = values_of(program)
    table = ask_prices(formulation, most=3)
    seen = 0
    for (name, side), rows in table.groupby(["limit", "side"], sort=False):
        limit, way = limits[str(name)], 1.0 if side == "more" else -1.0
        for level, row in enumerate(rows.itertuples()):
            if np.isnan(row.value):
                continue
            reach = min(row.up_to, 1000.0 * max(1.0, limit.amount))
            for share in (0.4, 0.98):
                found = values_of(moved(program, limit.family, limit.row, way * share * reach))
                assert found[level] == pytest.approx(base[level] + row.value * share * reach, rel=1e-6, abs=1e-5)
                seen += 1
            if np.isfinite(row.up_to) and level == 0 and (side == "more" or row.up_to < limit.amount - 1e-6):
                past = row.up_to * 1.02 + 0.01
                found = values_of(moved(program, limit.family, limit.row, way * past))
                straight = base[0] + row.value * past
                assert not found or abs(found[0] - straight) > 1e-7
    assert seen > 4


def test_the_curve_of_students_against_dollars_is_exact_and_none_of_its_breaks_is_idle() -> None:
    inner = 0
    for formulation in formulations():
        curve = ask_curve(formulation)
        assert (np.diff(curve["per_1000_dollars"]) < 1e-6).all()
        budget = formulation.program.family("budget")
        total = budget.limits.sum()
        level = formulation.program.levels[0]
        count = np.zeros(formulation.program.n_columns)
        count[formulation.program.slice("students")] = 1.0
        students = type(level)("students", "students", "max", count)
        for dollars in np.linspace(0, curve["dollars"].max() * 1.2 + 1, 7):
            program = formulation.program.with_limits("budget", budget.limits / total * dollars)
            answer = solve_linear(program.with_levels([students]))
            expected = np.interp(dollars, curve["dollars"], curve["value"])
            if answer.values is not None:
                assert answer.solves[0].value == pytest.approx(expected, rel=1e-6, abs=1e-5)
        inner += len(curve) - 2
    assert inner > 2


def test_a_curve_that_is_cut_at_an_amount_does_not_know_what_lies_beyond() -> None:
    curve = ask_curve(formulations()[0])
    end = float(curve["dollars"].iloc[-1]) * 0.7
    cut = ask_curve(formulations()[0], highest=end)
    assert cut["dollars"].iloc[-1] == pytest.approx(end)
    assert np.isnan(cut["per_1000_dollars"].iloc[-1]) and cut["per_1000_dollars"].notna().sum() == len(cut) - 1
    assert curve["per_1000_dollars"].iloc[-1] == 0


def test_a_row_of_the_curve_names_few_limits_and_a_column_of_its_own_all() -> None:
    for formulation in formulations():
        for row in ask_curve(formulation).itertuples():
            every = [name for name in row.all_that_begin.split("; ") if name]
            said = row.begins_to_bind.partition(" limits, among them ")
            assert len(row.begins_to_bind.split("; ")) <= MOST_NAMED
            assert said[0] == (str(len(every)) if len(every) > MOST_NAMED else "; ".join(every))
            assert not said[2] or said[2] == "; ".join(every[:MOST_NAMED])


def test_a_curve_of_no_known_stream_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="gold"):
        ask_curve(formulations()[0], streams=["gold"])


def test_limits_of_unknown_families_are_refused() -> None:
    with pytest.raises(Exception, match="no family of limits called gold"):
        ask_prices(formulations()[0], families=["gold"])


def test_a_curve_remembers_its_points() -> None:
    program = formulations()[0].program
    curve = ValueCurve(program, program.levels[0], {"budget": np.ones(program.family("budget").size)})
    assert curve.point(5.0) is curve.point(5.0)
