"""A program is data: sizes, places and numbers are checked before any solver sees them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from solving.instances import district_program, random_program


def keys(size):
    return pd.DataFrame({"number": range(size)})


def rows(row=(0,), column=(0,), value=(1.0,), sense="<=", limits=(1.0,), family="r"):
    return Rows(family, keys(len(limits)), list(row), list(column), list(value), sense, list(limits), "u", "{number}")


def program(*families, size=2, levels=()):
    return Program((Columns("x", keys(size), np.zeros(size), np.full(size, 5.0)),), tuple(families), tuple(levels))


def test_columns_and_rows_stand_one_kind_after_the_other():
    district = district_program(2)
    assert district.slice("groups") == slice(72, 84) and district.offset("dollars") == 84
    assert district.n_columns == 96 and district.n_rows == sum(part.size for part in district.rows)
    assert district.row_slice("ratio").start == district.family("need").size


def test_a_row_of_the_whole_program_knows_its_family():
    district = district_program(2)
    begin = district.row_slice("rooms").start
    family, place = district.family_of(begin + 3)
    assert (family.family, place) == ("rooms", 3)
    with pytest.raises(ProgramError, match="no such row"):
        district.family_of(district.n_rows)


def test_the_matrix_is_the_same_whatever_the_order_of_its_coefficients():
    rng = np.random.default_rng(3)
    row, column, value = rng.integers(0, 5, 60), rng.integers(0, 4, 60), rng.integers(1, 9, 60).astype(float)
    order = rng.permutation(60)
    one = program(rows(row, column, value, limits=np.ones(5)), size=4).matrix
    other = program(rows(row[order], column[order], value[order], limits=np.ones(5)), size=4).matrix
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("starts", "column", "value"))


def test_the_matrix_multiplies_as_a_dense_one_does():
    rng = np.random.default_rng(5)
    row, column, value = rng.integers(0, 5, 30), rng.integers(0, 4, 30), rng.integers(-9, 9, 30).astype(float)
    dense = np.zeros((5, 4))
    np.add.at(dense, (row, column), value)
    matrix = program(rows(row, column, value, limits=np.ones(5)), size=4).matrix
    x, y = rng.random(4), rng.random(5)
    np.testing.assert_allclose(matrix.times(x), dense @ x)
    np.testing.assert_allclose(matrix.transposed_times(y), dense.T @ y)
    np.testing.assert_allclose(matrix.times_sizes(x), abs(dense) @ x)
    np.testing.assert_allclose(matrix.transposed_times_sizes(y), abs(dense).T @ y)


def test_coefficients_of_one_place_are_summed_and_zeros_dropped():
    matrix = program(rows([0, 0, 0], [1, 1, 0], [2.0, -2.0, 3.0])).matrix
    assert matrix.column.tolist() == [0] and matrix.value.tolist() == [3.0]


def test_other_limits_share_the_matrix():
    district = district_program(2)
    changed = district.with_limits("budget", district.family("budget").limits * 2)
    assert changed.matrix is district.matrix
    assert changed.row_upper[changed.row_slice("budget")].sum() == 2 * district.row_upper[-6:].sum()


@pytest.mark.parametrize("tiny", [1e-10, 9e-8, 2e9, 1e15, np.inf, np.nan])
def test_coefficients_a_solver_would_drop_or_refuse_are_refused_here(tiny):
    """Traps 6, 7 and 8: 1e-10 is dropped in silence, 1e15 breaks PuLP, NaN is called optimal."""
    with pytest.raises(ProgramError):
        rows(value=[tiny])
    with pytest.raises(ProgramError):
        Level("l", "u", "max", [tiny, 0.0])


@pytest.mark.parametrize("limit", [np.nan, np.inf, -np.inf, 1e14, 1e20])
def test_limits_are_finite_and_of_this_world(limit):
    """Trap 9: 1e20 is infinity for HiGHS, and PuLP refuses infinity."""
    with pytest.raises(ProgramError):
        rows(limits=[limit])


def test_bounds_may_be_absent_but_not_crossed_nor_blank():
    Columns("x", keys(1), [-np.inf], [np.inf])
    for lower, upper in (([1.0], [0.0]), ([np.nan], [1.0]), ([0.0], [1e20]), ([np.inf], [np.inf])):
        with pytest.raises(ProgramError):
            Columns("x", keys(1), lower, upper)


@pytest.mark.parametrize("column", [[-1], [2], [2**33], [0.5]])
def test_a_coefficient_points_at_a_column_that_is_there(column):
    """Trap 10: HiGHS turns such an index into an empty program, or into a crash."""
    with pytest.raises(ProgramError):
        program(rows(column=column))


def test_sizes_must_fit():
    for wrong in ({"row": [0, 0]}, {"row": [1]}, {"value": [1.0, 2.0]}, {"value": [[1.0]]}):
        with pytest.raises(ProgramError):
            rows(**wrong)
    with pytest.raises(ProgramError):
        Columns("x", keys(2), [0.0], [1.0])
    with pytest.raises(ProgramError):
        program(levels=[Level("l", "u", "max", [1.0])])


def test_names_stand_once():
    """Trap 11: PuLP 4 takes two rows of one name in silence."""
    with pytest.raises(ProgramError, match="twice"):
        program(rows(), rows())
    with pytest.raises(ProgramError, match="no family"):
        program(rows()).family("other")


def test_numbers_cannot_be_changed_behind_the_program():
    limits = np.array([1.0])
    family = rows(limits=limits)
    limits[0] = 7.0
    assert family.limits[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        family.limits[0] = 7.0


def test_small_floats_and_lists_are_taken_as_numbers():
    """Trap 15: PuLP 4 refuses a numpy float32 as a limit."""
    family = rows(value=np.array([2], dtype=np.float32), limits=np.array([3], dtype=np.float32))
    assert family.value.dtype == family.limits.dtype == np.float64


def test_a_row_says_what_it_means_with_its_keys_and_limit():
    table = pd.DataFrame({"school_id": ["S{1}"]})
    family = Rows("hours", table, [0], [0], [1.0], "<=", [1234.5], "hours", "{school_id} has {limit} hours")
    assert family.sentence(0) == "S{1} has 1,234.5 hours"
    assert family.label(0) == "school_id=S{1}"


def test_random_programs_keep_the_point_they_were_built_around():
    assert random_program(np.random.default_rng(1)).n_rows == 3


def test_a_whole_number_past_all_floats_is_refused_in_words():
    """Trap 9: Python's own numbers know no largest one."""
    for wrong in ({"limits": [10**400]}, {"value": [10**400]}):
        with pytest.raises(ProgramError, match="larger than"):
            rows(**wrong)
