"""Where the shipped rules may jump or turn as one fact moves: what makes the search for a change exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hitdesign.recommendation.columns import Amounts, Situation
from hitdesign.recommendation.rule import Knowledge, Rule, Turns


def _dollars_covered(situation: Situation, knowledge: Knowledge) -> tuple[Amounts, ...]:
    """Dollars that pay for everyone, and those below which fewer count no worse."""
    return situation.cost, np.full_like(situation.cost, knowledge["threshold.least_within_reach"])


def _hours_covered(situation: Situation, knowledge: Knowledge) -> tuple[Amounts, ...]:
    """The same of tutor hours."""
    return situation.hours_needed, np.full_like(situation.hours_needed, knowledge["threshold.least_within_reach"])


#: Between these values `strength x (1 + log2 share)` is either flat or log2 of the fact plus a constant. So is the
#: difference of two models: flat, or log2((x + a) / (x + b)) where x is added to both, which only rises or only falls.
TURNS: Mapping[str, Mapping[str, Turns]] = {
    "money_in_reach": {"dollars": _dollars_covered},
    "hours_in_reach": {"hours": _hours_covered},
}


def with_turns(rule: Rule) -> Rule:
    """A shipped rule with its turns; a rule that names its own keeps them."""
    return replace(rule, turns=TURNS[rule.name]) if rule.name in TURNS and not rule.turns else rule
