"""When each audience hears of the program, who writes, who approves, and how far the approval is."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from hitdesign.evidence.library import number
from hitdesign.evidence.messages import AudienceFact
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.stakeholders.days import board_meeting, school_day, told_launch

COLUMNS = (
    "audience",
    "name",
    "name_es",
    "channel",
    "owner_role",
    "owner_known",
    "approver_role",
    "approver_known",
    "send_on",
    "approve_by",
    "approval",
    "approval_task_id",
    "because",
)


def audiences_of(plan: Drafted, taught: pd.DataFrame) -> pd.DataFrame:
    """One row per audience, in the evidence's order; columns as in COLUMNS, days as dates, None where not known.

    send_on = school day on or before (launch or board meeting - lead_days); approve_by = school day on or before
    (send_on - messages.approval_days). approval: approved only where a sign-off of approval_task_id says done, begun
    where it says so, else late (approve_by lies before the day on which the list is read) or open. owner_known: whether
    the people table has the role; unknown where there is no such table.
    """
    launch = told_launch(plan, taught)
    rows = [_row(plan, key, fact, launch) for key, fact in plan.evidence.audiences.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"send_on": object, "approve_by": object})


def _row(plan: Drafted, key: str, fact: AudienceFact, launch: date | None) -> tuple[object, ...]:
    anchor = launch if fact.before == "launch" else board_meeting(plan, launch)
    send = school_day(plan, anchor - timedelta(days=fact.lead_days)) if anchor else None
    notice = int(number(plan.evidence, "messages.approval_days"))
    approve = school_day(plan, send - timedelta(days=notice)) if send else None
    task = f"approve_messages_{key}"
    facts = "launch" if fact.before == "launch" else "dates: board_meeting"
    return (
        key,
        fact.name,
        fact.name_es,
        fact.channel,
        fact.owner,
        _known(plan, fact.owner),
        fact.approver,
        _known(plan, fact.approver),
        send,
        approve,
        _approval(plan, task, approve),
        task,
        f"{facts}; evidence audiences.{key}.lead_days; calendar; signoffs: {task}",
    )


def _known(plan: Drafted, role: str) -> str:
    if not plan.district.people:
        return "unknown"
    return "yes" if any(row.role == role for row in plan.district.people) else "no"


def _approval(plan: Drafted, task: str, approve_by: date | None) -> str:
    status = {row.status for row in plan.district.signoffs if row.task_id == task}
    if "done" in status:
        return "approved"
    as_of = plan.policy.rollout.timeline.as_of
    if as_of is not None and approve_by is not None and approve_by < as_of:
        return "late"
    return "begun" if "begun" in status else "open"
