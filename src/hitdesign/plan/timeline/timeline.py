"""The timeline of a plan: every task before launch with dates and statuses, purchases, readiness, the launch itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.checklist import checklist_of
from hitdesign.plan.timeline.purchases import purchase_rows, purchase_table
from hitdesign.plan.timeline.readiness import Readiness, readiness_of
from hitdesign.plan.timeline.said import not_known, summary
from hitdesign.plan.timeline.schedule import launch_possible_on, schedule_of
from hitdesign.plan.timeline.table import task_rows, task_table
from hitdesign.plan.timeline.work_days import WorkDays, work_days


@dataclass(frozen=True)
class Timeline:
    """What has to be done before tutoring begins.

    `tasks`: see `task_table`; `purchases`: see `purchase_table`. `critical_path`: ids, first to last, of the chain that
    decides how late work may begin; `delaying_path`: of the chain that decides how early what is open can be finished.
    `launch_possible_on`: the first day on which tutoring can begin if what is open is taken up on `as_of` (or
    work_from). Without such a day it is None and that path empty. `unknown`: what is not known, and what to provide.
    `days`: the district's working days.
    """

    launch_on: date
    ends_on: date
    as_of: date | None
    launch_possible_on: date | None
    tasks: pd.DataFrame
    critical_path: tuple[str, ...]
    delaying_path: tuple[str, ...]
    purchases: pd.DataFrame
    readiness: Readiness
    sentences: tuple[str, ...]
    unknown: tuple[str, ...]
    days: WorkDays

    @property
    def late(self) -> pd.DataFrame:
        """The tasks that are due before as_of and not done; empty without as_of."""
        return self.tasks[self.tasks["late"].fillna(False).astype(bool)]

    @property
    def red(self) -> pd.DataFrame:
        """The purchases whose tutoring would begin before a lawful signature."""
        return self.purchases[self.purchases["red"].fillna(False).astype(bool)]


def timeline_of(plan: Drafted) -> Timeline:
    """Every task before launch, from the checklist, the contracts and the district's own list, dated and settled.

    Due dates are computed back from the launch over the district's working days. Raises InputError with every fault of
    the policy's own tasks, days and owners, or where no launch is known.

    >>> timeline_of(plan).launch_on  # doctest: +SKIP
    datetime.date(2026, 9, 14)
    """
    list_of_tasks, choices = checklist_of(plan), plan.policy.rollout.timeline
    used, tasks, statuses = list_of_tasks.used, list_of_tasks.tasks, list_of_tasks.statuses
    days = work_days(used.launch_on, plan.district.calendar, choices.offices_work_on)
    schedule = schedule_of(tasks, statuses, plan.district.dates, days, choices)
    rows = task_rows(tasks, statuses, schedule, days, choices)
    bought = purchase_rows(plan, list_of_tasks.buyings, statuses, schedule, days)
    ready, possible = readiness_of(tasks, statuses), launch_possible_on(schedule, days)
    return Timeline(
        launch_on=used.launch_on,
        ends_on=used.ends_on,
        as_of=choices.as_of,
        launch_possible_on=possible,
        tasks=task_table(rows),
        critical_path=schedule.chain,
        delaying_path=schedule.drivers,
        purchases=purchase_table(bought),
        readiness=ready,
        sentences=summary(plan, used, rows, bought, ready, schedule, possible),
        unknown=not_known(plan, used, rows, bought),
        days=days,
    )
