"""A program as data: columns, rows and levels, from which every solve, audit and sentence comes."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from hitdesign.solving.matrix import Matrix, matrix_from
from hitdesign.solving.numbers import Bools, Floats, ProgramError
from hitdesign.solving.parts import Columns, Level, Rows


@dataclass(frozen=True, eq=False)
class Program:
    """What may be chosen, what must hold, and what is wanted, in that order of `levels`.

    Raises ProgramError where a name stands twice, a coefficient points at no column or a level has a wrong size.

    >>> import pandas as pd
    >>> columns = Columns("students", pd.DataFrame({"cohort_id": ["a", "b"]}), [0, 0], [30, 20])
    >>> rows = Rows("hours", pd.DataFrame({"pool_id": ["p"]}), [0, 0], [0, 1], [1, 2], "<=", [40], "hours", "{pool_id}")
    >>> Program((columns,), (rows,), (Level("students", "students", "max", [1, 1]),)).n_rows
    1
    """

    columns: tuple[Columns, ...]
    rows: tuple[Rows, ...]
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        _check_names("kind of columns", [part.kind for part in self.columns])
        _check_names("family of rows", [part.family for part in self.rows])
        _check_names("level", [level.name for level in self.levels])
        for rows in self.rows:
            last = int(np.max(rows.column, initial=-1))
            if last >= self.n_columns:
                raise ProgramError(f"{rows.family}: a coefficient points at column {last} of {self.n_columns}")
        for level in self.levels:
            if len(level.value) != self.n_columns:
                raise ProgramError(f"level {level.name}: {len(level.value)} numbers for {self.n_columns} columns")

    @cached_property
    def n_columns(self) -> int:
        """How many columns there are."""
        return sum(part.size for part in self.columns)

    @cached_property
    def n_rows(self) -> int:
        """How many rows there are."""
        return sum(part.size for part in self.rows)

    def slice(self, kind: str) -> builtins.slice:
        """Where the columns of one kind stand; raises ProgramError for an unknown kind."""
        return _slice("kind of columns", kind, [(part.kind, part.size) for part in self.columns])

    def offset(self, kind: str) -> int:
        """Where the columns of one kind begin."""
        return int(self.slice(kind).start)

    def row_slice(self, family: str) -> builtins.slice:
        """Where the rows of one family stand; raises ProgramError for an unknown family."""
        return _slice("family of rows", family, [(part.family, part.size) for part in self.rows])

    def family(self, family: str) -> Rows:
        """The rows of one family; raises ProgramError for an unknown family."""
        self.row_slice(family)
        return next(part for part in self.rows if part.family == family)

    def family_of(self, row: int) -> tuple[Rows, int]:
        """The family a row of the whole program belongs to, and the row's place within it."""
        for part in self.rows:
            if row < part.size:
                return part, row
            row -= part.size
        raise ProgramError(f"there is no such row: the program has {self.n_rows}")

    @cached_property
    def lower(self) -> Floats:
        """The lower bounds of all columns."""
        return _joined([part.lower for part in self.columns])

    @cached_property
    def upper(self) -> Floats:
        """The upper bounds of all columns."""
        return _joined([part.upper for part in self.columns])

    @cached_property
    def whole(self) -> Bools:
        """Which columns take only whole numbers."""
        return np.concatenate([np.zeros(0, dtype=np.bool_), *[part.whole for part in self.columns]])

    @cached_property
    def row_lower(self) -> Floats:
        """The least value of every row; -inf where there is none."""
        return _joined([part.lower for part in self.rows])

    @cached_property
    def row_upper(self) -> Floats:
        """The greatest value of every row; inf where there is none."""
        return _joined([part.upper for part in self.rows])

    @cached_property
    def matrix(self) -> Matrix:
        """All coefficients by rows, in canonical order."""
        begins = np.cumsum([0, *[part.size for part in self.rows]])
        none = np.zeros(0, dtype=np.int64)
        return matrix_from(
            np.concatenate([none, *[part.row + begin for part, begin in zip(self.rows, begins, strict=False)]]),
            np.concatenate([none, *[part.column for part in self.rows]]),
            _joined([part.value for part in self.rows]),
            n_rows=self.n_rows,
            n_columns=self.n_columns,
        )

    def with_rows(self, *rows: Rows) -> Program:
        """This program with further families of rows at its end."""
        return replace(self, rows=(*self.rows, *rows))

    def with_limits(self, family: str, limits: Any) -> Program:
        """This program with other limits for one family; the matrix is shared, so a sweep is cheap."""
        return self.with_all_limits({family: limits})

    def with_all_limits(self, limits: Mapping[str, Any]) -> Program:
        """This program with other limits for several families; the matrix is shared."""
        for family in limits.keys() - {part.family for part in self.rows}:
            self.row_slice(family)
        rows = tuple(part.with_limits(limits[part.family]) if part.family in limits else part for part in self.rows)
        other = _sharing_matrix(self, copy(self))
        object.__setattr__(other, "rows", rows)
        for limit in ("row_lower", "row_upper"):
            other.__dict__.pop(limit, None)
        return other

    def with_levels(self, levels: Iterable[Level]) -> Program:
        """This program with other levels; the matrix is shared."""
        return _sharing_matrix(self, replace(self, levels=tuple(levels)))

    def with_columns(self, columns: Iterable[Columns]) -> Program:
        """This program with other columns of the same sizes, such as tighter bounds; the matrix is shared."""
        program = replace(self, columns=tuple(columns))
        if [part.size for part in program.columns] != [part.size for part in self.columns]:
            raise ProgramError("the other columns must have the same sizes as these")
        return _sharing_matrix(self, program)

    def without(self, families: Iterable[str]) -> Program:
        """This program without some families of rows."""
        dropped = frozenset(families)
        return replace(self, rows=tuple(part for part in self.rows if part.family not in dropped))


def _sharing_matrix(source: Program, target: Program) -> Program:
    target.__dict__["matrix"] = source.matrix
    return target


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])


def _check_names(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ProgramError(f"each {what} stands once; twice found: {', '.join(twice)}")


def _slice(what: str, name: str, sizes: Sequence[tuple[str, int]]) -> slice:
    begin = 0
    for known, size in sizes:
        if known == name:
            return slice(begin, begin + size)
        begin += size
    raise ProgramError(f"there is no {what} called {name!r}; there are {', '.join(known for known, _ in sizes)}")
