"""The table of tasks: a row each, with its days, its status, and what made both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from hitdesign.plan.timeline.network import Span
from hitdesign.plan.timeline.schedule import OVER, Schedule
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.task import Task
from hitdesign.plan.timeline.work_days import WorkDays
from hitdesign.rollout.timeline import TimelineChoices

COLUMNS = (
    "task_id",
    "part",
    "section",
    "title",
    "owner",
    "working_days",
    "depends_on",
    "hangs_on",
    "takes_place_on",
    "earliest_start_on",
    "earliest_finish_on",
    "latest_start_on",
    "due_on",
    "slack_working_days",
    "critical",
    "status",
    "settled_by",
    "because",
    "table",
    "column",
    "late",
    "should_have_begun",
    "late_before_begun",
    "delay_working_days",
    "document",
    "contract_id",
    "source",
    "verified",
)


def task_rows(
    tasks: Sequence[Task], statuses: Mapping[str, Settled], schedule: Schedule, days: WorkDays, choices: TimelineChoices
) -> list[dict[str, Any]]:
    """One row per task, by due date and id; what is not needed has no days and stands last. See `task_table`."""
    rows = [_row(task, statuses[task.task_id], schedule, days, choices) for task in tasks]
    return sorted(rows, key=lambda row: (row["due_on"] or date.max, row["task_id"]))


def task_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows of tasks as a table.

    Dates are dates or None; `slack_working_days` = latest less earliest start, below 0 where there is too little time.
    `late`: due before as_of and not done; `should_have_begun`: to be started before as_of and not begun (both None
    without as_of). `late_before_begun`: it would have to begin before
    work_from (None without it). `delay_working_days`: by how many working days the launch moves for this task and what
    waits for it, if open work goes on now (NaN where no day is given).
    """
    numbers = {"slack_working_days": "float64", "delay_working_days": "float64", "working_days": "int64"}
    table = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS})
    return table.astype({**numbers, "critical": "bool", "verified": "bool"})


def _row(task: Task, status: Settled, schedule: Schedule, days: WorkDays, choices: TimelineChoices) -> dict[str, Any]:
    late, early = schedule.late[task.task_id], schedule.early[task.task_id]
    needed = status.status != "not_needed"
    due = last_day(late, days)
    row = {
        **_words(task, status),
        "takes_place_on": late.on,
        "earliest_start_on": days.day(early.start),
        "earliest_finish_on": last_day(early, days),
        "latest_start_on": first_day(late, days),
        "due_on": due,
        "slack_working_days": float(late.start - early.start),
        "critical": task.task_id in schedule.chain,
        "late": _late(due, status, choices),
        "should_have_begun": _late(first_day(late, days), status, choices) and status.status != "begun",
        "late_before_begun": None if choices.work_from is None else first_day(late, days) < choices.work_from,
        "delay_working_days": _delay(task, status, schedule),
    }
    return row if needed else {**row, **dict.fromkeys(_dates(row)), "slack_working_days": float("nan")}


def _words(task: Task, status: Settled) -> dict[str, Any]:
    return {
        "task_id": task.task_id,
        "part": task.part,
        "section": task.section,
        "title": task.title,
        "owner": task.owner,
        "working_days": task.working_days,
        "depends_on": ";".join(task.depends_on),
        "hangs_on": task.hangs_on,
        "status": status.status,
        "settled_by": "sign-off" if status.table == "signoffs" else "facts",
        "because": status.because,
        "table": status.table,
        "column": status.column,
        "document": task.document,
        "contract_id": task.contract_id,
        "source": task.source,
        "verified": task.verified,
    }


def _dates(row: Mapping[str, Any]) -> Iterable[str]:
    dated = [name for name in row if name.endswith("_on") and name not in ("hangs_on", "depends_on")]
    return [*dated, "late_before_begun", "should_have_begun"]


def first_day(span: Span, days: WorkDays) -> date:
    """The day on which work begins; of a task on a day that others set, that day where it is a single one."""
    if span.on is not None and span.end - span.start <= 1:
        return span.on
    return days.day(span.start)


def last_day(span: Span, days: WorkDays) -> date:
    """The last day of work."""
    return days.day(span.end - 1) if span.on is None else span.on


def _late(day: date, status: Settled, choices: TimelineChoices) -> bool | None:
    """Whether a day is before as_of and what should be over by then, or begun, is not over."""
    if choices.as_of is None:
        return None
    return status.status not in OVER and day < choices.as_of


def _delay(task: Task, status: Settled, schedule: Schedule) -> float:
    if schedule.ahead is None:
        return float("nan")
    if status.status in OVER:
        return 0.0
    return float(max(0, schedule.ahead[task.task_id].end - schedule.late[task.task_id].end))
