"""The tasks of a plan with how far each is: from its facts, and from what was signed off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.buying import Buying, buyings_of
from hitdesign.plan.timeline.rules import rule_of
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.statuses import signed, status_of
from hitdesign.plan.timeline.steps import purchase_tasks, step_settled
from hitdesign.plan.timeline.task import Task, all_tasks
from hitdesign.plan.timeline.used import Used, used_of


@dataclass(frozen=True)
class Checklist:
    """Tasks and their statuses, with what of the district the plan uses and how its contracts are bought."""

    used: Used
    buyings: tuple[Buying, ...]
    tasks: tuple[Task, ...]
    statuses: Mapping[str, Settled]


def checklist_of(plan: Drafted) -> Checklist:
    """Every task before launch and its status, without dates; raises InputError as `timeline_of` does.

    >>> checklist_of(plan).statuses["secure_funding"].status  # doctest: +SKIP
    'done'
    """
    used, choices = used_of(plan), plan.policy.rollout.timeline
    buyings = buyings_of(plan, used)
    purchases = [task for one in buyings for task in purchase_tasks(one, plan.evidence, choices)]
    tasks = all_tasks(plan.evidence, purchases, choices)
    return Checklist(used, buyings, tasks, _statuses(plan, used, tasks, buyings))


def _statuses(plan: Drafted, used: Used, tasks: Sequence[Task], buyings: Sequence[Buying]) -> dict[str, Settled]:
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
