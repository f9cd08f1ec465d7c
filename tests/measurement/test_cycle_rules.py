"""Rules fixed before launch: complete, free of contradiction, sealed; decisions that know what they do not know."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.measurement.cycle.decide import EffectFinding, ReviewDecision, decide
from hitdesign.measurement.cycle.rules import Condition, Decision, DecisionRules, Measure, Rule, register
from hitdesign.measurement.cycle.status import read_indicators
from hitdesign.measurement.power.detection import minimum_detectable_effect
from hitdesign.measurement.power.students import StudentsRandomised

FIXED, LAUNCH, DAY = date(2026, 8, 18), date(2026, 9, 14), date(2027, 3, 1)
HELD = Measure("attendance", "indicator", 0, 1)
COST = Measure("cost", "cost", 0)
LOW, HIGH = Measure("effect, low end", "effect_low_sd", -5, 5), Measure("effect, high end", "effect_high_sd", -5, 5)


def rule(name: str, decision: Decision, **ends: tuple[float | None, float | None]) -> Rule:
    names = {"held": HELD.name, "cost": COST.name, "low": LOW.name, "high": HIGH.name}
    return Rule(name, decision, tuple(Condition(names[key], *pair) for key, pair in ends.items()))


RULES = DecisionRules(
    (HELD, COST, LOW, HIGH),
    (
        rule("nobody comes", "adjust", held=(None, 0.7)),
        rule("it harms", "stop", held=(0.7, None), high=(None, 0.0)),
        rule("it works and is worth it", "expand", held=(0.7, None), low=(0.05, None), high=(0.0, None), cost=(0, 40)),
        rule("it works and is dear", "continue", held=(0.7, None), low=(0.05, None), high=(0.0, None), cost=(40, None)),
        rule("open", "continue", held=(0.7, None), low=(None, 0.05), high=(0.0, None)),
    ),
    effect_that_matters_sd=0.15,
)
SEEN = EffectFinding(0.2, 0.08, 0.32, smallest_detectable_sd=0.15)


def asked(held: object = 0.9, cost: object = 30.0, effect: EffectFinding | None = SEEN) -> ReviewDecision:
    return decide(register(RULES, FIXED, LAUNCH), {"attendance": held, "cost": cost}, DAY, effect=effect)


@pytest.mark.parametrize(
    ("held", "cost", "effect", "decision", "fired"),
    [
        (0.9, 30.0, SEEN, "expand", ("it works and is worth it",)),
        (0.9, 40.0, SEEN, "continue", ("it works and is dear",)),
        (0.69, 30.0, SEEN, "adjust", ("nobody comes",)),
        (0.7, 30.0, replace(SEEN, estimate_sd=-0.2, low_sd=-0.3, high_sd=-0.1), "stop", ("it harms",)),
        (0.9, 30.0, replace(SEEN, low_sd=-0.1), "continue", ("open",)),
    ],
)
def test_the_rule_that_holds_decides(
    held: float, cost: float, effect: EffectFinding, decision: str, fired: tuple[str, ...]
) -> None:
    found = asked(held, cost, effect)
    assert (found.decision, found.rules, found.cautions) == (decision, fired, ())
    assert any(fired[0] in reason for reason in found.reasons)


def test_an_effect_that_the_study_could_not_see_decides_nothing() -> None:
    pilot = StudentsRandomised(students=180, attrition=0.1, r_squared=0.5)
    detectable = minimum_detectable_effect(pilot, convention="central").effect
    assert detectable > 0.15
    found = asked(effect=replace(SEEN, smallest_detectable_sd=detectable))
    assert found.decision == "not_enough_information"
    assert found.open == ("continue", "expand", "stop")
    assert any("not the 0.15 SD" in reason for reason in found.reasons)
    assert any(one.startswith("From a study that could see it") for one in found.would_change)
    harm = replace(SEEN, estimate_sd=-0.5, low_sd=-0.6, high_sd=-0.4, smallest_detectable_sd=detectable)
    assert asked(effect=harm).decision == found.decision


def test_an_interval_that_is_open_above_or_beyond_the_measure_is_read_as_its_end() -> None:
    assert asked(effect=replace(SEEN, high_sd=float("inf"))).decision == "expand"
    assert asked(effect=replace(SEEN, estimate_sd=-6.5, low_sd=-7.0, high_sd=-6.0)).decision == "stop"


def test_a_second_look_without_an_adjusted_interval_decides_nothing() -> None:
    assert asked(effect=replace(SEEN, look=2)).decision == "not_enough_information"
    assert asked(effect=replace(SEEN, look=2, adjusted_for_looks=True)).decision == "expand"


def test_what_is_missing_does_not_matter_where_every_rule_says_the_same() -> None:
    found = asked(held=0.5, cost=None, effect=None)
    assert (found.decision, found.open) == ("adjust", ("adjust",))
    assert any("No effect was estimated" in reason for reason in found.reasons)


def test_what_would_change_the_decision_is_said() -> None:
    changes = asked().would_change
    assert "With attendance below 0.7 it is: adjust." in changes
    assert "With cost of at least 40 it is: continue." in changes


def test_a_decision_changes_exactly_where_it_was_said_to() -> None:
    assert [asked(held=h).decision for h in (0.6999, 0.7)] == ["adjust", "expand"]
    assert [asked(cost=c).decision for c in (39.99, 40.0)] == ["expand", "continue"]


def test_a_gap_is_refused_and_named() -> None:
    with pytest.raises(InputError) as refused:
        register(replace(RULES, rules=RULES.rules[:-1]), FIXED, LAUNCH)
    said = [fault.problem for fault in refused.value.faults]
    assert len(said) == 2
    assert all("attendance of at least 0.7" in one and "effect, low end below 0.05" in one for one in said)


def test_a_contradiction_is_refused_and_named() -> None:
    more = (*RULES.rules, rule("too dear", "stop", cost=(100, None)))
    with pytest.raises(InputError, match="contradict each other") as refused:
        register(replace(RULES, rules=more), FIXED, LAUNCH)
    assert all("too dear says stop" in fault.problem for fault in refused.value.faults)


def test_an_effect_whose_low_end_lies_above_its_high_end_needs_no_rule() -> None:
    """ "It harms" and "it works" meet only where that would be so: no contradiction."""
    measures = (LOW, HIGH)
    works, harms = rule("works", "expand", low=(0.0, None)), rule("harms", "stop", high=(None, 0.0))
    rest = rule("rest", "continue", low=(None, 0.0), high=(0.0, None))
    assert register(DecisionRules(measures, (works, harms, rest), 0.2), FIXED, LAUNCH).before_launch


def test_an_overlap_that_says_the_same_is_no_contradiction() -> None:
    more = (*RULES.rules, rule("hardly anybody comes", "adjust", held=(None, 0.3)))
    found = decide(register(replace(RULES, rules=more), FIXED, LAUNCH), {"attendance": 0.2}, DAY)
    assert found.rules == ("hardly anybody comes", "nobody comes")


def test_every_fault_of_the_rules_is_said_at_once() -> None:
    bad = DecisionRules(
        (HELD, HELD, Measure("x", "speed", 1, 1), LOW),
        (
            Rule(
                "a", "wait", (Condition("attendence", 0.5), Condition("attendance"), Condition("attendance", 0.5, 0.4))
            ),
            Rule("a", "stop", (Condition("attendance", at_least=80.0),)),
        ),
        power=1.0,
    )
    with pytest.raises(InputError) as refused:
        register(bad, FIXED, LAUNCH)
    columns = [fault.column for fault in refused.value.faults]
    for column in ("kind of x", "low", "effect_that_matters_sd", "power", "decision of a", "measure", "when"):
        assert column in columns, column
    assert "at_least of attendance" in columns
    assert sum("no name of its own" in fault.problem for fault in refused.value.faults) == 2


def test_rules_too_many_to_be_read_are_refused() -> None:
    measures = tuple(Measure(f"m{at}", "indicator", 0, 1) for at in range(8))
    when = tuple(Condition(one.name, end) for one in measures for end in (0.2, 0.4, 0.6))
    with pytest.raises(InputError, match="combinations of conditions"):
        register(DecisionRules(measures, (Rule("all", "stop", when),)), FIXED, LAUNCH)


def test_a_change_after_the_rules_were_registered_is_found_and_said() -> None:
    fixed = register(RULES, FIXED, LAUNCH)
    softer = replace(RULES, rules=(rule("nobody comes", "adjust", held=(None, 0.7)), *RULES.rules[1:]))
    assert register(softer, FIXED, LAUNCH).seal == fixed.seal
    eased = replace(RULES, effect_that_matters_sd=0.14)
    for other in (register(eased, FIXED, LAUNCH), register(RULES, FIXED.replace(day=19), LAUNCH)):
        assert other.seal != fixed.seal
        found = decide(other, {"attendance": 0.9}, DAY, effect=SEEN, seal=fixed.seal)
        assert any("NOT THE ONES THAT WERE REGISTERED" in one for one in found.cautions)
    forged = replace(fixed, rules=eased)
    assert any("NOT THE ONES" in one for one in decide(forged, {}, DAY).cautions)
    assert not decide(fixed, {"attendance": 0.9}, DAY, seal=fixed.seal).cautions


def test_the_rules_are_said_in_words_with_their_seal() -> None:
    fixed = register(RULES, FIXED, LAUNCH)
    said = fixed.sentences()
    assert said[0] == "nobody comes: adjust with attendance below 0.7."
    assert said[-2] == "A study that cannot detect 0.15 SD decides nothing about the effect."
    assert fixed.seal in said[-1]


def test_rules_fixed_after_launch_are_called_so() -> None:
    found = decide(register(RULES, DAY, LAUNCH), {}, DAY)
    assert any("not before the launch" in one for one in found.cautions)


def test_values_that_no_rule_asks_for_or_that_cannot_be_are_refused() -> None:
    fixed = register(RULES, FIXED, LAUNCH)
    with pytest.raises(InputError) as refused:
        bad = {"attendance": 84.0, "cost": (5.0, 3.0), "vacancy": 0.1, "effect, low end": 0.3}
        decide(fixed, bad, date(2026, 9, 1), effect=SEEN)
    assert [fault.column for fault in refused.value.faults] == [
        None,
        "attendance",
        "cost",
        "vacancy",
        "effect, low end",
    ]
    with pytest.raises(InputError, match="does not hold the estimate"):
        EffectFinding(0.5, 0.1, 0.2, smallest_detectable_sd=0.1)


def test_a_reading_of_the_indicators_is_taken_as_wide_as_it_is() -> None:
    rules = DecisionRules((HELD,), (rule("on", "continue", held=(0.8, None)), rule("mend", "adjust", held=(None, 0.8))))
    fixed = register(rules, FIXED, LAUNCH)
    decided = []
    for value, known in ((0.9, 1.0), (0.9, 0.8), (0.5, 0.9)):
        rows = pd.DataFrame({"indicator_id": ["attendance"], "value": [value], "known_share": [known]})
        reading = read_indicators(rows.assign(measured_on=DAY), DAY, launch=LAUNCH)
        decided.append(decide(fixed, reading, DAY).decision)
    assert decided == ["continue", "not_enough_information", "adjust"]


ENDS = st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted).map(tuple)


@given(ENDS, st.floats(0, 1), st.floats(0, 100))
def test_knowing_less_never_gives_another_decision(ends: tuple[float, float], inside: float, cost: float) -> None:
    """What is decided from a range is decided from every point of it."""
    wide = asked(ends, cost)
    point = asked(ends[0] + inside * (ends[1] - ends[0]), cost)
    if wide.decision != "not_enough_information":
        assert point.decision == wide.decision
    assert set(point.open) <= set(wide.open)
    assert asked(None, None).decision == "not_enough_information"


def test_every_point_has_exactly_one_decision() -> None:
    for held, cost, low, wide in itertools.product((0, 0.69, 0.7, 1), (0, 39.9, 40), (-1, 0.04, 0.05), (0, 0.3, 2)):
        effect = EffectFinding(low, low, low + wide, smallest_detectable_sd=0.1)
        assert asked(float(held), float(cost), effect).decision in ("continue", "adjust", "expand", "stop")
