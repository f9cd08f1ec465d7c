"""The numbers a solver can be trusted with, and the error that says which number cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hitdesign.errors import HitdesignError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Coefficients closer to zero are dropped by HiGHS without a word (from 1e-9 down); ours stay well clear.
SMALLEST_COEFFICIENT = 1e-7
LARGEST_COEFFICIENT = 1e9
#: HiGHS takes 1e20 for infinity; a district's largest limit is some 1e11 dollars.
LARGEST_LIMIT = 1e13


class ProgramError(HitdesignError):
    """A program cannot be written as asked: a number out of range, a size that does not fit, a name used twice."""


def frozen_floats(name: str, given: Any, *, size: int | None = None) -> Floats:
    """A read-only copy of `given` as float64, one-dimensional and of the asked size.

    Raises ProgramError where it does not fit, and where a number is not a number (NaN) or past all floats.
    """
    try:
        array = np.array(given, dtype=np.float64)
    except OverflowError:
        raise ProgramError(f"{name}: a whole number is larger than any limit can be") from None
    _check_shape(name, array.shape, size)
    if np.isnan(array).any():
        raise ProgramError(f"{name}: {int(np.isnan(array).sum())} of {array.size} numbers are blank (NaN)")
    array.flags.writeable = False
    return array


def frozen_indices(name: str, given: Any, *, below: int, size: int | None = None) -> Ints:
    """A read-only copy of `given` as int64, each from 0 to `below` - 1; raises ProgramError where one is not."""
    found = np.array(given)
    if found.size and not np.issubdtype(found.dtype, np.integer):
        raise ProgramError(f"{name}: expected whole numbers, found {found.dtype}")
    array = found.astype(np.int64)
    _check_shape(name, array.shape, size)
    least, most = (int(np.min(array)), int(np.max(array))) if array.size else (0, 0)
    if array.size and (least < 0 or most >= below):
        raise ProgramError(f"{name}: expected numbers from 0 to {below - 1}, found {least} to {most}")
    array.flags.writeable = False
    return array


def frozen_flags(name: str, given: Any, *, size: int) -> Bools:
    """A read-only array of `size` true/false values from one value or from one per place."""
    array = np.array(np.broadcast_to(np.asarray(given, dtype=np.bool_), (size,)) if np.ndim(given) == 0 else given)
    if array.dtype != np.bool_:
        raise ProgramError(f"{name}: expected true/false values, found {array.dtype}")
    _check_shape(name, array.shape, size)
    array.flags.writeable = False
    return array


def check_coefficients(name: str, values: Floats) -> None:
    """Raise ProgramError unless every coefficient is 0 or its size is in the trusted range."""
    sizes = np.abs(values)
    wrong = (sizes != 0) & ~((sizes >= SMALLEST_COEFFICIENT) & (sizes <= LARGEST_COEFFICIENT))
    if wrong.any():
        first = values[np.flatnonzero(wrong)[0]]
        raise ProgramError(
            f"{name}: {int(wrong.sum())} coefficients lie outside {SMALLEST_COEFFICIENT:g} to "
            f"{LARGEST_COEFFICIENT:g} (the first is {first:g}); change the unit of that row or column"
        )


def check_limits(name: str, values: Floats, *, infinite: float | None = None) -> None:
    """Raise ProgramError unless every limit is finite and small enough; `infinite` (inf or -inf) is let through."""
    wrong = ~(np.abs(values) <= LARGEST_LIMIT)
    if infinite is not None:
        wrong &= values != infinite
    if wrong.any():
        first = values[np.flatnonzero(wrong)[0]]
        count = int(wrong.sum())
        raise ProgramError(f"{name}: {count} limits exceed {LARGEST_LIMIT:g} in size (the first is {first:g})")


def _check_shape(name: str, shape: tuple[int, ...], size: int | None) -> None:
    if len(shape) != 1 or (size is not None and shape[0] != size):
        wanted = "one dimension" if size is None else f"{size} numbers in one dimension"
        raise ProgramError(f"{name}: expected {wanted}, found the shape {shape}")
