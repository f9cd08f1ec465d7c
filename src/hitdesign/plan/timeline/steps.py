"""The tasks of a purchase, what settles them, and whether tutoring would begin before a lawful signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hitdesign.evidence.records import Evidence
from hitdesign.plan.timeline.buying import Buying
from hitdesign.plan.timeline.network import Span
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.task import OF, SIGN, Task
from hitdesign.plan.timeline.work_days import WorkDays
from hitdesign.rollout.timeline import TimelineChoices

#: What must be finished before a purchase is begun, and before the board decides on it.
BEFORE_ALL, BEFORE_BOARD = ("analyse_need", "secure_funding"), ("confirm_budget",)
BOARD = "board"


def purchase_tasks(buying: Buying, evidence: Evidence, choices: TimelineChoices) -> tuple[Task, ...]:
    """The steps of a contract's way as tasks, each after the one before; without the board where it need not decide."""
    way = evidence.purchase_ways[buying.way]
    steps = [one for one in way.steps if one.step != BOARD or _board_decides(buying, choices)]
    tasks: list[Task] = []
    for place, one in enumerate(steps):
        before = [tasks[-1].task_id] if tasks else [name for name in BEFORE_ALL if name in evidence.tasks]
        last = place == len(steps) - 1
        more = BEFORE_BOARD if one.step == BOARD or (last and not any(s.step == BOARD for s in steps)) else ()
        before += [name for name in more if name in evidence.tasks]
        tasks.append(
            Task(
                task_id=f"{one.step}{OF}{buying.contract_id}",
                part="purchase",
                section=way.name,
                title=f"{one.title}: {buying.contract_id}",
                owner=one.owner,
                working_days=one.working_days,
                depends_on=tuple(before),
                hangs_on=one.hangs_on,
                source=way.source,
                verified=way.verified,
                contract_id=buying.contract_id,
            )
        )
    return tuple(tasks)


def _board_decides(buying: Buying, choices: TimelineChoices) -> bool:
    least = choices.board_approves_from_dollars
    return least is None or buying.dollars >= least


def step_settled(task: Task, buying: Buying, *, first: bool) -> Settled:
    """How far a step is by the purchases table: all are done once it is signed, the first is begun once it is begun."""
    row = buying.row
    if row is not None and row.signed_on is not None:
        return Settled("done", f"The contract was signed on {row.signed_on}.", "purchases", "signed_on")
    if row is not None and row.begun_on is not None and first:
        return Settled("begun", f"The purchase was begun on {row.begun_on}.", "purchases", "begun_on")
    return Settled("open", "The purchases table names no day of signature.", "purchases", "signed_on")


def why_red(
    buying: Buying, sign: Span | None, days: WorkDays, launch_on: date, *, signed: bool
) -> tuple[bool | None, str]:
    """Whether tutoring would begin before a lawful signature, and why; None where it cannot be told.

    `sign`: the signature as early as it can be; None where no day is given from which that is reckoned. `signed`: the
    signature is done, by the purchases table or a sign-off.
    """
    if buying.allowed is False:
        because = f"Bought as {buying.row.way if buying.row else ''}, where its dollars ask for {buying.lawful_way}."
        return True, because
    if buying.signed_on is not None:
        late = buying.signed_on > launch_on
        return late, f"Signed on {buying.signed_on}, {'after' if late else 'by'} the launch on {launch_on}."
    if signed:
        return False, "Signed off as signed."
    if sign is None:
        return None, "No as_of or work_from is given, so the earliest signature is not known."
    if sign.end > 0:
        because = f"The earliest lawful signature is on {days.day(sign.end - 1)}, not before the launch on {launch_on}."
        return True, because
    return False, f"It can be signed by {days.day(sign.end - 1)}, before the launch on {launch_on}."


def earliest_signatures(spans: Mapping[str, Span] | None, contract_id: str) -> Span | None:
    """The span of a contract's signature; None where none was reckoned."""
    return None if spans is None else spans.get(f"{SIGN}{OF}{contract_id}")
