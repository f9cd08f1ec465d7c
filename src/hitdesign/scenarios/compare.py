"""Two plans side by side: what changed for whom, where, taught by whom and paid by what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.plan.plan import Plan
from hitdesign.scenarios.compare_groups import compared_groups
from hitdesign.scenarios.compare_sides import AMOUNTS, Side, side_of
from hitdesign.scenarios.compare_words import sentences_of


@dataclass(frozen=True)
class Comparison:
    """What is different between a plan before and a plan after; every change is after less before.

    Tables with their amount before, after and as a change: `schools`, `tiers`, `marks` (mark, value), `subjects`,
    `models`, `cohorts` in seats; `pools` in paid hours (idle hours among them) and people; `streams` in dollars not to
    exceed; `levels` in each level's own unit. `groups`: one row per band, model, block and pool, with the groups
    before and after, and how many are kept, moved from here, ended, moved here and new. `unmatched`: ids of each kind
    that stand in only one of both, counted (`in_both`, `only_before`, `only_after`); where an id is missing its amount
    is 0, a level's value unknown.
    """

    seats_before: float
    seats_after: float
    schools: pd.DataFrame
    tiers: pd.DataFrame
    marks: pd.DataFrame
    subjects: pd.DataFrame
    models: pd.DataFrame
    pools: pd.DataFrame
    streams: pd.DataFrame
    cohorts: pd.DataFrame
    levels: pd.DataFrame
    groups: pd.DataFrame
    unmatched: pd.DataFrame
    names: dict[str, str]

    @property
    def seats_change(self) -> float:
        """Seats after less seats before."""
        return self.seats_after - self.seats_before

    @property
    def groups_kept(self) -> float:
        """Groups with the same band, model, block and pool in both."""
        return float(self.groups["groups_kept"].sum())

    @property
    def groups_moved(self) -> float:
        """Groups of a band that stand in both plans, at another time, with other tutors or in another model."""
        return float(self.groups["groups_moved_from_here"].sum())

    @property
    def groups_ended(self) -> float:
        """Groups before that have no counterpart after."""
        return float(self.groups["groups_ended"].sum())

    @property
    def groups_new(self) -> float:
        """Groups after that have no counterpart before."""
        return float(self.groups["groups_new"].sum())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """What a school person reads first, in order of weight."""
        return sentences_of(
            seats=(self.seats_before, self.seats_after),
            groups=(self.groups_kept, self.groups_moved, self.groups_ended, self.groups_new),
            schools=self.schools,
            pools=self.pools,
            streams=self.streams,
            unmatched=self.unmatched,
            names=self.names,
        )


def compare(before: Plan | Allocation, after: Plan | Allocation) -> Comparison:
    """What changes from one plan to another, of the same district or of different ones.

    Formula: change = after - before, by id; kept = min(before, after) of each band, model, block and pool; of what is
    left of a band, moved = min(left before, left after), ended and new are the rest. Comparing a plan with itself
    shows no change; the other way round each change has the other sign, and ended and new change places.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.scenarios.compare import compare
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.allocate(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), levels=1)
    >>> compare(plan, plan).seats_change
    0.0
    """
    return compare_sides(side_of(before), side_of(after))


def compare_sides(before: Side, after: Side) -> Comparison:
    """The same of plans that were brought to the form of `Side` beforehand."""
    tables = {name: beside(getattr(before, name), getattr(after, name), amounts) for name, amounts in AMOUNTS.items()}
    counted = {**{name: getattr(before, name) for name in AMOUNTS}, "groups": before.groups}
    return Comparison(
        seats_before=before.seats,
        seats_after=after.seats,
        **tables,
        groups=compared_groups(before.groups, after.groups),
        unmatched=unmatched({name: (own, getattr(after, name)) for name, own in counted.items()}),
        names={**after.names, **before.names},
    )


def beside(before: pd.DataFrame, after: pd.DataFrame, amounts: tuple[str, ...]) -> pd.DataFrame:
    """Both tables joined by their ids, each amount before, after and as a change, in order of the ids.

    An id that stands in one of both counts 0 in the other, and a level there is unknown.
    """
    ids = [name for name in before.columns if name not in amounts]
    both = before.merge(after, on=ids, how="outer", suffixes=("_before", "_after"), indicator=True)
    out = both[ids].copy()
    for name in amounts:
        for side, absent in (("before", "right_only"), ("after", "left_only")):
            known = both[f"{name}_{side}"].astype(float)
            missing = both["_merge"] == absent
            out[f"{name}_{side}"] = known.where(~missing, float("nan") if name == "value" else 0.0)
        out[f"{name}_change"] = out[f"{name}_after"] - out[f"{name}_before"]
    return out.sort_values(ids, kind="stable", ignore_index=True)


def unmatched(tables: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    """How many ids of each kind stand in both plans, only in the one before, only in the one after."""
    rows = []
    for name, (before, after) in tables.items():
        known = [name for name in before.columns if name in after.columns and name not in _numbers(before)]
        one, two = (set(table[known].itertuples(index=False, name=None)) for table in (before, after))
        rows.append((name, len(one & two), len(one - two), len(two - one)))
    return pd.DataFrame(rows, columns=["what", "in_both", "only_before", "only_after"])


def _numbers(table: pd.DataFrame) -> set[str]:
    return {str(name) for name in table.columns if table[name].dtype.kind == "f"}
