"""The table of purchases: each contract of the plan, how it must be bought, by when to start, and whether it is red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.buying import Buying
from hitdesign.plan.timeline.schedule import Schedule
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.steps import earliest_signatures, why_red
from hitdesign.plan.timeline.table import first_day, last_day
from hitdesign.plan.timeline.task import OF, SIGN
from hitdesign.plan.timeline.work_days import WorkDays

COLUMNS = (
    "contract_id",
    "used",
    "most_dollars",
    "streams",
    "federal",
    "micro_purchase_dollars",
    "quotes_dollars",
    "lawful_way",
    "stated_way",
    "way",
    "allowed",
    "working_days",
    "start_by",
    "sign_by",
    "begun_on",
    "signed_on",
    "status",
    "red",
    "because",
    "why_red",
    "open_checks",
)
#: Columns of numbers.
DOLLARS = ("most_dollars", "micro_purchase_dollars", "quotes_dollars", "working_days")


def purchase_rows(
    plan: Drafted, buyings: Sequence[Buying], statuses: Mapping[str, Settled], schedule: Schedule, days: WorkDays
) -> list[dict[str, Any]]:
    """One row per contract of the district, by id. See `purchase_table`."""
    used = {one.contract_id: one for one in buyings}
    bare = {**dict.fromkeys(COLUMNS), "used": False, "because": "The plan does not use it."}
    return [
        _row(plan, used[name], statuses, schedule, days) if name in used else {**bare, "contract_id": name}
        for name in sorted(row.contract_id for row in plan.district.contracts)
    ]


def purchase_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows of contracts as a table; a contract that the plan does not use has no dates and no way.

    `start_by`: the last day to begin so that the signature comes before the launch; `sign_by`: the last day to sign.
    `red`: tutoring would begin before a lawful signature; None where that cannot be told. Dollars are dollars.
    """
    table = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in COLUMNS})
    return table.astype(dict.fromkeys(DOLLARS, "float64"))


def _row(
    plan: Drafted, buying: Buying, statuses: Mapping[str, Settled], schedule: Schedule, days: WorkDays
) -> dict[str, Any]:
    way, name = plan.evidence.purchase_ways[buying.way], buying.contract_id
    steps = [task_id for task_id in schedule.late if task_id.endswith(OF + name)]
    sign = statuses[f"{SIGN}{OF}{name}"].status
    ahead = earliest_signatures(schedule.ahead, name)
    red, because = why_red(buying, ahead, days, days.launch_on, signed=sign == "done")
    spans = [schedule.late[one] for one in steps]
    first = min(spans, key=lambda span: span.start)
    return {
        "contract_id": name,
        "used": True,
        "most_dollars": buying.dollars,
        "streams": ";".join(buying.streams),
        "federal": buying.federal,
        "micro_purchase_dollars": buying.limits.micro_dollars,
        "quotes_dollars": buying.limits.quotes_dollars,
        "lawful_way": buying.lawful_way,
        "stated_way": "" if buying.row is None else buying.row.way,
        "way": buying.way,
        "allowed": buying.allowed,
        "working_days": float(sum(span.end - span.start for span in spans)),
        "start_by": first_day(first, days),
        "sign_by": last_day(schedule.late[f"{SIGN}{OF}{name}"], days),
        "begun_on": None if buying.row is None else buying.row.begun_on,
        "signed_on": buying.signed_on,
        "status": sign,
        "red": red,
        "because": buying.because,
        "why_red": because,
        "open_checks": " ".join(way.open_checks),
    }
