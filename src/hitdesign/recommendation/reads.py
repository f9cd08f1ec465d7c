"""Which facts a rule reads: found by watching it, so that no list can be out of date."""

from __future__ import annotations

from typing import Any

from hitdesign.recommendation.columns import BAND_FIELDS, CELL_FIELDS, MODEL_FIELDS, Situation
from hitdesign.recommendation.rule import Knowledge, Rule

FIELDS = frozenset((*BAND_FIELDS, *MODEL_FIELDS, *CELL_FIELDS))


class _Watched(Situation):
    """A situation that notes which of its facts were asked for."""

    def __getattribute__(self, name: str) -> Any:
        if name in FIELDS:
            object.__getattribute__(self, "__dict__").setdefault("asked", set()).add(name)
        return super().__getattribute__(name)


def reads(rule: Rule, situation: Situation, knowledge: Knowledge) -> frozenset[str]:
    """The names of the situation's facts that the rule asked for on this situation.

    A rule that did not ask for a fact says the same whatever that fact is, as long as all others stay.
    """
    facts = {name: getattr(situation, name) for name in Situation.__dataclass_fields__}
    watched = _Watched(**facts)
    rule.judge(watched, knowledge)
    return frozenset(watched.__dict__.get("asked", set()))
