"""The timeline of a plan: every task before launch with dates and statuses, purchases, readiness, the launch itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.buying import Buying, buyings_of
from hitdesign.plan.timeline.purchases import purchase_table
from hitdesign.plan.timeline.readiness import Readiness, readiness_of
from hitdesign.plan.timeline.rules import rule_of
from hitdesign.plan.timeline.said import not_known, summary
from hitdesign.plan.timeline.schedule import Schedule, launch_possible_on, schedule_of
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.statuses import signed, status_of
from hitdesign.plan.timeline.steps import purchase_tasks, step_settled
from hitdesign.plan.timeline.table import task_table
from hitdesign.plan.timeline.task import Task, all_tasks
from hitdesign.plan.timeline.used import Used, used_of
from hitdesign.plan.timeline.work_days import WorkDays, work_days


@dataclass(frozen=True)
class Timeline:
    """What has to be done before tutoring begins.

    `tasks`: see `task_table`; `purchases`: see `purchase_table`. `critical_path`: ids, first to last, of the chain that
    decides how early all can be finished. `launch_possible_on`: the first day on which tutoring can begin if what is
    open is taken up on as_of (or work_from); None where neither is given. `unknown`: what is not known, and what to
    provide. `days`: the district's working days.
    """

    launch_on: date
    ends_on: date
    launch_possible_on: date | None
    tasks: pd.DataFrame
    critical_path: tuple[str, ...]
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
    used, choices = used_of(plan), plan.policy.rollout.timeline
    buyings = buyings_of(plan, used)
    purchases = [task for one in buyings for task in purchase_tasks(one, plan.evidence, choices)]
    tasks = all_tasks(plan.evidence, purchases, choices)
    statuses = _statuses(plan, used, tasks, buyings)
    days = work_days(used.launch_on, plan.district.calendar, choices.offices_work_on)
    schedule = schedule_of(tasks, statuses, plan.district.dates, days, choices)
    table = task_table(tasks, statuses, schedule, days, choices)
    bought = purchase_table(plan, buyings, statuses, schedule, days)
    return _told(plan, used, tasks, statuses, schedule, table, bought, days)


def _told(
    plan: Drafted,
    used: Used,
    tasks: Sequence[Task],
    statuses: dict[str, Settled],
    schedule: Schedule,
    table: pd.DataFrame,
    bought: pd.DataFrame,
    days: WorkDays,
) -> Timeline:
    ready, possible = readiness_of(tasks, statuses), launch_possible_on(schedule, days)
    return Timeline(
        launch_on=used.launch_on,
        ends_on=used.ends_on,
        launch_possible_on=possible,
        tasks=table,
        critical_path=schedule.chain,
        purchases=bought,
        readiness=ready,
        sentences=summary(plan, used, table, bought, ready, schedule, possible),
        unknown=not_known(plan, used, tasks, table, bought),
        days=days,
    )


def _statuses(plan: Drafted, used: Used, tasks: Sequence[Task], buyings: Sequence[Buying]) -> dict[str, Settled]:
    """The status of every task, from the facts and from the sign-offs."""
    of_contract = {one.contract_id: one for one in buyings}
    met: set[str] = set()
    found: dict[str, Settled] = {}
    for task in tasks:
        said = signed(task.task_id, plan.district.signoffs, used.schools)
        read = rule_of(task.rule, task.task_id)(plan, used) if task.rule else None
        if task.contract_id:
            read = step_settled(task, of_contract[task.contract_id], first=task.contract_id not in met)
            met.add(task.contract_id)
        found[task.task_id] = status_of(read, said)
    return found
