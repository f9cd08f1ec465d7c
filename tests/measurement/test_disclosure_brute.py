"""The least choice and the reader's ends, against brute force that shares no line with them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from hitdesign.measurement.disclosure.audit import deduced
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.protect import protect
from measurement.counted import all_tables, blanked, drawn, grid, matrix_of, way

SHAPES = [(2, 3), (3, 3), (3, 4)]


def ends_by_cell(table, **how) -> dict[str, tuple[float, float]]:
    found = deduced([table], **how)
    return {cell: (low, high) for cell, low, high in found.itertuples(index=False)}


def name(cell: tuple[int, int], shape: tuple[int, int]) -> str:
    group = f"group G{cell[1]:02}" if cell[1] < shape[1] else ""
    school = f"school S{cell[0]:02}" if cell[0] < shape[0] else ""
    return f"tutored, {', '.join(part for part in (group, school) if part) or 'in all'}"


def some_hidden(shape: tuple[int, int], seed: int, at_most: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    hidden = np.zeros((shape[0] + 1, shape[1] + 1), dtype=bool)
    places = list(itertools.product(range(shape[0]), range(shape[1])))
    for at in rng.permutation(len(places))[: rng.integers(2, at_most + 1)]:
        hidden[places[at]] = True
    if seed % 3 == 0:
        hidden[int(rng.integers(shape[0])), shape[1]] = True
    return hidden


def keys(hidden: np.ndarray) -> set[tuple[str, str]]:
    rows, columns = hidden.shape
    return {
        (f"S{i:02}" if i < rows - 1 else "all", f"G{j:02}" if j < columns - 1 else "all")
        for i, j in zip(*np.nonzero(hidden), strict=True)
    }


def check_ends(seed: int) -> None:
    shape = SHAPES[seed % 3]
    numbers = np.random.default_rng(seed).integers(0, 4, shape)
    hidden = some_hidden(shape, seed, 4 if seed < 6 else 5)
    table = blanked(grid(numbers), keys(hidden))
    shown = matrix_of(table, shape)
    possible = all_tables(shown, 9)
    found, whole = ends_by_cell(table), ends_by_cell(table, whole=True)
    for cell in zip(*(one.tolist() for one in np.nonzero(hidden)), strict=True):
        low, high = found[name(cell, shape)]
        least, most = possible[:, *cell].min(), possible[:, *cell].max()
        assert low == pytest.approx(least, abs=1e-6)
        if np.isfinite(high) and high <= 9:
            assert high == pytest.approx(most, abs=1e-6)
        else:
            assert high >= most
        assert whole[name(cell, shape)] == (low, high)


def protects(full: np.ndarray, hidden: np.ndarray, small: np.ndarray, policy: DisclosurePolicy) -> bool:
    for cell in zip(*(one.tolist() for one in np.nonzero(small)), strict=True):
        above, below = (way(full, hidden, cell, up=up) for up in (True, False))
        if above < policy.reach_above(full[cell]) or below < min(policy.lower_students, full[cell]):
            return False
        if above + below < policy.width_students:
            return False
    return True


def least_loss(numbers: np.ndarray, policy: DisclosurePolicy) -> float:
    """The best of all subsets: by loss, from nothing upwards, until one protects."""
    full = matrix_of(grid(numbers), numbers.shape)
    small = np.vectorize(policy.small)(full)
    weight = np.ones(full.shape) if policy.measure == "cells" else np.maximum(full, 1.0)
    weight[-1, :] *= policy.total_weight
    weight[:-1, -1] *= policy.total_weight
    free = [cell for cell in np.ndindex(full.shape) if not small[cell]]
    if not small.any():
        return 0.0
    by_loss = sorted(
        (sum(weight[cell] for cell in chosen), chosen)
        for size in range(len(free) + 1)
        for chosen in itertools.combinations(free, size)
    )
    for loss, chosen in by_loss:
        hidden = small.copy()
        hidden[tuple(zip(*chosen, strict=True)) if chosen else ([], [])] = True
        lonely = (hidden.sum(axis=0) == 1).any() or (hidden.sum(axis=1) == 1).any()
        if not lonely and protects(full, hidden, small, policy):  # a lonely cell is known from its line
            return loss
    raise AssertionError("hiding everything protects nothing")


def check_least(seed: int, shape: tuple[int, int], mean: float) -> None:
    policy = DisclosurePolicy(
        total_weight=1.0 + 2 * (seed % 2),
        zeros=("show", "hide")[seed // 2 % 2],
        measure="students" if seed % 4 == 3 else "cells",
    )
    numbers = drawn(*shape, seed, mean, empty=0.15)
    safe = protect([grid(numbers)], policy)
    assert safe.audit.holds
    assert safe.proved
    assert safe.loss == least_loss(numbers, policy)


@pytest.mark.parametrize("seed", range(4))
def test_no_whole_table_is_forgotten_and_none_invented(seed: int) -> None:
    check_ends(seed)


@pytest.mark.parametrize("seed", range(4))
def test_the_choice_is_the_best_of_all_subsets(seed: int) -> None:
    check_least(seed, [(2, 3), (3, 3)][seed % 2], 25)


@pytest.mark.slow
def test_no_whole_table_is_forgotten_in_many() -> None:
    for seed in range(6, 200):
        check_ends(seed)


@pytest.mark.slow
def test_the_choice_is_the_best_of_all_subsets_up_to_three_by_four() -> None:
    for seed in range(6, 90):
        check_least(seed, [(2, 4), (3, 3), (3, 4)][seed % 3], 12 + 4 * (seed % 7))
