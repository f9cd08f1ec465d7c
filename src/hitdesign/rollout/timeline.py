"""Choices about time: the launch, the day on which work may begin, and the day on which lateness is judged."""

from __future__ import annotations

from datetime import date

from hitdesign.choice import Choice


class TimelineChoices(Choice):
    """When the program is to begin, and from when on people may work at it."""

    #: First day of tutoring; blank: the first day of the plan's blocks.
    launch_on: date | None = None
    #: First day on which anybody may work on a task; blank: as early as the tasks need.
    work_from: date | None = None
    #: The day on which the list is read: what is due before it and not done is late. Blank: nothing is called late.
    as_of: date | None = None
