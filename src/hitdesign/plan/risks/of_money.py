"""Risks of money: one stream that pays most, money that ends, money not awarded, rules that nobody checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil, isnan

import pandas as pd

from hitdesign.evidence.records import Program
from hitdesign.levers import Change, Lever
from hitdesign.plan.risks.changes import cell
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.quantities import print_count, print_dollars

#: The program of money that may pay for anything.
UNRESTRICTED = "general_fund"
#: Kinds of cost that are paid once.
ONCE = ("start_up",)
#: Columns of the funding table in which a stream ends.
LAST_DAYS = ("obligate_by", "services_by", "liquidate_by")
#: What is beyond a threshold by so many of its units is no longer at it.
BEYOND = 1


def stream_share(look: Look) -> Iterator[Seen]:
    """Each stream that pays: its dollars of all dollars, and how many of another stream would bring that down.

    Formula: with d its dollars, D all dollars and t the trigger, (d - t D) / t of another stream are enough, whether
    they pay for more or take the place of its own.
    """
    trigger = look.plan.evidence.risk_rules["stream_share"].trigger
    for stream, dollars in _paying(look):
        share = dollars / look.dollars if look.dollars > 0 else 0.0
        excess = float(ceil(max(0.0, dollars - trigger * look.dollars) / trigger + BEYOND)) if trigger > 0 else dollars
        words = {"name": stream, "dollars": print_dollars(dollars), "excess": print_dollars(excess)}
        yield Seen(
            *("stream", stream, share, look.seats_of_dollars(dollars), dollars, "funding", "award_dollars"),
            words=words,
            lever=_other_stream(look, stream, excess),
        )


def _other_stream(look: Look, stream: str, excess: float) -> Lever | None:
    """Money of another stream for the part beyond the threshold, which this plan should spend."""
    if UNRESTRICTED not in look.plan.evidence.programs:
        return None
    row = next(one for one in look.plan.district.funding if one.stream_id == stream)
    other = {
        "stream_id": f"beside_{stream}",
        "program": UNRESTRICTED,
        "award_dollars": excess,
        "minimum_spend_dollars": excess,
        "obligate_from": row.obligate_from,
        "obligate_by": row.obligate_by,
    }
    name = f"General funds of {print_dollars(excess)} beside {stream}"
    return Lever(name=name, changes=(Change(table="funding", add=other),))


def stream_ends(look: Look) -> Iterator[Seen]:
    """Each stream that pays: days from the program's last day to the last on which it may pay; what comes again."""
    ends = look.counted.ends
    trigger = look.plan.evidence.risk_rules["stream_ends"].trigger
    funding = look.plan.facts.funding.set_index("stream_id")
    charges = look.plan.allocation.charges
    for stream, dollars in _paying(look):
        until = pd.to_datetime(funding.loc[stream, ["obligate_by", "services_by", "closed_after"]]).min().date()
        own = charges[(charges["stream_id"] == stream) & ~charges["cost_kind"].isin(ONCE)]
        again = float(own["dollars"].sum())
        value = float((until - ends).days) if ends is not None else UNKNOWN
        words = {
            "name": stream,
            "until": until.isoformat(),
            "dollars": print_dollars(again),
            "value": print_count(abs(value), "day") + (" before it" if value < 0 else ""),
        }
        lever = None if isnan(value) else _renewal(look, stream, ceil(trigger - value) + BEYOND)
        seats = look.seats_of_dollars(dollars)
        yield Seen("stream", stream, value, seats, again, "funding", "obligate_by", words=words, lever=lever)


def _renewal(look: Look, stream: str, days: int) -> Lever | None:
    """The same stream so many days longer."""
    row = next(one for one in look.plan.district.funding if one.stream_id == stream)
    program: Program = look.plan.evidence.programs[row.program]
    if days <= 0 or isinstance(program.closed_after, date):
        return None
    where: dict[str, tuple[str | int | float, ...]] = {"stream_id": (stream,)}
    changes = tuple(
        Change(table="funding", column=name, where=where, difference=days)
        for name in LAST_DAYS
        if getattr(row, name) is not None
    )
    return Lever(name=f"{stream} is renewed for {print_count(days, 'day')}", changes=changes)


def not_awarded(look: Look) -> Iterator[Seen]:
    """Each stream that pays: whether it is awarded."""
    rows = {row.stream_id: row for row in look.plan.district.funding}
    for stream, dollars in _paying(look):
        status = rows[stream].status
        yield Seen(
            *("stream", stream, 0.0 if status == "awarded" else 1.0, look.seats_of_dollars(dollars), dollars),
            *("funding", "status"),
            words={"name": stream, "status": status, "dollars": print_dollars(dollars)},
            lever=cell("funding", "status", {"stream_id": stream}, f"{stream} is awarded", value="awarded"),
        )


def unverified_rules(look: Look) -> Iterator[Seen]:
    """The plan: dollars paid under rules of money that nobody checked, of all dollars."""
    rows = {row.stream_id: row for row in look.plan.district.funding}
    programs = look.plan.evidence.programs
    paid = [(programs[rows[stream].program], dollars) for stream, dollars in _paying(look)]
    dollars = sum(amount for program, amount in paid if not program.verified)
    names = sorted({program.name for program, _ in paid if not program.verified})
    share = dollars / look.dollars if look.dollars > 0 else 0.0
    words = {"name": ", ".join(names), "dollars": print_dollars(dollars)}
    seats = look.seats_of_dollars(dollars)
    yield Seen("district", "programs", share, seats, dollars, "funding", "program", words=words)


def _paying(look: Look) -> list[tuple[str, float]]:
    """Streams that pay something, with their dollars."""
    found = look.plan.allocation.charges.groupby("stream_id", sort=True)["dollars"].sum()
    return [(str(stream), float(dollars)) for stream, dollars in found.items() if dollars > 0]
