"""A goal, and the checks by which it is called reachable or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

import pandas as pd

from hitdesign.evidence.goal_templates import Family

Reachable = Literal["yes", "no", "unknown"]
#: What stands between several ids or columns in one cell.
BETWEEN = "; "


@dataclass(frozen=True)
class Check:
    """One condition of a goal: whether the plan meets it, in words, and what would."""

    about: str
    status: Reachable
    says: str
    would: str = ""


@dataclass(frozen=True)
class Goal:
    """A promise that can be checked on a day.

    `baseline`, `target` in `unit`, None where unknown, with words beside each; `target_from`: policy (the district's
    choice), plan (what the plan can reach) or evidence. `data`: table.column to be collected; `computed_by`: functions
    of `hitdesign.measurement`. `reachable`: by what the district stated; `if_assumed`: the same if what nobody stated
    holds. `would`: what would make it reachable. `serves`: goals of the district's own plan. `because`: the facts and
    choices that made it.
    """

    goal_id: str
    family: Family
    sentence: str
    subject: str
    grade_low: int | None
    grade_high: int | None
    whom: str
    baseline: float | None
    baseline_says: str
    target: float | None
    target_from: Literal["policy", "plan", "evidence"]
    unit: str
    measure: str
    formula: str
    data: tuple[str, ...]
    computed_by: tuple[str, ...]
    due: date | None
    due_from: str
    owner: str
    owner_says: str
    checks: tuple[Check, ...]
    serves: tuple[str, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def reachable(self) -> Reachable:
        """Whether the plan can reach it, by what the district stated."""
        return verdict(self.checks)

    @property
    def if_assumed(self) -> Reachable:
        """Whether it can if everything holds that nobody in the district stated."""
        return verdict(check for check in self.checks if check.about != STATED)

    @property
    def why(self) -> str:
        """What speaks against it first, else what speaks for it."""
        worst = [check.says for status in ("no", "unknown", "yes") for check in self.checks if check.status == status]
        return " ".join(worst)

    @property
    def would(self) -> str:
        """What would make it reachable; blank where it is."""
        return " ".join(check.would for check in self.checks if check.status != "yes" and check.would)


#: The check of what nobody in the district stated.
STATED = "stated"
#: Columns of the table of goals.
COLUMNS = (
    *(field.name for field in fields(Goal) if field.name not in ("checks", "serves", "because")),
    *("reachable", "if_assumed", "why", "would", "serves", "because"),
)


def verdict(checks: Iterable[Check]) -> Reachable:
    """No where one check fails, unknown where one is open, else yes; nothing checked is unknown.

    >>> verdict([Check("a", "yes", ""), Check("b", "unknown", "")]), verdict([])
    ('unknown', 'unknown')
    """
    found = {check.status for check in checks}
    if "no" in found:
        return "no"
    return "yes" if found == {"yes"} else "unknown"


def goal_table(goals: Iterable[Goal]) -> pd.DataFrame:
    """One row per goal; several ids or columns in one cell stand with `; ` between."""
    rows = [[_cell(getattr(goal, name)) for name in COLUMNS] for goal in goals]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _cell(value: object) -> object:
    return BETWEEN.join(str(one) for one in value) if isinstance(value, tuple) else value
