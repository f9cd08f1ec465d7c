"""What a finished plan leaves of rooms, seats online, tutors, tutor hours and money, at every place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import values_of
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import Inputs
from hitdesign.allocation.money_room import room_for_dollars
from hitdesign.allocation.rows_time import shared_rooms
from hitdesign.plan.beyond import Beyond, beyond_of
from hitdesign.rights.costs import salaried_rate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CENTS = 100.0
#: Amounts closer than this are the same.
CLOSE = 1e-6


@dataclass(frozen=True)
class Limit:
    """One limit over places: what each group (or seat, where `per_seat`) at a place takes of it, and what there is."""

    name: str
    takes: Floats
    most: float
    per_seat: bool = False


@dataclass(frozen=True)
class Slack:
    """Groups and seats of a plan by place, and the limits that each place stands under.

    `of_place[p]` lists positions in `limits`; a limit's entries stand in `members` (places) and `takes`. `unspent`: per
    stream, the most that its budget, its match and the caps on administration leave it to pay for services; `idle`:
    paid hours without a group by pool and school; `beyond`: what is billed beyond groups and seats, None where nothing.
    """

    inputs: Inputs
    groups: Floats
    seats: Floats
    limits: tuple[Limit, ...]
    members: tuple[Ints, ...]
    used: Floats
    of_place: tuple[tuple[int, ...], ...]
    unspent: Floats
    idle: Floats
    beyond: Beyond | None

    def dollars(self, places: Ints, groups: Floats, seats: Floats) -> Floats:
        """Dollars of so many groups and seats at each of these places, over all periods."""
        costs = self.inputs.rights.costs
        cents = costs.group_cents[places].sum(axis=1) * groups + costs.seat_cents[places].sum(axis=1) * seats
        return np.asarray(cents / CENTS, dtype=np.float64)

    def lacks(self, place: int, groups: float, students: float, freed: Ints) -> list[tuple[str, float, float]]:
        """Limits that these groups would break at a place after those at `freed` are gone: name, needed, left."""
        found: dict[str, tuple[str, float, float]] = {}
        for number in self.of_place[place]:
            limit, members = self.limits[number], self.members[number]
            amount = students if limit.per_seat else groups
            need = float(limit.takes[np.searchsorted(members, place)]) * amount
            back = self._taken(number, freed)
            left = max(limit.most - float(self.used[number]) + back, 0.0)
            if need > left + CLOSE and limit.name not in found:
                found[limit.name] = (limit.name, need, left)
        more = self.more_beyond(place, groups, students, freed)
        need = self._to_pay(place, groups, students, freed) + max(more, 0.0)
        left = self._money(place, freed) + max(-more, 0.0)
        if need > left + CLOSE:
            found["budget"] = ("budget", need, left)
        need, left = self._billed(place, groups, students, freed)
        if need > left + CLOSE:
            found["contract"] = ("contract", need, left)
        return list(found.values())

    @cached_property
    def _taught(self) -> Ints:
        """Places with groups."""
        found: Ints = np.flatnonzero(self.groups > 0)
        return found

    @cached_property
    def _beyond_now(self) -> float:
        """Dollars of the plan beyond the price of groups and seats."""
        if self.beyond is None:
            return 0.0
        return self.beyond.dollars(self._taught, self.groups[self._taught], self.seats[self._taught])

    def more_beyond(self, place: int, groups: float, students: float, freed: Ints) -> float:
        """Dollars beyond the price of groups and seats that come on top (less than 0: that go) with the change."""
        if self.beyond is None:
            return 0.0
        return self.beyond.dollars(*self._changed(place, groups, students, freed)) - self._beyond_now

    def _changed(self, place: int, groups: float, students: float, freed: Ints) -> tuple[Ints, Floats, Floats]:
        """Places, groups and seats of the plan after the change."""
        kept = np.setdiff1d(self._taught, freed, assume_unique=True)
        at = np.append(kept, place)
        return at, np.append(self.groups[kept], groups), np.append(self.seats[kept], students)

    def _billed(self, place: int, groups: float, students: float, freed: Ints) -> tuple[float, float]:
        """What a contract would bill for the change, and what its maximum leaves; nothing where it has none."""
        number = -1 if self.beyond is None else int(self.beyond.contract[place])
        if self.beyond is None or number < 0:
            return 0.0, np.inf
        at, taught, seats = self._changed(place, groups, students, freed)
        before = self.beyond.bill(number, at[:-1], taught[:-1], seats[:-1])
        after = self.beyond.bill(number, at, taught, seats)
        most = float(self.inputs.facts.contracts["maximum_dollars"].iloc[number])
        return after - before, max(most - before, 0.0)

    def _to_pay(self, place: int, groups: float, students: float, freed: Ints) -> float:
        """Dollars of the groups and seats, less the labour of salaried people who are paid without a group anyway."""
        need = float(self.dollars(np.array([place]), np.array([groups]), np.array([students]))[0])
        places, costs = self.inputs.rights.places, self.inputs.rights.costs
        school = self.inputs.facts.blocks["school"].to_numpy(dtype=np.int64)[places.block]
        pool = int(places.pool[place])
        same = freed[(places.pool[freed] == pool) & (school[freed] == school[place])]
        spare = float(self.idle[pool, school[place]] + (costs.paid_hours[same] * self.groups[same]).sum())
        rate = float(salaried_rate(self.inputs.facts)[pool])
        return need - rate * min(float(costs.paid_hours[place]) * groups, spare)

    def _taken(self, number: int, places: Ints) -> float:
        """What the plan's groups at these places take of a limit."""
        limit, members = self.limits[number], self.members[number]
        inside = places[np.isin(places, members)]
        amounts = self.seats if limit.per_seat else self.groups
        return float((limit.takes[np.searchsorted(members, inside)] * amounts[inside]).sum())

    def _money(self, place: int, freed: Ints) -> float:
        """Dollars left at streams that may pay there, and those that the freed groups cost where one may pay both."""
        payers = self.inputs.rights.payers
        here = np.bitwise_or.reduce(payers[place])
        here |= np.uint64(0) if self.beyond is None else self.beyond.bearers(place)
        own = (here >> np.arange(len(self.unspent), dtype=np.uint64)) & np.uint64(1) > 0
        both = freed[np.bitwise_or.reduce(payers[freed], axis=1) & here > 0]
        back = self.dollars(both, self.groups[both], self.seats[both]).sum()
        return float(self.unspent[own].sum() + back)


def slack_of(formulation: Formulation, allocation: Allocation) -> Slack:
    """The limits of rooms, seats online, tutors at once and tutor hours, as the formulation has them, and their use."""
    inputs = formulation.inputs
    groups, seats = _by_place(inputs, allocation)
    limits, members = _limits(inputs)
    used = np.array(
        [
            (limit.takes * (seats if limit.per_seat else groups)[own]).sum()
            for limit, own in zip(limits, members, strict=True)
        ]
    )
    of_place: list[list[int]] = [[] for _ in range(len(groups))]
    for number, own in enumerate(members):
        for place in own.tolist():
            of_place[place].append(number)
    unspent = np.zeros(len(inputs.facts.funding))
    room = room_for_dollars(formulation, values_of(formulation, allocation, []))
    np.maximum.at(unspent, formulation.money.stream, room)
    return Slack(
        inputs=inputs,
        groups=groups,
        seats=seats,
        limits=tuple(limits),
        members=tuple(members),
        used=used,
        of_place=tuple(tuple(own) for own in of_place),
        unspent=unspent,
        idle=_idle(inputs, allocation),
        beyond=beyond_of(formulation),
    )


def _idle(inputs: Inputs, allocation: Allocation) -> Floats:
    """Paid hours without a group by pool and school (pools x schools)."""
    facts, staff = inputs.facts, allocation.staff
    idle = np.zeros((len(facts.tutors), len(facts.schools)))
    pool = pd.Index(facts.tutors["pool_id"]).get_indexer(staff["pool_id"])
    school = pd.Index(facts.schools["school_id"]).get_indexer(staff["school_id"])
    np.add.at(idle, (pool, school), staff["idle_hours"].to_numpy(dtype=float))
    return idle


def _by_place(inputs: Inputs, allocation: Allocation) -> tuple[Floats, Floats]:
    """Groups and seats of the plan at each place of the rights."""
    places, facts, need = inputs.rights.places, inputs.facts, inputs.need
    blocks = facts.blocks
    school = facts.schools["school_id"].to_numpy()[blocks["school"].to_numpy(dtype=np.int64)]
    frame = pd.MultiIndex.from_arrays(
        [
            need.bands["band_id"].to_numpy()[places.band],
            facts.models["model_id"].to_numpy()[places.model],
            school[places.block],
            blocks["block_id"].to_numpy()[places.block],
            facts.tutors["pool_id"].to_numpy()[places.pool],
        ],
        names=["band_id", "model_id", "school_id", "block_id", "pool_id"],
    )
    keys = list(frame.names)
    band_of = pd.Series(
        need.bands["band_id"].to_numpy()[need.cohorts["band"].to_numpy(dtype=np.int64)],
        index=need.cohorts["cohort_id"].to_numpy(),
    )
    seats = allocation.seats.assign(band_id=allocation.seats["cohort_id"].map(band_of))
    counts = [
        table.groupby(keys)[column].sum().reindex(frame).fillna(0.0).to_numpy(dtype=float)
        for table, column in ((allocation.groups, "groups"), (seats, "students"))
    ]
    return counts[0], counts[1]


def _limits(inputs: Inputs) -> tuple[list[Limit], list[Ints]]:
    """Every limit with the places under it, sorted."""
    rights, facts = inputs.rights, inputs.facts
    places, costs, blocks = rights.places, rights.costs, facts.blocks
    rooms, online = blocks["groups_at_once"].to_numpy(dtype=float), blocks["online_seats"].to_numpy(dtype=float)
    is_online = (facts.models["modality"].to_numpy() == "online")[places.model]
    people = facts.tutors["people"].to_numpy(dtype=float)
    weekly = people * facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float)
    limits, members = [], []

    def add(name: str, which: Ints, takes: Floats, most: float, *, per_seat: bool = False) -> None:
        if len(which):
            limits.append(Limit(name, takes[which], most, per_seat))
            members.append(which)

    used = np.unique(places.block)
    for block in used:
        here = np.flatnonzero(places.block == block)
        add("rooms", here, costs.at_once, float(rooms[block]))
        add("online_seats", here[is_online[here]], costs.at_once, float(online[block]), per_seat=True)
    for blocks_together in shared_rooms(inputs, used):
        here = np.flatnonzero(np.isin(places.block, blocks_together))
        add("rooms", here, costs.at_once, float(rooms[blocks_together].max()))
    time_class = rights.calendar.time_class[places.block]
    for pool in np.unique(places.pool):
        own = places.pool == pool
        for together in rights.calendar.overlaps:
            add("tutors_at_once", np.flatnonzero(own & together[time_class]), costs.at_once, float(people[pool]))
        for weeks in rights.calendar.intervals:
            add("tutor_hours", np.flatnonzero(own & weeks[time_class]), costs.weekly_hours, float(weekly[pool]))
    return limits, members
