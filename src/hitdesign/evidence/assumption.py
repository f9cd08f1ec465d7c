"""A default that was used, with its name: what a plan rests on that nobody in the district said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Assumption:
    """One value that stood in for a blank, or that an example or `starter` supplied.

    `cells` counts the cells it filled; `moves` is what the plan's first level changes, in its unit, when the value goes
    to `moved_to`, the less favourable end of its range; None where that is unknown.
    """

    name: str
    value: str
    unit: str
    why: str
    source: str
    verified: bool
    as_of: date | None = None
    cells: int = 0
    moves: float | None = None
    moved_to: str = ""
