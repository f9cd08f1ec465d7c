"""The answer on goals: which seats serve which goal of the district's own plan."""

from __future__ import annotations

from hitdesign.plan.answers.answer import Answer, Fact, facts_table
from hitdesign.plan.answers.goals import goals_served
from hitdesign.plan.drafted import Drafted
from hitdesign.quantities import print_count

TOPIC = "goals"
TABLE = "strategic_goals"


def aligned(plan: Drafted, question: str) -> Answer:
    """Per goal the seats that serve it, or that none does; without goals nothing is claimed."""
    goals = goals_served(plan)
    if goals.empty:
        told = "No goal of the district is given, so nothing can be said of how the seats serve any."
        give = "the strategic_goals table: one row per goal, with subject, grades, measure, baseline, target and date"
        return Answer(TOPIC, question, (told,), facts_table(()), (give,))
    facts: list[Fact] = []
    for row in goals.to_dict("records"):
        key = str(row["goal_id"])
        facts += [
            ("seats that serve it for certain", row["seats_at_least"], "seats", TABLE, key, "subject, grades, group"),
            ("seats that serve it at most", row["seats_at_most"], "seats", TABLE, key, "subject, grades, group"),
            ("seats needed in its subject and grades", row["seats_needed"], "seats", TABLE, key, "subject, grades"),
            ("where it is to stand", row["target_share"], "share 0-1", TABLE, key, "target"),
        ]
    served = int((goals["served"] == "yes").sum())
    opening = f"Of {print_count(len(goals), 'goal')} the plan's seats serve {served} for certain."
    caution = "A seat that serves a goal does not say that the goal is reached: that has to be measured."
    unknown = tuple(f"goal {row['goal_id']}: {row['unknown']}" for row in goals.to_dict("records") if row["unknown"])
    return Answer(TOPIC, question, (opening, *goals["sentence"], caution), facts_table(facts), unknown)
