"""The timeline in sentences, and what is not known with what to provide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.readiness import Readiness
from hitdesign.plan.timeline.schedule import OVER, Schedule, known_days
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_count, print_dollars, print_share

Rows = Sequence[Mapping[str, Any]]


def summary(
    plan: Drafted, used: Used, tasks: Rows, purchases: Rows, ready: Readiness, schedule: Schedule, possible: date | None
) -> tuple[str, ...]:
    """What a superintendent should read first."""
    counts = Counter(row["status"] for row in tasks)
    words = ", ".join(f"{counts[word]} {word.replace('_', ' ')}" for word in sorted(counts))
    count = print_count(len(tasks), "task")
    return (
        f"Tutoring is to begin on {used.launch_on}, the last day of its times is {used.ends_on}; {count}: {words}.",
        f"Readiness is {print_share(ready.score)}; {print_count(len(ready.missing), 'item')} missing.",
        *_start(tasks),
        *_too_little_time(tasks),
        *_lateness(plan, used, tasks, schedule, possible),
        *(f"RED: {row['contract_id']}. {row['why_red']}" for row in purchases if row["red"]),
    )


def _start(tasks: Rows) -> Iterator[str]:
    open_ones = [row for row in tasks if row["status"] not in OVER]
    if open_ones:
        first = min(open_ones, key=lambda row: (row["latest_start_on"], row["task_id"]))
        yield f"The first open task to be started is {first['task_id']}, by {first['latest_start_on']}."


def _too_little_time(tasks: Rows) -> Iterator[str]:
    hurried = [row for row in tasks if row["late_before_begun"] and row["status"] not in OVER]
    if hurried:
        least = int(-min(row["slack_working_days"] for row in hurried))
        what = print_count(len(hurried), "open task")
        yield f"{what} would have to begin before work can; at worst {print_count(least, 'working day')} are lacking."


def _lateness(plan: Drafted, used: Used, tasks: Rows, schedule: Schedule, possible: date | None) -> Iterator[str]:
    as_of = plan.policy.rollout.timeline.as_of
    if as_of is not None:
        late = [row["task_id"] for row in tasks if row["late"]]
        waiting = [row["task_id"] for row in tasks if row["should_have_begun"] and not row["late"]]
        yield f"On {as_of} nothing is late." if not late else f"On {as_of} late: {', '.join(late)}."
        if waiting:
            yield f"Not late yet, and should have begun: {', '.join(waiting)}."
    if possible is not None and possible > used.launch_on:
        yield f"With all that is open, tutoring can begin on {possible} at the earliest, not on {used.launch_on}."
        yield f"What decides that: {', '.join(schedule.drivers)}."
    elif possible is not None:
        yield f"What is open can be finished before {used.launch_on}."


def not_known(plan: Drafted, used: Used, tasks: Rows, purchases: Rows) -> tuple[str, ...]:
    """What is not known, each with what to provide."""
    return (
        *_launch(plan, used),
        *_days_of_others(plan, tasks),
        *_calendar(plan),
        *_stray(plan, tasks),
        *(
            f"How {row['contract_id']} must be bought: {row['because']} Give own_micro_purchase_dollars and "
            "own_quotes_dollars; until then it is reckoned as the slowest way."
            for row in purchases
            if row["lawful_way"] == "cannot_be_told"
        ),
        *_in_parts(purchases),
        *(f"{row['title']}: {row['because']}" for row in tasks if row["status"] == "cannot_be_told"),
    )


def _in_parts(purchases: Rows) -> Iterator[str]:
    """Contracts bought in a simpler way that would be too large for it were they one."""
    for way, limit in (("micro_purchase", "micro_purchase_dollars"), ("quotes", "quotes_dollars")):
        own = [row for row in purchases if row["used"] and row["way"] == way and row[limit] is not None]
        together = sum(row["most_dollars"] for row in own)
        if len(own) > 1 and together > min(row[limit] for row in own):
            names = ", ".join(row["contract_id"] for row in own)
            yield (
                f"Contracts {names} may bill {print_dollars(together)} together, more than a {way.replace('_', ' ')} "
                "may: a person has to see that one service is not bought in parts."
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


def _days_of_others(plan: Drafted, tasks: Rows) -> Iterator[str]:
    """Tasks on days that others set, of which none is known or none is early enough."""
    waiting: dict[str, list[str]] = {}
    for row in tasks:
        if row["hangs_on"] != "launch" and row["takes_place_on"] is None and row["status"] != "not_needed":
            waiting.setdefault(row["hangs_on"], []).append(row["task_id"])
    for kind, names in sorted(waiting.items()):
        known = known_days(kind, plan.district.dates)
        why = "none that is known is early enough" if known else "no such day of the district is known"
        yield f"The {kind} for {', '.join(names)}: {why}, so ordinary days are reckoned; add one to the dates table."


def _calendar(plan: Drafted) -> Iterator[str]:
    if not any(row.school_id == "*" for row in plan.district.calendar):
        yield "Holidays and breaks of the district: none are given, so all weekdays count as working days."


def _stray(plan: Drafted, tasks: Rows) -> Iterator[str]:
    known = {row["task_id"] for row in tasks}
    stray = sorted({row.task_id for row in plan.district.signoffs} - known)
    if stray:
        yield f"Sign-offs name tasks that this plan does not have: {', '.join(stray)}; correct or remove them."
