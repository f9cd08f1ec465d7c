"""Budget and staffing: what the money and the tutors within reach can carry, per student in need."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.by_place import cannot
from hitdesign.recommendation.columns import Amounts, Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak


def covered(within_reach: Amounts, needed: Amounts) -> Amounts:
    """Share of the students in need that could have a seat: min(1, within reach / needed); NaN where unknown.

    A seat that costs nothing is covered.
    """
    share = np.full(np.broadcast_shapes(within_reach.shape, needed.shape), np.nan)
    np.divide(within_reach, needed, out=share, where=needed > 0)
    share = np.where((needed == 0) & ~np.isnan(within_reach), 1.0, share)
    return np.asarray(np.minimum(share, 1.0), dtype=np.float64)


def _by_coverage(name: str, within_reach: Amounts, needed: Amounts, knowledge: Knowledge) -> Verdict:
    """Formula: points = strength x (1 + log2 share): for where all are covered, neutral at half, less by each halving.

    So a model that costs half as much gains the same however scarce money is, and nothing where all are covered.
    """
    share = covered(within_reach, needed)
    counted = covered(np.maximum(within_reach, knowledge["threshold.least_within_reach"]), needed)
    with np.errstate(invalid="ignore"):
        points = knowledge[f"strength.{name}_in_reach"] * (1 + np.log2(counted))
    return speak(Case(f"{name}_covers", share >= 1, points), Case(f"{name}_short", share < 1, points))


@rule(
    "budget_and_staffing",
    "Dollars within reach",
    "guide",
    {
        "money_covers": "{dollars} a student in need is within reach and a seat costs {cost}: everyone could be paid.",
        "money_short": "{dollars} a student in need is within reach and a seat costs {cost}: "
        "{money_share} could be paid.",
    },
)
def money_in_reach(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Share of the need that the money within reach pays for; silent where the cost is unknown."""
    cost = np.where(situation.possible, situation.cost, np.nan)
    return _by_coverage("money", situation.dollars, cost, knowledge)


@rule(
    "budget_and_staffing",
    "Tutor hours within reach",
    "guide",
    {
        "hours_covers": "{hours} tutor hours a week and student in need are within reach and a seat "
        "takes {hours_needed}:"
        " everyone could be taught.",
        "hours_short": "{hours} tutor hours a week and student in need are within reach and a seat "
        "takes {hours_needed}:"
        " {hours_share} could be taught.",
    },
)
def hours_in_reach(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Share of the need that the tutor hours within reach can teach; silent where unknown."""
    needed = np.where(situation.possible, situation.hours_needed, np.nan)
    return _by_coverage("hours", situation.hours, needed, knowledge)


@rule(
    "budget_and_staffing",
    "Students that a tutor reaches",
    "guide",
    {
        "breadth_one": "A tutor reaches one student at a time, so fewer students are served.",
        "breadth_many": "A tutor reaches {size} students at a time, so more students are served.",
    },
)
def breadth(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Strength x 2 x (1/2 - 1/size): against one to one, neutral for pairs, for groups."""
    points = knowledge["strength.breadth"] * 2 * (0.5 - 1 / situation.size)
    alone = situation.size == 1
    return speak(Case("breadth_one", alone, points), Case("breadth_many", ~alone, points))


@rule(
    "budget_and_staffing",
    "Cost that students at risk justify",
    "guide",
    {"cost_justified": "One to one costs more, and for a need that is {tier} its effect can justify that."},
)
def impact_justifies_cost(situation: Situation, knowledge: Knowledge) -> Verdict:
    """One to one for intensive need; whether there is money for it is another rule's matter.

    It does not ask for enough money: a verdict that went with the money would move a choice to a dearer model.
    """
    where = situation.possible & (situation.size == 1) & (situation.tier == "intensive")
    return speak(Case("cost_justified", where, knowledge["strength.impact_justifies_cost"]))


RULES: tuple[Rule, ...] = (
    money_in_reach,
    hours_in_reach,
    breadth,
    impact_justifies_cost,
    cannot("staff", "no_pool", "budget_and_staffing", "No tutors who may teach it"),
    cannot("payers", "no_stream", "budget_and_staffing", "No money that may pay for it"),
)
