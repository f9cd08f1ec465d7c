"""The lists of a plan that a section of a draft can be written once per row for, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pandas as pd

from hitdesign.plan.budget_lines import budget_lines
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.rules_of_planning import is_evaluation
from hitdesign.plan.timeline.timeline import Timeline
from hitdesign.quantities import print_count, print_dollars

Row = dict[str, str]
#: Schools that an outline of growth names.
MOST_SCHOOLS = 10


def lists_of(plan: Drafted, timeline: Timeline) -> Mapping[str, Sequence[Row]]:
    """Every list by its name; an empty one where the plan has no such row."""
    days = plan.district.dates
    return {
        "streams": list(_streams(plan)),
        "kinds": list(_kinds(plan)),
        "accounts": list(_accounts(plan)),
        "contracts": list(_contracts(timeline)),
        "money_checks": [{"sentence": one} for one in plan.facts.open_checks],
        "pools": list(_pools(plan)),
        "subjects": list(_subjects(plan)),
        "indicators": list(_indicators(plan, timeline)),
        "training_tasks": list(_training(timeline)),
        "training_days": [_day(row.kind, str(row.on), row.label) for row in days if row.kind == "staff_training"],
        "assessment_days": [_day(row.kind, str(row.on), row.label) for row in days if row.kind == "assessment"],
        "evaluation_days": [
            _day(row.kind, str(row.on), row.label)
            for row in days
            if is_evaluation(row, timeline.launch_on, timeline.ends_on)
        ],
        "reasons": list(_reasons(plan)),
        "schools_left": list(_schools_left(plan)),
    }


def _day(kind: str, on: str, label: str) -> Row:
    return {"on": on, "kind": kind.replace("_", " "), "label": f", {label}" if label else ""}


def _streams(plan: Drafted) -> Iterator[Row]:
    rows = {row.stream_id: row for row in plan.district.funding}
    spending = plan.allocation.spending
    for _, line in spending[spending["not_to_exceed_dollars"] > 0].sort_values("stream_id").iterrows():
        row = rows.get(str(line["stream_id"]))
        yield {
            "stream_id": str(line["stream_id"]),
            "program": str(line["program"]),
            "status": "not in the funding table" if row is None else row.status,
            "planned_dollars": print_dollars(line["not_to_exceed_dollars"]),
            "available_dollars": print_dollars(line["available_dollars"]),
            "unspent_dollars": print_dollars(line["available_dollars"] - line["not_to_exceed_dollars"]),
            "opens_on": "unknown" if row is None else str(row.obligate_from),
            "closes_on": "unknown" if row is None else str(row.obligate_by),
        }


def _kinds(plan: Drafted) -> Iterator[Row]:
    dollars = plan.allocation.charges.groupby("cost_kind", sort=True)["dollars"].sum()
    for kind, amount in dollars.items():
        yield {"cost_kind": str(kind).replace("_", " "), "dollars": print_dollars(float(amount))}
    total = float(plan.allocation.spending["not_to_exceed_dollars"].sum())
    indirect = total - float(dollars.sum())
    if round(indirect) > 0:
        yield {"cost_kind": "indirect", "dollars": print_dollars(indirect)}


def _accounts(plan: Drafted) -> Iterator[Row]:
    if not plan.district.account_codes:
        return
    lines = budget_lines(plan)
    for account, dollars in lines.groupby("account", sort=True)["dollars"].sum().items():
        yield {"account": str(account), "dollars": print_dollars(float(dollars))}


def _contracts(timeline: Timeline) -> Iterator[Row]:
    table = timeline.purchases[timeline.purchases["used"].astype(bool)]
    for _, row in table.iterrows():
        words = {name: str(row[name]) for name in ("contract_id", "start_by", "sign_by", "why_red")}
        way = str(row["way"]).replace("_", " ")
        yield {**words, "way": way, "most_dollars": print_dollars(row["most_dollars"])}


def _pools(plan: Drafted) -> Iterator[Row]:
    rows = {pool.pool_id: pool for pool in plan.district.tutors}
    for name, own in plan.allocation.groups.groupby("pool_id", sort=True):
        pool = rows.get(str(name))
        yield {
            "pool_id": str(name),
            "tutors": print_count(None if pool is None else pool.tutors, "tutor"),
            "kind": "unknown" if pool is None else pool.kind.replace("_", " "),
            "employer": "unknown employer" if pool is None else pool.employer,
            "groups": print_count(float(own["groups"].sum()), "group"),
            "schools": print_count(own["school_id"].nunique(), "school"),
        }


def _subjects(plan: Drafted) -> Iterator[Row]:
    named = plan.policy.rollout.goals.assessments
    for subject, seats in plan.allocation.seats.groupby("subject", sort=True)["students"].sum().items():
        word = named.get(str(subject), "not named; give goals.assessments in the policy's rollout")
        yield {"subject": str(subject), "seats": print_count(float(seats), "seat"), "assessment": word}


def _indicators(plan: Drafted, timeline: Timeline) -> Iterator[Row]:
    for fact in plan.evidence.indicators.values():
        yield {
            "name": fact.name,
            "formula": fact.formula,
            "data": ", ".join(fact.data),
            "owner": fact.owner,
            "read_on": str(timeline.launch_on + timedelta(weeks=fact.due_weeks)),
        }


def _training(timeline: Timeline) -> Iterator[Row]:
    tasks = timeline.tasks[timeline.tasks["hangs_on"].eq("staff_training")]
    for _, row in tasks.iterrows():
        words = {name: str(row[name]) for name in ("title", "owner", "working_days", "due_on")}
        status = str(row["status"]).replace("_", " ")
        yield {**words, "start_on": str(row["latest_start_on"]), "status": status}


def _reasons(plan: Drafted) -> Iterator[Row]:
    for reason, count in plan.allocation.unserved.groupby("reason", sort=True)["students"].sum().items():
        yield {"reason": str(reason).replace("_", " "), "students": print_count(float(count), "seat")}


def _schools_left(plan: Drafted) -> Iterator[Row]:
    names = {school.school_id: school.school_name for school in plan.district.schools}
    left = plan.allocation.unserved.groupby("school_id", sort=True)["students"].sum()
    filled = plan.allocation.seats.groupby("school_id", sort=True)["students"].sum()
    most: pd.Series = left[left > 0].sort_values(ascending=False, kind="stable").head(MOST_SCHOOLS)
    for school, count in most.items():
        yield {
            "school_name": names.get(str(school), str(school)),
            "seats_left": print_count(float(count), "seat"),
            "seats_filled": print_count(float(filled.get(str(school), 0)), "seat"),
        }
