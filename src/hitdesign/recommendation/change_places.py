"""The least change of block minutes, rooms, seats online or the tier of need that gives another first choice.

All are whole steps within a day or a short list, so each is judged: nothing smaller is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np

from hitdesign.district.records import Tier
from hitdesign.recommendation.as_if import with_minutes, with_rooms, with_seats, with_tiers
from hitdesign.recommendation.changed import Change
from hitdesign.recommendation.columns import NO_ROOMS, NO_SEATS, Situation, Whole, longest_block
from hitdesign.recommendation.hearing import Heard, hear

#: Minutes of a day: no block is longer.
DAY = 24 * 60
#: Tiers from the greatest need to the least.
TIERS: tuple[Tier, ...] = get_args(Tier)
CLOSED_NOW = "of a model that is closed now, cost and tutor hours are taken in proportion to tutor time"


def minutes_now(situation: Situation, band: int) -> float:
    """Minutes of the longest block that is known for any model of the band; NaN where none is."""
    return max((longest_block(situation, band, c) for c in range(situation.shape[1])), default=np.nan)


def minutes_changes(heard: Heard, band: int, now: int) -> Iterator[Change]:
    """Per direction the nearest minute that flips the choice, and the nearest that flips it to a model."""
    situation, today = heard.situation, minutes_now(heard.situation, band)
    if np.isnan(today):
        return
    lengths = np.arange(1.0, DAY + 1)
    first = _firsts(heard, with_minutes(situation, band, lengths))
    for direction, side in (("more", lengths[lengths > today]), ("less", lengths[lengths < today][::-1])):
        places = side.astype(np.int64) - 1
        flips = places[first[places] != now]
        models = flips[first[flips] >= 0]
        found = dict.fromkeys([*flips[:1].tolist(), *models[:1].tolist()])
        for at in found or [None]:
            yield Change(
                kind="minutes",
                what="block_minutes",
                direction=direction,
                now=float(today),
                changed_to=None if at is None else float(lengths[at]),
                unit="minutes",
                to_model="" if at is None else _id(situation, first[at]),
                note=f"every minute from 1 to {DAY:,}; {CLOSED_NOW}",
                change=0.0 if at is None else float(lengths[at]) - today,
            )


def room_changes(heard: Heard, band: int, now: int) -> Iterator[Change]:
    """Room for a first group, and so many first seats online, where models are closed for want of them."""
    situation = heard.situation
    if _closed(situation, band, NO_ROOMS):
        first = _firsts(heard, with_rooms(situation, band))
        yield _opening("rooms", "groups_at_once", "groups at once", situation, np.ones(1, np.int64), first, now)
    if _closed(situation, band, NO_SEATS):
        seats = np.arange(1, int(situation.size.max()) + 1)
        first = _firsts(heard, with_seats(situation, band, seats))
        yield _opening("online_seats", "online_seats", "seats online", situation, seats, first, now)


def _opening(kind: str, what: str, unit: str, situation: Situation, amounts: Whole, first: Whole, now: int) -> Change:
    flips = np.flatnonzero(first != now)
    at = int(flips[0]) if len(flips) else None
    return Change(
        kind=kind,
        what=what,
        direction="more",
        now=0.0,
        changed_to=None if at is None else float(amounts[at]),
        unit=unit,
        to_model="" if at is None else _id(situation, first[at]),
        note=f"tutors and money as they are; {CLOSED_NOW}",
        change=0.0 if at is None else float(amounts[at]),
    )


def tier_changes(heard: Heard, band: int, now: int) -> Iterator[Change]:
    """The nearest tier of greater need, and of smaller, under which another model comes first."""
    situation = heard.situation
    own: Tier = situation.tier[band, 0]
    if own not in TIERS:
        return
    here = TIERS.index(own)
    first = _firsts(heard, with_tiers(situation, band, TIERS, heard.knowledge))
    for direction, places in (("more", range(here - 1, -1, -1)), ("less", range(here + 1, len(TIERS)))):
        at = next((place for place in places if first[place] != now), None)
        if len(places):
            yield Change(
                kind="tier",
                what="tier",
                direction=direction,
                now=own,
                changed_to=None if at is None else TIERS[at],
                unit="tier of need",
                to_model="" if at is None else _id(situation, first[at]),
                note="the same students, blocks, tutors and money; the policy's objective for that tier",
                change=0.0 if at is None else float(here - at),
            )


def _closed(situation: Situation, band: int, reason: str) -> bool:
    return reason in situation.reasons and bool((situation.reason[band] == situation.reasons.index(reason)).any())


def _firsts(heard: Heard, situation: Situation) -> Whole:
    return hear(situation, heard.knowledge, heard.rules).firsts()


def _id(situation: Situation, column: int) -> str:
    return "" if column < 0 else str(situation.model_id[0, column])
