"""The choices about the program around a plan are complete without a word."""

from __future__ import annotations

from datetime import date

from hitdesign.policy import Policy
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices


def test_every_part_has_defaults() -> None:
    assert Policy().rollout == Rollout()
    assert Rollout().timeline.launch_on is None


def test_one_part_is_chosen_and_the_others_stay() -> None:
    launch = Rollout(timeline=TimelineChoices(launch_on=date(2026, 9, 14)))
    assert launch.pilot == Rollout().pilot
    assert Policy(rollout=launch).rollout.timeline.launch_on == date(2026, 9, 14)
