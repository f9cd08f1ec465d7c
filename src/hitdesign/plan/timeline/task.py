"""The tasks before launch: those of the checklist, those that follow, those of purchases, and the district's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.plan.timeline.network import Job, circle_in
from hitdesign.rollout.timeline import OwnTask, TimelineChoices
from hitdesign.tables.cell_faults import unknown_id

T = TypeVar("T")
CHOICES = "policy rollout.timeline"
#: Between a step of a purchase and its contract in a task's id.
OF = ":"
#: What a calendar calls the first day of tutoring; no task may be called so.
LAUNCH = "launch"
#: The last step of every purchase, and what waits for it.
SIGN, AFTER_SIGNATURE = "sign", ("train_tutors",)


@dataclass(frozen=True)
class Task:
    """One task before launch; `part` is planning, engagement, follow_on, purchase or own."""

    task_id: str
    part: str
    section: str
    title: str
    owner: str
    working_days: int
    depends_on: tuple[str, ...] = ()
    hangs_on: str = "launch"
    rule: str = ""
    document: str = ""
    source: str = "district"
    verified: bool = False
    contract_id: str = ""


def shipped_tasks(evidence: Evidence) -> tuple[Task, ...]:
    """The tasks that the knowledge holds; nobody waits for one that it names and does not hold."""
    return tuple(
        Task(
            task_id=name,
            part=fact.part,
            section=fact.section,
            title=fact.title,
            owner=fact.owner,
            working_days=fact.working_days,
            depends_on=tuple(one for one in fact.depends_on if one in evidence.tasks),
            hangs_on=fact.hangs_on,
            rule=fact.rule,
            document=fact.document,
            source=fact.source,
            verified=fact.verified,
        )
        for name, fact in evidence.tasks.items()
    )


def all_tasks(evidence: Evidence, purchases: Sequence[Task], choices: TimelineChoices) -> tuple[Task, ...]:
    """Every task with the district's own days and owners, in order of parts and then as the knowledge holds them.

    Raises InputError with every fault: own ids twice, tasks that are not there, tasks that wait for each other in a
    circle.
    """
    given = [*shipped_tasks(evidence), *purchases]
    faults = list(_name_faults(given, choices))
    if faults:
        raise InputError(faults)
    tasks = [*given, *(_own(one) for one in choices.own_tasks)]
    tasks = [
        replace(one, depends_on=tuple(sorted({*one.depends_on, *_more_before(one, tasks, choices)}))) for one in tasks
    ]
    circle = circle_in([Job(one.task_id, one.working_days, one.depends_on) for one in tasks])
    if circle:
        raise InputError([_circle(circle)])
    return tuple(_chosen(one, choices) for one in tasks)


def _more_before(task: Task, tasks: Sequence[Task], choices: TimelineChoices) -> Iterator[str]:
    """What a task waits for beside its own list: own tasks that say so, and signatures of contracts."""
    yield from (own.task_id for own in choices.own_tasks if task.task_id in own.before)
    if task.task_id in AFTER_SIGNATURE:
        yield from (one.task_id for one in tasks if one.contract_id and one.task_id.startswith(SIGN + OF))


def _own(own: OwnTask) -> Task:
    return Task(
        task_id=own.task_id,
        part="own",
        section="the district's own",
        title=own.title,
        owner=own.owner,
        working_days=own.working_days,
        depends_on=own.depends_on,
        hangs_on=own.hangs_on,
    )


def _chosen(task: Task, choices: TimelineChoices) -> Task:
    """The task with the days and the owner that the policy gives: for its id, else for its step of a purchase."""
    days = _given(task, choices.working_days)
    owner = _given(task, choices.owners)
    return replace(
        task, working_days=task.working_days if days is None else days, owner=task.owner if owner is None else owner
    )


def _given(task: Task, choices: Mapping[str, T]) -> T | None:
    step = task.task_id.split(OF)[0] if task.contract_id else ""
    return choices[task.task_id] if task.task_id in choices else choices.get(step)


def _name_faults(given: Sequence[Task], choices: TimelineChoices) -> Iterator[Fault]:
    shipped = {task.task_id for task in given}
    steps = {task.task_id.split(OF)[0] for task in given if task.contract_id}
    seen = set(shipped)
    for own in choices.own_tasks:
        if own.task_id in seen | {LAUNCH}:
            what = "Choose another id; days and owners of shipped tasks are given in working_days and owners"
            yield Fault(
                CHOICES, "an own task has an id that is taken", "a new id", what, None, "own_tasks", own.task_id
            )
        seen.add(own.task_id)
    for own in choices.own_tasks:
        for name in (*own.depends_on, *own.before):
            if name not in seen:
                problem = f"the own task {own.task_id} names a task that is not there"
                yield Fault(CHOICES, problem, "the id of a task", unknown_id(name, seen), None, "own_tasks", name)
    for column, names in (("working_days", choices.working_days), ("owners", choices.owners)):
        for name in names:
            if name not in seen | steps:
                problem, known = "there is no such task", seen | steps
                yield Fault(CHOICES, problem, "the id of a task", unknown_id(name, known), None, column, name)


def _circle(circle: Sequence[str]) -> Fault:
    said = " waits for ".join([*reversed(circle), circle[-1]])
    return Fault(
        CHOICES,
        "tasks wait for each other in a circle",
        "tasks of which one can be first",
        "Take one of them out of depends_on or before of an own task",
        column="own_tasks",
        found=said,
    )
