"""The sentences of risks: rules' texts filled with the plan's numbers, and what to say of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any, NamedTuple

import pandas as pd

from hitdesign.evidence.risk_facts import RiskRule
from hitdesign.plan.risks.seen import Seen
from hitdesign.quantities import print_count, print_dollars, print_share, print_share_beside

#: How bad a word is; what is not known stands between low and high.
WEIGHTS = {"low": 1, "medium": 2, "unknown": 2, "high": 3}
#: Kinds of place that share no seat, so that the seats behind several add up.
APART = ("school", "block", "pool", "contract")
#: A word in braces.
PLACE = re.compile(r"\{(\w+)\}")


class Texts(NamedTuple):
    """What is said of one risk, and what can be done."""

    evidence: str
    mitigation: str


def filled(rule: RiskRule, seen: Seen, status: str) -> Texts:
    """A rule's sentences with the numbers of one place; a word that the place does not give is taken from its amounts.

    `status`: open, or unknown, which has a sentence of its own.
    """
    words = {
        "name": seen.id,
        "value": print_value(seen.value, rule),
        "trigger": print_share(rule.trigger) if rule.unit == "share" else print_value(rule.trigger, rule),
        "seats": print_count(seen.seats if isnan(seen.seats) else round(seen.seats), "seat"),
        "dollars": print_dollars(seen.dollars),
        **seen.words,
    }
    text = rule.says if status == "open" else rule.unknown
    return Texts(*(PLACE.sub(lambda found: words.get(found[1], "?"), one) for one in (text, rule.mitigation)))


def print_value(value: float, rule: RiskRule) -> str:
    """A value in its rule's unit."""
    if isnan(value):
        return "unknown"
    if rule.unit == "share":
        return print_share_beside(value, rule.trigger)
    return print_count(value, rule.unit.removesuffix("s"))


def sentences_of(table: pd.DataFrame, watched: pd.DataFrame, rules: Mapping[str, RiskRule]) -> tuple[str, ...]:
    """All risks in sentences: one per rule, the worst first, then what is not known, then where nothing was found."""
    return (*_open(table, rules), *_unknown(table), *_quiet(watched), *_assumed(rules))


def _open(table: pd.DataFrame, rules: Mapping[str, RiskRule]) -> Iterator[str]:
    """One sentence per rule, in the order of likelihood of its worst place x consequence of all its places together."""
    by_rule: dict[str, list[dict[str, Any]]] = {}
    for row in table[table["status"] == "open"].to_dict("records"):
        by_rule.setdefault(str(row["rule"]), []).append({str(name): value for name, value in row.items()})
    found = []
    for rule, own in by_rule.items():
        worst, in_all = own[0], own[0]["consequence"]
        more = ""
        if len(own) > 1:
            more = f" The same holds at {print_count(len(own) - 1, 'more place')}"
            if worst["what"] in APART:
                in_all = rules[rule].consequence(min(1.0, sum(row["share_of_plan"] for row in own)))
                more += f", with {print_count(round(sum(row['seats'] for row in own)), 'seat')} behind all of them"
            more += "."
        what = f"{worst['name']} ({worst['likelihood']} likelihood, {in_all} consequence)"
        said = f"{what}: {worst['evidence']}{more} {worst['mitigation']}"
        found.append((-WEIGHTS[worst["likelihood"]] * WEIGHTS[in_all], said))
    yield from (said for _, said in sorted(found, key=lambda one: one[0]))


def _unknown(table: pd.DataFrame) -> Iterator[str]:
    rows = table[table["status"] == "unknown"]
    for rule in dict.fromkeys(rows["rule"]):
        own = rows[rows["rule"] == rule]
        more = f" Nor is it of {print_count(len(own) - 1, 'more place')}." if len(own) > 1 else ""
        first = own.iloc[0]
        yield f"Not known, so open: {first['evidence']}{more} Fill in {first['column']} of {first['table']}."


def _quiet(watched: pd.DataFrame) -> Iterator[str]:
    calm = watched[(watched["looked_at"] > 0) & (watched["open"] + watched["unknown"] == 0)]
    if len(calm):
        yield f"Looked for and not found: {'; '.join(name.lower() for name in calm['name'])}."
    none = watched[watched["looked_at"] == 0]
    if len(none):
        yield f"Nothing in the plan to look at for: {'; '.join(name.lower() for name in none['name'])}."


def _assumed(rules: Mapping[str, RiskRule]) -> Iterator[str]:
    if not all(rule.verified for rule in rules.values()):
        yield "Thresholds of risks are planning assumptions of this library until you write your own."
