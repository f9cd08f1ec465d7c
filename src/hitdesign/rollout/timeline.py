"""Choices about time: launch, when work may begin and lateness is judged, own tasks, and how contracts are bought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hitdesign.choice import Choice
from hitdesign.quantities import Dollars

#: Days on which offices work, of those on which no tutoring is held.
NotTaught = Literal["holiday", "break", "testing", "closing", "other"]
Days = Annotated[int, Field(ge=1, le=750)]


class OwnTask(Choice):
    """A task of the district's own, beside those of the checklist."""

    task_id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    owner: str = "program_coordinator"
    working_days: Days = 5
    #: Tasks that must be finished before it, and tasks that wait for it, by their ids.
    depends_on: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    hangs_on: Literal["launch", "board_meeting", "staff_training", "assessment", "family_event"] = "launch"


class TimelineChoices(Choice):
    """When the program is to begin, from when on people may work at it, and what the district's own rules ask for."""

    #: First day of tutoring; blank: the first day of the plan's blocks.
    launch_on: date | None = None
    #: First day on which anybody may work on a task; blank: as early as the tasks need.
    work_from: date | None = None
    #: The day on which the list is read: what is due before it and not done is late. Blank: nothing is called late.
    as_of: date | None = None
    #: Kinds of calendar rows on which offices work although no tutoring is held.
    offices_work_on: tuple[NotTaught, ...] = ("testing",)
    #: Working days of a task, by its id, in place of the shipped ones.
    working_days: Mapping[str, Days] = Field(default_factory=dict)
    #: Who owns a task, by its id, in place of the shipped owner.
    owners: Mapping[str, str] = Field(default_factory=dict)
    own_tasks: tuple[OwnTask, ...] = ()
    #: Most dollars that the state or the district lets buy without quotes, and with quotes alone; blank: not known.
    own_micro_purchase_dollars: Dollars | None = None
    own_quotes_dollars: Dollars | None = None
    #: A higher federal micro-purchase threshold that the district has certified for the year.
    self_certified_micro_dollars: Dollars | None = None
    #: From how many dollars on the board approves a contract; blank: not known, and every contract goes to the board.
    board_approves_from_dollars: Dollars | None = None
