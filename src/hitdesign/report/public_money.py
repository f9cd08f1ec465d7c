"""Dollars, groups and tutors as the public may see them: for the whole district, in steps too wide to count by.

A dollar amount is a count in other words: divided by what a seat costs it is the number of seats. So no amount stands
beside a school, and the district's are rounded up to a step that as many seats as the policy's threshold cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.dollar_steps import step_of_dollars, up_to
from hitdesign.plan.plan import Plan
from hitdesign.report.money import by_pool, by_stream, largest_first
from hitdesign.report.public_counts import FEWEST_SCHOOLS
from hitdesign.report.public_words import may_leave
from hitdesign.report.words import is_blank

#: Tutors who are students themselves: how many there are is a count of students.
PEER = "peer"
#: Why a stream pays nothing, where the reason itself may not leave.
KEPT_INSIDE = "the reason stands in the internal report"


@dataclass(frozen=True, eq=False)
class PublicMoney:
    """What is published of money and people.

    step_dollars: what paid dollars are rounded up to (inf: only what streams have is said); step_groups, step_people:
    what groups and people are rounded up to; few_apart: some stream that pays at few schools is said to pay all it has.
    streams: stream_id, program_name, available_dollars, at_most_dollars,
    share_used, why (it pays nothing). pools: pool_id, kind, people_at_most, limit_people. groups_at_most: None where it
    is not said.
    """

    step_dollars: float
    step_groups: float
    step_people: int
    few_apart: bool
    streams: pd.DataFrame
    pools: pd.DataFrame
    groups_at_most: int | None

    @property
    def available_dollars(self) -> float:
        """Of all streams."""
        return float(self.streams["available_dollars"].sum())

    @property
    def at_most_dollars(self) -> float:
        """The sum of what the streams are said to pay at most; no sum is rounded anew."""
        return float(self.streams["at_most_dollars"].sum())


def public_money(plan: Plan, policy: DisclosurePolicy, widened: float = 1.0, *, few_apart: bool = False) -> PublicMoney:
    """Streams, pools and groups in steps: dollars of `step_of_dollars`, people and groups of the threshold.

    widened: times those steps; inf: no step is wide enough. What a stream has stands as it is, for an award is no count
    of students; where a share for students of private schools was taken off, it is rounded up like the rest, for that
    share is so much a child. few_apart: a stream that pays at fewer than FEWEST_SCHOOLS schools is said to pay all it
    has.
    """
    step, each = step_of_dollars(plan, policy) * widened, policy.threshold_students * widened
    streams = largest_first(by_stream(plan), "not_to_exceed_dollars", "stream_id")
    private = plan.allocation.spending.set_index("stream_id")["private_schools_dollars"].astype(float).fillna(0.0)
    available = streams["available_dollars"].astype(float)
    rounded = available.map(lambda dollars: up_to(dollars, step_of_dollars(plan, policy)))
    available = available.mask(streams["stream_id"].map(private) > 0, rounded)
    paid = streams["not_to_exceed_dollars"].astype(float)
    at_most = paid.map(lambda dollars: _said(dollars, step, policy)).clip(upper=available)
    few = (streams["schools"] < FEWEST_SCHOOLS) & (paid > 0) & few_apart
    at_most = at_most.mask(few, available)
    why = [_why(text, dollars) for text, dollars in zip(streams["pays_nothing_because"], at_most, strict=True)]
    table = streams[["stream_id", "program_name"]].assign(
        available_dollars=available,
        at_most_dollars=at_most,
        share_used=(at_most / available).where(available > 0),
        why=why,
    )
    groups = _said(float(plan.allocation.groups["groups"].sum()), each, policy)
    return PublicMoney(
        step_dollars=step,
        step_groups=each,
        step_people=policy.threshold_students,
        few_apart=bool(few.any()),
        streams=largest_first(table, "at_most_dollars", "stream_id"),
        pools=_pools(plan, policy),
        groups_at_most=None if math.isinf(groups) else int(groups),
    )


def _said(amount: float, step: float, policy: DisclosurePolicy) -> float:
    """Rounded up; nothing is said as a whole step where the policy hides zeros."""
    return step if amount == 0 and policy.zeros == "hide" else up_to(amount, step)


def _why(text: object, at_most: float) -> str:
    words = "" if is_blank(text) else str(text)
    if at_most > 0 or not words:
        return ""
    return words if may_leave(words) else KEPT_INSIDE


def _pools(plan: Plan, policy: DisclosurePolicy) -> pd.DataFrame:
    """Tutor pools: people there are, and people needed rounded up, never more than there are."""
    table = by_pool(plan)
    step = policy.threshold_students
    limit, people = table["limit_people"].astype(float), table["people"].astype(float)
    limit = limit.mask(table["kind"] == PEER, limit.map(lambda one: up_to(one, step), na_action="ignore"))
    people = people.map(lambda one: _said(one, step, policy), na_action="ignore")
    people = people.mask(people > limit, limit // 1)
    return table[["pool_id", "kind"]].assign(people_at_most=people, limit_people=limit)
