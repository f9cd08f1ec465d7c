"""An impossible request is an answer too: what stands against what, and the least change that would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

import pandas as pd

from hitdesign.errors import HitdesignError


class InfeasibleError(HitdesignError):
    """Raised by `Infeasible.or_raise()`; its message is the answer's sentences."""


@dataclass(frozen=True)
class Infeasible:
    """No plan keeps every limit and every floor.

    `families` cannot hold together, though without any one of them the others can; `repairs` has one row per family
    of limits: the least change of that family alone that makes the request possible, or why none does.
    Columns of `repairs`: family, limit, amount, unit, sentence, verified (solved again with the change, and kept; in
    shares of groups and people where these clash already, and then a sentence says so).
    `moves`: the single limits behind each repair, and behind several families together where none alone can help:
    repair, family, row, limit (its name), change, unit, from_limit, to_limit, keys (of its row). `mandates`: what the
    plan that misses mandates least would do of each at each school (columns as in the answer's table); None where there
    are none.
    """

    families: tuple[str, ...]
    repairs: pd.DataFrame
    sentences: tuple[str, ...]
    moves: pd.DataFrame = field(default_factory=pd.DataFrame)
    mandates: pd.DataFrame | None = None

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def or_raise(self) -> NoReturn:
        """Raise InfeasibleError with the sentences."""
        raise InfeasibleError(str(self))
