"""A certificate holds for every right answer, and for no wrong one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import SolverError
from hitdesign.solving import solved as solved_file
from hitdesign.solving.certificate import certify
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Rows
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Raw, Settings
from solving.instances import district_program, random_program


@given(st.integers(0, 10**6), st.integers(1, 7), st.integers(0, 6))
def test_every_answer_proves_itself(seed, columns, rows):
    answer = solve_linear(random_program(np.random.default_rng(seed), columns=columns, rows=rows))
    assert answer.status == "optimal"
    assert answer.certificate.holds


@given(st.integers(0, 10**6))
def test_values_off_by_a_hundredth_are_caught(seed):
    program = random_program(np.random.default_rng(seed), columns=6, rows=5)
    answer = solve_linear(program).solves[0]
    wrong = answer.values * 1.01
    if abs(answer.value) > 0.1:
        assert not certify(program, answer.level, wrong, answer.row_duals).holds


@given(st.integers(0, 10**6), st.sampled_from([-1.0, 0.9, 1.01, 0.0]))
def test_wrong_prices_are_caught(seed, factor):
    program = random_program(np.random.default_rng(seed), columns=6, rows=5)
    answer = solve_linear(program).solves[0]
    wrong = answer.row_duals * factor
    moved = np.abs((answer.row_duals - wrong) * program.matrix.times(answer.values)).sum()
    if moved > 0.01 and np.abs(wrong - answer.row_duals).max() > 0.01:
        certificate = certify(program, answer.level, answer.values, wrong)
        assert not certificate.holds or np.isclose(certificate.bound, answer.value)


@given(st.integers(0, 10**6))
def test_whatever_the_prices_the_bound_is_a_bound_when_their_signs_are_right(seed):
    rng = np.random.default_rng(seed)
    program = random_program(rng, columns=5, rows=4)
    answer = solve_linear(program).solves[0]
    guess = answer.row_duals * rng.random(program.n_rows)
    certificate = certify(program, answer.level, answer.values, guess)
    assert certificate.signs == 0
    assert (certificate.bound - answer.value) * answer.level.sign <= 1e-7


def test_prices_are_what_one_more_of_a_limit_brings():
    """Trap 5: PuLP 3 and 4 give opposite signs when maximising; the finite difference decides."""
    for seed in range(40):
        program = random_program(np.random.default_rng(seed), columns=5, rows=4)
        answer = solve_linear(program)
        for rows in program.rows:
            price, step = answer.row_duals[program.row_slice(rows.family)][0], 1e-3
            sides = []
            for sign in (-1, 1):
                moved = solve_linear(program.with_limits(rows.family, rows.limits + sign * step), warm=answer)
                if moved.status == "optimal":
                    sides.append(sign * (moved.levels[0].value - answer.levels[0].value) / step)
            if len(sides) == 2:
                assert min(sides) - 1e-5 <= price <= max(sides) + 1e-5


def test_reduced_costs_are_what_one_more_of_a_bound_brings():
    program = district_program(2)
    answer = solve_linear(program, levels=1)
    level = program.levels[0]
    expected = level.value - program.matrix.transposed_times(answer.row_duals)
    np.testing.assert_allclose(answer.reduced_costs, expected, atol=1e-9)


CORRUPTIONS = {
    "values off by a hundredth": lambda raw: Raw(raw.status, raw.values * 1.01, raw.row_duals, raw.reduced_costs),
    "prices of the other sign": lambda raw: Raw(raw.status, raw.values, -raw.row_duals, raw.reduced_costs),
    "prices of nothing": lambda raw: Raw(raw.status, raw.values, raw.row_duals * 0, raw.reduced_costs),
    "values that are no numbers": lambda raw: Raw(raw.status, raw.values * np.nan, raw.row_duals, raw.reduced_costs),
    "prices that are no numbers": lambda raw: Raw(raw.status, raw.values, raw.row_duals * np.nan, raw.reduced_costs),
    "zeros called optimal": lambda raw: Raw(raw.status, raw.values * 0, raw.row_duals, raw.reduced_costs),
    "an error": lambda raw: Raw("error"),
}


@pytest.mark.parametrize("corrupt", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_a_lying_solver_is_asked_again_and_then_refused(corrupt, monkeypatch):
    program, honest, asked = district_program(3), solved_file.solve_arrays, []

    def lie(arrays, settings, solver=None):
        asked.append(settings)
        return corrupt(honest(arrays, settings, solver))

    monkeypatch.setattr(solved_file, "solve_arrays", lie)
    with pytest.raises(SolverError, match="could be trusted"):
        solve_level(program, program.levels[0], settings=Settings())
    assert [(s.presolve, s.method) for s in asked] == [(True, "choose"), (False, "simplex"), (True, "ipm")]


def test_one_lie_costs_only_a_second_try(monkeypatch):
    program, honest, asked = district_program(3), solved_file.solve_arrays, []

    def lie_once(arrays, settings, solver=None):
        asked.append(settings)
        raw = honest(arrays, settings, solver)
        return Raw("error") if len(asked) == 1 else raw

    monkeypatch.setattr(solved_file, "solve_arrays", lie_once)
    assert solve_level(program, program.levels[0], settings=Settings()).certificate.holds


def test_a_certificate_needs_numbers_that_fit():
    program = district_program(1)
    values, duals = np.zeros(program.n_columns), np.zeros(program.n_rows)
    for wrong in ((values[1:], duals), (values, duals[1:]), (values + np.nan, duals)):
        with pytest.raises(ProgramError):
            certify(program, program.levels[0], *wrong)


def test_what_presolve_calls_impossible_is_asked_again_without(monkeypatch):
    honest, asked = solved_file.solve_arrays, []

    def first_no(arrays, settings, solver=None):
        asked.append(settings.presolve)
        return Raw("infeasible") if settings.presolve else honest(arrays, settings, solver)

    monkeypatch.setattr(solved_file, "solve_arrays", first_no)
    answer = solve_level(district_program(2), district_program(2).levels[0], settings=Settings(method="simplex"))
    assert answer.status == "optimal"
    assert asked == [True, False]


def test_what_only_presolve_calls_impossible_is_believed_once_it_is_proved(monkeypatch):
    """Where simplex stops without a word, the least that limits must give way proves that nothing keeps the program."""
    program, honest = district_program(2), solved_file.solve_arrays
    keys = pd.DataFrame({"all": ["x"]})
    size = program.slice("students").stop
    floor = Rows("floor", keys, np.zeros(size, int), np.arange(size), np.ones(size), ">=", [1e6], "students", "")
    rich = Rows("rich", keys, np.zeros(1, int), np.zeros(1, int), np.ones(1), "<=", [2e7], "dollars", "")
    beyond, shape = program.with_rows(floor, rich), program.n_columns

    def silent(arrays, settings, solver=None):
        raw = honest(arrays, settings, solver)
        own = len(arrays.cost) == shape
        return Raw("error") if own and settings.method != "ipm" else raw

    monkeypatch.setattr(solved_file, "solve_arrays", silent)
    assert solve_level(beyond, program.levels[0], settings=Settings()).status == "infeasible"
    assert (
        solve_level(program.with_levels([]), nothing_to_gain(program), settings=Settings(method="ipm")).values
        is not None
    )
