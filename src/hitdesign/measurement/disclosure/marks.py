"""How protected tables are written: numbers, marks and coded rates, and the record of what was done and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import pandas as pd

from hitdesign.measurement.disclosure.checks import line
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.primary import WHY, Primary
from hitdesign.measurement.disclosure.tables import (
    AT_LEAST,
    AT_MOST,
    KNOWN_LEAST,
    KNOWN_MOST,
    OUT_OF,
    STUDENTS,
    CountTable,
    Place,
)
from hitdesign.quantities import print_share

HIDDEN = "*"
#: Columns of the record.
RECORD = ("table", "row", "column", "cell", "what", "why")
_MORE = "hidden too, so that no small count can be worked out by adding and subtracting"
_BEFORE = "everybody knows it already or it was published before: it cannot be hidden any more"


def released(table: CountTable, hidden: AbstractSet[Place], primary: Primary) -> CountTable:
    """The table as it is published: blank where hidden, with the shares that coded rates tell."""
    labels = table.labels()
    kept = [one.name for one in table.dimensions]
    cells = table.cells[kept].astype("str").reset_index(drop=True)
    for column, counts in table.columns:
        numbers = zip(labels, table.numbers(column), strict=True)
        shown = [pd.NA if table.place(counts, where) in hidden else int(number) for where, number in numbers]
        cells[column] = pd.array(shown, dtype="Int64")
    for column in [name for name in (KNOWN_LEAST, KNOWN_MOST) if name in table.cells]:
        cells[column] = pd.array([pd.NA if math.isnan(one) else one for one in table.numbers(column)], dtype="Float64")
    if table.out_of:
        told = [_told(table, where, hidden, primary) for where in labels]
        cells[AT_LEAST] = pd.array([pd.NA if one[0] is None else one[0] for one in told], dtype="Float64")
        cells[AT_MOST] = pd.array([pd.NA if one[1] is None else one[1] for one in told], dtype="Float64")
    return replace(table, cells=cells)


def _told(
    table: CountTable, where: tuple[str, ...], hidden: AbstractSet[Place], primary: Primary
) -> tuple[float | None, float | None]:
    place = table.place(table.counts, where)
    return primary.coded.get(place, (None, None)) if place in hidden else (None, None)


def published_text(table: CountTable) -> pd.DataFrame:
    """A released table as text: counts, `*` where hidden; for rates a column `rate`, coded near 0 % and 100 %."""
    out = table.cells[[one.name for one in table.dimensions]].copy()
    for column, _ in table.columns:
        out[column] = [HIDDEN if math.isnan(number) else f"{number:.0f}" for number in table.numbers(column)]
    if table.out_of:
        columns = [table.numbers(name) for name in (STUDENTS, OUT_OF, AT_LEAST, AT_MOST)]
        out["rate"] = [_rate(*one) for one in zip(*columns, strict=True)]
    return out


def _rate(number: float, group: float, least: float, most: float) -> str:
    if not math.isnan(number + group):
        return print_share(number / group) if group else ""
    if not math.isnan(least):
        return f"≥{print_share(least)}"
    return f"≤{print_share(most)}" if not math.isnan(most) else HIDDEN


def record_of(
    tables: Sequence[CountTable], hidden: AbstractSet[Place], primary: Primary, policy: DisclosurePolicy
) -> pd.DataFrame:
    """What was hidden or coded in each table, and why; in the tables' own order of rows."""
    lines = []
    for table in tables:
        for position, where in enumerate(table.labels()):
            for column, counts in table.columns:
                place = table.place(counts, where)
                if place in hidden or place in primary.why:
                    what, why = _reason(place, hidden, primary, policy)
                    lines.append((table.name, line(position), column, str(place), what, why))
    return pd.DataFrame(lines, columns=list(RECORD))


def _reason(place: Place, hidden: AbstractSet[Place], primary: Primary, policy: DisclosurePolicy) -> tuple[str, str]:
    code = primary.why.get(place)
    if place not in hidden:
        return "published before", _BEFORE
    if code is None:
        return "complementary", _MORE
    least, most = primary.coded.get(place, (None, None))
    share = most if most is not None else 1 - (least or 0.0)
    why = WHY[code].format(threshold=policy.threshold_students, share=share)
    return "coded" if code == "coded" else "primary", why
