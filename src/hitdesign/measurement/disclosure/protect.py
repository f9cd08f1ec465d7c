"""Tables made safe to publish: small counts hidden, more hidden so that nobody can subtract, and the proof of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import InputError
from hitdesign.measurement.disclosure.audit import Audit, audit
from hitdesign.measurement.disclosure.cells import Cells, cells_of
from hitdesign.measurement.disclosure.checks import check_tables
from hitdesign.measurement.disclosure.marks import published_text, record_of, released
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.primary import demands_of, primary_of
from hitdesign.measurement.disclosure.reader import completed
from hitdesign.measurement.disclosure.search import choose
from hitdesign.measurement.disclosure.tables import Change, CountTable, Link
from hitdesign.quantities import print_count
from hitdesign.solving.linear import relative_gap
from hitdesign.solving.numbers import Bools, Floats


@dataclass(frozen=True, eq=False)
class Protected:
    """Tables with what must be hidden hidden, what was done and why, and what a reader can still work out.

    release: the tables as published, blank where hidden: hand them to the next release as `before`. record: table, row,
    column, cell, what (primary, complementary, coded, published before), why; internal. loss: what was hidden beyond
    the policy, in the policy's measure; bound: what any choice loses at least; proved: the two meet; reproducible:
    False where a clock decided.
    """

    release: tuple[CountTable, ...]
    record: pd.DataFrame = field(repr=False)
    audit: Audit = field(repr=False)
    loss: float
    bound: float
    proved: bool
    reproducible: bool

    @property
    def gap(self) -> float:
        """(loss - bound) / max(1, bound)."""
        return relative_gap(self.loss, self.bound)

    def publish(self) -> dict[str, pd.DataFrame]:
        """Each table as text, by name: numbers, `*` where hidden, `≥95%` and the like where coded.

        Raises InputError where a reader could work out too much: nothing is published by halves.
        """
        if not self.audit.holds:
            raise InputError(self.audit.faults())
        return {table.name: published_text(table) for table in self.release}

    def sentences(self) -> tuple[str, ...]:
        """What was done, how good it is and what it does not say."""
        what = self.record["what"].value_counts()
        first = int(what.get("primary", 0)) + int(what.get("coded", 0))
        more = int(what.get("complementary", 0))
        found: tuple[str, ...] = (
            f"{print_count(first, 'count')} hidden or coded by the policy, {more:,} more so that nobody can subtract.",
            f"No choice loses less ({self.loss:,.0f})."
            if self.proved
            else f"The choice loses {self.loss:,.0f}; any choice loses at least {self.bound:,.0f}.",
            "What a reader can work out was checked and leaves every count as open as the policy asks."
            if self.audit.holds
            else f"NOT SAFE: {print_count(len(self.audit.complaints), 'count')} can be worked out too closely.",
        )
        known = int((self.audit.table["verdict"] == "before").sum())
        if known:
            told = f"{print_count(known, 'count')} that the policy hides can be worked out from what was known before."
            found = (*found, told)
        return found if self.reproducible else (*found, "A clock ended the search; another run may choose otherwise.")


def protect(
    tables: Sequence[CountTable],
    policy: DisclosurePolicy | None = None,
    *,
    before: Sequence[CountTable] = (),
    changes: Sequence[Change] = (),
    links: Sequence[Link] = (),
    time_limit_seconds: float | None = None,
) -> Protected:
    """Hide what the policy hides, and as little more as keeps everybody from working it out.

    tables: all that leave together, in full; before: what was published earlier, as `Protected.release` gives it;
    changes: what anybody may know of how counts changed since; links: sums that run through several tables. The loss
    is the number of counts hidden beyond the policy (totals weigh `total_weight`), or the students in them. Raises
    InputError for bad tables, all faults at once.

    >>> from hitdesign.measurement.disclosure.tables import Dimension
    >>> cells = pd.DataFrame({"school": ["A", "B", "C", "all"], "students": [4, 31, 15, 50]})
    >>> safe = protect([CountTable("pilot", "tutored", cells, (Dimension("school", "all"),))])
    >>> safe.publish()["pilot"]["students"].tolist(), safe.proved
    (['*', '31', '*', '50'], True)
    """
    policy = policy or DisclosurePolicy()
    check_tables(tables, before)
    primary = primary_of(tables, policy)
    cells = cells_of(tables, before, changes, links, primary.coded)
    full = completed(cells)
    demands = demands_of(cells, primary, policy, full.value)
    first = np.array([place in primary.why for place in cells.places], dtype=np.bool_) & cells.may_hide
    weight = _weights(full, policy, first)
    choice = choose(full, demands, first, weight, time_limit_seconds)
    hidden = frozenset(cells.places[at] for at in np.flatnonzero(choice.hidden & cells.may_hide).tolist())
    how: Any = {"before": before, "changes": changes, "links": links}
    release = tuple(released(table, hidden, primary) for table in tables)
    checked = audit(release, tables, policy, **how)
    vain = frozenset(checked.table.loc[checked.table["verdict"] == "in_vain", "cell"])
    if vain:  # what can be worked out may as well be shown
        hidden = frozenset(place for place in hidden if str(place) not in vain)
        release = tuple(released(table, hidden, primary) for table in tables)
        checked = audit(release, tables, policy, **how)
    kept = np.array([place in hidden for place in cells.places], dtype=np.bool_)
    return Protected(
        release,
        record_of(tables, hidden, primary, policy),
        checked,
        float(weight[kept].sum()),
        choice.bound,
        choice.proved,
        choice.reproducible,
    )


def _weights(cells: Cells, policy: DisclosurePolicy, first: Bools) -> Floats:
    size = np.ones(len(cells.places)) if policy.measure == "cells" else np.maximum(cells.value, 1.0)
    return np.asarray(np.where(first, 0.0, size * np.where(cells.total, policy.total_weight, 1.0)))
