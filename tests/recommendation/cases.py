"""Cases: a scene in tests/cases/*.toml with what a rule must say of it, read and held against a verdict."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import Knowledge, Rule, Verdict, knowledge_of
from hitdesign.recommendation.rules import RULES
from hitdesign.recommendation.sentences import cell, sentence
from recommendation.situations import MODELS, bands

FOLDER = Path(__file__).resolve().parents[1] / "cases"
SAYS = ("for", "against", "informs", "excludes", "nothing")


@dataclass(frozen=True)
class Scene:
    """One case: what is given, what is expected of which rule, in whose words."""

    name: str
    rule: str
    given: dict[str, Any]
    expect: dict[str, Any]
    because: str


@cache
def cases() -> tuple[Scene, ...]:
    """All cases, by file and in the order of the file; a word that no case knows is an error."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append(Scene(**entry))
            unknown = set(entry["expect"]) - {"code", "says", "rather_than", "silent_when", "words", "points"}
            assert not unknown, f"{path.name}: {entry['name']}: {unknown}"
            assert entry["expect"]["says"] in SAYS, f"{path.name}: {entry['name']}"
    return tuple(found)


@cache
def statements() -> tuple[dict[str, Any], ...]:
    """What the guide says about the choice of a model: where, says, rules."""
    return tuple(tomllib.loads((Path(__file__).parent / "guide.toml").read_text("utf-8"))["statement"])


def rule_named(name: str) -> Rule:
    return {rule.name: rule for rule in RULES}[name]


@dataclass(frozen=True)
class Stage:
    """What a case gives, as the rules see it; column 0 is the model that is meant."""

    situation: Situation
    knowledge: Knowledge


_STAGES: dict[str, Stage] = {}


def model_of(given: str | dict[str, Any]) -> dict[str, Any]:
    """A model of the catalogue, or one that differs from it."""
    catalogue = {str(model["model_id"]): model for model in MODELS}
    if isinstance(given, str):
        return catalogue[given]
    other = dict(given)
    return {**catalogue[other.pop("like")], "model_id": "this_one", **other}


def stage(given: dict[str, Any], beside: str | None = None) -> Stage:
    """The scene with its model, and beside it another one of the catalogue."""
    key = f"{given} {beside}"
    if key not in _STAGES:
        _STAGES[key] = _stage(dict(given), beside)
    return _STAGES[key]


def _stage(row: dict[str, Any], beside: str | None) -> Stage:
    policy = Policy(**row.pop("policy", {}))
    models = [model_of(row.pop("model")), *([model_of(beside)] if beside else [])]
    if "grades" in row:
        row["grade_low"], row["grade_high"] = row.pop("grades")
    return Stage(bands([row], models), knowledge_of(shipped(), policy))


def failures(case: Scene, rule: Rule) -> Iterator[str]:
    """Everything in which the rule does not do what the case expects; the rule may be another of the same name."""
    there = stage(case.given, case.expect.get("rather_than"))
    verdict = rule.judge(there.situation, there.knowledge)
    yield from _about(case.expect, rule, verdict, there)
    changes = case.expect.get("silent_when", [])
    for change in [changes] if isinstance(changes, dict) else changes:
        other = stage({**case.given, **change})
        if said_by(rule.judge(other.situation, other.knowledge)):
            yield f"it should be silent when {change}"


def _about(expect: dict[str, Any], rule: Rule, verdict: Verdict, there: Stage) -> Iterator[str]:
    code, points = said_by(verdict), cell(verdict.points, 0, 0)
    if code != expect["code"]:
        yield f"code {code!r}, expected {expect['code']!r}"
        return
    says = (
        "excludes" if cell(verdict.excluded, 0, 0) else "for" if points > 0 else "against" if points < 0 else "informs"
    )
    if (says if code else "nothing") != expect["says"]:
        yield f"says {says}, expected {expect['says']}"
    if says == "excludes" and points != 0:
        yield f"excludes and gives {points} points, expected none"
    if "points" in expect and abs(points - expect["points"]) > 5e-5:
        yield f"points {points}, expected {expect['points']}"
    if "rather_than" in expect and not points > cell(verdict.points, 0, 1):
        yield f"no more points than for {expect['rather_than']}"
    if code:
        text = sentence(rule, code, there.situation, there.knowledge, 0, 0)
        if expect.get("words", "") not in text:
            yield f"sentence without {expect['words']!r}: {text}"


def said_by(verdict: Verdict) -> str:
    """The code for the first band and model, blank where the rule is silent."""
    place = int(cell(verdict.code, 0, 0))
    return verdict.codes[place] if place >= 0 else ""
