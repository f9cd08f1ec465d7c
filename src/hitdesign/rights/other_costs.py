"""What a program costs besides tutors and materials: where each item is due, at which price, and who may pay for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.arrays import day_numbers
from hitdesign.district.columns import Facts
from hitdesign.district.lost_days import THURSDAY, WEEK
from hitdesign.district.other_costs import Per
from hitdesign.evidence.records import CostUse, Evidence
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.costs import MINUTES_AN_HOUR
from hitdesign.rights.payers import school_allowed
from hitdesign.rights.rights import Rights

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]
#: The item under which the blocks' supervisor_dollars_per_day are charged.
SUPERVISOR = "supervisor_dollars_per_day"


@dataclass(frozen=True)
class Item:
    """One item of cost.

    Per place: `due` (its groups cause the cost) and `payers` (bits of the streams that may pay for it there). Per
    block: `dollars`, the price of one unit at the block; all the same but for what is paid by the day.
    """

    name: str
    per: Per
    use: CostUse
    due: Bools
    payers: Bits
    dollars: Floats


def items_of(facts: Facts, rights: Rights, evidence: Evidence) -> tuple[Item, ...]:
    """The rows of other_costs in their order, then the supervisors of open buildings.

    Formula: a cost per day costs dollars x days of the block's term on which it is held, whether its groups meet for
    the whole term or not; amounts are rounded up to a cent. Who may pay: the streams that may pay, for every student
    and at any time, for some of the work, and whose program's uses hold the cost's use; of these the named one alone,
    where one is named. A named stream whose program asks for no marks need not pay for tutoring; its window must touch
    the program's days.
    """
    whole = np.bitwise_or.reduce(rights.payers, axis=1, initial=0) & ~rights.limited
    days = session_days(facts)
    found = []
    for row in facts.other_costs:
        dollars = row.dollars * (days if row.per == "day" else np.ones(len(days))).astype(np.float64)
        due = _due(facts, rights, row.schools, row.pools, row.when)
        payers = _may_pay(facts, rights, evidence, whole, row.use, row.stream_id)
        found.append(Item(row.item, row.per, row.use, due, payers, _cents(dollars)))
    open_house = facts.blocks["supervisor_dollars_per_day"].to_numpy(dtype=float)
    if (open_house > 0).any():
        due = (open_house > 0)[rights.places.block]
        payers = _may_pay(facts, rights, evidence, whole, "supervision", "")
        found.append(Item(SUPERVISOR, "day", "supervision", due, payers, _cents(open_house * days)))
    return tuple(found)


def unit_cents(facts: Facts, item: Item) -> Ints:
    """Per tutoring model: cents of an item for one group or one seat; an hour's price times the model's hours."""
    models = facts.models
    minutes = (models["sessions_per_week"] * models["weeks"] * models["minutes_per_session"]).to_numpy(dtype=float)
    times = minutes / MINUTES_AN_HOUR if item.per == "hour" else np.ones(len(models))
    cents: Ints = np.ceil(100 * item.dollars.max(initial=0.0) * times - TOLERANCE).astype(np.int64)
    return cents


def session_days(facts: Facts) -> Ints:
    """Per block: the days of its term on which it takes place.

    Formula: dates from starts_on to ends_on whose weekday is one of its days, less those lost.
    """
    first, last = day_numbers(facts.blocks["starts_on"]), day_numbers(facts.blocks["ends_on"])
    days = np.zeros(len(first), dtype=np.int64)
    for number, letter in enumerate(WEEK):
        meets = np.array([letter in letters for letters in facts.blocks["days"]], dtype=bool)
        before = (first - 1 + THURSDAY - number) // 7
        days += np.where(meets, (last + THURSDAY - number) // 7 - before, 0)
    return np.maximum(days, 0) - np.array([len(lost) for lost in facts.blocks["lost"]], dtype=np.int64)


def _cents(dollars: Floats) -> Floats:
    rounded: Floats = np.ceil(100 * dollars - TOLERANCE) / 100
    return rounded


def _due(
    facts: Facts, rights: Rights, schools: tuple[str, ...], pools: tuple[str, ...], when: tuple[str, ...]
) -> Bools:
    """Places that the row's conditions hold."""
    places, due = rights.places, np.ones(len(rights.places.pair), dtype=bool)
    school = facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy()[places.block]]
    pool = facts.tutors["pool_id"].to_numpy(dtype=object)[places.pool]
    time = facts.blocks["when"].to_numpy(dtype=object)[places.block]
    for values, wanted in ((school, schools), (pool, pools), (time, when)):
        if wanted:
            due &= np.isin(values.astype(str), list(wanted))
    return due


def _may_pay(facts: Facts, rights: Rights, evidence: Evidence, whole: Bits, use: CostUse, stream_id: str) -> Bits:
    """Per place: the streams that may pay for this use."""
    funding, periods = facts.funding, rights.periods
    payers = np.zeros(len(whole), dtype=np.uint64)
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[rights.places.block]
    for number, name in enumerate(funding["program"]):
        program, bit = evidence.programs[str(name)], np.uint64(1) << np.uint64(number)
        named = str(funding["stream_id"].iloc[number]) == stream_id
        if (program.uses and use not in program.uses) or (stream_id and not named):
            continue
        allowed = (whole & bit) != 0
        if named and not (program.requires_marks or program.excludes_marks):
            inside = bool(periods.employed[:, number].any() or periods.contracted[:, number].any())
            inside = inside and bool(funding["available_dollars"].iloc[number] > 0)
            allowed |= inside & school_allowed(facts.schools, program, funding["schools"].iloc[number])[school]
        payers |= np.where(allowed, bit, np.uint64(0))
    return payers
