"""A re-plan in sentences: what changes, what stability costs, what is gone, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count, print_dollars
from hitdesign.scenarios.compare import Comparison
from hitdesign.scenarios.replan_money import billed_so_far, counted_again
from hitdesign.scenarios.replan_rest import Rest
from hitdesign.scenarios.replan_sunk import BY_PLAN, Sunk


@dataclass(frozen=True)
class Told:
    """What the sentences are made of."""

    on: date
    day: date
    give_up: float
    comparison: Comparison
    price: pd.DataFrame
    streams: pd.DataFrame
    short: pd.DataFrame
    delivered: pd.DataFrame
    rest: Rest
    plan: Plan
    sunk: Sunk


def sentences_of(told: Told) -> tuple[str, ...]:
    """What changed first, then the price of stability, what is sunk, comes short or was taken for granted."""
    return (
        f"From {told.day} on, the first week that begins on or after {told.on}:",
        *told.comparison.sentences,
        _price(told),
        _sunk(told),
        *_delivered(told),
        *_short(told),
        *_lost(told),
        *_granted(told),
    )


def _price(told: Told) -> str:
    levels = told.price["level"].tolist()
    seats, groups, money = (levels.index(name) for name in ("seats_served", "groups_kept", "dollars_not_to_exceed"))
    fresh, own = (told.price[name].to_numpy(dtype=float).round(6) for name in ("fresh_value", "kept_value"))
    less = float(fresh[seats] - own[seats])
    served, best = print_count(float(own[seats]), "seat"), print_count(float(fresh[seats]), "seat")
    kept, other = print_count(float(own[groups]), "group"), print_count(float(fresh[groups]), "group")
    dollars = float(own[money] - fresh[money])
    cost = f"{print_dollars(abs(dollars))} {'more' if dollars > 0 else 'less'}" if abs(dollars) >= 0.01 else "as much"
    word = (
        "as many seats" if abs(less) < 1e-6 else f"{print_count(abs(less), 'seat')} {'fewer' if less > 0 else 'more'}"
    )
    beside = "as many as a fresh optimum would" if kept == other else f"where a fresh optimum would keep {other}"
    return (
        f"Stability: this plan keeps {kept}, {beside}; it serves {served}, {word} than "
        f"the {best} of the fresh one (it was free to give up {100 * told.give_up:g}%), and costs {cost}."
    ).replace("as many seats than the", "as many as the")


def _sunk(told: Told) -> str:
    gone = print_dollars(float(told.streams["sunk_dollars"].sum()))
    week = print_dollars(float(told.streams["running_week_dollars"].sum()))
    if (told.streams["basis"] == BY_PLAN).all():
        basis = f"No ledger was given: what the plan's own lines charge before {told.on} counts as spent"
    else:
        basis = f"Spent before {told.on} as the ledger has it"
    return f"{basis}; with {week} for the week that runs on that day, {gone} are gone."


def _delivered(told: Told) -> list[str]:
    own = told.delivered
    if own.empty:
        return []
    planned = float(own["planned_hours"].sum())
    known = own[own["basis"] != "unknown"]
    if (own["basis"] == "plan").all():
        return [f"No session logs were given: the {planned:,.0f} group hours planned so far are taken as delivered."]
    if known.empty:
        return [f"The logs name no group: whether the {planned:,.0f} hours planned so far were delivered is not known."]
    logged, held = float(known["planned_hours"].sum()), float(known["delivered_hours"].sum())
    said = [f"Of {logged:,.0f} group hours planned so far, the logs say {held:,.0f} were delivered."]
    if unknown := len(own) - len(known):
        said.append(
            f"Of {print_count(unknown, 'row')} of groups the logs say nothing: whether their "
            f"{planned - logged:,.0f} planned hours were delivered is not known."
        )
    return [*said, "Sessions that were not held are not made up for here: groups go on for the weeks of their plan."]


def _short(told: Told) -> list[str]:
    own = told.short
    if own.empty:
        return []
    groups = float(own["groups"].sum())
    does = "gets fewer weeks than its" if groups == 1 else "get fewer weeks than their"
    failing = own[own["fails_of_standard"] != ""]
    said = [f"{print_count(groups, 'group')} {does} tutoring model asks for, for the term has no more left."]
    standard = told.plan.evidence.standards[told.rest.policy.standard].name
    if len(failing):
        elements = "; ".join(sorted(set("; ".join(failing["fails_of_standard"]).split("; "))))
        said.append(f"{print_count(float(failing['groups'].sum()), 'group')} of them fail {standard}: {elements}.")
    else:
        said.append(f"None of them fails {standard} in what can be tested; their effect may be smaller all the same.")
    return said


def _lost(told: Told) -> list[str]:
    """Running groups that could not go on whatever the money: their place, band, pool or time is gone."""
    groups = told.rest.groups
    bands = set(told.rest.need.bands["band_id"])
    gone = groups[(groups["variant"] == "") | ~groups["band_id"].isin(bands)]
    if gone.empty:
        return []
    return [f"{print_count(float(gone['groups'].sum()), 'group')} cannot go on: their time, or need there, is gone."]


def _granted(told: Told) -> list[str]:
    """What the amounts rest on where the library cannot know better."""
    said = []
    if counted_again(told.rest.district):
        said.append(
            "Costs per group, person and seat are counted in full again for groups that go on: how much of them is "
            "paid is not known."
        )
    present = {row.stream_id for row in told.rest.district.funding}
    for stream, gone in zip(told.streams["stream_id"], told.streams["sunk_dollars"].astype(float), strict=True):
        if stream not in present and gone > 0:
            said.append(
                f"The facts no longer have {stream}, of which {print_dollars(gone)} are spent: no award pays them now, "
                "and whether they must be paid back is not known."
            )
    billed, _ = billed_so_far(told.plan, told.sunk)
    used = set(told.rest.facts.tutors.loc[told.rest.facts.tutors["pay"] == "contract", "contract_id"].astype(str))
    for row in told.rest.district.contracts:
        owed = row.minimum_dollars
        if billed.get(row.contract_id, 0.0) > 0 and owed > 0 and row.contract_id in used:
            said.append(
                f"Contract {row.contract_id} has {print_dollars(owed)} of its minimum still to bill, whether groups go "
                "on or not: where they end, that much is not released."
            )
    return said
