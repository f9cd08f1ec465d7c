"""The tables of a sweep: units in their columns, the base first, changes beside amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from hitdesign.quantities import print_count, print_dollars
from hitdesign.scenarios.outcome import Outcome
from hitdesign.scenarios.prepared import MARKS, TIERS

NAN = float("nan")
Found = Sequence[tuple[str, Outcome]]
#: Changes smaller than this are none.
NO_CHANGE = 1e-6


def rows_table(base: Outcome, found: Found) -> pd.DataFrame:
    """One row per scenario, the base first.

    Columns: scenario, status, seats, change_in_seats, dollars, change_in_dollars, value and change_in_value (of the
    first level), one `<tier>_seats` per tier and `<mark>_seats` per mark, binds (limits that press most), sentence.
    """
    rows = [_row(name, one, base) for name, one in [("base", base), *found]]
    return pd.DataFrame(rows)


def _row(name: str, one: Outcome, base: Outcome) -> dict[str, object]:
    dollars, before = _dollars(one), _dollars(base)
    value, first = _first(one), _first(base)
    return {
        "scenario": name,
        "status": one.status,
        "seats": _seats(one.seats),
        "change_in_seats": _seats(one.seats - base.seats),
        "dollars": _cents(dollars),
        "change_in_dollars": _cents(dollars - before),
        "value": value,
        "change_in_value": value - first,
        **{f"{group}_seats": _seats(one.served.get(group, NAN)) for group in (*TIERS, *MARKS)},
        "binds": "; ".join(one.binds),
        "sentence": _sentence(name, one, base),
    }


def _seats(count: float) -> float:
    """Shares of seats, without the last digits of a computation; no -0."""
    return round(count, 6) + 0.0


def _cents(dollars: float) -> float:
    return round(dollars, 2) + 0.0


def _dollars(one: Outcome) -> float:
    return sum(one.spent.values()) if one.spent or one.served else NAN


def _first(one: Outcome) -> float:
    return next((value for value, _ in one.levels.values()), NAN)


def _sentence(name: str, one: Outcome, base: Outcome) -> str:
    """What a person would say of the scenario."""
    if one.status != "solved":
        return " ".join(one.sentences)
    if not one.served:
        return ""
    seats, dollars = one.seats - base.seats, _dollars(one) - _dollars(base)
    there = f"{print_count(round(one.seats), 'seat')} for {print_dollars(_dollars(one))}"
    if name == "base" or base.status != "solved":
        return f"{there}."
    of_seats = _change(seats, print_count(abs(round(seats)), "seat"), "fewer", "seats")
    return f"{there}: {of_seats} and {_change(dollars, print_dollars(abs(dollars)), 'less', 'dollars')}."


def _change(change: float, amount: str, less: str, what: str) -> str:
    if abs(change) < 0.5:
        return f"no change in {what}"
    return f"{amount} {'more' if change > 0 else less}"


def served_table(base: Outcome, found: Found) -> pd.DataFrame:
    """Columns scenario, group (a tier or a mark), students, change: seats."""
    return _long(base, found, "group", "students", lambda one: one.served)


def spending_table(base: Outcome, found: Found) -> pd.DataFrame:
    """Columns scenario, stream_id, dollars, change; a stream that one of both has not counts 0 there."""
    return _long(base, found, "stream_id", "dollars", lambda one: one.spent)


def levels_table(base: Outcome, found: Found) -> pd.DataFrame:
    """Columns scenario, level, value, change, bound."""
    table = _long(base, found, "level", "value", lambda one: {name: value for name, (value, _) in one.levels.items()})
    bounds = {
        (name, level): bound for name, one in [("base", base), *found] for level, (_, bound) in one.levels.items()
    }
    keys = zip(table["scenario"], table["level"], strict=True)
    return table.assign(bound=[bounds[key] for key in keys])


def _long(
    base: Outcome, found: Found, key: str, amount: str, get: Callable[[Outcome], Mapping[str, float]]
) -> pd.DataFrame:
    before = get(base)
    rows = [
        (name, part, value, value - before.get(part, 0.0))
        for name, one in [("base", base), *found]
        for part, value in get(one).items()
    ]
    return pd.DataFrame(rows, columns=["scenario", key, amount, "change"])
