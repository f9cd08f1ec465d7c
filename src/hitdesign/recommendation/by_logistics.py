"""Scheduling and logistics: time, rooms, devices, and how much they leave to spare."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.by_place import cannot
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak


@rule(
    "logistics",
    "Minutes to spare in the block",
    "guide",
    {
        "spare_enough": "Blocks here are {block_minutes} minutes, a session takes {minutes}: enough "
        "time to change rooms.",
        "spare_tight": "Blocks here are {block_minutes} minutes, a session takes {minutes}: hardly "
        "time to change rooms.",
    },
)
def spare_minutes(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Strength x (2 min(1, spare / enough) - 1), spare = block - session; silent where the block is unknown."""
    spare = np.where(situation.possible, situation.block_minutes - situation.minutes, np.nan)
    share = np.clip(spare / knowledge["threshold.spare_minutes"], 0, 1)
    points = knowledge["strength.spare_minutes"] * (2 * np.nan_to_num(share) - 1)
    return speak(Case("spare_enough", share >= 1, points), Case("spare_tight", share < 1, points))


@rule(
    "logistics",
    "What online tutoring needs",
    "guide",
    {"online_needs": "Online tutoring needs a device and a connection for each student, and an adult in the room."},
)
def online_needs(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against online models by a little, even where there are seats: technology can fail."""
    return speak(Case("online_needs", situation.online, -knowledge["strength.online_needs"]))


@rule(
    "logistics",
    "No room of its own",
    "guide",
    {"rooms_saved": "Online groups can share a room, so {size} students need no room of their own."},
)
def rooms_saved(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Virtual learning environments spare space; it informs, because seats online are limited by their own row."""
    return speak(Case("rooms_saved", situation.online))


@rule(
    "logistics",
    "Flexible times outside the school day",
    "guide",
    {
        "hours_flexible": "It would run outside the school day, which leaves families and staff flexible and core"
        " lessons as they are, says the guide of after and before school."
    },
)
def flexible_hours(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For models that only fit outside the school day; research says the opposite (see school_day)."""
    outside = situation.possible & ~situation.during_school
    return speak(Case("hours_flexible", outside, knowledge["strength.flexible_hours"]))


@rule(
    "logistics",
    "Session formats that adapt",
    "guide",
    {
        "format_adapts": "Blocks here are {block_minutes} minutes, too short for half an hour, and this model's"
        " {minutes} fit: the guide counts adaptable formats among the remedies."
    },
)
def adaptable_format(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For short sessions where the longest block is short. It informs: that longer ones do not fit excludes them."""
    short = knowledge["threshold.short_session"]
    return speak(Case("format_adapts", situation.possible & (situation.block_minutes < short)))


RULES: tuple[Rule, ...] = (
    cannot("place", "no_block", "logistics", "No block of time that fits"),
    spare_minutes,
    online_needs,
    rooms_saved,
    flexible_hours,
    adaptable_format,
)
