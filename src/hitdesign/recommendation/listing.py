"""The rule book: every rule with its source, its numbers, its sentences and the cases that try it, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Protocol

from hitdesign.evidence.known import Source
from hitdesign.evidence.listing import table
from hitdesign.evidence.records import Evidence, Parameter
from hitdesign.policy import Factor, Policy
from hitdesign.quantities import print_grades
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import FACTORS, POLICY_STANDARD, Knowledge, Rule, knowledge_of
from hitdesign.recommendation.rules import RULES
from hitdesign.recommendation.standards import compare_standards

#: The bands of grades for which the tutoring models are held against the standards.
BANDS = ((0, 2), (3, 5), (6, 8))


class Scene(Protocol):
    """What the book tells of a case: the rule that it tries, and its two sentences."""

    @property
    def rule(self) -> str:
        """Name of the rule."""

    @property
    def name(self) -> str:
        """What a school person would say."""

    @property
    def because(self) -> str:
        """Why."""


class _Recording(Knowledge):
    """Knowledge that remembers which numbers it was asked for."""

    def __getitem__(self, key: str) -> float:
        asked: list[str] = self.__dict__.setdefault("asked", [])
        asked.append(key)
        return super().__getitem__(key)


def numbers_of(rule: Rule, situation: Situation, knowledge: Knowledge) -> list[str]:
    """Keys of the parameters that the rule asks for, in its formula and in its sentences, sorted.

    `situation`: any; a rule asks for the same numbers whatever it sees.
    """
    recording = _Recording(**{field.name: getattr(knowledge, field.name) for field in fields(Knowledge)})
    rule.judge(situation, recording)
    asked: list[str] = recording.__dict__.get("asked", [])
    said = [part.partition("]")[0] for text in rule.sentences.values() for part in text.split("{n[")[1:]]
    return sorted({*asked, *said})


def rule_book(evidence: Evidence, situation: Situation, scenes: Iterable[Scene]) -> dict[str, str]:
    """Texts by the name of their place in the page: rules, standards_by_model.

    `scenes`: the cases that try the rules, in the order in which they are to be told.
    """
    told = list(scenes)
    knowledge = knowledge_of(evidence, Policy())
    parts = [line for factor in FACTORS for line in _chapter(factor, evidence, situation, knowledge, told)]
    return {"rules": "\n".join(parts).rstrip(), "standards_by_model": "\n\n".join(_by_model(evidence))}


def _chapter(
    factor: Factor, evidence: Evidence, situation: Situation, knowledge: Knowledge, told: list[Scene]
) -> Iterator[str]:
    yield f"\n## {factor.replace('_', ' ').capitalize()}\n"
    for rule in RULES:
        if rule.factor == factor:
            yield f"### {rule.label}\n"
            yield f"`{rule.name}`. Source: {source_words(rule, evidence)}.\n"
            keys = numbers_of(rule, situation, knowledge)
            if keys:
                yield f"Numbers: {'; '.join(number_words({key: evidence.parameters[key] for key in keys}))}.\n"
            yield table(("code", "sentence"), [(f"`{code}`", f"`{text}`") for code, text in rule.sentences.items()])
            yield ""
            for scene in told:
                if scene.rule == rule.name:
                    yield f"- **{scene.name}.** {scene.because}"
            yield ""


def source_words(rule: Rule, evidence: Evidence) -> str:
    """Who said it, where, as of when, and whether it was read."""
    if rule.source == POLICY_STANDARD:
        return "the standard that the policy names, dated and verified as [the evidence](evidence.md) says"
    source: Source = evidence.sources[rule.source]
    return f"{source.who}, {source.title} ({source.year}), `{rule.source}`, as of {source.as_of}, {_checked(source)}"


def number_words(numbers: Mapping[str, Parameter]) -> list[str]:
    """Key, value, unit, source, date, and whether it was read; keys that differ in a last number share one entry."""
    families: dict[str, list[str]] = {}
    for key in numbers:
        stem, _, last = key.rpartition(".")
        families.setdefault(f"{stem}.1" if stem.startswith("size_preference") and last.isdigit() else key, []).append(
            key
        )
    return [_family(keys, [numbers[key] for key in keys]) for keys in families.values()]


def _family(keys: list[str], entries: list[Parameter]) -> str:
    values = ", ".join(f"{entry.value:g}" if isinstance(entry.value, float) else entry.value for entry in entries)
    first = entries[0]
    name = f"`{keys[0]}`" + (f" to `{keys[-1].rpartition('.')[2]}`" if len(keys) > 1 else "")
    return f"{name} = {values} {first.unit} (`{first.source}`, {first.as_of}, {_checked(first)})"


def _checked(fact: Source | Parameter) -> str:
    return "verified" if fact.verified else "not verified"


def _by_model(evidence: Evidence) -> Iterator[str]:
    """Per band of grades a table of tutoring models (rows) and standards: the elements that fail."""
    for low, high in BANDS:
        found = compare_standards(evidence, low, high, "recovery", during_school=True)
        failed = found[found["status"] == "failed"]
        names = failed.groupby(["model_id", "standard"])["element"].agg(", ".join)
        words = {pair: text.replace("_", " ") for pair, text in names.items()}
        rows = [
            (f"`{model}`", *(words.get((model, standard), "-") for standard in evidence.standards))
            for model in sorted(evidence.tutoring_models)
        ]
        head = ("tutoring model", *(f"`{standard}`" for standard in evidence.standards))
        yield f"Grades {print_grades(low, high)}:\n\n{table(head, rows)}"
