"""One change that gives a band another first choice, or the finding that none of its kind does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

#: No smaller change of this kind and direction flips the choice; or: found on a grid, a smaller one may exist.
EXACT, SEARCHED = "exact", "searched"


class Change(NamedTuple):
    """A change of one thing in one direction, all else as it is.

    `changed_to` is None where nothing in that direction flips the choice; `to_model` is blank there, and where no model
    could serve after the change. `change` is its signed size.
    """

    kind: str
    what: str
    direction: str
    now: float | str
    changed_to: float | str | None
    unit: str
    to_model: str
    basis: str = EXACT
    note: str = ""
    change: float = 0.0


#: The columns of a table of changes.
COLUMNS = ("kind", "what", "direction", "now", "changed_to", "unit", "to_model", "basis", "note")


def changes_table(changes: Iterable[Change]) -> pd.DataFrame:
    """Changes as a table with COLUMNS; now and changed_to hold numbers, and words for a tier."""
    rows = [change[: len(COLUMNS)] for change in changes]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    words = [name for name in COLUMNS if name not in ("now", "changed_to")]
    return table.astype(dict.fromkeys(words, "str"))


def nearest(changes: Iterable[Change]) -> Change | None:
    """The smallest of those that flip the choice; the first of equals."""
    flips = [change for change in changes if change.changed_to is not None]
    return min(flips, key=lambda change: abs(change.change), default=None)
