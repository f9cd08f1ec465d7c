"""What would change a band's first choice: the least change of one weight, of the block's minutes, of the dollars."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hitdesign.quantities import print_dollars
from hitdesign.recommendation.columns import TOO_LONG, Amounts, Flags, Situation, longest_block
from hitdesign.recommendation.hearing import Heard, hear
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, FACTORS

#: The largest weight that a policy may hold; points closer than SAME are the same points.
MOST_WEIGHT, SAME = 1000.0, 1e-9
#: How many amounts of dollars are tried on each side.
DOLLAR_STEPS = 4000


def changes_of(heard: Heard, band: int) -> list[str]:
    """Sentences, the smallest change of each kind; a kind that cannot flip the choice says so."""
    first = heard.order(band)[0]
    now = None if heard.excluded[band, first] else first
    return [
        *([] if now is None else [weight_sentence(heard, band, now)]),
        *minutes_sentences(heard, band, now),
        *([] if now is None else [dollars_sentence(heard, band, now)]),
    ]


def weight_sentence(heard: Heard, band: int, now: int) -> str:
    """Formula: the weight w of a factor at which another model catches up: w + gap / (its points - the first's)."""
    found = sorted(_crossings(heard, band, now))
    if not found:
        return "No weight of a single factor would change the first choice."
    _, place, weight, changed = found[0]
    factor = FACTORS[place]
    score = heard.score[band] + (changed - weight) * heard.by_factor[factor][band]
    first = int(np.lexsort((-score, heard.excluded[band]))[0])
    name = factor.replace("_", " ")
    return f"If the weight of {name} were {changed:g} (now {weight:g}), {_first(heard.situation, first)}."


def _crossings(heard: Heard, band: int, now: int) -> Iterator[tuple[float, int, float, float]]:
    """Per factor and other model: size of the change, the factor's place, its weight, the weight past the crossing."""
    score, left = heard.score[band], ~heard.excluded[band]
    for place, factor in enumerate(FACTORS):
        weight = heard.knowledge.policy.factor_weights.get(factor, DEFAULT_WEIGHT)
        more = heard.by_factor[factor][band] - heard.by_factor[factor][band, now]
        for other in np.nonzero(left & (np.abs(more) > SAME))[0].tolist():
            crossing = weight + float((score[now] - score[other]) / more[other])
            past = _past(crossing, up=more[other] > 0)
            if 0 <= past <= MOST_WEIGHT and (more[other] > 0 or crossing > SAME):
                yield abs(crossing - weight), place, weight, past


def _past(crossing: float, *, up: bool) -> float:
    """The next thousandth beyond the crossing, upwards or downwards; never below 0."""
    if up:
        return (math.floor(crossing * 1000 + SAME) + 1) / 1000
    return max(math.ceil(crossing * 1000 - SAME) - 1, 0) / 1000


def minutes_sentences(heard: Heard, band: int, now: int | None) -> list[str]:
    """The nearest other length of the block that flips the choice, and the nearest that flips it to a model.

    Tried: each session's length, one minute less, and up to enough minutes to spare.
    """
    situation = heard.situation
    today = max((longest_block(situation, band, c) for c in range(situation.shape[1])), default=np.nan)
    if np.isnan(today):
        return ["No block of time is known here, so its minutes cannot change the choice."]
    spare = int(heard.knowledge["threshold.spare_minutes"])
    lengths = {int(minutes) + step for minutes in situation.minutes[0] for step in range(-1, spare + 1)}
    tried = sorted((m for m in lengths if 1 <= m != today), key=lambda minutes: (abs(minutes - today), minutes))
    first = hear(with_minutes(situation, band, np.array(tried, dtype=np.float64)), heard.knowledge).firsts()
    flips = [at for at in range(len(tried)) if first[at] != (-1 if now is None else now)]
    if not flips:
        return [f"No other length of the block (now {today:g} minutes) would change the first choice."]
    to_model = [at for at in flips if first[at] >= 0]
    return [
        f"If blocks here were {tried[at]} minutes (now {today:g}), {_first(situation, int(first[at]))}."
        for at in dict.fromkeys([flips[0], *to_model[:1]])
    ]


def with_minutes(situation: Situation, band: int, minutes: Amounts) -> Situation:
    """The band once per length of its block: sessions longer than it do not fit, others are not too long any more."""
    many = as_if_open(situation.rows([band])).rows([0] * len(minutes))
    too_long = situation.reasons.index(TOO_LONG)
    longer = many.minutes > minutes[:, np.newaxis]
    open_now = np.where(many.reason == too_long, np.int16(-1), many.reason)
    reason = np.where(longer & (open_now < 0), np.int16(too_long), open_now)
    in_day = many.during_school | (many.reason == too_long) & many.during_school.any(axis=1, keepdims=True)
    return replace(
        many,
        reason=reason,
        block_minutes=np.broadcast_to(minutes[:, np.newaxis], many.reason.shape).copy(),
        during_school=in_day,
    )


def as_if_open(situation: Situation) -> Situation:
    """One band, with likely amounts where sessions are too long now, so that nothing unknown passes for cheap.

    Formula: a seat's cost and hours in proportion to tutor time at the middle rate of the models that fit; dollars and
    hours within reach the most, and the share of teachers the middle, of those models.
    """
    closed, fits = situation.reason == situation.reasons.index(TOO_LONG), situation.possible
    weekly = situation.sessions * situation.minutes / 60 / situation.size
    whole = weekly * situation.weeks
    return replace(
        situation,
        cost=np.where(closed, whole * _middle(situation.cost / whole, fits), situation.cost),
        hours_needed=np.where(closed, weekly * _middle(situation.hours_needed / weekly, fits), situation.hours_needed),
        dollars=np.where(closed, np.where(fits, situation.dollars, 0).max(), situation.dollars),
        hours=np.where(closed, np.where(fits, situation.hours, 0).max(), situation.hours),
        certified_share=np.where(closed, _middle(situation.certified_share, fits), situation.certified_share),
    )


def _middle(values: Amounts, where: Flags) -> float:
    """The median of the known values; NaN where there are none."""
    known = values[where & np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def dollars_sentence(heard: Heard, band: int, now: int) -> str:
    """Tried: whole dollars a student more or less, the same for every model, up to the dearest seat and down to $1."""
    situation = heard.situation
    known = np.isfinite(situation.dollars[band]) & np.isfinite(situation.cost[band]) & situation.possible[band]
    if not known.any():
        return "No cost is known here, so dollars within reach cannot change the choice."
    most = float(np.ceil(max(situation.cost[band][known].max(), situation.dollars[band][known].max()))) + 1
    step = max(1.0, float(np.ceil(most / DOLLAR_STEPS)))
    amounts = np.arange(step, most + step, step)
    tried = np.stack([amounts, -amounts], axis=1).ravel()
    tried = tried[tried > 1 - situation.dollars[band][known].max()]
    first = hear(with_dollars(situation, band, tried), heard.knowledge).firsts()
    flips = np.nonzero(first != now)[0]
    if not flips.size:
        return "Neither more nor fewer dollars a student would change the first choice."
    amount, column = float(tried[flips[0]]), int(first[flips[0]])
    side = "more" if amount > 0 else "less"
    return f"With {print_dollars(abs(amount))} {side} within reach per student in need, {_first(situation, column)}."


def with_dollars(situation: Situation, band: int, added: Amounts) -> Situation:
    """The band once per amount added to the dollars within reach of every model, never below 0."""
    many = situation.rows([band] * len(added))
    return replace(many, dollars=np.maximum(many.dollars + added[:, np.newaxis], 0.0))


def _first(situation: Situation, column: int) -> str:
    return "no model could serve" if column < 0 else f"{situation.model_id[0, column]} would come first"
