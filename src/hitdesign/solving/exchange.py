"""Between arrays and a modelling layer's objects: opaque names, senses with limits, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from hitdesign.solving.matrix import matrix_from
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.standard import AT_LOWER, Arrays, Basis, Raw, Settings

LESS, EQUAL, MORE = -1, 0, 1


def column_names(size: int) -> Iterator[str]:
    """c0000000, c0000001, ...: no name of a person or school, and in order even where a layer sorts by name."""
    return (f"c{place:07d}" for place in range(size))


def row_names(size: int) -> Iterator[str]:
    """r0000000, r0000001, ..."""
    return (f"r{place:07d}" for place in range(size))


def senses_and_limits(arrays: Arrays) -> Iterator[tuple[int, float]]:
    """Each row's sense (LESS, EQUAL or MORE) and its one limit."""
    for low, high in zip(arrays.row_lower.tolist(), arrays.row_upper.tolist(), strict=True):
        if low == high:
            yield EQUAL, low
        else:
            yield (LESS, high) if high < np.inf else (MORE, low)


def bounds_or_none(bounds: Floats) -> list[float | None]:
    """Bounds as a layer wants them that knows no infinity."""
    return [bound if -np.inf < bound < np.inf else None for bound in bounds.tolist()]


def arrays_of_rows(
    *,
    cost: Floats,
    bounds: tuple[Sequence[float], Sequence[float]],
    whole: Sequence[bool],
    sizes: Sequence[int],
    column: Ints,
    value: Floats,
    senses: Sequence[int],
    limits: Iterable[float],
) -> Arrays:
    """Arrays of rows read one after the other: `sizes` terms each, with `column` and `value` of all terms in a line."""
    sense, limit = np.array(senses, dtype=np.int64), np.array(list(limits), dtype=np.float64)
    row = np.repeat(np.arange(len(sense)), np.array(sizes, dtype=np.int64))
    return Arrays(
        cost=cost,
        lower=np.array(bounds[0], dtype=np.float64),
        upper=np.array(bounds[1], dtype=np.float64),
        whole=np.array(whole, dtype=np.bool_),
        matrix=matrix_from(row, column, value, n_rows=len(sense), n_columns=len(cost)),
        row_lower=np.where(sense == LESS, -np.inf, limit),
        row_upper=np.where(sense == MORE, np.inf, limit),
    )


def places_of(names: Sequence[str]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """The place each column name stands for, and which of the names are ours (a layer may add columns of its own)."""
    ours = np.array([name[0] == "c" for name in names], dtype=np.bool_)
    return np.array([int(name[1:]) for name in names if name[0] == "c"], dtype=np.int64), ours


def in_order(raw: Raw, names: Sequence[str], arrays: Arrays) -> Raw:
    """An answer over the named columns, put back to the places of the arrays.

    A column that stands in no row and has no cost may be missing from the names: it stays as near to 0 as it may.
    """
    places, ours = places_of(names)
    values, reduced = raw.values, raw.reduced_costs
    if values is not None:
        idle = np.clip(0.0, arrays.lower, arrays.upper)
        idle[places] = values[ours]
        values = idle
    if reduced is not None:
        spread = np.zeros(len(arrays.cost))
        spread[places] = reduced[ours]
        reduced = spread
    basis = raw.basis
    if basis is not None:
        seats = np.full(len(arrays.cost), AT_LOWER)
        seats[places] = basis.columns[ours]
        basis = Basis(seats, basis.rows)
    return replace(raw, values=values, reduced_costs=reduced, basis=basis)


def in_names(settings: Settings, names: Sequence[str]) -> Settings:
    """Settings whose start and basis stand in the order of the names instead of the arrays' order."""
    places, ours = places_of(names)
    start, basis = settings.start, settings.basis
    if start is not None:
        known = np.full(len(names), np.nan)
        known[ours] = start[places]
        start = known
    if basis is not None:
        seats = np.full(len(names), AT_LOWER)
        seats[ours] = basis.columns[places]
        basis = Basis(seats, basis.rows)
    return replace(settings, start=start, basis=basis)
