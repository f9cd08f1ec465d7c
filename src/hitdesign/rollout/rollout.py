"""All choices about the program around a plan, in one record of the policy."""

from __future__ import annotations

from hitdesign.choice import Choice
from hitdesign.rollout.goals import GoalChoices
from hitdesign.rollout.instruction import InstructionChoices
from hitdesign.rollout.messages import MessageChoices
from hitdesign.rollout.pilot import PilotChoices
from hitdesign.rollout.team import TeamChoices
from hitdesign.rollout.timeline import TimelineChoices


class Rollout(Choice):
    """Launch, pilot, goals, team, messages and instruction; every part has defaults, and `Rollout()` is complete."""

    pilot: PilotChoices = PilotChoices()
    goals: GoalChoices = GoalChoices()
    timeline: TimelineChoices = TimelineChoices()
    team: TeamChoices = TeamChoices()
    messages: MessageChoices = MessageChoices()
    instruction: InstructionChoices = InstructionChoices()
