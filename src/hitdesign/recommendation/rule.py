"""What a rule is, what it says, and the knowledge and choices it may ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hitdesign.errors import InputError
from hitdesign.evidence.library import number, unknown_key
from hitdesign.evidence.records import Evidence, Standard
from hitdesign.policy import Factor, Policy
from hitdesign.recommendation.columns import Amounts, Flags, Situation, Whole

#: The order in which factors are added up and printed.
FACTORS: tuple[Factor, ...] = ("student_need", "objective", "budget_and_staffing", "logistics", "evidence")

#: The weight of a factor that a policy does not name.
DEFAULT_WEIGHT = 1.0

#: In place of a source: the source of the policy's own standard.
POLICY_STANDARD = "policy_standard"


@dataclass(frozen=True)
class Knowledge:
    """The numbers and choices that rules ask for; `knowledge["key"]` is the parameter's number."""

    evidence: Evidence
    policy: Policy
    standard: Standard

    def __getitem__(self, key: str) -> float:
        return number(self.evidence, key)

    def preference(self, kind: str, size: Whole) -> Amounts:
        """Points from -1 to 1 for each group size; sizes above six count as six."""
        points = np.array([self[f"size_preference.{kind}.{n}"] for n in range(1, 7)])
        return np.asarray(points[np.clip(size, 1, 6) - 1], dtype=np.float64)

    def source_of(self, rule: Rule) -> str:
        """The key of the source behind a rule."""
        return self.standard.source if rule.source == POLICY_STANDARD else rule.source


def knowledge_of(evidence: Evidence, policy: Policy) -> Knowledge:
    """Evidence and policy with the standard that the policy names; an unknown one raises InputError."""
    standard = evidence.standards.get(policy.standard)
    if standard is None:
        raise InputError([unknown_key("standards", policy.standard, list(evidence.standards))])
    return Knowledge(evidence=evidence, policy=policy, standard=standard)


@dataclass(frozen=True, eq=False)
class Verdict:
    """What one rule says about every band and tutoring model; arrays that broadcast to (B, K).

    `code` is a position in `codes`, -1 where the rule is silent; `points` speak for (> 0) or against (< 0) the model,
    and are 0 where the rule is silent or only informs; `excluded` rules the model out.
    """

    codes: tuple[str, ...]
    code: npt.NDArray[np.int16]
    points: Amounts
    excluded: Flags


class Case(NamedTuple):
    """A code, the cells to which it applies, and the points it gives there."""

    code: str
    where: Flags
    points: Amounts | float = 0.0


def speak(*cases: Case, excludes: bool = False) -> Verdict:
    """The verdict of these cases: in each cell the first that applies speaks, elsewhere the rule is silent."""
    shape = np.broadcast_shapes(*(np.shape(part) for case in cases for part in (case.where, case.points)))
    code = np.full(shape, -1, dtype=np.int16)
    points = np.zeros(shape)
    for position in reversed(range(len(cases))):
        case = cases[position]
        np.copyto(code, position, where=case.where)
        np.copyto(points, case.points, where=case.where)
    spoke = code >= 0
    return Verdict(tuple(case.code for case in cases), code, points, spoke if excludes else np.zeros_like(spoke))


def graded(name: str, where: Flags, preference: Amounts, voice: Amounts | float, size: Whole) -> Verdict:
    """A wish for a group size in three codes: `name_alone` (one to one), `name_small` (suits), `name_large` (not).

    Formula: points = voice x preference(size).
    """
    points = np.asarray(voice * preference, dtype=np.float64)
    return speak(
        Case(f"{name}_alone", where & (size == 1), points),
        Case(f"{name}_small", where & (preference > 0), points),
        Case(f"{name}_large", where & (preference <= 0), points),
    )


Judge = Callable[[Situation, Knowledge], Verdict]

#: Values of a fact, each of a shape that broadcasts to (B, K); NaN where a cell has none.
Turns = Callable[[Situation, Knowledge], tuple[Amounts, ...]]


@dataclass(frozen=True)
class Rule:
    """A rule: what it is about, on whose word, and the sentence behind each of its codes.

    `turns` says for a fact (`dollars`, `hours`) at which of its values the rule may jump or turn. Between two of them
    codes and exclusions stay, and the points of a model, less those of any other, only rise or only fall. Where a rule
    reads the fact and says nothing here, what would change the choice is searched on a grid and called so.
    """

    name: str
    factor: Factor
    label: str
    #: A key of the sources.
    source: str
    sentences: Mapping[str, str]
    judge: Judge
    turns: Mapping[str, Turns] = field(default_factory=dict)


def rule(
    factor: Factor, label: str, source: str, sentences: Mapping[str, str], turns: Mapping[str, Turns] | None = None
) -> Callable[[Judge], Rule]:
    """Make a rule of a function over columns; its name is the function's."""

    def made(judge: Judge) -> Rule:
        return Rule(getattr(judge, "__name__", label), factor, label, source, sentences, judge, turns or {})

    return made
