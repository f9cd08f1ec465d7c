"""What would change a band's first choice: the least change of each weight and of each fact, as rows and sentences."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hitdesign.quantities import print_count, print_dollars
from hitdesign.recommendation.change_amounts import AMOUNTS, amount_changes, with_more
from hitdesign.recommendation.change_places import minutes_changes, minutes_now, room_changes, tier_changes
from hitdesign.recommendation.change_weights import weight_changes
from hitdesign.recommendation.changed import Change, nearest
from hitdesign.recommendation.hearing import Heard, hear

HOURS, DOLLARS = AMOUNTS


def changes_of(heard: Heard, band: int) -> list[Change]:
    """Every change of a band, kind by kind; `heard` is about many bands, and only this one is judged again."""
    alone = heard.alone(band)
    first = alone.order(0)[0]
    if alone.excluded[0, first]:
        return [*minutes_changes(alone, 0, -1), *room_changes(alone, 0, -1)]
    return [
        *weight_changes(alone, 0, first),
        *minutes_changes(alone, 0, first),
        *room_changes(alone, 0, first),
        *tier_changes(alone, 0, first),
        *amount_changes(alone, 0, first, HOURS),
        *amount_changes(alone, 0, first, DOLLARS),
    ]


def sentences_of(heard: Heard, band: int) -> list[str]:
    """The smallest change of each kind in words; a kind that cannot flip the choice says so."""
    alone = heard.alone(band)
    possible = not alone.excluded[0].all()
    changes = changes_of(heard, band)
    kinds: dict[str, list[Change]] = {}
    for change in changes:
        kinds.setdefault(change.kind, []).append(change)
    minutes = _minutes(kinds.get("minutes", []), minutes_now(alone.situation, 0))
    opened = [line for kind in ("rooms", "online_seats") for line in _opening(kinds.get(kind, []))]
    if not possible:
        return [*minutes, *opened]
    rest: tuple[Callable[[], str], ...] = (
        lambda: _tier(kinds.get("tier", [])),
        lambda: _hours(kinds.get("hours", [])),
        lambda: _dollars(alone, kinds.get("dollars", [])),
    )
    return [_weight(kinds["weight"]), *minutes, *opened, *(say() for say in rest)]


def _weight(changes: list[Change]) -> str:
    found = nearest(changes)
    if found is None:
        return "No weight of a single factor would change the first choice."
    name = found.what.replace("_", " ")
    return f"If the weight of {name} were {found.changed_to:g} (now {found.now:g}), {_first(found)}."


def _minutes(changes: list[Change], today: float) -> list[str]:
    """The nearest other length that flips the choice, and the nearest that flips it to a model."""
    if math.isnan(today):
        return ["No block of time is known here, so its minutes cannot change the choice."]
    by_size = sorted(changes, key=lambda one: (abs(one.change), one.change))
    any_, model = nearest(by_size), nearest(one for one in by_size if one.to_model)
    if any_ is None:
        return [f"No other length of the block (now {today:g} minutes) would change the first choice."]
    found = dict.fromkeys([any_, model or any_])
    return [f"If blocks here were {one.changed_to:g} minutes (now {today:g}), {_first(one)}." for one in found]


def _opening(changes: list[Change]) -> list[str]:
    found = nearest(changes)
    if found is None:
        return []
    what = "room for a group" if found.kind == "rooms" else f"{print_count(found.change, 'seat')} online"
    return [f"If blocks here had {what} (now none), {_first(found)}."]


def _tier(changes: list[Change]) -> str:
    found = nearest(changes)
    if found is None:
        return "No other tier of need would change the first choice."
    return f"If the need were {_words(found.changed_to)} (now {_words(found.now)}), {_first(found)}."


def _hours(changes: list[Change]) -> str:
    if not changes:
        return "No tutor hours are known here, so they cannot change the choice."
    found = nearest(changes)
    if found is None:
        return "Neither more nor fewer tutor hours would change the first choice."
    side = "more" if found.change > 0 else "fewer"
    much = f"{abs(found.change):,.2f} {side} tutor hours a week"
    return f"With {much} within reach per student in need, {_first(found)}."


def _dollars(heard: Heard, changes: list[Change]) -> str:
    if not changes:
        return "No cost is known here, so dollars within reach cannot change the choice."
    found = nearest(changes)
    if found is None:
        return "Neither more nor fewer dollars a student would change the first choice."
    side = "more" if found.change > 0 else "less"
    return f"With {_amount(heard, found)} {side} within reach per student in need, {_first(found)}."


def _amount(heard: Heard, found: Change) -> str:
    """The next whole dollar, where it flips the choice to the same model; else to the cent."""
    size = abs(found.change)
    whole = math.ceil(size - 1e-9)
    there = with_more(heard.situation, DOLLARS, np.array([math.copysign(whole, found.change)]))
    first = int(hear(there, heard.knowledge, heard.rules).firsts()[0])
    same = first >= 0 and heard.situation.model_id[0, first] == found.to_model
    left = whole < np.nanmax(heard.situation.dollars[0]) or found.change > 0
    return print_dollars(whole) if same and left else f"${size:,.2f}"


def _words(tier: object) -> str:
    return str(tier).replace("_", "-")


def _first(found: Change) -> str:
    return f"{found.to_model} would come first" if found.to_model else "no model could serve"
