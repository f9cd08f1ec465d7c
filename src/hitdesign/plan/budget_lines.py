"""The plan as a budget: a line per account, stream, school, kind of cost, pool and month, to the cent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.account_codes import AccountCode
from hitdesign.evidence.library import number
from hitdesign.plan.accounts import accounts_of
from hitdesign.plan.charge_days import days_of_charges, years_of
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.months import month_words, spread

Floats = NDArray[np.float64]
COLUMNS = (
    "account",
    "stream_id",
    "program",
    "school_id",
    "cost_kind",
    "pool_id",
    "fiscal_year",
    "month",
    "paid_hours",
    "fte",
    "dollars",
)
KEYS = ("stream_id", "program", "school_id", "cost_kind", "pool_id", "fiscal_year", "month")
PLACE = ["band_id", "school_id", "model_id", "block_id", "pool_id"]


def budget_lines(
    plan: Drafted,
    codes: Sequence[AccountCode] | None = None,
    *,
    fiscal_year_ends: str = "06-30",
    full_time_hours: float | None = None,
) -> pd.DataFrame:
    """The plan's dollars by account, stream, school, kind of cost, pool, fiscal year and month, not to exceed.

    `codes`: a chart of accounts (None: the district's own; blank accounts where there is none). `full_time_hours`:
    paid hours of one full-time person a year (None: the evidence's). Columns: account, stream_id, program, school_id,
    cost_kind, pool_id, fiscal_year, month, paid_hours, fte, dollars; hours and FTE are NaN for what is not payroll.
    Lines of a stream add up to its dollars not to exceed, to the cent: indirect cost is a line of its own. Formula:
    FTE = paid hours / full time hours of a year; a cost falls on the days of its weeks of work within its period,
    month by month (days without tutoring bear none), and one of no one period on all of the plan's days on which its
    stream is open. `fiscal_year_ends` holds for streams of which neither the district nor the policy says when their
    year ends.
    """
    charges = plan.allocation.charges.reset_index(drop=True)
    if charges.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(dict.fromkeys(("paid_hours", "fte", "dollars"), float))
    work = days_of_charges(plan.facts, charges)
    cents = np.rint(100 * charges["dollars"].to_numpy(dtype=float)).astype(np.int64)
    months = spread(work.first, work.last, cents, work)
    month = months["month"].to_numpy(dtype=np.int64)
    cause = charges.loc[months["row"]].reset_index(drop=True)
    years = years_of(plan.facts, cause["stream_id"], month, cause["fiscal_year"], fiscal_year_ends)
    rows = cause[["stream_id", "school_id", "cost_kind", "pool_id"]].assign(fiscal_year=years)
    hours = _hours(plan, charges)[months["row"]] * months["share"].to_numpy(dtype=float)
    rows = rows.assign(month=month, paid_hours=hours, cents=months["cents"].to_numpy())
    rows = pd.concat([rows, _indirect(plan, rows)], ignore_index=True)
    programs = dict(zip(plan.facts.funding["stream_id"], plan.facts.funding["program"], strict=True))
    number_of_days = rows["month"].to_numpy(dtype=np.int64)
    rows = rows.assign(program=rows["stream_id"].map(programs), month=month_words(number_of_days))
    lines = rows.groupby(list(KEYS), sort=True)[["paid_hours", "cents"]].sum(min_count=1).reset_index()
    lines = lines[lines["cents"] != 0].reset_index(drop=True)
    full = number(plan.evidence, "staffing.full_time_hours_per_year") if full_time_hours is None else full_time_hours
    lines = lines.assign(dollars=lines["cents"] / 100, fte=lines["paid_hours"] / full)
    return lines.assign(account=accounts_of(lines, plan.district.account_codes if codes is None else codes))[
        list(COLUMNS)
    ]


def _hours(plan: Drafted, charges: pd.DataFrame) -> Floats:
    """Paid hours behind each charge of labour or idle salary; NaN for all others and for contracted work.

    A service's hours are shared by its dollars.
    """
    groups, staff, tutors = plan.allocation.groups, plan.allocation.staff, plan.facts.tutors
    own = set(tutors.loc[tutors["pay"] != "contract", "pool_id"])
    hours = np.full(len(charges), np.nan)
    paid = charges["pool_id"].isin(own).to_numpy()
    labour = paid & (charges["cost_kind"].to_numpy() == "labour")
    idle = paid & (charges["cost_kind"].to_numpy() == "idle_salary")
    place = PLACE[1:]
    per_place = groups.groupby(place)["paid_hours"].sum()
    per_school = staff.groupby(["school_id", "pool_id"])["idle_hours"].sum()
    for chosen, keys, known in ((labour, place, per_place), (idle, ["school_id", "pool_id"], per_school)):
        part = charges[chosen]
        whole = part.groupby(keys)["dollars"].transform("sum")
        total = known.reindex(pd.MultiIndex.from_frame(part[keys])).to_numpy(dtype=float)
        hours[chosen] = total * (part["dollars"] / whole).to_numpy(dtype=float)
    return hours


def _indirect(plan: Drafted, rows: pd.DataFrame) -> pd.DataFrame:
    """Indirect cost by stream and month: what each stream carries beyond its charges, as they fall."""
    spending = plan.allocation.spending
    direct = rows.groupby(["stream_id", "fiscal_year", "month"], sort=True)["cents"].sum().reset_index()
    most = 100 * spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    all_of = direct.groupby("stream_id")["cents"].sum()
    beyond = (most.reindex(all_of.index).round() - all_of).fillna(0).astype(np.int64)
    beyond = beyond.where((beyond.abs() > 1) | (all_of == 0), 0)
    share = direct.groupby("stream_id")["cents"].cumsum() / direct["stream_id"].map(all_of)
    until = (share * direct["stream_id"].map(beyond)).round()
    steps = until.groupby(direct["stream_id"]).diff().fillna(until).astype(np.int64)
    out = direct.assign(cents=steps, school_id="", cost_kind="indirect", pool_id="", paid_hours=np.nan)
    return out[out["cents"] != 0]


def payroll_shares(plan: Drafted) -> pd.DataFrame:
    """Who pays people whom several streams pay: per pool and school, each stream's share of labour and idle time.

    Columns: pool_id, school_id, stream_id, dollars, share (of the pool's pay at the school; they add up to 1). Source:
    2 CFR 200.430, by which records of work must support the shares.
    """
    charges = plan.allocation.charges
    tutors = plan.facts.tutors
    own = set(tutors.loc[tutors["pay"] != "contract", "pool_id"])
    pay = charges[charges["cost_kind"].isin(["labour", "idle_salary"]) & charges["pool_id"].isin(own)]
    table = pay.groupby(["pool_id", "school_id", "stream_id"], sort=True)["dollars"].sum().reset_index()
    table["dollars"] = table["dollars"].astype(float)
    whole = table.groupby(["pool_id", "school_id"])["dollars"].transform("sum")
    return table.assign(share=table["dollars"] / whole)
