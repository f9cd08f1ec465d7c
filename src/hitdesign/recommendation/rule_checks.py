"""Whether a book of rules can be heard: sources known, verdicts of the right shape, words for every code."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import unknown_key
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import POLICY_STANDARD, Knowledge, Rule, Verdict
from hitdesign.recommendation.rules import RULES, RuleBook
from hitdesign.recommendation.sentences import words_of


def check_rules(rules: RuleBook, situation: Situation, knowledge: Knowledge) -> None:
    """Raise InputError with every fault of rules that were not shipped, and of weights for rules that do not exist.

    Each such rule is heard once on the situation: its arrays must broadcast to (bands, models), its points be numbers
    and zero where it is silent, its exclusions be spoken, its codes have sentences, its source be known.
    """
    rules.has(*knowledge.policy.rule_weights)
    shipped = {id(rule) for rule in RULES}
    faults = [fault for rule in rules.rules if id(rule) not in shipped for fault in _faults(rule, situation, knowledge)]
    if faults:
        raise InputError(faults)


def _faults(rule: Rule, situation: Situation, knowledge: Knowledge) -> Iterator[Fault]:
    sources = knowledge.evidence.sources
    if rule.source != POLICY_STANDARD and rule.source not in sources:
        near = unknown_key("sources", rule.source, list(sources))
        remedy = "Correct the key, or lay the source over the evidence"
        yield Fault(_table(rule), "its source is not in the evidence", near.expected, remedy, found=rule.source)
    verdict: object = rule.judge(situation, knowledge)
    if not isinstance(verdict, Verdict):
        yield _fault(rule, "it returns no Verdict", "what speak(...) returns", type(verdict).__name__)
        return
    shapes = list(_shape_faults(rule, verdict, situation.shape))
    yield from shapes
    if not shapes:
        yield from _value_faults(rule, verdict)
    if situation.shape[0] and situation.shape[1]:
        yield from _word_faults(rule, verdict, situation, knowledge)


def _shape_faults(rule: Rule, verdict: Verdict, shape: tuple[int, int]) -> Iterable[Fault]:
    expected = f"two dimensions that broadcast to {shape} (bands, tutoring models)"
    for name in ("code", "points", "excluded"):
        found = np.shape(getattr(verdict, name))
        fits = len(found) == 2 and all(own in (1, whole) for own, whole in zip(found, shape, strict=True))
        if not fits:
            yield _fault(rule, f"its {name} have a wrong shape", expected, str(found))
    if not np.issubdtype(np.asarray(verdict.code).dtype, np.integer):
        yield _fault(rule, "its code is not whole numbers", "positions in codes, -1 where silent", None)


def _value_faults(rule: Rule, verdict: Verdict) -> Iterable[Fault]:
    silent, points = np.asarray(verdict.code) < 0, np.asarray(verdict.points, dtype=np.float64)
    if not np.isfinite(points).all():
        problem = "it gives points that are no numbers"
        yield _fault(rule, problem, "silence where a fact is unknown: Case(code, where & known, points)", "NaN")
    elif (silent & (points != 0)).any():
        yield _fault(rule, "it gives points where it is silent", "points of 0 there, as speak(...) makes them", None)
    if (silent & np.asarray(verdict.excluded, dtype=bool)).any():
        yield _fault(rule, "it excludes without a code", "a code wherever it excludes", None)
    codes = np.asarray(verdict.code)
    if codes.size and int(codes.max()) >= len(verdict.codes):
        yield _fault(rule, "its code points past its codes", f"positions below {len(verdict.codes)}", str(codes.max()))


def _word_faults(rule: Rule, verdict: Verdict, situation: Situation, knowledge: Knowledge) -> Iterable[Fault]:
    for code in verdict.codes:
        if code not in rule.sentences:
            yield _fault(rule, "a code has no sentence", "a sentence for each code", code)
    words = {"n", "code", *words_of(situation, knowledge, 0, 0)}
    for code, template in rule.sentences.items():
        fields = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        for field in sorted(fields):
            name, _, key = field.partition("[")
            if name not in words:
                yield _fault(rule, f"the sentence of {code} names an unknown value", ", ".join(sorted(words)), field)
            elif name == "n" and key.rstrip("]") not in knowledge.evidence.parameters:
                near = unknown_key("parameters", key.rstrip("]"), list(knowledge.evidence.parameters))
                yield _fault(rule, f"the sentence of {code} names an unknown number", near.expected, field)


def _fault(rule: Rule, problem: str, expected: str, found: str | None) -> Fault:
    return Fault(_table(rule), problem, expected, "Change the rule", found=found)


def _table(rule: Rule) -> str:
    return f"rules {rule.name}"
