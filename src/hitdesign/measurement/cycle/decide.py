"""What the rules say at a review: a decision with its reasons and what would change it, or not enough information."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.cycle.rules import Cell, Decision, DecisionRules, Measure, RegisteredRules, seal_of
from hitdesign.measurement.cycle.status import WHOLE, IndicatorReading
from hitdesign.measurement.given import number_faults, refuse

#: What a measure is known to be: a number, the least and the most that it can be, or nothing.
Known = float | tuple[float, float] | None
NOT_ENOUGH: Literal["not_enough_information"] = "not_enough_information"


@dataclass(frozen=True)
class EffectFinding:
    """An estimate of the effect with its interval, in standard deviations, and what the study could see.

    smallest_detectable_sd: with the power of the rules, as `minimum_detectable_effect` or `smallest_effect_sd` give it.
    look: which look at the outcome this is; adjusted_for_looks: whether the interval holds at all looks together.
    Raises InputError where the interval does not hold the estimate or a number is out of bounds.

    >>> from hitdesign.measurement.cycle.decide import EffectFinding
    >>> EffectFinding(0.12, -0.02, 0.26, smallest_detectable_sd=0.2).look
    1
    """

    estimate_sd: float
    low_sd: float
    high_sd: float
    smallest_detectable_sd: float
    look: int = 1
    adjusted_for_looks: bool = False

    def __post_init__(self) -> None:
        faults = [*number_faults("effect", "smallest_detectable_sd", self.smallest_detectable_sd, above=0)]
        faults += number_faults("effect", "look", self.look, at_least=1, whole=True)
        faults += number_faults("effect", "estimate_sd", self.estimate_sd, at_least=-10, at_most=10)
        if not self.low_sd <= self.estimate_sd <= self.high_sd:
            problem, expected = "the interval does not hold the estimate", "low_sd <= estimate_sd <= high_sd"
            faults.append(Fault("effect", problem, expected, "Correct one of the three", column="low_sd"))
        refuse(faults)


@dataclass(frozen=True)
class ReviewDecision:
    """What the rules say on a day.

    decision: continue, adjust, expand, stop, or not_enough_information; rules: those that decide; open: the decisions
    that what is missing still leaves open; reasons, would_change, cautions: sentences. They may tell of few students:
    keep them inside.
    """

    on: date
    decision: Decision | Literal["not_enough_information"]
    rules: tuple[str, ...]
    open: tuple[Decision, ...]
    reasons: tuple[str, ...] = field(repr=False)
    would_change: tuple[str, ...] = field(repr=False)
    cautions: tuple[str, ...] = ()


def decide(
    registered: RegisteredRules,
    values: Mapping[str, Known] | IndicatorReading,
    on: date,
    *,
    effect: EffectFinding | None = None,
    costs: Mapping[str, Known] | None = None,
    seal: str | None = None,
) -> ReviewDecision:
    """The one decision that every rule leads to, whatever is not known; else that there is not enough information.

    values: each measure by name, or a reading of the indicators (the program as a whole); measures without a value are
    unknown. The effect counts as unknown where the study could not detect `effect_that_matters_sd`, or was looked at
    before without an adjustment. seal: as it stands in the minutes; where it is another, `cautions` says that the rules
    were changed. Raises InputError for unknown names, values beyond a measure's ends, and a day before the launch.

    >>> from hitdesign.measurement.cycle.decide import decide
    >>> from hitdesign.measurement.cycle.rules import Condition, DecisionRules, Measure, Rule, register
    >>> came = Rule("came", "continue", (Condition("attendance", at_least=0.8),))
    >>> stayed_away = Rule("stayed away", "adjust", (Condition("attendance", below=0.8),))
    >>> rules = DecisionRules((Measure("attendance", low=0, high=1),), (came, stayed_away))
    >>> fixed = register(rules, date(2026, 8, 18), date(2026, 9, 14))
    >>> [decide(fixed, {"attendance": seen}, date(2026, 11, 2)).decision for seen in (0.84, 0.7, (0.7, 0.9))]
    ['continue', 'adjust', 'not_enough_information']
    """
    rules = registered.rules
    refuse(day_faults("decision", {"on": on}))
    given = {**_of_indicators(rules, values), **(costs or {})}
    refuse(_faults(registered, given, on))
    why_not = _effect_unknown(rules, effect)
    ends = {"effect_low_sd": "low_sd", "effect_high_sd": "high_sd"}
    seen = None if why_not else effect
    asked = [one for one in rules.measures if seen is not None and one.kind in ends]
    given |= {one.name: min(max(getattr(seen, ends[one.kind]), one.low), one.high) for one in asked}
    known = {one.name: _as_range(one, given.get(one.name)) for one in rules.measures}
    stretches = {name: tuple(c for c in cells if _meets(known[name], c)) for name, cells in rules.cells().items()}
    outcome = _outcome(rules, stretches)
    open_ = tuple(sorted(outcome))
    single = len(outcome) == 1
    return ReviewDecision(
        on,
        open_[0] if single else NOT_ENOUGH,
        tuple(sorted(outcome[open_[0]])) if single else (),
        open_,
        (*_reasons(rules, given, outcome), *([why_not] if why_not else [])),
        tuple(_changes(rules, stretches, outcome, bool(why_not))),
        tuple(_cautions(registered, seal)),
    )


def _of_indicators(rules: DecisionRules, values: Mapping[str, Known] | IndicatorReading) -> dict[str, Known]:
    if not isinstance(values, IndicatorReading):
        return dict(values)
    return {one.name: values.range(one.name, WHOLE) for one in rules.measures if one.kind == "indicator"}


def _outcome(rules: DecisionRules, stretches: Mapping[str, tuple[Cell, ...]]) -> dict[Decision, set[str]]:
    """The decisions that can be, each with the rules that lead to it."""
    found: dict[Decision, set[str]] = {}
    for combination in itertools.product(*stretches.values()):
        place = dict(zip(stretches, combination, strict=True))
        if rules.possible(place):
            for name, decision in rules.decisions_at(place).items():
                found.setdefault(decision, set()).add(name)
    return found


def _as_range(measure: Measure, value: Known) -> tuple[float, float]:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return measure.low, measure.high
    return value if isinstance(value, tuple) else (float(value), float(value))


def _meets(ends: tuple[float, float], cell: Cell) -> bool:
    return ends[0] < cell[1] and ends[1] >= cell[0]


def _effect_unknown(rules: DecisionRules, effect: EffectFinding | None) -> str:
    """Why the effect says nothing to the rules; empty where it does, or where no rule asks for it."""
    matters = rules.effect_that_matters_sd
    if matters is None or not any(one.kind.startswith("effect") for one in rules.measures):
        return ""
    if effect is None:
        return "No effect was estimated."
    if effect.smallest_detectable_sd > matters:
        return (
            f"The study could detect an effect of {effect.smallest_detectable_sd:.2f} SD, not the {matters:.2f} SD "
            "that matter: its estimate decides nothing, whichever way it points."
        )
    if effect.look > 1 and not effect.adjusted_for_looks:
        return (
            f"This is look {effect.look} at the outcome and its interval holds for one look only: it decides nothing."
        )
    return ""


def _reasons(rules: DecisionRules, given: Mapping[str, Known], outcome: Mapping[Decision, set[str]]) -> Iterator[str]:
    for measure in rules.measures:
        value = given.get(measure.name)
        if value is None:
            yield f"{measure.name} is not known."
        elif isinstance(value, tuple) and value[0] < value[1]:
            yield f"{measure.name} lies between {value[0]:.3g} and {value[1]:.3g}: some of it is missing."
        else:
            yield f"{measure.name} is {value[0] if isinstance(value, tuple) else value:.3g}."
    for decision, names in sorted(outcome.items()):
        yield f"{'; '.join(sorted(names))}: {decision}."


def _changes(
    rules: DecisionRules, stretches: Mapping[str, tuple[Cell, ...]], outcome: Mapping[Decision, set[str]], blind: bool
) -> Iterator[str]:
    """What one measure would have to be for another decision, the others as they are."""
    kinds = {one.name: one.kind for one in rules.measures}
    for name, cells in rules.cells().items():
        first = "From a study that could see it, with" if blind and kinds[name].startswith("effect") else "With"
        for cell in cells:
            if stretches[name] == (cell,):
                continue
            other = _outcome(rules, {**stretches, name: (cell,)})
            if len(other) == 1 and other.keys() != outcome.keys():
                yield f"{first} {rules.words(name, cell)} it is: {next(iter(other))}."


def _cautions(registered: RegisteredRules, seal: str | None) -> Iterator[str]:
    if not registered.before_launch:
        yield (
            f"The rules were fixed on {registered.registered_on}, not before the launch on {registered.launch}: "
            "whoever wrote them may have known what they would say."
        )
    own = seal_of(registered.rules, registered.registered_on, registered.launch)
    if registered.seal != own or (seal is not None and seal != own):
        yield "THE RULES ARE NOT THE ONES THAT WERE REGISTERED: their seal is another. Say what was changed, and why."


def _faults(registered: RegisteredRules, given: Mapping[str, Known], on: date) -> Iterator[Fault]:
    where = "values for the decision rules"
    measures = {one.name: one for one in registered.rules.measures}
    if on < registered.launch:
        expected = f"a day from {registered.launch} on"
        yield Fault(where, "the day lies before the launch", expected, "Wait", found=str(on))
    for name, value in given.items():
        measure = measures.get(name)
        if measure is None:
            yield Fault(where, "no rule asks for this", f"one of {', '.join(measures)}", "Leave it out", column=name)
            continue
        if measure.kind.startswith("effect"):
            expected = "an EffectFinding, which says what the study could see"
            yield Fault(where, "an effect is given as a value", expected, "Give it as effect=", column=name)
            continue
        ends = _as_range(measure, value)
        if not measure.low <= ends[0] <= ends[1] <= measure.high:
            expected = f"from {measure.low:g} to {measure.high:g}, the least first"
            yield Fault(where, "the value cannot be", expected, "Correct it", column=name, found=str(value))
