"""The risks of a plan as one value: every rule held against every place, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.risk_facts import RiskRule
from hitdesign.levers import Lever
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.risks.rules import RULES
from hitdesign.plan.risks.seen import Look, Seen
from hitdesign.plan.risks.words import WEIGHTS, filled, sentences_of
from hitdesign.tables.cell_faults import unknown_id

COLUMNS = (
    *("risk_id", "rule", "name", "kind", "what", "place", "status", "value", "unit", "trigger", "assumed"),
    *("likelihood", "consequence", "seats", "dollars", "share_of_plan", "evidence", "mitigation", "lever"),
    *("table", "column", "section", "source", "as_of", "verified"),
)
WATCHED = ("rule", "name", "measures", "unit", "worse", "trigger", "looked_at", "open", "unknown", "worst_value")
OPEN, NOT_KNOWN = "open", "unknown"


@dataclass(frozen=True)
class Risks:
    """What may go wrong with a plan.

    `table`: one row per risk, the worst first (likelihood x consequence, then seats). `status`: open, or unknown where
    what it takes to judge is not known or a default stands in for it. `watched`: one row per rule with how many places
    it looked at. `levers`: by risk_id, the change of facts or choices that its mitigation is; not every one is one.
    """

    table: pd.DataFrame
    watched: pd.DataFrame
    levers: Mapping[str, Lever]
    sentences: tuple[str, ...]

    def of(self, rule: str) -> pd.DataFrame:
        """The risks of one rule."""
        return self.table[self.table["rule"] == rule].reset_index(drop=True)


def risks_of(plan: Drafted) -> Risks:
    """Every rule of the evidence, held against the plan; raises InputError where a rule has nothing that looks for it.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.plan.risks.risks import risks_of
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), rank_assumptions=False)
    >>> risks_of(plan).of("stream_share")["likelihood"].to_list()
    ['high']
    """
    look = Look(plan)
    rules, found = plan.evidence.risk_rules, looked(look)
    rows = [_row(key, rule, seen, look) for key, rule, seen in found if status_of(rule, seen)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.iloc[_order(table)].reset_index(drop=True)
    wanted = set(table["risk_id"])
    levers = {id_of(key, seen): seen.lever for key, _, seen in found if seen.lever and id_of(key, seen) in wanted}
    watched = pd.DataFrame(list(_watched(rules, found)), columns=list(WATCHED))
    return Risks(table, watched, levers, sentences_of(table, watched, rules))


def looked(look: Look) -> list[tuple[str, RiskRule, Seen]]:
    """Everything that every rule saw, risk or not; raises InputError where a rule has nothing that looks for it."""
    rules = look.plan.evidence.risk_rules
    strangers = [_stranger(key) for key in rules if key not in RULES]
    if strangers:
        raise InputError(strangers)
    return [(key, rule, seen) for key, rule in rules.items() for seen in RULES[key](look)]


def id_of(rule: str, seen: Seen) -> str:
    """The id of a risk: its rule and its place."""
    return f"{rule}:{seen.id}"


def status_of(rule: RiskRule, seen: Seen) -> str:
    """Open at or beyond the trigger; unknown where the value is not known, or is only assumed; else blank: no risk.

    The worse a value, the more of this holds; taking a value away never ends a risk.
    """
    if isnan(seen.value):
        return NOT_KNOWN
    if rule.beyond(seen.value, rule.trigger):
        return OPEN
    return NOT_KNOWN if seen.assumed else ""


def _row(key: str, rule: RiskRule, seen: Seen, look: Look) -> tuple[object, ...]:
    status = status_of(rule, seen)
    share = _share(seen, look)
    words = filled(rule, seen, status)
    return (
        *(id_of(key, seen), key, rule.name, rule.kind, seen.what, seen.id, status, seen.value, rule.unit, rule.trigger),
        *(seen.assumed, rule.likelihood(seen.value) if status == OPEN else NOT_KNOWN, rule.consequence(share)),
        *(seen.seats, seen.dollars, share, words.evidence, words.mitigation, seen.lever.name if seen.lever else ""),
        *(seen.table, seen.column, rule.section, rule.source, rule.as_of, rule.verified),
    )


def _share(seen: Seen, look: Look) -> float:
    """The larger of the shares of the plan's seats and dollars behind it, at most all of them."""
    pairs = [(seen.seats, look.seats), (seen.dollars, look.dollars)]
    shares = [part / whole if whole > 0 else (1.0 if part > 0 else 0.0) for part, whole in pairs if not isnan(part)]
    return min(1.0, max(shares)) if shares else float("nan")


def _order(table: pd.DataFrame) -> list[int]:
    keys = [
        (-WEIGHTS[row["likelihood"]] * WEIGHTS[row["consequence"]], -row["share_of_plan"], row["risk_id"])
        for row in table.fillna({"share_of_plan": 1.0}).to_dict("records")
    ]
    return sorted(range(len(keys)), key=lambda place: keys[place])


def _watched(rules: Mapping[str, RiskRule], found: list[tuple[str, RiskRule, Seen]]) -> Iterator[tuple[object, ...]]:
    for key, rule in rules.items():
        seen = [one for name, _, one in found if name == key]
        states = [status_of(rule, one) for one in seen]
        known = [one.value for one in seen if not isnan(one.value)]
        worst = (max if rule.worse == "higher" else min)(known, default=float("nan"))
        yield (
            *(key, rule.name, rule.measures, rule.unit, rule.worse, rule.trigger, len(seen)),
            *(states.count(OPEN), states.count(NOT_KNOWN), worst),
        )


def _stranger(key: str) -> Fault:
    return Fault(
        table="evidence risk_rules",
        column="rule",
        found=key,
        problem="nothing in the library looks for this risk",
        expected=f"one of {', '.join(RULES)}",
        what_to_do=unknown_id(key, RULES),
    )
