"""The reader's side: what can be worked out from published tables, and whether that is too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.disclosure.cells import Cells, cells_of
from hitdesign.measurement.disclosure.checks import check_tables
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.primary import Demands, demands_of, primary_of
from hitdesign.measurement.disclosure.reader import SAME, Ends, completed, ends_of, whole_ends_of
from hitdesign.measurement.disclosure.tables import Amount, Change, CountTable, Link
from hitdesign.solving.numbers import Bools, Floats, Ints

SAYS = {
    "shown": "the policy hides it, and its number stands in a table",
    "recoverable": "a reader can work out its number",
    "narrow": "a reader can come closer to it than the policy allows",
}
#: Verdicts that nobody need act upon, or can.
FINE = ("ok", "before", "in_vain")


@dataclass(frozen=True, eq=False)
class Audit:
    """What a reader can work out, a row for each hidden count and each that had to be protected.

    table: cell (what is counted, where), protected (the policy asks for it), low, high (the least and the most that it
    can be, in students; inf where nothing published stops it), lower_students, upper_students, width_students (what was
    demanded; NaN where nothing was), verdict: `ok`, `before` (what was published earlier gives it away already, and
    nothing new can mend that), `in_vain` (hidden though the policy does not ask for it, and it can be worked out
    all the same, which harms nobody), or a key of SAYS. An internal table: never publish it.
    """

    table: pd.DataFrame = field(repr=False)

    @property
    def holds(self) -> bool:
        """Whether every count is protected as demanded and no hidden one can be worked out."""
        return bool(self.table["verdict"].isin(FINE).all())

    @property
    def recoverable(self) -> int:
        """How many counts can be worked out to the student, or are shown though the policy hides them."""
        return int(self.table["verdict"].isin(["recoverable", "shown"]).sum())

    @property
    def complaints(self) -> tuple[str, ...]:
        """One sentence for each count that is not safe; no number of it stands there."""
        bad = self.table[~self.table["verdict"].isin(FINE)]
        return tuple(f"{cell}: {SAYS[verdict]}" for cell, verdict in zip(bad["cell"], bad["verdict"], strict=True))

    def faults(self) -> list[Fault]:
        """The complaints as faults, with what can be done."""
        what = "Merge small schools or groups, leave the cell or the table out, or give fewer totals"
        return [Fault("release", one, "a count that nobody can work out", what) for one in self.complaints]


def deduced(
    tables: Sequence[CountTable],
    *,
    before: Sequence[CountTable] = (),
    changes: Sequence[Change] = (),
    links: Sequence[Link] = (),
    whole: bool = False,
) -> pd.DataFrame:
    """The least and the most that each hidden count of published tables can be: columns cell, low, high (students).

    tables, before: as published, blank where a number is hidden; all are taken together, so differences between
    releases count too. whole: use also that counts are whole numbers (exact, slow). Raises InputError for bad tables
    and where they contradict each other.

    >>> from hitdesign.measurement.disclosure.tables import Dimension
    >>> cells = pd.DataFrame({"school": ["A", "B", "C", "all"], "students": [None, None, 15, 24]})
    >>> deduced([CountTable("t", "tutored", cells, (Dimension("school", "all"),))])[["low", "high"]].values.tolist()
    [[0.0, 9.0], [0.0, 9.0]]
    """
    check_tables((), [*tables, *before])
    cells = cells_of(tables, before, changes, links)
    completed(cells)
    asked = np.flatnonzero(~cells.shown & np.array([not place.side for place in cells.places], dtype=np.bool_))
    ends = (whole_ends_of if whole else ends_of)(cells, ~cells.shown, asked)
    names = [str(cells.places[one]) for one in asked.tolist()]
    return pd.DataFrame({"cell": names, "low": ends.low, "high": ends.high})


def audit(
    published: Sequence[CountTable],
    true: Sequence[CountTable],
    policy: DisclosurePolicy | None = None,
    *,
    before: Sequence[CountTable] = (),
    changes: Sequence[Change] = (),
    links: Sequence[Link] = (),
    amounts: Sequence[Amount] = (),
    whole: bool = False,
) -> Audit:
    """Check published tables against what the policy demands, whoever chose what to hide.

    published: blank where hidden, with the shares that coded rates tell; true: the same tables in full, for what the
    policy demands of each count; amounts: what else is published that weighs counts, such as rounded dollars. The ends
    come from linear programs over everything published, each proved by duality; they do not know how the choice was
    made. Raises InputError for bad tables.
    """
    policy = policy or DisclosurePolicy()
    check_tables(true, before)
    check_tables((), [*published, *before])
    primary = primary_of(true, policy)
    own = cells_of(true, before, changes, links, primary.coded)
    full = completed(own).value
    demands, already = _asked_of_new(own, demands_of(own, primary, policy, full), full)
    cells = cells_of(published, before, changes, links, amounts=amounts)
    _check_same(cells, own)
    completed(cells)
    asked, place_of = _asked(cells, own, demands)
    ends = (whole_ends_of if whole else ends_of)(cells, ~cells.shown, asked)
    value = np.array([own.value[own.index[cells.places[one]]] for one in asked.tolist()], dtype=np.float64)
    known = {at for at, number in place_of.items() if already[number]}
    return Audit(_table(cells, asked, place_of, demands, ends, value, known))


def _check_same(cells: Cells, own: Cells) -> None:
    """The published tables have the counts of the true ones, shown ones unchanged."""
    counts = [{place for place in one.places if not place.side} for one in (cells, own)]
    both = [place for place in counts[0] & counts[1] if cells.shown[cells.index[place]]]
    other = any(cells.value[cells.index[p]] != own.value[own.index[p]] and own.shown[own.index[p]] for p in both)
    if counts[0] != counts[1] or other:
        problem = "the published tables are not the true ones with some counts hidden"
        raise InputError([Fault("release", problem, "the same rows, shown counts unchanged", "Compare the two")])


def _asked_of_new(own: Cells, demands: Demands, value: Floats) -> tuple[Demands, Bools]:
    """The demands, none beyond what was open before: what everybody knew already, no new table can mend.

    Formula: with every new count hidden, low and high being what a reader knows then: lower <= count - low,
    upper <= high - count, width <= high - low. And which counts were known already to the student.
    """
    fixed = own.shown & ~own.may_hide
    nothing = not fixed.any() and not np.isfinite(own.high).any() and not own.low.any()
    if nothing or not len(demands.target):
        return demands, np.zeros(len(demands.target), dtype=np.bool_)
    ends = ends_of(own, ~own.shown | own.may_hide, demands.target)
    count = value[demands.target]
    capped = replace(
        demands,
        lower=np.minimum(demands.lower, np.maximum(count - ends.low, 0.0)),
        upper=np.minimum(demands.upper, np.maximum(ends.high - count, 0.0)),
        width=np.minimum(demands.width, ends.high - ends.low),
    )
    return capped, np.asarray(_one_number(ends.low, ends.high))


def _one_number(low: Floats, high: Floats) -> Bools:
    """Whether only one whole number lies between the ends."""
    finite = np.where(np.isfinite(high), high, low + 2.0)
    return np.asarray((finite - low < SAME) | (np.ceil(low - SAME) == np.floor(finite + SAME)))


def _asked(cells: Cells, own: Cells, demands: Demands) -> tuple[Ints, dict[int, int]]:
    """Positions of the counts to look at, and the demand of each that has one."""
    places = {own.places[target]: number for number, target in enumerate(demands.target.tolist())}
    wanted = {cells.index[place]: number for place, number in places.items() if place in cells.index}
    hidden = [at for at, place in enumerate(cells.places) if not cells.shown[at] and not place.side]
    return np.array(sorted({*hidden, *wanted}), dtype=np.int64), wanted


def _table(
    cells: Cells, asked: Ints, place_of: dict[int, int], demands: Demands, found: Ends, value: Floats, known: set[int]
) -> pd.DataFrame:
    single = _one_number(found.low, found.high)
    rows = []
    for position, at in enumerate(asked.tolist()):
        number = place_of.get(at)
        asks = [np.nan] * 3 if number is None else [float(x[number]) for x in (demands.lower, demands.upper)]
        if number is not None:
            asks.append(float(demands.width[number]))
        ends = float(found.low[position]), float(found.high[position])
        verdict = "ok"
        if single[position]:
            verdict = "shown" if cells.shown[at] else "recoverable" if number is not None else "in_vain"
            verdict = "before" if at in known else verdict
        elif number is not None and _too_near(ends, asks, float(value[position])):
            verdict = "narrow"
        rows.append((str(cells.places[at]), number is not None, *ends, *asks, verdict))
    names = ("cell", "protected", "low", "high", "lower_students", "upper_students", "width_students", "verdict")
    return pd.DataFrame(rows, columns=list(names))


def _too_near(ends: tuple[float, float], asks: list[float], value: float) -> bool:
    lower, upper, width = asks
    near = not np.isnan(value) and (value - ends[0] < lower - SAME or ends[1] - value < upper - SAME)
    return near or ends[1] - ends[0] < width - SAME
