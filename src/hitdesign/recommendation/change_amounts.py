"""The least change of the dollars, or of the tutor hours, within reach that gives another first choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.recommendation.changed import EXACT, SEARCHED, Change
from hitdesign.recommendation.columns import Amounts, Situation, Whole
from hitdesign.recommendation.hearing import Heard, hear
from hitdesign.recommendation.reads import reads
from hitdesign.recommendation.rule import DEFAULT_WEIGHT, Knowledge, Rule
from hitdesign.recommendation.search import Flip, Look, Seen, first_flip, first_tried

#: How many steps are tried on each side where a rule does not say where it turns.
TRIED = 4000


@dataclass(frozen=True)
class Amount:
    """A fact that moves: its field, the field of what a seat needs of it, unit, step, and the most it may become."""

    kind: str
    field: str
    needed: str
    unit: str
    step: float
    most: float


#: Whole cents up to a million dollars a student; hundredths of an hour up to the hours of a week.
AMOUNTS = (
    Amount("hours", "hours", "hours_needed", "tutor hours a week per student in need", 0.01, 168.0),
    Amount("dollars", "dollars", "cost", "dollars per student in need", 0.01, 1e6),
)


def amount_changes(heard: Heard, band: int, now: int, amount: Amount) -> Iterator[Change]:
    """One row for more and one for less, the same for every model; exact to the step, or searched and called so."""
    alone = heard.situation.rows([band])
    there, needed = getattr(alone, amount.field)[0], getattr(alone, amount.needed)[0]
    known = np.isfinite(there) & np.isfinite(needed) & alone.possible[0]
    if not known.any():
        return
    moving = [rule for rule in heard.rules.rules if amount.field in reads(rule, alone, heard.knowledge)]
    silent = [rule.name for rule in moving if amount.field not in rule.turns]
    turns = [values for rule in moving for values in _turns(rule, amount, alone, heard.knowledge)]
    most = {1: int((amount.most - there[known].min()) / amount.step), -1: _least(there[known].max(), amount)}
    for sign, direction in ((1, "more"), (-1, "less")):
        look = _look(heard, alone, amount, moving, sign)
        if silent:
            top = max(needed[known].max(), there[known].max()) + 1
            flip, note = _tried(look, amount, min(most[sign], int(top / amount.step) + 1), now, silent)
        else:
            flip = first_flip(look, most[sign], now, _steps(turns, there, amount, sign))
            note = f"every {amount.step:g} from {amount.step:g} to {amount.most:,.0f}"
        yield _change(alone, amount, there[now], sign * (flip.step or 0), direction, flip, note)


def _change(
    situation: Situation, amount: Amount, there: float, steps: int, direction: str, flip: Flip, note: str
) -> Change:
    return Change(
        kind=amount.kind,
        what=amount.field,
        direction=direction,
        now=float(there),
        changed_to=None if flip.step is None else round(float(there) + steps * amount.step, 6),
        unit=amount.unit,
        to_model="" if flip.column < 0 else str(situation.model_id[0, flip.column]),
        basis=EXACT if flip.proved else SEARCHED,
        note=note if flip.proved else note.replace("every", "tried every", 1),
        change=steps * amount.step,
    )


def _least(most_there: float, amount: Amount) -> int:
    """How many steps less leave at least one step where there is most."""
    return int(np.floor(most_there / amount.step - 1 + 1e-6))


def _turns(rule: Rule, amount: Amount, situation: Situation, knowledge: Knowledge) -> list[Amounts]:
    if amount.field not in rule.turns:
        return []
    found = rule.turns[amount.field](situation, knowledge)
    return [np.broadcast_to(values, situation.shape)[0].astype(np.float64) for values in found]


def _steps(turns: list[Amounts], there: Amounts, amount: Amount, sign: int) -> Whole:
    """Steps at and beside every turn, and where a model has nothing left."""
    away = np.concatenate([sign * (values - there) / amount.step for values in (*turns, np.zeros_like(there))])
    near = np.floor(away[np.isfinite(away) & (away > -2) & (away < 1e15)]).astype(np.int64)
    return np.unique(near[:, np.newaxis] + np.arange(-1, 3))


def _look(heard: Heard, alone: Situation, amount: Amount, moving: list[Rule], sign: int) -> Look:
    """Judge the band with so many steps more or less within reach of every model, never below 0."""
    policy = heard.knowledge.policy
    weights = [
        policy.factor_weights.get(rule.factor, DEFAULT_WEIGHT) * policy.rule_weights.get(rule.name, DEFAULT_WEIGHT)
        for rule in moving
    ]

    def look(steps: Whole) -> Seen:
        there = with_more(alone, amount, (sign * amount.step) * steps.astype(np.float64))
        found = hear(there, heard.knowledge, heard.rules)
        points = [
            weight * np.broadcast_to(rule.judge(there, heard.knowledge).points, there.shape)
            for rule, weight in zip(moving, weights, strict=True)
        ]
        parts = np.stack(points, axis=1) if points else np.zeros((len(steps), 0, there.shape[1]))
        return Seen(found.score, found.excluded, parts)

    return look


def with_more(situation: Situation, amount: Amount, added: Amounts) -> Situation:
    """One band, once per amount added to what is within reach of every model, never below 0."""
    many = situation.rows([0] * len(added))
    there = np.maximum(getattr(many, amount.field) + added[:, np.newaxis], 0.0)
    return replace(many, dollars=there) if amount.field == "dollars" else replace(many, hours=there)


def _tried(look: Look, amount: Amount, most: int, now: int, silent: list[str]) -> tuple[Flip, str]:
    if most < 1:
        return Flip(None, proved=False), "nothing less is possible"
    every = max(1, -(-most // TRIED))
    steps = np.append(np.arange(every, most + 1, every), most)
    names = ", ".join(silent)
    note = f"every {every * amount.step:g} over {most * amount.step:,.2f}, because nobody said where {names} turns"
    return first_tried(look, steps, now), note
