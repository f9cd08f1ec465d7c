"""What is spent and taught before a day: from a ledger, or as the plan's own lines have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.plan.charge_days import days_of_charges
from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.work_days import WorkDays
from hitdesign.scenarios.replan_calendar import next_weeks
from hitdesign.scenarios.replan_running import FINISHED, RUNNING, Running, blocks_at

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Where the spent dollars come from.
BY_LEDGER, BY_PLAN = "ledger", "plan"
DOLLARS = ("stream_id", "basis", "planned_dollars", "spent_dollars", "running_week_dollars", "sunk_dollars")
#: What names a service that a stream pays for.
SERVICE = ["stream_id", "band_id", "school_id", "model_id", "block_id", "pool_id"]
HOURS = ("pool_id", "paid_hours", "groups_running", "groups_finished")


@dataclass(frozen=True)
class Sunk:
    """What cannot be undone.

    `streams`: columns of DOLLARS, indirect cost included; planned_dollars is what the plan's own lines charge before
    the day, spent_dollars the ledger's where there is one, else the planned; running_week_dollars what the week that
    runs on the day still costs; sunk is the sum of the last two. `charges`: the plan's charges with before, week and
    after (whole cents of each). `pools`: paid hours of weeks that are over, by the plan.
    """

    streams: pd.DataFrame
    pools: pd.DataFrame
    charges: pd.DataFrame

    def of(self, stream_id: str) -> float:
        """Sunk dollars of a stream."""
        own = self.streams.loc[self.streams["stream_id"] == stream_id, "sunk_dollars"]
        return float(own.iloc[0]) if len(own) else 0.0


def sunk_of(plan: Plan, running: Running, takes_hold: int, ledger: pd.DataFrame | None) -> Sunk:
    """Dollars and hours that are gone before the change takes hold.

    Formulas: a charge that falls on days a to b is spent by day d to (d - a) / (b - a + 1), in whole cents rounded
    down; what falls between the day of the change and the end of its block's running week (of no block: `takes_hold`)
    is the running week's; indirect cost goes with the direct. Paid hours of a group = its hours x weeks gone / weeks.
    """
    charges = split_charges(plan, running, takes_hold)
    funding = plan.facts.funding
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    ids = funding["stream_id"].astype(str)
    sums = charges.groupby("stream_id")[["before", "week"]].sum().reindex(ids).fillna(0)
    planned, week = (np.round(rate * sums[name].to_numpy(dtype=float)) / 100 for name in ("before", "week"))
    spent = planned
    if ledger is not None:
        spent = ledger.groupby("stream_id")["dollars"].sum().reindex(ids).fillna(0.0).to_numpy(dtype=float).round(2)
    numbers = (planned, spent, week, (spent + week).round(2))
    streams = pd.DataFrame({"stream_id": ids.to_numpy(dtype=object)})
    streams["basis"] = BY_PLAN if ledger is None else BY_LEDGER
    streams = streams.assign(**dict(zip(DOLLARS[2:], numbers, strict=True)))
    return Sunk(streams, _pools(running), charges)


def split_charges(plan: Plan, running: Running, takes_hold: int) -> pd.DataFrame:
    """The plan's charges with the whole cents of each before the day, in the running week and after it."""
    charges = plan.allocation.charges.reset_index(drop=True)
    cents = np.rint(100 * charges["dollars"].to_numpy(dtype=float)).astype(np.int64)
    if charges.empty:
        return charges.assign(before=cents, week=cents, after=cents)
    work = days_of_charges(plan.facts, charges)
    at, on = blocks_at(plan.facts, charges), running.on
    cut = np.where(at >= 0, next_weeks(running.blocks, at, on)[1], takes_hold)
    before, until = (_part(work, day, cents) for day in (np.full(len(cents), on), np.maximum(cut, on)))
    return charges.assign(before=before, week=until - before, after=cents - until)


def _part(work: WorkDays, day: Ints, cents: Ints) -> Ints:
    """Whole cents, rounded down, of each amount over its days that fall before `day`."""
    gone = np.clip(day - work.first, 0, work.last - work.first + 1)
    alike: Ints = (cents * gone) // (work.last - work.first + 1)
    held: Ints = np.floor(cents * work.share(day - 1) + TOLERANCE).astype(np.int64)
    part: Ints = np.where(work.course < 0, alike, held)
    return part


def _pools(running: Running) -> pd.DataFrame:
    own = running.groups
    hours = own["paid_hours"].astype(float) * own["weeks_gone"] / own["weeks"]
    parts = {
        "paid_hours": hours,
        "groups_running": own["groups"].where(own["state"] == RUNNING, 0).astype(float),
        "groups_finished": own["groups"].where(own["state"] == FINISHED, 0).astype(float),
    }
    table = own[["pool_id"]].assign(**parts).groupby("pool_id", sort=True)[list(HOURS[1:])].sum().reset_index()
    return table.astype({"pool_id": object})


def paid_parts(charges: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """By SERVICE the part of a stream's dollars that is paid, the model_id that of its groups now (`variant`).

    `charges`: with whole cents before, in the running week and after.
    """
    place = SERVICE[1:]
    named = groups.loc[groups["variant"] != "", [*place, "variant"]].drop_duplicates(place)
    own = charges[charges["band_id"] != ""].merge(named, on=place).drop(columns="model_id")
    sums = own.rename(columns={"variant": "model_id"}).groupby(SERVICE)[["before", "week", "after"]].sum()
    part: pd.Series = (sums["before"] + sums["week"]) / sums.sum(axis=1).clip(lower=1)
    return part
