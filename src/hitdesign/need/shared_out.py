"""Students of several programs taken off several parts of the need: as many as can be, in proportion, order-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hitdesign.need.rates import largest_remainder

Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Taker(NamedTuple):
    """A program's students, and the parts of the need among which they are."""

    name: str
    students: int
    may: Bools


def shared_out(parts: Counts, takers: Sequence[Taker]) -> Counts:
    """How many students of each part each program takes (programs x parts), at most the part, at most the program.

    The sum is the largest there is: the maximum flow from programs to parts. Those with the fewest students to choose
    from come first (then by name); each takes from its parts in proportion to what is left of them, by largest
    remainder; who still has students is given room by moving earlier ones. So neither the order of rows nor that of
    programs matters, and one program more never takes fewer off in all.

    >>> from hitdesign.need.shared_out import Taker, shared_out
    >>> any_tier = Taker("any", 30, np.array([True, True]))
    >>> shared_out(np.array([20, 30]), [any_tier, Taker("first", 20, np.array([True, False]))]).tolist()
    [[0, 30], [20, 0]]
    """
    taken = np.zeros((len(takers), len(parts)), dtype=np.int64)
    left = parts.astype(np.int64).copy()
    order = sorted(range(len(takers)), key=lambda one: (int(parts[takers[one].may].sum()), takers[one].name))
    for one in order:
        open_parts = np.where(takers[one].may, left, 0)
        there = int(open_parts.sum())
        students = min(takers[one].students, there)
        if students:
            quotas = open_parts * (students / there)
            taken[one] = np.minimum(largest_remainder(np.zeros(len(parts), dtype=np.int64), quotas), open_parts)
            left -= taken[one]
    may = np.array([taker.may for taker in takers], dtype=bool).reshape(taken.shape)
    for one in order:
        while int(taken[one].sum()) < takers[one].students and _moved(taken, left, may, one):
            pass
    return taken


def _moved(taken: Counts, left: Counts, may: Bools, one: int) -> bool:
    """Give program `one` one more student by moving others along a shortest path; False where no path is left.

    A path goes from a program to a part that it may take from, and from a part to a program that took from it.
    """
    to_part: dict[int, int] = {}
    to_program: dict[int, int] = {}
    queue = [one]
    while queue:
        program = queue.pop(0)
        for part in np.flatnonzero(may[program]).tolist():
            if part in to_part:
                continue
            to_part[part] = program
            if left[part] > 0:
                _along(taken, left, to_part, to_program, part)
                return True
            for other in np.flatnonzero(taken[:, part]).tolist():
                if other != one and other not in to_program:
                    to_program[other] = part
                    queue.append(other)
    return False


def _along(taken: Counts, left: Counts, to_part: dict[int, int], to_program: dict[int, int], part: int) -> None:
    """Move one student along the path that ends at `part`."""
    left[part] -= 1
    program = to_part[part]
    taken[program, part] += 1
    while program in to_program:
        part = to_program[program]
        taken[program, part] -= 1
        program = to_part[part]
        taken[program, part] += 1
