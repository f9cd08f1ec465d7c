"""A band as if its blocks were longer, had rooms or seats online, or its need were another tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hitdesign.district.records import Tier
from hitdesign.recommendation.columns import NO_ROOMS, NO_SEATS, TOO_LONG, Amounts, Flags, Situation, Whole, Words
from hitdesign.recommendation.rule import Knowledge


def with_minutes(situation: Situation, band: int, minutes: Amounts) -> Situation:
    """The band once per length of its block: sessions longer than it do not fit, others are not too long any more."""
    many = as_if_open(situation.rows([band]), TOO_LONG).rows([0] * len(minutes))
    too_long = situation.reasons.index(TOO_LONG)
    longer = many.minutes > minutes[:, np.newaxis]
    open_now = np.where(many.reason == too_long, np.int16(-1), many.reason)
    reason = np.where(longer & (open_now < 0), np.int16(too_long), open_now)
    return replace(
        many,
        reason=reason,
        block_minutes=np.broadcast_to(minutes[:, np.newaxis], many.reason.shape).copy(),
        during_school=_in_day(many, many.reason == too_long),
    )


def with_rooms(situation: Situation, band: int) -> Situation:
    """The band as if its blocks had room for a group, where they have none."""
    return _opened(situation, band, NO_ROOMS, np.zeros(1, dtype=np.int64), np.ones((1, 1), dtype=np.bool_))


def with_seats(situation: Situation, band: int, seats: Whole) -> Situation:
    """The band once per number of seats online, where its blocks have none: a group needs a seat for each student."""
    return _opened(situation, band, NO_SEATS, seats, situation.size <= seats[:, np.newaxis])


def _opened(situation: Situation, band: int, reason: str, times: Whole, where: Flags) -> Situation:
    many = as_if_open(situation.rows([band]), reason).rows([0] * len(times))
    opens = (many.reason == situation.reasons.index(reason)) & where
    return replace(many, reason=np.where(opens, np.int16(-1), many.reason), during_school=_in_day(many, opens))


def with_tiers(situation: Situation, band: int, tiers: Sequence[Tier], knowledge: Knowledge) -> Situation:
    """The band once per tier of need, with the objective that the policy has for it in the band's subject."""
    subject = str(situation.subject[band, 0])
    objectives = [knowledge.policy.objective_for(subject, tier) for tier in tiers]
    many = situation.rows([band] * len(tiers))
    return replace(many, tier=_down(tiers), objective=_down(objectives))


def as_if_open(situation: Situation, reason: str) -> Situation:
    """One band, with likely amounts where this reason closes a model now, so that nothing unknown passes for cheap.

    Formula: a seat's cost and hours in proportion to tutor time at the middle rate of the models that fit; dollars and
    hours within reach the most, and the share of teachers the middle, of those models.
    """
    closed, fits = situation.reason == situation.reasons.index(reason), situation.possible
    weekly = situation.sessions * situation.minutes / 60 / situation.size
    whole = weekly * situation.weeks
    return replace(
        situation,
        cost=np.where(closed, whole * _middle(situation.cost / whole, fits), situation.cost),
        due_once=np.where(closed, 0.0, situation.due_once),
        hours_needed=np.where(closed, weekly * _middle(situation.hours_needed / weekly, fits), situation.hours_needed),
        dollars=np.where(closed, np.where(fits, situation.dollars, 0).max(), situation.dollars),
        hours=np.where(closed, np.where(fits, situation.hours, 0).max(), situation.hours),
        certified_share=np.where(closed, _middle(situation.certified_share, fits), situation.certified_share),
    )


def _in_day(many: Situation, opened: Flags) -> Flags:
    """What opens lies in the school day where any other model's block does."""
    return np.asarray(many.during_school | opened & many.during_school.any(axis=1, keepdims=True), dtype=np.bool_)


def _middle(values: Amounts, where: Flags) -> float:
    """The median of the known values; NaN where there are none."""
    known = values[where & np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def _down(words: Sequence[str]) -> Words:
    return np.array(words, dtype=object).reshape(-1, 1)
