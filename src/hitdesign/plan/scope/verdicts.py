"""Verdicts on pilot or district-wide: each rule's side with its numbers, what they add up to, what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.scoping import ScopeFamily, ScopeRule
from hitdesign.plan.scope.by_capacity import dollars_for_all, rooms_for_all, tutors_for_all
from hitdesign.plan.scope.by_evidence import effect_at_scale, pilot_can_tell, run_before
from hitdesign.plan.scope.by_money import money_awarded, money_lasts, money_would_lapse
from hitdesign.plan.scope.by_readiness import (
    coordinator,
    facts_stated,
    open_checks,
    schools_opted_in,
    technology_ready,
    voices,
)
from hitdesign.plan.scope.readings import Read, Reading, Seen
from hitdesign.quantities import TOLERANCE

Side = Literal["pilot", "district_wide", "neither", "unknown"]
Scale = Literal["pilot", "district_wide"]
#: The function that reads each rule of the evidence, in the order of the book.
READS: Mapping[str, Read] = {
    one.__name__: one
    for one in (
        run_before,
        effect_at_scale,
        pilot_can_tell,
        tutors_for_all,
        rooms_for_all,
        dollars_for_all,
        money_lasts,
        money_awarded,
        money_would_lapse,
        coordinator,
        technology_ready,
        open_checks,
        facts_stated,
        schools_opted_in,
        voices,
    )
}


@dataclass(frozen=True)
class ScopeVerdict:
    """One rule's opinion: `side`, how much it counts, its number (None: unknown), the numbers it saw, its sentence.

    `could`: how much it would count for a pilot and for all schools if it spoke for them (0: it never does). `turns`:
    what would turn it, in words. `table`: where its facts stand.
    """

    rule: str
    name: str
    family: ScopeFamily
    side: Side
    strength: float
    value: float | None
    unit: str
    sentence: str
    turns: str
    table: str
    source: str
    verified: bool
    could: tuple[float, float]
    numbers: Mapping[str, object] = field(default_factory=dict)


def verdicts_of(seen: Seen) -> tuple[ScopeVerdict, ...]:
    """What every rule of the evidence says, in the order of the book.

    Raises InputError where the evidence holds a rule that nobody reads.
    """
    evidence = seen.plan.evidence
    strangers = [key for key in evidence.scope_rules if key not in READS]
    if strangers:
        expected = f"one of {', '.join(READS)}"
        what_to_do = "Take it out, or lay other thresholds over a rule that is read"
        raise InputError(
            [
                Fault(f"evidence scope_rules.{key}", "no reading has this name", expected, what_to_do)
                for key in strangers
            ]
        )
    return tuple(
        verdict_of(key, evidence.scope_rules[key], read(seen), evidence)
        for key, read in READS.items()
        if key in evidence.scope_rules
    )


def verdict_of(key: str, rule: ScopeRule, reading: Reading, evidence: Evidence) -> ScopeVerdict:
    """A rule's verdict on a reading: the side of its number, unknown where it is unknown or what is missing decides."""
    side: Side = "unknown" if reading.value is None else side_of(rule, reading.value)
    if reading.worst is not None and side != "pilot" and side_of(rule, reading.worst) != side:
        side = "unknown"
    source = evidence.sources[rule.source]
    if reading.beside:
        side, sentence = "neither", reading.beside
    elif side == "unknown":
        sentence = f"Unknown: {rule.measures}. {rule.provide}"
    else:
        templates = {"pilot": rule.for_pilot, "district_wide": rule.for_district, "neither": rule.for_neither}
        sentence = templates[side].format(**reading.words)
    return ScopeVerdict(
        rule=key,
        name=rule.name,
        family=rule.family,
        side=side,
        strength=rule.strength if side in ("pilot", "district_wide") else 0.0,
        value=reading.value,
        unit=rule.unit,
        sentence=sentence,
        turns="" if reading.beside else _turns(rule, side, reading.value),
        table=reading.table,
        source=f"{source.who}, {source.year}",
        verified=rule.verified,
        could=(
            0.0 if rule.pilot_at is None or reading.beside else rule.strength,
            0.0 if rule.district_at is None or reading.beside else rule.strength,
        ),
        numbers=dict(reading.words),
    )


def side_of(rule: ScopeRule, value: float) -> Side:
    """The side of a number: pilot at `pilot_at` or worse, district_wide at `district_at` or better, else neither."""
    sign = 1.0 if rule.better == "higher" else -1.0
    if rule.district_at is not None and sign * (value - rule.district_at) >= -TOLERANCE:
        return "district_wide"
    if rule.pilot_at is not None and sign * (value - rule.pilot_at) <= TOLERANCE:
        return "pilot"
    return "neither"


def _turns(rule: ScopeRule, side: Side, value: float | None) -> str:
    """At which value of its number the rule would speak for the other side, or for one."""
    now = "unknown now" if value is None else f"now {value:.3g}"
    ways = []
    good, bad = ("more", "less") if rule.better == "higher" else ("less", "more")
    if side != "district_wide" and rule.district_at is not None:
        ways.append(f"for all schools at {rule.district_at:g} or {good}")
    if side != "pilot" and rule.pilot_at is not None:
        ways.append(f"for a pilot at {rule.pilot_at:g} or {bad}")
    return f"It would speak {' and '.join(ways)} ({rule.unit}); {now}." if ways else ""


@dataclass(frozen=True)
class Weighed:
    """What the verdicts add up to: strengths of each side, and those that could speak for a pilot but are unknown."""

    scale: Scale
    pilot: float
    district: float
    unknown: float

    @property
    def hangs_on_unknown(self) -> bool:
        """Whether all schools at once would win if nothing of what is unknown spoke for a pilot."""
        return self.scale == "pilot" and self.district > self.pilot + TOLERANCE


def weigh(verdicts: Sequence[ScopeVerdict]) -> Weighed:
    """All schools at once only where that outweighs the pilot's side and everything unknown that could speak for it.

    So no fact that is taken away makes a plan look ready for all schools. A tie is for the pilot: it can be undone.
    """
    pilot = sum(one.strength for one in verdicts if one.side == "pilot")
    district = sum(one.strength for one in verdicts if one.side == "district_wide")
    unknown = sum(one.could[0] for one in verdicts if one.side == "unknown")
    return Weighed("district_wide" if district > pilot + unknown + TOLERANCE else "pilot", pilot, district, unknown)


def would_change(verdicts: Sequence[ScopeVerdict], weighed: Weighed) -> pd.DataFrame:
    """What would change the recommendation: one row per rule that could still move it, the strongest first.

    Columns rule, moves (how much the difference of the sides would move if it turned), alone (turning it alone is
    enough), together (it is among the fewest that are enough together), turns, sentence.
    """
    lead = weighed.pilot + weighed.unknown - weighed.district
    rows = []
    for one in verdicts:
        to_pilot, to_district = one.could
        now = to_pilot if one.side == "unknown" else one.strength * {"pilot": 1, "district_wide": -1}.get(one.side, 0)
        best = -to_district if weighed.scale == "pilot" else to_pilot
        moves = now - best if weighed.scale == "pilot" else best - now
        if moves > 0:
            rows.append((one.rule, moves, one.turns, one.sentence))
    table = pd.DataFrame(rows, columns=["rule", "moves", "turns", "sentence"])
    table = table.sort_values(["moves", "rule"], ascending=[False, True], ignore_index=True)
    needed = lead + TOLERANCE if weighed.scale == "pilot" else -lead - TOLERANCE
    before = table["moves"].cumsum() - table["moves"]
    reachable = float(table["moves"].sum()) > needed
    return table.assign(alone=table["moves"] > needed, together=(before <= needed) & reachable)[
        ["rule", "moves", "alone", "together", "turns", "sentence"]
    ]
