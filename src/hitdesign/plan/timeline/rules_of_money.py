"""Which tasks about money the facts settle: money secured, private schools, records of working time."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from hitdesign.district.records import FundingStream
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.settled import Settled, Status, untold
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_dollars

NOTHING_CHARGED = untold("The plan charges nothing, so no money can be looked at.", "charges", "stream_id")
#: Rounding of whole cents over many charges, in dollars.
CENTS = 0.02


def funding_secured(plan: Drafted, used: Used) -> Settled:
    """Done where streams that are said to be awarded cover every day from launch to the end and bear every charge.

    A blank status counts as awarded in the plan and not here; a default in the place of a program is nobody's word.
    """
    if not used.streams:
        return NOTHING_CHARGED
    rows = {row.stream_id: row for row in plan.district.funding}
    lost = [name for name in used.streams if name not in rows]
    if lost:
        return untold(f"{', '.join(lost)} pay and are not in the funding table.", "funding", "stream_id")
    streams = [rows[name] for name in used.streams]
    for test in (_not_awarded, _assumed, _beyond, _uncovered):
        if found := test(plan, used, streams):
            return found
    because = f"Awards {', '.join(used.streams)} bear every charge from {used.launch_on} to {used.ends_on}."
    return Settled("done", because, "funding", "status")


def _not_awarded(plan: Drafted, used: Used, streams: list[FundingStream]) -> Settled | None:
    open_ones = [row.stream_id for row in streams if row.status != "awarded"]
    silent = [row.stream_id for row in streams if "status" not in row.model_fields_set]
    if open_ones:
        some: Status = "begun" if len(open_ones) < len(streams) else "open"
        return Settled(some, f"{', '.join(open_ones)} pay and are not awarded.", "funding", "status")
    if silent:
        because = f"The status of {', '.join(silent)} is blank and taken for awarded; write awarded once it is."
        return Settled("begun", because, "funding", "status")
    return None


def _assumed(plan: Drafted, used: Used, streams: list[FundingStream]) -> Settled | None:
    if any(one.name.startswith("starter.funding") for one in plan.district.assumed):
        because = "Which program the award belongs to is a default that nobody has confirmed."
        return Settled("begun", because, "funding", "program")
    return None


def _beyond(plan: Drafted, used: Used, streams: list[FundingStream]) -> Settled | None:
    spending = plan.allocation.spending
    over = spending["not_to_exceed_dollars"] > spending["available_dollars"] + CENTS
    if over.any():
        row = spending[over].iloc[0]
        has, needs = print_dollars(row["available_dollars"]), print_dollars(row["not_to_exceed_dollars"])
        because = f"{row['stream_id']} has {has} for charges of up to {needs}."
        return Settled("begun", because, "funding", "award_dollars")
    return None


def _uncovered(plan: Drafted, used: Used, streams: list[FundingStream]) -> Settled | None:
    """The first day of the program on which no stream that pays is open."""
    windows = sorted((row.obligate_from, _closes(plan, row)) for row in streams)
    day = used.launch_on
    for opens, closes in windows:
        if opens <= day <= closes:
            day = closes + timedelta(days=1)
    if day <= used.ends_on:
        because = f"On {day} no stream that pays is open; the program runs to {used.ends_on}."
        return Settled("begun", because, "funding", "obligate_by")
    return None


def _closes(plan: Drafted, row: FundingStream) -> date:
    """Last day on which a stream pays: services may go on after it only where all that it pays is contracted."""
    charges = plan.allocation.charges
    paid = {str(pool) for pool in charges.loc[charges["stream_id"] == row.stream_id, "pool_id"]}
    contracted = {pool.pool_id for pool in plan.district.tutors if pool.pay == "contract"}
    last = row.obligate_by
    if row.services_by is not None and paid and paid <= contracted:
        last = max(last, row.services_by)
    law = plan.evidence.programs.get(row.program)
    return min(last, law.closed_after) if law is not None and law.closed_after is not None else last


def private_schools_due(plan: Drafted, used: Used) -> Settled:
    """Not needed where no program that pays shares with private schools; begun where rows of them are given."""
    if not used.streams:
        return NOTHING_CHARGED
    rows = {row.stream_id: row.program for row in plan.district.funding}
    laws = {name: plan.evidence.programs.get(rows.get(name, "")) for name in used.streams}
    share = {name: "unknown" if law is None else law.equitable_services for name, law in laws.items()}
    due = [name for name, word in share.items() if word == "yes"]
    unknown = [name for name, word in share.items() if word == "unknown"]
    if due and plan.district.private_schools:
        because = f"{', '.join(due)} share with private schools; some are listed, only a sign-off says they were heard."
        return Settled("begun", because, "private_schools")
    if due:
        return Settled("open", f"{', '.join(due)} share with private schools; none are listed.", "private_schools")
    if unknown:
        because = f"Whether {', '.join(unknown)} share with private schools is not known."
        return untold(because, "funding", "program")
    return Settled("not_needed", "No program that pays shares with private schools.", "funding", "program")


def effort_recorded(plan: Drafted, used: Used) -> Settled:
    """Not needed where each pool of employees is paid by one stream."""
    charges = plan.allocation.charges
    if charges.empty:
        return NOTHING_CHARGED
    contracted = {pool.pool_id for pool in plan.district.tutors if pool.pay == "contract"}
    own = charges[~charges["pool_id"].isin([*contracted, ""]) & charges["pool_id"].notna()]
    payers: pd.Series = own.groupby("pool_id")["stream_id"].nunique()
    several = [str(name) for name in payers[payers > 1].index]
    if several:
        because = f"{', '.join(several)} are paid by several streams; only a sign-off says that hours are recorded."
        return Settled("open", because, "charges", "stream_id")
    return Settled("not_needed", "No pool of employees is paid by several streams.", "charges", "stream_id")
