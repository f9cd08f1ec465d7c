"""Rules for what is decided, written before launch: complete, without contradiction, and registered with a seal."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal, get_args

from hitdesign.errors import Fault
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.given import number_faults, refuse, word_faults

Decision = Literal["continue", "adjust", "expand", "stop"]
#: What a measure is: a leading indicator, a cost, or an end of the interval of the effect in standard deviations.
MeasureKind = Literal["indicator", "cost", "effect_low_sd", "effect_high_sd"]
#: More combinations than this are no rules that a person can read.
MOST_CELLS = 50_000
#: Gaps and contradictions that are named one by one.
NAMED = 10
#: A stretch of a measure, its first point belonging to it and its last not.
Cell = tuple[float, float]


@dataclass(frozen=True)
class Measure:
    """Something that rules look at, with the ends that it can have (both belong to it)."""

    name: str
    kind: MeasureKind = "indicator"
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Condition:
    """A measure is `at_least` a number and `below` another; None: no end."""

    measure: str
    at_least: float | None = None
    below: float | None = None

    def holds(self, cell: Cell) -> bool:
        """Whether it holds everywhere in a stretch that no threshold cuts."""
        return (self.at_least is None or cell[0] >= self.at_least) and (self.below is None or cell[0] < self.below)


@dataclass(frozen=True)
class Rule:
    """A decision that is taken where all conditions hold; without conditions always."""

    name: str
    decision: Decision
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class DecisionRules:
    """Measures and rules. effect_that_matters_sd: the smallest effect for which the program is worth having; a study
    that cannot detect it decides nothing about effects. power: the chance to detect it that is asked for.
    """

    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    effect_that_matters_sd: float | None = None
    power: float = 0.8

    def cells(self) -> dict[str, tuple[Cell, ...]]:
        """The stretches of each measure between the thresholds that any rule has for it."""
        found = {}
        for measure in self.measures:
            ends = {
                end
                for rule in self.rules
                for one in rule.when
                if one.measure == measure.name
                for end in (one.at_least, one.below)
                if end is not None
            }
            points = [*sorted({measure.low} | {end for end in ends if measure.low < end <= measure.high}), math.inf]
            found[measure.name] = tuple(itertools.pairwise(points))
        return found

    def words(self, name: str, cell: Cell) -> str:
        """A stretch of a measure in words; an end of the measure itself is left out."""
        lowest = {one.name: one.low for one in self.measures}[name]
        return said(name, (-math.inf, cell[1]) if cell[0] <= lowest else cell)

    def decisions_at(self, place: Mapping[str, Cell]) -> dict[str, Decision]:
        """The rules that hold in a combination of stretches, with their decisions."""
        return {r.name: r.decision for r in self.rules if all(one.holds(place[one.measure]) for one in r.when)}

    def possible(self, place: Mapping[str, Cell]) -> bool:
        """Whether the low end of the effect can lie at or below its high end there."""
        ends = {one.kind: place[one.name] for one in self.measures if one.kind.startswith("effect")}
        return len(ends) < 2 or ends["effect_low_sd"][0] < ends["effect_high_sd"][1]


@dataclass(frozen=True)
class RegisteredRules:
    """Rules with the day on which they were fixed. `seal`: changes with every letter and number of them; put it into
    the minutes of the board.
    """

    rules: DecisionRules
    registered_on: date
    launch: date
    seal: str

    @property
    def before_launch(self) -> bool:
        """Whether they were fixed before anything could be seen."""
        return self.registered_on < self.launch

    def sentences(self) -> tuple[str, ...]:
        """The rules in words, for the minutes, with the seal."""
        said = []
        for rule in self.rules.rules:
            when = [said_of(one) for one in rule.when] or ["whatever is seen"]
            said.append(f"{rule.name}: {rule.decision} with {' and '.join(when)}.")
        if self.rules.effect_that_matters_sd is not None:
            matters = self.rules.effect_that_matters_sd
            said.append(f"A study that cannot detect {matters:g} SD decides nothing about the effect.")
        return (*said, f"Fixed on {self.registered_on}, launch {self.launch}, seal {self.seal}.")


def register(rules: DecisionRules, registered_on: date, launch: date) -> RegisteredRules:
    """The rules, sealed; refused where they leave a combination without a decision or with two.

    Every combination of the stretches between thresholds is looked at, so the check is exhaustive. Raises InputError
    with every fault: names, numbers, thresholds outside a measure, gaps, contradictions. Formula of the seal: SHA-256
    of the rules, measures and days, written as JSON with sorted keys.

    >>> from hitdesign.measurement.cycle.rules import Condition, DecisionRules, Measure, Rule, register
    >>> came = Rule("came", "continue", (Condition("attendance", at_least=0.8),))
    >>> stayed_away = Rule("stayed away", "adjust", (Condition("attendance", below=0.8),))
    >>> rules = DecisionRules((Measure("attendance", low=0, high=1),), (came, stayed_away))
    >>> register(rules, date(2026, 8, 18), date(2026, 9, 14)).before_launch
    True
    """
    days = day_faults("decision rules", {"registered_on": registered_on, "launch": launch})
    refuse([*days, *_faults(rules)])
    refuse(_coverage_faults(rules))
    return RegisteredRules(rules, registered_on, launch, seal_of(rules, registered_on, launch))


def seal_of(rules: DecisionRules, registered_on: date, launch: date) -> str:
    """The seal of rules with their days.

    >>> from hitdesign.measurement.cycle.rules import DecisionRules, Rule, seal_of
    >>> days = date(2026, 8, 18), date(2026, 9, 14)
    >>> seal_of(DecisionRules((), (Rule("on", "continue"),)), *days)[:12]
    '6bb81263512d'
    """
    whole = {"rules": asdict(rules), "registered_on": registered_on, "launch": launch}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def said(measure: str, cell: Cell) -> str:
    """A stretch in words.

    >>> from hitdesign.measurement.cycle.rules import said
    >>> said("attendance", (0.8, 0.9)), said("cost", (float("-inf"), 2.0))
    ('attendance of at least 0.8 and below 0.9', 'cost below 2')
    """
    low = f" of at least {cell[0]:g}" if math.isfinite(cell[0]) else ""
    high = f" below {cell[1]:g}" if math.isfinite(cell[1]) else ""
    return f"{measure}{low}{' and' if low and high else ''}{high}" if low or high else f"any {measure}"


def said_of(condition: Condition) -> str:
    """A condition in words.

    >>> from hitdesign.measurement.cycle.rules import Condition, said_of
    >>> said_of(Condition("attendance", at_least=0.8))
    'attendance of at least 0.8'
    """
    low = -math.inf if condition.at_least is None else condition.at_least
    return said(condition.measure, (low, math.inf if condition.below is None else condition.below))


def _coverage_faults(rules: DecisionRules) -> Iterator[Fault]:
    cells = rules.cells()
    count = math.prod(len(stretches) for stretches in cells.values())
    if count > MOST_CELLS:
        problem = f"there are {count:,} combinations of conditions"
        yield Fault("decision rules", problem, f"at most {MOST_CELLS:,}", "Use fewer measures or thresholds")
        return
    named = more = 0
    for combination in itertools.product(*cells.values()):
        place = dict(zip(cells, combination, strict=True))
        found = rules.decisions_at(place)
        if len(set(found.values())) == 1 or not rules.possible(place):
            continue
        if named == NAMED:
            more += 1
            continue
        named += 1
        where = "; ".join(rules.words(name, cell) for name, cell in place.items()) or "everywhere"
        problem = f"no rule decides: {where}"
        if found:
            listed = ", ".join(f"{name} says {decision}" for name, decision in found.items())
            problem = f"rules contradict each other ({listed}): {where}"
        yield Fault("decision rules", problem, "one decision for everything that can be seen", "Change a condition")
    if more:
        problem = f"{more:,} more combinations have no decision, or two"
        yield Fault("decision rules", problem, "one decision for everything that can be seen", "Change a condition")


def _faults(rules: DecisionRules) -> Iterator[Fault]:
    where = "decision rules"
    names = [one.name for one in rules.measures]
    for kind, listed in (("measure", names), ("rule", [one.name for one in rules.rules])):
        for name in sorted({name for name in listed if listed.count(name) > 1 or not name.strip()}):
            yield Fault(where, f"a {kind} has no name of its own", "one name each", "Rename it", found=name)
    for one in rules.measures:
        yield from word_faults(where, f"kind of {one.name}", one.kind, get_args(MeasureKind))
        if not one.low < one.high:
            yield Fault(where, f"{one.name} has no room between its ends", "low below high", "Correct it", column="low")
    kinds = [one.kind for one in rules.measures if one.kind.startswith("effect")]
    if len(kinds) != len(set(kinds)):
        yield Fault(where, "two measures are the same end of the effect", "one each", "Leave one out", column="kind")
    if kinds and rules.effect_that_matters_sd is None:
        expected = "the smallest effect for which the program is worth having"
        yield Fault(where, "rules look at the effect", expected, "Give it", column="effect_that_matters_sd")
    if rules.effect_that_matters_sd is not None:
        yield from number_faults(where, "effect_that_matters_sd", rules.effect_that_matters_sd, above=0, at_most=5)
    yield from number_faults(where, "power", rules.power, above=0.05, below=1)
    if not rules.rules:
        yield Fault(where, "there is no rule", "one at least", "Write it")
    for rule in rules.rules:
        yield from word_faults(where, f"decision of {rule.name}", rule.decision, get_args(Decision))
        for condition in rule.when:
            yield from _condition_faults(rules, rule, condition)


def _condition_faults(rules: DecisionRules, rule: Rule, one: Condition) -> Iterator[Fault]:
    where = f"decision rule {rule.name}"
    measure = {known.name: known for known in rules.measures}.get(one.measure)
    if measure is None:
        expected = "one of " + ", ".join(known.name for known in rules.measures)
        problem = "a condition is about no measure"
        yield Fault(where, problem, expected, "Correct it", column="measure", found=one.measure)
        return
    ends = {"at_least": one.at_least, "below": one.below}
    given = {name: end for name, end in ends.items() if end is not None}
    faults = [
        fault
        for name, end in given.items()
        for fault in number_faults(where, f"{name} of {one.measure}", end, at_least=measure.low, at_most=measure.high)
    ]
    yield from faults
    empty = one.at_least is not None and one.below is not None and not faults and one.at_least >= one.below
    if not given or empty:
        expected = "at_least, below, or both in order"
        yield Fault(where, f"a condition on {one.measure} says nothing", expected, "Correct it", column="when")
