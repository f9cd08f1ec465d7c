"""A corner: an answer, and how it moves with the limits while the same limits bind.

An answer of a linear program stands where as many limits bind as it has columns. Under other limits the same ones may
bind: then every column moves in proportion to them, and nothing need be solved (the basis stays; Gass and Saaty 1955).
Whether they do is looked at, not supposed: the moved values must keep every row and bound, and each level must come to
what its prices, which other limits leave as good as they were, say that it cannot pass (weak duality).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hitdesign.solving.check import keeps
from hitdesign.solving.linear import LevelResult, LinearAnswer, lock_limit, lock_name, relative_gap
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import Solved

#: How far, in its size, a moved answer may miss a row, and a level what its prices say that it cannot pass.
ROW, LEVEL = 1e-7, 1e-9


@dataclass(frozen=True, eq=False)
class Corner:
    """An answer of a program's levels that moves with some of its limits.

    limits: of all rows of the program; rows: the positions of those that may differ; moves: what one more of each does
    to each column, one line per column; then what one more of each earlier level's locked value does.
    """

    levels: tuple[Level, ...]
    answer: LinearAnswer
    limits: Floats
    rows: Ints
    moves: Floats

    def under(self, program: Program) -> LinearAnswer | None:
        """The answer under the limits of this program; None where the same limits do not bind, or others moved."""
        by = limits_of(program) - self.limits
        moved = by[self.rows]
        if self.answer.values is None or np.count_nonzero(by) != np.count_nonzero(moved):
            return None
        gains = self._gains(by)
        return self._proved(program, self.answer.values + self.moves @ np.concatenate([moved, gains[:-1]]), gains)

    def locked(self, program: Program) -> dict[str, Floats]:
        """By family, the rows that hold every level but the last at what this corner's prices say it comes to."""
        gains = self._gains(limits_of(program) - self.limits)
        return {
            lock_name(level): lock_limit(level, solved.value + gain)
            for level, solved, gain in zip(self.levels[:-1], self.answer.solves, gains, strict=False)
        }

    def ended(self, program: Program, last: Solved) -> LinearAnswer | None:
        """The answer whose last level was solved under `locked`; None where it does not prove the levels before."""
        if last.values is None or last.certificate is None:
            return None
        gains = self._gains(limits_of(program) - self.limits)
        gains[-1] = last.certificate.bound - self.answer.levels[-1].bound
        found = self._proved(program, last.values, gains)
        return None if found is None else replace(found, solves=(*found.solves[:-1], last))

    def _proved(self, program: Program, values: Floats, gains: Floats) -> LinearAnswer | None:
        """The answer of these values, where they keep the program and each level comes to what its prices say.

        A level's bound is handed on from where it was proved, with all gains since then: no error adds up unseen.
        """
        room = ROW * np.maximum(1.0, np.abs(values))
        if bool(((values < program.lower - room) | (values > program.upper + room)).any()):
            return None
        before = self.answer.levels
        levels = tuple(
            _moved(level, result, result.bound + gain, values)
            for level, result, gain in zip(self.levels, before, gains, strict=True)
        )
        if any(one.gap > LEVEL for one in levels) or not keeps(program, values, ROW):
            return None
        moved = tuple(replace(one, values=values, certificate=None, seconds=0.0) for one in self.answer.solves)
        return LinearAnswer("optimal", values, levels, moved)

    def _gains(self, by: Floats) -> Floats:
        """What each level gains by its own prices of the limits that moved, those of earlier levels included."""
        gains = np.zeros(len(self.levels))
        for number, solved in enumerate(self.answer.solves):
            duals = np.zeros(len(by)) if solved.row_duals is None else solved.row_duals
            gains[number] = duals[: len(by)] @ by + duals[len(by) :] @ gains[:number]
        return gains


def corner_of(
    program: Program, levels: tuple[Level, ...], answer: LinearAnswer, rows: Ints, moves: Floats
) -> Corner | None:
    """The corner at which an answer stands; None where a level has no prices or may give way to later ones.

    A level that gives way ends at another value than the one its prices speak of.
    """
    priced = all(solved.row_duals is not None for solved in answer.solves)
    if answer.values is None or not priced or any(level.tolerance for level in levels[:-1]):
        return None
    return Corner(levels, answer, limits_of(program), rows, moves)


def limits_of(program: Program) -> Floats:
    """The limits of all rows."""
    return np.concatenate([np.zeros(0), *[part.limits for part in program.rows]])


def _moved(level: Level, before: LevelResult, bound: float, values: Floats) -> LevelResult:
    """A level's result under moved values, beside what its prices say that it cannot pass."""
    value = level.of(values)
    return replace(before, value=value, bound=bound, gap=relative_gap(value, bound), seconds=0.0)
