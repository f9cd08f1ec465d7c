"""What a rule reads in the facts: how far a task is, why, and in which table and column that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["done", "begun", "open", "not_needed", "cannot_be_told"]
#: In the order in which a list shows them.
STATUSES: tuple[Status, ...] = ("done", "begun", "open", "cannot_be_told", "not_needed")


@dataclass(frozen=True)
class Settled:
    """A status with its reason: one sentence, and the table and column of the facts that made it."""

    status: Status
    because: str
    table: str = ""
    column: str = ""


def untold(because: str, table: str = "", column: str = "") -> Settled:
    """It cannot be told, and what to provide."""
    return Settled("cannot_be_told", because, table, column)


NOBODY_TAUGHT = untold("The plan teaches nobody, so nothing can be read from it.", "groups")
