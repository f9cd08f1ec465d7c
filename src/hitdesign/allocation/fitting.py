"""Online tutors fitted into the weeks of the blocks that they serve: a room and seats online for every session."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from hitdesign.allocation.persons import Group

#: Steps of the search for one tutor's week before it gives up.
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Slots:
    """How a block's week is cut for one session length, and what it holds at one moment."""

    days: int
    per_day: int
    minutes: int
    rooms: int
    seats: int


@dataclass
class Filled:
    """What already stands in one block's week, per day: (start, end, room, students online)."""

    sessions: dict[int, list[tuple[int, int, int, int]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, day: int, start: int, minutes: int, room: int, online: int) -> None:
        """One more session."""
        self.sessions[day].append((start, start + minutes, room, online))

    def room(self, day: int, start: int, minutes: int, rooms: int) -> int | None:
        """The first room that is free all that time."""
        taken = {one[2] for one in self.sessions[day] if one[0] < start + minutes and start < one[1]}
        return next((room for room in range(1, rooms + 1) if room not in taken), None)

    def online(self, day: int, start: int, minutes: int) -> int:
        """Most students online at one moment of that time."""
        during = [one for one in self.sessions[day] if one[0] < start + minutes and start < one[1]]
        moments = {start, *(one[0] for one in during if one[0] > start)}
        return max(sum(one[3] for one in during if one[0] <= moment < one[1]) for moment in moments)

    def options(self, slots: Slots, students: int) -> list[tuple[int, int]]:
        """Days and slots with a room and seats left for so many students, the emptiest first."""
        found = []
        for day in range(slots.days):
            for slot in range(slots.per_day):
                online = self.online(day, slot * slots.minutes, slots.minutes)
                room = self.room(day, slot * slots.minutes, slots.minutes, slots.rooms)
                if room is not None and online + students <= slots.seats:
                    found.append((online, room, day, slot))
        return [(day, slot) for _, _, day, slot in sorted(found)]


def fitted(
    groups: tuple[Group, ...], options: dict[Group, list[tuple[int, int]]]
) -> list[tuple[Group, int, int]] | None:
    """A day and slot for every session of one tutor: one at a time, a group's on different days.

    A search in depth over the options, groups with the fewest first; None where none was found in MOST_STEPS.
    """
    order = sorted(groups, key=lambda group: len(options[group]) - group.sessions)
    wanted = [group for group in order for _ in range(group.sessions)]
    tried: list[int] = []
    steps, choice = 0, 0
    while len(tried) < len(wanted):
        steps += 1
        if steps > MOST_STEPS:
            return None
        group = wanted[len(tried)]
        held = [(wanted[place], options[wanted[place]][one]) for place, one in enumerate(tried)]
        choice = _next(
            options[group], choice, {spot for _, spot in held}, {spot[0] for own, spot in held if own == group}
        )
        if choice < len(options[group]):
            tried.append(choice)
            choice = choice + 1 if len(tried) < len(wanted) and wanted[len(tried)] == group else 0
        elif tried:
            choice = tried.pop() + 1
        else:
            return None
    return [(group, *options[group][one]) for group, one in zip(wanted, tried, strict=True)]


def _next(options: list[tuple[int, int]], choice: int, taken: set[tuple[int, int]], days: set[int]) -> int:
    """The first option from `choice` on that is neither taken nor on one of the days; the end where none is."""
    while choice < len(options) and (options[choice] in taken or options[choice][0] in days):
        choice += 1
    return choice
