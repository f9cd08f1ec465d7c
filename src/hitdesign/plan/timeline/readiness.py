"""How ready the program is: a score with its formula, and what is missing for the whole of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hitdesign.plan.timeline.settled import STATUSES, Settled, Status
from hitdesign.plan.timeline.task import OF, SIGN, Task

#: What an item counts for by its status; what is not needed does not count at all.
CREDIT: Mapping[Status, float] = {"done": 1.0, "begun": 0.5, "open": 0.0, "cannot_be_told": 0.0}
PARTS = ("planning", "engagement", "follow_on", "purchase", "own")


@dataclass(frozen=True)
class Readiness:
    """`score`: share 0-1; NaN where nothing is needed. `by_part`: part, items by status, score. `missing`: sentences.

    Formula: (done + begun / 2) / needed items. An item that cannot be told is needed and counts nothing; of a purchase
    the signature alone is an item, so that a longer way weighs no more.
    """

    score: float
    by_part: pd.DataFrame
    missing: tuple[str, ...]


def readiness_of(tasks: Sequence[Task], statuses: Mapping[str, Settled]) -> Readiness:
    """The readiness of tasks with these statuses."""
    items = [task for task in tasks if not task.contract_id or task.task_id.startswith(SIGN + OF)]
    rows = [_row(part, [statuses[task.task_id].status for task in items if task.part == part]) for part in PARTS]
    table = pd.DataFrame(rows, columns=["part", *STATUSES, "score"])
    missing = [
        f"{task.title} ({task.owner}): {statuses[task.task_id].because}"
        for task in items
        if statuses[task.task_id].status not in ("done", "not_needed")
    ]
    score = float(_row("", [statuses[task.task_id].status for task in items])["score"])
    return Readiness(score, table, tuple(missing))


def _row(part: str, words: Sequence[Status]) -> dict[str, Any]:
    counts = {status: words.count(status) for status in STATUSES}
    needed = sum(counts[status] for status in CREDIT)
    earned = sum(CREDIT[status] * counts[status] for status in CREDIT)
    shown: dict[str, Any] = {str(status): count for status, count in counts.items()}
    return {"part": part, **shown, "score": earned / needed if needed else float("nan")}
