"""A comparison in sentences that a school person reads."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from hitdesign.quantities import print_count, print_dollars

#: Schools, streams and pools that are named one by one; beyond them they are counted.
NAMED = 3
#: Less than this is no change: a cent, a rounding of hours.
LEAST = {"seats": 1e-6, "dollars": 0.005, "paid_hours": 0.05}


class Compared(Protocol):
    """What the sentences are made of; see `Comparison`."""

    @property
    def seats_before(self) -> float:
        """Seats before."""

    @property
    def seats_after(self) -> float:
        """Seats after."""

    @property
    def schools(self) -> pd.DataFrame:
        """Seats by school."""

    @property
    def streams(self) -> pd.DataFrame:
        """Dollars by stream."""

    @property
    def pools(self) -> pd.DataFrame:
        """Paid hours by pool."""

    @property
    def unmatched(self) -> pd.DataFrame:
        """Ids that stand in one of both."""

    @property
    def names(self) -> dict[str, str]:
        """School names."""

    @property
    def groups_kept(self) -> float:
        """Groups kept."""

    @property
    def groups_moved(self) -> float:
        """Groups moved."""

    @property
    def groups_ended(self) -> float:
        """Groups ended."""

    @property
    def groups_new(self) -> float:
        """Groups new."""


def sentences_of(found: Compared) -> tuple[str, ...]:
    """Seats in all and by school, groups, hours by pool, dollars by stream, and ids that only one plan knows."""
    said = [
        _seats(found.seats_before, found.seats_after),
        *_by_id(found.schools, "school_id", "seats", found.names),
        _groups(found),
        *_by_id(found.pools, "pool_id", "paid_hours", {}),
        *_by_id(found.streams, "stream_id", "dollars", {}),
        *_alone(found.unmatched),
    ]
    return tuple(one for one in said if one)


def _seats(before: float, after: float) -> str:
    if abs(after - before) < LEAST["seats"]:
        return f"Seats stay at {_number(after)}."
    return f"Seats {'rise' if after > before else 'fall'} from {_number(before)} to {_number(after)}."


def _groups(found: Compared) -> str:
    before = found.groups_kept + found.groups_moved + found.groups_ended
    if not before and not found.groups_new:
        return "Neither plan has a group."
    if found.groups_moved + found.groups_ended + found.groups_new < LEAST["seats"]:
        return f"All {print_count(round(before, 6), 'group')} stay as they are."
    words = (
        (found.groups_kept, "{} stay as they are"),
        (found.groups_moved, "{} move to another time, pool or model"),
        (found.groups_ended, "{} end"),
    )
    parts = ", ".join(text.format(_number(count)) for count, text in words)
    return f"Of {print_count(round(before, 6), 'group')}, {parts}; {_number(found.groups_new)} are new."


def _by_id(table: pd.DataFrame, key: str, amount: str, names: dict[str, str]) -> list[str]:
    """The largest losses in one sentence and the largest gains in another; of those beyond NAMED the sum."""
    change = table.set_index(key)[f"{amount}_change"].astype(float)
    out = []
    for sign, (one, several) in zip((-1.0, 1.0), SAYS[amount], strict=True):
        own = (sign * change[sign * change >= LEAST[amount]]).sort_values(ascending=False, kind="stable")
        parts = [
            one.format(names.get(str(name)) or name, _amount(float(value), amount))
            for name, value in own.iloc[:NAMED].items()
        ]
        more = len(own) - NAMED
        if more > 0:
            said = one if more == 1 else several
            who = "1 other" if more == 1 else f"{more} others"
            parts.append(said.format(who, _amount(float(own.iloc[NAMED:].sum()), amount)))
        if parts:
            out.append(f"{', '.join(parts)}.")
    return out


#: How a loss and a gain are said, of one and of several.
SAYS = {
    "seats": (("{} loses {}", "{} lose {}"), ("{} gains {}", "{} gain {}")),
    "paid_hours": (("{}: {} less", "{}: {} less"), ("{}: {} more", "{}: {} more")),
    "dollars": (("{} pays {} less", "{} pay {} less"), ("{} pays {} more", "{} pay {} more")),
}


def _amount(value: float, amount: str) -> str:
    if amount == "dollars":
        return print_dollars(value)
    return print_count(round(value, 1), "paid hour") if amount == "paid_hours" else _number(value)


def _number(value: float) -> str:
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if float(rounded).is_integer() else f"{rounded:,.1f}"


def _alone(table: pd.DataFrame) -> list[str]:
    """Schools, pools, streams, models and cohorts that only one of both plans has, counted."""
    wanted = table[table["what"].isin(["schools", "pools", "streams", "models", "cohorts"])]
    out = []
    for column, word in (("only_before", "before"), ("only_after", "after")):
        own = [(row.what, int(getattr(row, column))) for row in wanted.itertuples() if getattr(row, column)]
        if own:
            parts = ", ".join(print_count(count, str(what).removesuffix("s")) for what, count in own)
            out.append(f"Only the plan {word} has: {parts}; they count as they are.")
    return out
