"""A comparison in sentences that a school person reads."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hitdesign.quantities import print_count, print_dollars

#: Schools, streams and pools that are named one by one; beyond them they are counted.
NAMED = 3
#: Less than this is no change: a cent, a rounding of hours.
LEAST = {"seats": 1e-6, "dollars": 0.005, "paid_hours": 0.05}
#: What becomes of one group, and of several.
KEPT = ("stays as it is", "stay as they are")
MOVED = ("moves to another time, pool or model", "move to another time, pool or model")
ENDED, NEW, NO_GROUP = ("ends", "end"), ("is new", "are new"), "Neither plan has a group."


def sentences_of(
    *,
    seats: tuple[float, float],
    groups: tuple[float, float, float, float],
    schools: pd.DataFrame,
    pools: pd.DataFrame,
    streams: pd.DataFrame,
    unmatched: pd.DataFrame,
    names: Mapping[str, str],
) -> tuple[str, ...]:
    """Seats in all and by school, groups, hours by pool, dollars by stream, and ids that only one plan knows.

    `seats`: before and after; `groups`: kept, moved, ended, new; tables as in `Comparison`.
    """
    said = [
        _seats(*seats),
        *_by_id(schools, "school_id", "seats", names),
        _groups(*groups),
        *_by_id(pools, "pool_id", "paid_hours", {}),
        *_by_id(streams, "stream_id", "dollars", {}),
        *_alone(unmatched),
    ]
    return tuple(one for one in said if one)


def _seats(before: float, after: float) -> str:
    if abs(after - before) < LEAST["seats"]:
        return f"Seats stay at {_number(after)}."
    return f"Seats {'rise' if after > before else 'fall'} from {_number(before)} to {_number(after)}."


def _groups(kept: float, moved: float, ended: float, new: float) -> str:
    before = round(kept + moved + ended, 6)
    if not before:
        return f"{print_count(round(new, 6), 'group')} {_verb(new, NEW)}; before there was none." if new else NO_GROUP
    if moved + ended + new < LEAST["seats"]:
        return f"{'The' if before == 1 else 'All'} {print_count(before, 'group')} {_verb(before, KEPT)}."
    parts = ", ".join(
        f"{_number(count)} {_verb(count, verb)}" for count, verb in ((kept, KEPT), (moved, MOVED), (ended, ENDED))
    )
    return f"Of {print_count(before, 'group')}, {parts}; {_number(new)} {_verb(new, NEW)}."


def _verb(count: float, words: tuple[str, str]) -> str:
    return words[0 if round(count, 1) == 1 else 1]


def _by_id(table: pd.DataFrame, key: str, amount: str, names: Mapping[str, str]) -> list[str]:
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
