"""The answer of the allocation: a frozen value whose tables speak the district's own ids, units in their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

#: The tables of an allocation: name -> (caption, columns). Columns carry their units; ids are the district's own.
SHAPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "seats": (
        "Students served: one row per cohort, tutoring model, block and pool.",
        (
            "cohort_id", "school_id", "grade_low", "grade_high", "subject", "tier", "model_id", "block_id", "pool_id", "students"
        ),
    ),
    "groups": (
        "Groups taught: one row per band, tutoring model, block and pool.",
        ("band_id", "school_id", "model_id", "block_id", "pool_id", "groups", "paid_hours", "labour_dollars"),
    ),
    "charges": (
        "Who pays what: one row per stream, school, service, payers, period and kind of cost.",
        ("stream_id", "school_id", "model_id", "block_id", "payers", "period", "cost_kind", "dollars"),
    ),
    "spending": (
        "Each stream: what it has, what is encumbered (not to exceed), what is expected at the planned attendance.",
        ("stream_id", "program", "available_dollars", "not_to_exceed_dollars", "expected_dollars", "unspent_dollars", "pays_nothing_because"),
    ),
    "tutor_hours": (
        "Each pool and calendar interval: weekly paid hours and people, against their limits.",
        ("pool_id", "interval", "hours_per_week", "limit_hours_per_week", "people", "limit_people"),
    ),
    "timetable": (
        "Each session of the week: room, tutor, group, day and minute.",
        ("school_id", "block_id", "term", "day", "starts_minute", "minutes", "room", "pool_id", "tutor", "model_id", "band_id", "group", "students"),
    ),
    "levels": (
        "The objectives in order: value, proved bound, relative gap, and what each gave up for the next.",
        ("level", "unit", "value", "bound", "gap", "tolerance", "status", "seconds"),
    ),
    "unserved": (
        "Students in need who get no seat, with the reason; with the seats served they add up to the need.",
        ("cohort_id", "school_id", "students", "reason", "limit", "basis", "sentence"),
    ),
    "prices": (
        "What one more unit of a limit is worth; from the shared (fractional) problem, empty where not asked for.",
        ("limit", "level", "side", "value", "unit", "up_to", "seats_per_unit", "sentence"),
    ),
}


@dataclass(frozen=True)
class Allocation:
    """Which students sit in which groups, who teaches them, and which dollars pay.

    `whole` tells a plan of whole students and groups from the fractional answer of the linear program. `proved` is
    True where every limit was re-checked, the gap is within the target and a timetable exists. `bound` and `gap` are
    level 1's: no plan of this district under this policy can exceed the bound.
    """

    whole: bool
    status: str
    proved: bool
    reproducible: bool
    seats: pd.DataFrame
    groups: pd.DataFrame
    charges: pd.DataFrame
    spending: pd.DataFrame
    tutor_hours: pd.DataFrame
    timetable: pd.DataFrame
    levels: pd.DataFrame
    unserved: pd.DataFrame
    prices: pd.DataFrame
    #: Sentences on what was not tested or not enforced.
    open_checks: tuple[str, ...] = ()

    @property
    def seats_served(self) -> float:
        """Seats: one student in one group; whole in a whole-number plan."""
        total = float(self.seats["students"].sum())
        return int(round(total)) if self.whole else total

    @property
    def students_served(self) -> tuple[float, float]:
        """Fewest and most children behind the seats: a child may hold a seat in each subject.

        Formula: low = sum over schools and grade bands of the largest subject's seats; high = seats.
        """
        places = ["school_id", "grade_low", "grade_high"]
        by_subject = self.seats.groupby([*places, "subject"], sort=True)["students"].sum()
        fewest = float(by_subject.groupby(places).max().sum()) if len(by_subject) else 0.0
        return (int(round(fewest)) if self.whole else fewest, self.seats_served)

    @property
    def value(self) -> float:
        """Level 1's value."""
        return float(self.levels["value"].iloc[0])

    @property
    def bound(self) -> float:
        """Level 1's proved bound: no plan can exceed it."""
        return float(self.levels["bound"].iloc[0])

    @property
    def gap(self) -> float:
        """Relative distance from level 1's value to its bound: (bound - value) / max(1, |bound|)."""
        return float(self.levels["gap"].iloc[0])

    def or_raise(self) -> Allocation:
        """The allocation itself; `Infeasible` has the same method and raises."""
        return self


def empty_table(name: str) -> pd.DataFrame:
    """A table of SHAPES without rows."""
    return pd.DataFrame({column: pd.Series(dtype=object) for column in SHAPES[name][1]})
