"""The rules that are heard, as a value: the shipped ones, and books in which rules were added, replaced or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import unknown_key
from hitdesign.recommendation import (
    by_budget,
    by_evidence,
    by_logistics,
    by_need,
    by_objective,
    by_programs,
    by_readers,
    by_standard,
    by_trials,
)
from hitdesign.recommendation.rule import FACTORS, Rule
from hitdesign.recommendation.turns import with_turns

#: All shipped rules in the order in which they are heard and added up.
RULES: tuple[Rule, ...] = tuple(
    with_turns(rule)
    for rule in (
        *by_need.RULES,
        *by_objective.RULES,
        *by_budget.RULES,
        *by_logistics.RULES,
        *by_evidence.RULES,
        *by_trials.RULES,
        *by_readers.RULES,
        *by_programs.RULES,
        *by_standard.RULES,
    )
)
#: Rules that say what cannot take place: facts of the district, which no book leaves out.
FACTS = ("place", "staff", "payers")


@dataclass(frozen=True)
class RuleBook:
    """Rules in the order in which they are heard; each method hands back another book and leaves this one as it is.

    Raises InputError with every fault: two rules of one name, no name, no source, a factor that does not exist, a rule
    without sentences. Weights of single rules are a choice: `Policy(rule_weights={"breadth": 2})`.

    >>> from hitdesign.recommendation.rules import SHIPPED
    >>> len(SHIPPED.without("breadth").rules) == len(SHIPPED.rules) - 1
    True
    """

    rules: tuple[Rule, ...] = RULES

    def __post_init__(self) -> None:
        faults = [fault for rule in self.rules for fault in _faults(rule)]
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        faults += [
            _fault(name, "two rules have this name", "one rule a name", "Rename one, or use replaced()")
            for name in twice
        ]
        if faults:
            raise InputError(faults)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rules, in order."""
        return tuple(rule.name for rule in self.rules)

    def with_rule(self, rule: Rule) -> RuleBook:
        """The book with one more rule, heard last; a name that is taken raises InputError."""
        return replace(self, rules=(*self.rules, rule))

    def without(self, name: str) -> RuleBook:
        """The book without a rule; an unknown name raises InputError with near misses, as does one of FACTS."""
        self.has(name)
        _may_change(name)
        return replace(self, rules=tuple(rule for rule in self.rules if rule.name != name))

    def replaced(self, rule: Rule) -> RuleBook:
        """The book with this rule in the place of the one of the same name; errors as in `without`."""
        self.has(rule.name)
        _may_change(rule.name)
        return replace(self, rules=tuple(rule if old.name == rule.name else old for old in self.rules))

    def has(self, *names: str) -> None:
        """Raise InputError with near misses for every name that is no rule's."""
        unknown = [unknown_key("rules", name, list(self.names)) for name in names if name not in self.names]
        if unknown:
            raise InputError([replace(fault, table="rules", problem="no rule has this name") for fault in unknown])

    def __reduce__(self) -> tuple[Callable[[Iterable[Any]], RuleBook], tuple[tuple[Rule | str, ...]]]:
        """Shipped rules travel by name: some are closures, which no copy can carry."""
        known = {id(rule) for rule in RULES}
        return book_of, (tuple(rule.name if id(rule) in known else rule for rule in self.rules),)


def book_of(rules: Iterable[Rule | str]) -> RuleBook:
    """A book of rules; a word means the shipped rule of that name."""
    shipped = {rule.name: rule for rule in RULES}
    return RuleBook(tuple(shipped[rule] if isinstance(rule, str) else rule for rule in rules))


def _faults(rule: Rule) -> Iterable[Fault]:
    if not rule.name.isidentifier():
        yield _fault(rule.name, "it has no proper name", "letters, digits and _", "Name its function")
    if rule.factor not in FACTORS:
        yield _fault(rule.name, "there is no such factor", ", ".join(FACTORS), "Pick one of them", rule.factor)
    if not rule.source:
        yield _fault(rule.name, "it has no source", "a key of the evidence's sources", "Name on whose word it speaks")
    if not rule.sentences:
        yield _fault(rule.name, "it has no sentences", "a sentence for each of its codes", "Add them")


def _may_change(name: str) -> None:
    if name in FACTS:
        expected = "a rule that is an opinion"
        remedy = "Change the blocks, tutors or funding instead"
        raise InputError([_fault(name, "it says what cannot take place in the district", expected, remedy)])


def _fault(name: str, problem: str, expected: str, what_to_do: str, found: str | None = None) -> Fault:
    return Fault(f"rules {name}", problem, expected, what_to_do, found=found)


#: The book that is heard where nobody gives another.
SHIPPED = RuleBook()
