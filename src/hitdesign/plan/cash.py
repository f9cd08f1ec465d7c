"""Money as it is bound and paid, month by month, against each stream's last days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.district.arrays import LAST_DAY
from hitdesign.plan.budget_lines import budget_lines
from hitdesign.plan.plan import Plan

FLOW = ("stream_id", "month", "encumbered_dollars", "paid_dollars", "paid_so_far_dollars", "still_encumbered_dollars")


def cash_flow(plan: Plan, *, paid_after_months: int = 0) -> pd.DataFrame:
    """Encumbrances and payments by stream and month.

    `paid_after_months`: whole months from a service to its payment. Contracts are encumbered whole in the month in
    which they are signed or, if that is later, in the first month of their service; pay and all else in the month of
    the work. Columns: stream_id, month, encumbered_dollars, paid_dollars, paid_so_far_dollars,
    still_encumbered_dollars. Both add up to the stream's dollars not to exceed.
    """
    lines = budget_lines(plan)
    tutors = plan.facts.tutors
    contracted = set(tutors.loc[tutors["pay"] == "contract", "pool_id"])
    lines = lines.assign(cents=(100 * lines["dollars"]).round().astype(np.int64))
    bound = lines[lines["pool_id"].isin(contracted)].groupby(["stream_id", "pool_id"])["month"].transform("min")
    encumbered = lines.assign(month=bound.reindex(lines.index).fillna(lines["month"]))
    paid = lines.assign(month=[_later(month, paid_after_months) for month in lines["month"]])
    table = pd.DataFrame(
        {
            "encumbered": encumbered.groupby(["stream_id", "month"])["cents"].sum(),
            "paid": paid.groupby(["stream_id", "month"])["cents"].sum(),
        }
    )
    table = table.fillna(0).astype(np.int64).sort_index()
    so_far = table.groupby(level="stream_id").cumsum()
    out = pd.DataFrame(
        {
            "encumbered_dollars": table["encumbered"] / 100,
            "paid_dollars": table["paid"] / 100,
            "paid_so_far_dollars": so_far["paid"] / 100,
            "still_encumbered_dollars": (so_far["encumbered"] - so_far["paid"]) / 100,
        }
    )
    return out.reset_index()[list(FLOW)]


def _later(month: str, months: int) -> str:
    return str(np.datetime64(month, "M") + np.timedelta64(months, "M"))


def spend_down(plan: Plan, *, paid_after_months: int = 0) -> pd.DataFrame:
    """Each stream's money against its last days: what is paid by then, and what is left to lapse.

    Columns: stream_id, available_dollars, planned_dollars, left_dollars, obligate_by, liquidate_by, last_payment (the
    month; blank without one), paid_in_time (True, False; None where no last day of payment is known), sentence.
    """
    flow = cash_flow(plan, paid_after_months=paid_after_months)
    last = flow[flow["paid_dollars"] > 0].groupby("stream_id")["month"].max()
    funding = plan.facts.funding
    days = {name: funding[name].to_numpy(dtype="datetime64[D]") for name in ("obligate_by", "liquidate_by")}
    planned = plan.allocation.spending.set_index("stream_id")[["available_dollars", "not_to_exceed_dollars"]].astype(
        float
    )
    rows = []
    for number, stream in enumerate(funding["stream_id"].astype(str)):
        available, most = (float(planned[name][stream]) for name in planned.columns)
        obligate_by, liquidate_by = (days[name][number] for name in ("obligate_by", "liquidate_by"))
        known = bool(liquidate_by < np.datetime64(LAST_DAY, "D"))
        month = str(last.get(stream, ""))
        in_time = bool(np.datetime64(month, "M") <= liquidate_by.astype("datetime64[M]")) if month and known else None
        rows.append(
            {
                "stream_id": stream,
                "available_dollars": available,
                "planned_dollars": most,
                "left_dollars": round(available - most, 2),
                "obligate_by": str(obligate_by),
                "liquidate_by": str(liquidate_by) if known else "",
                "last_payment": month,
                "paid_in_time": in_time,
                "sentence": _sentence(stream, available - most, str(obligate_by), month, in_time, str(liquidate_by)),
            }
        )
    return pd.DataFrame(rows)


def _sentence(stream: str, left: float, obligate_by: str, month: str, in_time: bool | None, liquidate_by: str) -> str:
    says = f"{stream}: ${left:,.0f} is left and lapses unless it is obligated by {obligate_by}." if left >= 1 else ""
    if in_time is False:
        says += f" {stream}: its last payment falls in {month}, after bills may be paid ({liquidate_by})."
    return says.strip() or f"{stream}: all of it is planned."
