"""How wide the steps of published dollars and groups must be: so that nobody gets closer to a hidden count by them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from hitdesign.measurement.disclosure.audit import audit
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.protect import Protected
from hitdesign.measurement.disclosure.tables import Amount, CountTable, Place
from hitdesign.plan.dollar_steps import up_to
from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE
from hitdesign.report.public_counts import ALL, Counted, seats_of
from hitdesign.report.public_money import PublicMoney, public_money

#: Times the first step.
WIDENED = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
#: What is tried, in turn: how wide, and whether streams that pay at few schools are said to pay all they have.
TRIED = (
    *((widened, False) for widened in WIDENED[:4]),
    *((widened, True) for widened in WIDENED),
    *((widened, False) for widened in WIDENED[4:]),
)
SERVICE = ["school", "model", "block"]
#: By what a reader may know the dollars and groups of a seat.
KNOWN_BY = ("school", "tier", "model", "time")


def safe_money(
    plan: Plan,
    policy: DisclosurePolicy,
    system: Counted,
    safe: Protected,
    before: Sequence[CountTable] = (),
    told: Sequence[Amount] = (),
) -> PublicMoney:
    """The money of the first steps that pass the reader's check together with the tables.

    The reader is given what a seat costs in truth, of each stream, and how many groups it takes, by school, tier,
    tutoring model and time of day: more than anybody outside knows. Steps grow, then streams that pay at few schools
    are said to pay all they have, then both. Where no step is wide enough, nothing is said of what is paid beyond what
    the streams have. told: what dollars and groups published before tell of the counts in `before`.
    """
    for widened, few_apart in TRIED:
        money = public_money(plan, policy, widened, few_apart=few_apart)
        if few_apart and not money.few_apart:
            continue
        amounts = (*told, *amounts_of(plan, money, system.tables))
        checked = audit(safe.release, system.tables, policy, before=before, links=system.links, amounts=amounts)
        if checked.holds:
            return money
    return public_money(plan, policy, math.inf)


def amounts_of(plan: Plan, money: PublicMoney, tables: Sequence[CountTable]) -> Iterator[Amount]:
    """What the printed dollars and groups tell of weighted sums of seats filled, in steps.

    That a stream pays no more than it has is known without the report, and is no part of it.
    """
    seats = seats_of(plan)
    charges, groups = plan.allocation.charges, plan.allocation.groups
    spent = plan.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    rate = plan.facts.funding.set_index("stream_id")["indirect_rate"].astype(float)
    paid = _by_service(charges).assign(
        amount=charges["dollars"].astype(float) * (1 + charges["stream_id"].map(rate)), stream=charges["stream_id"]
    )
    taught = _by_service(groups).assign(amount=groups["groups"].astype(float))
    for row in money.streams.to_dict("records"):
        most, there, step = float(row["at_most_dollars"]), float(row["available_dollars"]), money.step_dollars
        total = float(spent[row["stream_id"]])
        top = up_to(total, step)
        if total > 0 and (most < there or top >= there) and not math.isinf(top):
            ends = (top / step - 1.0, top / step if most < there else math.inf)
            own = paid[paid["stream"] == row["stream_id"]]
            yield from _known(f"dollars of {row['stream_id']}", own, total, seats, tables, ends, step)
    if money.groups_at_most is not None:
        most, total = money.groups_at_most / money.step_groups, float(taught["amount"].sum())
        yield from _known("groups", taught, total, seats, tables, (most - 1.0, most), money.step_groups)


def _by_service(table: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(SERVICE, ("school_id", "model_id", "block_id"), strict=True))
    return pd.DataFrame({key: table[column].astype("str") for key, column in names.items()})


def _known(
    name: str,
    amounts: pd.DataFrame,
    total: float,
    seats: pd.DataFrame,
    tables: Sequence[CountTable],
    ends: tuple[float, float],
    step: float,
) -> Iterator[Amount]:
    """The amount as a weighted sum over each of the published divisions of seats, and of all seats together.

    Formula: weight of a label = its amount / its seats, of a label without seats the mean of all; the amount of a
    service (school, model, block) is shared out by its seats. What of the total belongs to no seats is known.
    """
    of_service = amounts.groupby(SERVICE)["amount"].sum()
    filled = seats.groupby(SERVICE)["filled"].sum()
    each = (of_service.reindex(filled.index).fillna(0.0) / filled.clip(lower=1)).rename("each")
    rows = seats.merge(each.reset_index(), on=SERVICE)
    rows["amount"] = rows["each"] * rows["filled"]
    rest = (total - float(rows["amount"].sum())) / step
    mean = float(rows["amount"].sum() / max(1, rows["filled"].sum())) / step
    for column, places in _places(tables).items():
        sums = rows.groupby(column)[["amount", "filled"]].sum() if column else rows[:0]
        weights = (sums["amount"] / sums["filled"].clip(lower=1) / step).to_dict()
        parts = tuple((place, float(weights.get(label, mean))) for label, place in places.items())
        yield Amount(name, parts, ends[0] - rest - TOLERANCE, ends[1] - rest + TOLERANCE)


def _places(tables: Sequence[CountTable]) -> dict[str, dict[str, Place]]:
    """By division, the seats filled of each of its labels; under no name, all seats filled."""
    whole = tables[0]
    everything = tuple(str(one.total) for one in whole.dimensions)
    found: dict[str, dict[str, Place]] = {"": {ALL: whole.place(whole.counts, everything)}}
    for table in tables:
        names = [one.name for one in table.dimensions]
        for column in set(names) & set(KNOWN_BY) - found.keys():
            at = names.index(column)
            rows = {labels for labels in table.labels() if all(x == ALL for i, x in enumerate(labels) if i != at)}
            found[column] = {x[at]: table.place(table.counts, x) for x in sorted(rows) if x[at] != ALL}
    return found
