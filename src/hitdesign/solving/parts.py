"""The three parts of a program: kinds of columns, families of rows, levels of objective."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from hitdesign.solving.numbers import (
    Bools,
    Floats,
    Ints,
    ProgramError,
    check_coefficients,
    check_limits,
    frozen_flags,
    frozen_floats,
    frozen_indices,
)

Sense = Literal["<=", ">=", "="]
Aim = Literal["max", "min"]
#: A table of keys, or its columns: most of a program's tables are never looked at.
Keys = pd.DataFrame | Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Columns:
    """One kind of columns, such as students or dollars: what can be chosen, one number each.

    keys: a table with one row per column, made from `key_columns` (the table, or its columns); lower, upper: the bounds
    (-inf and inf mean none); whole: whether only whole numbers will do, for all columns or one by one. Raises
    ProgramError where the sizes or bounds do not fit.
    """

    kind: str
    key_columns: Keys = field(repr=False)
    lower: Floats
    upper: Floats
    whole: Bools

    def __init__(self, kind: str, key_columns: Keys, lower: Any, upper: Any, whole: Any = False) -> None:
        size = _length(key_columns)
        put = object.__setattr__
        put(self, "kind", kind)
        put(self, "key_columns", key_columns)
        put(self, "lower", frozen_floats(f"{kind}.lower", lower, size=size))
        put(self, "upper", frozen_floats(f"{kind}.upper", upper, size=size))
        put(self, "whole", frozen_flags(f"{kind}.whole", whole, size=size))
        check_limits(f"{kind}.lower", self.lower, infinite=-np.inf)
        check_limits(f"{kind}.upper", self.upper, infinite=np.inf)
        crossed = int((self.lower > self.upper).sum())
        if crossed:
            raise ProgramError(f"{kind}: {crossed} columns have a lower bound above their upper bound")

    @cached_property
    def keys(self) -> pd.DataFrame:
        """One row per column; made when it is asked for."""
        return pd.DataFrame(self.key_columns)

    @property
    def size(self) -> int:
        """How many columns there are."""
        return len(self.lower)


@dataclass(frozen=True, eq=False)
class Rows:
    """One family of rows: sum of value x column, compared with a limit.

    keys: a table with one row per row, made from `key_columns` (the table, or its columns); row, column, value: the
    coefficients as three arrays of one length, `row` counted from 0 within the family and `column` over the whole
    program; limits: one per row, in `unit`; says: a sentence with {names} of the key table's columns, {limit} and
    {activity}.
    Raises ProgramError where sizes do not fit, a number is blank or a coefficient is out of range.
    """

    family: str
    key_columns: Keys = field(repr=False)
    row: Ints
    column: Ints
    value: Floats
    sense: Sense
    limits: Floats
    unit: str
    says: str

    def __post_init__(self) -> None:
        size, put = _length(self.key_columns), object.__setattr__
        put(self, "row", frozen_indices(f"{self.family}.row", self.row, below=size))
        entries = len(self.row)
        put(self, "column", frozen_indices(f"{self.family}.column", self.column, below=2**31 - 1, size=entries))
        put(self, "value", frozen_floats(f"{self.family}.value", self.value, size=entries))
        put(self, "limits", frozen_floats(f"{self.family}.limits", self.limits, size=size))
        check_coefficients(self.family, self.value)
        check_limits(f"{self.family}.limits", self.limits)
        if self.sense not in ("<=", ">=", "="):
            raise ProgramError(f"{self.family}: a row's sense is <=, >= or =, not {self.sense!r}")

    @cached_property
    def keys(self) -> pd.DataFrame:
        """One row per row of the family; made when it is asked for."""
        return pd.DataFrame(self.key_columns)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.limits)

    @property
    def lower(self) -> Floats:
        """The least value each row may take; -inf where there is none."""
        return np.full(self.size, -np.inf) if self.sense == "<=" else self.limits

    @property
    def upper(self) -> Floats:
        """The greatest value each row may take; inf where there is none."""
        return np.full(self.size, np.inf) if self.sense == ">=" else self.limits

    def with_limits(self, limits: Any) -> Rows:
        """The same rows with other limits; what is checked already is not checked again."""
        name, other = f"{self.family}.limits", copy(self)
        object.__setattr__(other, "limits", frozen_floats(name, limits, size=self.size))
        check_limits(name, other.limits)
        return other

    def label(self, row: int) -> str:
        """The keys of one row as text, such as `school_id=S1, stream_id=title_1`."""
        return ", ".join(f"{name}={self.keys[name].iloc[row]}" for name in self.keys.columns)

    def sentence(self, row: int, **also: float) -> str:
        """What one row says, with its keys and limit filled in; `also` fills further names, such as activity."""
        keys = {str(name): self.keys[name].iloc[row] for name in self.keys.columns}
        return self.says.format(**{**keys, "limit": plain(self.limits[row]), **{k: plain(v) for k, v in also.items()}})


@dataclass(frozen=True, eq=False)
class Level:
    """One level of the objective: value, one number per column of the whole program, to be made large or small.

    tolerance: the share of this level's value that later levels may give up (0.000001 = one millionth).
    Raises ProgramError where a number is blank or out of range.
    """

    name: str
    unit: str
    sense: Aim
    value: Floats
    tolerance: float = 1e-6

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", frozen_floats(f"level {self.name}", self.value))
        check_coefficients(f"level {self.name}", self.value)
        if self.sense not in ("max", "min"):
            raise ProgramError(f"level {self.name}: the sense is max or min, not {self.sense!r}")
        if not 0 <= self.tolerance < 1:
            raise ProgramError(f"level {self.name}: the tolerance is a share from 0 to below 1, not {self.tolerance!r}")

    @property
    def sign(self) -> float:
        """-1 for max, +1 for min: value x sign is what a minimiser sees."""
        return -1.0 if self.sense == "max" else 1.0

    def of(self, values: Floats) -> float:
        """This level's value under the given column values, in its unit."""
        return float(self.value @ values)


def _length(keys: Keys) -> int:
    """How many rows a table of keys has."""
    return len(keys) if isinstance(keys, pd.DataFrame) else max((len(column) for column in keys.values()), default=0)


def plain(number: float) -> str:
    """A number as a person writes it: 1,234 or 1,234.5, never 1.2345e+03."""
    rounded = round(float(number), 6)
    text = f"{rounded:,.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
