"""Technology of a plan: what its seats online need, the gap, its cost, what is not known, which seats rest on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.technology.costs import costs_of
from hitdesign.plan.technology.needs import SHORT, UNKNOWN, certain_peaks, needs_of, seats_online, technology_at
from hitdesign.plan.technology.risk import risk_of
from hitdesign.quantities import print_count, print_dollars

UNKNOWNS = ("school_id", "item", "what_to_provide")
PROMISED = ("school_id", "block_id", "online_seats", "devices", "sentence")


@dataclass(frozen=True)
class TechnologyPlan:
    """What tutoring online needs and lacks, by school. Counts are internal: not for the public as they stand.

    `needs`: per school and item, see `needs_of`. `costs`: of the gap, see `costs_of`. `risk`: seats that rest on it,
    see `risk_of`. `promised`: blocks whose online_seats are more than the school's devices. `unknown`: what to provide.
    """

    needs: pd.DataFrame
    costs: pd.DataFrame
    risk: pd.DataFrame
    promised: pd.DataFrame
    unknown: pd.DataFrame
    sentences: tuple[str, ...]


def technology_of(plan: Drafted) -> TechnologyPlan:
    """Needs, gap, cost and what rests on it, recomputed from the plan; a plan without seats online needs nothing.

    >>> technology_of(plan).risk["sentence"].tolist()  # doctest: +SKIP
    """
    needs, seats = needs_of(plan), seats_online(plan)
    costs, risk, promised = costs_of(plan, needs), risk_of(needs, seats, certain_peaks(plan)), _promised(plan, seats)
    unknown = needs.loc[needs["status"] == UNKNOWN, ["school_id", "item", "what_to_provide"]].reset_index(drop=True)
    return TechnologyPlan(
        needs=needs,
        costs=costs,
        risk=risk,
        promised=promised,
        unknown=unknown,
        sentences=tuple(_sentences(needs, costs, risk, promised)),
    )


def _promised(plan: Drafted, seats: dict[str, float]) -> pd.DataFrame:
    """Blocks of schools with seats online that promise more seats at once than there are devices."""
    blocks = plan.facts.blocks
    schools = plan.facts.schools["school_id"].to_numpy()[blocks["school"]]
    rows = []
    for school, block, promised in zip(schools, blocks["block_id"], blocks["online_seats"], strict=True):
        there = technology_at(plan, str(school)) if str(school) in seats else None
        if there is None or there.devices is None or promised <= there.devices:
            continue
        counted = f"the technology table counts {print_count(there.devices, 'device')}"
        said = (
            f"{inert(school)}: block {inert(block)} promises {promised:,} seats online at once, {counted}; correct one."
        )
        rows.append((school, block, int(promised), there.devices, said))
    return pd.DataFrame(rows, columns=list(PROMISED))


def _sentences(needs: pd.DataFrame, costs: pd.DataFrame, risk: pd.DataFrame, promised: pd.DataFrame) -> Iterator[str]:
    if needs.empty:
        yield "No seat of the plan is online, so tutoring needs no device, headset, call or account of its own."
        return
    seats, schools = float(risk["seats_online"].sum()), len(risk)
    devices = float(needs.loc[needs["item"] == "devices", "needed"].sum())
    where = print_count(schools, "school")
    need = f"{print_count(devices, 'device')} and as many headsets at the fullest moments"
    yield f"{print_count(seats, 'seat')} online at {where} need {need}."
    for status, word in ((SHORT, "short"), (UNKNOWN, "not known")):
        many = int((needs["status"] == status).sum())
        if many:
            where = print_count(needs.loc[needs["status"] == status, "school_id"].nunique(), "school")
            yield f"{print_count(many, 'requirement')} at {where} {'is' if many == 1 else 'are'} {word}."
    if len(costs):
        low, high = float(costs["low_dollars"].sum()), float(costs["high_dollars"].sum())
        checked = "" if costs["price_verified"].all() else " Nobody checked these prices: get a quote."
        yield f"Closing the gap of devices and headsets costs {print_dollars(low)} to {print_dollars(high)}.{checked}"
        yield "Lines, accounts and agreements have no price here: ask whoever runs the network and the platform."
    yield from risk.loc[risk["short"] != "", "sentence"]
    yield from promised["sentence"]
