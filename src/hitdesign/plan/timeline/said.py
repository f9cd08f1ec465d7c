"""The timeline in sentences, and what is not known with what to provide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.readiness import Readiness
from hitdesign.plan.timeline.schedule import Schedule, known_days
from hitdesign.plan.timeline.task import Task
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_count, print_share


def summary(
    plan: Drafted,
    used: Used,
    tasks: pd.DataFrame,
    purchases: pd.DataFrame,
    ready: Readiness,
    schedule: Schedule,
    possible: date | None,
) -> tuple[str, ...]:
    """What a superintendent should read first."""
    counts = tasks["status"].value_counts()
    words = ", ".join(f"{counts[word]} {word.replace('_', ' ')}" for word in sorted(counts.index))
    return (
        f"Tutoring is to begin on {used.launch_on} and ends on {used.ends_on}; {len(tasks)} tasks: {words}.",
        f"Readiness is {print_share(ready.score)}; {len(ready.missing)} items are missing.",
        *_start(tasks),
        *_too_little_time(tasks),
        *_lateness(plan, used, tasks, possible),
        *(f"RED: {row['contract_id']}. {row['why_red']}" for _, row in purchases[purchases["red"].eq(True)].iterrows()),
    )


def _start(tasks: pd.DataFrame) -> Iterator[str]:
    open_ones = tasks[~tasks["status"].isin(["done", "not_needed"])]
    if not open_ones.empty:
        first = open_ones.sort_values(["latest_start_on", "task_id"]).iloc[0]
        yield f"The first open task to be started is {first['task_id']}, by {first['latest_start_on']}."


def _too_little_time(tasks: pd.DataFrame) -> Iterator[str]:
    hurried = tasks[tasks["late_before_begun"].eq(True) & ~tasks["status"].isin(["done", "not_needed"])]
    if not hurried.empty:
        least = int(hurried["slack_working_days"].min())
        what = print_count(len(hurried), "open task")
        yield f"{what} would have to begin before work can; at worst {-least} working days are lacking."


def _lateness(plan: Drafted, used: Used, tasks: pd.DataFrame, possible: date | None) -> Iterator[str]:
    as_of = plan.policy.rollout.timeline.as_of
    if as_of is not None:
        late = tasks.loc[tasks["late"].eq(True), "task_id"].tolist()
        yield f"On {as_of} nothing is late." if not late else f"On {as_of} late: {', '.join(late)}."
    if possible is not None and possible > used.launch_on:
        yield f"With all that is open, tutoring can begin on {possible} at the earliest, not on {used.launch_on}."
    elif possible is not None:
        yield f"What is open can be finished before {used.launch_on}."


def not_known(
    plan: Drafted, used: Used, tasks: Sequence[Task], table: pd.DataFrame, purchases: pd.DataFrame
) -> tuple[str, ...]:
    """What is not known, each with what to provide."""
    return (
        *_launch(plan, used),
        *_days_of_others(plan, tasks, table),
        *_calendar(plan),
        *_stray(plan, tasks),
        *(
            f"How {row['contract_id']} must be bought: {row['because']} Give own_micro_purchase_dollars and "
            "own_quotes_dollars; until then it is reckoned as the slowest way."
            for _, row in purchases[purchases["lawful_way"].eq("cannot_be_told")].iterrows()
        ),
        *(f"{row['title']}: {row['because']}" for _, row in table[table["status"].eq("cannot_be_told")].iterrows()),
    )


def _launch(plan: Drafted, used: Used) -> Iterator[str]:
    choices = plan.policy.rollout.timeline
    if used.launch_said and used.launch_on != used.blocks_start_on:
        yield (
            f"The launch is set for {used.launch_on}, the plan's times begin on {used.blocks_start_on}: seats and "
            "dollars of the plan are those of its times."
        )
    if choices.as_of is None:
        yield "On which day the list is read (as_of) is not given: nothing is called late."


def _days_of_others(plan: Drafted, tasks: Sequence[Task], table: pd.DataFrame) -> Iterator[str]:
    """Tasks on days that others set, of which none is known or none is early enough."""
    rows = table.set_index("task_id")
    waiting: dict[str, list[str]] = {}
    for task in tasks:
        row = rows.loc[task.task_id]
        if task.hangs_on != "launch" and row["takes_place_on"] is None and row["status"] != "not_needed":
            waiting.setdefault(task.hangs_on, []).append(task.task_id)
    for kind, names in waiting.items():
        known = known_days(kind, plan.district.dates)
        why = "no such day of the district is known" if not known else "none that is known is early enough"
        yield f"The {kind} for {', '.join(names)}: {why}, so ordinary days are reckoned; add one to the dates table."


def _calendar(plan: Drafted) -> Iterator[str]:
    if not any(row.school_id == "*" for row in plan.district.calendar):
        yield "Holidays and breaks of the district: none are given, so all weekdays count as working days."


def _stray(plan: Drafted, tasks: Sequence[Task]) -> Iterator[str]:
    known = {task.task_id for task in tasks}
    stray = sorted({row.task_id for row in plan.district.signoffs} - known)
    if stray:
        yield f"Sign-offs name tasks that this plan does not have: {', '.join(stray)}; correct or remove them."
