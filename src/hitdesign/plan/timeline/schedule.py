"""The tasks laid into the calendar: as late as the launch allows, as early as work may begin, and from today on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hitdesign.district.program_records import DistrictDate
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.timeline.network import Job, Span, binding_chain, driving_chain, earliest, latest, order_of
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.task import Task
from hitdesign.plan.timeline.work_days import WorkDays
from hitdesign.rollout.timeline import TimelineChoices

#: What takes no more time.
OVER = ("done", "not_needed")


@dataclass(frozen=True)
class Schedule:
    """Positions of every task: as late as can be, as early as can be, and what is open from now on.

    `begin`: the position from which the early ones are reckoned. `now`: that from which open work can go on, None
    where no day is given; `ahead`: what is open, as early as it can be from `now`, None with it. `chain`: the tasks
    that decide how late work may begin; `drivers`: those that decide how early what is open can be finished.
    """

    late: Mapping[str, Span]
    early: Mapping[str, Span]
    chain: tuple[str, ...]
    drivers: tuple[str, ...]
    begin: int
    now: int | None
    ahead: Mapping[str, Span] | None

    @property
    def ready_at(self) -> int | None:
        """The position at which all that is open is finished, if it is taken up now; None where no day is given."""
        if self.ahead is None:
            return None
        return max((span.end for span in self.ahead.values()), default=self.now or 0)


def schedule_of(
    tasks: Sequence[Task],
    statuses: Mapping[str, Settled],
    dates: Sequence[DistrictDate],
    days: WorkDays,
    choices: TimelineChoices,
) -> Schedule:
    """The tasks in the calendar; what is not needed takes no time.

    Formula: the early pass begins at work_from, else at the least latest start, so that the longest chain has no slack.
    Open work goes on from the later of as_of and work_from.
    """
    jobs = [_job(task, statuses[task.task_id].status == "not_needed", dates) for task in tasks]
    ordered = order_of(jobs)
    late = latest(ordered, days)
    begin = min((span.start for span in late.values()), default=0)
    if choices.work_from is not None:
        begin = days.before(choices.work_from)
    early = earliest(ordered, days, begin)
    given = [day for day in (choices.as_of, choices.work_from) if day is not None]
    now = days.before(max(given)) if given else None
    over = {task.task_id for task in tasks if statuses[task.task_id].status in OVER}
    ahead = None if now is None else earliest(ordered, days, now, over)
    drivers = () if ahead is None else driving_chain(ordered, ahead)
    return Schedule(late, early, binding_chain(ordered, late), drivers, begin, now, ahead)


def _job(task: Task, idle: bool, dates: Sequence[DistrictDate]) -> Job:
    dated = task.hangs_on != "launch"
    on = known_days(task.hangs_on, dates) if dated else ()
    return Job(task.task_id, 0 if idle else task.working_days, task.depends_on, dated, on)


def known_days(kind: str, dates: Sequence[DistrictDate]) -> tuple[tuple[date, date], ...]:
    """First and last day of each row of the kind that holds for the district as a whole, in order."""
    return tuple(
        sorted((row.on, row.until or row.on) for row in dates if row.kind == kind and row.school_id == EVERY_SCHOOL)
    )


def launch_possible_on(schedule: Schedule, days: WorkDays) -> date | None:
    """The first day on which tutoring can begin if what is open is taken up now; None where no day is given.

    The planned launch where all is finished before it, else the first working day after the last task.
    """
    at = schedule.ready_at
    if at is None:
        return None
    return days.launch_on if at <= 0 else days.day(at)
